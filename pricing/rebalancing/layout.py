"""A book laid out for a block: days by customers, and what happens on which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pricing.frames import Flags, Ints
from pricing.rebalancing.book import Book
from pricing.rebalancing.rows import Column
from pricing.rebalancing.states import Event

TURNED = 64


@dataclass(slots=True, eq=False)
class ByDay:
    """Customers (or rows) that something happens to, found by day."""

    found: Ints
    bounds: Ints

    @classmethod
    def of(cls, day: Ints, days: int, found: Ints | None = None) -> "ByDay":
        """Return what is found by a column of days: its rows, or what `found` says of each."""
        order = np.argsort(day, kind="stable")
        return cls(order if found is None else found[order], np.searchsorted(day[order], np.arange(days + 2)))

    def on(self, day: int) -> Ints:
        """Return what is found on a day."""
        return self.found[self.bounds[day] : self.bounds[day + 1]]


def laid_out(book: Book, rows: Ints, factor: int, space: Ints) -> tuple[Ints, Flags | None]:
    """Return the units and known days of some customers, [days, customers], as copies; None: all are known.

    The units are written into `space`, which blocks use one after the other.
    """
    part: slice | Ints = rows
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1 and (np.diff(rows) == 1).all():
        part = slice(int(rows[0]), int(rows[-1]) + 1)
    units = _turned(book.units[part], space[:, : len(rows)])
    if factor != 1:
        units *= factor
    known = None if book.known is None else _turned(book.known[part], np.empty((book.days, len(rows)), dtype=np.bool_))
    start, leave, days = book.starts[rows], book.leaves[rows], np.arange(book.days)[:, None]
    if (start > 0).any() or (leave < book.days).any():
        there = (days >= start) & (days < leave)
        known = there if known is None else known & there
    if known is not None:
        units *= known
    return units, known


def _turned(matrix: Column, found: Column) -> Column:
    """Copy with days and customers exchanged, a few customers at a time so that their days stay in the cache."""
    for low in range(0, len(matrix), TURNED):
        found[:, low : low + TURNED] = matrix[low : low + TURNED].T
    return found


def spans(group: Ints) -> Sequence[tuple[int, int, int]]:
    """Return the stretches of equal groups: group, first customer, and the one past the last."""
    cuts = [0, *(np.flatnonzero(np.diff(group)) + 1).tolist(), len(group)]
    return [(int(group[low]), low, high) for low, high in pairwise(cuts) if high > low]


def gaps(known: Flags | None, start: Ints, leave: Ints) -> list[tuple[Event, ByDay]]:
    """Return the first day of each run of days without a known quantity."""
    if known is None:
        return []
    days = np.arange(len(known))[:, None]
    missing = ~known & (days >= start) & (days < leave)
    missing[1:] &= known[:-1] | (days[1:] == start)
    day, who = np.nonzero(missing)
    return [(Event.USAGE_MISSING, ByDay.of(day, len(known), who))] if len(day) else []


def corrections(units: Ints) -> list[tuple[Event, ByDay]]:
    """Return the days that state less than nothing."""
    if not units.size or units.min() >= 0:
        return []
    day, who = np.nonzero(units < 0)
    return [(Event.USAGE_CORRECTED, ByDay.of(day, len(units), who))]


def late_rows(book: Book, rows: Ints, factor: int) -> tuple[Ints, ByDay]:
    """Return late units of some customers as rows (customer, day of, units), found by the day they came."""
    late = book.late
    if not len(late.customer):
        return np.zeros((0, 3), np.int64), ByDay.of(late.on, book.days)
    place = np.full(len(book.customers), -1)
    place[rows] = np.arange(len(rows))
    mine = np.flatnonzero(place[late.customer] >= 0)
    table = np.stack([place[late.customer[mine]], late.of[mine], late.units[mine] * factor], axis=1)
    return table, ByDay.of(late.on[mine], book.days)
