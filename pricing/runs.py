"""A curve as the quantities that a customer can have: straight runs of neighbours, in order.

A `Grid` says which quantities those are: the whole units of a meter, the ends of its blocks, or (None) every fraction.
It matters: six whole fonts cost more than five, but 5.01 fonts may cost less.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from pricing.curve import ZERO, Curve


@dataclass(frozen=True, slots=True)
class Grid:
    """The quantities `origin + k * step` that a bill can be made for."""

    step: Fraction
    origin: Fraction = ZERO

    def down(self, quantity: Fraction, strict: bool = False) -> Fraction:
        """Return the largest grid quantity at or below this one; `strict`: below it."""
        steps = (quantity - self.origin) / self.step
        return self.origin + (ceil(steps) - 1 if strict else floor(steps)) * self.step

    def up(self, quantity: Fraction, strict: bool = False) -> Fraction:
        """Return the smallest grid quantity at or above this one; `strict`: above it."""
        steps = (quantity - self.origin) / self.step
        return self.origin + (floor(steps) + 1 if strict else ceil(steps)) * self.step


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring quantities `first` to `last` (None: for ever) on one straight piece of a curve.

    `low` is the bill at `first`; `before` the quantity after which the run begins. Off a grid `first` and `last` are
    the bounds themselves, and the bills their limits.
    """

    first: Fraction
    last: Fraction | None
    low: Fraction
    slope: Fraction
    before: Fraction

    @property
    def high(self) -> Fraction:
        """The bill at the last quantity (of an endless run: at its first)."""
        return self.low if self.last is None else self.low + self.slope * (self.last - self.first)

    def reaches(self, bill: Fraction) -> Fraction | None:
        """Return the quantity at which the run's bill would be this one; None where it never moves."""
        return self.first + (bill - self.low) / self.slope if self.slope else None

    def exceeds(self, bill: Fraction) -> bool:
        """Return whether any bill of the run is above this one."""
        return self.high > bill or (self.last is None and self.slope > 0)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A straight piece of a curve, and whether the bills at its two bounds are its own."""

    start: Fraction
    end: Fraction | None
    low: Fraction
    slope: Fraction
    has_start: bool
    has_end: bool


@lru_cache(maxsize=16)
def runs(curve: Curve, grid: Grid | None) -> tuple[Run, ...]:
    """Return the curve as runs of the quantities that a customer can have, in order.

    >>> band = Curve.of((0, 6, 6, 0), (30, 6, 22, 0), end=100)
    >>> [(int(run.first), int(run.last or 0)) for run in runs(band, Grid(Fraction(1)))]
    [(0, 30), (31, 100)]
    """
    found: list[Run] = []
    reached = ZERO
    for one in _stretches(curve):
        if grid is None:
            found.append(Run(one.start, one.end, one.low, one.slope, one.start))
            continue
        first = grid.up(one.start, strict=not one.has_start)
        last = None if one.end is None else grid.down(one.end, strict=not one.has_end)
        if last is None or last >= first:
            found.append(Run(first, last, one.low + one.slope * (first - one.start), one.slope, reached))
            reached = first if last is None else last
    return tuple(found)


def _stretches(curve: Curve) -> Iterator[_Stretch]:
    """The curve from left to right; a bound goes to the side whose bill it has, the lower one on a tie.

    Where it has neither side's bill it stands alone, as it does at the end of a curve that jumps there.
    """
    left: Fraction | None = None
    for i, knot in enumerate(curve.knots):
        after = curve.knots[i + 1] if i + 1 < len(curve.knots) else None
        end = after.start if after else curve.end
        upper = knot.at == knot.above and knot.at != left and knot.start != end
        if knot.at != left and not upper:
            yield _Stretch(knot.start, knot.start, knot.at, ZERO, has_start=True, has_end=True)
        if knot.start == end:
            return
        left = None if end is None else knot.above + knot.slope * (end - knot.start)
        yield _Stretch(knot.start, end, knot.above, knot.slope, upper, after is None or after.at == left)
