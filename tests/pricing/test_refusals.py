"""Everything that cannot be priced gets one clear sentence: from the library and from the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from data import documents
from pricing import findings, invoice
from pricing.__main__ import main
from pricing.catalog import Catalog, parse
from pricing.errors import QuantityRefused, Refusal
from tests.pricing import bad_documents
from tests.pricing.bad_documents import BAD, Bad

ROOT = Path(__file__).parents[2]
LONGEST = 320
TOLD = (Refusal, documents.DocumentError)
each = pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.id)


def read(text: str, kind: str = "toml") -> Catalog:
    """Return the catalogue of a text."""
    return parse(documents.loads(text, kind))


def sentence(bad: Bad) -> str:
    """Return what the library says of a bad document."""
    with pytest.raises(TOLD) as error:
        read(bad.text, bad.kind)
    return str(error.value)


def is_one_sentence(text: str) -> bool:
    """Whether a text is one short line that a screen can show, told without a trace of the program."""
    return text.isprintable() and 20 < len(text) <= LONGEST and text[-1] in ".?" and "Traceback" not in text


def saved(folder: Path, bad: Bad) -> str:
    """Return the name of a file that holds a bad document."""
    path = folder / f"table.{bad.kind}"
    path.write_text(bad.text, encoding="utf-8")
    return str(path)


def test_the_table_has_many_kinds_with_names_of_their_own() -> None:
    assert len(BAD) >= 60
    assert len({bad.id for bad in BAD}) == len({(bad.kind, bad.text) for bad in BAD}) == len(BAD)


def test_the_table_they_are_spoilt_from_is_good() -> None:
    book = read(bad_documents.good())
    assert invoice.quote(book, "Basic", {"calls": 250}).total == 350
    assert "golden_mismatch" not in {one.code for one in findings.check(book)}


@each
def test_a_bad_document_gets_one_sentence(bad: Bad) -> None:
    told = sentence(bad)
    assert bad.says in told
    assert is_one_sentence(told)


@each
@pytest.mark.parametrize("command", [["check"], ["quote", "--plan", "Basic", "--json"]], ids=["check", "quote"])
def test_the_command_line_says_the_same_and_exits_2(bad: Bad, command: list[str], tmp_path: Path) -> None:
    name = saved(tmp_path, bad)
    done = CliRunner().invoke(main, [command[0], name, *command[1:]])
    assert done.exit_code == 2
    assert not done.stdout
    assert done.stderr.count("\n") == 1
    assert sentence(bad)[1:] in done.stderr  # behind the file's name a sentence goes on with a small letter


@pytest.mark.parametrize("bad", [BAD[0], BAD[4], BAD[30], BAD[60], BAD[-1]], ids=lambda bad: bad.id)
def test_a_real_process_says_the_same(bad: Bad, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "pricing", "check", saved(tmp_path, bad)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert sentence(bad)[1:].strip() in done.stderr


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_another_encoding_is_refused(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "table.toml"
    path.write_bytes(bad_documents.good("top", 'name = "Café"').encode(encoding))
    done = CliRunner().invoke(main, ["check", str(path)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "the text is not UTF-8" in done.stderr
    assert "Save it as UTF-8." in done.stderr


USAGES = [
    ("2000001", "Plan 'Credits': the table of credits ends at 2000000, not '2000001'. Choose a larger plan, ask sales"),
    ("-1", "a quantity is not negative"),
    ("1.5", "a whole quantity is needed, not '1.5'. Use a whole number of credits"),
    ("1e400", "a number is written without exponent, not '1e400'"),
    ("NaN", "a finite number is needed"),
    ("0.1234567890123", "a number of fewer digits is needed"),
    ("1" + "0" * 24, "a number of fewer digits is needed"),
    ("", "a number is needed"),
    ("60,000", "digits are not grouped"),
]


@pytest.mark.parametrize(("given", "says"), USAGES)
def test_a_quantity_that_cannot_be_billed_is_refused(given: str, says: str) -> None:
    done = CliRunner().invoke(main, ["quote", "elevenlabs", "--plan", "Credits", "--usage", f"credits={given}"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert is_one_sentence(done.stderr.removesuffix("\n"))
    assert says in done.stderr


def test_an_unknown_meter_and_an_unknown_plan_are_refused_with_the_nearest() -> None:
    run = CliRunner().invoke
    meter = run(main, ["quote", "elevenlabs", "--plan", "Credits", "--usage", "credit=5"])
    plan = run(main, ["quote", "elevenlabs", "--plan", "credit", "--usage", "credits=5"])
    assert (meter.exit_code, meter.stderr) == (2, "No such meter: 'credit'. Did you mean 'credits'?\n")
    assert (plan.exit_code, plan.stderr) == (2, "No such plan: 'credit'. Did you mean 'Credits'?\n")


def test_a_plan_that_sales_prices_is_never_billed() -> None:
    book = read(bad_documents.good("plan", 'fee = "contact_sales"').split("[[golden]]")[0])
    with pytest.raises(Refusal, match="priced by contacting sales"):
        invoice.quote(book, "Basic", {"calls": 1})
    assert findings.check(book) == ()


def test_seats_are_not_negative() -> None:
    book = read(bad_documents.good())
    with pytest.raises(QuantityRefused, match="seats is not negative"):
        invoice.quote(book, "Basic", {}, seats=-1)


TIERS = [{"up_to": f"{10 * i}", "unit_price": f"{3 - i / 10_000:.4f}", "flat_fee": f"{i}"} for i in range(1, 10_001)]
# At 50,005 units, in tier 5,001: prices fall by 0.0001 a tier of ten units, flat fees are 1, 2, 3 and so on.
BILLS = {
    "progressive": 10 * sum(30_000 - i for i in range(1, 5001)) / 10_000 + 5 * 2.4999 + 5001 * 5002 / 2,
    "volume": 50_005 * 2.4999 + 5001,
    "stairstep": 5001,
}


@pytest.mark.parametrize("model", BILLS)
def test_ten_thousand_tiers_are_accepted(model: str) -> None:
    charge = {"model": model, "tiers": TIERS}
    table = {"currency": "USD", "meters": [{"name": "calls"}], "plans": [{"name": "P", "charges": [charge]}]}
    book = read(json.dumps(table), "json")
    assert len(book.plans[0].charges[0].tiers) == 10_000
    assert float(invoice.quote(book, "P", {"calls": 50_005}).exact) == pytest.approx(BILLS[model], rel=1e-12)


def test_ten_thousand_tiers_are_checked() -> None:
    charge = {"model": "stairstep", "tiers": TIERS}
    table = {"currency": "USD", "meters": [{"name": "calls"}], "plans": [{"name": "P", "charges": [charge]}]}
    codes = [one.code for one in findings.check(read(json.dumps(table), "json"))]
    assert codes.count("dead_zone") == 10_000
    assert codes.count("step") == 9_999
