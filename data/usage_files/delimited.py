"""Delimited text to a sheet: delimiters, quotation marks, and the line on which each record begins.

A file whose quotation marks enclose whole cells, or that has none, is cut by DuckDB where it lies. One that quotes
delimiters, line ends or quotation marks goes through Python's csv reader in batches, which reads what spreadsheets
read even where quotations are broken, and tells the line of each record.
"""

import csv
import io
import re
from contextlib import suppress
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
from numpy.typing import NDArray

from data.usage_files import sheet
from data.usage_files.content import utf8
from data.usage_files.limits import MAX_CELLS, MAX_LINE, MAX_ROWS, ReaderError
from data.usage_files.sheet import Sheet

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
BATCH = 500  # records; fewer lists than make Python collect garbage, which takes a third of the time
_MARKED = 20_000_000  # quoted cells that are looked at together
SAMPLED = 50  # lines that the delimiter is guessed from
_OPENING = re.compile(rb"(?:[ \t]*+\n|#(?![,;\t|])[^\n]*+\n)*+")  # blank lines and remarks
_STATED = re.compile(rb"(?:sep=([,;\t|])[ \t]*\n)?", re.IGNORECASE)  # as Excel writes and reads it


def read(data: bytes, top: int | None = None) -> Sheet:
    """Return the sheet of a delimited text, or of its `top` lines; remarks (`# ...`) above the names are skipped.

    Raises:
        ReaderError: no column names, one column, or more lines, cells or characters in a line than allowed.
    """
    text, encoding = utf8(data)
    ends = _line_ends(text)
    opening = _OPENING.match(text)
    stated = _STATED.match(text, opening.end() if opening else 0)
    start = stated.end() if stated else 0
    first = text.count(b"\n", 0, start)
    if first >= len(ends):
        raise ReaderError("the file has no line of column names", todo="Put one on top of the rows.")
    delimiter = stated[1].decode() if stated and stated[1] else _delimiter(text[start : ends[first:][:SAMPLED][-1]])
    if len(text) > MAX_CELLS and text.count(delimiter.encode()) + len(ends) > MAX_CELLS:
        raise ReaderError(f"a usage file has at most {MAX_CELLS:,} cells", todo="Leave out columns, or split it.")
    if top is not None and len(ends) > first + top:
        text, ends = text[: ends[first + top]], ends[: first + top + 1]
    bare = _bare(text, start, delimiter)
    if bare is None:
        return _quoted(text, start, first + 1, delimiter=delimiter, encoding=encoding)
    ends = ends if bare is text else _line_ends(bare)
    return _plain(bare, start, ends[first:], first + 1, delimiter=delimiter, encoding=encoding)


def _line_ends(text: bytes) -> NDArray[np.int32]:
    """Return the place behind each line, once no line is too long and there are not too many."""
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n")) + 1
    if not text.endswith(b"\n"):
        ends = np.append(ends, len(text))
    longest = np.diff(ends, prepend=0).max()
    if longest > MAX_LINE:
        where = f"line {int(np.diff(ends, prepend=0).argmax()) + 1}"
        what = f"a line has at most {MAX_LINE:,} bytes, and one here has {int(longest):,}"
        raise ReaderError(what, where=where, todo="Export the rows anew, one on each line.")
    if len(ends) > MAX_ROWS + 1:
        what = f"a usage file has at most {MAX_ROWS:,} rows, and this one has {len(ends) - 1:,} lines"
        raise ReaderError(what, todo="Split it by customer, or sum it to days first.")
    return ends.astype(np.int32)


def _delimiter(opening: bytes) -> str:
    """Return the delimiter under which most lines have as many cells as the first, and more than one."""
    text = opening.decode(errors="ignore")
    scores = {}
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _records(text, delimiter)]
        if widths and widths[0] > 1:
            scores[delimiter] = (widths.count(widths[0]) / len(widths), widths[0])
    if not scores:
        shown = text.partition("\n")[0].strip()
        todo = "Separate columns by comma, semicolon, tab or bar."
        raise ReaderError("the first line holds no column names that could be told apart", value=shown, todo=todo)
    return max(scores, key=lambda delimiter: scores[delimiter])


