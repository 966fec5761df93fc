"""Differences in words: each field that can change has its sentence, and nothing else is said."""

from datetime import date
from typing import Any

import pytest

from data import presets
from pricing.catalog import Catalog, Plan, parse
from pricing.difference import differences
from pricing.terms import Charge

TIERS = [{"up_to": "100", "unit_price": "2"}, {"unit_price": "1.5"}]


def book(charge: dict[str, Any] | None = None, plan: dict[str, Any] | None = None, **head: Any) -> Catalog:
    charges = [{"meters": ["calls"], "per": "1000", "tiers": TIERS} | (charge or {})]
    meters = [{"name": "calls"}, {"name": "gb", "whole": False}]
    one = {"name": "Pro", "charges": charges} | (plan or {})
    return parse({"currency": "USD", "meters": meters, "plans": [one]} | head)


CHARGES: list[tuple[dict[str, Any], list[str]]] = [
    ({"tiers": [TIERS[0], {"unit_price": "1.4"}]}, ["Pro, calls: tier 2 from $1.50 to $1.40 per 1,000"]),
    ({"tiers": [{"up_to": "150", "unit_price": "2"}, TIERS[1]]}, ["Pro, calls: tier 1 up to 150 (was 100)"]),
    ({"tiers": [TIERS[0], TIERS[1] | {"up_to": "900"}]}, ["Pro, calls: tier 2 up to 900 (was open)"]),
    (
        {"tiers": [TIERS[0] | {"flat_fee": "5"}, TIERS[1]]},
        ["Pro, calls: tier 1, flat fee from $0.00 to $5.00"],
    ),
    ({"tiers": [TIERS[1]]}, ["Pro, calls: from 2 to 1 tiers", "Pro, calls: tier 1 up to open (was 100)"]),
    ({"model": "volume"}, ["Pro, calls: model from progressive to volume"]),
    ({"per": "100"}, ["Pro, calls: per from 1,000 to 100 units"]),
    ({"included": "10"}, ["Pro, calls: included from 0 to 10 units"]),
    ({"minimum": "7"}, ["Pro, calls: minimum from $0.00 to $7.00"]),
    ({"maximum": "70"}, ["Pro, calls: maximum from none to $70.00"]),
    ({"name": "API"}, ["Pro, API: name from none to API"]),
    ({"meters": ["gb"]}, ["Pro, gb: meters from calls to gb"]),
    ({"block": "5"}, ["Pro, calls: block from 0 to 5 units"]),
    ({"block_rounding": "down"}, ["Pro, calls: block rounding from up to down"]),
]
PLANS: list[tuple[dict[str, Any], list[str]]] = [
    ({"fee": "20"}, ["Pro: fee from $0.00 to $20.00"]),
    ({"fee": "contact_sales"}, ["Pro: fee from $0.00 to contact sales"]),
    ({"credit": "20"}, ["Pro: credit from $0.00 to $20.00"]),
    ({"minimum": "9"}, ["Pro: minimum from $0.00 to $9.00"]),
    ({"maximum": "90"}, ["Pro: maximum from none to $90.00"]),
    ({"seats": {"price": "8"}}, ["Pro: price of a seat from $0.00 to $8.00"]),
    ({"features": {"sso": True, "spaces": 3}}, ["Pro: feature sso from no to yes", "Pro: feature spaces from no to 3"]),
    ({"charges": []}, ["Pro: charge 1, calls, is gone"]),
    ({"name": "Max"}, ["plan Pro is gone", "plan Max is new"]),
    ({"seats": {"count": 5}}, ["Pro: seats from 1 to 5"]),
    ({"rank": 7}, ["Pro: rank from 1 to 7"]),
    ({"covers": {"gb": {"from": "1000", "to": "2000"}}}, ["Pro: covers 1,000 to 2,000 of gb (was nothing stated)"]),
    ({"covers": {"gb": {"from": "5"}}}, ["Pro: covers 5 on of gb (was nothing stated)"]),
]
HEADS: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": "New"}, ["name from 'Untitled' to 'New'"]),
    ({"currency": "EUR"}, ["currency from 'USD' to 'EUR'"]),
    ({"meters": [{"name": "calls"}]}, ["meter gb is gone"]),
    ({"conventions": {"boundary": "from"}}, ["convention boundary is now from (was up to)"]),
    ({"locale": "de_DE"}, ["locale from 'en_US' to 'de_DE'"]),
    ({"source": "a page"}, ["source from '' to 'a page'"]),
    ({"note": "older"}, ["note from '' to 'older'"]),
    ({"status": "teaching"}, ["status from none to teaching"]),
    ({"checked_on": date(2026, 11, 20)}, ["checked on from none to 2026-11-20"]),
    ({"valid_until": date(2027, 1, 1)}, ["valid until from none to 2027-01-01"]),
    ({"golden": [{"plan": "Pro", "total": "0"}]}, ["worked examples changed, from 0 to 1"]),
]


def test_every_field_of_a_document_has_its_sentence() -> None:
    for model, rows in ((Charge, CHARGES), (Plan, PLANS), (Catalog, HEADS)):
        assert {field for change, _ in rows for field in change} == set(model.model_fields) - {"plans"}


@pytest.mark.parametrize(("change", "said"), CHARGES)
def test_a_changed_charge(change: dict[str, Any], said: list[str]) -> None:
    found = [one for one in differences(book(), book(change)) if not one.startswith("Pro, calls: tier 1 from")]
    assert found == said


@pytest.mark.parametrize(("change", "said"), PLANS)
def test_a_changed_plan(change: dict[str, Any], said: list[str]) -> None:
    assert list(differences(book(), book(plan=change))) == said


@pytest.mark.parametrize(("change", "said"), HEADS)
def test_a_changed_head(change: dict[str, Any], said: list[str]) -> None:
    found = differences(book(), book(**change))
    assert found[0] == said[0]


def test_a_changed_minimum_back_and_forth() -> None:
    assert differences(book({"minimum": "7"}), book()) == ("Pro, calls: minimum from $7.00 to $0.00",)


@pytest.mark.parametrize("name", presets.names())
def test_a_table_does_not_differ_from_itself(name: str) -> None:
    assert differences(parse(presets.read(name)), parse(presets.read(name))) == ()
    first = parse(presets.read(name))
    assert differences(first, parse(first.document())) == ()


def test_a_feature_that_is_not_there_is_one_that_is_off() -> None:
    assert differences(book(), book(plan={"features": {"sso": False}})) == ()


def test_prices_by_meter_name_theirs() -> None:
    def voice(price: str) -> Catalog:
        tiers = [{"unit_price": {"calls": price, "gb": "3"}}]
        return book({"meters": ["calls", "gb"], "per": "1", "tiers": tiers})

    assert differences(voice("2"), voice("2.5")) == ("Pro, calls + gb: tier 1 for calls from $2.00 to $2.50",)
