"""Which price tables there are to pick: the presets, and the one a user brought; each is parsed once."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from data import documents, home, presets
from pricing.catalog import Catalog, parse
from pricing.errors import Refusal

if TYPE_CHECKING:
    from data.store import State

OWN = "own"
FIRST = "api-calls"
SAVED = "saved:"
BROUGHT = "_own_text"
GIVEN = "_own_given"
PICKED = "_picked"


@lru_cache(maxsize=1)
def titles() -> dict[str, str]:
    """Return the presets' titles by name, the first one to show in front."""
    names = sorted(presets.names(), key=lambda name: (name != FIRST, name))
    return {name: str(presets.read(name).get("name", name)) for name in names}


@lru_cache(maxsize=128)
def preset(name: str) -> Catalog:
    """Return a preset's catalogue."""
    return parse(presets.read(name))


@lru_cache(maxsize=64)
def read(text: str, kind: str) -> Catalog:
    """Return the catalogue that a document's text states.

    Raises:
        Refusal: the document cannot be priced.
        ValueError: its text is not TOML or JSON.
    """
    return parse(documents.loads(text, kind))


def options() -> dict[str, str]:
    """Return what a user can pick from, name to title: the default preset, their own table, saved ones, presets."""
    own = {OWN: f"{current(OWN).name} (yours)"} if BROUGHT in st.session_state else {}
    return {FIRST: titles()[FIRST]} | own | saved() | titles()


def saved() -> dict[str, str]:
    """Return the saved catalogues, name to title; none where nothing was ever saved."""
    if not home.has_database():
        return {}
    from data import store  # heavy, and needed only where something was saved

    try:
        return {f"{SAVED}{one.name}": f"{one.name} (saved)" for one in store.default().saved("catalogue")}
    except store.StoreError as error:
        st.error(str(error), icon=":material/block:")
        return {}


def title(name: str) -> str:
    """Return what a table is called in the picker."""
    return options().get(name, name)


def current(name: str) -> Catalog:
    """Return the picked catalogue."""
    if name.startswith(SAVED):
        return read(_text(name), "json")
    return read(*st.session_state[BROUGHT]) if name == OWN else preset(name)


def _text(name: str) -> str:
    from data import records

    return records.write(version(name).document)


def version(name: str) -> "State":
    """Return the newest saved version of a picked table.

    Raises:
        StoreError: it is gone, or the database cannot be read.
    """
    from data import store

    return store.default().load("catalogue", name.removeprefix(SAVED))


def _kind(text: str, name: str) -> str:
    """What a document is written in: a file's ending says so, else its first character (TOML tables begin with [)."""
    if name.endswith((".toml", ".json")):
        return name.rpartition(".")[2]
    return "json" if re.match(r"\s*(\{|\[\s*(\{|\]|\"|\d))", text) else "toml"


def bring() -> None:
    """Ask for a table of the user's own; a refusal is shown beside the field and the last good table stays."""
    with st.expander("Bring your own table"):
        up = st.file_uploader("TOML or JSON file", type=["toml", "json"], key="own_file", max_upload_size=4)
        text = st.text_area("… or its text", key="own_text", persist_state="session", placeholder='currency = "USD"\n…')
        given = up.getvalue().decode("utf-8-sig", "replace") if up else text
        if not given.strip():
            return
        kind = _kind(given, up.name if up else "")
        try:
            catalog = read(given, kind)
        except (Refusal, ValueError) as error:
            st.error(str(error).replace("$", r"\$"), icon=":material/block:")
            return
        # Compared with what was given last, not with the table at hand: that may have been edited since.
        if st.session_state.get(GIVEN) != (given, kind):
            st.session_state[GIVEN] = st.session_state[BROUGHT] = (given, kind)
            st.session_state[PICKED] = OWN
            st.rerun()
        st.success(f"{len(catalog.plans)} plans read.")
