"""Who stands where on an invoice curve: customers and money at each cliff, gaming, recovery and dead zone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import floor, lcm
from typing import Literal

import numpy as np

from pricing import plans, shape
from pricing.curve import ZERO, Curve
from pricing.findings import grid_of
from pricing.frames import Ints, distinct
from pricing.impact.books import Book, Offer
from pricing.models import ONE
from pricing.money import rounded
from pricing.runs import Grid, Run, runs

Kind = Literal["cliff", "gaming_zone", "recovery_zone", "dead_zone"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many customers (with how many bills) stand in (start, end], and the money at stake there.

    The money is, of a cliff: what customers exactly at the bound would save by one more; of a gaming zone: what all in
    it would save by using more; of a recovery zone: what all in it pay less than just before the cliff; of a dead zone:
    the bills that more usage would not raise. Before the rounding of each bill. `who` are the customers' places.
    """

    kind: Kind
    meter: str
    start: Fraction
    end: Fraction | None
    customers: int
    bills: int
    money: Decimal
    who: Ints = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Zone:
    """A zone, and what a bill in it has at stake: `level` + `sign` * bill."""

    kind: Kind
    start: Fraction
    end: Fraction | None
    level: Fraction
    sign: int


def standings(offer: Offer, book: Book) -> tuple[Standing, ...]:
    """Return who stands where on each meter's curve, the other meters at 0 (as `findings.findings` sees it).

    Meters that share all their charges at one price are counted by their combined volume.
    """
    found: list[Standing] = []
    for sharing in plans.alike(offer.plan):
        columns, meter = [book.units[one] for one in sharing if one in book.units], sharing[0]
        if columns:
            bill = plans.curve(offer.catalog, offer.plan, meter, seats=offer.seats)
            grid = grid_of(offer.catalog, offer.plan, meter)
            units, scale = _billable(offer, meter, _combined(columns), 10**book.decimals)
            found += standing(bill, grid, units, scale, book.customer, meter, offer.catalog.currency)
    return tuple(found)


def standing(
    bill: Curve,
    grid: Grid | None,
    units: Ints,
    scale: int = 1,
    customer: Ints | None = None,
    meter: str = "",
    currency: str = "USD",
) -> tuple[Standing, ...]:
    """Return who stands where on a curve: quantities are `units` / `scale`, each of the `customer` at its place.

    Without `customer`, each quantity is a customer of its own.

    >>> volume = Curve.of((0, 0, 0, "0.002"), (100_000, 200, 150, "0.0015"))
    >>> found = standing(volume, Grid(Fraction(1)), np.array([50_000, 80_000, 90_000, 120_000]))
    >>> [(one.kind, one.customers, str(one.money)) for one in found if one.customers]
    [('recovery_zone', 1, '20.00'), ('gaming_zone', 2, '40.00')]
    """
    order = np.argsort(units, kind="stable")
    crowd = _Crowd(bill, units[order], scale)
    who = (np.arange(len(units)) if customer is None else customer)[order]
    found = []
    for zone in _zones(bill, grid, Fraction(1, scale)):
        # A zone is (0, end] where nothing comes before it; who uses nothing stands in it too if 0 is priced like it.
        start = -ONE if zone.start == 0 and bill(0) == bill.above(0) else zone.start
        low, high = crowd.places(start, zone.end)
        money = zone.level * (high - low) + (zone.sign * crowd.bills(low, high) if zone.sign else ZERO)
        inside, place = distinct(who[low:high]), (zone.kind, meter, zone.start, zone.end)
        found.append(Standing(*place, len(inside), high - low, rounded(money, currency), inside))
    return tuple(found)


@dataclass(frozen=True)
class _Crowd:
    """Quantities in order on a curve: how many lie between two bounds, and what they pay in all, exactly."""

    bill: Curve
    units: Ints
    scale: int

    def places(self, start: Fraction, end: Fraction | None) -> tuple[int, int]:
        """The first place after `start`, and the one behind the last at `end`."""
        last = len(self.units) if end is None else self._after(end)
        return self._after(start), last

    def bills(self, low: int, high: int) -> Fraction:
        """The sum of the bills between two places."""
        total = ZERO
        for run in self._runs:
            first = max(low, self._after(run.first - Fraction(1, self.scale)))
            last = high if run.last is None else min(high, self._after(run.last))
            if last > first:
                units = Fraction(sum(self.units[first:last].tolist()), self.scale)
                total += (run.low - run.slope * run.first) * (last - first) + run.slope * units
        return total

    @cached_property
    def _runs(self) -> tuple[Run, ...]:
        return runs(self.bill, Grid(Fraction(1, self.scale)))

    def _after(self, quantity: Fraction) -> int:
        return int(np.searchsorted(self.units, floor(quantity * self.scale), side="right"))


def _zones(bill: Curve, grid: Grid | None, unit: Fraction) -> Iterator[_Zone]:
    recoveries = shape.recovery_zones(bill, grid)
    for cliff, recovery in zip(shape.cliffs(bill, grid), recoveries, strict=True):
        # Where a bound belongs to the tier above it, nobody pays the price before the fall exactly at the bound.
        width = unit if bill(cliff.after) == cliff.bill else ZERO
        yield _Zone("cliff", cliff.after - width, cliff.after, cliff.drop, 0)
        yield _Zone("recovery_zone", recovery.start, recovery.end, cliff.bill, -1)
    for zone in shape.gaming_zones(bill, grid):
        there = bill(zone.target) if grid else min(bill(zone.target), bill.above(zone.target))
        yield _Zone("gaming_zone", zone.start, zone.end, -there, 1)
    for dead in shape.dead_zones(bill, grid):
        yield _Zone("dead_zone", dead.start, dead.end, ZERO, 1)


def _combined(columns: list[Ints]) -> Ints:
    """The sum of the columns, in Python's integers where 64 bits may not hold it."""
    fits = sum(int(np.abs(column).max(initial=0)) for column in columns) < 2**63
    combined: Ints = np.sum(columns if fits else [column.astype(object) for column in columns], axis=0)
    return combined


def _billable(offer: Offer, meter: str, units: Ints, scale: int) -> tuple[Ints, int]:
    """The quantities in the whole blocks that are billed for them, and a scale that holds these exactly."""
    charge = plans.widest_block(offer.plan, meter)
    if charge is None:
        return units, scale
    finer = lcm(scale, charge.step.denominator, charge.included.denominator)
    free, size = int(charge.included * finer), int(charge.step * finer)
    ahead = {"up": size - 1, "down": 0, "nearest": size // 2}[charge.block_rounding]
    over = np.maximum(units.astype(object) * (finer // scale) - free, 0)
    return free + (over + ahead) // size * size, finer
