"""What a table does to customers, exact and never on a grid: cliffs, zones and steps of a curve.

A `Grid` says which quantities a customer can have: the whole units of a meter, the ends of its blocks, or (None) every
fraction. It matters: six whole fonts cost more than five, but 5.01 fonts may cost less. Zones are (start, end]: the
first quantity inside is the one after `start`. Definitions: section "Shape" of docs/glossary.md.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from pricing.curve import ZERO, Curve
from pricing.models import ONE


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
    """Neighbouring quantities `first` to `last` (None: for ever) on one straight piece that reaches to `bound`.

    `low` is the bill at `first`; `before` the quantity after which the run begins. Off a grid `first` and `last` are
    the bounds themselves, and the bills their limits.
    """

    first: Fraction
    last: Fraction | None
    low: Fraction
    slope: Fraction
    before: Fraction
    bound: Fraction | None

    @property
    def high(self) -> Fraction:
        """The bill at the last quantity (of an endless run: at its first)."""
        return self.low if self.last is None else self.low + self.slope * (self.last - self.first)

    def reaches(self, bill: Fraction) -> Fraction | None:
        """Return the quantity at which the run's bill would be this one; None where it never moves."""
        return self.first + (bill - self.low) / self.slope if self.slope else None


@dataclass(frozen=True, slots=True)
class Cliff:
    """The bill falls from `bill` at quantity `after` to `then` at `next`."""

    after: Fraction
    next: Fraction
    bill: Fraction
    then: Fraction

    @property
    def drop(self) -> Fraction:
        """Money saved by the next unit."""
        return self.bill - self.then


@dataclass(frozen=True, slots=True)
class Zone:
    """Quantities in (start, end]; `money` is the most that a customer in it gains or loses, `target` where to go."""

    start: Fraction
    end: Fraction | None
    money: Fraction
    target: Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """The bill jumps from `bill` to `then` at the bound `after`."""

    after: Fraction
    bill: Fraction
    then: Fraction

    @property
    def jump(self) -> Fraction:
        """Money more for the next unit."""
        return self.then - self.bill

    @property
    def share(self) -> Fraction | None:
        """The jump as a share of the bill before it, or None where that was 0."""
        return self.jump / self.bill if self.bill else None


@dataclass(frozen=True, slots=True)
class DeadZone:
    """Quantities in (start, end] that all cost `bill`; `jump` is what one more than `end` adds (None: no end)."""

    start: Fraction
    end: Fraction | None
    bill: Fraction
    jump: Fraction | None
    following: Fraction | None

    @property
    def width(self) -> Fraction | None:
        """Units in the zone."""
        return None if self.end is None else self.end - self.start

    @property
    def jump_per_unit(self) -> Fraction | None:
        """The jump at the end, spread over the units of the stretch that it opens."""
        return None if self.jump is None or not self.following else self.jump / self.following

    def headroom(self, quantity: Fraction) -> Fraction | None:
        """Return how many units a customer at this quantity can still use for nothing."""
        return None if self.end is None else self.end - quantity


def runs(curve: Curve, grid: Grid | None) -> list[Run]:
    """Return the curve as runs of the quantities that a customer can have, in order."""
    found: list[Run] = []
    reached = ZERO
    for one in _stretches(curve):
        run = one if grid is None else _on_grid(one, curve, grid)
        if run.last is None or run.last >= run.first:
            found.append(replace(run, before=reached if grid else run.first))
            reached = run.first if run.last is None else run.last
    return found


def _stretches(curve: Curve) -> Iterator[Run]:
    """The curve from left to right: points that belong to no piece beside them, and the pieces between."""
    pieces = {piece.start: piece for piece in curve.pieces()}
    for knot in curve.knots:
        alone = knot.at not in (knot.above, curve.left(knot.start)) or (knot.start == 0 and knot.at != knot.above)
        if alone:
            yield Run(knot.start, knot.start, knot.at, ZERO, knot.start, knot.start)
        piece = pieces.get(knot.start)
        if piece:
            yield Run(piece.start, piece.end, piece.low, piece.slope, piece.start, piece.end)


def _on_grid(run: Run, curve: Curve, grid: Grid) -> Run:
    """The grid's quantities of a stretch: a bound goes to the side whose bill it has, the lower one on a tie."""
    if run.first == run.last:
        return run if grid.up(run.first) == run.first else replace(run, first=ONE, last=ZERO)
    owns_first = curve(run.first) == run.low and (run.first == 0 or curve(run.first) != curve.left(run.first))
    first = grid.up(run.first, strict=not owns_first)
    last = run.last
    if last is not None:
        last = grid.down(last, strict=curve(last) != curve.left(last))
    return replace(run, first=first, last=last, low=run.low + run.slope * (first - run.first))


