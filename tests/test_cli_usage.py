"""The commands on usage files: sample, rate and impact, as a script or continuous integration runs them."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from data import presets
from pricing import invoice
from pricing.__main__ import main
from pricing.catalog import parse

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = str(ROOT / "data" / "sample_usage.csv")
BEFORE = """
currency = "USD"
meters = [{ name = "calls", unit = "call" }]
[[plans]]
name = "Only"
charges = [{ tiers = [{ unit_price = "1" }] }]
"""
AFTER = BEFORE.replace("tiers", 'included = "10", tiers').replace('unit_price = "1"', 'unit_price = "1.3"')
CLOSED = BEFORE.replace('{ unit_price = "1" }', '{ up_to = "50", unit_price = "1" }')
USAGE = """customer,date,calls
gone,2026-11-01,8
same,2026-11-01,0
loser,2026-11-01,100
loser,2026-12-01,10
"""


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    texts = {"before.toml": BEFORE, "after.toml": AFTER, "closed.toml": CLOSED, "usage.csv": USAGE}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name.split(".")[0]: str(tmp_path / name) for name in texts}


# sample


def test_the_shipped_sample_is_made_by_its_first_line(tmp_path: Path) -> None:
    shipped = Path(SAMPLE).read_bytes()
    first = shipped.split(b"\n")[0].decode()
    start, command = first.split(": python -m pricing ")
    assert start == "# Sample usage, made by"
    made = tmp_path / "again.csv"
    run(*command.replace("FILE", str(made)).split())
    assert made.read_bytes() == shipped
    assert len(shipped) < 250_000


def test_the_shipped_sample_stands_around_the_bounds_of_the_preset() -> None:
    found: Any = json.loads(run("impact", "api-calls", "api-calls-volume", SAMPLE, "--json").output)
    customers = {(zone["kind"], zone["end"]): zone["customers"] for zone in found["zones"]["candidate"]}
    assert customers["gaming_zone", "100000"] >= 3
    assert customers["gaming_zone", "1000000"] >= 3
    assert customers["recovery_zone", "133333"] >= 3
    assert (found["customers"], found["left_out"], found["missing_meters"]) == (60, [], [])


def test_sample_as_parquet_of_two_meters(tmp_path: Path) -> None:
    made = tmp_path / "two.parquet"
    words = [
        "--meter",
        "calls=10",
        "--meter",
        "tokens=500",
        "--mix",
        "steady=2",
        "--mix",
        "spiky=1",
        "--customers",
        "3",
    ]
    run("sample", *words, "--days", "5", "--first", "2026-11-02", "-o", str(made))
    table = pd.read_parquet(made)
    assert list(table) == ["customer", "date", "meter", "quantity"]
    assert sorted(table["meter"].unique()) == ["calls", "tokens"]
    run("rate", "api-calls", str(made), "--plan", "Standard", "-o", str(tmp_path / "bills.csv"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--meter", "calls=1.5"], "A whole number is needed"),
        (["--meter", "calls"], "Write METER=NUMBER."),
        (["--mix", "odd=1"], "No such archetype"),
        (["--customers", "0"], "1 to 1,000,000 customers"),
        (["--first", "2100-12-30", "--days", "3"], "between 1970-01-01 and 2100-12-31"),
        (["--first", "1969-12-31"], "between 1970-01-01 and 2100-12-31"),
        (["--meter", "calls=1000000000000"], "at most 999,999,999,999 units a day"),
        (["-o", "usage.txt"], "ending does not say how to write it"),
        (["-o", "missing/usage.csv"], "there is no such folder"),
    ],
)
def test_refused_samples(words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("sample", "-o", "usage.csv", *words, code=2)
    assert said.lower() in result.output.lower()
    assert result.output.count("\n") == 1


# rate


def test_rate_writes_a_row_a_customer_and_cycle(files: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "bills.csv"
    result = run("rate", files["after"], files["usage"], "-o", str(out))
    assert result.output == "4 bills of 3 customers: $117.00\n"  # 90 x 1.30
    assert out.read_text(encoding="utf-8") == (
        "customer,cycle,calls,total\n"
        "gone,2026-11-01,8,0.00\n"
        "loser,2026-11-01,100,117.00\n"
        "loser,2026-12-01,10,0.00\n"
        "same,2026-11-01,0,0.00\n"
    )


def test_rate_by_week_and_by_days(files: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "bills.csv"
    run("rate", files["before"], files["usage"], "--cycle", "week", "-o", str(out))
    rows = pd.read_csv(out)
    assert rows[rows["customer"] == "loser"]["cycle"].tolist()[:2] == ["2026-10-26", "2026-11-02"]
    run("rate", files["before"], files["usage"], "--cycle", "31", "-o", str(out))
    assert pd.read_csv(out)["total"].tolist() == [8, 110, 0]
    assert "not 'year'" in run("rate", "api-calls", SAMPLE, "--cycle", "year", "-o", str(out), code=2).output


def test_rate_of_the_sample_is_what_quotes_say(tmp_path: Path) -> None:
    out = tmp_path / "bills.parquet"
    run("rate", "api-calls-volume", SAMPLE, "-o", str(out))
    bills = pd.read_parquet(out)
    book = parse(presets.read("api-calls-volume"))
    for row in bills.head(25).to_dict("records"):
        assert invoice.quote(book, book.plans[0], {"calls": row["calls"]}).total == row["total"]
    usage = pd.read_csv(SAMPLE, comment="#")
    assert int(bills["calls"].sum()) == usage["quantity"].sum()


def test_rate_refuses_in_one_sentence(files: dict[str, str], tmp_path: Path) -> None:
    out = str(tmp_path / "bills.csv")
    beyond = run("rate", files["closed"], files["usage"], "-o", out, code=2).output
    assert beyond.startswith("1 customer cannot be billed; the first is loser in the cycle of 2026-11-01")
    assert "the table of calls ends at 50, not '100'" in beyond
    assert not Path(out).exists()
    run("rate", files["closed"], files["usage"], "--allow-refused", "-o", out)
    assert pd.read_csv(out)["customer"].tolist() == ["gone", "same"]


def test_refused_rows_stop_a_run_unless_allowed(files: dict[str, str], tmp_path: Path) -> None:
    out, broken = str(tmp_path / "bills.csv"), tmp_path / "broken.csv"
    broken.write_text(USAGE + "Bo,2026-11-02,many\n", encoding="utf-8")
    said = run("rate", files["before"], str(broken), "-o", out, code=2).output
    assert said.startswith("Line 6: 1 of 5 rows is refused: ")
    run("rate", files["before"], str(broken), "--allow-refused", "-o", out)
    assert len(pd.read_csv(out)) == 4


def test_errors_of_the_reader_and_of_plans(files: dict[str, str], tmp_path: Path) -> None:
    out = str(tmp_path / "bills.csv")
    assert "no such file" in run("rate", "api-calls", "nowhere.csv", "-o", out, code=2).output
    assert "several plans are for sale" in run("rate", "ai-ladder", SAMPLE, "-o", out, code=2).output
    assert "no meter in common" in run("rate", "aws-s3-standard", SAMPLE, "-o", out, code=2).output
    found = run("impact", "api-calls", "aws-s3-standard", SAMPLE, code=2).output
    assert "no meter in common" in found  # else everybody would stop paying
    assert "no such meter" in run("rate", "api-calls", SAMPLE, "--rename", "call=x", "-o", out, code=2).output
    run("rate", files["before"], files["usage"], "--rename", "calls=calls", "-o", out)


def test_a_cycle_longer_than_any_usage_is_one_sentence(files: dict[str, str]) -> None:
    for days in ("7306", "99999999", "9" * 30):
        words = ["rate", files["before"], files["usage"], "-o", "never.csv", "--cycle", days]
        assert "A cycle has at most 7,305 days" in run(*words, code=2).output


def test_everybody_starts_in_one_way() -> None:
    words = ["rebalance", "ai-ladder", SAMPLE, "--start", "Lite", "--start-fitting"]
    assert (
        run(*words, code=2).output == "--start-fitting: another start is given, not 'Lite'. Leave out one of the two.\n"
    )


# impact


def impact(files: dict[str, str], *words: str, code: int = 0) -> Any:
    return json.loads(
        run("impact", files["before"], files["after"], files["usage"], "--json", *words, code=code).stdout
    )


def test_impact_as_json(files: dict[str, str]) -> None:
    found = impact(files, "--cost", "calls=0.1")
    assert found["revenue"] == {"before": "118.00", "after": "117.00", "change": "-1.00", "share": "-0.008475"}
    assert found["margin"]["cost"] == "11.80"
    # loser: 110 -> 117; gone: 8 -> 0
    assert [(row["customer"], row["change"], row["what"]) for row in found["movers"]] == [
        ("gone", "-8.00", "stops paying"),
        ("loser", "7.00", "loser"),
        ("same", "0.00", "unmoved"),
    ]
    assert found["guards"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--max-increase-percent", "6.3"], 1),  # 7 / 110 = 6.36 %
        (["--max-increase-percent", "6.4"], 0),
        (["--min-revenue-change-percent", "-0.8"], 1),  # -1 / 118 = -0.847 %
        (["--min-revenue-change-percent", "-0.85"], 0),
        (["--max-increase-percent", "6.4", "--min-revenue-change-percent", "0"], 1),
    ],
)
def test_guards(files: dict[str, str], words: list[str], code: int) -> None:
    guards = impact(files, *words, code=code)["guards"]
    assert any(guard["broken"] for guard in guards) is (code == 1)
    text = run("impact", files["before"], files["after"], files["usage"], *words, code=code).output
    assert ("BROKEN" in text) is (code == 1)
    assert "Revenue: $118.00 -> $117.00 (-$1.00, -0.8 %)" in text


def test_new_payers_break_the_guard_unless_allowed(files: dict[str, str]) -> None:
    words = ["impact", files["after"], files["before"], files["usage"], "--max-increase-percent", "50"]
    assert "gone" in run(*words, code=1).output
    run(*words, "--allow-new-payers")


def test_who_cannot_be_billed_breaks_a_guard(files: dict[str, str]) -> None:
    words = ["impact", files["before"], files["closed"], files["usage"]]
    assert "Left out: loser, cycle of 2026-11-01" in run(*words).output
    assert "all-billed: 1 customer cannot be billed: loser" in run(*words, "--max-increase-percent", "9", code=1).output
    run(*words, "--max-increase-percent", "9", "--allow-refused")


def test_movers_to_a_file_and_full_cycles_alone(files: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "movers.csv"
    run("impact", files["before"], files["after"], files["usage"], "-o", str(out))
    assert out.read_text(encoding="utf-8").splitlines()[1] == "gone,8,8.00,0.00,-8.00,-100.0,stops paying"
    full = impact(files, "--full-cycles")  # December has one day alone
    assert full["cycles"] == ["2026-11-01"]
    assert Decimal(full["revenue"]["before"]) == 108


def test_impact_refuses_in_one_sentence(files: dict[str, str]) -> None:
    words = ["impact", files["before"], files["after"], files["usage"]]
    for more in (["--max-increase-percent", "x"], ["--plan", "Onyl"], ["--cost", "call=1"], ["--cost", "calls=x"]):
        assert run(*words, *more, code=2).output.count("\n") == 1
