"""What a disk and other processes do to a database file: one clear sentence each, and nothing is lost."""

import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from data import engine
from data.store import Store, StoreError
from tests.data.store_worker import SAVES, document
from tests.data.working import lines, opened

LOCKED = "Another process has locked the database. Try again in a moment. Nothing was changed."
FULL = "The disk is full. Free some space and try again. Nothing was changed."
BROKEN_DISK = "The disk could not be read or written. Check that it works and has space. Nothing was changed."
UNWRITABLE = "The database may not be written. Check the rights of its file and folder."
NO_FILE = "The database file cannot be opened. Check its folder and its rights."
DAMAGED = "The database file is damaged. Put a copy in its place."
NO_DATABASE = "The file is no database. Move it away; a new one will be made."
MOVED = "The database was moved or replaced while it was open. Start Tierscope again."
# Without these even root meets the rights of files.
UNPRIVILEGED = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database file with something in it."""
    made = tmp_path / "kept" / "tierscope.db"
    with opened(at(made)) as kept:
        kept.save("catalogue", "x", {"price": "1"}, parent=None)
    return made


def at(file: Path) -> str:
    return f"sqlite:///{file}"


def refused(call: Callable[[], Any]) -> str:
    with pytest.raises(StoreError) as error:
        call()
    return str(error.value)


def fill(kept: Store) -> tuple[int, str]:
    """Save until the store says why it cannot; return the last number that it said was saved, and why."""
    number = 0
    try:
        while number < SAVES:
            number = kept.save("catalogue", "big", document(number + 1), parent=number or None).number
    except StoreError as error:
        return number, str(error)
    pytest.fail("everything was saved")


def whole(kept: Store, number: int) -> bool:
    """Whether all the versions up to a number are there, and no more, and more can be saved."""
    found = kept.versions("catalogue", "big")
    assert [one.document for one in found] == [document(one) for one in range(number, 0, -1)]
    return kept.save("catalogue", "big", {}, parent=number or None).number == number + 1


def run(*words: str) -> bool:
    """Whether a command of the system succeeds."""
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


# Locks


def test_a_locked_database(file: Path) -> None:
    with opened(at(file), wait=0.05) as kept, closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        for call in (
            lambda: kept.save("catalogue", "x", {}, parent=1),
            lambda: kept.delete("catalogue", "x"),
            lambda: kept.keep_view("v", "invoice_curve", ""),
        ):
            assert refused(call) == LOCKED
        assert kept.load("catalogue", "x").number == 1
        other.rollback()
        assert kept.save("catalogue", "x", {}, parent=1).number == 2


def test_an_empty_database_that_is_locked_while_it_is_opened(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert refused(lambda: engine.opened(at(tmp_path / "x.db"), wait=0.05)) == LOCKED
    with opened(at(tmp_path / "x.db")) as kept:
        assert kept.saved("catalogue") == []


# Full disks


def test_a_database_that_may_not_grow(file: Path) -> None:
    with opened(at(file)) as kept:
        event.listen(kept._read, "checkout", lambda connection, *_: connection.execute("PRAGMA max_page_count = 60"))
        number, said = fill(kept)
    assert (number > 3, said) == (True, FULL)
    with opened(at(file)) as kept:
        assert whole(kept, number)


def test_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.getuid() or not run("mount", "-t", "tmpfs", "-o", "size=1m", "tierscope-test", str(disk)):
        pytest.skip("a small disk can only be mounted by root")
    try:
        with opened(at(disk / "tierscope.db")) as kept:
            number, said = fill(kept)
            assert (number > 3, said) == (True, FULL)
            assert len(kept.versions("catalogue", "big")) == number
        assert run("mount", "-o", "remount,size=9m", str(disk))
        with opened(at(disk / "tierscope.db")) as kept:
            assert whole(kept, number)
    finally:
        assert run("umount", str(disk))


def test_files_that_may_not_grow(tmp_path: Path) -> None:
    file = tmp_path / "tierscope.db"
    *saved, said = lines("limited", at(file))
    assert said == BROKEN_DISK
    assert saved == [f"saved {number}" for number in range(1, len(saved) + 1)]
    assert len(saved) > 3
    with opened(at(file)) as kept:
        assert [one.number for one in kept.versions("catalogue", "x")] == [*range(len(saved), 0, -1)]


# Rights


def rights(*files: Path) -> list[str]:
    """What a process without root's privileges can do with each: open, load and save."""
    before = UNPRIVILEGED if os.getuid() == 0 else ()
    if before and not run(*before, "true"):
        pytest.skip("root cannot give up its privileges here")
    return lines("look", *(at(file) for file in files), before=before)


