"""OpenMeter: the shapes that are written, both spellings that are read, and what is refused with its place."""

from decimal import Decimal
from typing import Any

import pytest

from pricing import invoice
from pricing.catalog import parse
from pricing.errors import Refusal
from pricing.exchange import openmeter

TIERS = [
    {"upToAmount": "100", "flatPrice": {"type": "flat", "amount": "5"}, "unitPrice": None},
    {"flatPrice": None, "unitPrice": {"type": "unit", "amount": "0.04"}},
]
CARD: dict[str, Any] = {
    "type": "usage_based",
    "key": "calls",
    "name": "Calls",
    "featureKey": "calls",
    "billingCadence": "P1M",
    "price": {"type": "tiered", "mode": "graduated", "tiers": TIERS, "minimumAmount": "6", "maximumAmount": "50"},
}
FEE = {"type": "flat_fee", "key": "fee", "name": "Fee", "price": {"type": "flat", "amount": "20"}}
FREE = {"type": "flat_fee", "key": "sso", "name": "SSO", "price": None}
PHASES = [{"key": "trial", "rateCards": [FEE]}, {"key": "default", "duration": None, "rateCards": [FEE, FREE, CARD]}]
PLAN = {"key": "pro", "name": "Pro", "currency": "USD", "billingCadence": "P1M", "phases": PHASES}
NEWER = {
    "type": "graduated",
    "tiers": [{"up_to_amount": "100", "flat_price": {"amount": "5"}}, {"unit_price": {"amount": "0.04"}}],
    "commitments": {"minimum_amount": "6", "maximum_amount": "50"},
}


def test_a_plan_is_read_with_its_limits() -> None:
    found = openmeter.read({"items": [PLAN]})
    book = parse(found.result)
    totals = [invoice.quote(book, "Pro", {"calls": n}).total for n in (0, 100, 200, 10_000)]
    assert totals == [26, 26, 29, 70]  # 20 + 6, + 6, + 5 + 100 x 0.04, + 50
    assert [(one.what, one.where) for one in found.untranslated] == [("phase", "plan 1, phases 1")]


def test_both_spellings_are_one_price() -> None:
    older = parse(openmeter.read(CARD, currency="USD").result)
    newer = parse(openmeter.read({**CARD, "price": NEWER}, currency="USD").result)
    bare = parse(openmeter.read(NEWER, currency="USD").result)
    assert older == newer
    assert bare.plans[0].charges[0].tiers == newer.plans[0].charges[0].tiers


def test_limits_and_packages_go_there_and_back() -> None:
    charges = [
        {"meters": ["calls"], "minimum": "5", "maximum": "9.5", "tiers": [{"unit_price": "0.1"}]},
        {"meters": ["calls"], "name": "Blocks", "model": "package", "per": "2.5", "tiers": [{"unit_price": "3"}]},
    ]
    meters = [{"name": "calls", "unit": "call", "whole": False}]
    document = {"currency": "KWD", "conventions": {"profile": "openmeter"}, "meters": meters}
    book = parse({**document, "plans": [{"name": "Pro", "charges": charges}]})
    made = openmeter.export(book)
    cards = made.result["items"][0]["phases"][0]["rateCards"]
    assert cards[1]["price"] == {"type": "package", "amount": "3", "quantityPerPackage": "2.5"}
    assert [card["key"] for card in cards] == ["calls", "blocks"]
    assert made.untranslated == ()
    back = parse(openmeter.read(made.result).result)
    assert back.plans == book.plans or back.plans[0].charges[0].maximum == Decimal("9.5")
    for calls in ("0", "2.5", "2.500001", "49", "51", "95", "96"):
        assert invoice.quote(back, "Pro", {"calls": calls}).exact == invoice.quote(book, "Pro", {"calls": calls}).exact


def test_keys_differ_where_names_are_alike() -> None:
    charges = [{"name": name, "tiers": [{"unit_price": "1"}]} for name in ("A b", "a-B", "…")]
    book = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [{"name": "P", "charges": charges}]})
    cards = openmeter.export(book).result["items"][0]["phases"][0]["rateCards"]
    assert [card["key"] for card in cards] == ["a_b", "a_b_2", "item"]


def test_what_a_rate_card_cannot_say_is_told() -> None:
    odd = {**CARD, "key": "x", "featureKey": "x", "price": {"type": "dynamic"}}
    found = openmeter.read([{**CARD, "discounts": {"percentage": {"percentage": 5}}}, odd], currency="USD")
    assert [(one.what, one.effect) for one in found.untranslated] == [
        ("discounts", "bills differ"),
        ("dynamic price", "left out"),
    ]


REFUSED = [
    ({**CARD, "price": {"type": "odd"}}, "Plan, price, type: one of free, flat, unit"),
    ({**CARD, "price": {"type": "unit"}}, "Plan, price: the field amount is missing"),
    ({**CARD, "price": {"type": "tiered", "tiers": []}}, "Plan, price: the field mode is missing"),
    ({**CARD, "price": {"type": "volume", "tiers": [{"unitPrice": {}}]}}, "Plan, price, tiers 1, unitPrice: the field"),
    ({**PLAN, "phases": [{"key": "a"}]}, "Plan, phases 1: the field rateCards is missing"),
    ([PLAN, {**PLAN, "currency": "EUR"}], "Plan 2: a document has one currency"),
]


@pytest.mark.parametrize(("data", "sentence"), REFUSED)
def test_wrong_json_is_refused_with_its_place(data: object, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        openmeter.read(data, currency="USD")
    assert sentence in str(refused.value)


def test_a_price_alone_does_not_name_its_currency() -> None:
    with pytest.raises(Refusal, match="which currency is it"):
        openmeter.read(NEWER)


def test_several_flat_fees_are_one() -> None:
    cards = [FEE, FEE | {"key": "support", "price": {"type": "flat", "amount": "5.5"}}]
    plan = PLAN | {"phases": [{"key": "default", "rateCards": cards}]}
    assert openmeter.read(plan).result["plans"] == [{"name": "Pro", "rank": 1, "fee": "25.5"}]


def test_plans_of_one_name_are_numbered_around_a_name_that_is_numbered_already() -> None:
    plans = [PLAN | {"name": name} for name in ("Pro", "Pro (2)", "Pro", "Pro")]
    assert [one["name"] for one in openmeter.read(plans).result["plans"]] == ["Pro", "Pro (2)", "Pro (3)", "Pro (4)"]
