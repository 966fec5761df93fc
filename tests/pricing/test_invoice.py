"""Invoices worked by hand: the whole stack on one plan, roundings, JSON, sentences and refusals."""

from fractions import Fraction
from typing import Any

import pytest

from pricing import invoice, plans
from pricing.catalog import Catalog, parse
from pricing.curve import Curve
from pricing.errors import BeyondTable, NotForSale, QuantityRefused, UnknownName

HYBRID: dict[str, Any] = {
    "currency": "USD",
    "meters": [{"name": "calls", "unit": "call"}, {"name": "storage", "unit": "GB", "whole": False}],
    "plans": [
        {
            "name": "Pro",
            "fee": "49",
            "seats": {"count": 3, "price": "12.50"},
            "credit": "20",
            "minimum": "100",
            "maximum": "500",
            "features": {"sso": True, "projects": 10, "support": "email"},
            "charges": [
                {
                    "meters": ["calls"],
                    "per": "1000",
                    "included": "100000",
                    "tiers": [{"up_to": "250000", "unit_price": "1.50"}, {"unit_price": "1.00"}],
                },
                {"meters": ["storage"], "model": "volume", "tiers": [{"up_to": "50", "unit_price": "0.30"}, {}]},
            ],
        }
    ],
}
HYBRID["plans"][0]["charges"][1]["tiers"][1]["unit_price"] = "0.20"

STACK = [
    (
        "300000 calls, 60.5 GB: 49 + 3 x 12.50 + 150 x 1.50 + 50 x 1.00 + 60.5 x 0.20 - 20 = 353.60",
        {"calls": 300_000, "storage": "60.5"},
        [
            ("Plan Pro, $49.00 a cycle", "49.00"),
            ("3 seats x $12.50", "37.50"),
            ("First 100,000 calls included (of 100,000)", "0.00"),
            ("Next 150,000 calls x $1.50 per 1,000 = $225.00", "225.00"),
            ("Next 50,000 calls x $1.00 per 1,000 = $50.00", "50.00"),
            ("All 60.5 GB x $0.20 = $12.10", "12.10"),
            ("Credit for usage, $20.00 of $20.00", "-20.00"),
        ],
    ),
    (
        "103000 calls: 49 + 3 x 12.50 + 3 x 1.50 - 4.50, topped up to 100",
        {"calls": 103_000},
        [
            ("Plan Pro, $49.00 a cycle", "49.00"),
            ("3 seats x $12.50", "37.50"),
            ("First 100,000 calls included (of 100,000)", "0.00"),
            ("Next 3,000 calls x $1.50 per 1,000 = $4.50", "4.50"),
            ("No GB used", "0.00"),
            ("Credit for usage, $4.50 of $20.00", "-4.50"),
            ("Top-up to the minimum spend of $100.00", "13.50"),
        ],
    ),
    (
        "1000000 calls: 49 + 3 x 12.50 + 150 x 1.50 + 750 x 1.00 - 20 = 1041.50, cut to 500",
        {"calls": 1_000_000, "storage": 0},
        [
            ("Plan Pro, $49.00 a cycle", "49.00"),
            ("3 seats x $12.50", "37.50"),
            ("First 100,000 calls included (of 100,000)", "0.00"),
            ("Next 150,000 calls x $1.50 per 1,000 = $225.00", "225.00"),
            ("Next 750,000 calls x $1.00 per 1,000 = $750.00", "750.00"),
            ("No GB used", "0.00"),
            ("Credit for usage, $20.00 of $20.00", "-20.00"),
            ("Discount to the maximum spend of $500.00", "-541.50"),
        ],
    ),
]


@pytest.mark.parametrize(("usage", "lines"), [pytest.param(*row[1:], id=row[0]) for row in STACK])
def test_the_hybrid_stack_by_hand(usage: dict[str, object], lines: list[tuple[str, str]]) -> None:
    bill = invoice.quote(parse(HYBRID), "Pro", usage)
    assert [(line.description, str(line.amount)) for line in bill.lines] == lines
    assert bill.total == sum(line.amount for line in bill.lines)
    assert dict(parse(HYBRID).plan("Pro").features) == {"sso": True, "projects": 10, "support": "email"}


def test_a_rounding_line_shows_what_rounding_each_line_breaks() -> None:
    tiers = [{"up_to": "1", "unit_price": "0.334"}, {"up_to": "2", "unit_price": "0.334"}, {"unit_price": "0.334"}]
    plan = {"name": "Plan", "charges": [{"tiers": tiers}]}
    bill = invoice.quote(
        parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]}), "Plan", {"calls": 3}
    )
    assert [str(line.amount) for line in bill.lines] == ["0.33", "0.33", "0.33", "0.01"]
    assert bill.lines[-1].description == "Rounding (once for each charge)"
    assert (str(bill.total), bill.exact) == ("1.00", Fraction("1.002"))


