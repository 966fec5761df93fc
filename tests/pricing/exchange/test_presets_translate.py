"""Every preset to every system and back: what does not translate is listed here, all else bills the same."""

from fractions import Fraction

import pytest

from data import presets
from pricing import invoice
from pricing.catalog import parse
from pricing.errors import DocumentRefused
from pricing.exchange import formats
from tests.pricing.exchange.bills import READS, SYSTEMS, differing, there_and_back

CATALOGS = {name: parse(presets.read(name)) for name in presets.names()}
CASES = [(name, system) for name in CATALOGS for system in SYSTEMS]
FEATURES, ADVICE = {("features", "bills stay")}, {("covers", "bills stay")}
CLOSED = {("closed last band", "bills differ")}
# What no system says of a preset; presets that are not named here translate whole.
LOST: dict[str, set[tuple[str, str]]] = {
    "ai-ladder": FEATURES | ADVICE,
    "elevenlabs": CLOSED,
    "figma": FEATURES,
    "figma-before-2025-03": FEATURES,
    "linear": FEATURES | {("contact sales", "left out")},
    "sendgrid-style": FEATURES | ADVICE,
    "twilio-conversations": CLOSED,
    "twilio-voice": {("combined volume", "left out"), ("prices by meter", "left out")},
    "vercel-pro": {("credit", "bills differ")},
}
NOTHING_LEFT = {"twilio-voice"}
ENDS = {"elevenlabs": Fraction(2_000_000), "twilio-conversations": Fraction(20_000)}


def test_the_table_of_losses_names_presets() -> None:
    assert set(LOST) < set(CATALOGS)


@pytest.mark.parametrize(("name", "system"), CASES)
def test_what_does_not_translate(name: str, system: str) -> None:
    lost = formats.EXPORTS[system](CATALOGS[name]).untranslated
    assert {(one.what, one.effect) for one in lost} == LOST.get(name, set())
    for one in lost:
        assert one.where.startswith("plan '")
        assert str(one).endswith(".")


@pytest.mark.parametrize(("name", "system"), [case for case in CASES if case[0] not in NOTHING_LEFT])
def test_round_trip(name: str, system: str) -> None:
    made, book = there_and_back(CATALOGS[name], system)
    again = READS[system](formats.EXPORTS[system](book).result)
    assert formats.EXPORTS[system](book).result == made.result
    assert parse(again.result) == book
    assert again.untranslated == ()


@pytest.mark.parametrize(("name", "system"), [case for case in CASES if case[0] not in NOTHING_LEFT])
def test_bills_after_a_round_trip(name: str, system: str) -> None:
    _, book = there_and_back(CATALOGS[name], system)
    credited = name == "vercel-pro"
    assert bool(differing(CATALOGS[name], book, ENDS.get(name))) == credited
    sold = [plan.name for plan in CATALOGS[name].plans if plan.for_sale]
    assert [plan.name for plan in book.plans] == sold


@pytest.mark.parametrize(("name", "system"), [(name, system) for name in ENDS for system in SYSTEMS])
def test_a_closed_band_goes_on(name: str, system: str) -> None:
    """The one thing that is lost of these two: usage beyond the table is billed instead of refused."""
    _, book = there_and_back(CATALOGS[name], system)
    plan, beyond = book.plans[0], ENDS[name] + 1
    assert invoice.quote(book, plan, {plan.meters[0]: beyond}).total > 0


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_credit_is_all_that_vercel_loses(system: str) -> None:
    book = CATALOGS["vercel-pro"]
    without = parse({**book.document(), "plans": [{**book.document()["plans"][0], "credit": "0"}]})
    _, back = there_and_back(without, system)
    assert differing(without, back) == []


@pytest.mark.parametrize("seats", [0, 1, 5])
@pytest.mark.parametrize("system", SYSTEMS)
def test_seats_cost_the_same(system: str, seats: int) -> None:
    one, (_, other) = CATALOGS["figma"], there_and_back(CATALOGS["figma"], system)
    for plan in other.plans:
        assert invoice.quote(one, plan.name, {}, seats).total == invoice.quote(other, plan, {}, seats).total


def test_nothing_left_of_combined_volume_is_refused_on_the_way_back() -> None:
    made = formats.EXPORTS["stripe"](CATALOGS["twilio-voice"])
    assert made.result["data"] == []
    with pytest.raises(DocumentRefused, match="There is no price in it"):
        READS["stripe"](made.result)
