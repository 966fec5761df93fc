"""The listing of refused rows: line, column, value and reason."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from data.usage_files.faults import REASONS, Fault
from data.usage_files.limits import SHOWN
from data.usage_files.lines import Lines
from data.usage_files.quantities import Quantities
from data.usage_files.roles import Columns

SCHEMA = pa.schema([("line", pa.int64()), ("column", pa.string()), ("value", pa.string()), ("reason", pa.string())])
_CUSTOMER = (Fault.NO_CUSTOMER, Fault.LONG_CUSTOMER)
_DATE = (Fault.NO_DATE, Fault.NO_DAY, Fault.NOT_A_DATE, Fault.IMPOSSIBLE_DATE, Fault.FAR_DATE, Fault.AMBIGUOUS_DATE)
_METER = (Fault.NO_METER, Fault.LONG_METER, Fault.UNKNOWN_METER)
Places = NDArray[np.int64]


def of_lines(lines: Lines, columns: Columns) -> list[Any]:
    """Return the lines that are refused as a whole, each once."""
    bad = np.flatnonzero(lines.faults)
    if not len(bad):
        return []
    faults = lines.faults[bad]
    short = faults == Fault.WIDTH
    raw = lines.raw.take(pa.array(bad[short]))
    listed = [part(lines.number[bad[short]], "", raw, sentences(faults[short]))]
    for name, found, group in (
        (columns.customer, lines.customer, _CUSTOMER),
        (columns.date, lines.date, _DATE),
        (columns.meter, lines.meter, _METER),
    ):
        here = np.isin(faults, group)
        if found is not None:
            listed.append(part(lines.number[bad[here]], name, found.at(bad[here]), sentences(faults[here])))
    return listed


def of_cells(lines: Lines, column: str, found: Quantities, bad: Places) -> Any:
    """Return the cells of one column that are refused in lines that are not."""
    return part(lines.number[bad], column, found.texts.take(pa.array(bad)), sentences(found.faults[bad]))


def sentences(faults: NDArray[np.int8]) -> Any:
    """Return the reason of each fault."""
    found = np.unique(faults)
    reasons = pa.array([REASONS[Fault(fault)] for fault in found.tolist()], pa.string())
    return reasons.take(pa.array(np.searchsorted(found, faults)))


def part(number: Any, column: str, value: Any, reason: Any) -> Any:
    """Return a piece of the listing."""
    shown = pc.utf8_trim_whitespace(value.fill_null(""))
    long = pc.greater(pc.utf8_length(shown), SHOWN)
    cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(shown, 0, SHOWN - 1), "…", "")
    columns = [pa.array(number, pa.int64()), pa.repeat(column, len(number)), pc.if_else(long, cut, shown), reason]
    return pa.table(columns, schema=SCHEMA)


def frame(parts: list[Any]) -> pd.DataFrame:
    """Return the whole listing, in order of lines."""
    table = pa.concat_tables([SCHEMA.empty_table(), *parts])
    listed: pd.DataFrame = table.to_pandas()
    return listed.sort_values("line", kind="stable", ignore_index=True)
