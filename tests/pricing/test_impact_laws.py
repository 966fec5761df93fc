"""Impact: customers who cannot be compared, and laws that hold on sampled usage of several cycles."""

import itertools
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from data import presets
from pricing import impact, invoice, usage
from pricing.catalog import parse
from pricing.errors import NotForSale, Refusal, UnknownName
from pricing.impact import Offer
from pricing.impact.guards import all_billed
from pricing.sample import sample
from tests.books import calls, gigabytes, month, shop, used

D, F = Decimal, Fraction

BEFORE = Offer.of(shop(calls(tiers=[{"unit_price": "1"}]), gigabytes("0")))
AFTER = Offer.of(shop(calls(included="10", tiers=[{"unit_price": "1"}]), gigabytes("2")))


CLOSED = shop(calls(tiers=[{"up_to": "100", "unit_price": "1"}]), fee="5")


def test_who_cannot_be_billed_is_listed_and_never_zero() -> None:
    totals = used(
        [
            ("ok", "2026-11-01", "calls", "100"),
            ("beyond", "2026-11-01", "calls", "100"),
            ("beyond", "2026-12-01", "calls", "101"),
            ("unknown", "2026-11-01", "calls", "10"),
            ("unknown", "2026-11-02", "calls", None),
            ("negative", "2026-11-02", "calls", "-1"),
            ("fraction", "2026-11-02", "calls", "0.5"),
        ]
    )
    found = impact.compare(Offer.of(shop(calls(tiers=[{"unit_price": "1"}]))), Offer.of(CLOSED), totals)
    assert found.customers == ("ok",)
    assert found.after.tolist() == [10500]
    listed = {one.customer: (str(one.cycle), one.offer, one.reason) for one in found.left_out}
    assert listed["beyond"][:2] == ("2026-12-01", 1)
    assert "the table of calls ends at 100" in listed["beyond"][2]
    assert listed["unknown"][:2] == ("2026-11-01", None)
    assert "unknown is not zero" in listed["unknown"][2]
    assert "not negative" in listed["negative"][2]
    assert "whole quantity" in listed["fraction"][2]
    guard = all_billed(found)
    assert guard.broken
    assert guard.customers == ("beyond", "fraction", "negative", "unknown")


def test_the_first_cycle_without_a_bill_is_told_whatever_the_reason() -> None:
    rows = [("late", "2026-11-01", "calls", "101"), ("late", "2026-12-01", "calls", None)]
    totals = used([("ok", "2026-11-01", "calls", "1"), *rows])
    (one,) = impact.compare(Offer.of(shop(calls(tiers=[{"unit_price": "1"}]))), Offer.of(CLOSED), totals).left_out
    assert (str(one.cycle), one.offer) == ("2026-11-01", 1)  # beyond the table before its quantity is unknown


def test_an_unknown_quantity_that_is_only_counted_is_named() -> None:
    rows = [("ok", "2026-11-01", "gb", "1"), ("gap", "2026-11-01", "calls", "1"), ("gap", "2026-11-02", "gb", None)]
    offer = Offer.of(shop(calls(tiers=[{"unit_price": "1"}])))
    (one,) = impact.compare(offer, offer, used(rows), {"gb": F(1)}).left_out
    assert one.reason.startswith("Not all quantities of gb are known")


def test_nothing_breaks_even_where_those_who_pay_more_cost_more_than_they_pay() -> None:
    dearer = Offer.of(shop(calls(tiers=[{"unit_price": "2"}]), gigabytes("0")))
    found = impact.compare(BEFORE, dearer, month({"Ada": ("8", "1")}), {"calls": F(3)})
    assert found.break_even_churn is None  # 8 x 2 = 16 paid, 8 x 3 = 24 spent


def test_impossible_comparisons_are_refused() -> None:
    totals = month({"Ada": ("8", "1")})
    yen = Offer.of(shop(calls(tiers=[{"unit_price": "1"}]), currency="JPY"))
    with pytest.raises(Refusal, match="one currency"):
        impact.compare(BEFORE, yen, totals)
    with pytest.raises(NotForSale):
        impact.compare(BEFORE, Offer.of(shop(calls(tiers=[{"unit_price": "1"}]), fee="contact_sales"), "Only"), totals)
    with pytest.raises(Refusal, match="no meter in common"):
        impact.compare(BEFORE, BEFORE, used([("Ada", "2026-11-01", "seats", "1")]))
    with pytest.raises(UnknownName, match="no such meter"):
        impact.compare(BEFORE, AFTER, totals, {"call": F(1)})
    with pytest.raises(Refusal, match=r"customer can be billed \(Plan 'Only': the table of calls ends at 100"):
        impact.compare(Offer.of(CLOSED), BEFORE, used([("Ada", "2026-11-01", "calls", "101")]))
    with pytest.raises(Refusal, match=r"several plans are for sale \(A, B\)"):
        Offer.of(parse({"currency": "USD", "plans": [{"name": "A", "rank": 1}, {"name": "B", "rank": 2}]}))


