"""Seeded random curves, catalogues, plans and usages: every model, every switch, every part of a plan.

Documents are plain mappings as TOML gives them; the same seed gives the same document on every machine.
"""

import itertools
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from pricing.curve import Curve, Knot

SWITCHES: dict[str, tuple[str, ...]] = {
    "boundary": ("up_to", "from"),
    "flat_fee_at_zero": ("charge", "waive"),
    "rounding": ("half_up", "half_even"),
    "rounding_scope": ("line", "tier", "total"),
    "allowance": ("subtract", "rebill"),
    "tier_counts": ("all", "overage"),
    "beyond_table": ("refuse", "last_band"),
}
CONVENTIONS = [dict(zip(SWITCHES, values, strict=True)) for values in itertools.product(*SWITCHES.values())]
KINDS = ("progressive", "volume", "stairstep", "per_unit", "flat", "package", "percentage", "by_meter", "blocks")
ROUNDINGS = ("up", "down", "nearest")
CURRENCIES = ("USD", "JPY", "KWD")
SMALLEST = {True: Fraction(1), False: Fraction(1, 10**6)}
Document = dict[str, Any]
Usage = dict[str, Fraction]


def dice(seed: int) -> Random:
    """Return the source of chance for one seed."""
    return Random(seed)  # noqa: S311 - tests need the same numbers every time, not secret ones


def fraction(chance: Random, top: int = 12) -> Fraction:
    """Return a small number, often a whole one, so that knots, jumps and crossings of two curves coincide."""
    return Fraction(chance.randint(-top, top), chance.choice((1, 1, 1, 2, 3, 10)))


def curve(chance: Random, *, closed: bool | None = None) -> Curve:
    """Return a curve of 1 to 6 knots with rises, falls, jumps at and above a knot, and perhaps an end."""
    starts = {Fraction(0)} | {abs(fraction(chance)) for _ in range(chance.randint(0, 5))}
    knots = []
    for start in sorted(starts):
        at = fraction(chance)
        above = at if chance.random() < 0.5 else fraction(chance)
        knots.append(Knot(start, at, above, chance.choice((Fraction(0), fraction(chance, 4)))))
    ends = chance.random() < 0.4 if closed is None else closed
    return Curve(tuple(knots), max(starts) + abs(fraction(chance)) if ends else None)


def places(*curves: Curve) -> list[Fraction]:
    """Return quantities that tell curves apart: each knot, each end, the middle of each piece and some way beyond."""
    ends = [one.end for one in curves if one.end is not None]
    bounds = sorted({knot.start for one in curves for knot in one.knots} | set(ends))
    middles = [(low + high) / 2 for low, high in itertools.pairwise(bounds)]
    tried = [*bounds, *middles, bounds[-1] + 1, bounds[-1] + 100]
    return sorted(place for place in tried if place <= min(ends, default=place))


def price(chance: Random, decimals: int | None = None) -> str:
    """Return a price from 0 to 3 as text, with up to twelve decimals."""
    places = chance.choice((0, 1, 2, 3, 5, 12)) if decimals is None else decimals
    return f"{Decimal(chance.randint(0, 3 * 10**places)).scaleb(-places):f}"


def money(chance: Random, top: int) -> str:
    """Return an amount with up to three decimals: more than some currencies have."""
    return f"{Decimal(chance.randint(0, top * 1000)).scaleb(-3):f}"


def document(seed: int, kinds: tuple[str, ...] = (), conventions: Document | None = None) -> Document:
    """Return a catalogue of one plan; `kinds` names the kind of each charge, else one to three are drawn."""
    chance = dice(seed)
    kinds = kinds or tuple(chance.choice(KINDS) for _ in range(chance.randint(1, 3)))
    meters = [{"name": name, "unit": unit, "whole": chance.random() < 0.6} for name, unit in METERS]
    plan = {"name": "Plan", **_spend(chance), "charges": [_charge(chance, kind, meters) for kind in kinds]}
    return {
        "currency": chance.choice(CURRENCIES),
        "conventions": chance.choice(CONVENTIONS) if conventions is None else conventions,
        "meters": meters,
        "plans": [plan],
    }


METERS = (("calls", "call"), ("storage", "GB"), ("seconds", "second"))


def _spend(chance: Random) -> Document:
    """What a plan has beside its charges, each part now and then."""
    parts = {
        "fee": money(chance, 40),
        "seats": {"count": chance.randint(0, 4), "price": money(chance, 9)},
        "credit": money(chance, 60),
        "minimum": money(chance, 60),
        "features": {"sso": chance.random() < 0.5, "projects": 10},
    }
    kept: Document = {name: part for name, part in parts.items() if chance.random() < 0.35}
    if chance.random() < 0.25:
        kept["maximum"] = f"{Decimal(kept.get('minimum', '0')) + Decimal(money(chance, 90)):f}"
    return kept


