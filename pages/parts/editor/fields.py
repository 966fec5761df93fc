"""The editor's fields beside the grid: each widget shows a document's entry and returns what it says now."""

from collections.abc import Sequence
from typing import Any, get_args

import pandas as pd
import streamlit as st

from pages.parts import show
from pages.parts.editor.draft import Document, Draft
from pricing.conventions import PROFILES, Conventions
from pricing.fields import Model

MODELS = get_args(Model)
ROUNDINGS = ["up", "down", "nearest"]
SWITCHES = {
    name: get_args(field.annotation) for name, field in Conventions.model_fields.items() if get_args(field.annotation)
}
NO_PROFILE = "none"


def plan(draft: Draft, entry: Document, place: str) -> None:
    """Draw a plan's own fields and put what they say into its entry."""
    left, middle, right = st.columns(3)
    with left:
        _text(draft, entry, "name", "Plan", place)
        _text(draft, entry, "fee", "Fee a cycle", place, hint='A number, or "contact_sales".')
    with middle:
        seats = dict(entry.get("seats", {}))
        _text(draft, seats, "price", "Price a seat", place)
        _count(draft, seats, "count", "Seats", place)
        _set(entry, "seats", seats)
        _text(draft, entry, "credit", "Credit for usage", place)
    with right:
        _text(draft, entry, "minimum", "Minimum spend", place)
        _text(draft, entry, "maximum", "Maximum spend", place, hint='A number, or "none".')


def charge(draft: Draft, entry: Document, meters: Sequence[str], place: str) -> None:
    """Draw a charge's fields and put what they say into its entry."""
    left, middle, right = st.columns(3)
    with left:
        stated = entry.get("model", "progressive")
        picked = st.selectbox("Model", MODELS, MODELS.index(stated), key=draft.key(f"model_{place}"))
        _set(entry, "model", picked)
        _text(draft, entry, "name", "Name on the bill", place)
    with middle:
        _text(draft, entry, "per", "Price is per … units", place)
        _text(draft, entry, "included", "Included units", place)
    with right:
        _text(draft, entry, "minimum", "Minimum of this charge", place)
        _text(draft, entry, "maximum", "Maximum of this charge", place, hint='A number, or "none".')
    with st.expander("Blocks and meters"):
        _text(draft, entry, "block", "Block: round usage to whole blocks of", place)
        stated = entry.get("block_rounding", "up")
        picked = st.selectbox("Blocks round", ROUNDINGS, ROUNDINGS.index(stated), key=draft.key(f"rounding_{place}"))
        _set(entry, "block_rounding", picked)
        counted = st.multiselect(
            "Meters (several: their combined volume picks the tier)",
            meters,
            [name for name in entry.get("meters", []) if name in meters],
            key=draft.key(f"meters_{place}"),
        )
        _set(entry, "meters", counted)


def features(draft: Draft, entry: Document, place: str) -> None:
    """Draw a plan's features as a grid of names and values: yes, no, a number or a text."""
    cells = [[name, _shown(value)] for name, value in entry.get("features", {}).items()]
    base = pd.DataFrame(cells, columns=["Feature", "Value"], dtype="str")
    edited = st.data_editor(
        base, num_rows="dynamic", hide_index=True, width="stretch", key=draft.key(f"features_{place}")
    )
    named = edited.fillna("").astype(str).to_numpy().tolist()
    _set(entry, "features", {name.strip(): _meant(value) for name, value in named if name.strip()})


def conventions(draft: Draft, document: Document) -> None:
    """Draw the vendor profile and each switch; a profile sets all of them, a switch overrides it."""
    stated = document.get("conventions", {})
    names = [NO_PROFILE, *PROFILES]
    first = names.index(stated.get("profile", "") or NO_PROFILE)
    profile = st.selectbox("Vendor profile", names, first, key=draft.key("profile"))
    chosen: Document = {} if profile == NO_PROFILE else {"profile": profile}
    if profile != NO_PROFILE:
        st.caption(show.md(PROFILES[profile].note))
    preset = Conventions.model_validate(chosen).model_dump()
    for name, values in SWITCHES.items():
        same = stated.get("profile", "") == chosen.get("profile", "")
        kept = stated.get(name, preset[name]) if same else preset[name]
        label = name.replace("_", " ").capitalize()
        picked = st.selectbox(label, values, values.index(kept), key=draft.key(f"switch_{name}_{profile}"))
        if picked != preset[name]:
            chosen[name] = picked
    _set(document, "conventions", chosen)


def text(draft: Draft, document: Document, name: str, label: str) -> None:
    """Draw a text field of the catalogue and put what it says into the document."""
    _text(draft, document, name, label, "")


def _text(draft: Draft, entry: Document, name: str, label: str, place: str, hint: str | None = None) -> None:
    said = st.text_input(label, str(entry.get(name, "")), key=draft.key(f"{name}{place}"), help=hint)
    _set(entry, name, said.strip())


def _count(draft: Draft, entry: Document, name: str, label: str, place: str) -> None:
    count = st.number_input(label, 0, 1_000_000, int(entry.get(name, 1)), key=draft.key(f"{name}{place}"))
    _set(entry, name, count if count != 1 else "")


def _set(entry: Document, name: str, value: Any) -> None:
    """Put a value in, or leave the field out where it says nothing."""
    if value in ("", [], {}, None):
        entry.pop(name, None)
    else:
        entry[name] = value


def _shown(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _meant(value: str) -> bool | int | str:
    said = value.strip()
    if said.lower() in ("yes", "true", "✓"):
        return True
    if said.lower() in ("no", "false", "-", ""):
        return False
    return int(said) if said.isdecimal() and len(said) < 19 else said
