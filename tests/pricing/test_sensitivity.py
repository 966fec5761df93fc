"""Where a convention matters: both bills at each bound, and only where they differ."""

from fractions import Fraction
from typing import Any

import pytest

from data import presets
from pricing import invoice
from pricing.catalog import Catalog, parse
from pricing.sensitivity import MOST, differences

F = Fraction


def book(charge: dict[str, Any], whole: bool = True, **rules: Any) -> Catalog:
    one = {"name": "Only", "charges": [{"meters": ["calls"]} | charge]}
    meters = [{"name": "calls", "whole": whole}]
    return parse({"currency": "USD", "meters": meters, "plans": [one], "conventions": rules})


def found(catalog: Catalog) -> list[tuple[str, str, Fraction, str, str]]:
    return [
        (
            one.switch,
            one.value,
            one.quantity,
            "beyond" if one.bill is None else str(one.bill),
            "beyond" if one.other is None else str(one.other),
        )
        for one in differences(catalog, catalog.plans[0], "calls")
    ]


TWO = [{"up_to": "10", "unit_price": "2"}, {"unit_price": "1"}]


def test_a_bound_of_a_volume_table() -> None:
    # 10 calls: up to the bound 10 x 2.00, from it 10 x 1.00
    assert found(book({"model": "volume", "tiers": TWO})) == [("boundary", "from", F(10), "20.00", "10.00")]


def test_a_progressive_bound_matters_to_nobody() -> None:
    assert found(book({"tiers": TWO})) == []  # the tenth call is the last of the first tier either way


def test_a_flat_fee_at_zero() -> None:
    rows = found(book({"tiers": [{"unit_price": "1", "flat_fee": "5"}]}))
    assert rows == [("flat_fee_at_zero", "waive", F(0), "5.00", "0.00")]


def test_a_bound_that_counts_overage_lies_behind_the_included_units() -> None:
    rows = found(book({"model": "volume", "included": "5", "tiers": TWO}, tier_counts="overage"))
    # 15 calls are 10 billable ones: up to the bound 10 x 2.00, from it 10 x 1.00
    assert ("boundary", "from", F(15), "20.00", "10.00") in rows
    # and the same bound reaches 11 calls, 6 of them billable, where all count: 6 x 2.00 against 6 x 1.00
    assert ("tier_counts", "all", F(11), "12.00", "6.00") in rows


def test_the_end_of_a_closed_table() -> None:
    rows = found(book({"tiers": [{"up_to": "10", "unit_price": "2"}]}))
    beyond = [row for row in rows if row[0] == "beyond_table"]
    assert beyond
    assert all(row[2] == 11 and row[3] == "beyond" for row in beyond)  # 10 is the last one priced


def test_a_bound_that_no_array_holds_is_passed_over() -> None:
    vast = [{"up_to": "10", "unit_price": "2"}, {"up_to": "9" * 24, "unit_price": "1"}]
    assert found(book({"model": "volume", "tiers": vast})) == [("boundary", "from", F(10), "20.00", "10.00")]


def test_half_a_cent_rounds_two_ways() -> None:
    rows = found(book({"tiers": [{"up_to": "1", "unit_price": "0.125"}, {"unit_price": "1"}]}))
    assert ("rounding", "half_even", F(1), "0.13", "0.12") in rows


def test_the_first_differences_of_each_switch_are_enough() -> None:
    many = [{"up_to": str(n), "unit_price": str(100 - n)} for n in range(1, 40)] + [{"unit_price": "1"}]
    rows = found(book({"model": "volume", "tiers": many}))
    assert sum(row[0] == "boundary" for row in rows) == MOST
    assert [row[2] for row in rows if row[0] == "boundary"] == [F(n) for n in range(1, MOST + 1)]


@pytest.mark.parametrize("name", ["api-calls-volume", "vercel-pro", "twilio-voice", "elevenlabs"])
def test_each_difference_is_one_of_two_bills(name: str) -> None:
    catalog = parse(presets.read(name))
    plan = next(plan for plan in catalog.plans if plan.meters)
    for one in differences(catalog, plan, plan.meters[0]):
        rules = catalog.conventions.model_copy(update={one.switch: one.value})
        other = catalog.model_copy(update={"conventions": rules})
        usage = {plan.meters[0]: one.quantity}
        if one.bill is not None:
            assert one.bill == invoice.quote(catalog, plan, usage).total
        if one.other is not None:
            assert one.other == invoice.quote(other, plan, usage).total
        assert one.bill != one.other
