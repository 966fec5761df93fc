"""The database itself: opened, set up and brought up to date, on SQLite or PostgreSQL."""

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine import URL

from data.faults import StoreError, told

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
WAIT_SECONDS = 10
PAUSE_SECONDS = 0.01
# Any number will do, as long as all processes use the same: whoever changes a PostgreSQL database holds this lock.
WRITE_LOCK = 7_309_115
# A connection with this option is the only one that writes, from the start of its transaction: two that read first and
# write later would not see each other's work.
WRITING = {"writes": True}


def opened(url: str, *, wait: float = WAIT_SECONDS, migrations: Path = MIGRATIONS) -> Engine:
    """Return the database at an address, its schema brought up to date; safe when several processes start at once.

    An address is `sqlite:///PATH`, the path as it is, or `postgresql://USER:PASSWORD@HOST/DATABASE`. Whoever wants to
    write waits for others that do for `wait` seconds.

    Raises:
        StoreError: no such database, one made by a newer version, one that is locked, full or not to be written.
    """
    with told():
        engine = _sqlite(url.partition(":///")[2], wait) if url.startswith("sqlite") else _postgresql(url, wait)
        try:
            _upgrade(engine, migrations)
        except BaseException:
            engine.dispose()
            raise
    return engine


def _sqlite(path: str, wait: float) -> Engine:
    if path in {"", ":memory:"}:
        raise StoreError("the address names no file", todo="Write DATABASE_URL as sqlite:/// and the path of a file.")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(URL.create("sqlite", database=path), connect_args={"timeout": wait}, pool_timeout=wait)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, record: Any) -> None:
        # The driver would open transactions late and end them before DDL; the listener below opens them instead.
        connection.isolation_level = None
        try:
            _keep_a_journal(connection, wait)
            for pragma in ("foreign_keys = ON", "synchronous = FULL"):
                connection.execute(f"PRAGMA {pragma}").close()
        except BaseException:
            connection.close()
            raise
        record.info["file"] = _identity(path)

    @event.listens_for(engine, "checkout")
    def _still_there(_connection: Any, record: Any, _proxy: Any) -> None:
        # A connection that is kept would go on writing to a file that was moved away or removed.
        if record.info["file"] != _identity(path):
            raise exc.DisconnectionError

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")

    return engine


def _keep_a_journal(connection: sqlite3.Connection, wait: float) -> None:
    # While several processes make a new database at once, SQLite refuses this without waiting.
    until = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _postgresql(url: str, wait: float) -> Engine:
    engine = create_engine(
        _address(url),
        connect_args={"connect_timeout": WAIT_SECONDS, "client_encoding": "utf8"},
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_timeout=wait,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if _writes(connection):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, round(1000 * wait))}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")

    return engine


def _address(url: str) -> URL:
    """The address with the driver that is installed: hosts give it as postgres:// or postgresql://."""
    # Nothing of it is quoted: where it cannot be read, nobody knows which part is the password.
    todo = "Write postgresql://USER:PASSWORD@HOST/DATABASE, and @ and % in a password as %40 and %25."
    try:
        address = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise StoreError("this is no database address", todo=todo) from None
    if address.drivername.partition("+")[0] not in {"postgres", "postgresql"}:
        raise StoreError("only SQLite and PostgreSQL can be used", todo=todo)
    if "@" in (address.host or ""):
        raise StoreError("this is no database address", todo=todo)
    return address.set(drivername="postgresql+psycopg")


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes"))


def _upgrade(engine: Engine, migrations: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    # Most starts find nothing to do: they need no lock, and a database that may only be read can be read.
    with engine.connect() as connection:
        if _is_current(connection, script):
            return
    with engine.execution_options(**WRITING).begin() as connection:
        if not _is_current(connection, script):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _is_current(connection: Connection, script: ScriptDirectory) -> bool:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {step.revision for step in script.walk_revisions()}:
        what = "the database was made by a newer version of Tierscope"
        raise StoreError(what, value=current, todo="Install the newest version.")
    return current == script.get_current_head()
