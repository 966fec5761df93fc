"""The schema: steps and tables agree, old databases are brought up to date, newer ones are refused."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.exc import DBAPIError

from data import engine, tables
from data.engine import MIGRATIONS
from data.store import Store, StoreError
from tests.data.working import opened

FIRST, HEAD = "0001", "0002"
TABLES = ["alembic_version", "document", "saved_view", "usage_set", "version"]
LATER = '''"""A step that a later version brings."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    """Add a column."""
    op.add_column("document", sa.Column("colour", sa.String, server_default="blue"))
    {then}
'''
# What a version of the first revision saved.
SAVED = (
    "INSERT INTO document (kind, name, created_at) VALUES ('catalogue', 'API', '2026-01-01T00:00:00+00:00')",
    """INSERT INTO version (document_id, number, text, note, author, saved_at)
    VALUES (1, 1, '{"price": 1.50}', 'old', 'Ann', '2026-01-01T00:00:00+00:00')""",
    "INSERT INTO saved_view VALUES ('May', 'invoice_curve', 'a=1', '2026-01-01T00:00:00+00:00')",
)


def steps(folder: Path, then: str = "pass") -> Path:
    """The steps as a later version has them: one more."""
    made = folder / "later"
    shutil.copytree(MIGRATIONS, made, ignore=shutil.ignore_patterns("__pycache__"))
    (made / "versions" / "9999_later.py").write_text(LATER.format(head=HEAD, then=then), encoding="utf-8")
    return made


@contextmanager
def bare(url: str) -> Iterator[Connection]:
    """A transaction past the store."""
    made = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with made.begin() as connection:
            yield connection
    finally:
        made.dispose()


def migrate(url: str, to: str) -> None:
    with bare(url) as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        (command.upgrade if to == FIRST else command.downgrade)(config, to)


def run(url: str, *statements: str) -> None:
    with bare(url) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def revision(url: str) -> str | None:
    with bare(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def open_once(url: str, migrations: Path = MIGRATIONS) -> None:
    engine.opened(url, wait=5, migrations=migrations).dispose()


def test_steps_and_tables_agree(url: str) -> None:
    open_once(url)
    with bare(url) as connection:
        assert sorted(inspect(connection).get_table_names()) == TABLES
        assert compare_metadata(MigrationContext.configure(connection), tables.Document.metadata) == []
    run(url, "DROP INDEX ix_version_document_id")
    with bare(url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.Document.metadata) != []


def test_opening_again_changes_nothing(url: str) -> None:
    open_once(url)
    run(url, *SAVED)
    open_once(url)
    assert revision(url) == HEAD
    with opened(url) as kept:
        assert kept.load("catalogue", "API").author == "Ann"


@pytest.mark.parametrize("statements", [(), SAVED], ids=["empty", "with data"])
def test_a_database_of_an_older_version_is_brought_up_to_date(url: str, statements: tuple[str, ...]) -> None:
    migrate(url, FIRST)
    run(url, *statements)
    assert revision(url) == FIRST
    with opened(url) as kept:
        assert revision(url) == HEAD
        assert [one.name for one in kept.views()] == (["May"] if statements else [])
        parent = 1 if statements else None
        assert kept.save("catalogue", "API", {"price": "1.40"}, parent=parent).number == 1 + bool(statements)
        assert kept.load("catalogue", "API", 1).number == 1


def test_a_later_step_keeps_what_is_saved(url: str, tmp_path: Path) -> None:
    open_once(url)
    run(url, *SAVED)
    open_once(url, steps(tmp_path))
    assert revision(url) == "9999"
    with bare(url) as connection:
        assert connection.exec_driver_sql("SELECT name, colour FROM document").all() == [("API", "blue")]


def test_a_step_that_fails_leaves_the_database_as_it_was(url: str, tmp_path: Path) -> None:
    open_once(url)
    run(url, *SAVED)
    with pytest.raises(StoreError, match="The database refused"):
        open_once(url, steps(tmp_path, 'op.execute("INSERT INTO saved_view (name) VALUES (NULL)")'))
    assert revision(url) == HEAD
    with bare(url) as connection:
        assert "colour" not in {column["name"] for column in inspect(connection).get_columns("document")}
    with opened(url) as kept:
        assert kept.load("catalogue", "API").note == "old"


def test_a_database_of_a_newer_version_is_refused(url: str, tmp_path: Path) -> None:
    open_once(url, steps(tmp_path))
    with pytest.raises(StoreError) as refused:
        open_once(url)
    says = "The database was made by a newer version of Tierscope: '9999'. Install the newest version."
    assert str(refused.value) == says
    assert revision(url) == "9999"


def test_every_step_can_be_taken_back(url: str) -> None:
    open_once(url)
    migrate(url, "base")
    with bare(url) as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    open_once(url)
    assert revision(url) == HEAD


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE version SET text = '{}'",
        "UPDATE version SET note = 'x' WHERE number = 1",
        "UPDATE version SET number = 7",
        "DELETE FROM version",
    ],
)
def test_the_database_itself_keeps_versions_as_they_are(kept: Store, url: str, statement: str) -> None:
    state = kept.save("catalogue", "API", {"price": "1"}, parent=None)
    with pytest.raises(DBAPIError, match="a saved version never changes"):
        run(url, statement)
    assert kept.versions("catalogue", "API") == [state]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO version (document_id, number, text, note, author, saved_at) VALUES (999, 1, '{}', '', '', '')",
        "INSERT INTO version (document_id, number, text, note, author, saved_at) VALUES (1, 1, '{}', '', '', '')",
        "INSERT INTO document (kind, name, created_at) VALUES ('catalogue', 'API', '')",
        "DELETE FROM document",
    ],
    ids=["no such document", "number twice", "name twice", "versions without a document"],
)
def test_the_database_itself_refuses_what_contradicts(kept: Store, statement: str) -> None:
    state = kept.save("catalogue", "API", {"price": "1"}, parent=None)
    with pytest.raises(DBAPIError, match=r"(?i)constraint"), kept._write.begin() as connection:
        connection.exec_driver_sql(statement)
    assert kept.versions("catalogue", "API") == [state]


def test_sqlite_is_safe_against_power_cuts_and_strict_on_keys(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'x.db'}") as kept:
        for _ in range(2):
            with kept._read.connect() as connection:
                names = ("journal_mode", "foreign_keys", "synchronous")
                said = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
            assert said == ["wal", 1, 2]  # synchronous 2 is FULL
