"""What a usage looks like: days, largest customers, gaps; each a frame to draw or to list."""

import numpy as np
import pandas as pd

from pricing import frames
from pricing.usage.series import Usage
from pricing.usage.totals import summed

KINDS = ["before", "inside", "after"]


def daily(usage: Usage, meter: str) -> pd.DataFrame:
    """Return one meter's total by day: date, quantity, customers with a known row, unknown rows; no day left out.

    Raises:
        UnknownName: no such meter.
    """
    rows = usage.meter == usage.place(meter)
    days = np.arange(usage.days).astype("timedelta64[D]")
    units = summed(usage.units[rows], usage.day[rows].astype(np.int64), usage.days)
    return pd.DataFrame(
        {
            "date": np.datetime64(usage.first, "us") + days,
            "quantity": frames.decimals(units, usage.decimals),
            "customers": np.bincount(usage.day[rows & usage.known], minlength=usage.days),
            "unknown": np.bincount(usage.day[rows & ~usage.known], minlength=usage.days),
        }
    )


def largest(usage: Usage, meter: str, n: int = 10) -> pd.DataFrame:
    """Return the n customers who use most of a meter: customer, quantity, share of all usage (0 to 1; none: 0).

    Raises:
        UnknownName: no such meter.
    """
    rows = usage.meter == usage.place(meter)
    units = summed(usage.units[rows], usage.customer[rows].astype(np.int64), len(usage.customers))
    top = np.argsort(-units, kind="stable")[: max(0, n)]
    whole = max(1, sum(units.tolist()))
    return pd.DataFrame(
        {
            "customer": [usage.customers[i] for i in top],
            "quantity": frames.decimals(units[top], usage.decimals),
            "share": units[top] / whole,
        }
    )


def gaps(usage: Usage) -> pd.DataFrame:
    """Return every run of days without a row: customer, first, last, days, and kind.

    `kind` is "before" a customer's first row (a late start), "inside", or "after" the last one.
    """
    seen = frames.distinct(usage.customer * np.int64(usage.days) + usage.day)
    customer, day = np.divmod(seen, usage.days)
    opens = np.diff(customer, prepend=-1) > 0
    ends = np.append(opens[1:], True)
    low = np.append(np.where(opens, 0, np.roll(day, 1) + 1), day[ends] + 1)
    high = np.append(day - 1, np.full(ends.sum(), usage.days - 1))
    who = np.append(customer, customer[ends])
    kind = np.append(np.where(opens, 0, 1), np.full(ends.sum(), 2))
    missing = np.flatnonzero(high >= low)
    rows = missing[np.lexsort((low[missing], who[missing]))]
    start = np.datetime64(usage.first, "us")
    return pd.DataFrame(
        {
            "customer": pd.array(usage.customers, dtype="str").take(who[rows]),
            "first": start + low[rows].astype("timedelta64[D]"),
            "last": start + high[rows].astype("timedelta64[D]"),
            "days": high[rows] - low[rows] + 1,
            "kind": pd.array(KINDS, dtype="str").take(kind[rows]),
        }
    )
