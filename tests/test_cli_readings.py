"""How commands are told to read a usage file: columns, dates, decimals, rows to add up, and standard input."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from pricing.__main__ import main

TABLE = """
currency = "USD"
meters = [{ name = "calls", unit = "call", whole = false }]
[[plans]]
name = "Only"
charges = [{ tiers = [{ unit_price = "1" }] }]
"""
PLAIN = b"customer,date,calls\nacme,2026-03-04,2\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("table.toml").write_text(TABLE, encoding="utf-8")


def rate(usage: bytes, *words: str, name: str = "usage.csv") -> Result:
    if name != "-":
        Path(name).write_bytes(usage)
    return CliRunner().invoke(main, ["rate", "table.toml", name, "-o", "bills.csv", *words], input=usage)


def bills() -> list[list[str]]:
    return pd.read_csv("bills.csv", dtype=str).to_numpy().tolist()


@pytest.mark.parametrize(("order", "cycle"), [("dmy", "2026-04-01"), ("mdy", "2026-03-01")])
def test_the_order_of_dates_and_the_decimal_sign(order: str, cycle: str) -> None:
    usage = b"customer;date;calls\nacme;03/04/2026;2,5\n"
    refused = rate(usage)
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "--dates" in refused.stderr
    done = rate(usage, "--dates", order, "--decimal", ",")
    assert done.exit_code == 0, done.output
    assert bills() == [["acme", cycle, "2.5", "2.50"]]


def test_rows_are_added_up_where_one_says_so() -> None:
    twice = PLAIN + PLAIN.splitlines(keepends=True)[1]
    assert "stand on line 2 already" in rate(twice).stderr
    assert rate(twice, "--add-up").exit_code == 0
    assert bills()[0][-1] == "4.00"


def test_columns_are_said_where_no_name_tells() -> None:
    usage = b"a,b,c,d\nacme,x,2026-03-04,2\n"
    done = rate(usage, "--column", "customer=b", "--column", "date=c", "--column", "quantity=d", "--rename", "d=calls")
    assert done.exit_code == 0, done.output
    assert bills() == [["x", "2026-03-01", "2", "2.00"]]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("customer", "--column: two names are needed, not 'customer'. Write ROLE=NAME."),
        ("custmer=a", "No such role: 'custmer'. Did you mean 'customer'?"),
        ("customer=kunde", "'usage.csv': the file has no such column: 'kunde'."),
        ("customer=date", "'usage.csv': no column looks like the date."),
    ],
)
def test_a_wrong_column_is_one_sentence(word: str, said: str) -> None:
    done = rate(PLAIN, "--column", word)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(said)


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_standard_input_is_read_in_any_format(form: str) -> None:
    frame = pd.DataFrame({"customer": ["acme"], "date": ["2026-03-04"], "calls": [2]})
    given = {"csv": frame.to_csv, "parquet": frame.to_parquet, "xlsx": frame.to_excel}
    given[form](f"made.{form}", index=False)  # type: ignore[operator]
    done = rate(Path(f"made.{form}").read_bytes(), name="-")
    assert done.exit_code == 0, done.output
    assert bills() == [["acme", "2026-03-01", "2", "2.00"]]


def test_an_empty_standard_input_is_one_sentence() -> None:
    done = rate(b"", name="-")
    said = "'stdin.csv': the file is empty. Choose a file with a line of column names and rows.\n"
    assert (done.exit_code, done.stderr) == (2, said)


def test_a_price_table_goes_through_pipes() -> None:
    for target in ("toml", "json", "stripe", "openmeter"):
        written = CliRunner().invoke(main, ["convert", "table.toml", "--to", target]).stdout
        words = ["convert", "-", "--to", "toml", "--currency", "USD"]
        back = CliRunner().invoke(main, words, input=written)
        assert (back.exit_code, "unit_price" in back.stdout) == (0, True), back.output
    for written in (TABLE, back.stdout):
        done = CliRunner().invoke(main, ["quote", "-", "--plan", "Only", "calls=3"], input=written)
        assert "$3.00" in done.stdout, done.output


@pytest.mark.parametrize("given", [b"", b"\xff", b"[1, 2", b"{", b"[[plans]]\n", b"[]", b"x" * (5 * 1024**2)])
@pytest.mark.parametrize("words", [["check", "-"], ["convert", "-", "--to", "json"]], ids=lambda words: words[0])
def test_a_hostile_standard_input_is_one_sentence(given: bytes, words: list[str]) -> None:
    done = CliRunner().invoke(main, words, input=given)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.output
