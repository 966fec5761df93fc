"""A table under another model: nothing else changes, and derived columns make bills agree at each bound."""

from fractions import Fraction
from typing import Any

import pytest

from data import presets
from pricing import derive, invoice, plans
from pricing.catalog import Catalog, Plan, parse
from pricing.conventions import Conventions
from pricing.errors import TableRefused
from pricing.fields import Model
from tests.curves import dice

MODELS: tuple[Model, ...] = ("progressive", "volume", "stairstep")


def book(name: str) -> Catalog:
    """Return a preset's catalogue."""
    return parse(presets.read(name))


def table(rows: list[dict[str, str]], model: str, **charge: str) -> Catalog:
    """Return a catalogue of one plan with one table."""
    plan = {"name": "P", "charges": [{"model": model, "tiers": rows, **charge}]}
    return parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]})


def bill(catalog: Catalog, plan: Plan, quantity: Fraction | int) -> Fraction:
    """Return the exact bill of a quantity of the first meter."""
    return plans.exact_bill(catalog, plan, {catalog.meters[0].name: Fraction(quantity)})


@pytest.mark.parametrize(
    ("name", "model", "quantity", "total"),
    [
        ("api-calls", "volume", 250_000, "375.00"),
        ("api-calls-volume", "progressive", 250_000, "425.00"),
        ("fonts", "volume", 20, "120.00"),
        ("fonts-volume", "progressive", 20, "127.50"),
        ("water", "volume", 6000, "600.00"),
        ("water-volume", "progressive", 6000, "1200.00"),
    ],
)
def test_the_seed_tables_under_the_other_model(name: str, model: Model, quantity: int, total: str) -> None:
    catalog = book(name)
    plan = derive.as_model(catalog.plans[0], model)
    assert f"{invoice.quote(catalog, plan, {catalog.meters[0].name: quantity}).total:f}" == total
    assert plan.charges[0].tiers == catalog.plans[0].charges[0].tiers


def test_a_model_that_reads_an_empty_column_is_refused() -> None:
    with pytest.raises(TableRefused, match="odel stairstep reads flat_fee, which every tier of calls leaves at 0"):
        derive.as_model(book("api-calls").plans[0], "stairstep")
    with pytest.raises(TableRefused, match="odel volume reads unit_price, which every tier of credits leaves at 0"):
        derive.as_model(book("elevenlabs").plans[0], "volume")


def test_bands_derived_from_unit_prices() -> None:
    catalog = book("api-calls")
    plan = derive.derived(catalog, catalog.plans[0], "stairstep")
    # 100 x 2.00, and 900 x 1.50 more; the open tier has no upper bound to take a fee from.
    rows: list[Any] = [(tier.up_to, tier.flat_fee) for tier in plan.charges[0].tiers]
    assert rows == [(100_000, 200), (1_000_000, 1550)]
    assert [bill(catalog, plan, q) for q in (1, 100_000, 100_001, 1_000_000)] == [200, 200, 1550, 1550]


@pytest.mark.parametrize("model", ["progressive", "volume"])
def test_unit_prices_derived_from_bands(model: Model) -> None:
    catalog = book("elevenlabs")
    plan = derive.derived(catalog, catalog.plans[0], model)
    for bound, fee in ((30_000, 6), (100_000, 22), (500_000, 99), (2_000_000, 299)):
        assert bill(catalog, plan, bound) == fee


@pytest.mark.parametrize("seed", range(120))
@pytest.mark.parametrize("model", MODELS)
def test_derived_bills_agree_at_each_bound(seed: int, model: Model) -> None:
    chance = dice(seed)
    bounds = sorted(chance.sample(range(1, 500), chance.randint(1, 4)))
    rows = [{"up_to": str(bound)} for bound in bounds]
    source = chance.choice(MODELS)
    prices = sorted(chance.sample(range(1, 900), len(rows)))
    for row, price in zip(rows, prices, strict=True):
        row |= {"flat_fee": str(price)} if source == "stairstep" else {"unit_price": f"0.{price:03}"}
    included, counts = chance.choice((0, 0, 7, 120)), chance.choice(("all", "overage"))
    catalog = table(rows, source, per=chance.choice(("1", "10", "7")), included=str(included))
    catalog = catalog.model_copy(update={"conventions": Conventions.model_validate({"tier_counts": counts})})
    before = catalog.plans[0]
    after = derive.derived(catalog, before, model)
    assert after.charges[0].model == model
    if not derive.lacking(before.charges[0], model):
        assert after.charges[0].tiers == before.charges[0].tiers
        return
    for bound in bounds if counts == "all" else (bound + included for bound in bounds):
        if bound > included:
            assert bill(catalog, after, bound) == bill(catalog, before, bound)


def test_a_band_that_costs_less_than_the_one_before_gets_the_price_0() -> None:
    rows = [{"up_to": "10", "flat_fee": "30"}, {"up_to": "20", "flat_fee": "20"}, {"up_to": "30", "flat_fee": "50"}]
    catalog = table(rows, "stairstep")
    plan = derive.derived(catalog, catalog.plans[0], "progressive")
    assert [tier.price("") for tier in plan.charges[0].tiers] == [3, 0, 2]  # 30 / 10, none, (50 - 30) / 10


def test_bands_derived_from_a_volume_table_cost_what_it_does() -> None:
    catalog = book("api-calls-volume")
    plan = derive.derived(catalog, catalog.plans[0], "stairstep")
    assert [tier.flat_fee for tier in plan.charges[0].tiers] == [200, 1500]  # 100 x 2.00 and 1,000 x 1.50


def test_what_is_no_table_stays_as_it_is() -> None:
    rows = [{"flat_fee": "5"}]
    catalog = table(rows, "flat")
    flat = catalog.plans[0]
    assert not derive.switchable(flat)
    assert derive.as_model(flat, "volume") == derive.derived(catalog, flat, "volume") == flat
    assert derive.lacking(flat.charges[0], "stairstep") == ""
    assert derive.switchable(book("api-calls").plans[0])


def test_a_package_is_no_table_of_tiers() -> None:
    catalog = table([{"unit_price": "5"}], "package", per="100")
    assert not derive.switchable(catalog.plans[0])
    assert derive.as_model(catalog.plans[0], "volume") == catalog.plans[0]


def test_an_open_band_alone_has_nothing_to_derive_from() -> None:
    catalog = table([{"unit_price": "1"}], "progressive")
    with pytest.raises(TableRefused, match="no closed tier to derive from"):
        derive.derived(catalog, catalog.plans[0], "stairstep")


@pytest.mark.parametrize("name", presets.names())
@pytest.mark.parametrize("model", MODELS)
def test_every_preset_is_read_by_every_model_or_refused_in_words(name: str, model: Model) -> None:
    catalog = book(name)
    for plan in catalog.plans:
        open_only = any(derive.lacking(one, model) and one.tiers[0].up_to is None for one in plan.charges)
        if model == "stairstep" and open_only:
            with pytest.raises(TableRefused, match="has no closed tier to derive from"):
                derive.derived(catalog, plan, model)
            continue
        changed = derive.derived(catalog, plan, model)
        assert changed.model_copy(update={"charges": plan.charges}) == plan
        assert all(one.model == model for one in changed.charges if one.model in MODELS and not one.by_meter)
