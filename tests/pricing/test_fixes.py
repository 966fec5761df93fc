"""Each proposed fix removes its finding: on the seed tables and on seeded random ones."""

from collections.abc import Iterable
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from data import presets
from pricing import findings, fixes, invoice, plans, shape
from pricing.catalog import Catalog, Plan, parse
from pricing.findings import Finding
from pricing.shape import Grid
from tests.curves import dice

CAP = "Cap the bill at the next tier's entry price"
EQUAL = "Price the table progressively at equal revenue on the loaded usage"
SPLIT = "Split the step into bands at most 30 % apart"
CENT = Fraction(1, 100)
FALLS = {"cliff", "gaming_zone", "recovery_zone"}


def table(tiers: list[dict[str, str]], model: str, included: str = "0") -> Catalog:
    """Return a catalogue of one plan with one table."""
    plan = {"name": "P", "charges": [{"model": model, "tiers": tiers, "included": included}]}
    return parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]})


def first(book: Catalog, code: str) -> Finding:
    """Return the first finding of one code."""
    return next(one for one in findings.check(book) if one.code == code)


def codes(book: Catalog, plan: Plan) -> set[str]:
    """Return the codes of a plan's findings."""
    return {one.code for one in findings.findings(book, plan, book.meters[0].name)}


def bills(book: Catalog, plan: Plan, quantities: list[Fraction]) -> list[Fraction]:
    """Return the exact bills of quantities."""
    return [plans.exact_bill(book, plan, {book.meters[0].name: quantity}) for quantity in quantities]


def offered(book: Catalog, plan: Plan, finding: Finding, usage: Iterable[Fraction] = ()) -> dict[str, Plan]:
    """Return what is proposed for one finding, by sentence."""
    return dict(fixes.propose(book, plan, [finding], usage))


def random_volume(chance: Random) -> Catalog:
    """Return a volume table with falling and rising prices, flat fees, included units and blocks."""
    bounds = sorted(chance.sample(range(3, 60), chance.randint(1, 4)))
    rows = [{"unit_price": f"0.{chance.randint(0, 99):02}", "up_to": str(bound)} for bound in bounds]
    rows.append({"unit_price": f"0.{chance.randint(0, 99):02}"})
    for row in rows:
        if chance.random() < 0.4:
            row["flat_fee"] = str(chance.randint(0, 12))
    return table(rows, "volume", "2" if chance.random() < 0.3 else "0")


def test_the_volume_table_can_be_capped() -> None:
    book = parse(presets.read("api-calls-volume"))
    capped = offered(book, book.plans[0], first(book, "cliff"))[CAP]
    assert not codes(book, capped) & FALLS
    rows: list[Any] = [(tier.up_to, tier.price(""), tier.flat_fee) for tier in capped.charges[0].tiers]
    assert rows == [
        (75_000, 2, 0),
        (100_000, 0, 150),
        (666_666, Fraction("1.5"), 0),
        (1_000_000, 0, 1000),
        (None, 1, 0),
    ]
    quantities = [Fraction(q) for q in (0, 75_000, 75_001, 100_000, 100_001, 666_666, 666_667, 1_000_000, 1_000_001)]
    assert bills(book, capped, quantities) == [
        0, 150, 150, 150, Fraction("150.0015"), Fraction("999.999"), 1000, 1000, Fraction("1000.001"),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(80))
def test_a_capped_table_never_falls_and_never_costs_more(seed: int) -> None:
    book = random_volume(dice(seed))
    before = book.plans[0]
    if not codes(book, before) & FALLS:
        return
    found = next(one for one in findings.check(book) if one.code in FALLS)
    stated = plans.curve(book, before, "calls")
    if stated(0) < min(stated.above(knot.start) for knot in stated.knots[1:]) < stated(3):
        return  # a first unit alone costs more than a later entry: a cap would be due at zero units too
    capped = offered(book, before, found)[CAP]
    curve = plans.curve(book, capped, "calls")
    assert not shape.gaming_zones(curve, Grid(Fraction(1)))
    assert not shape.cliffs(curve, Grid(Fraction(1)))
    entries = {knot.start: stated.above(knot.start) for knot in stated.knots[1:]}
    for quantity in map(Fraction, range(80)):
        was, now = stated(quantity), curve(quantity)
        lowest = min([was, *(entry for bound, entry in entries.items() if bound >= quantity)])
        assert now == lowest


