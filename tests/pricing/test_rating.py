"""Bulk rating: equal to the invoice for every plan, convention and size of number, and refused where it is refused."""

import tracemalloc
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import exactness
from pricing import invoice, rating
from pricing.catalog import Catalog, parse
from pricing.errors import BeyondTable, NotForSale, NumberRefused, QuantityRefused, Refusal, UnknownName
from pricing.rating import arrays, bills, lanes

MIB = 2**20
API = [
    {"up_to": "100000", "unit_price": "2.00"},
    {"up_to": "1000000", "unit_price": "1.50"},
    {"unit_price": "1.00"},
]
STEPS = {"model": "stairstep"}
HUNDRED = [{"up_to": str(7 * i), "unit_price": f"{i % 13}.{i:03}"} for i in range(1, 100)] + [{"unit_price": "1"}]


def book(tiers: list[dict[str, str]], plan: Mapping[str, Any] | None = None, **top: Any) -> Catalog:
    """Return a catalogue of one plan with one charge on one meter; keys of a charge may stand in the plan."""
    charge = {"per": "1000", **(plan or {}).get("charge", {}), "tiers": tiers}
    rest = {name: value for name, value in (plan or {}).items() if name != "charge"}
    meters = [{"name": "calls", "unit": "call", "whole": top.pop("whole", True)}]
    return parse({"currency": "USD", **top, "meters": meters, "plans": [{"name": "Plan", **rest, "charges": [charge]}]})


def rated(catalog: Catalog, *units: int, decimals: int = 0) -> list[int]:
    """Return the bills of units of the one meter."""
    found = rating.rate(catalog, "Plan", {"calls": np.array(units, np.int64)}, decimals)
    return [int(one) for one in found]


@pytest.mark.parametrize("seed", range(0, 1728, 108))
def test_bills_equal_the_invoice_on_random_plans_and_usages(seed: int) -> None:
    for one in exactness.cases(seed, 600, 30):
        assert list(exactness.differences(one, quoted=2)) == []


def test_random_cases_reach_every_lane_and_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    used = set()
    total = lanes.Lane.total

    def watched(lane: lanes.Lane, columns: Mapping[str, NDArray[Any]], money: NDArray[Any]) -> None:
        used.add(money.dtype.name)
        total(lane, columns, money)

    monkeypatch.setattr(lanes.Lane, "total", watched)
    found = [bill for one in exactness.cases(0, 1000, 50) for bill in one.rated()]
    assert used == {"uint32", "uint64", "object"}
    assert None in found
    assert max(bill for bill in found if bill is not None) > 2**62


@dataclass(frozen=True)
class Worked:
    """Quantities and bills in minor units, with the sum by hand in the test's name."""

    name: str
    catalog: Catalog
    units: list[int]
    bills: list[int]
    decimals: int = 0


