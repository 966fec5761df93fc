"""Kept uploads are deleted only where there are many, and never one that is spared or was used lately."""

import os
import time
from pathlib import Path

from data import reader

DAY = 24 * 3600


def key(number: int) -> str:
    return f"{number:064x}"


def shelved(folder: Path, ages: list[int], size: int = 10) -> None:
    """Two files an upload, as `keep` writes them, used this many days ago."""
    folder.mkdir(exist_ok=True)
    for number, days in enumerate(ages):
        for frame in ("clean", "refused"):
            path = folder / f"{key(number)}.{frame}.parquet"
            path.write_bytes(b"x" * size)
            os.utime(path, (time.time() - days * DAY,) * 2)


def left(folder: Path) -> list[int]:
    return sorted({int(path.name.partition(".")[0], 16) for path in folder.iterdir()})


def test_nothing_goes_while_there_are_few(tmp_path: Path) -> None:
    shelved(tmp_path, [400, 300])
    assert reader.prune(tmp_path, (), most=2, largest=40) == []
    assert left(tmp_path) == [0, 1]


def test_those_used_longest_ago_go_first(tmp_path: Path) -> None:
    shelved(tmp_path, [100, 400, 300, 1])
    assert reader.prune(tmp_path, (), most=2) == [key(1), key(2)]
    assert left(tmp_path) == [0, 3]


def test_large_ones_make_room(tmp_path: Path) -> None:
    shelved(tmp_path, [100, 400, 300], size=1000)  # 2,000 bytes an upload
    assert reader.prune(tmp_path, (), largest=4000) == [key(1)]


def test_one_that_is_spared_stays_and_the_next_one_goes(tmp_path: Path) -> None:
    shelved(tmp_path, [100, 400, 300])
    assert reader.prune(tmp_path, {key(1)}, most=2) == [key(2)]
    assert left(tmp_path) == [0, 1]


def test_one_that_was_used_lately_stays_however_many_there_are(tmp_path: Path) -> None:
    shelved(tmp_path, [29, 28, 31])
    assert reader.prune(tmp_path, (), most=0) == [key(2)]
    assert left(tmp_path) == [0, 1]


def test_what_is_looked_at_counts_as_used(tmp_path: Path) -> None:
    read = reader.read(b"customer,date,calls\nacme,2026-05-01,3\n", "u.csv")
    reader.keep(read, tmp_path)
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    assert reader.kept(read.key, tmp_path) == read
    assert reader.prune(tmp_path, (), most=0) == []
    assert len(list(tmp_path.iterdir())) == 2


def test_other_files_and_a_folder_that_is_not_there_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert reader.prune(tmp_path, (), most=0) == []
    assert reader.prune(tmp_path / "nowhere", (), most=0) == []
    assert (tmp_path / "notes.txt").exists()
