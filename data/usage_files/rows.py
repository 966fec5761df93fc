"""Lines to clean and refused rows: every row of the file ends in exactly one of the two."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from data.usage_files import quantities, refusals
from data.usage_files.faults import REASONS, Fault
from data.usage_files.limits import LIMIT
from data.usage_files.lines import Lines, Options
from data.usage_files.quantities import Quantities
from data.usage_files.roles import Columns
from data.usage_files.texts import Codes, texts

SPAN = 50_000  # more days than lie between the first and the last date that are read
_MILLION = 10**6
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Accepted rows as arrays of one length; customers and meters are places in sorted names."""

    number: NDArray[np.int32]
    customer: NDArray[np.int32]
    meter: NDArray[np.int32]
    day: NDArray[np.int32]
    units: Codes
    known: Flags

    def at(self, places: Codes | Flags) -> "Rows":
        """Return the rows at places, or where a flag is set."""
        if places.dtype == np.bool_ and places.all():
            return self
        return Rows(*(getattr(self, field.name)[places] for field in fields(self)))

    def and_all(self, others: list["Rows"]) -> "Rows":
        """Return these rows and then all others."""
        if not others:
            return self
        every = [self, *others]
        return Rows(*(np.concatenate([getattr(rows, field.name) for rows in every]) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Settled:
    """Clean and refused rows, and how many of each; `merged` rows were added to another one."""

    clean: pd.DataFrame
    refused: pd.DataFrame
    rows: int
    accepted: int
    merged: int
    refused_rows: int


def settled(lines: Lines, columns: Columns, options: Options) -> Settled:
    """Return the clean and the refused rows of a file's lines."""
    meter, columns_of_rows = _meters(lines, columns, options)
    usable, good, cells = lines.faults == Fault.NONE, [], []
    for name, codes, found in columns_of_rows:
        bad = found.faults != Fault.NONE
        cells.append(refusals.of_cells(lines, name, found, np.flatnonzero(usable & bad)))
        rows = Rows(lines.number, lines.customer.codes, codes, lines.day, found.units, found.known)
        good.append(rows.at(usable & ~bad))
    every = good[0].and_all(good[1:])
    rows, late = _apart(every, len(meter), options, columns, lambda rows: _named(rows, lines.customer.different, meter))
    width, unusable = len(columns.quantities), int((~usable).sum())
    return Settled(
        clean=_frame(rows, lines.customer.different, meter),
        refused=refusals.frame([*refusals.of_lines(lines, columns), *cells, late]),
        rows=width * len(lines),
        accepted=len(every.number) - len(late),
        merged=len(every.number) - len(late) - len(rows.number),
        refused_rows=width * unusable + sum(map(len, cells)) + len(late),
    )


def _meters(
    lines: Lines, columns: Columns, options: Options
) -> tuple[Any, list[tuple[str, NDArray[np.int32], Quantities]]]:
    """Return the meters' names, sorted, and for each quantity column the meter of each line and the quantities."""
    if lines.meter is not None:
        return lines.meter.different, [(columns.quantities[0], lines.meter.codes, lines.quantities[0])]
    names = list(columns.quantities)
    if len(names) == 1 and options.meters and len(options.meters) == 1:
        names = list(options.meters)
    found, whole = texts(pa.array(names, pa.string())), np.ones(len(lines), np.int32)
    listed = []
    for place, (column, quantity) in enumerate(zip(columns.quantities, lines.quantities, strict=True)):
        if options.meters is not None and names[place] not in options.meters:
            faults = np.full(len(lines), Fault.UNKNOWN_METER, np.int8)
            quantity = replace(quantity, faults=faults, texts=pa.repeat(column, len(lines)))
        listed.append((column, found.codes[place] * whole, quantity))
    return found.different, listed


def _apart(
    rows: Rows, meters: int, options: Options, columns: Columns, name: Callable[[Rows], Any]
) -> tuple[Rows, Any]:
    """Return the rows in order, one a customer, meter and day, and the listing of those that are refused for it."""
    key = (rows.customer.astype(np.int64) * meters + rows.meter) * SPAN + rows.day
    if (key[1:] < key[:-1]).any():
        order = np.argsort(key, kind="stable")
        key, rows = key[order], rows.at(order)
    new = np.diff(key, prepend=-1) != 0
    if new.all():
        return rows, refusals.SCHEMA.empty_table()
    kept, late, reason = (_summed if options.duplicates == "sum" else _first)(rows, new)
    column = ", ".join(filter(None, (columns.customer, columns.date, columns.meter)))
    return kept, refusals.part(late.number, column, name(late), reason)


def _first(rows: Rows, new: Flags) -> tuple[Rows, Rows, Any]:
    """Return the first row of each customer, meter and day, the others, and why they are refused."""
    first = rows.number[new][np.cumsum(new) - 1][~new]
    before, after = REASONS[Fault.DUPLICATE].split("{}")
    lines = pa.array(first).cast(pa.string())
    return rows.at(new), rows.at(~new), pc.binary_join_element_wise(before, lines, after, "")


def _summed(rows: Rows, new: Flags) -> tuple[Rows, Rows, Any]:
    """Return the sum of each customer, meter and day, unknown if one part is, and the parts of sums too large."""
    begins = np.flatnonzero(new)
    # Whole units and millionths apart, so that no sum of all rows overflows 64 bits.
    whole, part = (np.add.reduceat(half, begins) for half in np.divmod(rows.units, _MILLION))
    whole, part = whole + part // _MILLION, part % _MILLION
    fits = (whole < LIMIT) & ((whole > -LIMIT) | (whole == -LIMIT) & (part > 0))
    known = np.logical_and.reduceat(rows.known, begins)
    units = np.where(known & fits, whole * _MILLION + part, 0)
    late = rows.at(~fits[np.cumsum(new) - 1])
    faults = np.full(len(late.number), Fault.SUM_TOO_LARGE, np.int8)
    kept = replace(rows.at(begins), units=units, known=known).at(fits)
    return kept, late, refusals.sentences(faults)


def _named(rows: Rows, customers: Any, meters: Any) -> Any:
    """Return customer, date and meter of each row as one text."""
    days = pa.array(rows.day.astype(np.int32)).cast(pa.date32()).cast(pa.string())
    names = (customers.take(pa.array(rows.customer)), days, meters.take(pa.array(rows.meter)))
    return pc.binary_join_element_wise(*names, ", ")


def _frame(rows: Rows, customers: Any, meters: Any) -> pd.DataFrame:
    """Return the clean frame."""
    table = pa.table(
        {
            "customer": customers.take(pa.array(rows.customer)),
            "date": pa.array(rows.day.astype("datetime64[D]").astype("datetime64[us]")),
            "meter": meters.take(pa.array(rows.meter)),
            "quantity": quantities.decimals(rows.units, rows.known),
        }
    )
    frame: pd.DataFrame = table.to_pandas(types_mapper={quantities.EXACT: pd.ArrowDtype(quantities.EXACT)}.get)
    return frame
