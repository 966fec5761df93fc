"""How amounts spread: quantiles, bins, concentration. All exact; only percentages are floats."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from pricing.frames import Ints
from pricing.money import from_minor

Column = NDArray[np.int64] | NDArray[np.float64]
STEPS = 10
PERCENTS = (5, 10, 20, 30, 50, 100)


@dataclass(frozen=True, slots=True)
class Bin:
    """Changes from `low` (None: any) to `high` (None: any): how many customers, and what the changes sum to.

    A rise lies in (low, high], a fall in [low, high); where both are 0, nothing changes. `what` names the bins that
    have no percentage: "new payer" and "stops paying".
    """

    low: Decimal | None
    high: Decimal | None
    customers: int
    change: Decimal
    what: str = ""


@dataclass(frozen=True, slots=True)
class Concentration:
    """Which share of all revenue the largest 1 % and 10 % pay, and the Gini index (0: equal, 1: one pays all)."""

    top_1: Fraction
    top_10: Fraction
    gini: Fraction


def concentration(amounts: Ints) -> Concentration | None:
    """Return how concentrated amounts are, None where they sum to 0. A percentage of customers is rounded up.

    Gini of x1 <= ... <= xn: 2 * sum(i * xi) / (n * sum(xi)) - (n + 1) / n.

    >>> concentration(np.array([0, 0, 0, 100]))
    Concentration(top_1=Fraction(1, 1), top_10=Fraction(1, 1), gini=Fraction(3, 4))
    """
    ordered = np.sort(amounts).tolist()
    whole, n = sum(ordered), len(ordered)
    if whole <= 0:
        return None
    tops = [Fraction(sum(ordered[n - ceil(Fraction(n * percent, 100)) :]), whole) for percent in (1, 10)]
    weighted = sum(i * amount for i, amount in enumerate(ordered, 1))
    return Concentration(tops[0], tops[1], Fraction(2 * weighted, n * whole) - Fraction(n + 1, n))


def quantile(amounts: Ints, share: Fraction) -> int:
    """Return the smallest amount that at least this share of all amounts does not exceed: one that was observed.

    >>> [quantile(np.array([10, 20, 30, 40]), Fraction(n, 4)) for n in range(5)]
    [10, 10, 20, 30, 40]
    """
    return int(np.sort(amounts)[rank(share, len(amounts))])


def rank(share: Fraction, count: int) -> int:
    """Return the place of a quantile among sorted numbers."""
    return max(0, ceil(share * count) - 1)


def percents(before: Ints, after: Ints) -> NDArray[np.float64]:
    """Return each change in percent of the amount before; NaN where that was 0.

    >>> percents(np.array([200, 0, 10**17]), np.array([150, 5, 3 * 10**17])).tolist()
    [-25.0, nan, 200.0]
    """
    found: NDArray[np.float64] = np.full(len(before), np.nan)
    # As floats, so that a hundred times a change does not wrap round.
    return np.divide((after - before).astype(np.float64) * 100, before, out=found, where=before > 0)


def money_bins(changes: Ints, digits: int) -> tuple[Bin, ...]:
    """Return changes in minor units by bounds of 1, 2, 5, 10, ... up to the largest change, ten on each side.

    >>> [f"{one.low} to {one.high}: {one.customers}" for one in money_bins(np.array([-3, 0, 0, 150]), 2)][-3:]
    ['0.20 to 0.50: 0', '0.50 to 1.00: 0', '1.00 to 2.00: 1']
    """
    largest = max(abs(change) for change in changes.tolist())
    ladder = [mantissa * 10**power for power in range(19) for mantissa in (1, 2, 5)]
    bounds = ladder[: bisect_left(ladder, largest) + 1][-STEPS:]
    return _trimmed(_binned(changes, changes, bounds, lambda bound: from_minor(bound, digits), digits))


def percent_bins(before: Ints, after: Ints, digits: int) -> tuple[Bin, ...]:
    """Return changes in percent of the bill before; whoever paid nothing, or stops paying, has a bin of their own.

    >>> bins = percent_bins(np.array([0, 100, 100]), np.array([5, 0, 120]), 2)
    >>> [(f"{one.what or one.high}", one.customers) for one in bins if one.customers]
    [('20', 1), ('new payer', 1), ('stops paying', 1)]
    """
    change = after - before
    both, new, gone = (before > 0) & (after > 0), (before == 0) & (after > 0), (before > 0) & (after == 0)
    idle = int(((before == 0) & (after == 0)).sum())
    bins = _trimmed(_binned(percents(before, after)[both], change[both], PERCENTS, Decimal, digits))
    bins = tuple(replace(one, customers=one.customers + idle) if one.low == one.high else one for one in bins)
    own = ((new, "new payer"), (gone, "stops paying"))
    return bins + tuple(_bin(change[mask], (None, None), digits, what) for mask, what in own)


def _binned(
    values: Column,
    changes: Ints,
    bounds: Sequence[int],
    shown: Callable[[int], Decimal],
    digits: int,
) -> Iterator[Bin]:
    rows = [0, *bounds]
    for sign in (-1, 1):
        place = np.searchsorted(bounds, sign * values, side="left")
        moved = sign * values > 0
        bins = []
        for i, low in enumerate(rows):
            near, far = shown(sign * low), shown(sign * rows[i + 1]) if i < len(bounds) else None
            ends = (near, far) if sign > 0 else (far, near)
            bins.append(_bin(changes[moved & (place == i)], ends, digits))
        yield from bins[::sign]
        if sign < 0:
            yield _bin(changes[values == 0], (shown(0), shown(0)), digits)


def _bin(changes: Ints, ends: tuple[Decimal | None, Decimal | None], digits: int, what: str = "") -> Bin:
    return Bin(*ends, len(changes), from_minor(sum(changes.tolist()), digits), what)


def _trimmed(bins: Iterable[Bin]) -> tuple[Bin, ...]:
    """The bins from the first to the last that holds a customer, the one of no change always among them."""
    row = list(bins)
    kept = [i for i, one in enumerate(row) if one.customers or one.low == one.high]
    return tuple(row[kept[0] : kept[-1] + 1])
