"""Usage files to a clean frame and a frame of refused rows; nothing is dropped in silence.

`preview` shows a file's top and guesses what its columns mean, `read` checks every row, `keep` and `kept` let a
session come back to what was read, `prune` deletes what nobody came back to. CSV (comma, semicolon, tab or bar),
Parquet and Excel; long files with a row a customer, date and meter, and wide ones with a column a meter. Limits stand
in `usage_files/limits.py` and are checked before a file is parsed.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from data.usage_files import columnar, delimited, roles, rows, workbook
from data.usage_files.content import content, format_of
from data.usage_files.limits import PREVIEWED, SAMPLED, SHOWN, ReaderError
from data.usage_files.lines import Duplicates, Options, lines
from data.usage_files.pruning import prune
from data.usage_files.results import Column, Preview, Read
from data.usage_files.roles import Columns
from data.usage_files.sheet import Sheet
from data.usage_files.shelf import keep, kept, keys

__all__ = [
    "Column",
    "Columns",
    "Duplicates",
    "Preview",
    "Read",
    "ReaderError",
    "keep",
    "kept",
    "keys",
    "preview",
    "prune",
    "read",
]
Source = bytes | str | Path


def preview(source: Source, name: str = "", *, meters: Collection[str] | None = None, sheet: str = "") -> Preview:
    r"""Return the top of a file and what its columns seem to mean; `name` tells the format by its ending.

    Only the top is parsed, however long the file. `meters` are the names that exist, None where any may; `sheet` is
    that of a workbook, "" for its first one.

    Raises:
        ReaderError: a file that cannot be read at all, or is larger than the limits.

    >>> top = preview(b"customer;day;calls\nacme;2024-01-31;12\n", "usage.csv")
    >>> top.delimiter, top.guess.customer, top.guess.date, top.guess.quantities
    (';', 'customer', 'day', ('calls',))
    """
    name = name or _name(source)
    with _told(name):
        found = _sheet(content(source), name, sheet, SAMPLED)
        sample = _sample(found)
        guess = roles.guess(found.header, sample, meters, found.sheet)
        return Preview(
            name=name,
            format=found.format,
            delimiter=found.delimiter,
            encoding=found.encoding,
            sheets=found.sheets,
            columns=_columns(found, sample, guess),
            guess=guess,
            problem=_problem(guess, found.header),
            rows=_top(found, sample),
        )


def read(
    source: Source,
    name: str = "",
    columns: Columns | None = None,
    *,
    meters: Collection[str] | None = None,
    corrections: bool = False,
    duplicates: Duplicates = "refuse",
) -> Read:
    r"""Return the clean rows of a file, its refused rows with their reasons, and their counts, which always add up.

    Columns that are not given are guessed. `meters` are the names that exist, None where any may; `corrections` lets
    every quantity be negative; `duplicates="sum"` adds up the rows of one customer, date and meter.

    Raises:
        ReaderError: a file that cannot be read at all, is larger than the limits, or whose columns cannot be guessed.

    >>> found = read(b"customer,date,calls\nacme,2024-01-31,12\n,2024-01-31,7\n", "usage.csv")
    >>> found.clean.to_numpy().tolist()
    [['acme', Timestamp('2024-01-31 00:00:00'), 'calls', Decimal('12.000000')]]
    >>> found.refused.to_numpy().tolist()
    [[3, 'customer', '', 'The customer is missing: fill it in.']]
    """
    name = name or _name(source)
    options = Options(None if meters is None else frozenset(meters), corrections, duplicates)
    with _told(name):
        data = content(source)
        found = _sheet(data, name, columns.sheet if columns else "")
        chosen = columns or roles.guess(found.header, _sample(found), meters, found.sheet)
        roles.check(chosen, found.header)
        cut = lines(found, chosen, options)
        if not len(cut):
            raise _nothing()
        settled = rows.settled(cut, chosen, options)
        _refuse_loss(settled)
        return Read(
            name=name,
            format=found.format,
            columns=chosen,
            lines=len(cut),
            rows=settled.rows,
            accepted=settled.accepted,
            unknown=int(settled.clean["quantity"].isna().sum()),
            refused_rows=settled.refused_rows,
            merged=settled.merged,
            warnings=(*_warnings(found, chosen), *cut.warnings),
            key=_key(data, found.format, columns, options),
            clean=settled.clean,
            refused=settled.refused,
        )


def _key(data: bytes, form: str, columns: Columns | None, options: Options) -> str:
    choices = {
        "format": form,
        "columns": asdict(columns) if columns else None,
        "meters": None if options.meters is None else sorted(options.meters),
        "corrections": options.corrections,
        "duplicates": options.duplicates,
    }
    digest = hashlib.sha256(json.dumps(choices, sort_keys=True, default=str).encode())
    digest.update(data)
    return digest.hexdigest()


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Put the file's name before an error, and turn those of the database into one sentence."""
    try:
        yield
    except ReaderError as error:
        raise error.at(repr(name[:SHOWN])) from None
    except duckdb.OutOfMemoryException:
        what = "the file needs more memory than may be used"
        raise ReaderError(what, where=repr(name[:SHOWN]), todo="Split it by customer.") from None
    except (duckdb.Error, pa.ArrowException) as error:
        what = f"the file cannot be read ({str(error).partition(chr(10))[0][:SHOWN]})"
        raise ReaderError(what, where=repr(name[:SHOWN]), todo="Export it anew as .csv.") from None


