"""What `check` says of the seed tables, word for word, and where its findings come from."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from data import presets
from pricing import derive, findings
from pricing.catalog import Catalog, parse
from pricing.errors import NotForSale
from pricing.findings import SEVERITY, Finding
from tests import curves


def told(one: object, names: str) -> tuple[Any, ...]:
    """Return attributes of a value, for comparing with plain numbers."""
    return tuple(getattr(one, name) for name in names.split())


def book(name: str) -> Catalog:
    """Return a preset's catalogue."""
    return parse(presets.read(name))


def of(found: tuple[Finding, ...], code: str) -> list[Finding]:
    """Return the findings of one code."""
    return [one for one in found if one.code == code]


def table(*tiers: dict[str, str], model: str = "volume", meter: dict[str, Any] | None = None, **plan: Any) -> Catalog:
    """Return a catalogue of one plan with one table."""
    charge = {"model": model, "tiers": tiers}
    meters = [meter or {"name": "calls", "unit": "call"}]
    return parse({"currency": "USD", "meters": meters, "plans": [{"name": "Basic", "charges": [charge], **plan}]})


SAID = [
    ("api-calls-volume", "cliff", "After 100,000 calls the bill falls by $50.00, from $200.00 to $150.00."),
    ("api-calls-volume", "cliff", "After 1,000,000 calls the bill falls by $500.00, from $1,500.00 to $1,000.00."),
    (
        "api-calls-volume",
        "gaming_zone",
        "From 75,000 to 100,000 calls customers pay up to $50.00 less by using more: 100,001 calls cost less.",
    ),
    (
        "api-calls-volume",
        "gaming_zone",
        "From 666,667 to 1,000,000 calls customers pay up to $500.00 less by using more: 1,000,001 calls cost less.",
    ),
    (
        "api-calls-volume",
        "recovery_zone",
        "After 100,000, up to 133,333 calls, the bill is no higher than just before; at most $50.00 below it.",
    ),
    (
        "api-calls-volume",
        "recovery_zone",
        "After 1,000,000, up to 1,500,000 calls, the bill is no higher than just before; at most $500.00 below it.",
    ),
    ("elevenlabs", "step", "After 30,000 credits the bill jumps by $16.00, from $6.00 to $22.00 (+267 %)."),
    ("elevenlabs", "step", "After 100,000 credits the bill jumps by $77.00, from $22.00 to $99.00 (+350 %)."),
    ("elevenlabs", "step", "After 500,000 credits the bill jumps by $200.00, from $99.00 to $299.00 (+202 %)."),
    ("elevenlabs", "wide_step", "The step after 30,000 credits (+267 %) is wider than 30 %: $16.00 for one more."),
    (
        "elevenlabs",
        "price_inversion",
        "A full band's price rises from $0.200 to $0.220 per 1,000 credits after 30,000 credits.",
    ),
    (
        "elevenlabs",
        "dead_zone",
        "From 30,000 to 100,000 credits more usage costs nothing (the bill stays $22.00); the next one adds $77.00.",
    ),
    (
        "elevenlabs",
        "dead_zone",
        "From 500,000 to 2,000,000 credits more usage costs nothing (the bill stays $299.00).",
    ),
]


@pytest.mark.parametrize(("name", "code", "sentence"), SAID, ids=lambda value: value[:30])
def test_the_seed_tables_are_told_word_for_word(name: str, code: str, sentence: str) -> None:
    assert sentence in [one.message for one in of(findings.check(book(name)), code)]


def test_the_volume_table_has_just_these_findings() -> None:
    found = findings.check(book("api-calls-volume"))
    places = [told(one, "code start end") for one in found]
    assert places == [
        ("cliff", 100_000, 100_000),
        ("cliff", 1_000_000, 1_000_000),
        ("gaming_zone", 75_000, 100_000),
        ("gaming_zone", 666_667, 1_000_000),
        ("recovery_zone", 100_000, 133_333),
        ("recovery_zone", 1_000_000, 1_500_000),
    ]
    money = [one.as_json("USD")["money"] for one in found]
    assert money == ["50.00", "500.00"] * 3


