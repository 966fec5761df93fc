"""What is written has the shapes that the systems' own client libraries publish: every field, no other one."""

import json
import typing
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from stripe import RequestOptions
from stripe.params import PriceCreateParams
from typing_extensions import TypedDict

from data import presets
from pricing.catalog import parse
from pricing.exchange import lago, stripe
from tests import curves
from tests.pricing.exchange.test_random_plans import plain_plan

CATALOGS = {name: parse(presets.read(name)) for name in presets.names()}
CATALOGS |= {f"random {seed}": parse(curves.document(seed)) for seed in range(15)}
CATALOGS |= {f"plain {seed}": parse(plain_plan(seed, "stripe")) for seed in range(15)}
# How a request is sent is no part of a price, and is typed by names that exist for type checkers only.
UNNAMED = {"StripeContext": object, "Mapping": Mapping}
HINTS = typing.get_type_hints(PriceCreateParams, localns=UNNAMED, include_extras=True)
FIELDS = {name: hint for name, hint in HINTS.items() if name not in RequestOptions.__annotations__}
PUBLISHED: Any = TypedDict("PUBLISHED", FIELDS)  # type: ignore[misc]  # its fields are known when it runs
PRICE: TypeAdapter[Any] = TypeAdapter(with_config(ConfigDict(arbitrary_types_allowed=True))(PUBLISHED))


def as_published(price: dict[str, Any]) -> Any:
    """Return a price as the published type reads it: fields that it does not have are gone."""
    return PRICE.dump_python(PRICE.validate_python(price), mode="json")


@pytest.fixture(scope="module")
def client() -> Any:
    """Return the models of Lago's client, which are of pydantic's first version."""
    return pytest.importorskip("lago_python_client.models", reason="Lago's client needs a Python before 3.14")


def to_create(plan: dict[str, Any]) -> dict[str, Any]:
    """Return a plan with the id of each metric, which only the account knows, in the place of its code."""
    charges = [
        {"billable_metric_id": charge["billable_metric_code"]}
        | {key: value for key, value in charge.items() if key != "billable_metric_code"}
        for charge in plan["charges"]
    ]
    return plan | {"charges": charges}


@pytest.mark.parametrize("name", CATALOGS)
def test_stripe_prices_are_the_parameters_that_create_them(name: str) -> None:
    for price in stripe.export(CATALOGS[name]).result["data"]:
        assert as_published(price) == price


def test_the_published_type_of_a_price_can_tell() -> None:
    price = stripe.export(CATALOGS["fonts"]).result["data"][0]
    assert as_published(price | {"tier_mode": "volume"}) != price | {"tier_mode": "volume"}
    for wrong in ({"tiers": [{"up_to": "five"}]}, {"unit_amount_decimal": "ten"}, {"currency": 3}):
        with pytest.raises(ValidationError):
            PRICE.validate_python(price | wrong)


@pytest.mark.parametrize("name", CATALOGS)
def test_lago_plans_are_plans_of_the_client(name: str, client: Any) -> None:
    for plan in lago.export(CATALOGS[name]).result["plans"]:
        written = to_create(plan)
        assert json.loads(client.Plan.parse_obj(written).json(exclude_unset=True)) == written
        for charge in plan["charges"]:
            assert json.loads(client.ChargeResponse.parse_obj(charge).json(exclude_unset=True)) == charge


def test_the_client_of_lago_can_tell(client: Any) -> None:
    plan = lago.export(CATALOGS["fonts"]).result["plans"][0] | {"amount": 3}
    assert "amount" not in json.loads(client.Plan.parse_obj(to_create(plan)).json(exclude_unset=True))
    with pytest.raises(ValueError, match="amount_cents"):
        client.Plan.parse_obj(plan | {"amount_cents": "ten"})


def test_the_words_of_stripe_are_the_published_ones() -> None:
    for field, words in {"tiers_mode": ("graduated", "volume"), "billing_scheme": ("per_unit", "tiered")}.items():
        assert str(words)[1:-1] in str(FIELDS[field])
