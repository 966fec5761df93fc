"""Worked examples of every model, each with its sum by hand, and the laws that models keep on random tables."""

import itertools
from collections.abc import Iterator
from fractions import Fraction
from math import prod
from typing import Any

import pytest

from pricing import invoice, plans
from pricing.catalog import Catalog, parse
from pricing.curve import Curve
from pricing.errors import BeyondTable, TableRefused
from pricing.models import MODELS, SINGLE_TIER, Boundary, bands
from tests import curves

Document = dict[str, Any]
Table = tuple[str, str, list[tuple[str, str, str]]]

# Included units, what one price buys, and (up_to, unit price, flat fee) tier by tier; "" is an open tier.
TABLES: dict[str, Table] = {
    "API calls": ("0", "1000", [("100000", "2.00", "0"), ("1000000", "1.50", "0"), ("", "1.00", "0")]),
    "bands": ("0", "1", [("30000", "0", "6"), ("100000", "0", "22"), ("500000", "0", "99"), ("2000000", "0", "299")]),
    "storage": ("0", "1", [("51200", "0.023", "0"), ("512000", "0.022", "0"), ("", "0.021", "0")]),
    "events": (
        "0",
        "1",
        [
            ("1000000", "0", "0"),
            ("2000000", ".00031", "0"),
            ("15000000", ".00013", "0"),
            ("50000000", ".0000819", "0"),
            ("100000000", ".0000455", "0"),
            ("250000000", ".0000234", "0"),
            ("", ".0000052", "0"),
        ],
    ),
    "hybrid": ("10000", "1", [("25000", ".012", "0"), ("100000", ".011", "0"), ("", ".010", "0")]),
    "fonts": ("0", "1", [("5", "7", "0"), ("10", "6.5", "0"), ("", "6", "0")]),
    "growth": (
        "0",
        "1",
        [("10000", ".001", "10"), ("50000", ".0008", "10"), ("100000", ".0006", "10"), ("", ".0004", "10")],
    ),
    "water": ("0", "1", [("1000", ".3", "0"), ("5000", ".2", "0"), ("", ".1", "0")]),
    "calls past two": ("2", "1", [("", "4", "0")]),
    "one fee": ("0", "1", [("", "0", "25")]),
    "packs": ("100", "1000", [("", "5", "0")]),
}
FEES = {"hybrid": "120"}

