"""Hostile and broken uploads: each is refused at once, in one sentence that says what to do."""

import io
import re
import struct
import time
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from data import reader
from data.reader import Columns, ReaderError
from data.usage_files import columnar, delimited, limits
from data.usage_files import workbook as workbooks
from data.usage_files.sheet import database

HEADER = b"customer,date,calls\n"
ROW = b"acme,2024-01-31,1\n"


def told(data: bytes, name: str) -> str:
    """Return the refusal of a file, the same for a preview and a reading: one short sentence and what to do."""
    with pytest.raises(ReaderError) as read:
        reader.read(data, name)
    with pytest.raises(ReaderError) as previewed:
        reader.preview(data, name)
    text = str(read.value)
    assert text == str(previewed.value)
    assert "\n" not in text
    assert len(text) < 400
    assert re.search(r"\. [A-Z].*\.$", text), f"{text} says what to do"
    return text


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def workbook() -> dict[str, bytes]:
    """Return the parts of an honest workbook."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["customer", "date", "calls"])
    book.active.append(["acme", "2024-01-31", 1])
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parquet(table: pa.Table) -> bytes:
    """Return a Parquet file."""
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FILES = [
    (b"", "u.csv", "the file is empty"),
    (b"\xef\xbb\xbf \r\n\t\n", "u.csv", "the file is empty"),
    (HEADER, "u.csv", "column names and no rows"),
    (HEADER + b"\n\n\n", "u.csv", "column names and no rows"),
    (b'customer,date,"calls"\n', "u.csv", "column names and no rows"),
    (b"# seed 7\n\n", "u.csv", "no line of column names"),
    (ROW * 3, "u.csv", "data instead of column names: '2024-01-31'"),
    (b"customer,date,calls,calls\na,2024-01-31,1,2\n", "u.csv", "two columns have one name: 'calls'"),
    (b"hello\nworld\n", "u.csv", "no column names that could be told apart: 'hello'"),
    (HEADER.replace(b",", b" ") + ROW, "u.csv", "told apart"),
    (b",".join(b"c%d" % n for n in range(201)) + b"\n1\n", "u.csv", "at most 200 columns, and this one has 201"),
    (HEADER + b"acme,2024-01-31,1\0\n", "u.csv", "NUL bytes"),
    ((HEADER + ROW).decode().encode("utf-16-le"), "u.csv", "NUL bytes"),
    (b"\xff\xfe" + HEADER.decode().encode("utf-16-le") + b"x", "u.csv", "broken UTF-16"),
    (b"\n <!DOCTYPE html><html><body>Sign in</body></html>", "u.csv", "this one is a web page"),
    (b"\xef\xbb\xbf<html>", "u.csv", "this one is a web page"),
    (b'<?xml version="1.0"?><a/>', "u.csv", "this one is a web page"),
    (b'[{"customer": "acme"}]', "u.csv", "this one is JSON"),
    (b"\x89PNG\r\n\x1a\n\0\0", "u.csv", "this one is a picture"),
    (b"%PDF-1.7 ...", "u.csv", "this one is a PDF document"),
    (b"\x1f\x8b\x08 ...", "u.csv", "this one is a gzip archive"),
    (bytes(range(256)) * 9, "u.csv", "NUL bytes"),
    (zipped(workbook()), "u.csv", "this one is an Excel workbook or zip archive"),
    (HEADER + ROW, "u.xlsx", "this one is text"),
    (HEADER + ROW, "u.parquet", "this one is text"),
    (HEADER + ROW, "u.exe", "the file's ending is not known: '.exe'. Use a .csv, .parquet or .xlsx file."),
    (HEADER + ROW, "", "the file's ending is not known"),
    (b"\xd0\xcf\x11\xe0 ...", "u.xlsx", "an old or locked Excel workbook"),
    (zipped({}), "u.xlsx", "an empty zip archive"),
    (zipped({"a.txt": b"hi"}), "u.xlsx", "a zip archive but no Excel workbook"),
    (zipped(workbook())[:-30], "u.xlsx", "the Excel workbook is broken"),
    (zipped(workbook() | {SHEET: b"<worksheet><sheetData><row>"}), "u.xlsx", "the Excel workbook is broken"),
    (zipped(workbook() | {SHEET: b"<worksheet/>"}), "u.xlsx", "every sheet is empty"),
    (zipped(workbook() | {SHEET: b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'}), "u.xlsx", "defines entities"),
    (zipped({f"xl/worksheets/s{n}.xml": b"" for n in range(51)} | workbook()), "u.xlsx", "at most 50 sheets"),
    (zipped({str(n): b"" for n in range(1001)}), "u.xlsx", "at most 1,000 parts"),
    (b"PAR1 nothing PAR1", "u.parquet", "the Parquet file is broken"),
    (parquet(pa.table({"customer": ["a"], "date": ["2024-01-01"]}))[:-9] + b"PAR1", "u.parquet", "is broken"),
    (parquet(pa.table({f"c{n}": [1] for n in range(201)})), "u.parquet", "at most 200 columns"),
    (parquet(pa.table([["a"], ["b"]], names=["c", "c"])), "u.parquet", "two columns have one name"),
    (parquet(pa.table({"customer": pa.array([], "string"), "n": pa.array([], "int8")})), "u.parquet", "and no rows"),
]


@pytest.mark.parametrize(
    ("data", "name", "what"), FILES, ids=[f"{what[-30:]}-{n}" for n, (*_, what) in enumerate(FILES)]
)
def test_a_broken_file_is_refused_in_one_sentence(data: bytes, name: str, what: str) -> None:
    assert what in told(data, name)


def test_a_cell_without_an_end_is_refused_before_it_is_parsed() -> None:
    cell = bytearray(b"x") * (150 * 1024**2)
    began = time.process_time()
    text = told(HEADER + cell + b",2024-01-31,1\n", "u.csv")
    assert "line 2: a line has at most 1,000,000 bytes, and one here has 157,286,414" in text
    assert "a usage file has at most 200 MiB" in told(HEADER + cell + cell, "u.csv")
    assert time.process_time() - began < 20, "seconds are for parsing it, which must not happen"


def test_a_quotation_that_never_ends_is_refused_or_listed() -> None:
    long = HEADER + b'"acme,2024-01-31,1\n' + ROW * 20_000
    with pytest.raises(ReaderError, match="line 2: a quotation mark opens a cell that is far too long or never ends"):
        reader.read(long, "u.csv")
    short = reader.read(HEADER + ROW + b'"zed,2024-01-31,1\n' + ROW * 3, "u.csv")
    assert (short.lines, short.refused["line"].tolist()) == (2, [3])


def test_too_many_lines_or_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (limits.MAX_ROWS, limits.MAX_CELLS) == (5_000_000, 50_000_000)
    monkeypatch.setattr(delimited, "MAX_ROWS", 1000)
    monkeypatch.setattr(delimited, "MAX_CELLS", 9000)
    assert reader.read(HEADER + b"a,2024-01-31,1\n" * 1000, "u.csv").lines == 1000
    assert "at most 1,000 rows, and this one has 1,001" in told(HEADER + b"a,2024-01-31,1\n" * 1001, "u.csv")
    assert "at most 9,000 cells" in told(HEADER + (b"," * 500 + b"\n") * 30, "u.csv")


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    bomb = zipped(workbook() | {"xl/media/big.bin": b"\0" * (60 * 1024**2)})
    assert len(bomb) < 200_000
    assert "unpacks to over 200 times its size, as a zip bomb does" in told(bomb, "u.xlsx")
    # A directory that lies gains nothing: reading stops where it said that the part would end.
    liar = bytearray(bomb)
    for at in [found.start() for found in re.finditer(rb"PK\x01\x02", bomb)]:
        if struct.unpack_from("<I", liar, at + 24)[0] > 10**7:
            struct.pack_into("<I", liar, at + 24, 1000)
    assert reader.read(bytes(liar), "u.xlsx").lines == 1
    sheet = zipped(workbook() | {SHEET: workbook()[SHEET] + b" " * 10**6})
    at = next(
        at.start() for at in re.finditer(rb"PK\x01\x02", sheet) if SHEET.encode() in sheet[at.start() : at.start() + 80]
    )
    assert "is broken" in told(sheet[: at + 24] + struct.pack("<I", 1000) + sheet[at + 28 :], "u.xlsx")


def test_a_workbook_with_false_dimensions_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_ROWS", 1000)
    parts = workbook()
    sheet = parts[SHEET].replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"')
    assert sheet != parts[SHEET]
    assert reader.read(zipped(parts | {SHEET: sheet}), "u.xlsx").lines == 1
    far = parts[SHEET].replace(b'r="2"', b'r="2000000000"')
    assert "at most 1,000 rows" in told(zipped(parts | {SHEET: far}), "u.xlsx")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_are_not_expanded(codec: str) -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<?xml version="1.0"?>{" " * 5000}<!DOCTYPE x [<!ENTITY a0 "ha">{levels}]><worksheet>&a9;</worksheet>'
    assert "defines entities" in told(zipped(workbook() | {SHEET: laughs.encode(codec)}, zipfile.ZIP_STORED), "u.xlsx")


def test_a_parquet_file_that_unpacks_to_gigabytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = 100_000
    monkeypatch.setattr(columnar, "MAX_UNPACKED", 20 * rows)
    table = pa.table({"customer": pa.repeat("a" * 100, rows), "date": pa.repeat("2024-01-31", rows), "n": range(rows)})
    assert reader.read(parquet(table), "u.parquet", duplicates="sum").lines == rows
    wide = parquet(table.append_column("m", table["n"]))
    assert reader.preview(wide, "u.parquet").problem == ""
    with pytest.raises(ReaderError, match="unpacks to at most 1 MiB, and this one to more"):
        reader.read(wide, "u.parquet")


def test_names_and_values_never_become_sql() -> None:
    names = ["cus\\tomer'; DROP TABLE sheet; --", "date", "{calls} $1 ? %s"]
    lines = [names, ["x'); SELECT read_text('LICENSE'); --", "2024-01-01", "7"], ["$1", "2024-01-01", "8"]]
    text = "sep=|\n" + "\n".join("|".join(line) for line in lines)
    read = reader.read(text.encode(), "u.csv", Columns(customer=names[0], date="date", quantities=(names[2],)))
    assert read.clean["meter"].tolist() == [names[2]] * 2
    assert read.clean["customer"].tolist() == ["$1", lines[1][0]]


def test_the_database_reaches_nothing_outside() -> None:
    with database() as base:
        for query in (
            "SELECT * FROM read_text('README.md')",
            "COPY (SELECT 1) TO 'x.csv'",
            "INSTALL excel",
            "SET threads = 9",
        ):
            with pytest.raises(Exception, match=r"disabled|locked"):
                base.execute(query)


def test_a_long_name_is_refused_and_shown_cut() -> None:
    name = "é" * (limits.MAX_NAME + 1)
    read = reader.read(HEADER + f"{name},2024-01-31,1\n".encode(), "u.csv")
    assert read.refused["value"].tolist() == ["é" * 199 + "…"]
    assert read.refused["reason"].tolist() == ["The customer's name has more than 1,000 characters: shorten it."]


def test_a_path_is_read_and_its_absence_told(tmp_path: Path) -> None:
    path = tmp_path / "u.csv"
    path.write_bytes(HEADER + ROW)
    assert reader.read(path).name == reader.read(str(path)).name == "u.csv"
    for wrong in (tmp_path / "none.csv", tmp_path, "a\0.csv"):
        with pytest.raises(ReaderError, match=r"no such file|not a folder|cannot be read"):
            reader.read(wrong, "u.csv")