def test_json_of_an_invoice_is_text_that_sums() -> None:
    told: Any = invoice.quote(parse(HYBRID), "Pro", {"calls": 300_000, "storage": "60.5"}).as_json()
    assert list(told) == ["currency", "total", "lines"]
    assert (told["currency"], told["total"]) == ("USD", "353.60")
    assert sum(Fraction(line["amount"]) for line in told["lines"]) == Fraction(told["total"])
    assert told["lines"][3] == {
        "description": "Next 150,000 calls x $1.50 per 1,000 = $225.00",
        "quantity": "150000",
        "unit_price": "0.0015",
        "amount": "225.00",
    }


@pytest.mark.parametrize(
    ("plan", "usage", "seats", "kind", "sentence"),
    [
        ("Pro", {"calls": "1.5"}, None, QuantityRefused, "Meter 'calls': a whole quantity is needed, not '1.5'."),
        ("Pro", {"calls": -1}, None, QuantityRefused, "Meter 'calls': a quantity is not negative, not '-1'."),
        ("Pro", {"call": 1}, None, UnknownName, "No such meter: 'call'. Did you mean 'calls'?"),
        ("Por", {}, None, UnknownName, "No such plan: 'Por'. Did you mean 'Pro'?"),
        ("Pro", {}, -1, QuantityRefused, "A number of seats is not negative, not '-1'."),
        ("Sales", {}, None, NotForSale, "Plan 'Sales' is priced by contacting sales."),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_cannot_be_billed_is_refused_in_words(
    plan: str, usage: dict[str, object], seats: int | None, kind: type[Exception], sentence: str
) -> None:
    catalog = parse({**HYBRID, "plans": [*HYBRID["plans"], {"name": "Sales", "fee": "contact_sales"}]})
    with pytest.raises(kind) as refused:
        invoice.quote(catalog, plan, usage, seats)
    assert str(refused.value).startswith(sentence)


def book(charges: list[dict[str, Any]], **more: Any) -> Catalog:
    """Return a catalogue of one plan on the meters a and b, in dollars; `conventions` and parts of the plan beside."""
    conventions = more.pop("conventions", {})
    plan = {"name": "Plan", "charges": charges, **more}
    meters = [{"name": "a", "whole": False}, {"name": "b", "whole": False}]
    return parse({"currency": "USD", "conventions": conventions, "meters": meters, "plans": [plan]})


def each(price: str, **more: Any) -> list[dict[str, Any]]:
    """Return a charge of one price for each of the meters a and b."""
    return [{"meters": [name], "tiers": [{"unit_price": price}], **more} for name in ("a", "b")]


@pytest.mark.parametrize(
    ("charges", "parts", "line", "total"),
    [
        pytest.param(each("0.004"), {}, "0.00", "0.01", id="0.004 + 0.004: 0 and 0, or 0.008"),
        pytest.param(each("0", minimum="0.005"), {}, "0.02", "0.01", id="minimum 0.005 twice: 0.01 and 0.01, or 0.01"),
        pytest.param(each("1", maximum="0.005"), {}, "0.02", "0.01", id="maximum 0.005 twice: 0.01 and 0.01, or 0.01"),
        pytest.param(each("0.01"), {"credit": "0.005"}, "0.01", "0.02", id="0.02 - 0.005: 0.01 off, or 0.015"),
        pytest.param(each("0"), {"fee": "0.005", "minimum": "0.004"}, "0.01", "0.01", id="fee 0.005"),
        pytest.param(
            each("0"), {"fee": "0.005", "seats": {"price": "0.005"}}, "0.02", "0.01", id="fee and seat of 0.005 each"
        ),
    ],
)
def test_each_amount_is_rounded_before_the_sum_or_the_whole_once(
    charges: list[dict[str, Any]], parts: dict[str, Any], line: str, total: str
) -> None:
    for scope, expected in (("line", line), ("total", total)):
        bill = invoice.quote(book(charges, conventions={"rounding_scope": scope}, **parts), "Plan", {"a": 1, "b": 1})
        assert str(bill.total) == expected
        assert sum(one.amount for one in bill.lines) == bill.total


def test_what_the_other_meters_put_beyond_a_table_is_refused_with_the_plan_named() -> None:
    catalog = book([{"meters": ["a", "b"], "tiers": [{"up_to": "10", "unit_price": "1"}]}])
    sentence = "Plan 'Plan': the table of a + b ends at 10, not '11'. Choose a larger plan, ask sales for a price"
    for asked in (
        lambda: plans.exact_bill(catalog, catalog.plans[0], {"b": 11}),
        lambda: plans.curve(catalog, catalog.plans[0], "a", {"b": 11}),
        lambda: invoice.quote(catalog, "Plan", {"b": 11}),
    ):
        with pytest.raises(BeyondTable) as refused:
            asked()
        assert str(refused.value).startswith(sentence)


def test_two_closed_tables_on_one_meter_end_at_the_first_end() -> None:
    short, long = (
        {
            "meters": ["a"],
            "tiers": [{"up_to": str(end // 2), "unit_price": "2"}, {"up_to": str(end), "unit_price": "1"}],
        }
        for end in (10, 40)
    )
    catalog = book([short, long])
    curve = plans.curve(catalog, catalog.plans[0], "a")
    assert curve.end == 10
    assert curve(10) == 15 + 20


def test_blocks_that_a_closed_table_cannot_hold_are_refused_in_words() -> None:
    catalog = book([{"meters": ["a"], "block": "30", "tiers": [{"up_to": "100", "unit_price": "1"}]}])
    assert invoice.quote(catalog, "Plan", {"a": 90}).total == 90
    with pytest.raises(BeyondTable, match="ends at 100, in whole blocks of 30, not '95'"):
        invoice.quote(catalog, "Plan", {"a": 95})
    curve = plans.curve(catalog, catalog.plans[0], "a", until=Fraction(100))
    assert curve.end == 90
    assert curve(Fraction("60.5")) == 90


def test_units_billed_again_are_not_called_included() -> None:
    charge = {"meters": ["a"], "included": "5", "tiers": [{"unit_price": "2"}]}
    catalog = book([charge], conventions={"allowance": "rebill"})
    told = [[line.description for line in invoice.quote(catalog, "Plan", {"a": q}).lines] for q in (5, 6)]
    assert told == [["First 5 units included (of 5)"], ["6 units x $2.00 = $12.00"]]


@pytest.mark.parametrize(
    "rounding",
    ["half_up", "half_even"],
)
def test_the_sentence_of_a_line_says_its_amount(rounding: str) -> None:
    catalog = book(each("0.125"), conventions={"rounding": rounding})
    for line in invoice.quote(catalog, "Plan", {"a": 1, "b": 3}).lines:
        assert line.description.endswith(f" = ${line.amount}")


@pytest.mark.parametrize(
    "charge",
    [
        {"model": "stairstep", "tiers": [{"up_to": "10", "flat_fee": "0"}, {"flat_fee": "5"}]},
        {"block": "10", "block_rounding": "down", "tiers": [{"unit_price": "1"}]},
    ],
    ids=["a free band", "less than a block"],
)
def test_what_was_used_for_nothing_is_not_told_as_unused(charge: dict[str, Any]) -> None:
    bill = invoice.quote(book([{**charge, "meters": ["a"]}]), "Plan", {"a": 4})
    assert all("No units used" not in line.description for line in bill.lines)


def test_included_units_may_reach_beyond_the_end_of_a_table() -> None:
    tiers = [{"up_to": "5", "unit_price": {"a": "1", "b": "2"}, "flat_fee": "3"}]
    charge = {"meters": ["a", "b"], "included": "60", "tiers": tiers}
    for allowance in ("subtract", "rebill"):
        catalog = book([charge], conventions={"allowance": allowance})
        curve = plans.curve(catalog, catalog.plans[0], "a", {"b": 54})
        assert curve == Curve.line(3).until(Fraction(6))
        assert invoice.quote(catalog, "Plan", {"a": 6, "b": 54}).total == 3
        with pytest.raises(BeyondTable, match=r"ends at 60, not '60\.5'"):
            invoice.quote(catalog, "Plan", {"a": "6.5", "b": 54})


def test_the_largest_price_times_the_largest_quantity_is_a_bill() -> None:
    charge = {"tiers": [{"unit_price": "9" * 24}]}
    plan = {"name": "Vast", "charges": [charge]}
    book = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]})
    bill = invoice.quote(book, "Vast", {"calls": "9" * 24})
    assert int(bill.total) == (10**24 - 1) ** 2
    assert bill.lines[0].description.endswith(f"= ${(10**24 - 1) ** 2:,}.00")
