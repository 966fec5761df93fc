"""Stripe: the shapes that are written, answers of the API that are read, and what is refused with its place."""

import json
from decimal import Decimal
from typing import Any

import pytest

from pricing import invoice
from pricing.catalog import Catalog, parse
from pricing.errors import Refusal
from pricing.exchange import stripe

# As the API answers a list whose tiers were expanded.
ANSWER = json.loads(
    """{"object": "list", "url": "/v1/prices", "has_more": false, "data": [
    {"id": "price_1", "object": "price", "active": true, "billing_scheme": "tiered", "created": 1700000000,
     "currency": "usd", "livemode": false, "lookup_key": null, "metadata": {}, "nickname": "API calls",
     "product": "prod_1", "recurring": {"interval": "month", "interval_count": 1, "meter": "mtr_1",
     "trial_period_days": null, "usage_type": "metered"}, "tax_behavior": "unspecified", "tiers_mode": "volume",
     "tiers": [{"flat_amount": 500, "flat_amount_decimal": "500", "unit_amount": null, "unit_amount_decimal": "0.15",
     "up_to": 1000}, {"flat_amount": null, "flat_amount_decimal": null, "unit_amount": 1,
     "unit_amount_decimal": "1", "up_to": null}], "transform_quantity": null, "type": "recurring",
     "unit_amount": null, "unit_amount_decimal": null},
    {"id": "price_2", "object": "price", "active": true, "billing_scheme": "per_unit", "currency": "usd",
     "metadata": {}, "nickname": null, "product": {"id": "prod_2", "name": "Team", "unit_label": "seat"},
     "recurring": {"interval": "year", "interval_count": 1, "usage_type": "licensed"}, "tiers_mode": null,
     "transform_quantity": null, "unit_amount": 1500, "unit_amount_decimal": "1500"},
    {"id": "price_3", "object": "price", "active": false, "currency": "usd", "recurring": {"interval": "month"}},
    {"id": "price_4", "object": "price", "currency": "usd", "recurring": null, "unit_amount": 5},
    {"id": "price_5", "object": "price", "currency": "usd", "custom_unit_amount": {"minimum": 5},
     "recurring": {"interval": "month"}}]}"""
)


def priced(charge: dict[str, Any], **more: Any) -> Catalog:
    """Return a catalogue of one plan with one charge on calls."""
    plan = {"name": "Plan", "charges": [{"meters": ["calls"], "tiers": [{"unit_price": "1"}]} | charge]}
    return parse({"currency": "USD", "meters": [{"name": "calls"}, {"name": "more"}], "plans": [plan]} | more)


def test_an_answer_of_the_api_is_read() -> None:
    found = stripe.read(ANSWER, licensed="seats")
    book = parse(found.result)
    assert [plan.name for plan in book.plans] == ["API calls", "Team"]
    assert invoice.quote(book, "API calls", {"mtr_1": 1000}).total == Decimal("6.50")  # 5 + 1,000 x 0.0015
    assert invoice.quote(book, "API calls", {"mtr_1": 1001}).total == Decimal("10.01")
    assert invoice.quote(book, "Team", {}, 3).total == Decimal("45.00")
    told = [(one.where, one.what) for one in found.untranslated]
    assert told == [
        ("price 2", "interval of 1 year"),
        ("price 3", "inactive price"),
        ("price 4", "one-time price"),
        ("price 5", "amount chosen by the customer"),
    ]


def test_a_licensed_price_is_a_question() -> None:
    with pytest.raises(Refusal, match="Price 2: is a licensed price a fee or the price of a seat"):
        stripe.read(ANSWER)
    assert parse(stripe.read(ANSWER, licensed="fee").result).plan("Team").fee == 15


@pytest.mark.parametrize(
    ("currency", "unit_price", "minor"),
    [("USD", "0.0015", "0.15"), ("JPY", "0.5", "0.5"), ("KWD", "0.0015", "1.5"), ("ISK", "3", "300")],
)
def test_amounts_are_in_the_minor_unit(currency: str, unit_price: str, minor: str) -> None:
    book = priced({"tiers": [{"unit_price": unit_price}]}, currency=currency)
    made = stripe.export(book).result
    assert (made["data"][0]["currency"], made["data"][0]["unit_amount_decimal"]) == (currency.lower(), minor)
    assert parse(stripe.read(made).result).plans[0].charges[0].tiers == book.plans[0].charges[0].tiers


def test_amounts_have_twelve_decimals_in_the_minor_unit() -> None:
    """A price of 14 decimals in dollars has 12 in cents; a document keeps it as a price of a thousand."""
    fine = priced({"per": "1000", "tiers": [{"unit_price": "0.00000000001"}]})
    made = stripe.export(fine)
    assert made.result["data"][0]["unit_amount_decimal"] == "0.000000000001"
    charge = parse(stripe.read(made.result).result).plans[0].charges[0]
    assert charge.per == 1000
    assert charge.tiers == fine.plans[0].charges[0].tiers
    finer = stripe.export(priced({"per": "10000", "tiers": [{"unit_price": "0.00000000001"}]}))
    third = stripe.export(priced({"per": "3"}))
    assert [one.what for one in (*finer.untranslated, *third.untranslated)] == ["decimals", "decimals"]
    assert finer.result["data"] == third.result["data"] == []


