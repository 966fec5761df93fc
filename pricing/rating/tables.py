"""A curve on whole numbers: straight lines `base + slope * n`, each from its first whole number on.

A bound that falls between two whole numbers, or belongs to the tier below or above it, decides only which line a
number reads; so one row of first numbers holds boundary conventions, jumps and the price of nothing alike.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, lcm

from pricing.curve import ZERO, Curve

Change = tuple[Fraction, Fraction, int, int]
UNMOVED: Change = (ZERO, ZERO, 0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """From the whole number `start` on, `base + slope * n` minor units of money."""

    start: int
    base: Fraction
    slope: Fraction

    def at(self, number: int | Fraction) -> Fraction:
        """Return the line's money at a number."""
        return self.base + self.slope * number


@dataclass(frozen=True, slots=True)
class Table:
    """Lines over one denominator, in whole numerators: from `starts[k]` on, `bases[k] + slopes[k] * n`."""

    starts: tuple[int, ...]
    bases: tuple[int, ...]
    slopes: tuple[int, ...]

    def reach(self, limit: int) -> int | None:
        """Return the largest number up to which no value is above `limit`; None where none ever is."""
        for i, (start, base, slope) in enumerate(zip(self.starts, self.bases, self.slopes, strict=True)):
            if base + slope * start > limit:
                return start - 1
            if slope > 0:
                last = (limit - base) // slope
                if i + 1 == len(self.starts) or last < self.starts[i + 1] - 1:
                    return last
        return None

    def until(self, number: int) -> "Table":
        """Return the lines that begin at or before a number."""
        kept = sum(start <= number for start in self.starts)
        return Table(self.starts[:kept], self.bases[:kept], self.slopes[:kept])

    def bends(self) -> list[tuple[int, int]] | None:
        """Return where each line meets the one before it, with the change of slope; None where a line jumps.

        The table is then `bases[0] + slopes[0] * n` plus each change times `max(0, n - place)`.
        """
        found = []
        for one, two in itertools.pairwise(range(len(self.starts))):
            change, gap = self.slopes[two] - self.slopes[one], self.bases[one] - self.bases[two]
            if not change or gap % change or gap // change not in {self.starts[two] - 1, self.starts[two]}:
                return None
            found.append((gap // change, change))
        return found


def lines(curve: Curve, unit: Fraction, minor: int) -> list[Line]:
    """Return a curve's lines over whole numbers of `unit`, in money times `minor`.

    >>> bill = Curve.of((0, 0, 0, 2), (Fraction(5, 2), 5, 9, 1))
    >>> [(line.start, int(line.base), int(line.slope)) for line in lines(bill, Fraction(1), 1)]
    [(0, 0, 2), (3, 6, 1)]
    """
    found: list[Line] = []
    for knot in curve.knots:
        place = knot.start / unit
        above = Line(floor(place) + 1, (knot.above - knot.slope * knot.start) * minor, knot.slope * unit * minor)
        if place.denominator == 1 and not (found and found[-1].at(place) == knot.at * minor):
            start = place.numerator
            if above.at(place) == knot.at * minor:
                above = Line(start, above.base, above.slope)
            else:
                _append(found, Line(start, knot.at * minor, ZERO))
        _append(found, above)
    return found


def settled(
    parts: Iterable[Sequence[Line]], rounding: Callable[[Fraction], int]
) -> tuple[list[Line], list[Line]] | None:
    """Return the sum of many rows of lines in two: what varies, and the rounded amounts that stand still.

    None where two parts vary on the same stretch, so that their roundings cannot be told apart.
    """
    changes: dict[int, Change] = {}
    for part in parts:
        before = UNMOVED
        for line in part:
            now = (line.base, line.slope, 0, 1) if line.slope else (ZERO, ZERO, rounding(line.base), 0)
            was = changes.get(line.start, UNMOVED)
            changes[line.start] = _plus(_plus(was, now), before, -1)
            before = now
    varying, still, reached = [], [], UNMOVED
    for start in sorted(changes):
        reached = _plus(reached, changes[start])
        if reached[3] > 1:
            return None
        varying.append(Line(start, reached[0], reached[1]))
        still.append(Line(start, Fraction(reached[2]), ZERO))
    return varying, still


def denominator(rows: Iterable[Sequence[Line]]) -> int:
    """Return the smallest number that makes every base and slope whole."""
    return lcm(*(number.denominator for row in rows for line in row for number in (line.base, line.slope)))


def table(row: Sequence[Line], whole: int, ahead: int = 0) -> Table:
    """Return lines as whole numerators over `whole`, each with `ahead` added; equal neighbours are merged."""
    merged = [row[0], *(two for one, two in itertools.pairwise(row) if (one.base, one.slope) != (two.base, two.slope))]
    return Table(
        tuple(line.start for line in merged),
        tuple(int(line.base * whole) + ahead for line in merged),
        tuple(int(line.slope * whole) for line in merged),
    )


def _append(found: list[Line], line: Line) -> None:
    if found and found[-1].start == line.start:
        found.pop()
    found.append(line)


def _plus(one: Change, two: Change, sign: int = 1) -> Change:
    return (one[0] + sign * two[0], one[1] + sign * two[1], one[2] + sign * two[2], one[3] + sign * two[3])
