"""Seeded random plans: where nothing is listed as lost, every bill is the same on the other side."""

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from pricing.catalog import Catalog, parse
from pricing.errors import BeyondTable
from pricing.exchange import formats
from tests import curves
from tests.pricing.exchange.bills import READS, SYSTEMS, differing, there_and_back

SEEDS = range(80)
MODELS = ("progressive", "volume", "stairstep", "per_unit", "flat", "package")


VARIED = ("tier_counts", "flat_fee_at_zero", "beyond_table", "boundary")


def plain_plan(seed: int, system: str) -> dict[str, Any]:
    """Return a document of a kind that systems can mostly say: open tables on one meter, in few decimals."""
    chance = curves.dice(seed)
    rules = {switch: chance.choice(curves.SWITCHES[switch]) for switch in VARIED if chance.random() < 0.4}
    drawn = curves.document(seed, tuple(chance.choice(MODELS) for _ in range(2)), {"profile": system, **rules})
    for charge in drawn["plans"][0]["charges"]:
        charge["meters"] = charge["meters"][:1]
        charge["per"] = "10" if charge["model"] == "package" else "1"
        charge.pop("minimum", None)
        charge.pop("maximum", None)
        if rules.get("beyond_table") != "last_band":
            charge["tiers"][-1].pop("up_to", None)
        charge["tiers"] = [tier | {"unit_price": tier.get("unit_price", "0")[:8]} for tier in charge["tiers"]]
        if charge["model"] == "flat":
            charge["tiers"] = [{"flat_fee": charge["tiers"][0]["flat_fee"]}]
    for part in ("credit", "maximum", "features", "minimum"):
        drawn["plans"][0].pop(part, None)
    return drawn


def agree(book: Catalog, system: str) -> Counter[str]:
    """Check one catalogue's translation; return how often it translated, and what was lost."""
    made = formats.EXPORTS[system](book)
    lost = Counter({one.what for one in made.untranslated if one.effect != "bills stay"})
    if not made.result[next(key for key, value in made.result.items() if isinstance(value, list))]:
        return lost
    back = parse(READS[system](made.result).result)
    assert formats.EXPORTS[system](back).result == made.result
    if not lost:
        assert differing(book, back) == []
        lost["nothing"] += 1
    return lost


@pytest.mark.parametrize("system", SYSTEMS)
def test_plain_plans_translate_whole(system: str) -> None:
    seen = sum((agree(parse(plain_plan(seed, system)), system) for seed in SEEDS), Counter[str]())
    assert seen["nothing"] > len(SEEDS) / 5, seen


@pytest.mark.parametrize("system", SYSTEMS)
def test_any_plan_translates_or_lists_why(system: str) -> None:
    seen: Counter[str] = Counter()
    for seed in range(1000, 1120):
        book = parse(curves.document(seed))
        seen += agree(book, system)
    for what in ("combined volume", "rebill allowance", "block with tiers", "closed last band", "credit", "boundary"):
        assert seen[what] > 0, seen


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_listed_loss_of_the_last_band_is_the_only_one(system: str) -> None:
    """Where only the end of a table is lost, bills agree up to it and are refused here beyond it."""
    tried = 0
    for seed in SEEDS:
        document = plain_plan(seed, system)
        charge = document["plans"][0]["charges"][0]
        document["plans"] = [{"name": "Plan", "charges": [charge]}]
        rules = document["conventions"]
        if charge["model"] in ("package", "flat") or charge.get("included") or "beyond_table" in rules:
            continue
        charge["tiers"][-1]["up_to"] = "200"
        book = parse(document)
        if {one.what for one in formats.EXPORTS[system](book).untranslated} != {"closed last band"}:
            continue
        tried += 1
        _, back = there_and_back(book, system)
        with pytest.raises(BeyondTable):
            differing(book, back)
        assert differing(book, back, up_to=Fraction(200)) == []
    assert tried > 5


def test_rounding_is_told_of_where_a_bill_can_differ() -> None:
    """Each of these is rounded by tier here and by line there; only those that are told of may differ."""
    told = Counter[bool]()
    for seed in SEEDS:
        document = plain_plan(seed, "stripe")
        document["conventions"]["rounding_scope"] = "tier"
        book = parse(document)
        made = formats.EXPORTS["stripe"](book)
        if {one.what for one in made.untranslated} <= {"rounding scope"}:
            differ = differing(book, parse(READS["stripe"](made.result).result))
            told[bool(made.untranslated)] += 1
            assert made.untranslated or not differ
    assert min(told[True], told[False]) > 3, told