EXAMPLES = [
    ("API calls", "progressive", "0", "0 = 0"),
    ("API calls", "progressive", "1", "0.001 x 2.00 = 0.002"),
    ("API calls", "progressive", "99999", "99.999 x 2.00 = 199.998"),
    ("API calls", "progressive", "100000", "100 x 2.00 = 200.00"),
    ("API calls", "progressive", "100001", "100 x 2.00 + 0.001 x 1.50 = 200.0015"),
    ("API calls", "progressive", "101000", "100 x 2.00 + 1 x 1.50 = 201.50"),
    ("API calls", "progressive", "250000", "100 x 2.00 + 150 x 1.50 = 425.00"),
    ("API calls", "progressive", "1000000", "100 x 2.00 + 900 x 1.50 = 1550.00"),
    ("API calls", "progressive", "1000001", "100 x 2.00 + 900 x 1.50 + 0.001 x 1.00 = 1550.001"),
    ("API calls", "volume", "0", "0 = 0"),
    ("API calls", "volume", "99000", "99 x 2.00 = 198.00"),
    ("API calls", "volume", "100000", "100 x 2.00 = 200.00"),
    ("API calls", "volume", "101000", "101 x 1.50 = 151.50"),
    ("API calls", "volume", "250000", "250 x 1.50 = 375.00"),
    ("API calls", "volume", "1000000", "1000 x 1.50 = 1500.00"),
    ("API calls", "volume", "1000001", "1000.001 x 1.00 = 1000.001"),
    ("bands", "stairstep", "0", "6 = 6"),
    ("bands", "stairstep", "30000", "6 = 6"),
    ("bands", "stairstep", "30001", "22 = 22"),
    ("bands", "stairstep", "60000", "22 = 22"),
    ("bands", "stairstep", "99000", "22 = 22"),
    ("bands", "stairstep", "100001", "99 = 99"),
    ("bands", "stairstep", "500000", "99 = 99"),
    ("bands", "stairstep", "500001", "299 = 299"),
    ("bands", "stairstep", "2000000", "299 = 299"),
    ("storage", "progressive", "51200", "51200 x 0.023 = 1177.60"),
    ("storage", "progressive", "512000", "51200 x 0.023 + 460800 x 0.022 = 11315.20"),
    ("storage", "progressive", "600000", "51200 x 0.023 + 460800 x 0.022 + 88000 x 0.021 = 13163.20"),
    ("events", "progressive", "7000000", "1000000 x 0 + 1000000 x 0.00031 + 5000000 x 0.00013 = 960.00"),
    ("hybrid", "progressive", "0", "120 = 120"),
    ("hybrid", "progressive", "10000", "120 = 120"),
    ("hybrid", "progressive", "10001", "120 + 1 x 0.012 = 120.012"),
    ("hybrid", "progressive", "25000", "120 + 15000 x 0.012 = 300"),
    ("hybrid", "progressive", "25001", "120 + 15000 x 0.012 + 1 x 0.011 = 300.011"),
    ("hybrid", "progressive", "100000", "120 + 15000 x 0.012 + 75000 x 0.011 = 1125"),
    ("hybrid", "progressive", "150000", "120 + 15000 x 0.012 + 75000 x 0.011 + 50000 x 0.010 = 1625"),
    ("fonts", "progressive", "20", "5 x 7 + 5 x 6.5 + 10 x 6 = 127.50"),
    ("fonts", "volume", "20", "20 x 6 = 120"),
    ("fonts", "volume", "5", "5 x 7 = 35"),
    ("fonts", "volume", "6", "6 x 6.5 = 39"),
    ("fonts", "volume", "5.01", "5.01 x 6.5 = 32.565"),
    ("growth", "volume", "0", "10 = 10"),
    ("growth", "volume", "65000", "65000 x 0.0006 + 10 = 49.00"),
    ("growth", "volume", "100000", "100000 x 0.0006 + 10 = 70.00"),
    ("growth", "volume", "100001", "100001 x 0.0004 + 10 = 50.0004"),
    ("growth", "progressive", "10000", "10000 x 0.001 + 10 = 20"),
    ("growth", "progressive", "10001", "10000 x 0.001 + 10 + 1 x 0.0008 + 10 = 30.0008"),
    ("growth", "stairstep", "10001", "10 = 10"),
    ("water", "progressive", "6000", "1000 x 0.3 + 4000 x 0.2 + 1000 x 0.1 = 1200"),
    ("water", "volume", "6000", "6000 x 0.1 = 600"),
    ("calls past two", "per_unit", "2", "0 = 0"),
    ("calls past two", "per_unit", "5", "3 x 4 = 12"),
    ("one fee", "flat", "0", "25 = 25"),
    ("one fee", "flat", "7", "25 = 25"),
    ("packs", "package", "100", "0 = 0"),
    ("packs", "package", "101", "1 x 5 = 5"),
    ("packs", "package", "1100", "1 x 5 = 5"),
    ("packs", "package", "1101", "2 x 5 = 10"),
]


def catalog(table: str, model: str) -> Catalog:
    """Return a one-plan catalogue of a table; quantities may be fractional."""
    included, per, rows = TABLES[table]
    tiers = [{"unit_price": price, "flat_fee": fee} | ({"up_to": up_to} if up_to else {}) for up_to, price, fee in rows]
    charge = {"model": model, "included": included, "per": per, "tiers": tiers}
    plan = {"name": "Plan", "fee": FEES.get(table, "0"), "charges": [charge]}
    return parse({"currency": "USD", "meters": [{"name": "units", "whole": False}], "plans": [plan]})