BANDS = [{"up_to": "10", "flat_fee": "5"}, {"flat_fee": "9"}]
UNITS = [{"up_to": "10", "unit_price": "2"}, {"unit_price": "1"}]
SHAPES = [
    ({"tiers": UNITS}, {"tiers_mode": "graduated", "up_to": [10, "inf"], "unit": ["200", "100"]}),
    ({"tiers": UNITS, "model": "volume"}, {"tiers_mode": "volume", "up_to": [10, "inf"], "unit": ["200", "100"]}),
    ({"tiers": UNITS, "included": "4"}, {"up_to": [4, 10, "inf"], "unit": ["0", "200", "100"]}),
    ({"tiers": BANDS, "model": "stairstep"}, {"tiers_mode": "volume", "flat": ["500", "900"], "unit": [None, None]}),
    ({"model": "package", "per": "100"}, {"transform_quantity": {"divide_by": 100, "round": "up"}}),
    ({"block": "10", "block_rounding": "down"}, {"transform_quantity": {"divide_by": 10, "round": "down"}}),
    ({"model": "flat", "tiers": [{"flat_fee": "7"}]}, {"up_to": ["inf"], "flat": ["700"]}),
]


@pytest.mark.parametrize(("charge", "shape"), SHAPES)
def test_the_shape_of_a_price(charge: dict[str, Any], shape: dict[str, Any]) -> None:
    made = stripe.export(priced(charge))
    assert made.untranslated == ()
    price = made.result["data"][0]
    columns = {"up_to": "up_to", "unit": "unit_amount_decimal", "flat": "flat_amount_decimal"}
    for field, expected in shape.items():
        column = columns.get(field)
        assert ([tier.get(column) for tier in price["tiers"]] if column else price[field]) == expected
    assert not ({"tiers", "transform_quantity"} <= price.keys())


LOST = [
    ({"block": "10", "tiers": UNITS}, {}, "block with tiers"),
    ({"block": "10", "block_rounding": "nearest"}, {}, "block rounding"),
    ({"block": "10", "tiers": [{"unit_price": "1", "flat_fee": "3"}]}, {}, "flat fee with a block"),
    ({"block": "10", "included": "5"}, {}, "included units with a block"),
    ({"block": "2.5"}, {}, "fractional block"),
    ({"tiers": [{"up_to": "2.5", "unit_price": "1"}, {}]}, {}, "fractional bound"),
    ({"included": "5"}, {"conventions": {"allowance": "rebill"}}, "rebill allowance"),
    ({"included": "5", "tiers": UNITS, "model": "volume"}, {}, "included units by volume"),
    ({"included": "50", "tiers": [{"up_to": "10", "unit_price": "1"}]}, {}, "nothing above the included units"),
    ({"meters": ["calls", "more"]}, {}, "combined volume"),
    ({"tiers": [{"unit_price": {"calls": "1"}}]}, {}, "prices by meter"),
    ({"meters": ["calls", "more"], "model": "percentage"}, {}, "percentage"),
    ({"tiers": UNITS, "model": "volume"}, {"conventions": {"boundary": "from"}}, "boundary"),
    ({"tiers": BANDS}, {"conventions": {"boundary": "from"}}, "boundary"),
]


@pytest.mark.parametrize(("charge", "more", "what"), LOST)
def test_what_has_no_price_is_left_out(charge: dict[str, Any], more: dict[str, Any], what: str) -> None:
    made = stripe.export(priced(charge, **more))
    assert made.result["data"] == []
    assert [(one.what, one.where, one.effect) for one in made.untranslated] == [
        (what, "plan 'Plan', charge 1", "left out")
    ]


DIFFER = [
    ({"minimum": "5"}, {}, "charge minimum"),
    ({"maximum": "5"}, {}, "charge maximum"),
    ({"tiers": [{"up_to": "5", "unit_price": "1"}]}, {}, "closed last band"),
    ({"tiers": BANDS, "model": "stairstep"}, {"conventions": {"flat_fee_at_zero": "waive"}}, "waived flat fee"),
    ({}, {"conventions": {"rounding": "half_even"}}, "rounding"),
    ({}, {"conventions": {"rounding_scope": "total"}}, "rounding scope"),
    ({}, {"currency": "ISK"}, "currency decimals"),
]


@pytest.mark.parametrize(("charge", "more", "what"), DIFFER)
def test_what_a_price_cannot_say_is_told(charge: dict[str, Any], more: dict[str, Any], what: str) -> None:
    made = stripe.export(priced(charge, **more))
    assert len(made.result["data"]) == 1
    assert [(one.what, one.effect) for one in made.untranslated] == [(what, "bills differ")]


