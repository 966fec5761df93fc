"""The one door to the database: save, list, load; versions that never change; saved views and usage sets.

SQLite in the user's data folder by default, PostgreSQL where `DATABASE_URL` names one.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Engine, exc
from sqlmodel import Session, col, func, select

from data import engine, home
from data.engine import WRITING, StoreError, told
from data.tables import Document, SavedView, UsageSet, Version

__all__ = ["Conflict", "Saved", "State", "Store", "StoreError", "at", "default"]
Kind = Literal["catalogue", "policy"]
LONGEST = 200


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


def default() -> "Store":
    """Return the store of this machine: `DATABASE_URL`, else a file in the user's data folder.

    Raises:
        StoreError: the database cannot be opened.
    """
    return at(home.database())


@lru_cache(maxsize=4)
def at(url: str) -> "Store":
    """Return the store at an address, opened once.

    Raises:
        StoreError: the database cannot be opened.
    """
    return Store(engine.opened(url))


def now() -> str:
    """Return the time as the store writes it: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Store:
    """Everything that is kept. Each call is one transaction: it happens whole, or not at all."""

    def __init__(self, opened: Engine, clock: Callable[[], str] = now) -> None:
        self._read = opened
        self._write = opened.execution_options(**WRITING)
        self._clock = clock

    def save(
        self,
        kind: Kind,
        name: str,
        document: Mapping[str, Any],
        *,
        parent: int | None,
        note: str = "",
        author: str = "",
    ) -> State:
        """Save a document as the next version and return it; `parent` is the version it was made from (None: new).

        Raises:
            Conflict: the newest version is not `parent`; nothing is written.
            StoreError: a name that cannot be, or a database that cannot be written.
        """
        text = json.dumps(document, ensure_ascii=False, sort_keys=True)
        try:
            with told(), Session(self._write) as session:
                row = _live(session, kind, _name(name)) or Document(
                    kind=kind, name=_name(name), created_at=self._clock()
                )
                newest = _newest(session, row)
                if (newest.number if newest else None) != parent:
                    raise Conflict(_state(row, newest)) if newest else _gone(name)
                session.add(row)
                session.flush()
                version = Version(
                    document_id=row.id or 0,
                    number=(parent or 0) + 1,
                    parent=parent,
                    text=text,
                    note=note,
                    author=author,
                    saved_at=self._clock(),
                )
                session.add(version)
                session.commit()
                return _state(row, version)
        except StoreError as error:
            # Two writers at once: the database let one of them through, and the other one learns whose it was.
            if isinstance(error.__context__, exc.IntegrityError):
                raise Conflict(self.load(kind, name)) from None
            raise

    def load(self, kind: Kind, name: str, number: int | None = None) -> State:
        """Return a version of a document, the newest one by default.

        Raises:
            StoreError: no such document or version.
        """
        with told(), Session(self._read) as session:
            row = _live(session, kind, name)
            if row is None:
                raise StoreError(f"no {kind} is saved under this name", value=name, todo="Choose one of the list.")
            found = _newest(session, row) if number is None else _version(session, row, number)
            if found is None:
                raise StoreError(f"{name!r} has no such version", value=str(number), todo="Choose one of the list.")
            return _state(row, found)

    def saved(self, kind: Kind, *, deleted: bool = False) -> list[Saved]:
        """Return what is saved of a kind, by name; or what was deleted and can be brought back."""
        with told(), Session(self._read) as session:
            state = col(Document.deleted_at).is_not(None) if deleted else col(Document.deleted_at).is_(None)
            query = (
                select(Document.name, func.max(Version.number), func.max(Version.saved_at))
                .join(Version, col(Version.document_id) == Document.id)
                .where(Document.kind == kind, state)
                .group_by(col(Document.id), col(Document.name))
                .order_by(Document.name)
            )
            return [Saved(kind, name, number, saved_at, deleted) for name, number, saved_at in session.exec(query)]

    def versions(self, kind: Kind, name: str) -> list[State]:
        """Return every version of a document, the newest first."""
        with told(), Session(self._read) as session:
            row = _live(session, kind, name)
            if row is None:
                return []
            query = select(Version).where(Version.document_id == row.id).order_by(col(Version.number).desc())
            return [_state(row, version) for version in session.exec(query)]

    def restore(self, kind: Kind, name: str, number: int, *, author: str = "") -> State:
        """Save an old version again as the newest one, and return it."""
        old, newest = self.load(kind, name, number), self.load(kind, name)
        return self.save(kind, name, old.document, parent=newest.number, note=f"version {number} again", author=author)

    def delete(self, kind: Kind, name: str) -> None:
        """Take a document out of the list; `undelete` brings it back with all its versions."""
        with told(), Session(self._write) as session:
            row = _live(session, kind, name)
            if row is not None:
                row.deleted_at = self._clock()
                session.add(row)
                session.commit()

    def undelete(self, kind: Kind, name: str) -> None:
        """Bring back the document of a name that was deleted last.

        Raises:
            StoreError: none was, or the name is taken again.
        """
        with told(), Session(self._write) as session:
            if _live(session, kind, name) is not None:
                raise StoreError("the name is taken again", value=name, todo="Rename that one first.")
            gone = select(Document).where(
                Document.kind == kind, Document.name == name, col(Document.deleted_at).is_not(None)
            )
            row = session.exec(gone.order_by(col(Document.deleted_at).desc(), col(Document.id).desc())).first()
            if row is None:
                raise StoreError("nothing of this name was deleted", value=name, todo="Choose one of the list.")
            row.deleted_at = None
            session.add(row)
            session.commit()

    def keep_view(self, name: str, page: str, query: str) -> None:
        """Keep a page's address under a short name; the same name again replaces it."""
        self._merge(SavedView(name=_name(name), page=page, query=query, saved_at=self._clock()))

    def views(self) -> list[SavedView]:
        """Return the saved views by name."""
        with told(), Session(self._read) as session:
            return list(session.exec(select(SavedView).order_by(SavedView.name)))

    def forget_view(self, name: str) -> None:
        """Forget a saved view."""
        with told(), Session(self._write) as session:
            row = session.get(SavedView, name)
            if row is not None:
                session.delete(row)
                session.commit()

    def keep_usage(self, key: str, name: str, rows: int, customers: int, first: str, last: str) -> None:
        """Keep what is known of an upload, so that it can be picked again."""
        self._merge(
            UsageSet(
                key=key,
                name=name[:LONGEST],
                rows=rows,
                customers=customers,
                first=first,
                last=last,
                saved_at=self._clock(),
            )
        )

    def usages(self) -> list[UsageSet]:
        """Return the uploads that were kept, the newest first."""
        with told(), Session(self._read) as session:
            return list(session.exec(select(UsageSet).order_by(col(UsageSet.saved_at).desc(), UsageSet.name)))

    def _merge(self, row: SavedView | UsageSet) -> None:
        with told(), Session(self._write) as session:
            session.merge(row)
            session.commit()


def _name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > LONGEST or not clean.isprintable():
        raise StoreError("a name is needed", value=name[:LONGEST], todo=f"Use 1 to {LONGEST} printable characters.")
    return clean


def _gone(name: str) -> StoreError:
    return StoreError("it was deleted while you worked on it", value=name, todo="Bring it back, or save a new one.")


def _live(session: Session, kind: str, name: str) -> Document | None:
    query = select(Document).where(Document.kind == kind, Document.name == name, col(Document.deleted_at).is_(None))
    return session.exec(query).first()


def _newest(session: Session, row: Document) -> Version | None:
    if row.id is None:
        return None
    query = select(Version).where(Version.document_id == row.id).order_by(col(Version.number).desc())
    return session.exec(query).first()


def _version(session: Session, row: Document, number: int) -> Version | None:
    return session.exec(select(Version).where(Version.document_id == row.id, Version.number == number)).first()


def _state(row: Document, version: Version) -> State:
    document: dict[str, Any] = json.loads(version.text)
    facts = (version.number, version.parent, version.note, version.author, version.saved_at)
    return State(row.kind, row.name, *facts, document)