def test_a_fee_due_at_zero_that_no_cap_mends_is_offered_none() -> None:
    rows = [{"up_to": "5", "flat_fee": "12"}, {"unit_price": "0.19"}]
    book = table(rows, "volume", included="5")
    assert CAP not in offered(book, book.plans[0], first(book, "cliff"))


def test_a_capped_fractional_table_has_no_cliff() -> None:
    book = parse(presets.read("fonts-volume"))
    capped = offered(book, book.plans[0], first(book, "cliff"))[CAP]
    assert not codes(book, capped) & FALLS
    # 5 x 6.5 = 32.5 is reached at 32.5 / 7 = 4.642857142857 fonts.
    assert capped.charges[0].tiers[0].up_to == Fraction("4.642857142857")


def test_a_tier_of_one_fee_above_the_next_entry_is_capped_too() -> None:
    book = table([{"up_to": "100", "flat_fee": "50"}, {"unit_price": "0.1"}], "volume")
    capped = offered(book, book.plans[0], first(book, "cliff"))[CAP]
    rows: list[Any] = [(tier.up_to, tier.flat_fee) for tier in capped.charges[0].tiers]
    assert rows == [(100, 10), (None, 0)]


def test_the_volume_table_can_be_graduated_at_equal_revenue() -> None:
    book = parse(presets.read("api-calls-volume"))
    usage = [Fraction(q) for q in (50_000, 99_000, 101_000, 250_000, 1_200_000)]
    changed = offered(book, book.plans[0], first(book, "gaming_zone"), usage)[EQUAL]
    assert changed.charges[0].model == "progressive"
    assert not codes(book, changed) & FALLS
    # 100 + 198 + 151.5 + 375 + 1,200 = 2,024.50
    assert sum(bills(book, book.plans[0], usage)) == Fraction("2024.5")
    assert abs(sum(bills(book, changed, usage), -Fraction("2024.5"))) < Fraction(1, 10**6)
    prices = [tier.price("") for tier in changed.charges[0].tiers]
    assert prices[0] / prices[2] == pytest.approx(2, abs=1e-9)


@pytest.mark.parametrize("seed", range(80))
def test_a_graduated_table_keeps_the_revenue_and_never_falls(seed: int) -> None:
    chance = dice(seed)
    book = random_volume(chance)
    before = book.plans[0]
    usage = [Fraction(chance.randint(0, 90)) for _ in range(chance.randint(1, 40))]
    charge = plans.charges(book, before)[0]
    after = before.model_copy(update={"charges": (fixes.graduated(charge, usage),)})
    revenue, other = (sum(bills(book, each, usage), Fraction(0)) for each in (before, after))
    unpriced = all(not tier.price("") and not tier.flat_fee for tier in before.charges[0].tiers)
    assert abs(revenue - other) < CENT or unpriced
    assert all(tier.price("") >= 0 and tier.flat_fee >= 0 for tier in after.charges[0].tiers)
    if not before.charges[0].included:
        assert not codes(book, after) & FALLS


def test_without_usage_a_graduated_table_keeps_its_prices() -> None:
    book = parse(presets.read("api-calls-volume"))
    plan = offered(book, book.plans[0], first(book, "cliff"))["Price the table progressively"]
    assert plan.charges[0].tiers == book.plans[0].charges[0].tiers
    assert invoice.quote(book, plan, {"calls": 250_000}).total == 425


def test_each_wide_step_of_the_bands_can_be_split() -> None:
    book = parse(presets.read("elevenlabs"))
    plan = book.plans[0]
    for _ in range(3):
        wide = [one for one in findings.findings(book, plan, "credits") if one.code == "wide_step"]
        plan = offered(book, plan, wide[0])[SPLIT]
    assert "wide_step" not in codes(book, plan)
    curve = plans.curve(book, plan, "credits")
    assert all((step.share or 0) <= Fraction(3, 10) for step in shape.steps(curve))
    # The bands' own fees and bounds stay where they were.
    quantities = [Fraction(q) for q in (30_000, 100_000, 500_000, 2_000_000)]
    assert bills(book, plan, quantities) == [6, 22, 99, 299]
    # 6 x 1.3 = 7.80, on the straight line from 6 to 22 at 30,000 + 70,000 x 1.8 / 16.
    second = plan.charges[0].tiers[1]
    assert (second.up_to, second.flat_fee) == (Fraction(37_875), Fraction("7.8"))