def test_meters_without_usage_and_usage_without_charge_are_named() -> None:
    found = impact.compare(BEFORE, AFTER, used([("Ada", "2026-11-01", "calls", "1"), ("Ada", "2026-11-01", "mb", "1")]))
    assert (found.book.missing, found.book.unbilled) == (("gb",), ("mb",))


def test_a_plan_without_charges_bills_its_fee_for_each_cycle() -> None:
    flat = Offer.of(
        parse({"currency": "USD", "plans": [{"name": "Flat", "fee": "9", "seats": {"price": "2"}}]}), seats=3
    )
    totals = used(
        [("Ada", "2026-10-31", "calls", "1"), ("Ada", "2026-12-01", "calls", "1"), ("Bo", "2026-11-01", "calls", "0")]
    )
    found = impact.compare(flat, BEFORE, totals)
    assert found.before.tolist() == [3 * 1500, 1500]  # 9 + 3 x 2; October to December, and November


def test_a_meter_with_the_name_of_a_column() -> None:
    book = parse(
        {
            "currency": "USD",
            "meters": [{"name": "change"}],
            "plans": [{"name": "A", "charges": [{"tiers": [{"unit_price": "1"}]}]}],
        }
    )
    table = impact.compare(Offer.of(book), Offer.of(book), used([("Ada", "2026-11-01", "change", "7")])).movers()
    assert (str(table["change used"][0]), str(table["change"][0])) == ("7", "0.00")


# Laws, on a sampled book of several cycles.

VOLUME, PROGRESSIVE = (parse(presets.read(name)) for name in ("api-calls-volume", "api-calls"))
TOTALS = usage.totals(sample(11, 80, 61, date(2026, 9, 1)), "month")
HYBRID = shop(
    calls(included="1000", per="1000", tiers=[{"up_to": "50000", "unit_price": "3"}, {"unit_price": "1"}]),
    fee="20", credit="5", minimum="25", maximum="5000",
)  # fmt: skip
OFFERS = {"volume": Offer.of(VOLUME), "progressive": Offer.of(PROGRESSIVE), "hybrid": Offer.of(HYBRID)}
PAIRS = list(itertools.permutations(OFFERS, 2))


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_laws_of_change(one: str, two: str) -> None:
    there, back = (impact.compare(OFFERS[a], OFFERS[b], TOTALS) for a, b in ((one, two), (two, one)))
    changes = there.after - there.before
    assert there.revenue.change == D(int(changes.sum())).scaleb(-2) == -back.revenue.change
    assert sum(group.customers for group in there.groups) == len(there.customers) == 80
    assert sum(group.money.change for group in there.groups) == there.revenue.change
    for what, other in (("winner", "loser"), ("new payer", "stops paying"), ("unmoved", "unmoved")):
        assert there.group(what).customers == back.group(other).customers  # type: ignore[arg-type]  # a plain pair
    for bins in (there.money_bins, there.percent_bins):
        assert sum(one.customers for one in bins) == 80
        assert sum(one.change for one in bins) == there.revenue.change
    quantiles = [one.change for one in there.quantiles()]
    assert quantiles == sorted(quantiles)
    assert (quantiles[0], quantiles[-1]) == (D(int(changes.min())).scaleb(-2), D(int(changes.max())).scaleb(-2))


@pytest.mark.parametrize("name", OFFERS)
def test_bills_are_those_of_the_invoice(name: str) -> None:
    offer = OFFERS[name]
    found = impact.compare(offer, offer, TOTALS)
    assert found.group("unmoved").customers == 80
    for i, customer in enumerate(found.customers[:20]):
        where = TOTALS.customers.index(customer)
        active = np.flatnonzero(TOTALS.active[where])
        bills = [
            invoice.quote(offer.catalog, offer.plan, {"calls": int(TOTALS.units["calls"][where, j])}) for j in active
        ]
        assert D(int(found.before[i])).scaleb(-2) == sum(bill.total for bill in bills)


def test_cycles_add_up() -> None:
    whole = impact.compare(OFFERS["volume"], OFFERS["hybrid"], TOTALS)
    parts = [impact.compare(OFFERS["volume"], OFFERS["hybrid"], TOTALS.at(start)) for start in TOTALS.cycles]
    assert sum(part.revenue.change for part in parts) == whole.revenue.change
    assert parts[0].customers != whole.customers  # who starts in October has no bill for September
