"""The address of the view at hand, to copy or to save under a short name, and the way back to it."""

import re
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from data import home
from pages.parts import show

HOME = "invoice_curve"
KEY = re.compile(r"[0-9a-f]{64}")
PAGES = frozenset(path.stem for path in Path(__file__).resolve().parents[1].glob("*.py"))


def link() -> None:
    """Show the address of the view at hand, to copy."""
    base, page = _parts()
    st.caption("Link to this view")
    st.code(_link(base, page, urlencode(st.query_params.to_dict())), language=None, wrap_lines=True)


def bar() -> None:
    """Offer to save the view at hand, and list those that are saved."""
    with st.popover("Saved views", icon=":material/bookmark:"):
        name = st.text_input("Save this view as", key="_view_name", placeholder="a short name")
        if st.button("Save", disabled=not name.strip(), key="_view_save"):
            _save(name)
        if home.has_database():
            _listed()


def uploads() -> set[str] | None:
    """Return the keys of the uploads that saved views name; None where that cannot be told."""
    if not home.has_database():
        return set()
    from data import store

    try:
        return {key for view in store.default().views() for key in KEY.findall(view.query)}
    except store.StoreError:
        return None


def _save(name: str) -> None:
    from data import store  # heavy, and needed only once something is saved

    try:
        store.default().keep_view(name, _parts()[1], urlencode(st.query_params.to_dict()))
    except store.StoreError as error:
        show.refusal(error)
        return
    st.success(show.md(f"Saved as {name.strip()}."))


def _parts() -> tuple[str, str]:
    """The address of the application, and the name of the page at hand."""
    address = (st.context.url or "").partition("?")[0].rstrip("/")
    base, _, page = address.rpartition("/")
    return (base, page) if page in PAGES else (address, HOME)


def _link(base: str, page: str, query: str) -> str:
    """A page's address: the home page is the application's own, and its slash stays before a query."""
    path = page if page in PAGES - {HOME} else ""
    return f"{base}/{path}{'?' if query else ''}{query}"


def _listed() -> None:
    from data import store

    try:
        views = store.default().views()
    except store.StoreError as error:
        show.refusal(error)
        return
    for number, view in enumerate(views):
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            # A link proper, to a session of its own: in this one, what is picked here would win over the address.
            st.link_button(show.md(view.name), _link(_parts()[0], view.page, view.query), width="stretch")
        with right:
            forget = st.button("", icon=":material/delete:", key=f"_forget_{number}", help=f"Forget {view.name}")
        if forget:
            store.default().forget_view(view.name)
            st.rerun()
