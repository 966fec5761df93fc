"""A price is a curve: a function from quantity to money, kept as a few straight pieces.

A curve is a row of knots. Each knot says what the bill is exactly at its quantity (`at`), what it is just above it
(`above`) and how much each further unit costs until the next knot (`slope`). These three numbers hold who owns a
boundary, what zero usage costs, jumps and pieces, without a flag. Curves are canonical: a knot that changes nothing is
dropped, so two ways of writing the same price are equal and hash alike.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from pricing.errors import BeyondTable, QuantityRefused
from pricing.money import exact, plain

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Knot:
    """One place where a curve may bend or jump; quantities in units, money in the currency's major unit."""

    start: Fraction
    at: Fraction
    above: Fraction
    slope: Fraction


@dataclass(frozen=True, slots=True)
class Piece:
    """An open stretch between two knots: quantities `start` to `end` (none: for ever), money `low` to `high`."""

    start: Fraction
    end: Fraction | None
    low: Fraction
    slope: Fraction

    @property
    def high(self) -> Fraction:
        """The left limit at the end; of an endless piece, its value at the start."""
        return self.low if self.end is None else self.low + self.slope * (self.end - self.start)


@dataclass(frozen=True, slots=True, repr=False)
class Curve:
    """An exact price curve on [0, end], or on [0, ∞) where `end` is None.

    >>> bill = Curve.line(0, "0.002").capped(150)
    >>> bill(Fraction(99_000)), bill(Fraction(10**9))
    (Fraction(150, 1), Fraction(150, 1))
    >>> bill
    Curve(0: 0 + 0.002 a unit; 75000: 150)
    """

    knots: tuple[Knot, ...]
    end: Fraction | None = None

    def __post_init__(self) -> None:
        if not self.knots or self.knots[0].start != 0:
            raise ValueError("a curve's first knot sits at 0")
        if self.end is not None and self.end < 0:
            raise ValueError("a curve does not end before 0")
        object.__setattr__(self, "knots", tuple(_canonical(self.knots, self.end)))

    @classmethod
    def of(cls, *knots: tuple[object, object, object, object], end: object = None) -> "Curve":
        """Return the curve of (start, at, above, slope) rows in plain numbers.

        >>> Curve.of((0, 6, 6, 0), (30_000, 6, 22, 0), end=100_000)(Fraction(30_001))
        Fraction(22, 1)
        """
        rows = (Knot(exact(s), exact(at), exact(above), exact(slope)) for s, at, above, slope in knots)
        return cls(tuple(rows), None if end is None else exact(end))

    @classmethod
    def line(cls, fixed: object = 0, slope: object = 0) -> "Curve":
        """Return the straight curve `fixed + slope * quantity`."""
        return cls.of((0, fixed, fixed, slope))

    @classmethod
    def total(cls, curves: Iterable["Curve"]) -> "Curve":
        """Return the sum of many curves, in the time it takes to sort their knots; it ends where the first one ends."""
        changes: dict[Fraction, list[Fraction]] = {ZERO: [ZERO, ZERO, ZERO]}
        ends = []
        for curve in curves:
            for left, slope, knot in curve._with_left():
                change = changes.setdefault(knot.start, [ZERO, ZERO, ZERO])
                change[0] += knot.at - left
                change[1] += knot.above - knot.at
                change[2] += knot.slope - slope
            ends += [] if curve.end is None else [curve.end]
        whole = cls(tuple(_summed(changes)))
        return whole.until(min(ends)) if ends else whole

    def __call__(self, quantity: Fraction | int) -> Fraction:
        """Return the exact bill.

        Raises:
            QuantityRefused: a negative quantity.
            BeyondTable: more than the curve prices.
        """
        if quantity < 0:
            raise QuantityRefused("a quantity is not negative", value=plain(Fraction(quantity)), todo="Use 0 or more.")
        if self.end is not None and quantity > self.end:
            raise BeyondTable(f"the table ends at {plain(self.end)}", value=plain(Fraction(quantity)))
        knot = self._knot(quantity)
        return knot.at if knot.start == quantity else knot.above + knot.slope * (quantity - knot.start)

    def left(self, quantity: Fraction | int) -> Fraction:
        """Return the limit of the bill just below a quantity (at 0: the bill at 0)."""
        if quantity == 0:
            return self.knots[0].at
        knot = self.knots[bisect_left(self.knots, quantity, key=_start) - 1]
        return knot.above + knot.slope * (quantity - knot.start)

    def above(self, quantity: Fraction | int) -> Fraction:
        """Return the limit of the bill just above a quantity."""
        knot = self._knot(quantity)
        return knot.above + knot.slope * (quantity - knot.start)

    def slope(self, quantity: Fraction | int) -> Fraction:
        """Return what each unit just above a quantity costs, jumps apart."""
        return self._knot(quantity).slope

    def pieces(self) -> Iterator[Piece]:
        """Yield the open straight stretches in order; what is due exactly at a bound is the knot's `at`."""
        ends = [*(knot.start for knot in self.knots[1:]), self.end]
        for knot, end in zip(self.knots, ends, strict=True):
            if end is None or end > knot.start:
                yield Piece(knot.start, end, knot.above, knot.slope)

    def __add__(self, other: "Curve") -> "Curve":
        return Curve.total((self, other))

    def __sub__(self, other: "Curve") -> "Curve":
        return Curve.total((self, other.scale(-1)))

    def scale(self, factor: Fraction | int) -> "Curve":
        """Return the curve with all money times `factor`."""
        rows = (Knot(k.start, k.at * factor, k.above * factor, k.slope * factor) for k in self.knots)
        return Curve(tuple(rows), self.end)

    def shift(self, units: Fraction | int) -> "Curve":
        """Return the curve moved right by free units, each costing what 0 costs; moved left where negative.

        >>> Curve.line(5, 1).shift(10)(Fraction(12)), Curve.line(5, 1).shift(-10)(Fraction(2))
        (Fraction(7, 1), Fraction(17, 1))
        """
        if units == 0:
            return self
        if self.end is not None and self.end + units < 0:
            raise BeyondTable(f"the table ends at {plain(self.end)}", value=plain(-Fraction(units)))
        end = None if self.end is None else self.end + units
        moved = [Knot(k.start + units, k.at, k.above, k.slope) for k in self.knots]
        if units > 0:
            free = self.knots[0].at
            return Curve((Knot(ZERO, free, free, ZERO), *moved), end)
        cut = -Fraction(units)
        first = Knot(ZERO, self(cut), self.above(cut), self.slope(cut))
        return Curve((first, *(k for k in moved if k.start > 0)), end)

    def min(self, other: "Curve") -> "Curve":
        """Return the cheaper of two curves at each quantity; crossings become exact knots."""
        return _pick(self, other, min)

    def max(self, other: "Curve") -> "Curve":
        """Return the dearer of two curves at each quantity; crossings become exact knots."""
        return _pick(self, other, max)

    def capped(self, ceiling: object) -> "Curve":
        """Return the curve, never above a constant."""
        return self.min(Curve.line(ceiling))

    def floored(self, floor: object) -> "Curve":
        """Return the curve, never below a constant."""
        return self.max(Curve.line(floor))

    def stairs(self, block: Fraction, rounding: str, end: Fraction) -> "Curve":
        """Return the curve of quantities rounded to whole blocks (`up`, `down`, `nearest`), cut off at `end`.

        >>> Curve.line(0, 2).stairs(Fraction(10), "up", Fraction(30))(Fraction(11))
        Fraction(40, 1)
        """
        count = ceil(end / block) if self.end is None else min(ceil(end / block), int(self.end / block))
        bills = [self(i * block) for i in range(count + 1)]
        if rounding == "up":
            knots = [Knot(i * block, bill, bills[min(i + 1, count)], ZERO) for i, bill in enumerate(bills)]
            return Curve(tuple(knots)).until(min(end, count * block))
        back = block / 2 if rounding == "nearest" else ZERO
        knots = [Knot(max(ZERO, i * block - back), bill, bill, ZERO) for i, bill in enumerate(bills)]
        last = end if self.end is None else min(end, self.end)
        # Where a further block would be due that the table does not price, no quantity is the last one before it.
        return Curve(tuple(knots)).until(last if last < (count + 1) * block - back else count * block)

    def until(self, end: Fraction) -> "Curve":
        """Return the curve cut off at `end`, or at its own end where that comes first."""
        last = end if self.end is None else min(end, self.end)
        return Curve(tuple(k for k in self.knots if k.start <= last), last)

    def crossings(self, other: "Curve") -> list[Fraction]:
        """Return the quantities strictly inside the pieces at which two curves cross, in order."""
        gap = self - other
        found = []
        for piece in gap.pieces():
            if piece.slope:
                place = piece.start - piece.low / piece.slope
                if place > piece.start and (piece.end is None or place < piece.end):
                    found.append(place)
        return found

    def _knot(self, quantity: Fraction | int) -> Knot:
        return self.knots[bisect_right(self.knots, quantity, key=_start) - 1]

    def _with_left(self) -> Iterator[tuple[Fraction, Fraction, Knot]]:
        left = slope = ZERO
        for i, knot in enumerate(self.knots):
            if i:
                before = self.knots[i - 1]
                left, slope = before.above + before.slope * (knot.start - before.start), before.slope
            yield left, slope, knot

    def __repr__(self) -> str:
        end = "" if self.end is None else f"; end {plain(self.end)}"
        return f"Curve({'; '.join(_shown(knot) for knot in self.knots)}{end})"


