"""The one door to the database: save, list, load; versions that never change; saved views and usage sets.

SQLite in the user's data folder by default, PostgreSQL where `DATABASE_URL` names one.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from data import engine, home, records
from data.engine import WRITING
from data.faults import StoreError, told
from data.records import LONGEST, Conflict, Kind, Saved, State, clean_name, clean_note
from data.tables import Document, SavedView, UsageSet, Version

__all__ = ["Conflict", "Kind", "Saved", "State", "Store", "StoreError", "at", "default"]


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
    """Everything that is kept. Each call writes in one transaction: it happens whole, or not at all."""

    def __init__(self, opened: Engine, clock: Callable[[], str] = now) -> None:
        self._read = opened
        self._write = opened.execution_options(**WRITING)
        self._clock = clock

    def close(self) -> None:
        """Close what connections are open; the next call opens one again."""
        self._read.dispose()

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
            StoreError: a name or document that cannot be kept, or a database that cannot be written.
        """
        name, at = clean_name(name), self._clock()
        version = Version(
            document_id=0,
            number=(parent or 0) + 1,
            parent=parent,
            text=records.write(document),
            note=clean_note(note),
            author=clean_note(author),
            saved_at=at,
        )
        with told(), self._writing() as session:
            row = _live(session, kind, name)
            newest = _newest(session, row) if row else None
            if (newest.number if newest else None) != parent:
                raise Conflict(records.state(row, newest)) if row and newest else _gone(name)
            row = row or Document(kind=kind, name=name, created_at=at)
            session.add(row)
            session.flush()
            version.document_id = row.id or 0
            session.add(version)
            session.commit()
            return records.state(row, version)

    def load(self, kind: Kind, name: str, number: int | None = None) -> State:
        """Return a version of a document, the newest one by default.

        Raises:
            StoreError: no such document or version.
        """
        name = clean_name(name)
        with told(), Session(self._read) as session:
            row = _live(session, kind, name)
            if row is None:
                raise StoreError(f"no {kind} is saved under this name", value=name, todo="Choose one of the list.")
            found = _newest(session, row) if number is None else _version(session, row, number)
            if found is None:
                raise StoreError(f"{name!r} has no such version", value=str(number), todo="Choose one of the list.")
            return records.state(row, found)

    def saved(self, kind: Kind, *, deleted: bool = False) -> list[Saved]:
        """Return what is saved of a kind, by name; or what was deleted and can be brought back."""
        gone = col(Document.deleted_at)
        query = (
            select(Document.name, func.max(Version.number), func.max(Version.saved_at))
            .join(Version, col(Version.document_id) == Document.id)
            .where(Document.kind == kind, gone.is_not(None) if deleted else gone.is_(None))
            .group_by(col(Document.id), col(Document.name))
        )
        with told(), Session(self._read) as session:
            found = [Saved(kind, name, number, saved_at, deleted) for name, number, saved_at in session.exec(query)]
        # Sorted here: databases differ in how they sort text.
        return sorted(found, key=lambda one: (one.name.casefold(), one.name))

    def versions(self, kind: Kind, name: str) -> list[State]:
        """Return every version of a document, the newest first; none where nothing is saved under the name."""
        name = clean_name(name)
        with told(), Session(self._read) as session:
            row = _live(session, kind, name)
            if row is None:
                return []
            query = select(Version).where(Version.document_id == row.id).order_by(col(Version.number).desc())
            return [records.state(row, version) for version in session.exec(query)]

    def restore(self, kind: Kind, name: str, number: int, *, author: str = "") -> State:
        """Save an old version again as the newest one, and return it.

        Raises:
            Conflict: a newer version was saved meanwhile; nothing is written.
            StoreError: no such document or version.
        """
        old, newest = self.load(kind, name, number), self.load(kind, name)
        return self.save(kind, name, old.document, parent=newest.number, note=f"version {number} again", author=author)

    def branch(self, kind: Kind, name: str, number: int, under: str, *, author: str = "") -> State:
        """Save a version as the first one of another name, and return it.

        Raises:
            Conflict: the other name is taken.
            StoreError: no such document or version, or a name that cannot be kept.
        """
        old = self.load(kind, name, number)
        return self.save(
            kind, under, old.document, parent=None, note=f"from {old.name}, version {number}", author=author
        )

    def delete(self, kind: Kind, name: str) -> None:
        """Take a document out of the list; `undelete` brings it back with all its versions."""
        name = clean_name(name)
        with told(), self._writing() as session:
            row = _live(session, kind, name)
            if row is not None:
                row.deleted_at = self._clock()
                session.add(row)
                session.commit()

    def undelete(self, kind: Kind, name: str, under: str | None = None) -> None:
        """Bring back the document of a name that was deleted last, under another name where that is taken again.

        Raises:
            StoreError: none was deleted, or the name is taken.
        """
        name, under = clean_name(name), clean_name(under or name)
        with told(), self._writing() as session:
            if _live(session, kind, under) is not None:
                raise StoreError("the name is taken again", value=under, todo="Bring it back under another name.")
            gone = select(Document).where(
                Document.kind == kind, Document.name == name, col(Document.deleted_at).is_not(None)
            )
            row = session.exec(gone.order_by(col(Document.deleted_at).desc(), col(Document.id).desc()).limit(1)).first()
            if row is None:
                raise StoreError("nothing of this name was deleted", value=name, todo="Choose one of the list.")
            row.deleted_at, row.name = None, under
            session.add(row)
            session.commit()

    def keep_view(self, name: str, page: str, query: str) -> None:
        """Keep a page's address under a short name; the same name again replaces it."""
        self._keep(SavedView(name=clean_name(name), page=page, query=clean_note(query), saved_at=self._clock()))

    def views(self) -> list[SavedView]:
        """Return the saved views by name."""
        with told(), Session(self._read) as session:
            return sorted(session.exec(select(SavedView)), key=lambda view: (view.name.casefold(), view.name))

    def forget_view(self, name: str) -> None:
        """Forget a saved view."""
        with told(), self._writing() as session:
            row = session.get(SavedView, clean_name(name))
            if row is not None:
                session.delete(row)
                session.commit()

    def keep_usage(self, key: str, name: str, rows: int, customers: int, first: str, last: str) -> None:
        """Keep what is known of an upload, so that it can be picked again."""
        name, at = clean_note(name[:LONGEST]), self._clock()
        self._keep(UsageSet(key=key, name=name, rows=rows, customers=customers, first=first, last=last, saved_at=at))

    def usages(self) -> list[UsageSet]:
        """Return the uploads that were kept, the newest first."""
        with told(), Session(self._read) as session:
            found = sorted(session.exec(select(UsageSet)), key=lambda kept: kept.name)
            return sorted(found, key=lambda kept: kept.saved_at, reverse=True)

    def _writing(self) -> Session:
        # What was committed is not read again: that it could not be read would not mean that it was not saved.
        return Session(self._write, expire_on_commit=False)

    def _keep(self, row: SavedView | UsageSet) -> None:
        with told(), self._writing() as session:
            session.merge(row)
            session.commit()


def _gone(name: str) -> StoreError:
    return StoreError("it was deleted while you worked on it", value=name, todo="Bring it back, or save a new one.")


def _live(session: Session, kind: str, name: str) -> Document | None:
    query = select(Document).where(Document.kind == kind, Document.name == name, col(Document.deleted_at).is_(None))
    return session.exec(query).first()


def _newest(session: Session, row: Document) -> Version | None:
    query = select(Version).where(Version.document_id == row.id).order_by(col(Version.number).desc())
    return session.exec(query.limit(1)).first()


def _version(session: Session, row: Document, number: int) -> Version | None:
    return session.exec(select(Version).where(Version.document_id == row.id, Version.number == number)).first()
