"""`python -m pricing convert`: files of every kind in and out, what is told, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from data import documents, presets
from pricing.__main__ import main
from pricing.catalog import parse
from pricing.exchange import formats

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the command, run in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, ["convert", *words])


@pytest.mark.parametrize("target", ["toml", "json"])
def test_a_preset_to_a_document_and_back(run: Run, target: str) -> None:
    assert run("vercel-pro", "--to", target, "-o", f"out.{target}").exit_code == 0
    assert parse(documents.load(f"out.{target}")) == parse(presets.read("vercel-pro"))


@pytest.mark.parametrize("system", formats.EXPORTS)
def test_there_and_back_by_files(run: Run, system: str) -> None:
    assert run("api-calls", "--to", system, "-o", "there.json").exit_code == 0
    back = run("there.json", "--to", "toml", "-o", "back.toml")
    assert (back.exit_code, back.stderr) == (0, "")
    again = run("back.toml", "--to", system)
    assert again.stdout == Path("there.json").read_text(encoding="utf-8")


def test_what_does_not_translate_is_told(run: Run) -> None:
    told = run("vercel-pro", "--to", "stripe", "-o", "out.json")
    assert told.exit_code == 0
    assert told.stderr.splitlines() == [
        "Plan 'Pro': credit (bills differ): prices in Stripe have no credit; grant 20 a cycle to the customer there."
    ]
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["object"] == "list"


def test_strict_fails_where_something_is_lost(run: Run) -> None:
    assert run("vercel-pro", "--to", "stripe", "--strict").exit_code == 1
    assert run("api-calls", "--to", "stripe", "--strict").exit_code == 0


def test_no_file_is_overwritten_unasked(run: Run) -> None:
    Path("out.toml").write_text("mine", encoding="utf-8")
    refused = run("water", "--to", "toml", "-o", "out.toml")
    assert (refused.exit_code, Path("out.toml").read_text(encoding="utf-8")) == (2, "mine")
    assert refused.stderr == "There is a file 'out.toml' already. Choose another name, or add --force.\n"
    assert run("water", "--to", "toml", "-o", "out.toml", "--force").exit_code == 0
    assert parse(documents.load("out.toml")) == parse(presets.read("water"))


def test_a_list_of_prices_needs_an_answer(run: Run) -> None:
    price = {"object": "price", "currency": "usd", "unit_amount": 500, "nickname": "Pro", "recurring": {}}
    Path("in.json").write_text(json.dumps([price]), encoding="utf-8")
    asked = run("in.json", "--to", "json")
    assert asked.exit_code == 2
    assert "is a licensed price a fee or the price of a seat?" in asked.stderr
    made = run("in.json", "--to", "json", "--licensed", "fee")
    assert json.loads(made.stdout)["plans"] == [{"name": "Pro", "rank": 1, "fee": "5"}]


def test_rows_of_a_sheet_need_an_answer(run: Run) -> None:
    Path("in.csv").write_text("units,price\n1000,3\n5000,2\n,1\n", encoding="utf-8")
    assert "up to 5000, or the next 5000?" in run("in.csv", "--to", "json", "--currency", "EUR").stderr
    made = run("in.csv", "--to", "stripe", "--currency", "EUR", "--bounds", "next")
    assert [tier["up_to"] for tier in json.loads(made.stdout)["data"][0]["tiers"]] == [1000, 6000, "inf"]


HOSTILE = [
    ("a.json", "[" * 100_000, "deep"),
    ("a.json", '{"data": ' * 50 + "1" + "}" * 50, "deep"),
    ("a.json", "[" + " " * (documents.MAX_BYTES + 1) + "]", "at most 4 MiB"),
    ("a.json", '[{"object": "price", "currency": "usd", "unit_amount": NaN}]', "finite"),
    ("a.json", '[{"charge_model": "standard"}', "broken"),
    ("a.json", '[1, "charge_model"]', "list of rows"),
    ("a.json", '[1], "more": [2]', "list is broken"),
    ("a.json", '{"a": 1}', "field currency is missing"),
    ("a.csv", "up_to,price\n" + "x" * 200_000 + ",1\n", "field larger than"),
    ("a.csv", "\x00", "header"),
    ("a.txt", "up_to,price", "ending"),
    ("missing.json", None, "cannot be read"),
]


@pytest.mark.parametrize(("name", "text", "word"), HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_file_is_one_sentence(run: Run, name: str, text: str | None, word: str) -> None:
    if text is not None:
        Path(name).write_text(text, encoding="utf-8")
    refused = run(name, "--to", "stripe")
    assert refused.exit_code == 2
    assert word.casefold() in refused.stderr.casefold()
    assert len(refused.stderr) < 400
    assert len(refused.stderr.splitlines()) == 1


def test_bytes_that_are_no_text(run: Run) -> None:
    Path("a.csv").write_bytes(b"\xff\xfe\x00")
    assert "it is not UTF-8" in run("a.csv", "--to", "toml").stderr