WORKED = [
    Worked("250,000 calls = 100 x 2.00 + 150 x 1.50 = 425.00", book(API), [0, 101_000, 250_000], [0, 20150, 42500]),
    Worked(
        "volume: 1,000,001 calls = 1,000.001 = 1,000.00",
        book(API, {"charge": {"model": "volume"}}),
        [99_000, 100_000, 101_000, 1_000_000, 1_000_001],
        [19800, 20000, 15150, 150000, 100000],
    ),
    Worked(
        "stairstep: 30,001 = 22",
        book([{"up_to": "30000", "flat_fee": "6"}, {"flat_fee": "22"}], {"charge": {"model": "stairstep"}}),
        [0, 30_000, 30_001],
        [600, 600, 2200],
    ),
    Worked(
        "fonts: 5.01 x 6.5 = 32.565 = 32.57",
        book(
            [{"up_to": "5", "unit_price": "7"}, {"unit_price": "6.5"}],
            {"charge": {"model": "volume", "per": "1"}},
            whole=False,
        ),
        [500, 501],
        [3500, 3257],
        2,
    ),
    Worked(
        "half even: 1 x 0.005 = 0.00, 3 x 0.005 = 0.02, on a fee of 0.01",
        book([{"unit_price": "5"}], {"fee": "0.01"}, conventions={"rounding": "half_even"}),
        [1, 2, 3],
        [1, 2, 3],
    ),
    Worked(
        "per tier, half even: 1.005 + 0.005 = 1.00 + 0.00; 1.005 + 0.015 = 1.00 + 0.02",
        book(
            [{"up_to": "1", "unit_price": "1005"}, {"unit_price": "5"}],
            conventions={"rounding": "half_even", "rounding_scope": "tier"},
        ),
        [1, 2, 4],
        [100, 100, 102],
    ),
    Worked(
        "per tier, half even: 1.01 + 0.005 = 1.01 + 0.00, not 1.015 = 1.02",
        book(
            [{"up_to": "1", "unit_price": "1010"}, {"unit_price": "5"}],
            conventions={"rounding": "half_even", "rounding_scope": "tier"},
        ),
        [1, 2, 4],
        [101, 101, 103],
    ),
    Worked(
        "the total, half even: 0.004 + 0.001 = 0.005 = 0.00; 0.014 + 0.001 = 0.02",
        book(
            [{"unit_price": "2"}],
            {"fee": "0.001"},
            conventions={"rounding_scope": "total", "rounding": "half_even"},
        ),
        [2, 7],
        [0, 2],
    ),
    Worked(
        "the total, half up: 0.004 + 0.001 = 0.005 = 0.01",
        book([{"unit_price": "4"}], {"fee": "0.001"}, conventions={"rounding_scope": "total"}),
        [0, 1],
        [0, 1],
    ),
    Worked(
        "credit 5 leaves 0; fee 2 + seats 2 x 3; at least 9, at most 20",
        book(
            [{"unit_price": "1000"}],
            {"fee": "2", "seats": {"count": 2, "price": "3"}, "credit": "5", "minimum": "9", "maximum": "20"},
        ),
        [4, 6, 7, 99],
        [900, 900, 1000, 2000],
    ),
    Worked("JPY: 3 x 0.5 = 1.5 = 2", book([{"unit_price": "500"}], currency="JPY"), [1, 3], [1, 2]),
    Worked("KWD: 1 x 0.0005 = 0.001", book([{"unit_price": "0.5"}], currency="KWD"), [1, 2], [1, 1]),
]


@pytest.mark.parametrize("one", WORKED, ids=lambda one: one.name)
def test_worked_by_hand(one: Worked) -> None:
    assert rated(one.catalog, *one.units, decimals=one.decimals) == one.bills


@pytest.mark.parametrize("model", ["progressive", "volume"])
@pytest.mark.parametrize("scope", ["line", "tier", "total"])
def test_a_hundred_tiers_equal_the_invoice(model: str, scope: str) -> None:
    catalog = book(HUNDRED, {"charge": {"model": model}}, conventions={"rounding_scope": scope})
    units = [*range(0, 720, 17), *range(7, 700, 35), *range(8, 700, 35), 10**9, 10**15]
    expected = [int(invoice.quote(catalog, "Plan", {"calls": n}).total * 100) for n in units]
    assert rated(catalog, *units) == expected


def test_tiers_may_crowd_together_or_lie_far_apart() -> None:
    for bounds in ([*range(1, 40), 10**12], [2**i for i in range(40)], [10**6 + i * 10**9 for i in range(40)]):
        catalog = book([{"up_to": str(bound), "flat_fee": str(i)} for i, bound in enumerate(bounds)], {"charge": STEPS})
        units = [bound - side for bound in bounds for side in (0, 1)]
        owner = [next(i for i, bound in enumerate(bounds) if n <= bound) * 100 for n in units]
        assert rated(catalog, *units) == owner
        assert [bill for n, bill in zip(units, owner, strict=True) if rated(catalog, n) != [bill]] == []


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("plan", [{}, {"fee": "9.99", "charge": {"included": "7"}}, {"charge": {"block": "3"}}])
@pytest.mark.parametrize("scope", ["line", "total"])
def test_lanes_meet_without_a_seam(bits: int, plan: dict[str, Any], scope: str) -> None:
    catalog = book(API, plan, conventions={"rounding_scope": scope, "rounding": "half_even"})
    found = lanes.limits(bills.bill(catalog, catalog.plans[0], 0, None), bits)
    assert found is not None
    units = [found["calls"] + side for side in (-1, 0, 1)]
    assert units[0] > 10**6
    for n in units:
        assert rated(catalog, n) == [int(invoice.quote(catalog, "Plan", {"calls": n}).total * 100)]


