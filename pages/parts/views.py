"""Saved views: a page's address under a short name, and the way back to it."""

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from data import home
from pages.parts import show

HOME = "invoice_curve"
PAGES = frozenset(path.stem for path in Path(__file__).resolve().parents[1].glob("*.py"))


def bar() -> None:
    """Offer to save the view at hand, and list those that are saved."""
    with st.popover("Saved views", icon=":material/bookmark:"):
        name = st.text_input("Save this view as", key="_view_name", placeholder="a short name")
        if st.button("Save", disabled=not name.strip(), key="_view_save"):
            _save(name)
        if home.has_database():
            _listed()


def _save(name: str) -> None:
    from data import store  # heavy, and needed only once something is saved

    page = _address().rpartition("/")[2]
    page = page if page in PAGES else HOME
    try:
        store.default().keep_view(name, page, urlencode(st.query_params.to_dict()))
    except store.StoreError as error:
        show.refusal(error)
        return
    st.success(show.md(f"Saved as {name.strip()}."))


def _address() -> str:
    return (st.context.url or "").partition("?")[0].rstrip("/")


def _base() -> str:
    """The address of the application, without a page's name."""
    stem, _, page = _address().rpartition("/")
    return f"{stem}/" if page in PAGES else f"{_address()}/"


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
            page = "" if view.page == HOME or view.page not in PAGES else view.page
            st.link_button(show.md(view.name), f"{_base()}{page}?{view.query}", width="stretch")
        with right:
            forget = st.button("", icon=":material/delete:", key=f"_forget_{number}", help=f"Forget {view.name}")
        if forget:
            store.default().forget_view(view.name)
            st.rerun()
