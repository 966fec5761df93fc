"""The clean frame, checked on the way in and written back exactly."""

from datetime import timedelta

import numpy as np
import pandas as pd

from pricing import frames
from pricing.errors import Refusal
from pricing.usage.series import Usage

COLUMNS = ("customer", "date", "meter", "quantity")


def parse(frame: pd.DataFrame) -> Usage:
    """Return a clean frame (customer, date, meter, quantity) as arrays, checked and sorted.

    Raises:
        Refusal: other columns, no row, a gap in a name or date, a time of day, or a row that stands twice.
        QuantityRefused: quantities that are no exact numbers of at most 6 decimals, below 10**12.

    >>> from decimal import Decimal
    >>> rows = [("Ada", "2026-11-02", "calls", Decimal("1.5")), ("Ada", "2026-11-04", "calls", None)]
    >>> table = pd.DataFrame(rows, columns=["customer", "date", "meter", "quantity"])
    >>> usage = parse(table.assign(date=pd.to_datetime(table["date"])))
    >>> usage.days, usage.decimals, usage.units.tolist(), usage.known.tolist()
    (3, 1, [15, 0], [True, False])
    """
    if sorted(map(str, frame.columns)) != sorted(COLUMNS):
        found = ", ".join(map(str, frame.columns))
        raise Refusal(f"the columns of a usage are {', '.join(COLUMNS)}", value=found, todo="Rename them.")
    if not len(frame):
        raise Refusal("a usage has at least one row", todo="Add a row, or see why all were refused.")
    customer, customers = frames.named(frame, "customer")
    meter, meters = frames.named(frame, "meter")
    day, first, days = frames.numbered(frame["date"])
    units, known = frames.millionths(frame["quantity"])
    order = frames.order(customer, meter, day)
    twice = frames.repeated(customer, meter, day, order)
    if twice is not None:
        where = f"{customers[customer[twice]]}, {first + timedelta(int(day[twice]))}"
        both = "a customer has one row a day and meter, and here are two"
        raise Refusal(both, value=meters[meter[twice]], where=where, todo="Add them up, or leave one out.")
    units, decimals = frames.trimmed(units)
    who, what, when = (column[order].astype(np.int32) for column in (customer, meter, day))
    return Usage(customers, meters, first, days, decimals, who, what, when, units[order], known[order])


def frame(usage: Usage) -> pd.DataFrame:
    """Return a usage as the clean frame that `parse` reads back into an equal one."""
    return pd.DataFrame(
        {
            "customer": pd.array(usage.customers, dtype="str").take(usage.customer),
            "date": np.datetime64(usage.first, "us") + usage.day.astype("timedelta64[D]"),
            "meter": pd.array(usage.meters, dtype="str").take(usage.meter),
            "quantity": frames.quantities(usage.units, usage.decimals, usage.known),
        }
    )