def _charge(chance: Random, kind: str, meters: list[Document]) -> Document:
    names = [meter["name"] for meter in meters]
    many = {"percentage": 2, "by_meter": chance.randint(2, 3)}.get(kind, chance.choice((1, 1, 2)))
    model = chance.choice(("progressive", "volume", "stairstep")) if kind == "blocks" else kind
    charge: Document = {"meters": chance.sample(names, many), "model": "progressive" if kind == "by_meter" else model}
    if kind != "flat":
        charge["per"] = chance.choice(("1", "1", "10", "1000", "2.5"))
    if kind == "package":
        charge["per"] = chance.choice(("10", "25", "4"))
    if kind in ("package", "blocks"):
        charge["block_rounding"] = chance.choice(ROUNDINGS)
    if kind == "blocks":
        charge["block"] = chance.choice(("5", "10", "7", "2.5"))
    if kind != "percentage" and chance.random() < 0.6:
        charge["included"] = f"{chance.choice((1, 5, 10, 20, 33, 60))}"
    charge |= _bounds_of_spend(chance)
    tiers = _tiers(chance, kind, charge["meters"])
    if charge["model"] == "stairstep" and not any(Decimal(tier.get("flat_fee", "0")) for tier in tiers):
        tiers[-1]["flat_fee"] = "5"  # bands without any fee are refused where they state unit prices
    return charge | {"tiers": tiers}


def _bounds_of_spend(chance: Random) -> Document:
    kept = {"minimum": money(chance, 30)} if chance.random() < 0.2 else {}
    if chance.random() < 0.2:
        kept["maximum"] = f"{Decimal(kept.get('minimum', '0')) + Decimal(money(chance, 60)):f}"
    return kept


def _tiers(chance: Random, kind: str, meters: list[str]) -> list[Document]:
    """One to four tiers; bounds often coincide with each other's included units and blocks."""
    single = kind in ("per_unit", "flat", "package", "percentage")
    count = 1 if single else chance.randint(1, 4)
    bounds = sorted(chance.sample((5, 10, 20, 30, 33, 50, 60, 75, 100, 140), count))
    tiers = []
    for bound in bounds:
        tier: Document = {"up_to": str(bound)}
        if kind == "by_meter":
            tier["unit_price"] = {meter: price(chance) for meter in meters}
        elif kind != "flat":
            tier["unit_price"] = price(chance)
        if kind == "flat" or chance.random() < 0.5:
            tier["flat_fee"] = money(chance, 20)
        tiers.append(tier)
    if kind == "percentage" or chance.random() < 0.6:
        del tiers[-1]["up_to"]
    return tiers


def usage(chance: Random, document: Document, top: int = 60) -> Usage:
    """Return a usage of all meters, fractional where the meter may be, with up to six decimals."""
    return {meter["name"]: quantity(chance, document, meter["name"], top) for meter in document["meters"]}


def quantity(chance: Random, document: Document, meter: str, top: int = 60) -> Fraction:
    """Return a quantity of one meter, often 0."""
    if chance.random() < 0.3:
        return Fraction(0)
    smallest = smallest_unit(document, meter)
    decimals = 0 if smallest == 1 else chance.choice((1, 2, 6))
    return Fraction(chance.randint(0, top * 10**decimals), 10**decimals)


def smallest_unit(document: Document, meter: str) -> Fraction:
    """Return the smallest quantity of a meter that tests tell apart."""
    return next(SMALLEST[one.get("whole", True)] for one in document["meters"] if one["name"] == meter)


def probes(document: Document, meter: str, usage: Usage) -> list[Fraction]:
    """Return quantities of a meter: 0, each bound of each charge, one smallest unit either side, and beyond."""
    smallest = smallest_unit(document, meter)
    near = {bound + side for bound in _met(document, meter, usage) for side in (-smallest, 0, smallest)}
    tried = {Fraction(0), smallest, max(near, default=smallest) + 40} | near
    return sorted(one for one in tried if one >= 0 and (one / smallest).denominator == 1)


def _met(document: Document, meter: str, usage: Usage) -> Iterator[Fraction]:
    """Quantities of a meter at which a charge meets a bound, its included units or a block."""
    for charge in document["plans"][0]["charges"]:
        if meter not in charge["meters"]:
            continue
        others = sum((usage[name] for name in charge["meters"] if name != meter), Fraction(0))
        included = Fraction(charge.get("included", 0))
        block = Fraction(charge.get("block", charge["per"] if charge["model"] == "package" else 0))
        yield included - others
        yield from (included - others + step for step in (block / 2, block, 3 * block) if block)
        for tier in charge["tiers"]:
            bound = Fraction(tier.get("up_to", 0))
            yield from (bound - others, bound + included - others)
