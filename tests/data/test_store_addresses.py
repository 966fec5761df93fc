"""Addresses that are wrong and servers that do not answer: one sentence each, in which no password stands."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data import engine, home, store
from data.store import StoreError
from tests.data.postgres import PASSWORD, USER, Server
from tests.data.working import opened

SPELL = "Write postgresql://USER:PASSWORD@HOST/DATABASE, and @ and % in a password as %40 and %25."
NO_ADDRESS = f"This is no database address. {SPELL}"
NO_FILE = "The address names no file. Write DATABASE_URL as sqlite:/// and the path of a file."
UNREACHED = "The database cannot be reached. Check that it runs and that DATABASE_URL is right."
WRONG_PASSWORD = "The database server refused the user or the password. Check DATABASE_URL."  # noqa: S105
UNKNOWN = "The server has no such database or user. Create it, or check DATABASE_URL."
UNWRITABLE = "The database may not be written. Let DATABASE_URL name the server that takes changes."
SECRET = "hunter2"  # noqa: S105


def refused(call: Callable[[], Any]) -> str:
    with pytest.raises(StoreError) as error:
        call()
    said = str(error.value)
    assert SECRET not in said
    assert PASSWORD not in said
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("url", "says"),
    [
        (f"nonsense {SECRET}", NO_ADDRESS),
        ("://", NO_ADDRESS),
        (f"postgresql://ann:x@{SECRET}@host/base", NO_ADDRESS),
        (f"postgresql://ann:x@host:{SECRET}/base", NO_ADDRESS),
        (f"mysql://ann:{SECRET}@host/base", f"Only SQLite and PostgreSQL can be used. {SPELL}"),
        (f"postgresqlx://ann:{SECRET}@host/base", f"Only SQLite and PostgreSQL can be used. {SPELL}"),
        ("sqlite://", NO_FILE),
        ("sqlite:///", NO_FILE),
        ("sqlite:///:memory:", NO_FILE),
        (f"postgresql://ann:{SECRET}@127.0.0.1:1/base", UNREACHED),
        (f"postgres://ann:{SECRET}@127.0.0.1:1/base", UNREACHED),
        (f"postgresql://ann:{SECRET}@127.0.0.1:99999/base", UNREACHED),
        (f"postgresql://ann:a/{SECRET}:?@127.0.0.1:1/base", UNREACHED),
        (f"postgresql://ann:{SECRET}@127.0.0.1/base?colour={SECRET}", UNREACHED),
        (f"postgresql+psycopg2://ann:{SECRET}@127.0.0.1:1/base", UNREACHED),
    ],
)
def test_a_wrong_address(monkeypatch: pytest.MonkeyPatch, url: str, says: str) -> None:
    monkeypatch.setenv(home.DATABASE, url)
    assert refused(store.default) == says


def test_a_missing_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = refused(lambda: engine.opened(f"postgresql://ann:{SECRET}@127.0.0.1:1/base"))
    assert said == 'PostgreSQL\'s driver is not installed. Install it with pip install "psycopg[binary]".'


@pytest.mark.parametrize("name", ["what? #1 50%25", "with space & ünïcode", "a:b@c"])
def test_a_path_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    monkeypatch.delenv(home.DATABASE, raising=False)
    monkeypatch.setenv(home.VARIABLE, str(tmp_path / name))
    store.default().save("catalogue", "x", {}, parent=None)
    assert home.has_database()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "tierscope.db").stat().st_size > 0
    store.default().close()


def test_the_default_store_is_a_file_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(home.DATABASE, raising=False)
    assert store.default() is store.default()
    store.default().saved("catalogue")
    assert home.has_database()
    assert (home.folder() / "tierscope.db").is_file()


def test_a_data_folder_that_nobody_may_enter_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may enter every folder")
    monkeypatch.delenv(home.DATABASE, raising=False)
    monkeypatch.setenv(home.VARIABLE, str(tmp_path / "closed"))
    (tmp_path / "closed").mkdir(mode=0)
    assert home.has_database()
    assert refused(store.default) == "The database file cannot be opened. Check its folder and its rights."


# A server


def test_a_password_with_signs_in_it(server: Server) -> None:
    for scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        url = server.address(host="127.0.0.1", password=PASSWORD).replace("postgresql", scheme, 1)
        engine.opened(url).dispose()
    server.execute(
        "DROP TABLE alembic_version, version, document, usage_set, saved_view; DROP FUNCTION version_is_final"
    )


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"host": "127.0.0.1", "password": SECRET}, WRONG_PASSWORD),
        ({"host": "127.0.0.1"}, WRONG_PASSWORD),
        ({"host": "127.0.0.1", "user": "nobody", "password": SECRET}, WRONG_PASSWORD),
        ({"user": "nobody"}, UNKNOWN),
        ({"base": "unknown"}, UNKNOWN),
    ],
)
def test_a_server_that_does_not_let_in(server: Server, facts: dict[str, str], says: str) -> None:
    assert refused(lambda: engine.opened(server.address(**facts))) == says


def test_a_database_that_may_only_be_read(server: Server) -> None:
    url, empty = (server.url(), server.url())
    with opened(url) as kept:
        kept.save("catalogue", "x", {}, parent=None)
    only = ("options=", "options=-cdefault_transaction_read_only%3Don+")
    with opened(url.replace(*only)) as kept:
        assert kept.load("catalogue", "x").number == 1
        assert refused(lambda: kept.save("catalogue", "x", {}, parent=1)) == UNWRITABLE
    assert refused(lambda: engine.opened(empty.replace(*only))) == UNWRITABLE


def test_a_user_without_rights(server: Server) -> None:
    url = server.url()
    server.execute("CREATE ROLE guest LOGIN")
    says = "The database may not be written. Grant its user the right to create and change tables."
    assert refused(lambda: engine.opened(url.replace(f"{USER}@", "guest@"))) == says
    server.execute(f"GRANT USAGE ON SCHEMA test_{server.schemas} TO guest")
    assert refused(lambda: engine.opened(url.replace(f"{USER}@", "guest@"))) == says
    server.execute("DROP OWNED BY guest; DROP ROLE guest")


def test_a_server_whose_disk_is_full(server: Server) -> None:
    raising = "BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END"
    with opened(server.url()) as kept:
        with kept._write.begin() as connection:
            connection.exec_driver_sql(f"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $${raising}$$")
            connection.exec_driver_sql("CREATE TRIGGER f BEFORE INSERT ON version FOR EACH ROW EXECUTE FUNCTION fail()")
        said = refused(lambda: kept.save("catalogue", "x", {}, parent=None))
        assert kept.saved("catalogue") == []
    assert said == "The database server's disk is full. Free some space and try again. Nothing was changed."


def test_another_writer_that_does_not_end(server: Server) -> None:
    url = server.url()
    with opened(url, wait=0.05) as kept, opened(url) as other:
        kept.save("catalogue", "x", {}, parent=None)
        with other._write.begin():
            said = refused(lambda: kept.save("catalogue", "x", {}, parent=1))
            assert kept.load("catalogue", "x").number == 1
        assert kept.save("catalogue", "x", {}, parent=1).number == 2
    assert said == "Another process has locked the database. Try again in a moment. Nothing was changed."


def test_tables_that_are_gone_while_it_is_open(server: Server) -> None:
    with opened(server.url()) as kept:
        with kept._write.begin() as connection:
            connection.exec_driver_sql("DROP TABLE version, document")
        said = refused(lambda: kept.saved("catalogue"))
    assert said == "The database was moved or replaced while it was open. Start Tierscope again."


def test_a_server_that_goes_down_and_comes_back(server: Server) -> None:
    with opened(server.url()) as kept:
        kept.save("catalogue", "x", {}, parent=None)
        server.stop()
        assert refused(lambda: kept.save("catalogue", "x", {}, parent=1)) == UNREACHED
        assert refused(lambda: kept.load("catalogue", "x")) == UNREACHED
        server.start()
        assert kept.save("catalogue", "x", {}, parent=1).number == 2


def test_a_server_that_was_started_again_meanwhile(server: Server) -> None:
    with opened(server.url()) as kept:
        kept.save("catalogue", "x", {}, parent=None)
        server.stop()
        server.start()
        assert kept.save("catalogue", "x", {}, parent=1).number == 2
