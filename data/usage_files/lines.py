"""A sheet and the roles of its columns to lines: days, quantities, and what is wrong with them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow.compute as pc  # type: ignore[import-untyped]  # it ships no types
from numpy.typing import NDArray

from data.usage_files import dates, quantities
from data.usage_files.faults import Fault
from data.usage_files.limits import MAX_NAME, SHOWN
from data.usage_files.quantities import Quantities
from data.usage_files.roles import MARKS, Columns
from data.usage_files.sheet import Sheet, database
from data.usage_files.texts import Texts, texts

Duplicates = Literal["refuse", "sum"]
Faults = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Lines:
    """A file's lines, column by column; `faults` is what makes a whole line unusable."""

    number: NDArray[np.int32]
    faults: Faults
    raw: Any
    customer: Texts
    date: Texts
    day: NDArray[np.int32]
    meter: Texts | None
    quantities: tuple[Quantities, ...]
    warnings: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.number)


@dataclass(frozen=True, slots=True)
class Options:
    """What the reader of a file decides: the meters that exist, and whether negatives and repeats are welcome."""

    meters: frozenset[str] | None = None
    corrections: bool = False
    duplicates: Duplicates = "refuse"


def lines(sheet: Sheet, columns: Columns, options: Options) -> Lines:
    """Return the lines of a sheet with their days, quantities and faults."""
    table = _cut(sheet, columns)
    customer, date = texts(table["customer"]), texts(table["date"])
    days, day_faults, warnings = dates.read(date.different, date.counts(), columns)
    meter = texts(table["meter"]) if columns.meter else None
    faults = np.zeros(table.num_rows, np.int8)
    if meter is not None:
        faults = _named(meter, Fault.NO_METER, Fault.LONG_METER, options.meters)[meter.codes]
    faults = _over(day_faults[date.codes], faults)
    faults = _over(_named(customer, Fault.NO_CUSTOMER, Fault.LONG_CUSTOMER)[customer.codes], faults)
    short = table["short"].to_numpy()
    marked = _marked(table, options)
    found = tuple(
        _signed(quantities.judged(table[f"exact{place}"], table[f"shown{place}"], columns.decimal), marked)
        for place in range(len(columns.quantities))
    )
    return Lines(
        number=table["line"].to_numpy(),
        faults=np.where(short, np.int8(Fault.WIDTH), faults),
        raw=table["raw"].combine_chunks(),
        customer=customer,
        date=date,
        day=days[date.codes],
        meter=meter,
        quantities=found,
        warnings=warnings,
    )


def _cut(sheet: Sheet, columns: Columns) -> Any:
    """Return the lines of a sheet as a table of the columns that have a role."""
    cell = dict(zip(sheet.header, sheet.cells, strict=True))
    roles = {"customer": columns.customer, "date": columns.date}
    roles |= {"meter": columns.meter} if columns.meter else {}
    roles |= {"marker": columns.correction} if columns.correction else {}
    parts = [f"{cell[name]} AS {role}" for role, name in roles.items()]
    outer = list(roles)
    for place, name in enumerate(columns.quantities):
        parts += [f"{cell[name]} AS cell{place}"]
        outer += [
            f"exact{place}",
            f"CASE WHEN exact{place} IS NULL OR exact{place} < 0 THEN cell{place} END AS shown{place}",
        ]
    exact = [
        f"{quantities.expression(f'cell{place}', columns.decimal)} AS exact{place}"
        for place in range(len(columns.quantities))
    ]
    query = f"""
        SELECT line, short, raw, {", ".join(outer)}
        FROM (SELECT *, {", ".join(exact)} FROM (
            SELECT line, {sheet.width} <> {len(sheet.header)} AS short,
                CASE WHEN {sheet.width} <> {len(sheet.header)} THEN left({sheet.raw}, {SHOWN + 1}) END AS raw,
                {", ".join(parts)}
            FROM ({sheet.source})))
    """  # noqa: S608  # names of columns are replaced by numbers
    with database(sheet=sheet.table) as base:
        return base.sql(query).to_arrow_table()


def _named(column: Texts, missing: Fault, long: Fault, known: Collection[str] | None = None) -> Faults:
    """Return what is wrong with each different name."""
    names = column.different
    unknown = [name not in known for name in names.to_pylist()] if known is not None else False
    faults = np.where(unknown, Fault.UNKNOWN_METER, Fault.NONE) + np.zeros(len(names), np.int64)
    faults[pc.greater(pc.utf8_length(names), MAX_NAME).to_numpy(zero_copy_only=False)] = long
    faults[pc.equal(names, "").to_numpy(zero_copy_only=False)] = missing
    return faults.astype(np.int8)


def _over(first: Faults, then: Faults) -> Faults:
    return np.where(first == Fault.NONE, then, first)


def _marked(table: Any, options: Options) -> NDArray[np.bool_]:
    """Return which lines may be negative."""
    if options.corrections or "marker" not in table.column_names:
        return np.full(table.num_rows, options.corrections)
    marker = texts(table["marker"])
    return np.array([word.casefold() in MARKS for word in marker.different.to_pylist()], bool)[marker.codes]


def _signed(found: Quantities, marked: NDArray[np.bool_]) -> Quantities:
    negative = (found.units < 0) & ~marked
    if negative.any():
        found.faults[negative] = Fault.NEGATIVE
    return found
