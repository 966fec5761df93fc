"""What the store takes and hands out: names, notes, documents as exact text, versions, a conflict."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal

from data import documents
from data.documents import DocumentError
from data.faults import StoreError
from data.tables import Document, Version

Kind = Literal["catalogue", "policy"]
LONGEST = 200
LONGEST_NOTE = 100_000
# Unseen, but part of a word: Persian and Indian scripts and joined emoji are written with them.
JOINERS = str.maketrans("", "", "\u200c\u200d")


@dataclass(frozen=True, slots=True)
class State:
    """One version of a document: its number, the number it was made from, its author's note and time, its content."""

    kind: str
    name: str
    number: int
    parent: int | None
    note: str
    author: str
    saved_at: str
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """A document in the list: its name, its newest version's number, and when that was saved."""

    kind: str
    name: str
    number: int
    saved_at: str
    deleted: bool = False


class Conflict(StoreError):
    """Somebody saved a newer version meanwhile; `newest` is theirs, and nothing was overwritten."""

    def __init__(self, newest: State) -> None:
        self.newest = newest
        by = f" by {newest.author}" if newest.author else ""
        super().__init__(
            f"{newest.name!r} was saved{by} as version {newest.number} while you worked on it",
            todo="Look at the difference, then save yours as the next version or under another name.",
        )


def clean_name(name: str) -> str:
    """Return a name as it is kept: spaces one by one, composed characters.

    Raises:
        StoreError: it is empty, too long, or holds characters that cannot be seen.

    >>> clean_name("  API   calls ")
    'API calls'
    """
    clean = unicodedata.normalize("NFC", " ".join(name.split()))
    seen = clean.translate(JOINERS)
    if not seen or len(clean) > LONGEST or not seen.isprintable():
        todo = f"Use 1 to {LONGEST} characters that can be seen."
        raise StoreError("a name is needed", value=name, todo=todo)
    return clean


def clean_note(text: str) -> str:
    """Return a note, an author or an address as it is kept; what cannot be kept becomes the replacement character.

    Raises:
        StoreError: it is too long.
    """
    if len(text) > LONGEST_NOTE:
        raise StoreError(
            f"a note or an address has at most {LONGEST_NOTE:,} characters", value=text, todo="Shorten it."
        )
    text = text.replace("\r\n", "\n")
    return "".join("\ufffd" if _is_unkept(one) else one for one in text)


def write(document: Mapping[str, Any]) -> str:
    """Return a document as JSON text: decimals with every digit they have, dates as text.

    Raises:
        StoreError: it holds a float or what no document holds, or it is too large to be read again.

    >>> write({"fee": Decimal("0.10")})
    '{"fee": 0.10}'
    """
    text = _json(document)
    read(text)
    return text


def read(text: str) -> dict[str, Any]:
    """Return the document that was written.

    Raises:
        StoreError: the text is damaged.
    """
    try:
        return documents.loads(text, "json")
    except DocumentError as error:
        raise StoreError(error.what, value=error.value, where=error.where, todo=error.todo) from None


def state(row: Document, version: Version) -> State:
    """Return a version as it is handed out.

    Raises:
        StoreError: its text is damaged.
    """
    facts = (version.number, version.parent, version.note, version.author, version.saved_at)
    try:
        return State(row.kind, row.name, *facts, read(version.text))
    except StoreError:
        what = f"version {version.number} of {row.name!r} is damaged"
        raise StoreError(what, todo="Put a copy of the database in its place.") from None


def _is_unkept(one: str) -> bool:
    return one not in "\n\t" and unicodedata.category(one) in {"Cc", "Cs"}


def _json(value: object) -> str:
    # The library's writer knows no decimals, and would need them as floats.
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_json(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, Decimal) and value.is_finite():
        return str(value)
    if isinstance(value, date | time):
        return json.dumps(value.isoformat())
    if value is None or isinstance(value, str | int):
        return json.dumps(value, ensure_ascii=False)
    raise StoreError(
        "a document holds text, exact numbers, lists and tables", value=repr(value), todo="Write it as text."
    )


def _key(key: object) -> str:
    if isinstance(key, str):
        return json.dumps(key, ensure_ascii=False)
    raise StoreError("a field's name is text", value=repr(key), todo="Write it as text.")