def _records(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]
    except csv.Error:
        return []


def _bare(text: bytes, start: int, delimiter: str) -> bytes | None:
    """Return a text without its quotation marks, if each pair of them encloses one whole cell and nothing else."""
    count = text.count(b'"', start)
    if count == 0:
        return text
    body = b"\n" + text[start:] + b"\n"
    if count % 2 or count > 2 * _MARKED or b'\n""\n' in body:  # the last would become a blank line
        return None
    characters = np.frombuffer(body, np.uint8)
    ends = (characters == ord(delimiter)) | (characters == ord("\n"))
    opens, closes = np.flatnonzero(characters == ord('"')).reshape(-1, 2).T
    cuts = np.flatnonzero(ends)
    whole = ends[opens - 1].all() and ends[closes + 1].all()
    one = np.array_equal(np.searchsorted(cuts, opens), np.searchsorted(cuts, closes))
    return text[:start] + text[start:].replace(b'"', b"") if whole and one else None


def _plain(text: bytes, start: int, ends: NDArray[np.int32], line: int, *, delimiter: str, encoding: str) -> Sheet:
    header = sheet.named(text[start : ends[0]].decode().rstrip("\n").split(delimiter))
    records = pa.StringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), pa.py_buffer(text))
    lines = np.arange(line + 1, line + len(ends), dtype=np.int32)
    return Sheet(
        format="CSV",
        header=header,
        table=pa.table({"line": lines, "text": records}),
        source=f"SELECT line, string_split(text, chr({ord(delimiter)})) AS cells FROM sheet WHERE text <> chr(10)",  # noqa: S608
        cells=sheet.places(header),
        width="len(cells)",
        raw=sheet.joined(delimiter),
        delimiter=delimiter,
        encoding=encoding,
    )


def _quoted(text: bytes, start: int, line: int, *, delimiter: str, encoding: str) -> Sheet:
    reader = _reader(text, start, delimiter)
    try:
        header = sheet.named(next(reader))
        lines, cells = _batches(reader, line + reader.line_num)
    except csv.Error:
        todo = "Close it, or double the quotation marks that belong to a text."
        where = f"line {line + _last_closed(_reader(text, start, delimiter))}"
        what = "a quotation mark opens a cell that is far too long or never ends"
        raise ReaderError(what, where=where, todo=todo) from None
    return sheet.of_lists(lines, cells, format="CSV", header=header, delimiter=delimiter, encoding=encoding)


def _reader(text: bytes, start: int, delimiter: str) -> Any:
    file = io.BytesIO(text)
    file.seek(start)
    return csv.reader(io.TextIOWrapper(file, "utf-8", newline="\n"), delimiter=delimiter)


def _last_closed(reader: Any) -> int:
    """Return how many lines are read before a record that cannot be."""
    lines = 0
    with suppress(csv.Error):
        for _ in reader:
            lines = reader.line_num
    return lines


def _batches(reader: Any, line: int) -> tuple[Any, Any]:
    """Return the line on which each record begins, and the records' cells, as arrays of numpy and pyarrow."""
    lines, cells = [np.empty(0, np.int32)], [pa.array([], sheet.CELLS)]
    seen = reader.line_num
    while records := list(islice(reader, BATCH)):
        spans, seen = reader.line_num - seen, reader.line_num
        lines.append(_begins(records, line, spans))
        cells.append(sheet.lists(records))
        line += spans
    return np.concatenate(lines), pa.chunked_array(cells)


def _begins(records: list[list[str]], line: int, spans: int) -> NDArray[np.int32]:
    """Return where each record begins; only cells that hold a line end make a record longer than one line."""
    if spans == len(records):
        return np.arange(line, line + spans, dtype=np.int32)
    heights = np.array([1 + sum(cell.count("\n") for cell in record) for record in records], np.int32)
    return line + np.cumsum(heights, dtype=np.int32) - heights
