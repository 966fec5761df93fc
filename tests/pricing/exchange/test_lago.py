"""Lago: the shapes that are written, plans as its documentation prints them, and what is refused with its place."""

from decimal import Decimal
from typing import Any

import pytest

from pricing import invoice
from pricing.catalog import parse
from pricing.errors import Refusal
from pricing.exchange import lago

# The plan in the documentation of POST /plans, ids left out, with a model that no document has.
PLAN: dict[str, Any] = {
    "name": "Startup",
    "code": "startup",
    "interval": "monthly",
    "amount_cents": 10000,
    "amount_currency": "USD",
    "trial_period": 5,
    "minimum_commitment": {"amount_cents": 100000},
    "charges": [
        {
            "billable_metric_code": "setups",
            "charge_model": "package",
            "min_amount_cents": 3000,
            "properties": {"amount": "30", "free_units": 100, "package_size": 1000},
        },
        {
            "billable_metric_code": "calls",
            "charge_model": "graduated",
            "min_amount_cents": 0,
            "properties": {
                "graduated_ranges": [
                    {"to_value": 10, "from_value": 0, "flat_amount": "10", "per_unit_amount": "0.5"},
                    {"to_value": None, "from_value": 11, "flat_amount": "0", "per_unit_amount": "0.4"},
                ]
            },
        },
        {"billable_metric_code": "paid", "charge_model": "graduated_percentage", "properties": {}},
    ],
}


def test_a_plan_of_the_documentation_is_read() -> None:
    found = lago.read({"plan": PLAN})
    book = parse(found.result)
    plan = book.plans[0]
    assert plan.name == "Startup"
    assert [plan.fee, plan.minimum, plan.charges[0].minimum] == [100, 1000, 30]
    bill = invoice.quote(book, plan, {"setups": 50_101, "calls": 20})
    # 51 blocks x 30 (50,001 billable units) + 10 + 10 x 0.5 + 10 x 0.4 + 100
    assert bill.total == Decimal("1649.00")
    assert [one.what for one in found.untranslated] == ["trial period", "charge model graduated_percentage"]
    assert lago.export(book).result["plans"][0]["charges"][1]["properties"] == PLAN["charges"][1]["properties"]


def test_a_package_bills_the_last_unit_as_a_whole_one() -> None:
    """201 units, 100 free, 5 for each 100 begun: the documentation's 10."""
    properties = {"amount": "5", "free_units": 100, "package_size": 100}
    charge = {"billable_metric_code": "calls", "charge_model": "package", "properties": properties}
    book = parse(lago.read([charge], currency="USD").result)
    assert [invoice.quote(book, "Charges", {"calls": n}).total for n in (100, 101, 200, 201)] == [0, 5, 5, 10]
    assert lago.export(book).result["plans"][0]["charges"][0]["properties"] == properties


def test_a_percentage_keeps_its_rate_and_fee() -> None:
    meters = [{"name": "paid", "whole": False}, {"name": "payments"}]
    tiers = [{"unit_price": "2.9", "flat_fee": "0.30"}]
    charge = {"meters": ["paid", "payments"], "model": "percentage", "per": "100", "tiers": tiers}
    plan = {"name": "Pay", "charges": [charge]}
    book = parse({"currency": "USD", "meters": meters, "plans": [plan]})
    made = lago.export(book)
    written = made.result["plans"][0]["charges"][0]
    assert (written["charge_model"], written["properties"]) == ("percentage", {"rate": "2.9", "fixed_amount": "0.3"})
    back = parse(lago.read(made.result).result)
    assert lago.export(back).result == made.result
    for paid, payments in (("0", 0), ("99.99", 1), ("1234.56", 17)):
        here = invoice.quote(book, "Pay", {"paid": paid, "payments": payments})
        there = invoice.quote(back, "Pay", {"paid": paid, "paid events": payments})
        assert (here.total, here.exact) == (there.total, there.exact)