def _start(knot: Knot) -> Fraction:
    return knot.start


def _canonical(knots: Iterable[Knot], end: Fraction | None) -> Iterator[Knot]:
    kept: Knot | None = None
    reached = Fraction(-1)
    for knot in knots:
        if knot.start <= reached or (end is not None and knot.start > end):
            raise ValueError("knots rise strictly, up to the end")
        reached = knot.start
        if knot.start == end:
            # Nothing is priced above the end, so what a knot there says of it must not tell curves apart.
            knot = Knot(knot.start, knot.at, knot.at, ZERO)
        if kept is not None:
            left = kept.above + kept.slope * (knot.start - kept.start)
            if knot.at == left and (knot.start == end or (knot.above == left and knot.slope == kept.slope)):
                continue
        kept = knot
        yield knot


def _summed(changes: dict[Fraction, list[Fraction]]) -> Iterator[Knot]:
    start = above = slope = ZERO
    for place in sorted(changes):
        at_change, above_change, slope_change = changes[place]
        at = above + slope * (place - start) + at_change
        above, slope, start = at + above_change, slope + slope_change, place
        yield Knot(place, at, above, slope)


def _pick(f: Curve, g: Curve, pick: Callable[[Fraction, Fraction], Fraction]) -> Curve:
    ends = [end for end in (f.end, g.end) if end is not None]
    end = min(ends, default=None)
    starts = {knot.start for curve in (f, g) for knot in curve.knots} | set(f.crossings(g))
    knots = []
    for start in sorted(starts):
        if end is not None and start > end:
            break
        above = pick(f.above(start), g.above(start))
        if f.above(start) == g.above(start):
            slope = pick(f.slope(start), g.slope(start))
        else:
            slope = f.slope(start) if above == f.above(start) else g.slope(start)
        knots.append(Knot(start, pick(f(start), g(start)), above, slope))
    return Curve(tuple(knots), end)


def _shown(knot: Knot) -> str:
    at = "" if knot.at == knot.above else f"{plain(knot.at)} then "
    slope = f" + {plain(knot.slope)} a unit" if knot.slope else ""
    return f"{plain(knot.start)}: {at}{plain(knot.above)}{slope}"
