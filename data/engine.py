"""The database itself: opened, set up and brought up to date; its faults as one sentence each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine import URL

from data.documents import DocumentError

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
WAIT_SECONDS = 10
# Any number will do, as long as all processes use the same: it is the lock under which PostgreSQL's schema is changed.
MIGRATION_LOCK = 7_309_115
WRITING = {"begin": "BEGIN IMMEDIATE"}


class StoreError(DocumentError):
    """The database cannot do what was asked: what, the value, where, and what to do."""


def opened(url: str | URL) -> Engine:
    """Return the database at an address, its schema brought up to date; safe when several processes start at once.

    Raises:
        StoreError: no such database, one made by a newer version, one that is locked, full or not to be written.
    """
    with told():
        address = make_url(url)
        engine = _sqlite(address) if address.get_backend_name() == "sqlite" else create_engine(_psycopg(address))
        with engine.execution_options(**WRITING).begin() as connection:
            _upgrade(connection)
    return engine


def _psycopg(address: URL) -> URL:
    """The address with the driver that is installed: hosts give it as postgres:// or postgresql://."""
    plain = address.drivername in ("postgres", "postgresql")
    return address.set(drivername="postgresql+psycopg") if plain else address


def _sqlite(address: URL) -> Engine:
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": WAIT_SECONDS})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        # The driver would open transactions late and end them before DDL; the listener below opens them instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock at the start: two that read first and write later could not both go on.
        connection.exec_driver_sql(str(connection.get_execution_options().get("begin", "BEGIN")))

    return engine


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    if current is not None and current not in {step.revision for step in script.walk_revisions()}:
        raise StoreError(
            "the database was made by a newer version of Tierscope", value=current, todo="Install the newest version."
        )
    command.upgrade(config, "head")


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database complains of into one sentence with advice."""
    try:
        yield
    except exc.DBAPIError as error:
        raise _fault(str(error.orig).strip().partition("\n")[0]) from None
    except (exc.ArgumentError, exc.NoSuchModuleError, ImportError) as error:
        raise StoreError("this is no database address", value=str(error)[:200], todo="Check DATABASE_URL.") from None
    except OSError as error:
        raise StoreError(f"the database's folder cannot be used ({error.strerror})", todo="Check its rights.") from None


def _fault(said: str) -> StoreError:
    for sign, what, todo in (
        ("locked", "another process has locked the database", "Try again in a moment; nothing was changed."),
        ("full", "the disk is full", "Free some space and save again; nothing was changed."),
        ("readonly", "the database may not be written", "Check the rights of its file and folder."),
        ("unable to open", "the database file cannot be opened", "Check its folder and its rights."),
        ("malformed", "the database file is damaged", "Restore it from a copy."),
        ("not a database", "the file is no database", "Move it away; a new one will be made."),
    ):
        if sign in said:
            return StoreError(what, todo=todo)
    return StoreError(f"the database refused ({said[:200]})", todo="Check that it runs and that DATABASE_URL is right.")
