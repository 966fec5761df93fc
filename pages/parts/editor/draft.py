"""The draft of a price table: a document that widgets change, kept apart from the one they were filled from.

A grid that is fed with its own output loses every second edit. So the widgets are filled from `base`, which stays as it
is while they are on the page, and what they make of it is `latest`. A new `turn` fills them anew.
"""

import copy
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.parts import tables
from pricing.catalog import Catalog

if TYPE_CHECKING:
    from data.store import State

DRAFT = "_draft"
TURN = "_turn"
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A table being edited: what the widgets were filled from, what they say now, and the steps to undo.

    `version` is the saved one that it was made from; None of a table that is not saved.
    """

    table: str
    base: Document
    latest: Document
    turn: int
    undo: tuple[Document, ...] = field(default=())
    version: int | None = None

    def key(self, name: str) -> str:
        """Return the key of a widget of this turn."""
        return f"_edit_{self.turn}_{name}"

    def copy(self) -> Document:
        """Return a copy of the base for the widgets' values to be put into."""
        return copy.deepcopy(self.base)


def opened(table: str, catalog: Catalog) -> Draft:
    """Return the draft of the picked table; coming back to the page finds it as it was left."""
    kept: Draft | None = st.session_state.get(DRAFT)
    if kept is None or kept.table != table:
        document, saved = catalog.document(), newest(table)
        kept = Draft(table, document, document, _turn(), version=saved.number if saved else None)
    elif kept.key("name") not in st.session_state:
        kept = replace(kept, base=kept.latest, turn=_turn())
    st.session_state[DRAFT] = kept
    return kept


def newest(table: str) -> "State | None":
    """Return the newest version of a saved table; None of one that is not saved."""
    return tables.version(table) if table.startswith(tables.SAVED) else None


def keep(draft: Draft, document: Document) -> None:
    """Keep what the widgets say now."""
    st.session_state[DRAFT] = replace(draft, latest=document)


def take(document: Document) -> None:
    """Replace the draft by another document, such as a mended table; the step can be undone."""
    kept: Draft = st.session_state[DRAFT]
    steps = (*kept.undo, kept.latest)[-50:]
    st.session_state[DRAFT] = replace(kept, base=document, latest=document, turn=_turn(), undo=steps)


def back() -> None:
    """Undo the last step that replaced the draft."""
    kept: Draft = st.session_state[DRAFT]
    *steps, last = kept.undo
    st.session_state[DRAFT] = replace(kept, base=last, latest=last, turn=_turn(), undo=tuple(steps))


def use(document: Document) -> None:
    """Make the draft the picked table of all pages."""
    st.session_state[tables.BROUGHT] = (json.dumps(document, ensure_ascii=False, indent=1), "json")
    st.session_state[tables.PICKED] = tables.OWN
    st.session_state[DRAFT] = Draft(tables.OWN, document, document, _turn())


def forget() -> None:
    """Give the draft up: the next look at the page begins with the table as it is."""
    st.session_state.pop(DRAFT, None)


def _turn() -> int:
    """A number that no turn had yet: a widget of an old turn would bring its old text along."""
    turn = int(st.session_state.get(TURN, -1)) + 1
    st.session_state[TURN] = turn
    return turn
