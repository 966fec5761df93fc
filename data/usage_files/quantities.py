"""Quantities, exact: texts to millionths, and why a text is none."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from data.usage_files.faults import Fault
from data.usage_files.limits import DECIMALS
from data.usage_files.sheet import database
from data.usage_files.texts import Codes, texts

EXACT = pa.decimal128(18, DECIMALS)
Flags = NDArray[np.bool_]
# What is not accepted here is judged below, text by text; \s takes in the line's end.
_WHOLE = r"[ \t]*[+-]?\d+\s*"  # most are, and a short pattern is a fast one
_PLAIN = rf"[ \t]*[+-]?(\d+\.?|\d*\.\d{{1,{DECIMALS}}}0*)\s*"
_JUDGE = rf"""
SELECT CASE
    WHEN text = '' THEN {Fault.NONE:d}
    WHEN regexp_full_match(text, '[+-]?(\d+\.?\d*|\.\d+)') THEN
        CASE WHEN regexp_matches(text, '\.\d{{{DECIMALS}}}\d*[1-9]')
        THEN {Fault.TOO_FINE:d} ELSE {Fault.TOO_LARGE:d} END
    WHEN regexp_full_match(text, '[+-]?\d{{1,3}}(,\d{{3}})+(\.\d+)?') THEN {Fault.THOUSANDS:d}
    WHEN regexp_full_match(text, '[+-]?\d+,\d+') THEN {Fault.DECIMAL_SIGN:d}
    WHEN regexp_full_match(text, '[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+') THEN {Fault.EXPONENT:d}
    WHEN regexp_full_match(lower(text), '[+-]?(nan|inf|infinity)') THEN {Fault.NOT_FINITE:d}
    ELSE {Fault.NOT_A_NUMBER:d}
END AS fault FROM
"""  # noqa: S608  # built from constants


@dataclass(frozen=True, slots=True)
class Quantities:
    """A column of quantities: millionths (0 where unknown), which are known, and what is wrong with each cell."""

    units: Codes
    known: Flags
    faults: NDArray[np.int8]
    texts: Any  # of cells that are not plain and positive


def expression(cell: str, decimal: str) -> str:
    """Return the SQL of a cell as an exact number, or NULL.

    >>> expression("c0", ".").partition(" THEN ")[2]
    'TRY_CAST(c0 AS DECIMAL(18, 6)) END'
    """
    plain = pointed(cell, decimal)
    fits = " OR ".join(f"regexp_full_match({plain}, '{pattern}')" for pattern in (_WHOLE, _PLAIN))
    return f"CASE WHEN {fits} THEN TRY_CAST({plain} AS DECIMAL(18, {DECIMALS})) END"


def pointed(cell: str, decimal: str) -> str:
    """Return the SQL of a cell whose decimals follow a point, as in the language of the checks."""
    return cell if decimal == "." else f"translate({cell}, ',.', '.,')"


def judged(exact: Any, shown: Any, decimal: str) -> Quantities:
    """Return a column of quantities from its exact numbers and the texts of those that are missing or negative."""
    exact, shown = exact.combine_chunks(), shown.combine_chunks()
    known = exact.is_valid().to_numpy(zero_copy_only=False)
    units = np.where(known, millionths(exact), 0)
    faults = np.zeros(len(units), np.int8)
    missing = np.flatnonzero(~known)
    if len(missing):
        found = texts(shown.take(pa.array(missing)))
        query = f"{_JUDGE} (SELECT {pointed('text', decimal)} AS text FROM texts)"  # noqa: S608
        with database(texts=pa.table({"text": found.different})) as base:
            wrong = base.sql(query).to_arrow_table()["fault"].to_numpy()
        faults[missing] = wrong[found.codes]
    return Quantities(units, known, faults, shown)


def millionths(exact: Any) -> Codes:
    """Return exact decimals of 18 digits as whole millionths, which 64 bits always hold."""
    _, values = exact.buffers()
    both = np.frombuffer(values, np.int64)[2 * exact.offset : 2 * (exact.offset + len(exact))]
    return both[::2]


def decimals(units: Codes, known: Flags) -> Any:
    """Return millionths as a pyarrow array of exact decimals; what is not known is null.

    >>> decimals(np.array([1_500_000, 0]), np.array([True, False])).to_pylist()
    [Decimal('1.500000'), None]
    """
    halves = np.stack([units, units >> 63], axis=1)
    whole = pa.Array.from_buffers(EXACT, len(units), [None, pa.py_buffer(np.ascontiguousarray(halves))])
    return pc.if_else(pa.array(known), whole, pa.scalar(None, EXACT))