def test_rounding_by_tier_is_told_only_where_it_matters() -> None:
    """A first tier of 0.004 x 5 is two whole cents, one of 0.005 x 5 is two and a half."""
    for price, lost in (("0.004", []), ("0.005", ["rounding scope"])):
        tiers = [{"up_to": "5", "unit_price": price}, {"unit_price": "0.001"}]
        made = stripe.export(priced({"tiers": tiers}, conventions={"rounding_scope": "tier"}))
        assert [one.what for one in made.untranslated] == lost


def test_a_last_band_that_goes_on_above_the_included_units_is_a_price() -> None:
    charge = {"included": "50", "tiers": [{"up_to": "10", "unit_price": "1"}]}
    book = priced(charge, conventions={"beyond_table": "last_band"})
    made = stripe.export(book)
    assert made.untranslated == ()
    back = parse(stripe.read(made.result).result)
    assert [invoice.quote(one, "Plan", {"calls": 60}).total for one in (book, back)] == [10, 10]


def test_a_bound_that_nothing_hangs_on_belongs_to_either_tier() -> None:
    assert stripe.export(priced({"tiers": UNITS}, conventions={"boundary": "from"})).untranslated == ()


def test_the_plan_around_a_price() -> None:
    plan = {"name": "Pro", "credit": "5", "minimum": "1", "maximum": "90", "features": {"sso": True}}
    made = stripe.export(parse({"currency": "USD", "plans": [plan, {"name": "Big", "fee": "contact_sales"}]}))
    told = [(one.what, one.effect) for one in made.untranslated]
    assert told == [
        ("contact sales", "left out"),
        ("credit", "bills differ"),
        ("minimum", "bills differ"),
        ("maximum", "bills differ"),
        ("features", "bills stay"),
    ]


PRICE = {"object": "price", "currency": "usd", "unit_amount": 5, "recurring": {"usage_type": "metered"}}
TIERED = {**PRICE, "billing_scheme": "tiered", "tiers_mode": "graduated"}
REFUSED = [
    (3, "Price: an object with named fields is needed, not '3'"),
    ([], "There is no price in it"),
    ([PRICE, "x"], "Price 2: an object with named fields is needed, not 'x'"),
    ({"object": "product"}, "Price: a price of Stripe is needed, not 'product'"),
    ({**PRICE, "currency": None}, "Price: which currency is it"),
    ({**PRICE, "currency": "usdd"}, "Price: no such currency: 'USDD'"),
    ([PRICE, {**PRICE, "currency": "eur"}], "Price 2: a document has one currency, and USD came first, not 'EUR'"),
    ({**PRICE, "unit_amount": None}, "Price: the field unit_amount_decimal is missing"),
    ({**PRICE, "unit_amount": -5}, "Price, unit_amount: a number of 0 or more is needed, not '-5'"),
    ({**PRICE, "unit_amount": True}, "Price, unit_amount: a number is written as text, not 'True'"),
    ({**PRICE, "unit_amount_decimal": "1e9"}, "Price, unit_amount_decimal: a number is written without exponent"),
    ({**PRICE, "unit_amount_decimal": "NaN"}, "Price, unit_amount_decimal: a finite number is needed"),
    (TIERED, "Price: the tiers are not in this answer"),
    ({**TIERED, "tiers": {}}, "Price, tiers: a list is needed"),
    ({**TIERED, "tiers": []}, "a charge needs at least one tier"),
    ({**TIERED, "tiers": [{"up_to": 0, "unit_amount": 1}]}, "a number above 0 is needed"),
    ({**TIERED, "tiers": [{"up_to": "1.5", "unit_amount": 1}]}, "Price, tiers 1, up_to: a whole number is needed"),
    ({**TIERED, "tiers": [{"up_to": 5}, {"up_to": 4}]}, "bounds rise from tier to tier"),
    ({**TIERED, "tiers": [{"up_to": None}, {"up_to": 4}]}, "the open tier comes last"),
    ({**TIERED, "tiers_mode": "step", "tiers": []}, "tiers_mode: one of graduated, volume is needed, not 'step'"),
    ({**TIERED, "tiers": [{}], "transform_quantity": {}}, "transform_quantity cannot be combined with tiers"),
    ({**PRICE, "transform_quantity": {"divide_by": 5}}, "Price, transform_quantity: the field round is missing"),
    ({**PRICE, "metadata": {"plan": ["x"]}}, "Price, metadata, plan: a text is needed"),
    ({**PRICE, "recurring": "month"}, "Price, recurring: an object with named fields is needed"),
    ({**PRICE, "nickname": "x" * 300}, "a name is needed"),
    ({**PRICE, "nickname": "a\x00b"}, "a name is needed"),
    ({**PRICE, "active": False}, "Nothing in it can be priced here (Price: inactive price (left out)"),
]


def test_prices_of_one_name_are_plans_of_their_own() -> None:
    names = [plan.name for plan in parse(stripe.read([{**PRICE, "nickname": "A"}] * 3).result).plans]
    assert names == ["A", "A (2)", "A (3)"]


@pytest.mark.parametrize(("data", "sentence"), REFUSED)
def test_wrong_json_is_refused_with_its_place(data: object, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        stripe.read(data)
    assert sentence in str(refused.value)
    assert len(str(refused.value)) < 400
