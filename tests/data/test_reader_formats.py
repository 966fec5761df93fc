"""Parquet and Excel uploads, previews, the shelf, and downloads."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from data import reader
from data.downloads import csv_bytes
from data.reader import Columns, ReaderError

TEXT = b"customer,date,calls\nacme,2024-01-31,1.5\nzed,2024-02-01,\nbad,2024-02-01,x\nacme,2024-01-31,2\n"


def rows(read: reader.Read) -> list[list[Any]]:
    """Return the clean rows with dates and numbers as short texts."""
    assert read.rows == read.accepted + read.refused_rows
    listed: list[list[Any]] = read.clean.astype({"date": "str"}).to_numpy().tolist()
    return [[*names, None if number is pd.NA else f"{number.normalize():f}"] for *names, number in listed]


def parquet(**columns: Any) -> bytes:
    """Return a Parquet file of these columns."""
    file = io.BytesIO()
    pd.DataFrame(columns).to_parquet(file)
    return file.getvalue()


def excel(*lines: list[Any], **more: list[list[Any]]) -> bytes:
    """Return a workbook whose first sheet has these lines."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    for name, sheet in more.items():
        page = book.create_sheet(name)
        for line in sheet:
            page.append(line)
    book.save(file)
    return file.getvalue()


def test_parquet_of_every_type_is_read_exactly() -> None:
    data = parquet(
        customer=pd.Categorical(["a", "b", "c", None]),
        day=pd.to_datetime(pd.Series(["2024-01-01", "2024-01-02", None, "2024-01-03"])),
        fine=[0.1 + 0.2, 0.00001, 1e15, 1.0],
        whole=pd.array([12345678901, None, 3, 4], dtype="Int64"),
        exact=[Decimal("1.500000"), Decimal(-1), None, Decimal(2)],
    )
    read = reader.read(data, "usage.parquet", corrections=True)
    assert rows(read) == [
        ["a", "2024-01-01", "exact", "1.5"],
        ["a", "2024-01-01", "fine", "0.3"],
        ["a", "2024-01-01", "whole", "12345678901"],
        ["b", "2024-01-02", "exact", "-1"],
        ["b", "2024-01-02", "fine", "0.00001"],
        ["b", "2024-01-02", "whole", None],
    ]
    assert read.refused[["line", "column"]].to_numpy().tolist() == [[4, "day"], [5, "customer"]]
    assert (read.lines, read.rows, read.refused_rows) == (4, 12, 6)


def test_parquet_floats_that_are_no_quantities_are_refused() -> None:
    wrong = [float("nan"), float("inf"), 1e15, 1e-7, 0.1234567]
    data = parquet(customer=list("abcde"), date=[dt.date(2024, 1, 1)] * 5, calls=pd.array(wrong, dtype="float64"))
    read = reader.read(data, "usage.parquet")
    assert read.refused["line"].tolist() == [3, 4, 5, 6]
    assert rows(read) == [["a", "2024-01-01", "calls", None]], "pandas writes its NaN as a missing value"


def test_a_zoned_parquet_timestamp_counts_for_its_day() -> None:
    day = pd.to_datetime(["2024-01-01T23:30:00-05:00"], utc=True)
    assert rows(reader.read(parquet(customer=["a"], ts=day, calls=[1]), "u.parquet"))[0][1] == "2024-01-02"


def test_excel_cells_are_values() -> None:
    data = excel(
        ["customer", "date", "calls", None],
        ["acme", pd.Timestamp("2024-01-31").to_pydatetime(), 1.5, None],
        [None, None, None, None],
        ["acme", dt.date(2024, 2, 1), 0.1 + 0.2, None],
        [7, pd.Timestamp("2024-02-01 23:30").to_pydatetime(), None, None],
        ["acme", "2024-02-02", "=A1*2", None],
        ["acme", "2024-02-03", 1e-5, "stray"],
    )
    read = reader.read(data, "usage.xlsx")
    assert rows(read) == [
        ["7", "2024-02-01", "calls", None],
        ["acme", "2024-01-31", "calls", "1.5"],
        ["acme", "2024-02-01", "calls", "0.3"],
    ]
    assert read.refused[["line", "value"]].to_numpy().tolist() == [[6, "=A1*2"], [7, "acme,2024-02-03,0.00001,stray"]]