def test_blocks_of_a_fraction_do_not_wrap_round() -> None:
    tiers = [{"up_to": str(2 * 10**9), "flat_fee": "1"}, {"flat_fee": "2"}]
    catalog = book(tiers, {"charge": {"model": "stairstep", "block": "2.5"}})
    assert rated(catalog, 10**9) == [100]
    assert rated(catalog, 2**31 + 5) == rated(catalog, 2**32 - 1) == rated(catalog, 2**63 - 1) == [200]


def test_a_credit_or_ceiling_may_be_larger_than_any_bill() -> None:
    most = "9" * 24
    assert rated(book(API, {"credit": most}), 0, 10**6) == [0, 0]
    assert rated(book(API, {"maximum": most, "charge": {"maximum": most}}), 0, 250_000) == [0, 42500]


def test_a_block_may_hold_every_kind_of_row() -> None:
    catalog = book([{"up_to": str(10**18), "unit_price": "0.000000000001"}], {"charge": {"per": "1"}})
    units = [0, 3, 10**18, 10**18 + 1, -1, 2**63 - 1] * 2
    priced = rating.rate_masked(catalog, "Plan", {"calls": np.array(units)})
    assert priced.refused.tolist() == [False, False, False, True, True, True] * 2
    assert priced.totals.tolist() == [0, 0, 10**8, 0, 0, 0] * 2


def test_least_amounts_beyond_32_bits_are_not_cut() -> None:
    charge = {"meters": ["calls"], "tiers": [{"unit_price": "1"}], "minimum": "30000000"}
    plan = {"name": "Plan", "charges": [charge, charge]}
    catalog = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]})
    assert rated(catalog, 0, 5, 30_000_001) == [6 * 10**9, 6 * 10**9, 6 * 10**9 + 200]


def pooled(tiers: list[dict[str, str]]) -> Catalog:
    """Return a catalogue of one plan with one table for the combined volume of three meters."""
    plan = {"name": "Plan", "charges": [{"meters": ["a", "b", "c"], "model": "stairstep", "tiers": tiers}]}
    return parse({"currency": "USD", "meters": [{"name": name} for name in "abc"], "plans": [plan]})


def test_a_combined_volume_beyond_64_bits_finds_its_tier_or_none() -> None:
    most = {name: np.array([2**63 - 1, 1]) for name in "abc"}
    closed = [{"up_to": str(i), "flat_fee": str(i)} for i in range(1, 41)]
    priced = rating.rate_masked(pooled(closed), "Plan", most)
    assert (priced.totals.tolist(), priced.refused.tolist()) == ([0, 300], [True, False])
    assert rating.rate(pooled([*closed, {"flat_fee": "99"}]), "Plan", most).tolist() == [9900, 300]


