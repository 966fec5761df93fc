"""Billing cycles from an anchor: month ends that do not drift, weeks, spells of days; local days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from pricing.frames import Ints
from pricing.rebalancing.policy import LONGEST, Policy


def add_months(anchor: date, months: int, anchor_day: int = 0) -> date:
    """Return the date some months after an anchor, on the anchor's day or the month's last one.

    Counted from the anchor each time, so that 31 January bills 28 February, then 31 March.

    >>> [str(add_months(date(2026, 1, 31), n)) for n in (1, 2, 3)]
    ['2026-02-28', '2026-03-31', '2026-04-30']
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(year, month + 1, min(anchor_day or anchor.day, monthrange(year, month + 1)[1]))


def local_day(moment: datetime, timezone: str) -> date:
    """Return the day that a moment (with its own time zone) belongs to where the customer lives.

    >>> from datetime import UTC
    >>> str(local_day(datetime(2026, 3, 1, 4, 59, tzinfo=UTC), "America/New_York"))
    '2026-02-28'
    """
    return moment.astimezone(ZoneInfo(timezone)).date()


@lru_cache(maxsize=4096)
def seconds(start: date, end: date, timezone: str = "UTC") -> int:
    """Return the seconds from local midnight to local midnight: a day of a clock change has 23 or 25 hours.

    >>> seconds(date(2026, 3, 8), date(2026, 3, 9), "America/New_York") // 3600
    23
    """
    zone = ZoneInfo(timezone)
    low, high = (datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() for day in (start, end))
    return round(high - low)


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Cycle bounds by group of customers with the same anchor: arrays [groups, days from 0 on].

    `start` and `end` (excluded) of the cycle that holds a day, as days; they lie before 0 or past the data where the
    cycle does. Day d is a billing date where `start` is d.
    """

    first: date
    start: Ints
    end: Ints

    def date(self, day: int) -> date:
        """Return the date of a day."""
        return self.first + timedelta(day)


def groups(policy: Policy, first: date, starts: Ints) -> Ints:
    """Return each customer's group: the anchor's day of the month less 1, or the first day's phase in its spell.

    >>> groups(Policy(), date(2026, 1, 31), np.array([0, 1, 29])).tolist()
    [30, 0, 0]
    """
    if policy.cycle != "month":
        return np.asarray(starts % _spell(policy), dtype=np.int64)
    if policy.anchor_day:
        return np.full(len(starts), policy.anchor_day - 1, dtype=np.int64)
    begin = np.datetime64(first, "D") + starts.astype("timedelta64[D]")
    return np.asarray((begin - begin.astype("datetime64[M]")).astype(np.int64))


def calendar(policy: Policy, first: date, days: int) -> Calendar:
    """Return the cycles of every group over `days` days and as long behind them as a change may be put off.

    >>> months = calendar(Policy(), date(2026, 1, 1), 60)
    >>> [str(months.date(int(day))) for day in (months.start[30, 31], months.end[30, 31])]
    ['2026-01-31', '2026-02-28']
    """
    horizon = days + policy.notice_days + policy.response_delay_days + 2 * LONGEST
    count = 31 if policy.cycle == "month" else _spell(policy)
    # One day of all groups is what is read together.
    start, end = (np.empty((count, horizon), dtype=np.int64, order="F") for _ in range(2))
    for group in range(count):
        bounds = np.array(list(_bounds(policy, first, group, horizon)))
        place = np.searchsorted(bounds, np.arange(horizon), side="right")
        start[group], end[group] = bounds[place - 1], bounds[place]
    return Calendar(first, start, end)


def _bounds(policy: Policy, first: date, group: int, horizon: int) -> list[int]:
    if policy.cycle != "month":
        spell = _spell(policy)
        return list(range(group - spell, horizon + spell + 1, spell))
    months = range(-1, horizon // 28 + 3)
    return [(add_months(first.replace(day=1), n, group + 1) - first).days for n in months]


def _spell(policy: Policy) -> int:
    return 7 if policy.cycle == "week" else int(policy.cycle)