@pytest.mark.parametrize(
    ("table", "model", "quantity", "arithmetic"),
    [pytest.param(*row, id=f"{row[0]}, {row[1]}, {row[2]}: {row[3]}") for row in EXAMPLES],
)
def test_worked_example(table: str, model: str, quantity: str, arithmetic: str) -> None:
    terms, _, result = arithmetic.partition(" = ")
    expected = Fraction(result)
    assert sum(prod(map(Fraction, term.split(" x "))) for term in terms.split(" + ")) == expected, "the sum by hand"
    book = catalog(table, model)
    bill = invoice.quote(book, "Plan", {"units": quantity})
    assert bill.exact == expected
    assert Fraction(bill.total) == Fraction(int(expected * 100 + Fraction(1, 2)), 100)
    assert plans.curve(book, book.plans[0], "units", until=Fraction(quantity))(Fraction(quantity)) == expected


def test_beyond_a_closed_table_there_is_no_price() -> None:
    with pytest.raises(BeyondTable) as refused:
        invoice.quote(catalog("bands", "stairstep"), "Plan", {"units": "2000001"})
    assert str(refused.value) == (
        "Plan 'Plan': the table of units ends at 2000000, not '2000001'. "
        "Choose a larger plan, ask sales for a price, or give the table an open last tier."
    )


def test_a_percentage_takes_a_rate_of_the_money_and_a_fee_for_each_payment() -> None:
    tiers = [{"unit_price": "2.9", "flat_fee": "0.30"}]
    charge = {"model": "percentage", "meters": ["money", "payments"], "per": "100", "tiers": tiers}
    meters = [{"name": "money", "whole": False}, {"name": "payments"}]
    book = parse({"currency": "USD", "meters": meters, "plans": [{"name": "Plan", "charges": [charge]}]})
    bill = invoice.quote(book, "Plan", {"money": "1234.56", "payments": 7})
    assert bill.exact == Fraction("35.80224") + Fraction("2.10")
    assert [line.exact for line in bill.lines] == [Fraction("35.80224"), Fraction("2.10")]
    assert invoice.quote(book, "Plan", {}).total == 0
    assert invoice.quote(book, "Plan", {"payments": 1}).exact == Fraction("0.30")


def random_table(seed: int, *, fees: bool) -> Document:
    """Return a random tier table of several tiers, and its included units."""
    chance = curves.dice(seed)
    bounds = sorted(chance.sample(range(1, 200), chance.randint(2, 6)))
    tiers = [{"up_to": str(bound), "unit_price": curves.price(chance)} for bound in bounds]
    tiers[-1].pop("up_to")
    for tier in tiers:
        tier["flat_fee"] = curves.money(chance, 20) if fees else "0"
    return {"tiers": tiers, "included": str(chance.choice((0, 7, 50)))}


def table_curve(charge: Document, **conventions: str) -> Curve:
    """Return the curve of a plan that has just this charge."""
    plan = {"name": "Plan", "charges": [charge]}
    meters = [{"name": "units", "whole": False}]
    book = parse({"currency": "USD", "conventions": conventions, "meters": meters, "plans": [plan]})
    return plans.curve(book, book.plans[0], "units")


def every_convention() -> Iterator[dict[str, str]]:
    """Yield the switches that an exact curve depends on, every combination."""
    names = ("boundary", "flat_fee_at_zero", "allowance", "tier_counts", "beyond_table")
    for values in itertools.product(*(curves.SWITCHES[name] for name in names)):
        yield dict(zip(names, values, strict=True))


