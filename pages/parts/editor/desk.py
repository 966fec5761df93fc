"""The editor's desk: one plan's fields and charges, drawn from the draft and put back into it."""

import copy
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.parts import show
from pages.parts.editor import draft as drafts
from pages.parts.editor import fields, grid
from pages.parts.editor.draft import Document, Draft
from pages.parts.view import View
from pricing.errors import Refusal

NEW_CHARGE: Document = {"tiers": [{"up_to": "1000", "unit_price": "1"}, {"unit_price": "0.5"}]}


@dataclass(frozen=True, slots=True)
class Edited:
    """What the desk says: the document as it stands, and the place of the plan in it."""

    latest: Document
    place: int


def edit(view: View) -> Edited:
    """Draw the draft of the picked table and return what it says."""
    draft = drafts.opened(view.table, view.catalog)
    document = draft.copy()
    document.pop("golden", None)  # worked examples are of the table as it was
    place = _place(document["plans"], view.plan.name)
    plan = document["plans"][place]
    used = _head(draft, document)
    _meanwhile(view.table, draft)
    st.header(show.md(f"Plan {plan.get('name', '')}"), anchor=False)
    for number, charge in enumerate(plan.get("charges", [])):
        _charge(draft, document, charge, f"{place}_{number}")
    with st.expander("Fee, seats, credit, minimum and maximum"):
        fields.plan(draft, plan, str(place))
    with st.expander("Features"):
        fields.features(draft, plan, str(place))
    with st.expander("Conventions and vendor profile"):
        fields.conventions(draft, document)
    with st.expander("Name, currency and source"):
        for name, label in (("currency", "Currency"), ("locale", "Locale"), ("source", "Source"), ("note", "Note")):
            fields.text(draft, document, name, label)
    drafts.keep(draft, document)
    if used:  # now, and not when it was pressed: what was typed just before is in the document only here
        drafts.use(document)
        st.rerun()
    _more(document, place)
    return Edited(document, place)


def _head(draft: Draft, document: Document) -> bool:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        fields.text(draft, document, "name", "Table")
        st.button("Undo", on_click=drafts.back, disabled=not draft.undo, help="Takes back the last fix or paste.")
        return st.button("Use on all pages", type="primary", help="Makes this the picked table everywhere.")


def _meanwhile(table: str, draft: Draft) -> None:
    """Tell of a version that somebody else saved; the draft stays as it is until the user takes that one up."""
    newest = drafts.newest(table)
    if newest is None or newest.number == draft.version:
        return
    who = f" by {newest.author}" if newest.author else ""
    st.info(show.md(f"Version {newest.number} was saved meanwhile{who}. What is here was made from an older one."))
    st.button("Take the newer one up", on_click=drafts.forget, help="What was changed here is given up.")


def _charge(draft: Draft, document: Document, charge: Document, place: str) -> None:
    # The field stands below the grid: what it says now is known before it is drawn.
    per = str(st.session_state.get(draft.key(f"per{place}"), charge.get("per", "1"))).strip()
    if per not in ("", "1"):
        show.note(f"A unit price is for {f'{int(per):,}' if per.isdecimal() else per} units.")
    tiers = grid.tiers(draft, charge, place)
    charge["tiers"] = tiers
    with st.container(horizontal=True):
        if st.button("Sort by bound", key=draft.key(f"sort_{place}")):
            _replace(document, charge, lambda: grid.ordered(tiers))
        with st.popover("Paste from a spreadsheet"):
            block = st.text_area("Rows: up to, unit price, flat fee", key=draft.key(f"paste_{place}"), height=200)
            if st.button("Replace the tiers", key=draft.key(f"replace_{place}"), disabled=not block.strip()):
                _replace(document, charge, lambda: grid.pasted(block))
    with st.expander("Model, per, included units, blocks"):
        fields.charge(draft, charge, [meter["name"] for meter in document.get("meters", [])], place)


def _replace(document: Document, charge: Document, rows: Any) -> None:
    """Put other tiers into the draft, or say why they are refused; what was there stays."""
    try:
        charge["tiers"] = rows()
    except Refusal as error:
        show.refusal(error)
        return
    drafts.take(document)
    st.rerun()


def _more(document: Document, place: int) -> None:
    """Offer another charge for the plan, and another plan."""
    with st.container(horizontal=True):
        if st.button("Add a charge", disabled=not document.get("meters")):
            meters = [document["meters"][0]["name"]]
            document["plans"][place].setdefault("charges", []).append({**NEW_CHARGE, "meters": meters})
            drafts.take(document)
            st.rerun()
        if st.button("Add a plan like this one"):
            plans = document["plans"]
            name = _free(f"{plans[place]['name']} 2", {plan["name"] for plan in plans})
            rank = max(int(plan.get("rank", 0)) for plan in plans) + 1
            copied = {**copy.deepcopy(plans[place]), "name": name, "rank": rank}
            plans.append(copied)
            drafts.take(document)
            drafts.use(document)
            st.rerun()


def _free(name: str, taken: set[str]) -> str:
    stem, number = name.rstrip("0123456789 "), 2
    while name in taken:
        number += 1
        name = f"{stem} {number}"
    return name


def _place(plans: list[Document], name: str) -> int:
    names = [plan.get("name") for plan in plans]
    return names.index(name) if name in names else 0
