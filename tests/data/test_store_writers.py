"""Several writers, and writers that are killed: what the store said is saved, is saved, and nothing is half there."""

import os
import random
import signal
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from subprocess import Popen

import pytest

from data import engine
from data.store import Conflict, Store, StoreError
from tests.data.store_worker import SAVES, document
from tests.data.working import lines, opened, working

STARTS, KILLS = 5, 3


def numbers(kept: Store, name: str) -> list[int]:
    return [one.number for one in reversed(kept.versions("catalogue", name))]


def test_two_writing_threads_lose_nothing(kept: Store) -> None:
    def write(author: str) -> list[int]:
        saved: list[int] = []
        parent = None
        while len(saved) < 12:
            try:
                parent = kept.save("catalogue", "shared", {"count": len(saved)}, parent=parent, author=author).number
                saved.append(parent)
            except Conflict as conflict:
                parent = conflict.newest.number
        return saved

    with ThreadPoolExecutor(4) as pool:
        saved = dict(zip("abcd", pool.map(write, "abcd"), strict=True))
    assert sorted(number for own in saved.values() for number in own) == numbers(kept, "shared") == [*range(1, 49)]
    for one in kept.versions("catalogue", "shared"):
        assert one.document == {"count": saved[one.author].index(one.number)}


def test_exactly_one_of_many_threads_makes_a_new_table(kept: Store) -> None:
    def write(author: str) -> str:
        try:
            return kept.save("catalogue", "new", {}, parent=None, author=author).author
        except Conflict as conflict:
            return conflict.newest.author

    with ThreadPoolExecutor(8) as pool:
        winners = set(pool.map(write, "abcdefgh"))
    assert winners == {kept.load("catalogue", "new").author}
    assert numbers(kept, "new") == [1]


def test_threads_start_at_once_on_an_empty_database(url: str) -> None:
    def start(author: str) -> None:
        with opened(url) as kept:
            kept.save("catalogue", author, {}, parent=None)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, "abcd"))
    with opened(url) as kept:
        assert [one.name for one in kept.saved("catalogue")] == [*"abcd"]


def test_more_connections_than_there_are(url: str) -> None:
    with opened(url, wait=0.05) as kept, ExitStack() as readers:
        for _ in range(15):
            readers.enter_context(kept._read.connect())
        with pytest.raises(StoreError, match=r"^The database is busy\. Try again in a moment\."):
            kept.saved("catalogue")
        readers.close()
        assert kept.saved("catalogue") == []


def test_two_writing_processes_lose_nothing(url: str, kept: Store) -> None:
    *saved, ended = lines("race", url)
    assert ended == "ended 0 0"
    told = {int(number): (author, int(count)) for _, author, number, count in map(str.split, saved)}
    assert sorted(told) == numbers(kept, "shared") == [*range(1, 51)]
    for one in kept.versions("catalogue", "shared"):
        assert (one.author, one.document["count"]) == told[one.number]


def test_two_processes_start_at_once_on_an_empty_database(new_url: Callable[[], str]) -> None:
    urls = [new_url() for _ in range(STARTS)]
    assert lines("start", *urls) == ["ended 0 0"] * STARTS
    for url in urls:
        with opened(url) as kept:
            assert [one.name for one in kept.saved("catalogue")] == ["Ann", "Bob"]


def test_a_new_database_that_another_process_reads(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as one, closing(sqlite3.connect(tmp_path / "x.db")) as other:
        other.execute("CREATE TABLE x (y)")
        other.execute("BEGIN")
        other.execute("SELECT * FROM x").fetchall()
        tries: list[str] = []

        def third_time(statement: str) -> None:
            tries.append(statement)
            if len(tries) == 3:
                other.rollback()

        one.set_trace_callback(third_time)
        engine._keep_a_journal(one, wait=60)
        assert tries == ["PRAGMA journal_mode = WAL"] * 3
        assert one.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_killed_writer_leaves_what_it_saved_and_nothing_half(url: str, kept: Store) -> None:
    dice = random.Random(5)  # noqa: S311
    with working("saves", *[url] * KILLS) as process:
        for turn in range(KILLS):
            told = killed(process, after=dice.randrange(1, SAVES // 2))
            found = numbers(kept, f"turn {turn}")
            # The last save may have been done already when its writer was killed, before it could say so.
            assert found in (told, [*told, len(told) + 1])
            assert 0 < len(found) < SAVES
            for one in kept.versions("catalogue", f"turn {turn}"):
                assert one.document == document(one.number)
            assert kept.save("catalogue", f"turn {turn}", {}, parent=found[-1]).number == len(found) + 1
    assert process.returncode == 0
    if url.startswith("sqlite"):
        with kept._read.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def killed(process: Popen[str], after: int) -> list[int]:
    """Kill the writer after so many of its saves, and return the numbers it told."""
    assert process.stdout is not None
    told: list[int] = []
    writer = 0
    for line in process.stdout:
        word, *rest = line.split()
        if word == "pid":
            writer = int(rest[0])
        elif word == "saved":
            told.append(int(rest[0]))
            if len(told) == after:
                os.kill(writer, signal.SIGKILL)
        else:
            assert line == f"ended {-signal.SIGKILL}\n"
            return told
    pytest.fail("the worker ended before its writer was killed")
