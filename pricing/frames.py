"""Columns of frames and arrays of whole numbers, exact both ways: names, days, quantities and money.

pyarrow holds decimals that pandas alone would keep as slow objects; nothing else of the package names it.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from pricing.errors import QuantityRefused, Refusal

DECIMALS = 6
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
EXACT = pa.decimal128(18, DECIMALS)
WIDE = pa.decimal128(38, DECIMALS)  # whole numbers of 64 bits pass through it
MAX_DAYS = 7_305  # twenty years: a wrong century in one date would otherwise fill the memory


def named(frame: pd.DataFrame, column: str) -> tuple[Ints, tuple[str, ...]]:
    """Return a column of names as places in the sorted names.

    Raises:
        Refusal: a row without a name, or names that are no text.
    """
    codes, names = pd.factorize(frame[column], sort=True)
    if (codes < 0).any():
        raise Refusal("every row names its customer and meter", value="", where=f"column {column}", todo="Fill it in.")
    if not all(isinstance(name, str) for name in names):
        raise Refusal("names are texts", value=names[0], where=f"column {column}", todo="Write them as text.")
    return codes.astype(np.int64), tuple(names)


def numbered(dates: "pd.Series[Any]") -> tuple[Ints, date, int]:
    """Return days counted from the first one, that day, and how many days it is to the last, both counted.

    Raises:
        Refusal: no dates, a row without one, a time of day or zone, or twenty years.
    """
    if not pd.api.types.is_datetime64_dtype(dates):
        todo = "Read the column as dates."
        raise Refusal("dates are whole days without a time zone", value=dates.dtype, where="column date", todo=todo)
    stamps = dates.to_numpy()
    days = stamps.astype("datetime64[D]")
    if np.isnat(stamps).any() or (days.astype(stamps.dtype) != stamps).any():
        raise Refusal("every row has a date without a time of day", where="column date", todo="Write 2026-11-20.")
    first, last = days.min(), days.max()
    span = int((last - first).astype(np.int64)) + 1
    if span > MAX_DAYS:
        both = f"{first} to {last}"
        raise Refusal(f"a usage spans at most {MAX_DAYS:,} days", value=both, todo="Check its first and last date.")
    return (days - first).astype(np.int64), first.astype(object), span


def millionths(quantity: "pd.Series[Any]") -> tuple[Ints, Flags]:
    """Return quantities in millionths, and which of them are known.

    Raises:
        QuantityRefused: no exact numbers, more than 6 decimals, or 10**12 and more.
    """
    try:
        column = pa.array(quantity, from_pandas=True)
        if not (pa.types.is_decimal(column.type) or pa.types.is_integer(column.type) or pa.types.is_null(column.type)):
            raise QuantityRefused("quantities are exact numbers", value=column.type, todo="Read them as decimals.")
        units = pc.cast(
            pc.multiply(pc.cast(pc.cast(column, WIDE), EXACT), pa.scalar(Decimal(10**DECIMALS))), pa.int64()
        )
    except pa.ArrowException:
        what = f"quantities lie below 10**12 and have at most {DECIMALS} decimals"
        raise QuantityRefused(what, where="column quantity", todo="Round them, or use a larger unit.") from None
    known = pc.is_valid(column).to_numpy(zero_copy_only=False)
    return pc.fill_null(units, 0).to_numpy(zero_copy_only=False), known


def order(customer: Ints, meter: Ints, day: Ints) -> Ints:
    """Return the order of rows by customer, meter and day."""
    key = _key(customer, meter, day)
    return np.arange(len(key)) if (key[1:] >= key[:-1]).all() else np.argsort(key, kind="stable")


def repeated(customer: Ints, meter: Ints, day: Ints, order: Ints) -> int | None:
    """Return the first row, in order, that has the customer, meter and day of another one."""
    twice = np.flatnonzero(np.diff(_key(customer, meter, day)[order]) == 0)
    return int(order[twice[0]]) if len(twice) else None


def _key(customer: Ints, meter: Ints, day: Ints) -> Ints:
    return (customer * (int(meter.max()) + 1) + meter) * MAX_DAYS + day


def distinct(values: Ints) -> Ints:
    """Return the different values in order; sorting is ten times faster than numpy's hashing `unique`.

    >>> distinct(np.array([3, 1, 3]))
    array([1, 3])
    """
    ordered = values if (values[1:] >= values[:-1]).all() else np.sort(values)
    return ordered[np.diff(ordered, prepend=ordered[:1] - 1) > 0]


def trimmed(millionths: Ints) -> tuple[Ints, int]:
    """Return units with as few decimals as hold each quantity exactly, and how many that is.

    >>> trimmed(np.array([1_500_000, 250_000]))
    (array([150,  25]), 2)
    """
    common = int(np.gcd.reduce(millionths))
    spare = next(n for n in range(DECIMALS, -1, -1) if common % 10**n == 0)
    return millionths // 10**spare, DECIMALS - spare


def decimals(units: Ints, places: int, known: Flags | None = None) -> "pd.Series[Any]":
    """Return whole numbers of 10**-`places` as a column of exact decimals; what is not known is <NA>.

    >>> [str(amount) for amount in decimals(np.array([42500, -1]), 2)]
    ['425.00', '-0.01']
    """
    wide = pa.array(units, mask=None if known is None else ~known).cast(pa.decimal128(19, 0))
    exact = pc.multiply(wide, pa.scalar(Decimal(1).scaleb(-places), pa.decimal128(places + 1, places)))
    return pd.Series(pd.arrays.ArrowExtensionArray(exact))


def quantities(units: Ints, places: int, known: Flags) -> "pd.Series[Any]":
    """Return whole numbers of 10**-`places` as the quantities of a clean frame."""
    return decimals(units, places, known).astype(pd.ArrowDtype(EXACT))