def test_rows_are_told_apart_over_many_blocks() -> None:
    rows = 2 * arrays.BLOCK + 3
    units = np.arange(rows) * 7 % 1_000_000
    bills_of_rows = rating.rate(book(API), "Plan", {"calls": units})
    exact = [min(n, 100_000) * 20 + max(0, n - 100_000) * 15 for n in units.tolist()]
    assert bills_of_rows.tolist() == [(one + 50) // 100 for one in exact]


REFUSED: list[tuple[str, type[Refusal], str, list[int], int]] = [
    ("negative", QuantityRefused, "Row 1, meter 'calls': a quantity is not negative, not '-2'", [1, -2, -3], 0),
    ("fraction", QuantityRefused, "Row 2, meter 'calls': a whole quantity is needed, not '1.5'", [10, 20, 15], 1),
    ("beyond", BeyondTable, "Row 1, plan 'Plan': the table of calls ends at 9, not '10'", [9, 10, -1], 0),
    ("negative first", QuantityRefused, "Row 1, meter 'calls': a quantity is not negative", [9, -1, 10], 0),
]


@pytest.mark.parametrize(("kind", "error", "text", "units", "decimals"), REFUSED)
def test_the_first_row_without_a_bill_is_named(
    kind: str, error: type[Refusal], text: str, units: list[int], decimals: int
) -> None:
    catalog = book([{"up_to": "9", "unit_price": "1"}])
    with pytest.raises(error) as refused:
        rated(catalog, *units, decimals=decimals)
    assert str(refused.value).startswith(text), kind
    assert type(refused.value) is error


def test_a_bill_that_no_array_holds_is_refused() -> None:
    catalog = book([{"unit_price": "1000"}])
    most = (2**63 - 1) // 100
    assert rated(catalog, most) == [most * 100]
    with pytest.raises(NumberRefused, match="Row 1: a bill of at most 9223372036854775807 minor units"):
        rated(catalog, 0, most + 1)


def test_what_no_row_can_mend_is_refused_at_once() -> None:
    catalog, none = book(API), np.array([], np.int64)
    with pytest.raises(UnknownName, match="No such plan"):
        rating.rate(catalog, "Pan", {"calls": none})
    with pytest.raises(UnknownName, match="No such meter"):
        rating.rate(catalog, "Plan", {"cals": none})
    with pytest.raises(NotForSale):
        rating.rate_masked(book(API, {"fee": "contact_sales"}), "Plan", {"calls": none})
    with pytest.raises(QuantityRefused, match="All columns have one shape"):
        rating.rate(catalog, "Plan", {"calls": none}, seats=np.array([1]))
    with pytest.raises(QuantityRefused, match="A number of seats is not negative"):
        rating.rate(catalog, "Plan", {"calls": none}, seats=-1)
    for decimals in (-1, 13):
        with pytest.raises(NumberRefused, match="decimals"):
            rating.rate(catalog, "Plan", {"calls": none}, decimals)
    for wrong in ("float64", "uint64", "bool", "object"):
        with pytest.raises(NumberRefused, match="whole numbers"):
            rating.rate(catalog, "Plan", {"calls": np.array([1], wrong)})


def test_shapes_seats_and_narrow_numbers() -> None:
    catalog = book([{"unit_price": "1000"}], {"seats": {"count": 1, "price": "3"}})
    units = np.array([[0, 1, 2], [3, 4, 5]], np.int16)
    assert rating.rate(catalog, "Plan", {"calls": units}).tolist() == [[300, 400, 500], [600, 700, 800]]
    assert rating.rate(catalog, "Plan", {"calls": units.T}, seats=0).tolist() == [[0, 300], [100, 400], [200, 500]]
    assert rating.rate(catalog, "Plan", {"calls": units[0]}, seats=np.array([0, 1, 10])).tolist() == [0, 400, 3200]
    assert rating.rate(catalog, "Plan", {}, seats=np.array([2])).tolist() == [600]
    assert rating.rate(catalog, "Plan", {}) == 300
    with pytest.raises(QuantityRefused, match="Row 1: a number of seats is not negative"):
        rating.rate(catalog, "Plan", {"calls": units[0, :2]}, seats=np.array([0, -1]))
    with pytest.raises(QuantityRefused, match="Row 1, 0, meter 'calls'"):
        rating.rate(catalog, "Plan", {"calls": -(units > 2).astype(np.int64)})


@dataclass(frozen=True)
class Totals:
    """Usage totals as cycles give them."""

    units: dict[str, NDArray[np.int64]]
    decimals: int


def test_totals_are_rated_customer_by_cycle() -> None:
    catalog = book([{"unit_price": "1000"}], whole=False)
    totals = Totals({"calls": np.array([[15, 20], [0, 5]])}, 1)
    assert rating.rate_totals(catalog, "Plan", totals).tolist() == [[150, 200], [0, 50]]


def test_memory_is_that_of_the_bills_and_a_few_blocks() -> None:
    units = np.arange(2_000_000) % 1_200_000
    catalog = book(API, {"fee": "9", "charge": {"included": "500"}})
    rating.rate(catalog, "Plan", {"calls": units[:1000]})
    tracemalloc.start()
    bills_of_rows = rating.rate(catalog, "Plan", {"calls": units})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < bills_of_rows.nbytes + 16 * MIB