def test_the_first_sheet_with_a_header_is_read_unless_one_is_named() -> None:
    table: list[list[Any]] = [["customer", "date", "calls"], ["a", "2024-01-01", 1]]
    data = excel(Notes=[["made in spring"]], May=table, June=[table[0], ["b", "2024-01-01", 2]])
    assert reader.preview(data, "u.xlsx").guess.sheet == "May"
    assert reader.preview(data, "u.xlsx").sheets == ("Sheet", "Notes", "May", "June")
    chosen = Columns(customer="customer", date="date", quantities=("calls",), sheet="June")
    assert rows(reader.read(data, "u.xlsx", chosen)) == [["b", "2024-01-01", "calls", "2"]]
    with pytest.raises(ReaderError, match=r"no such sheet: 'July'\. Choose one of: Sheet, Notes, May, June\."):
        reader.preview(data, "u.xlsx", sheet="July")


GUESSES = [
    ("customer_id,day,requests,input_tokens", "a,0,1,2", ("customer_id", "day", "", ("requests", "input_tokens"))),
    ("Date;Account;Region;Usage", "2024-01-01;a;eu;1", ("Account", "Date", "", ("Usage",))),
    (
        "org,metric,timestamp,value,price",
        "a,calls,2024-01-01T10:00:00Z,5,2",
        ("org", "timestamp", "metric", ("value",)),
    ),
    ("who,when,calls", "a,2024-01-01,1", ("who", "when", "", ("calls",))),
    ("client,date,units,cost", "a,2024-01-01,1,2", ("client", "date", "", ("units",))),
    ("user id,date,product,count", "7,2024-01-01,calls,1", ("user id", "date", "product", ("count",))),
    ("customer,date,calls,type", "a,2024-01-01,1,correction", ("customer", "date", "", ("calls",))),
]


@pytest.mark.parametrize(("header", "line", "roles"), GUESSES)
def test_roles_are_guessed(header: str, line: str, roles: tuple[Any, ...]) -> None:
    top = reader.preview(f"{header}\n{line}\n".encode(), "u.csv")
    guess = top.guess
    assert (guess.customer, guess.date, guess.meter, guess.quantities) == roles
    assert top.problem == ""
    assert {column.name: column.role for column in top.columns if column.role} == guess.roles()


def test_a_preview_shows_what_it_could_not_guess() -> None:
    top = reader.preview(b"a,b\nx,y\n" + b"x,y\n" * 30, "u.csv")
    assert top.problem == "No column looks like the date. Say which one it is, of: 'a', 'b'."
    assert [(column.name, column.role, column.kind, column.examples) for column in top.columns] == [
        ("a", "customer", "text", ("x",)),
        ("b", "", "text", ("y",)),
    ]
    assert top.rows.shape == (20, 2)
    with pytest.raises(ReaderError, match="no column looks like the date"):
        reader.read(b"a,b\nx,y\n", "u.csv")


WRONG_COLUMNS = [
    (Columns(), "no column looks like the customer"),
    (Columns(customer="customr", date="date", quantities=("calls",)), r"'customr'\. Did you mean 'customer'\?"),
    (Columns(customer="zzz", date="date", quantities=("calls",)), "Choose one of: 'customer', 'date', 'calls'"),
    (Columns(customer="customer", date="date", quantities=("date",)), "one role: 'date'"),
    (
        Columns(customer="customer", date="date", quantities=("calls",), timezone="Mars/X"),
        "zone is not known: 'Mars/X'",
    ),
    (Columns(customer="customer", date="date", quantities=("calls",), timezone="/etc/passwd"), "zone is not known"),
    (Columns(customer="customer", date="date", quantities=("calls",), first_day=dt.date(1, 1, 1)), "day 0"),
]