@pytest.mark.parametrize("seed", range(80))
def test_a_split_step_has_only_narrow_ones_and_cheaper_bills(seed: int) -> None:
    chance = dice(seed)
    bounds = sorted(chance.sample(range(10, 9000), 3))
    fees = sorted(chance.sample(range(1, 300), 3))
    rows = [{"up_to": str(bound), "flat_fee": f"{fee}.5"} for bound, fee in zip(bounds, fees, strict=True)]
    book = table(rows, "stairstep", included=chance.choice(("0", "0", "7")))
    for one in findings.check(book):
        if one.code != "wide_step" or one.start is None:
            continue
        made = offered(book, book.plans[0], one)
        if not made:
            assert fixes.narrowed(plans.charges(book, book.plans[0])[0], one.start, 2) is None
            continue
        plan = made[SPLIT]
        assert parse({**book.document(), "plans": [plan.model_dump(mode="json")]}).plans[0].charges == plan.charges
        left = [step for step in shape.steps(plans.curve(book, plan, "calls")) if (step.share or 0) > Fraction(3, 10)]
        assert len(left) < sum(found.code == "wide_step" for found in findings.check(book))
        quantities = [Fraction(q) for q in range(0, bounds[-1], 37)]
        old, new = bills(book, book.plans[0], quantities), bills(book, plan, quantities)
        assert all(now <= was for was, now in zip(old, new, strict=True))


@pytest.mark.parametrize(
    "rows",
    [
        [{"up_to": "10", "flat_fee": "0"}, {"up_to": "20", "flat_fee": "5"}],
        [{"up_to": "10", "flat_fee": "0.01"}, {"up_to": "20", "flat_fee": "0.02"}],
        [{"up_to": "10", "flat_fee": "1"}, {"flat_fee": "5"}],
        [{"up_to": "10", "flat_fee": "1"}, {"up_to": "12", "flat_fee": "50"}],
    ],
    ids=["from nothing", "a cent is more than 30 %", "an open band", "too few units"],
)
def test_a_step_that_cannot_be_split_is_left_alone(rows: list[dict[str, str]]) -> None:
    book = table(rows, "stairstep")
    assert offered(book, book.plans[0], first(book, "step")) == {}


def test_two_charges_on_a_meter_are_both_mended() -> None:
    rows = [{"up_to": "10", "unit_price": "2"}, {"unit_price": "1"}]
    charge = {"model": "volume", "tiers": rows}
    plan = {"name": "P", "charges": [charge, charge]}
    book = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]})
    assert not codes(book, offered(book, book.plans[0], first(book, "cliff"))[CAP]) & FALLS


def test_what_no_fix_mends_is_offered_none() -> None:
    book = parse(presets.read("elevenlabs"))
    assert offered(book, book.plans[0], first(book, "dead_zone")) == {}


@pytest.mark.parametrize("name", ["api-calls-volume", "fonts-volume", "elevenlabs"])
def test_what_is_proposed_for_all_findings_is_what_each_is_offered(name: str) -> None:
    book = parse(presets.read(name))
    plan = book.plans[0]
    found = findings.findings(book, plan, book.meters[0].name)
    usage = [Fraction(q) for q in (5, 99_000, 250_000)]
    each = [row for one in found for row in offered(book, plan, one, usage).items()]
    made = fixes.propose(book, plan, found, usage)
    assert made == [row for i, row in enumerate(each) if row not in each[:i]]
    assert len(made) == {"api-calls-volume": 2, "fonts-volume": 2, "elevenlabs": 3}[name]


def test_a_long_table_of_cliffs_is_mended_as_a_whole() -> None:
    rows = [{"up_to": str(10 * i), "unit_price": str(200 - i - i % 2 * 40)} for i in range(1, 120)]
    book = table([*rows, {"unit_price": "1"}], "volume")
    found = findings.findings(book, book.plans[0], "calls")
    assert sum(one.code == "cliff" for one in found) > 50
    made = dict(fixes.propose(book, book.plans[0], found))
    assert not codes(book, made[CAP]) & FALLS
