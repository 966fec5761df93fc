"""Usage summed by customer and billing cycle."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from pricing import frames
from pricing.errors import QuantityRefused, UnknownName, nearest
from pricing.frames import Flags, Ints
from pricing.usage.cycles import Cycle, Cycles
from pricing.usage.series import Usage


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """Usage by customer and cycle: every array is [customers, cycles], each quantity `units` / 10**`decimals`.

    `unknown` counts the rows of a meter that state no quantity: its units are then too low, never 0. `observed` counts
    the days with a known row of any meter. `active` tells from a customer's first to its last row: outside, there was
    no customer to bill. `lengths` (days) and `partial` are those of the cycles.
    """

    customers: tuple[str, ...]
    cycles: tuple[date, ...]
    units: Mapping[str, Ints]
    unknown: Mapping[str, Ints]
    observed: Ints
    active: Flags
    lengths: Ints
    partial: Flags
    decimals: int

    @property
    def meters(self) -> tuple[str, ...]:
        """The meters that the usage states."""
        return tuple(self.units)

    def full(self) -> "Totals":
        """Return the totals without the cycles that lie only partly in the usage."""
        return self._of(np.flatnonzero(~self.partial))

    def at(self, *starts: date) -> "Totals":
        """Return the totals of the cycles that begin on these days.

        Raises:
            UnknownName: no such cycle; names them.
        """
        for start in starts:
            if start not in self.cycles:
                known = nearest(str(start), [str(one) for one in self.cycles])
                raise UnknownName("no cycle begins on this day", value=start, todo=known)
        return self._of(np.array([self.cycles.index(start) for start in starts], dtype=np.int64))

    def _of(self, kept: Ints) -> "Totals":
        return replace(
            self,
            cycles=tuple(self.cycles[i] for i in kept),
            units={meter: units[:, kept] for meter, units in self.units.items()},
            unknown={meter: count[:, kept] for meter, count in self.unknown.items()},
            observed=self.observed[:, kept],
            active=self.active[:, kept],
            lengths=self.lengths[kept],
            partial=self.partial[kept],
        )


def totals(usage: Usage, cycle: Cycle) -> Totals:
    """Return the usage summed by customer and billing cycle.

    Raises:
        QuantityRefused: no such cycle, or a sum that does not fit 63 bits.

    >>> import pandas as pd
    >>> from pricing.usage.clean import parse
    >>> days = pd.to_datetime(["2026-10-31", "2026-11-01", "2026-11-02"])
    >>> rows = pd.DataFrame({"customer": "Ada", "date": days, "meter": "calls", "quantity": [5, 2, 3]})
    >>> months = totals(parse(rows), "month")
    >>> months.units["calls"].tolist(), months.observed.tolist(), months.partial.tolist()
    ([[5, 5]], [[1, 2]], [True, True])
    """
    cycles = usage.cycles(cycle)
    shape = (len(usage.customers), len(cycles.starts))
    cell = usage.customer * np.int64(shape[1]) + cycles.of_day[usage.day]
    cells = shape[0] * shape[1]
    units, unknown = {}, {}
    for i, meter in enumerate(usage.meters):
        rows = usage.meter == i
        units[meter] = summed(usage.units[rows], cell[rows], cells).reshape(shape)
        unknown[meter] = np.bincount(cell[rows & ~usage.known], minlength=cells).reshape(shape)
    return Totals(
        customers=usage.customers,
        cycles=cycles.starts,
        units=units,
        unknown=unknown,
        observed=_observed(usage, cycles, shape),
        active=_active(cell, shape),
        lengths=cycles.lengths,
        partial=cycles.partial,
        decimals=usage.decimals,
    )


def _observed(usage: Usage, cycles: Cycles, shape: tuple[int, int]) -> Ints:
    """The days of each cycle on which a customer has a known row of any meter."""
    if len(usage.meters) == 1:
        customer, day = usage.customer[usage.known], usage.day[usage.known]
    else:
        seen = frames.distinct(usage.customer[usage.known] * np.int64(usage.days) + usage.day[usage.known])
        customer, day = np.divmod(seen, usage.days)
    cell = customer * np.int64(shape[1]) + cycles.of_day[day]
    return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)


def _active(cell: Ints, shape: tuple[int, int]) -> Flags:
    """The cycles from a customer's first row to the last."""
    seen = np.zeros(shape[0] * shape[1], dtype=np.bool_)
    seen[cell] = True
    rows = seen.reshape(shape)
    begun = np.logical_or.accumulate(rows, axis=1)
    return begun & np.logical_or.accumulate(rows[:, ::-1], axis=1)[:, ::-1]


def summed(units: Ints, places: Ints, size: int) -> Ints:
    """Return the sum of the units at each of `size` places.

    Raises:
        QuantityRefused: a sum does not fit 63 bits.

    >>> summed(np.array([1, 2, 3]), np.array([1, 1, 0]), 2)
    array([3, 3])
    """
    totals = _added(units, places, size)
    if len(units) and _largest(units) * len(units) >= 2**63:
        # Halves of 32 bits cannot wrap: they tell whether the sums did.
        high = _added(units >> 32, places, size) + (_added(units & 0xFFFFFFFF, places, size) >> 32)
        if high.max() >= 2**31 or high.min() < -(2**31):
            todo = "State the quantities in a larger unit, or with fewer decimals."
            raise QuantityRefused("the quantities sum to more than 63 bits hold", todo=todo)
    return totals


def _added(units: Ints, places: Ints, size: int) -> Ints:
    totals = np.zeros(size, dtype=np.int64)
    np.add.at(totals, places, units)
    return totals


def _largest(units: Ints) -> int:
    return max(int(units.max()), -int(units.min()))
