"""The command line: JSON with costs, events and metrics; events for a spreadsheet; refusals as exit status 2."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pricing.cli.rebalance import rebalance

ROWS = "customer,date,meter,quantity\n"


def usage(folder: Path, name: str = "=Ada") -> str:
    days = [(month, day) for month, last in ((1, 31), (2, 28)) for day in range(1, last + 1)]
    lines = [f"{name},2026-{month:02}-{day:02},tokens,20000" for month, day in days]
    path = folder / "usage.csv"
    path.write_text(ROWS + "\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def call(*words: str) -> Result:
    return CliRunner().invoke(rebalance, words)


def test_json_has_costs_events_and_metrics(tmp_path: Path) -> None:
    found = call("ai-ladder", usage(tmp_path), "--policy", "sustained", "--json")
    assert found.exit_code == 0, found.output
    made = json.loads(found.stdout)
    assert set(made) == {"cost", "events", "metrics"}
    # 620,000 tokens on Lite in January, 560,000 on Pro in February.
    assert made["cost"] == {
        "policy": "584.00", "fixed": "198.00", "overage_only": "922.00", "hindsight": "198.00",
    }  # fmt: skip
    assert made["events"]["plan_upgraded"] == 1
    assert made["metrics"]["regret"] == "386.00"


def test_events_are_written_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    out = tmp_path / "events.csv"
    found = call("ai-ladder", usage(tmp_path), "--events", str(out))
    assert found.exit_code == 0, found.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert list(rows[0]) == ["date", "customer", "event", "plan_from", "plan_to", "amount", "message"]
    assert {row["customer"] for row in rows} == {"'=Ada"}
    moved = next(row for row in rows if row["event"] == "plan_upgraded")
    assert (moved["date"], moved["plan_from"], moved["plan_to"], moved["amount"]) == (
        "2026-02-01", "Lite", "Pro", "50.00",
    )  # fmt: skip
    assert "cost policy" in found.stdout


@pytest.mark.parametrize("cycle", ["week", "month", "10"])
def test_cycles_can_be_chosen(tmp_path: Path, cycle: str) -> None:
    found = call("ai-ladder", usage(tmp_path), "--cycle", cycle, "--json")
    assert json.loads(found.stdout)["events"]["cycle_closed"] == {"week": 8, "month": 2, "10": 5}[cycle]


def test_a_policy_file_and_a_plan_to_start_on(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('name = "Mine"\nupgrade_when = "never"\n', encoding="utf-8")
    found = call("ai-ladder", usage(tmp_path), "--policy", str(path), "--start", "Enterprise", "--json")
    assert json.loads(found.stdout)["cost"]["policy"] == "598.00"


def test_everybody_may_start_on_a_plan_that_fits(tmp_path: Path) -> None:
    found = call("ai-ladder", usage(tmp_path), "--start-fitting", "--json")
    assert json.loads(found.stdout)["cost"] == dict.fromkeys(("policy", "fixed", "overage_only", "hindsight"), "198.00")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--policy", "sustaind"), "Did you mean 'sustained'?"),
        (("--start", "Liter"), "Did you mean 'Lite'?"),
        (("--events", "events.xlsx"), "events are written as CSV"),
        (("--events", "nowhere/events.csv"), "'nowhere/events.csv': there is no such folder. Make it first."),
        (("--start", "Lite", "--start-fitting"), "leave out one of the two"),
        (("--rename", "tokens=credits"), "the usage has no such meter: 'tokens'"),
    ],
)
def test_refusals(tmp_path: Path, words: tuple[str, ...], text: str) -> None:
    found = call("ai-ladder", usage(tmp_path), *words)
    assert found.exit_code == 2
    assert text.casefold() in found.stderr.casefold()


def test_a_catalogue_without_a_metered_charge_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "seats.toml"
    path.write_text('currency = "USD"\n[[plans]]\nname = "Basic"\nfee = "10"\n', encoding="utf-8")
    found = call(str(path), usage(tmp_path))
    assert found.exit_code == 2
    assert "No plan of the catalogue charges for a meter" in found.stderr
