"""Who stands where on an invoice curve, against the definitions, quantity by quantity."""

import itertools
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from data import presets
from pricing import impact, invoice, plans
from pricing.catalog import parse
from pricing.errors import BeyondTable
from pricing.impact import Offer
from pricing.impact.zones import _billable
from pricing.runs import Grid
from tests import curves
from tests.books import calls, month, shop, tiers, used

D, F = Decimal, Fraction


TABLES: dict[str, dict[str, Any]] = {
    "volume": calls(model="volume", tiers=tiers(("10", "5"), ("20", "3"), ("", "1"))),
    "fees": calls(model="volume", tiers=tiers(("9", "2", "7"), ("", "1"))),
    "bands": calls(model="stairstep", tiers=tiers(("8", "", "30"), ("16", "", "20"), ("40", "", "50"))),
    "rebill": calls(included="5", tiers=tiers(("12", "4"), ("", "2"))),
}


@pytest.mark.parametrize("boundary", ["up_to", "from"])
@pytest.mark.parametrize("name", TABLES)
def test_standing_is_what_the_definitions_say(name: str, boundary: str) -> None:
    allowance = "rebill" if name == "rebill" else "subtract"
    document = shop(TABLES[name]).document()
    book = parse({**document, "conventions": {"boundary": boundary, "allowance": allowance}})
    offer = Offer.of(book)
    quantities = np.random.default_rng(3).integers(0, 41, 300)
    totals = used([(f"c{i:03}", "2026-11-01", "calls", str(n)) for i, n in enumerate(quantities)])
    found = impact.standings(offer, impact.book(totals, offer))
    bill = [F(invoice.quote(book, offer.plan, {"calls": n}).total) for n in range(41)]
    lowest = [min(bill[n + 1 :], default=bill[n]) for n in range(41)]
    gaming = [n for n in quantities.tolist() if lowest[n] < bill[n]]
    zones = [one for one in found if one.kind == "gaming_zone"]
    assert sum(one.customers for one in zones) == len(gaming)
    assert sum(one.money for one in zones) == sum(bill[n] - lowest[n] for n in gaming)
    cliffs = [n for n in range(40) if bill[n + 1] < bill[n]]
    counts = [(one.end, one.customers, F(one.money)) for one in found if one.kind == "cliff"]
    at = {n: quantities.tolist().count(n) for n in cliffs}
    assert counts == [(F(n), at[n], at[n] * (bill[n] - bill[n + 1])) for n in cliffs]
    for one, n in zip([one for one in found if one.kind == "recovery_zone"], cliffs, strict=True):
        inside = list(itertools.takewhile(lambda m: bill[m] <= bill[n], range(n + 1, 41)))  # noqa: B023  # used at once
        there = [m for m in quantities.tolist() if m in inside]
        assert (one.customers, F(one.money)) == (len(there), sum(bill[n] - bill[m] for m in there))


def test_dead_zones_hold_the_bills_that_more_usage_would_not_raise() -> None:
    offer = Offer.of(shop(TABLES["bands"]))
    totals = used([(name, "2026-11-01", "calls", n) for name, n in zip("abcd", ("1", "8", "9", "40"), strict=True)])
    zones = [one for one in impact.standings(offer, impact.book(totals, offer)) if one.kind == "dead_zone"]
    assert [(str(one.end), one.customers, str(one.money)) for one in zones] == [
        ("8", 2, "60.00"),
        ("16", 1, "20.00"),
        ("40", 1, "50.00"),
    ]


def test_customers_of_many_cycles_count_once() -> None:
    offer = Offer.of(shop(TABLES["bands"]))
    totals = used([("a", f"2026-{month:02}-01", "calls", "3") for month in (1, 2, 3)])
    zone = impact.standings(offer, impact.book(totals, offer))[-3]
    assert (zone.customers, zone.bills, zone.money) == (1, 3, D(90))


def test_fractional_quantities_off_the_grid() -> None:
    fonts = shop(
        {"meters": ["gb"], "model": "volume", "tiers": [{"up_to": "5", "unit_price": "7"}, {"unit_price": "6.5"}]}
    )
    offer = Offer.of(fonts)  # 5 cost 35; just above 5 cost 32.50 and reach 35 at 35/6.5 = 5.3846...
    totals = used(
        [(f"c{i}", "2026-11-01", "gb", n) for i, n in enumerate(("4.6", "4.7", "5", "5.2", "5.384", "5.385"))]
    )
    found = {one.kind: (one.customers, one.money) for one in impact.standings(offer, impact.book(totals, offer))}
    assert found["cliff"] == (1, D("2.50"))
    assert found["gaming_zone"] == (2, D("2.90"))  # above 32.5/7 = 4.643: 4.7 x 7 - 32.5 = 0.40, and 2.50
    assert found["recovery_zone"] == (2, D("1.20"))  # 35 - 33.80, 35 - 34.996