def test_a_least_spend_and_seats_are_carried_over() -> None:
    plan = {"name": "Team", "fee": "5", "minimum": "20.50", "seats": {"count": 4, "price": "2.005"}}
    book = parse({"currency": "USD", "plans": [plan]})
    made = lago.export(book)
    assert made.untranslated == ()
    back = parse(lago.read(made.result).result)
    for seats in (None, 0, 7, 8, 9):
        assert invoice.quote(back, "Team", {}, seats).total == invoice.quote(book, "Team", {}, seats).total


def test_adjacent_ranges_and_a_fraction_between_two_are_the_upper_ones() -> None:
    ranges = [{"from_value": 0, "to_value": 10, "per_unit_amount": "2", "flat_amount": "0"}]
    ranges += [{"from_value": 10, "to_value": None, "per_unit_amount": "1", "flat_amount": "0"}]
    charge = {"billable_metric_code": "gb", "charge_model": "volume", "properties": {"volume_ranges": ranges}}
    book = parse(lago.read(charge, currency="USD").result)
    totals = [invoice.quote(book, "Charges", {"gb": gb}).total for gb in ("10", "10.5", "11")]
    assert totals == [20, Decimal("10.50"), 11]


@pytest.mark.parametrize(("key", "value"), [("filters", [{"values": {}}]), ("prorated", True)])
def test_what_alters_a_charge_is_told(key: str, value: object) -> None:
    charge = {"billable_metric_code": "gb", "charge_model": "standard", "properties": {"amount": "1"}, key: value}
    found = lago.read(charge, currency="USD")
    assert [(one.what, one.effect) for one in found.untranslated] == [(key, "bills differ")]


def test_what_lago_cannot_say() -> None:
    charge = {
        "tiers": [{"unit_price": "1"}],
        "maximum": "5",
        "minimum": "1.005",
        "block": "7",
        "block_rounding": "down",
    }
    plan = {"name": "A", "fee": "0.005", "charges": [charge, {**charge, "block": "0"}]}
    made = lago.export(parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]}))
    told = [(one.what, one.where) for one in made.untranslated]
    assert told == [
        ("fee", "plan 'A'"),
        ("block rounding", "plan 'A', charge 1"),
        ("charge maximum", "plan 'A', charge 2"),
        ("charge minimum", "plan 'A', charge 2"),
    ]
    with pytest.raises(Refusal, match="counts MGA in fifths"):
        lago.export(parse({"currency": "MGA", "plans": [{"name": "A"}]}))


STANDARD = {"billable_metric_code": "gb", "charge_model": "standard", "properties": {"amount": "1"}}
HOLE = [{"from_value": 0, "to_value": 5, "per_unit_amount": "2"}, {"from_value": 8, "per_unit_amount": "1"}]
REFUSED = [
    ({**STANDARD, "charge_model": "odd"}, "Plan, charge_model: one of standard, graduated, volume"),
    ({**STANDARD, "properties": {}}, "Plan, properties: the field amount is missing"),
    ({**STANDARD, "properties": None}, "Plan: the field amount is missing"),
    ({**STANDARD, "billable_metric_code": None}, "Plan: the field billable_metric_code is missing"),
    ({**STANDARD, "charge_model": "volume", "properties": {"volume_ranges": HOLE}}, "at 6, not '8'"),
    ({"plans": [{**PLAN, "amount_cents": None}]}, "Plan 1: the field amount_cents is missing"),
    ({"plans": [{**PLAN, "charges": [{}]}]}, "Plan 1, charges 1: the field charge_model is missing"),
    ({"plans": [PLAN, {**PLAN, "amount_currency": "EUR"}]}, "Plan 2: a document has one currency"),
    ({"plans": [{**PLAN, "fixed_charges": 5}]}, "Plan 1, fixed_charges: a list is needed"),
    ({"plans": "x"}, "Plan: the field amount_cents is missing"),
]


@pytest.mark.parametrize(("data", "sentence"), REFUSED)
def test_wrong_json_is_refused_with_its_place(data: object, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        lago.read(data, currency="USD")
    assert sentence in str(refused.value)


def test_a_charge_alone_does_not_name_its_currency() -> None:
    with pytest.raises(Refusal, match="which currency is it"):
        lago.read(STANDARD)
