"""Which price tables there are to pick: the presets, and the one a user brought; each is parsed once."""

from functools import lru_cache

import streamlit as st

from data import documents, presets
from pricing.catalog import Catalog, parse
from pricing.errors import Refusal

OWN = "own"
FIRST = "api-calls"
BROUGHT = "_own_text"
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


def options() -> list[str]:
    """Return the names a user can pick from: their own table first where there is one."""
    return ([OWN] if BROUGHT in st.session_state else []) + list(titles())


def title(name: str) -> str:
    """Return what a table is called in the picker."""
    return f"{current(OWN).name} (yours)" if name == OWN else titles().get(name, name)


def current(name: str) -> Catalog:
    """Return the picked catalogue."""
    return read(*st.session_state[BROUGHT]) if name == OWN else preset(name)


def bring() -> None:
    """Ask for a table of the user's own; a refusal is shown beside the field and the last good table stays."""
    with st.expander("Bring your own table"):
        up = st.file_uploader("TOML or JSON file", type=["toml", "json"], key="own_file", max_upload_size=4)
        text = st.text_area("… or its text", key="own_text", persist_state="session", placeholder='currency = "USD"\n…')
        given = up.getvalue().decode("utf-8-sig", "replace") if up else text
        if not given.strip():
            return
        kind = "json" if given.lstrip().startswith(("{", "[")) and not (up and up.name.endswith(".toml")) else "toml"
        try:
            catalog = read(given, kind)
        except (Refusal, ValueError) as error:
            st.error(str(error).replace("$", r"\$"), icon=":material/block:")
            return
        if st.session_state.get(BROUGHT) != (given, kind):
            st.session_state[BROUGHT] = (given, kind)
            st.session_state[PICKED] = OWN
            st.rerun()
        st.success(f"{len(catalog.plans)} plans read.")