@pytest.mark.parametrize(("columns", "told"), WRONG_COLUMNS)
def test_roles_that_cannot_be_are_refused(columns: Columns, told: str) -> None:
    with pytest.raises(ReaderError, match=told):
        reader.read(TEXT, "u.csv", columns)


def test_what_was_read_can_be_kept(tmp_path: Path) -> None:
    read = reader.read(TEXT, "../../etc/u.csv", duplicates="sum")
    key = reader.keep(read, tmp_path / "shelf")
    assert key == read.key == reader.read(TEXT, "other.csv", duplicates="sum").key
    again = reader.kept(key, tmp_path / "shelf")
    assert again == read
    assert again is not None
    pd.testing.assert_frame_equal(again.clean, read.clean)
    pd.testing.assert_frame_equal(again.refused, read.refused)
    assert sorted(path.name for path in tmp_path.rglob("*")) == sorted(
        ["shelf", f"{key}.clean.parquet", f"{key}.refused.parquet"]
    )


def test_a_key_depends_on_bytes_and_choices() -> None:
    columns = Columns(customer="customer", date="date", quantities=("calls",))
    reads = [reader.read(TEXT, "u.csv"), reader.read(TEXT + b" ", "u.csv"), reader.read(TEXT, "u.csv", columns)]
    reads += [reader.read(TEXT, "u.csv", meters={"calls"}), reader.read(TEXT, "u.csv", corrections=True)]
    reads += [reader.read(TEXT, "u.csv", duplicates="sum")]
    assert len({read.key for read in reads}) == len(reads)
    both = [reader.read(TEXT, "u.csv", meters=meters) for meters in ({"calls", "b"}, ["b", "calls"])]
    assert both[0].key == both[1].key


def test_a_shelf_gives_nothing_but_what_was_kept(tmp_path: Path) -> None:
    key = reader.read(TEXT, "u.csv").key
    assert reader.kept(key, tmp_path) is None
    for wrong in ("../secret", "", key.upper(), key + "/", "a" * 63 + "\n"):
        with pytest.raises(ReaderError, match="no key of a kept file"):
            reader.kept(wrong, tmp_path)
    reader.keep(reader.read(TEXT, "u.csv"), tmp_path)
    (tmp_path / f"{key}.clean.parquet").write_bytes(b"PAR1 cut short")
    with pytest.raises(ReaderError, match=r"What was kept is broken.*Upload the file again\."):
        reader.kept(key, tmp_path)


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\n=1",
    "\uff1d1",
    'a";=1',
    "a;=1\n=2",
    "-",
]


def test_a_download_holds_no_formula() -> None:
    frame = pd.DataFrame({"=name": HOSTILE, "n": range(-3, len(HOSTILE) - 3)})
    frame["quantity"] = pd.array([Decimal(-1)] * len(HOSTILE), dtype="object")
    text = csv_bytes(frame).decode("utf-8-sig")
    assert text.startswith('"\'=name","n","quantity"\r\n')
    back = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False)
    for value, shown in zip(HOSTILE, back["'=name"], strict=True):
        assert shown == (value if value.startswith("a") else f"'{value}")
    assert back["n"].tolist() == [str(n) for n in range(-3, len(HOSTILE) - 3)]
    assert set(back["quantity"]) == {"-1"}
    assert all(line.startswith('"') for line in text.split("\r\n") if line.count(",") == 2)


def test_clean_and_refused_frames_download() -> None:
    read = reader.read(b"customer,date,calls\n=x,2024-01-01,-5\n@y,2024-01-01,2\n", "u.csv")
    assert csv_bytes(read.clean).decode("utf-8-sig").splitlines()[1] == '"\'@y","2024-01-01","calls",2.000000'
    assert '2,"calls","\'-5","The quantity is negative' in csv_bytes(read.refused).decode("utf-8-sig")
