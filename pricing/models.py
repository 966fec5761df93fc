"""A tier table and a model make a curve: each model is two short answers about one tier.

How many units does the tier bill, and is its flat fee due? Both are curves over the billable quantity, so that bills,
invoice lines, vessels and bulk rating all read the same facts. To add a model, write one function and name it in
`MODELS`; a preset and a row of worked examples complete it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pricing.curve import ZERO, Curve, Knot

ONE = Fraction(1)
NOTHING = Curve.line()

Boundary = Literal["up_to", "from"]


@dataclass(frozen=True, slots=True)
class Band:
    """Where a tier lies on the billable quantity: from `low` to `high` (none: open), and who owns the two bounds.

    `before` is how many included units lie in front of the billable ones and are billed with them (an allowance that
    re-bills), else 0. `origin` is what `flat_fee_at_zero` decides of this tier: 1 where its flat fee is due at zero.
    """

    low: Fraction
    high: Fraction | None
    boundary: Boundary
    before: Fraction = ZERO
    origin: Fraction = ZERO
    last: bool = False

    @property
    def swallowed(self) -> bool:
        """Whether the included units cover the whole tier, so that no billable unit can lie in it."""
        return self.high is not None and self.high <= 0


@dataclass(frozen=True, slots=True)
class Part:
    """What one tier bills: `units` and `due` (0 or 1) by billable quantity."""

    units: Curve
    due: Curve


def progressive(band: Band) -> Part:
    """Bill the units inside the tier, and its flat fee once it is reached (graduated, slab, ALL_TIERS)."""
    low, high = max(band.low, -band.before), band.high
    if high is not None and high <= -band.before:
        return Part(NOTHING, _at_origin(band))
    start = max(low, ZERO)
    inside = start - low if high is None else min(start, high) - low
    rows = [Knot(start, inside if start else ZERO, inside, ONE if high is None or high > start else ZERO)]
    if high is not None and high > start:
        rows.append(Knot(high, high - low, high - low, ZERO))
    return Part(_from_zero(rows), _step(band, start))


def volume(band: Band) -> Part:
    """Bill all units at the tier in which the quantity lands, plus its flat fee (top-tiered, all-units)."""
    if band.swallowed:
        return Part(NOTHING, _at_origin(band))
    return Part(_inside(band, ZERO, band.before, ONE), stairstep(band).due)


def stairstep(band: Band) -> Part:
    """Bill only the flat fee of the tier in which the quantity lands (capacity, band, threshold total)."""
    if band.swallowed:
        return Part(NOTHING, _at_origin(band))
    return Part(NOTHING, _inside(band, band.origin, ONE, ZERO))


MODELS: dict[str, Callable[[Band], Part]] = {
    "progressive": progressive,
    "volume": volume,
    "stairstep": stairstep,
    # Special cases of a single tier: the catalogue checks that there is just one.
    "per_unit": progressive,
    "flat": progressive,
    "package": progressive,
    # A rate on a money quantity and a fee for each counted unit: one open tier with two prices.
    "percentage": progressive,
}
SINGLE_TIER = frozenset({"per_unit", "flat", "package", "percentage"})


def bands(
    bounds: Sequence[Fraction | None],
    boundary: Boundary,
    origin: Fraction,
    start: Fraction = ZERO,
    before: Fraction = ZERO,
) -> list[Band]:
    """Return where each tier lies on the billable quantity, whose first unit follows unit `start` of the table.

    >>> [(int(band.low), band.high) for band in bands([Fraction(5), None], "up_to", ZERO)]
    [(0, Fraction(5, 1)), (5, None)]
    """
    lows = [ZERO, *(bound for bound in bounds if bound is not None)]
    return [
        Band(
            low=lows[i] - start,
            high=None if bound is None else bound - start,
            boundary=boundary,
            before=before,
            origin=origin if i == 0 else ZERO,
            last=i == len(bounds) - 1,
        )
        for i, bound in enumerate(bounds)
    ]


def _at_origin(band: Band) -> Curve:
    return Curve((Knot(ZERO, band.origin, ZERO, ZERO),))


def _step(band: Band, start: Fraction) -> Curve:
    """0 before the tier is reached, 1 after; who owns the bound decides at it."""
    if start == 0:
        return Curve((Knot(ZERO, band.origin, ONE, ZERO),))
    at = ONE if band.boundary == "from" else ZERO
    return Curve((Knot(ZERO, band.origin, ZERO, ZERO), Knot(start, at, ONE, ZERO)))


def _inside(band: Band, origin: Fraction, base: Fraction, slope: Fraction) -> Curve:
    """`base + slope * quantity` inside the tier, 0 outside; `origin` at zero usage."""
    owns_low = band.boundary == "from"
    rows = []
    if band.low <= 0:
        rows.append(Knot(ZERO, origin, base, slope))
    else:
        value = base + slope * band.low
        rows.append(Knot(band.low, value if owns_low else ZERO, value, slope))
    if band.high is not None:
        value = base + slope * band.high
        # A closed table's last bound has no next tier to own it: it belongs to the table under both conventions.
        rows.append(Knot(band.high, ZERO if owns_low and not band.last else value, ZERO, ZERO))
    return _from_zero(rows, origin)


def _from_zero(rows: list[Knot], origin: Fraction = ZERO) -> Curve:
    return Curve(tuple(rows) if rows[0].start == 0 else (Knot(ZERO, origin, ZERO, ZERO), *rows))