@pytest.mark.parametrize("seed", range(10))
def test_progressive_is_continuous(seed: int) -> None:
    for switches in every_convention():
        if switches["allowance"] == "subtract":
            bill = table_curve(random_table(seed, fees=False), **switches)
            assert all(bill.left(k.start) == k.at == k.above for k in bill.knots)


@pytest.mark.parametrize("seed", range(10))
def test_volume_without_unit_prices_is_stairstep(seed: int) -> None:
    charge = random_table(seed, fees=True)
    for tier in charge["tiers"]:
        tier["unit_price"] = "0"
    for switches in every_convention():
        assert table_curve({**charge, "model": "volume"}, **switches) == table_curve(
            {**charge, "model": "stairstep"}, **switches
        )


@pytest.mark.parametrize("seed", range(10))
def test_with_one_tier_progressive_is_volume_is_per_unit(seed: int) -> None:
    charge = random_table(seed, fees=True)
    charge["tiers"] = charge["tiers"][-1:]
    for switches in every_convention():
        progressive = table_curve({**charge, "model": "progressive"}, **switches)
        assert table_curve({**charge, "model": "volume"}, **switches) == progressive
        assert table_curve({**charge, "model": "per_unit"}, **switches) == progressive


@pytest.mark.parametrize("model", ["progressive", "volume", "stairstep"])
@pytest.mark.parametrize("seed", range(4))
def test_splitting_a_tier_in_two_of_the_same_price_changes_nothing(seed: int, model: str) -> None:
    charge = {**random_table(seed, fees=model == "stairstep"), "model": model}
    first, *rest = charge["tiers"]
    split = {**charge, "tiers": [{**first, "up_to": ".5"}, first, *rest]}
    for switches in every_convention():
        assert table_curve(split, **switches) == table_curve(charge, **switches)


@pytest.mark.parametrize("seed", range(10))
def test_rows_in_any_other_order_are_refused_never_read_otherwise(seed: int) -> None:
    charge = random_table(seed, fees=True)
    rows = charge["tiers"]
    for order in itertools.islice(itertools.permutations(rows), 1, 12):
        with pytest.raises(TableRefused, match=r"comes last|rise from tier to tier"):
            table_curve({**charge, "tiers": list(order)})


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(10))
def test_the_order_in_which_tiers_are_summed_does_not_matter(seed: int, model: str) -> None:
    chance = curves.dice(seed)
    bounds: list[Fraction | None] = [Fraction(n) for n in sorted(chance.sample(range(1, 99), 4))]
    lying = bands([*bounds, None], "from", Fraction(1), Fraction(chance.choice((0, 7, 50))))
    parts = [MODELS[model](band) for band in lying]
    priced = [part.units.scale(i + 1) + part.due.scale(10 * i + 3) for i, part in enumerate(parts)]
    shuffled = chance.sample(priced, len(priced))
    assert Curve.total(shuffled) == Curve.total(priced)
    assert len({Curve.total(shuffled), Curve.total(priced)}) == 1


@pytest.mark.parametrize("boundary", ["up_to", "from"])
@pytest.mark.parametrize("model", ["volume", "stairstep"])
def test_each_quantity_lands_in_just_one_tier(model: str, boundary: Boundary) -> None:
    lying = bands([Fraction(5), Fraction(9), Fraction(12)], boundary, Fraction(1))
    due = Curve.total(MODELS[model](band).due for band in lying)
    assert due.until(Fraction(12)) == Curve.line(1).until(Fraction(12))


def test_models_of_one_tier_refuse_more() -> None:
    for model in SINGLE_TIER:
        with pytest.raises(TableRefused, match="one tier"):
            table_curve({"model": model, "tiers": [{"up_to": "5"}, {}]})


def test_equal_bounds_are_refused() -> None:
    with pytest.raises(TableRefused, match="up_to 5 is equal to the one before it, 5"):
        table_curve({"tiers": [{"up_to": "5", "unit_price": "1"}, {"up_to": "5.0", "unit_price": "2"}]})
