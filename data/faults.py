"""The database's faults, each as one sentence with advice; nothing that could hold a password is quoted."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from data.documents import DocumentError

WRITE = "Nothing was changed."
MOVED = "the database was moved or replaced while it was open"
# What SQLite (a name) and PostgreSQL (a class or code of the SQL standard) call it, what it is, and what to do.
CODES = (
    ("SQLITE_BUSY", "another process has locked the database", f"Try again in a moment. {WRITE}"),
    ("55P03", "another process has locked the database", f"Try again in a moment. {WRITE}"),
    ("SQLITE_FULL", "the disk is full", f"Free some space and try again. {WRITE}"),
    ("53100", "the database server's disk is full", f"Free some space and try again. {WRITE}"),
    ("SQLITE_READONLY", "the database may not be written", "Check the rights of its file and folder."),
    ("25006", "the database may not be written", "Let DATABASE_URL name the server that takes changes."),
    ("42501", "the database may not be written", "Grant its user the right to create and change tables."),
    ("3F000", "the database may not be written", "Grant its user the right to create and change tables."),
    ("SQLITE_CANTOPEN", "the database file cannot be opened", "Check its folder and its rights."),
    ("SQLITE_CORRUPT", "the database file is damaged", "Put a copy in its place."),
    ("SQLITE_NOTADB", "the file is no database", "Move it away; a new one will be made."),
    ("42P01", MOVED, "Start Tierscope again."),
    ("SQLITE_IOERR", "the disk could not be read or written", f"Check that it works and has space. {WRITE}"),
)
# While connecting there is no code, and SQLite has none of its own for a table: these are the drivers' words.
CONNECTING = (
    ("password", "the database server refused the user or the password", "Check DATABASE_URL."),
    ("does not exist", "the server has no such database or user", "Create it, or check DATABASE_URL."),
)


class StoreError(DocumentError):
    """The database cannot do what was asked: what, the value, where, and what to do."""


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database complains of into one sentence with advice.

    Raises:
        StoreError: always in place of the driver's own errors.
    """
    try:
        yield
    except exc.DBAPIError as error:
        raise fault(error) from None
    except exc.TimeoutError:
        raise StoreError("the database is busy", todo=f"Try again in a moment. {WRITE}") from None
    except ImportError:
        what = "PostgreSQL's driver is not installed"
        raise StoreError(what, todo='Install it with pip install "psycopg[binary]".') from None
    except OSError as error:
        raise StoreError(f"the database's folder cannot be used ({error.strerror})", todo="Check its rights.") from None


def fault(error: exc.DBAPIError) -> StoreError:
    """Return the sentence for a driver's error."""
    cause = error.orig
    said = str(cause).strip().partition("\n")[0]
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    for sign, what, todo in CODES:
        if code.startswith(sign):
            return StoreError(what, todo=todo)
    # A mistyped address puts parts of a password anywhere in what is said while connecting: it is not quoted.
    if error.statement is None or error.connection_invalidated:
        for word, what, todo in CONNECTING:
            if word in said:
                return StoreError(what, todo=todo)
        return StoreError("the database cannot be reached", todo="Check that it runs and that DATABASE_URL is right.")
    if said.startswith("no such table"):
        return StoreError(MOVED, todo="Start Tierscope again.")
    return StoreError(f"the database refused ({said[:200]})", todo=WRITE)
