"""What commands print and write: on any terminal, into any pipe, to a full disk, and never over what they read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EURO = """
currency = "EUR"
locale = "de_DE"
meters = [{ name = "calls", unit = "call" }]
[[plans]]
name = "Größe"
fee = "10"
charges = [{ tiers = [{ unit_price = "0.5" }] }]
"""
USAGE = "customer,date,calls\nacme,2026-11-01,8\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "euro.toml").write_text(EURO, encoding="utf-8")
    (tmp_path / "usage.csv").write_text(USAGE, encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str, encoding: str = "utf-8", **more: int) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own, in a folder, on a terminal of some encoding."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "pricing", *words]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.run(command, cwd=folder, env=environment, check=False, timeout=60, **streams)  # type: ignore[call-overload,no-any-return]


def test_a_terminal_without_a_euro_sign_gets_the_bill(here: Path) -> None:
    done = run(here, "quote", "euro.toml", "--plan", "Größe", "calls=2", encoding="latin-1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Plan Größe, 10,00\xa0? a cycle" in done.stdout.decode("latin-1")


@pytest.mark.parametrize(
    "words", [["quote", "euro.toml", "--plan", "Größe", "--json"], ["check", "euro.toml", "--json"]]
)
def test_json_is_utf8_wherever_it_is_printed(here: Path, words: list[str]) -> None:
    done = run(here, *words, encoding="latin-1")
    assert (done.returncode, done.stderr) == (0, b"")
    json.loads(done.stdout.decode("utf-8"))


def test_a_converted_document_is_utf8_wherever_it_is_printed(here: Path) -> None:
    done = run(here, "convert", "euro.toml", "--to", "toml", encoding="latin-1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert 'name = "Größe"' in done.stdout.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_one_sentence(here: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(here, "check", "ai-ladder", stdout=full.fileno())
    assert (done.returncode, done.stderr) == (2, b"The output cannot be written (No space left on device).\n")


def test_a_reader_who_has_read_enough_ends_a_command_in_silence(here: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run(here, "check", "ai-ladder", "--json", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize(
    "words",
    [
        ["rate", "euro.toml", "usage.csv", "-o"],
        ["impact", "euro.toml", "euro.toml", "usage.csv", "-o"],
        ["rebalance", "ai-ladder", "usage.csv", "--rename", "calls=tokens", "--events"],
    ],
    ids=lambda words: words[0],
)
def test_the_usage_is_never_overwritten(here: Path, words: list[str]) -> None:
    for name in ("usage.csv", f"..{os.sep}{here.name}{os.sep}usage.csv"):
        done = run(here, *words, name)
        said = f"{name!r}: the file that is read would be overwritten. Choose another name."
        assert (done.returncode, done.stdout, done.stderr.decode().strip()) == (2, b"", said)
    assert (here / "usage.csv").read_text(encoding="utf-8") == USAGE


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_place_that_cannot_be_written_is_named_as_it_was_typed(here: Path, ending: str) -> None:
    (here / f"folder.{ending}").mkdir()
    check = "Check its name, its folder and their rights."
    for path, said in (
        (f"nodir/bills.{ending}", "there is no such folder. Make it first."),
        (f"folder.{ending}", f"the file cannot be written (Is a directory). {check}"),
    ):
        done = run(here, "rate", "euro.toml", "usage.csv", "-o", path)
        assert (done.returncode, done.stderr.decode()) == (2, f"{path!r}: {said}\n")


def test_one_bill_of_one_customer(here: Path) -> None:
    done = run(here, "rate", "euro.toml", "usage.csv", "-o", "bills.csv")
    assert (done.returncode, done.stdout.decode()) == (0, "1 bill of 1 customer: 14,00\xa0€\n")


def test_a_folder_is_no_usage_file(here: Path) -> None:
    done = run(here, "rate", "euro.toml", ".", "-o", "bills.csv")
    said = "'.': a file is needed, not a folder. Use a .csv, .parquet or .xlsx file.\n"
    assert (done.returncode, done.stderr.decode()) == (2, said)
