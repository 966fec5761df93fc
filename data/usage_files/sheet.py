"""A file's cells before anyone knows what they mean, and the database that reads them."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from data.usage_files.limits import MAX_COLUMNS, MAX_NAME, ReaderError

CELLS = pa.list_(pa.string())
MEMORY = "2GB"
_THREADS = min(4, os.cpu_count() or 1)
_DATA = re.compile(r"[+-]?[\d.,]*\d|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?|nan", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and its lines; the expressions are SQL made from numbers alone, never from a file's text."""

    format: str
    header: tuple[str, ...]
    table: Any  # pyarrow.Table: `line` and what `source` reads
    source: str  # a query over the table named `sheet`
    cells: tuple[str, ...]  # one expression a column, text or NULL
    width: str  # how many cells a line has
    raw: str  # the line as one text
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def head(self, lines: int) -> "Sheet":
        """Return the sheet's first lines."""
        return replace(self, table=self.table.slice(0, lines))

    def texts(self) -> list[list[str]]:
        """Return the cells of every line as texts, as many as the header has; for the head of a sheet."""
        cells = ", ".join(f"coalesce({cell}, '')" for cell in self.cells)
        with database(sheet=self.table) as base:
            table = base.sql(f"SELECT list_value({cells}) AS cells FROM ({self.source})").to_arrow_table()  # noqa: S608
        return [[cell.strip() for cell in cells] for cells in table["cells"].to_pylist()]


@contextmanager
def database(**tables: object) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection that sees these tables alone: no files, no network, no settings to change."""
    with _database().cursor() as base:
        for name, table in tables.items():
            base.register(name, table)
        yield base


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Return the one database of the process, so that uploads share its memory; cursors do not see each other."""
    config: dict[str, Any] = {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "temp_directory": "",
        "memory_limit": MEMORY,
        "threads": _THREADS,
    }
    base = duckdb.connect(":memory:", config=config)
    base.execute("SET GLOBAL TimeZone = 'UTC'")
    base.execute("SET GLOBAL lock_configuration = true")
    return base


def of_lists(lines: Any, cells: Any, *, delimiter: str = "", **known: Any) -> Sheet:
    """Return the sheet of lines that are cut into cells already; lines without cells are blank and left out."""
    return Sheet(
        table=pa.table({"line": lines, "cells": cells}),
        source="SELECT line, cells FROM sheet WHERE len(cells) > 0",
        cells=places(known["header"]),
        width="len(cells)",
        raw=joined(delimiter or ","),
        delimiter=delimiter,
        **known,
    )


def lists(records: list[list[str]]) -> Any:
    """Return records as a pyarrow array of lists."""
    offsets = np.zeros(len(records) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, records), np.int32, len(records)), out=offsets[1:])
    return pa.ListArray.from_arrays(offsets, pa.array(list(chain.from_iterable(records)), pa.string()))


def places(header: tuple[str, ...]) -> tuple[str, ...]:
    """Return one expression a column, where a line's cells are a list."""
    return tuple(f"cells[{place}]" for place in range(1, len(header) + 1))


def joined(delimiter: str) -> str:
    """Return the expression of a line as it was typed, but for its quotation marks."""
    return f"array_to_string(cells, chr({ord(delimiter)}))"


def named(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the column names of a header line.

    Raises:
        ReaderError: one column, too many, one name twice, or a line that is data.
    """
    names = tuple(cell.strip() for cell in cells)
    if len(names) > MAX_COLUMNS:
        what = f"a usage file has at most {MAX_COLUMNS} columns, and this one has {len(names):,}"
        raise ReaderError(what, todo="Leave out those that are neither customer, date, meter nor quantity.")
    if len(names) < 2:
        todo = "Separate columns by comma, semicolon, tab or bar."
        raise ReaderError("the first line holds no column names that could be told apart", value=names[0], todo=todo)
    data = next((name for name in names if _DATA.fullmatch(name)), None)
    if data is not None:
        what = "the first line holds data instead of column names"
        raise ReaderError(what, value=data, todo="Put a line such as customer,date,quantity on top.")
    for place, name in enumerate(names):
        if name and name in names[:place]:
            raise ReaderError("two columns have one name", value=name, todo="Rename one of them.")
        if len(name) > MAX_NAME:
            raise ReaderError("a column's name is far too long", value=name, todo="Shorten it.")
    return names
