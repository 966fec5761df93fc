"""The draft of a price table: a document that widgets change, kept apart from the one they were filled from.

A grid that is fed with its own output loses every second edit. So the widgets are filled from `base`, which stays as it
is while they are on the page, and what they make of it is `latest`. A new `turn` fills them anew.
"""

import copy
import json
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from pages.parts import tables
from pricing.catalog import Catalog

DRAFT = "_draft"
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A table being edited: what the widgets were filled from, what they say now, and the steps to undo.

    `version` is the saved one that it was made from (None of a table that is not saved), `first` what the widgets said
    before anybody touched them: they leave out what says nothing.
    """

    table: str
    base: Document
    latest: Document
    turn: int = 0
    undo: tuple[Document, ...] = field(default=())
    version: int | None = None
    first: Document | None = None

    def key(self, name: str) -> str:
        """Return the key of a widget of this turn."""
        return f"_edit_{self.turn}_{name}"

    def copy(self) -> Document:
        """Return a copy of the base for the widgets' values to be put into."""
        return copy.deepcopy(self.base)

    @property
    def changed(self) -> bool:
        """Whether anything was edited."""
        return self.first is not None and self.latest != self.first


def opened(table: str, catalog: Catalog) -> Draft:
    """Return the draft of the picked table; coming back to the page finds it as it was left.

    A table that somebody else saved meanwhile is taken up only while nothing was changed here.
    """
    kept: Draft | None = st.session_state.get(DRAFT)
    newest = tables.version(table).number if table.startswith(tables.SAVED) else None
    if kept is None or kept.table != table or (kept.version != newest and not kept.changed):
        document = catalog.document()
        kept = Draft(table, document, document, 0 if kept is None else kept.turn + 1, version=newest)
    elif kept.key("name") not in st.session_state:
        kept = replace(kept, base=kept.latest, turn=kept.turn + 1)
    st.session_state[DRAFT] = kept
    return kept


def keep(draft: Draft, document: Document) -> None:
    """Keep what the widgets say now."""
    first = document if draft.first is None else draft.first
    st.session_state[DRAFT] = replace(draft, latest=document, first=first)


def take(document: Document) -> None:
    """Replace the draft by another document, such as a mended table; the step can be undone."""
    kept: Draft = st.session_state[DRAFT]
    steps = (*kept.undo, kept.latest)[-50:]
    st.session_state[DRAFT] = replace(kept, base=document, latest=document, turn=kept.turn + 1, undo=steps)


def back() -> None:
    """Undo the last step that replaced the draft."""
    kept: Draft = st.session_state[DRAFT]
    *steps, last = kept.undo
    st.session_state[DRAFT] = replace(kept, base=last, latest=last, turn=kept.turn + 1, undo=tuple(steps))


def use(document: Document) -> None:
    """Make the draft the picked table of all pages."""
    st.session_state[tables.BROUGHT] = (json.dumps(document, ensure_ascii=False, indent=1), "json")
    st.session_state[tables.PICKED] = tables.OWN
    kept: Draft = st.session_state[DRAFT]
    st.session_state[DRAFT] = Draft(tables.OWN, document, document, kept.turn + 1)
