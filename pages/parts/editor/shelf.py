"""Saving a draft, and its versions: list, difference in words, restore, branch, delete with undo."""

import streamlit as st

from data import home, store
from data.records import clean_name
from data.store import Conflict, Kind, State, StoreError
from pages.parts import crowd, show, tables
from pages.parts.editor import draft as drafts
from pages.parts.editor import outcome
from pages.parts.editor.draft import Document
from pages.parts.usage_sets import Loaded
from pages.parts.view import View
from pricing import difference
from pricing.catalog import Catalog, parse
from pricing.errors import Refusal

GONE = "_deleted_table"
KIND: Kind = "catalogue"


def save(view: View, catalog: Catalog, document: Document) -> None:
    """Ask for a name and a note, and save the draft as a version; a newer one by somebody else is shown, never lost."""
    made_from: int | None = st.session_state[drafts.DRAFT].version
    own = view.table.removeprefix(tables.SAVED) if made_from is not None else ""
    with st.form("save", border=False):
        name = st.text_input("Save as", own or catalog.name)
        note = st.text_input("What changed", placeholder="why this version")
        author = st.text_input("Your name", st.session_state.get("_author", ""))
        if not st.form_submit_button("Save this version", type="primary"):
            return
    st.session_state["_author"] = author
    parent = made_from if own == " ".join(name.split()) else _taken(name)
    _save(name, catalog.document() | _kept(document), parent, note, author)


def versions(view: View, now: View, loaded: Loaded | None) -> None:
    """Show the versions of a saved table: what each changed, with restore, branch and delete."""
    if not view.table.startswith(tables.SAVED):
        return
    name = view.table.removeprefix(tables.SAVED)
    try:
        found = store.default().versions(KIND, name)
    except StoreError as error:
        show.refusal(error)
        return
    rows = [(str(one.number), one.saved_at.replace("T", " ")[:16], one.author, one.note) for one in found]
    show.table(["Version", "Saved (UTC)", "By", "Note"], rows, numbers=[0])
    numbers = [one.number for one in found]
    picked = st.selectbox("Compare what is here with version", numbers, key="version", persist_state="session")
    other = next(one for one in found if one.number == picked)
    _difference(now, other, loaded)
    with st.container(horizontal=True):
        st.button(f"Restore version {picked}", on_click=_restore, args=(name, picked))
        st.button("Delete this table", on_click=_delete, args=(name,))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        under = st.text_input("Branch under another name", key="_branch", placeholder=f"{name} B")
        if st.button(f"Branch version {picked}", disabled=not under.strip()):
            _branch(name, picked, under)


def _difference(now: View, other: State, loaded: Loaded | None) -> None:
    try:
        before = parse(other.document)
    except Refusal as error:
        show.refusal(error)
        return
    said = difference.differences(before, now.catalog)
    show.bullets(said or [f"Version {other.number} says the same."])
    plan = next((plan for plan in before.plans if plan.name == now.plan.name), None)
    if said and plan is not None and plan.for_sale and now.plan.for_sale:
        old = outcome.along(now, before, before.plans.index(plan))
        told = crowd.revenue(old, now, loaded)
        if told:
            show.note(told)
        outcome.both(old, now, f"version {other.number}", "here")


def _taken(name: str) -> int | None:
    """The newest version under a name that is taken already: saving there is a new version of it, never a loss."""
    try:
        return store.default().load(KIND, " ".join(name.split())).number
    except StoreError:
        return None


def _kept(document: Document) -> Document:
    """What the draft says of itself, kept as it was written."""
    return {name: document[name] for name in ("name",) if name in document}


def _save(name: str, document: Document, parent: int | None, note: str, author: str) -> None:
    try:
        saved = store.default().save(KIND, name, document, parent=parent, note=note, author=author)
    except Conflict as conflict:
        show.refusal(conflict)
        show.bullets(difference.differences(parse(conflict.newest.document), parse(document)))
        st.button(
            f"Save mine as version {conflict.newest.number + 1}",
            on_click=_save,
            args=(name, document, conflict.newest.number, note, author),
        )
        return
    except (StoreError, Refusal) as error:
        show.refusal(error)
        return
    drafts.forget()
    st.session_state[tables.PICKED] = f"{tables.SAVED}{saved.name}"
    st.toast(show.md(f"Saved as version {saved.number} of {saved.name}."))
    st.rerun()


def _restore(name: str, number: int) -> None:
    try:
        store.default().restore(KIND, name, number, author=st.session_state.get("_author", ""))
    except StoreError as error:
        show.refusal(error)
        return
    drafts.forget()


def _branch(name: str, number: int, under: str) -> None:
    try:
        made = store.default().branch(KIND, name, number, under, author=st.session_state.get("_author", ""))
    except Conflict:
        show.refusal(Refusal("another table has this name", value=under, todo="Choose another name."))
        return
    except StoreError as error:
        show.refusal(error)
        return
    st.session_state[tables.PICKED] = f"{tables.SAVED}{made.name}"
    st.rerun()


def _delete(name: str) -> None:
    try:
        store.default().delete(KIND, name)
    except StoreError as error:
        show.refusal(error)
        return
    st.session_state[GONE] = name  # the one to bring back first
    st.session_state[tables.PICKED] = tables.FIRST


def deleted() -> None:
    """Offer to bring back a table that was deleted, under another name where its own is taken again."""
    if not home.has_database():
        return
    try:
        gone = list(dict.fromkeys(one.name for one in store.default().saved(KIND, deleted=True)))
    except StoreError as error:
        show.refusal(error)
        return
    if not gone:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Deleted tables", gone, key=GONE)
        under = name
        if _taken(name) is not None:
            under = st.text_input("Its name is taken: bring it back as", key=f"_under {name}", placeholder=f"{name} B")
        if st.button(f"Bring back {show.md(name)}", disabled=not under.strip()):
            _undelete(name, under)


def _undelete(name: str, under: str) -> None:
    try:
        store.default().undelete(KIND, name, under)
    except StoreError as error:
        show.refusal(error)
        return
    st.session_state[tables.PICKED] = f"{tables.SAVED}{clean_name(under)}"
    st.rerun()