def test_the_bands_have_just_these_findings() -> None:
    found = findings.check(book("elevenlabs"))
    assert [one.code for one in found] == ["step", "wide_step"] * 3 + ["dead_zone"] * 4 + ["price_inversion"]
    inversion = found[-1]
    # 22 / 100,000 against 6 / 30,000, on all 100,000 credits: 22 - 20.
    assert told(inversion, "start end money") == (30_000, 100_000, 2)


def test_the_progressive_table_has_none() -> None:
    assert findings.check(book("api-calls")) == ()


def test_whole_fonts_have_no_cliff_and_fractions_have_one_at_5_01() -> None:
    whole = book("fonts")
    volume = derive.as_model(whole.plans[0], "volume")
    assert not {"cliff", "gaming_zone"} & {one.code for one in findings.findings(whole, volume, "fonts")}
    parts = book("fonts-volume")
    falls = of(findings.check(parts), "cliff")
    assert falls[0].message == "After 5 fonts the bill falls by $2.50, from $35.00 to $32.50."
    assert [one.start for one in falls] == [5, 10]


def test_a_golden_value_that_does_not_hold_is_an_error() -> None:
    document = presets.read("api-calls")
    document["golden"][3]["total"] = "201.51"
    document["golden"][2]["exact"] = "200.0016"
    found = of(findings.check(parse(document)), "golden_mismatch")
    assert [one.message.removeprefix("The worked example of plan Standard for ") for one in found] == [
        "100001 calls does not hold: stated exactly 200.0016, computed 200.0015.",
        "101000 calls does not hold: stated 201.51, computed 201.50.",
    ]
    assert {one.severity for one in found} == {"error"}


def test_a_golden_value_that_cannot_be_billed_is_an_error() -> None:
    document = presets.read("elevenlabs")
    document["golden"].append({"plan": "Credits", "usage": {"credits": "2000001"}, "total": "299"})
    (found,) = of(findings.check(parse(document)), "golden_mismatch")
    assert "the table of credits ends at 2000000" in found.message


def test_a_golden_value_of_nothing_may_be_exactly_0() -> None:
    document = presets.read("api-calls")
    document["golden"] = [{"plan": "Standard", "total": "0", "exact": "0"}]
    assert findings.check(parse(document)) == ()


def test_below_cost_is_told_with_the_loss() -> None:
    found = findings.check(book("elevenlabs"), {"credits": Fraction("0.0003")})
    said = [one.message for one in of(found, "below_cost")]
    assert said[0] == "From 20,000 to 30,000 credits the bill is under the cost to serve, by up to $3.00."
    assert said[1] == "From 73,333.33 to 100,000 credits the bill is under the cost to serve, by up to $8.00."
    assert len(said) == 4


def ladder(*plans: tuple[str, str, str], features: bool = False) -> Catalog:
    """Return a catalogue of plans: name, fee, and the price of a unit."""
    rows = [
        {
            "name": name,
            "fee": fee,
            "features": {"sso": features and not i},
            "charges": [{"tiers": [{"unit_price": price}]}],
        }
        for i, (name, fee, price) in enumerate(plans)
    ]
    return parse({"currency": "USD", "meters": [{"name": "calls", "unit": "call"}], "plans": rows})


def test_crossovers_and_dominated_plans_are_told() -> None:
    rows = ("Lite", "0", "0.10"), ("Odd", "60", "0.05"), ("Pro", "30", "0.01")
    found = findings.check(ladder(*rows))
    # 0.10 q = 30 + 0.01 q at q = 333.33.
    (crossing,) = of(found, "crossover")
    assert crossing.message == "From 333.33 calls on, Pro is cheaper than Lite."
    (useless,) = of(found, "dominated_plan")
    assert told(useless, "plan severity") == ("Odd", "warning")
    assert useless.message == "Plan Odd is the cheapest at no number of calls, and another plan has the same features."


def test_a_plan_that_offers_more_is_not_dominated() -> None:
    rows = ("Odd", "60", "0.05"), ("Lite", "0", "0.10"), ("Pro", "30", "0.01")
    assert of(findings.check(ladder(*rows, features=True)), "dominated_plan") == []