def _name(source: Source) -> str:
    return "" if isinstance(source, bytes) else Path(source).name or str(source)


def _sheet(data: bytes, name: str, sheet: str, top: int | None = None) -> Sheet:
    form = format_of(data, name)
    if form == "Excel":
        return workbook.read(data, sheet, top)
    return columnar.read(data, top) if form == "Parquet" else delimited.read(data, top)


def _sample(sheet: Sheet) -> list[list[str]]:
    sample = sheet.head(SAMPLED).texts()
    if not sample and sheet.table.num_rows <= SAMPLED:
        raise _nothing()
    return sample


def _nothing() -> ReaderError:
    return ReaderError("the file has column names and no rows", todo="Export it anew with its rows.")


def _problem(guess: Columns, header: tuple[str, ...]) -> str:
    try:
        roles.check(guess, header)
    except ReaderError as error:
        return str(error)
    return ""


def _columns(sheet: Sheet, sample: list[list[str]], guess: Columns) -> tuple[Column, ...]:
    role, found = guess.roles(), []
    for place, name in enumerate(sheet.header):
        values = [row[place] for row in sample]
        examples = tuple(value[:SHOWN] for value in dict.fromkeys(values) if value)[:3]
        found.append(Column(name, role.get(name, ""), roles.kind(values), examples))
    return tuple(found)


def _top(sheet: Sheet, sample: list[list[str]]) -> pd.DataFrame:
    names = [name or f"(column {place})" for place, name in enumerate(sheet.header, 1)]
    return pd.DataFrame([[cell[:SHOWN] for cell in row] for row in sample[:PREVIEWED]], columns=names, dtype="str")


def _warnings(sheet: Sheet, columns: Columns) -> list[str]:
    left = [name for name in sheet.header if name and name not in columns.roles()]
    told = [f"Columns not used: {', '.join(left)}."] if left else []
    if sheet.encoding not in ("", "UTF-8", "UTF-16"):
        told.append(f"The text is no UTF-8 and is read as {sheet.encoding}: check names with accents.")
    return told


def _refuse_loss(settled: rows.Settled) -> None:
    """Stop where the counts do not add up: a lost row would be a lost bill."""
    if (
        settled.rows != settled.accepted + settled.refused_rows
        or len(settled.clean) != settled.accepted - settled.merged
    ):
        raise AssertionError(f"rows were lost: {settled.rows} read, {settled.accepted} + {settled.refused_rows} found")