def test_blocks_are_billed_whole() -> None:
    packs = shop(calls(model="volume", block="10", tiers=[{"up_to": "20", "unit_price": "2"}, {"unit_price": "1"}]))
    offer = Offer.of(packs)  # 11 to 20 calls cost 40, 21 to 30 cost 30, 31 to 40 cost 40
    totals = used([(f"c{i}", "2026-11-01", "calls", n) for i, n in enumerate(("10", "11", "20", "21", "31", "41"))])
    found = {one.kind: (one.customers, one.money) for one in impact.standings(offer, impact.book(totals, offer))}
    assert found["cliff"] == (2, D("20.00"))
    assert found["gaming_zone"] == (2, D("20.00"))
    assert found["recovery_zone"] == (2, D("10.00"))  # 21 pays 10 less, 31 just as much


def test_combined_meters_stand_by_their_sum() -> None:
    both = {
        "meters": ["calls", "gb"],
        "model": "volume",
        "tiers": [{"up_to": "10", "unit_price": "5"}, {"unit_price": "3"}],
    }
    offer = Offer.of(shop(both))
    bills = impact.book(month({"Ada": ("4", "5"), "Bo": ("1", "1")}), offer)
    found = {one.kind: one.customers for one in impact.standings(offer, bills)}
    assert found["gaming_zone"] == 1


def test_standing_on_a_curve_alone() -> None:
    book = parse(presets.read("api-calls-volume"))
    curve = plans.curve(book, book.plans[0], "calls")
    found = impact.standing(curve, Grid(F(1)), np.array([75_000, 75_001, 100_000, 133_333, 133_334]))
    assert [(one.kind, int(one.start), one.customers) for one in found][:2] == [
        ("cliff", 99_999, 1),
        ("recovery_zone", 100_000, 1),
    ]
    assert next(one for one in found if one.kind == "gaming_zone").customers == 2


@pytest.mark.parametrize("seed", range(48))
def test_gaming_on_random_plans(seed: int) -> None:
    kinds = ("progressive", "volume", "stairstep", "per_unit", "package", "blocks")
    document = curves.document(seed, (kinds[seed % len(kinds)],))
    document["meters"] = [{"name": "calls"}]
    charge = document["plans"][0]["charges"][0]
    charge |= {"meters": ["calls"]} | ({"block": "3"} if "block" in charge else {})
    charge |= {"per": "10"} if charge["model"] == "package" else {}
    offer = Offer.of(parse(document))
    bill = _bills(offer, 300)
    chance = curves.dice(seed)
    quantities = [chance.randint(0, min(len(bill) - 1, 180)) for _ in range(60)]
    totals = used([(f"c{i:02}", "2026-11-01", "calls", str(n)) for i, n in enumerate(quantities)])
    zones = [one for one in impact.standings(offer, impact.book(totals, offer)) if one.kind == "gaming_zone"]
    lowest = [min(bill[n + 1 :], default=bill[n]) for n in range(len(bill))]
    gaming = [i for i, n in enumerate(quantities) if lowest[n] < bill[n]]
    assert sorted(who for one in zones for who in one.who.tolist()) == gaming
    saved = sum((bill[quantities[i]] - lowest[quantities[i]] for i in gaming), F(0))
    assert abs(sum((F(one.money) for one in zones), F(0)) - saved) <= len(zones)  # each zone's money is rounded once


def _bills(offer: Offer, count: int) -> list[Fraction]:
    """The exact bills of 0, 1, 2, ... calls, as far as the table prices."""
    found = []
    for n in range(count):
        try:
            found.append(plans.exact_bill(offer.catalog, offer.plan, {"calls": n}))
        except BeyondTable:
            break
    return found


@pytest.mark.parametrize("rounding", ["up", "down", "nearest"])
@pytest.mark.parametrize(("block", "included"), [("2.5", "0"), ("3", "0.7"), ("4", "2"), ("1.5", "0.25")])
def test_quantities_stand_where_their_whole_blocks_are_billed(rounding: str, block: str, included: str) -> None:
    terms = {"block": block, "block_rounding": rounding, "included": included, "tiers": tiers(("10", "2"), ("", "1"))}
    offer = Offer.of(shop({"meters": ["gb"], "model": "volume", **terms}))
    units, finer = _billable(offer, "gb", np.arange(300), 10)
    charge = plans.charges(offer.catalog, offer.plan)[0]
    free = charge.charge.included
    assert [F(int(n), finer) for n in units] == [charge.billable(F(n, 10)) + free for n in range(300)]


def test_a_combined_volume_that_64_bits_do_not_hold_stands_where_it_is() -> None:
    charge = {"model": "stairstep", "tiers": tiers(("10", "", "1"), (f"{10**22}", "", "2")), "meters": ["calls", "gb"]}
    vast = np.array([6 * 10**18])
    nobody = np.zeros(1, np.int64)
    book = impact.Book(("a",), (date(2026, 11, 1),), nobody, nobody, {"calls": vast, "gb": vast}, 0, (), (), ())
    found = impact.standings(Offer.of(shop(charge)), book)
    assert [(one.kind, one.customers) for one in found] == [("dead_zone", 0), ("dead_zone", 1)]
