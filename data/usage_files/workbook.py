"""An Excel workbook to a sheet: its parts are measured before any is unpacked, its formulas read as values."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import openpyxl
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from data.usage_files import sheet
from data.usage_files.limits import (
    MAX_CELLS,
    MAX_PARTS,
    MAX_RATIO,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_UNPACKED,
    ReaderError,
)
from data.usage_files.sheet import Sheet

BATCH = 20_000
_MEASURED = 10 * 1024 * 1024
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
)
_BROKEN += (EOFError, OSError, RuntimeError, NotImplementedError)
Row = tuple[Any, ...]


def read(data: bytes, name: str = "", top: int | None = None) -> Sheet:
    """Return a workbook's sheet of this name, or its first one with a header, or the `top` rows of it.

    Raises:
        ReaderError: no workbook, one that unpacks to more than allowed, no such sheet, or an empty one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings(action="ignore"):
            formulas = _check(archive)
            return _read(data, name, top, formulas=formulas)
    except ReaderError:
        raise
    except _BROKEN as error:
        what = f"the Excel workbook is broken ({str(error).partition(chr(10))[0][:100]})"
        raise ReaderError(what, todo="Save it anew as .xlsx or .csv.") from None


def _check(archive: zipfile.ZipFile) -> bool:
    """Return whether a workbook holds formulas, once its directory and its parts are harmless."""
    parts = archive.infolist()
    packed, unpacked = sum(part.compress_size for part in parts), sum(part.file_size for part in parts)
    todo = "Save the usage alone as .csv."
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
        limit = f"{MAX_PARTS:,} parts and {MAX_UNPACKED // 1024**2} MiB unpacked"
        raise ReaderError(f"an Excel workbook has at most {limit}, and this one has more", todo=todo)
    if unpacked > max(_MEASURED, MAX_RATIO * packed):
        raise ReaderError(f"the workbook unpacks to over {MAX_RATIO} times its size, as a zip bomb does", todo=todo)
    if "xl/workbook.xml" not in archive.namelist():
        raise ReaderError("the file is a zip archive but no Excel workbook", todo="Save it anew as .xlsx or .csv.")
    sheets = [part for part in parts if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")]
    if len(sheets) > MAX_SHEETS:
        raise ReaderError(f"an Excel workbook has at most {MAX_SHEETS} sheets, and this one has more", todo=todo)
    found = [_scanned(archive, part) for part in parts if part.filename.endswith((".xml", ".rels"))]
    return any(found)


def _scanned(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether a part holds formulas; refuse entities, which could grow without end, wherever they stand."""
    tail, formulas = b"", False
    with archive.open(part) as file:
        while chunk := file.read(1 << 20).replace(b"\0", b""):
            window = tail + chunk
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                raise ReaderError("the workbook defines entities, which none made by Excel does", todo="Save it anew.")
            formulas = formulas or _FORMULA.search(window) is not None
            tail = chunk[-30:]
    return formulas


def _read(data: bytes, name: str, top: int | None, *, formulas: bool) -> Sheet:
    with closing(_open(data, values=True)) as book:
        names = tuple(book.sheetnames)
        if name and name not in names:
            todo = f"Choose one of: {', '.join(names)}."
            raise ReaderError("the workbook has no such sheet", value=name, todo=todo)
        for chosen in [name] if name else names:
            rows = _numbered(_rows(data, book, chosen, formulas=formulas))
            header = next(rows, None)
            if header and len(header[1]) > 1:
                lines, cells = _batches(islice(rows, top), len(header[1]))
                columns = sheet.named(header[1])
                return sheet.of_lists(lines, cells, format="Excel", header=columns, sheet=chosen, sheets=names)
    raise ReaderError("the sheet is empty" if name else "every sheet is empty", value=name, todo="Fill in rows.")


def _open(data: bytes, *, values: bool) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)


def _rows(data: bytes, book: Any, name: str, *, formulas: bool) -> Iterator[Row]:
    """Yield rows of values; a formula that was never calculated comes as its own text instead of as nothing."""
    shown = _iterate(book[name])
    if not formulas:
        yield from shown
        return
    with closing(_open(data, values=False)) as typed:
        for values, texts in zip(shown, _iterate(typed[name]), strict=True):
            yield tuple(text if value is None else value for value, text in zip(values, texts, strict=True))


def _iterate(page: Any) -> Iterable[Row]:
    if not hasattr(page, "reset_dimensions"):
        return iter(())  # a chart on a sheet of its own
    page.reset_dimensions()  # a stated size may be a lie that costs hours
    rows: Iterable[Row] = page.iter_rows(values_only=True)
    return rows


def _numbered(rows: Iterable[Row]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold something, with their numbers, as texts without empty cells at their ends."""
    cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if number > MAX_ROWS + 1 or cells > MAX_CELLS:
            what = f"a usage file has at most {MAX_ROWS:,} rows and {MAX_CELLS:,} cells, and this one has more"
            raise ReaderError(what, todo="Split it by customer.")
        texts = [_text(value) for value in row]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            yield number, texts


def _batches(rows: Iterator[tuple[int, list[str]]], width: int) -> tuple[Any, Any]:
    lines, cells = [np.empty(0, np.int32)], [pa.array([], sheet.CELLS)]
    while batch := list(islice(rows, BATCH)):
        lines.append(np.array([number for number, _ in batch], np.int32))
        cells.append(sheet.lists([texts + [""] * (width - len(texts)) for _, texts in batch]))
    return np.concatenate(lines), pa.chunked_array(cells)


def _text(value: object) -> str:
    """Return a cell's value as text; numbers have 15 digits, as many as Excel keeps."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        digits = f"{value:.15g}"
        return format(Decimal(digits), "f") if "e" in digits else digits
    return str(value)