def cliffs(curve: Curve, grid: Grid | None = None) -> list[Cliff]:
    """Return every place where using more costs less.

    >>> volume = Curve.of((0, 0, 0, "0.002"), (100_000, 200, 150, "0.0015"))
    >>> [(int(cliff.after), int(cliff.drop)) for cliff in cliffs(volume)]
    [(100000, 50)]
    """
    row = runs(curve, grid)
    return [
        Cliff(one.last, two.first, one.high, two.low)
        for one, two in itertools.pairwise(row)
        if one.last is not None and two.low < one.high
    ]


def gaming_zones(curve: Curve, grid: Grid | None = None) -> list[Zone]:
    """Return the quantities that would pay less by using more; `money` is the largest saving, `target` its place.

    >>> volume = Curve.of((0, 0, 0, "0.002"), (100_000, 200, 150, "0.0015"))
    >>> [(int(zone.start), int(zone.end), int(zone.money)) for zone in gaming_zones(volume)]
    [(75000, 100000, 50)]
    """
    zones: list[Zone] = []
    lowest: tuple[Fraction, Fraction] | None = None
    for run in reversed(runs(curve, grid)):
        zone = None if lowest is None else _gaming_part(run, grid, *lowest)
        if zone and zones and zones[-1].start == zone.end and zones[-1].target == zone.target:
            zone = Zone(zone.start, zones[-1].end, max(zone.money, zones.pop().money), zone.target)
        zones += [zone] if zone else []
        cheapest = min(run.low, run.high)
        if lowest is None or cheapest < lowest[0]:
            lowest = (cheapest, run.first)
    return zones[::-1]


def _gaming_part(run: Run, grid: Grid | None, bill: Fraction, target: Fraction) -> Zone | None:
    if run.last is None or max(run.low, run.high) <= bill:
        return None
    saved = max(run.low, run.high) - bill
    place = run.reaches(bill)
    if place is None or run.low > bill:
        return Zone(run.before, run.last, saved, target)
    return Zone(grid.down(place) if grid else place, run.last, saved, target)


def recovery_zones(curve: Curve, grid: Grid | None = None) -> list[Zone]:
    """Return, for each cliff, the quantities above it that still pay no more than just before it.

    >>> volume = Curve.of((0, 0, 0, "0.002"), (100_000, 200, 150, "0.0015"))
    >>> [int(zone.end) for zone in recovery_zones(volume)]
    [133333]
    """
    row = runs(curve, grid)
    zones = []
    for cliff in cliffs(curve, grid):
        end: Fraction | None = cliff.after
        for run in (run for run in row if run.first >= cliff.next and run.before >= cliff.after):
            if run.low > cliff.bill:
                break
            place = run.reaches(cliff.bill)
            if run.last is None or run.high > cliff.bill:
                end = place if grid is None or place is None else grid.down(place)
                break
            end = run.last
        zones.append(Zone(cliff.after, end, cliff.drop, cliff.next))
    return zones


def steps(curve: Curve) -> list[Step]:
    """Return every bound above 0 at which the bill jumps up."""
    found = []
    for knot in curve.knots[1:]:
        left = curve.left(knot.start)
        if max(knot.above, knot.at) > left:
            found.append(Step(knot.start, left, max(knot.above, knot.at)))
    return found


def dead_zones(curve: Curve, grid: Grid | None = None) -> list[DeadZone]:
    """Return the maximal stretches in which more usage costs nothing.

    >>> bands = Curve.of((0, 6, 6, 0), (30_000, 6, 22, 0), end=100_000)
    >>> [(int(zone.width), zone.jump) for zone in dead_zones(bands)]
    [(30000, Fraction(16, 1)), (70000, None)]
    """
    row = runs(curve, grid)
    zones = []
    for i, run in enumerate(row):
        if run.slope or run.first == run.last:
            continue
        after = row[i + 1] if i + 1 < len(row) else None
        jump = None if run.bound is None or after is None else curve.above(run.bound) - run.low
        following = None if after is None or after.last is None else after.last - after.before
        zones.append(DeadZone(run.before, run.last, run.low, jump, following))
    return zones


def below(curve: Curve, cost: Curve) -> list[Zone]:
    """Return the stretches in which the bill is under a cost to serve; `money` is the largest loss found at a bound."""
    gap = cost - curve
    bounds = sorted({knot.start for knot in gap.knots} | set(curve.crossings(cost)))
    zones: list[Zone] = []
    for start, end in zip(bounds, [*bounds[1:], gap.end], strict=True):
        high = gap.above(start) if end is None else gap.left(end)
        worst = max(gap.above(start), high)
        endless = end is None and gap.slope(start) > 0
        if (worst <= 0 and not endless) or start == end:
            continue
        if zones and zones[-1].end == start:
            last = zones.pop()
            zones.append(Zone(last.start, end, max(last.money, worst), last.target))
        else:
            zones.append(Zone(start, end, worst, start))
    return zones
