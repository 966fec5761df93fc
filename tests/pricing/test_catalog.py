"""The document: what may be left out, what it becomes, and that writing and reading it changes nothing."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from data import documents, presets
from pricing.catalog import Meter, parse
from pricing.conventions import PROFILES, Conventions
from tests import curves
from tests.pricing.bad_documents import good


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_survives_being_written_and_read(name: str) -> None:
    book = parse(presets.read(name))
    assert parse(book.document()) == book


@pytest.mark.parametrize("seed", range(60))
def test_a_random_catalogue_survives_being_written_and_read(seed: int) -> None:
    book = parse(curves.document(seed))
    assert parse(book.document()) == book
    assert hash(parse(book.document())) == hash(book)


def test_numbers_may_be_texts_whole_numbers_or_decimals() -> None:
    prices = ['"0.10"', "0.10", '" 0.10 "', '"+.1"', '"0.100000000000"']
    books = [parse(documents.loads(good("charge", f"tiers = [{{ unit_price = {one} }}]"), "toml")) for one in prices]
    assert len(set(books)) == 1
    assert books[0].plans[0].charges[0].tiers[0].price("calls") == Fraction(1, 10)


def test_what_has_a_natural_default_may_be_left_out() -> None:
    book = parse({"currency": "USD", "plans": [{"name": "P"}]})
    plan = book.plans[0]
    assert (book.name, book.locale, book.meters, book.status) == ("Untitled", "en_US", (), None)
    numbers: list[Any] = [plan.rank, plan.fee, plan.credit, plan.minimum, plan.seats.count, plan.seats.price]
    assert numbers == [1, 0, 0, 0, 1, 0]
    assert plan.maximum is None
    assert book.conventions == Conventions()


def test_a_charge_counts_the_only_meter_by_default() -> None:
    plan = {"name": "P", "charges": [{"tiers": [{"unit_price": "1"}]}]}
    assert parse({"currency": "USD", "meters": [{"name": "m"}], "plans": [plan]}).plans[0].meters == ("m",)


def test_plans_stand_in_rank_order_whatever_they_cost() -> None:
    rows = [
        {"name": "Big", "rank": 3, "fee": "1"},
        {"name": "Small", "rank": 1, "fee": "9"},
        {"name": "Mid", "rank": 2},
    ]
    assert [plan.name for plan in parse({"currency": "USD", "plans": rows}).plans] == ["Small", "Mid", "Big"]
    rows = [{"name": "One", "fee": "9"}, {"name": "Two", "fee": "1"}]
    assert [(plan.name, plan.rank) for plan in parse({"currency": "USD", "plans": rows}).plans] == [
        ("One", 1),
        ("Two", 2),
    ]


def test_a_plan_priced_by_sales_has_no_fee() -> None:
    plan = parse({"currency": "USD", "plans": [{"name": "P", "fee": "contact_sales"}]}).plans[0]
    assert plan.fee is None
    assert not plan.for_sale


def test_features_are_yes_or_no_limits_or_texts() -> None:
    features = {"sso": False, "projects": 10, "storage": Decimal("1.5"), "support": "email"}
    plan = parse({"currency": "USD", "plans": [{"name": "P", "features": features}]}).plans[0]
    assert dict(plan.features) == {"sso": False, "projects": 10, "storage": Fraction(3, 2), "support": "email"}


def test_covers_are_ranges_of_usage() -> None:
    book = parse(documents.loads(good("plan", 'covers = { calls = { from = "10", to = "20" } }'), "toml"))
    assert book.plans[0].covers == (("calls", Fraction(10), Fraction(20)),)
    book = parse(documents.loads(good("plan", 'covers = { calls = { to = "none" } }'), "toml"))
    assert book.plans[0].covers == (("calls", Fraction(0), None),)


def test_dates_are_dates() -> None:
    book = parse(documents.loads(good("top", "checked_on = 2026-11-20"), "toml"))
    assert book.checked_on == date(2026, 11, 20)
    assert parse({**book.document(), "checked_on": "2026-11-20"}) == book


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_sets_its_switches_and_any_may_be_set_by_itself(profile: str) -> None:
    book = parse({"currency": "USD", "conventions": {"profile": profile}, "plans": [{"name": "P"}]})
    switches = PROFILES[profile].switches
    assert all(getattr(book.conventions, name) == value for name, value in switches.items())
    other = {"profile": profile, "rounding_scope": "total", "boundary": "from"}
    changed = parse({"currency": "USD", "conventions": other, "plans": [{"name": "P"}]}).conventions
    assert (changed.rounding_scope, changed.boundary, changed.profile) == ("total", "from", profile)


@pytest.mark.parametrize(
    ("meter", "units"),
    [
        ({"unit": "call"}, ["1 call", "2 calls"]),
        ({"unit": "GB"}, ["1 GB", "2 GB"]),
        ({"unit": "news"}, ["1 news", "2 news"]),
        ({"unit": "query", "plural": "queries"}, ["1 query", "2 queries"]),
    ],
)
def test_units_are_named_as_they_are_counted(meter: dict[str, Any], units: list[str]) -> None:
    counted = Meter(name="m", **meter)
    assert [f"{n} {counted.units(Fraction(n))}" for n in (1, 2)] == units


def test_names_are_kept_in_one_line() -> None:
    book = parse({"currency": "USD", "plans": [{"name": "  Pro \n Plus ", "charges": []}]})
    assert book.plans[0].name == "Pro Plus"
