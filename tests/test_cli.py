"""The command line: exact JSON, exit statuses, and one sentence for every argument that means nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from data import presets
from pricing.__main__ import main
from pricing.money import exact
from tests.pricing.bad_documents import good

ROOT = Path(__file__).parents[1]


def run(*words: str) -> Result:
    """Return what a command printed and its exit status."""
    return CliRunner().invoke(main, list(words))


def written(folder: Path, text: str) -> str:
    """Return the name of a file that holds a table."""
    path = folder / "table.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_quote_prints_exactly_this_json() -> None:
    done = run("quote", "api-calls", "--plan", "Standard", "--usage", "calls=250000", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "currency": "USD",
        "total": "425.00",
        "lines": [
            {
                "description": "First 100,000 calls x $2.00 per 1,000 = $200.00",
                "quantity": "100000",
                "unit_price": "0.002",
                "amount": "200.00",
            },
            {
                "description": "Next 150,000 calls x $1.50 per 1,000 = $225.00",
                "quantity": "150000",
                "unit_price": "0.0015",
                "amount": "225.00",
            },
        ],
    }


@pytest.mark.parametrize(
    ("words", "total"),
    [
        (["api-calls", "--plan", "Standard", "--usage", "calls=250000"], "425.00"),
        (["api-calls-volume", "--plan", "Standard", "--usage", "calls=250000"], "375.00"),
        (["api-calls", "--plan", "Standard", "--usage", "calls=250000", "--model", "volume"], "375.00"),
        (["elevenlabs", "--plan", "Credits", "--usage", "credits=60000"], "22.00"),
        (["api-calls", "--plan", "Standard"], "0.00"),
        (["linear", "--plan", "Business", "--seats", "7"], "112.00"),
        (["linear", "--plan", "Basic", "--seats", "0"], "0.00"),
        (["ai-ladder", "--plan", "Pro", "--usage", "tokens=1400000"], "299.00"),
        (["fonts-volume", "--plan", "Fonts", "--usage", "fonts=5.01"], "32.57"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_quote_totals(words: list[str], total: str) -> None:
    done = run("quote", *words, "--json")
    assert done.exit_code == 0
    bill = json.loads(done.stdout)
    assert bill["total"] == total
    assert sum(exact(line["amount"]) for line in bill["lines"]) == exact(total)


def test_quote_takes_several_meters_in_either_way() -> None:
    # Twilio voice: both directions fill one pool of 500,000 minutes.
    meters = next(charge["meters"] for charge in presets.read("twilio-voice")["plans"][0]["charges"])
    plan = presets.read("twilio-voice")["plans"][0]["name"]
    pairs = [f"{meters[0]}=1000", f"{meters[1]}=2000"]
    one = run("quote", "twilio-voice", "--plan", plan, "--usage", pairs[0], "--usage", pairs[1], "--json")
    two = run("quote", "twilio-voice", "--plan", plan, "--usage", *pairs, "--json")
    assert one.exit_code == two.exit_code == 0
    assert one.stdout == two.stdout
    assert json.loads(one.stdout)["total"] != "0.00"


def test_quote_for_people_ends_with_the_total() -> None:
    done = run("quote", "api-calls", "--plan", "Standard", "--usage", "calls=250000")
    rows = done.stdout.splitlines()
    assert rows[0].startswith("First 100,000 calls x $2.00 per 1,000 = $200.00  ")
    assert rows[-1].split() == ["Total", "$425.00"]
    assert len({len(row) for row in rows}) == 1


def test_check_prints_a_list_of_exactly_these_fields() -> None:
    done = run("check", "api-calls-volume", "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, done.stderr) == (0, "")
    fields = ["code", "severity", "plan", "start", "end", "money", "message"]
    assert all(list(one) == fields for one in found)
    assert all(value is None or isinstance(value, str) for one in found for value in one.values())
    assert next(one for one in found if one["code"] == "cliff") == {
        "code": "cliff",
        "severity": "warning",
        "plan": "Standard",
        "start": "100000",
        "end": "100000",
        "money": "50.00",
        "message": "After 100,000 calls the bill falls by $50.00, from $200.00 to $150.00.",
    }


def test_check_for_people_counts_the_findings() -> None:
    rows = run("check", "elevenlabs").stdout.splitlines()
    assert "info     Credits: After 30,000 credits the bill jumps by $16.00, from $6.00 to $22.00 (+267 %)." in rows
    assert rows[-1] == f"{len(rows) - 1} findings: 0 error, 4 warning, 7 info"


def test_check_exits_1_when_a_worked_example_does_not_hold(tmp_path: Path) -> None:
    done = run("check", written(tmp_path, good("golden", 'total = "351"')), "--json")
    assert done.exit_code == 1
    wrong = json.loads(done.stdout)[0]
    assert (wrong["code"], wrong["severity"]) == ("golden_mismatch", "error")
    said = "The worked example of plan Basic for 250 calls does not hold: stated 351.00, computed 350.00."
    assert wrong["message"] == said
    assert run("check", written(tmp_path, good())).exit_code == 0


@pytest.mark.parametrize(
    ("catalog", "level", "status"),
    [
        ("api-calls-volume", "error", 0),
        ("api-calls-volume", "warning", 1),
        ("ai-ladder", "info", 1),
        ("aws-s3-standard", "warning", 0),
        ("aws-s3-standard", "info", 0),
    ],
)
def test_check_fails_on_the_level_asked_for(catalog: str, level: str, status: int) -> None:
    assert run("check", catalog, "--fail-on", level).exit_code == status


def test_check_takes_a_cost_to_serve() -> None:
    done = run("check", "api-calls-volume", "--cost", "calls=0.0012", "--json")
    below = [one for one in json.loads(done.stdout) if one["code"] == "below_cost"]
    assert [(one["start"], one["end"], one["money"]) for one in below] == [("1000000", None, "200.00")]


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_passes_its_own_check(name: str) -> None:
    assert run("check", name).exit_code == 0


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["quote", "--help"], ["check", "-h"]])
def test_help_is_there(words: list[str]) -> None:
    done = run(*words)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")


ABSURD = [
    ("", "there is no such preset"),
    (" ", "there is no such preset"),
    ("api-cals", "Did you mean 'api-calls'?"),
    ("x" * 5000, "…"),
    ("x" * 5000 + ".toml", "the file cannot be read"),
    ("a\0b.toml", "the file cannot be read"),
    ("a\0b", "there is no such preset"),
    ("no/such/file.toml", "there is no such file"),
    ("no/such/file", "the file's ending is not known"),
    ("README.md", "the file's ending is not known"),
    (".", "a file is needed, not a folder"),
    ("data", "a file is needed, not a folder"),
    ("data/presets", "a file is needed, not a folder"),
    ("\u202egnp.toml", "there is no such file"),
    ("\ud800.toml", "the file cannot be read"),
    ("two\nlines.toml", "there is no such file"),
]


@pytest.mark.parametrize(("name", "says"), ABSURD, ids=lambda value: ascii(value)[:24])
@pytest.mark.parametrize("command", [["check"], ["quote", "--plan", "Standard"]], ids=lambda words: words[0])
def test_an_absurd_catalogue_gets_one_sentence(
    name: str, says: str, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    done = run(command[0], *command[1:], "--", name)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert says in done.stderr or says.capitalize() in done.stderr
    assert len(done.stderr) < 700


def test_a_folder_and_an_unreadable_file_get_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    assert "a file is needed, not a folder" in run("check", str(folder)).stderr
    if os.geteuid() == 0:
        pytest.skip("the superuser may read every file")
    secret = Path(written(tmp_path, good()))
    secret.chmod(0)
    done = run("check", str(secret))
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "the file cannot be read (Permission denied)" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--usage", "calls"], "--usage: a meter and a number are needed, not 'calls'. Write METER=NUMBER."),
        (["--usage", "calls=1", "calls=2"], "--usage: a meter is given once, not 'calls=2'. Add its quantities up."),
        (["--usage", "=5"], "No such meter: ''."),
        (["--usage", "mails=5"], "No such meter: 'mails'."),
        (["--usage", "calls=x"], "Meter 'calls': a number is needed, not 'x'."),
        (["--seats", "-1"], "-1"),
        (["--seats", "7"], "--seats: the plan has no price for seats, not 'Standard'. Leave them out."),
        (["--model", "graduated"], "graduated"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_option_is_refused(words: list[str], says: str) -> None:
    done = run("quote", "api-calls", "--plan", "Standard", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr


@pytest.mark.parametrize("cost", ["calls", "calls=-x", "mails=1", "calls=1e400"])
def test_a_wrong_cost_is_refused(cost: str) -> None:
    done = run("check", "api-calls", "--cost", cost)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_a_real_process_quotes_from_any_folder(tmp_path: Path) -> None:
    table = written(tmp_path, good())
    words = [sys.executable, "-m", "pricing", "quote", table, "--plan", "Basic", "calls=250", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["total"] == "350.00"
