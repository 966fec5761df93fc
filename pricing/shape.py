"""What a table does to customers, exact and never on a grid of samples: cliffs, zones and steps of a curve.

Zones are (start, end]: the first quantity inside is the one after `start`. The slopes of a bill are never negative, and
neither are those taken here. Definitions: section "Shape" of docs/glossary.md.
"""

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from pricing.curve import ZERO, Curve
from pricing.runs import Grid, Run, runs

__all__ = [
    "Cliff",
    "DeadZone",
    "Grid",
    "Step",
    "Zone",
    "below",
    "cliffs",
    "dead_zones",
    "gaming_zones",
    "recovery_zones",
    "steps",
]


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
        if zone and zones and zones[-1].start == zone.end:  # then they aim at the same target
            zone = Zone(zone.start, zones[-1].end, max(zone.money, zones.pop().money), zone.target)
        zones += [zone] if zone else []
        if lowest is None or run.low < lowest[0]:
            lowest = (run.low, run.first)
    return zones[::-1]


def _gaming_part(run: Run, grid: Grid | None, bill: Fraction, target: Fraction) -> Zone | None:
    if not run.exceeds(bill):
        return None
    place = run.reaches(bill)
    start = run.before if place is None or run.low > bill else grid.down(place) if grid else place
    return Zone(start, run.last, run.high - bill, target)


def recovery_zones(curve: Curve, grid: Grid | None = None) -> list[Zone]:
    """Return, for each cliff, the quantities above it that still pay no more than just before it.

    >>> volume = Curve.of((0, 0, 0, "0.002"), (100_000, 200, 150, "0.0015"))
    >>> [int(zone.end) for zone in recovery_zones(volume)]
    [133333]
    """
    row = runs(curve, grid)
    zones = []
    higher: list[Run] = []  # each reaches above all that lie before it, so that no run is looked at twice
    for one, two in reversed([*itertools.pairwise(row)]):
        higher.append(two)
        while higher and not higher[-1].exceeds(one.high):
            higher.pop()
        if two.low < one.high:
            end = _recovers(higher[-1], one.high, grid) if higher else row[-1].last
            zones.append(Zone(two.before, end, one.high - two.low, two.first))
    return zones[::-1]


def _recovers(run: Run, bill: Fraction, grid: Grid | None) -> Fraction:
    """The last quantity before a run's bills exceed a bill."""
    place = run.reaches(bill)
    if place is None or run.low > bill:
        return run.before
    return grid.down(place) if grid else place


def steps(curve: Curve) -> list[Step]:
    """Return every bound above 0 at which the bill jumps up."""
    found = []
    for one, two in itertools.pairwise(curve.knots):
        left, right = one.above + one.slope * (two.start - one.start), max(two.above, two.at)
        if right > left:
            found.append(Step(two.start, left, right))
    return found


def dead_zones(curve: Curve, grid: Grid | None = None) -> list[DeadZone]:
    """Return the maximal stretches in which more usage costs nothing.

    >>> bands = Curve.of((0, 6, 6, 0), (30_000, 6, 22, 0), end=100_000)
    >>> [(int(zone.width), zone.jump) for zone in dead_zones(bands)]
    [(30000, Fraction(16, 1)), (70000, None)]
    """
    zones = []
    for bill, levels in itertools.groupby(_levels(runs(curve, grid)), lambda level: level.low):
        row = [*levels]
        start, end = row[0].before, row[-1].last
        if end is None:
            zones.append(DeadZone(start, None, bill, None, None))
        elif end > row[0].first:
            zones.append(DeadZone(start, end, bill, *_beyond(curve, grid, end, bill)))
    return zones


def _levels(row: Iterable[Run]) -> Iterator[Run]:
    """The runs, with a sloped one as its two ends: a level may go on to its first quantity, or begin at its last."""
    for run in row:
        if not run.slope:
            yield run
            continue
        yield Run(run.first, run.first, run.low, ZERO, run.before)
        if run.last is not None and run.last > run.first:
            yield Run(run.last, run.last, run.high, ZERO, run.last)


def _beyond(curve: Curve, grid: Grid | None, end: Fraction, bill: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """What the next quantity after `end` adds to the bill, and how far it is from there to the next bound."""
    after = grid.up(end, strict=True) if grid else end
    if curve.end is not None and (after > curve.end or end == curve.end):
        return None, None
    place = bisect_right(curve.knots, end, key=lambda knot: knot.start)
    bound = curve.knots[place].start if place < len(curve.knots) else curve.end
    return (curve(after) if grid else curve.above(end)) - bill, None if bound is None else bound - end


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