def test_a_file_that_may_only_be_read_is_read(file: Path) -> None:
    file.chmod(0o400)
    assert rights(file) == ["fine None", "fine 1", UNWRITABLE]
    for part in file.parent.iterdir():
        part.chmod(0o600)
    with opened(at(file)) as kept:
        assert kept.save("catalogue", "x", {}, parent=1).number == 2


def test_a_folder_that_may_not_be_written(file: Path, tmp_path: Path) -> None:
    empty, closed = tmp_path / "empty", tmp_path / "closed"
    for folder, mode in ((file.parent, 0o500), (empty, 0o500), (closed, 0o000)):
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)
    said = rights(empty / "x.db", closed / "x.db", empty / "new" / "x.db", file)
    for folder in (file.parent, empty, closed):
        folder.chmod(0o700)
    assert said[:2] == [NO_FILE, NO_FILE]
    assert said[2] == "The database's folder cannot be used (Permission denied). Check its rights."
    assert said[3:] == [UNWRITABLE]


def test_places_that_are_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert refused(lambda: engine.opened(at(tmp_path))) == NO_FILE
    said = refused(lambda: engine.opened(at(tmp_path / "file" / "x.db")))
    assert said == "The database's folder cannot be used (File exists). Check its rights."


# Damage


@pytest.mark.parametrize("content", [b"no database at all, but long enough to have a header" * 100, b"SQLite"])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.db").write_bytes(content)
    assert refused(lambda: engine.opened(at(tmp_path / "x.db"))) == NO_DATABASE
    assert (tmp_path / "x.db").read_bytes() == content


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"")
    with opened(at(tmp_path / "x.db")) as kept:
        assert kept.save("catalogue", "x", {}, parent=None).number == 1


def test_a_damaged_file(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for page in range(4096, len(data), 4096):
        data[page : page + 100] = b"\xa5" * 100
    file.write_bytes(data)

    def use() -> None:
        with opened(at(file)) as kept:
            kept.load("catalogue", "x")

    assert refused(use) == DAMAGED


def test_a_document_that_was_damaged(file: Path) -> None:
    data = file.read_bytes()
    assert data.count(b'{"price": "1"}') == 1
    file.write_bytes(data.replace(b'{"price": "1"}', b'{"price": "1"['))
    with opened(at(file)) as kept:
        said = refused(lambda: kept.load("catalogue", "x"))
    assert said == "Version 1 of 'x' is damaged. Put a copy of the database in its place."


def test_a_file_that_was_cut_short(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])

    def use() -> None:
        with opened(at(file)) as kept:
            kept.load("catalogue", "x")

    assert refused(use) == DAMAGED


@pytest.mark.parametrize("moved", [True, False])
def test_a_file_that_is_moved_away_while_it_is_open(file: Path, tmp_path: Path, moved: bool) -> None:
    with opened(at(file)) as kept:
        kept.save("catalogue", "x", {}, parent=1)
        for part in [*file.parent.iterdir()]:
            part.rename(tmp_path / part.name) if moved else part.unlink()
        for _ in range(2):
            assert refused(lambda: kept.save("catalogue", "x", {}, parent=2)) == MOVED
            assert refused(lambda: kept.saved("catalogue")) == MOVED
    with opened(at(file)) as kept:
        assert kept.saved("catalogue") == []
    if moved:
        with opened(at(tmp_path / file.name)) as kept:
            assert kept.load("catalogue", "x").number == 2
