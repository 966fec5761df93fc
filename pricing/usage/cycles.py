"""Billing cycles: the calendar cut into months, ISO weeks or spells of N days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from pricing.errors import QuantityRefused
from pricing.frames import MAX_DAYS, Flags, Ints

Cycle = Literal["month", "week"] | int


@dataclass(frozen=True, slots=True, eq=False)
class Cycles:
    """How days fall into cycles: `starts` by the calendar, `lengths` and `covered` in days, `of_day` for each day."""

    starts: tuple[date, ...]
    lengths: Ints
    covered: Ints
    of_day: Ints

    @property
    def partial(self) -> Flags:
        """Which cycles lie only partly between the first and the last day."""
        return self.covered < self.lengths


def cut(first: date, days: int, cycle: Cycle) -> Cycles:
    """Return the cycles of `days` days from `first` on: calendar months, weeks from Monday on, or every N days.

    Raises:
        QuantityRefused: no such cycle, or no day.

    >>> months = cut(date(2024, 1, 30), 32, "month")
    >>> [(str(start), int(n)) for start, n in zip(months.starts, months.covered)]
    [('2024-01-01', 2), ('2024-02-01', 29), ('2024-03-01', 1)]
    """
    if cycle not in ("month", "week") and (not isinstance(cycle, int) or isinstance(cycle, bool) or cycle < 1):
        raise QuantityRefused("a cycle is month, week or a number of days", value=cycle, todo="Use 1 day or more.")
    if isinstance(cycle, int) and cycle > MAX_DAYS:
        raise QuantityRefused(f"a cycle has at most {MAX_DAYS:,} days", value=cycle, todo="Use fewer.")
    if days < 1:
        raise QuantityRefused("a calendar has at least one day", value=days)
    end = first + timedelta(days)
    starts = [_start(first, cycle)]
    while starts[-1] < end:
        starts.append(_following(starts[-1], cycle))
    bounds = np.array([(start - first).days for start in starts])
    covered = np.diff(bounds.clip(0, days))
    return Cycles(tuple(starts[:-1]), np.diff(bounds), covered, np.repeat(np.arange(len(covered)), covered))


def _start(day: date, cycle: Cycle) -> date:
    if cycle == "month":
        return day.replace(day=1)
    return day - timedelta(day.weekday()) if cycle == "week" else day


def _following(start: date, cycle: Cycle) -> date:
    if cycle == "month":
        return (start + timedelta(31)).replace(day=1)
    return start + timedelta(7 if cycle == "week" else int(cycle))