def test_the_ladder_hands_over_where_its_note_says() -> None:
    found = of(findings.check(book("ai-ladder")), "crossover")
    assert [told(one, "plan start") for one in found] == [("Pro", 150_000), ("Enterprise", 1_400_000)]


def test_a_plan_priced_by_sales_is_left_out_and_refused_by_itself() -> None:
    sold = table({"unit_price": "1"}, fee="contact_sales")
    assert findings.check(sold) == ()
    with pytest.raises(NotForSale):
        findings.findings(sold, sold.plans[0], "calls")


def test_a_tiny_next_step_is_not_told_as_nothing() -> None:
    capped = table({"up_to": "10", "flat_fee": "5"}, {"unit_price": "0.001"}, model="progressive")
    (still,) = of(findings.check(capped), "dead_zone")
    assert still.money == Fraction("0.001")
    assert still.message == "From 0 to 10 calls more usage costs nothing (the bill stays $5.00)."


def test_blocks_are_looked_at_where_they_end() -> None:
    blocks = table(
        {"up_to": "10000", "unit_price": "2"},
        {"unit_price": "1"},
    )
    charge = blocks.plans[0].charges[0].model_copy(update={"block": Fraction(1000), "per": Fraction(1000)})
    plan = blocks.plans[0].model_copy(update={"charges": (charge,)})
    (fall,) = of(findings.findings(blocks, plan, "calls"), "cliff")
    # 10,000 calls cost 10 x 2, and 10,001 as much as 11,000: 11 x 1.
    assert told(fall, "start money") == (10_000, 9)


def test_meters_that_share_a_table_are_told_once() -> None:
    tiers = [{"up_to": "10", "unit_price": "2"}, {"unit_price": "1"}]
    charge = {"meters": ["in", "out"], "model": "volume", "tiers": tiers}
    meters = [{"name": "in"}, {"name": "out"}]
    found = findings.check(parse({"currency": "USD", "meters": meters, "plans": [{"name": "P", "charges": [charge]}]}))
    assert {one.meter for one in found} == {"in"}


def test_every_code_has_a_severity_and_json_is_text() -> None:
    seen = {one.code for name in presets.names() for one in findings.check(book(name))}
    assert seen <= set(SEVERITY)
    for name in presets.names():
        for one in findings.check(book(name)):
            row = one.as_json("USD")
            assert all(value is None or isinstance(value, str) for value in row.values())
            assert all(Decimal(row[key] or "0") >= 0 for key in ("start", "end"))
            assert one.message.endswith(".")
            assert one.message.isprintable()


@pytest.mark.parametrize("seed", range(60))
def test_random_plans_are_checked_without_surprise(seed: int) -> None:
    document = curves.document(seed)
    catalog = parse(document)
    for one in findings.check(catalog):
        assert one.severity in ("error", "warning", "info")
        assert one.start is None or one.start >= 0
        assert one.end is None or one.start is None or one.end >= one.start
        assert one.code in ("golden_mismatch", "crossover", "dead_zone", "dominated_plan") or one.money is not None
        assert one.code not in ("cliff", "gaming_zone", "recovery_zone", "step", "wide_step") or (one.money or 0) > 0


@pytest.mark.parametrize("seed", range(40))
def test_a_progressive_bill_without_included_units_never_falls(seed: int) -> None:
    document = curves.document(seed, ("progressive",))
    document["plans"][0]["charges"][0].pop("included", None)
    codes = {one.code for one in findings.check(parse(document))}
    assert not codes & {"cliff", "gaming_zone", "recovery_zone"}


def test_a_free_tier_before_a_priced_one_is_no_inversion() -> None:
    free = table({"up_to": "10", "unit_price": "0"}, {"up_to": "20", "unit_price": "1"}, model="progressive")
    assert not of(findings.check(free), "price_inversion")


def test_the_price_of_an_inversion_is_quoted_for_a_thousand_million_units_at_most() -> None:
    low, high = "0.000000000001", "0.000000000002"
    dust = table({"up_to": "10", "unit_price": low}, {"up_to": "20", "unit_price": high}, model="volume")
    (found,) = of(findings.check(dust), "price_inversion")
    assert found.message.endswith("rises from $0.00100 to $0.00200 per 1,000,000,000 calls after 10 calls.")
