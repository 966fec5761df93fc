"""Usage files: what is read, what is refused and why, and that the counts add up."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from data import reader
from data.reader import Columns

LONG = "customer,date,meter,quantity\n"
Cells = list[list[Any]]


def csv(text: str, **options: Any) -> reader.Read:
    """Read a text as a CSV file."""
    return reader.read(text.encode(), "usage.csv", **options)


def rows(read: reader.Read) -> Cells:
    """Return the clean rows with dates and numbers as short texts."""
    assert read.rows == read.accepted + read.refused_rows
    assert len(read.clean) == read.accepted - read.merged
    listed: Cells = read.clean.astype({"date": "str"}).to_numpy().tolist()
    return [[*names, None if number is pd.NA else f"{number.normalize():f}"] for *names, number in listed]


def refused(read: reader.Read) -> Cells:
    """Return line, column and value of the refused rows, and the start of the reason."""
    listed: Cells = read.refused.to_numpy().tolist()
    assert all(reason.endswith(".") and ": " in reason for *_, reason in listed)
    return [[*place, reason.partition(":")[0]] for *place, reason in listed]


def test_a_long_file_becomes_a_sorted_clean_frame() -> None:
    read = csv(
        LONG + "zed,2024-01-02,calls,1.5\nacme,2024-01-02,calls,0\nacme,2024-01-01,seats,7\nacme,2024-01-01,calls,2\n"
    )
    assert rows(read) == [
        ["acme", "2024-01-01", "calls", "2"],
        ["acme", "2024-01-02", "calls", "0"],
        ["acme", "2024-01-01", "seats", "7"],
        ["zed", "2024-01-02", "calls", "1.5"],
    ]
    assert (read.lines, read.rows, read.unknown, read.merged) == (4, 4, 0, 0)
    assert read.clean.dtypes.astype(str).tolist() == ["str", "datetime64[us]", "str", "decimal128(18, 6)[pyarrow]"]
    assert read.refused.columns.tolist() == ["line", "column", "value", "reason"]


def test_a_wide_file_gives_a_row_a_line_and_meter() -> None:
    read = csv("customer_id,day,calls,tokens\na,0,1,\na,1,2,5\n,2,3,6\n")
    assert rows(read) == [
        ["a", "2024-01-02", "calls", "1"],
        ["a", "2024-01-03", "calls", "2"],
        ["a", "2024-01-02", "tokens", None],
        ["a", "2024-01-03", "tokens", "5"],
    ]
    assert (read.lines, read.rows, read.accepted, read.unknown, read.refused_rows) == (3, 6, 4, 1, 2)
    assert refused(read) == [[4, "customer_id", "", "The customer is missing"]]
    assert "Day 0 is read as 2024-01-02." in read.warnings


QUANTITIES = [
    ("12", "12"),
    (" +12. ", "12"),
    (".5", "0.5"),
    ("0012.340000000", "12.34"),
    ("999999999999.999999", "999999999999.999999"),
    ("0", "0"),
    ("-0", "0"),
    ("", None),
    ("  ", None),
]
BAD_QUANTITIES = [
    ("-1", "The quantity is negative"),
    ("x", "The quantity is not a number"),
    ("NA", "The quantity is not a number"),
    ("1_000", "The quantity is not a number"),
    ("0x10", "The quantity is not a number"),
    ("٣", "The quantity is not a number"),
    ("=1+1", "The quantity is not a number"),
    ("NaN", "The quantity is not a finite number"),
    ("-inf", "The quantity is not a finite number"),
    ("1e5", "The quantity has an exponent"),
    ("1|234|5".replace("|", ","), "The quantity is not a number"),
    ("1,234.5", "The quantity has separators of thousands, which could be decimals"),
    ("12,5", "The quantity has another decimal sign than the file's"),
    ("0.1234567", "The quantity has more than 6 decimals"),
    ("1000000000000", "The quantity is 1,000,000,000,000 or more"),
    ("9" * 300, "The quantity is 1,000,000,000,000 or more"),
]


@pytest.mark.parametrize(("text", "number"), QUANTITIES)
@pytest.mark.parametrize("quote", ["", '"'])
def test_quantities_are_exact(text: str, number: str | None, quote: str) -> None:
    read = csv(LONG + f"a,2024-01-01,calls,{quote}{text}{quote}\n")
    assert rows(read) == [["a", "2024-01-01", "calls", number]]


@pytest.mark.parametrize(("text", "reason"), BAD_QUANTITIES)
def test_quantities_that_are_refused(text: str, reason: str) -> None:
    read = csv(LONG + f'a,2024-01-01,calls,"{text}"\nb,2024-01-01,calls,3\n')
    shown = text if len(text) <= 200 else text[:199] + "…"
    assert refused(read) == [[2, "quantity", shown, reason]]
    assert rows(read) == [["b", "2024-01-01", "calls", "3"]]


def test_a_decimal_comma_is_a_choice() -> None:
    columns = Columns(customer="kunde", date="tag", quantities=("menge",), decimal=",")
    read = csv("kunde;tag;menge\na;2024-01-01;12,5\nb;2024-01-01;1.234,5\nc;2024-01-01;1.5\n", columns=columns)
    assert rows(read) == [["a", "2024-01-01", "menge", "12.5"]]
    assert [value for _, _, value, _ in refused(read)] == ["1.234,5", "1.5"]


DATES = [
    ("2024-01-31", "2024-01-31"),
    ("2024-1-5", "2024-01-05"),
    ("2024/01/31", "2024-01-31"),
    ("20240131", "2024-01-31"),
    ("2024-01-31T23:30", "2024-01-31"),
    ("2024-01-31 23:30:00.123", "2024-01-31"),
    ("2024-01-31T23:30:00-05:00", "2024-02-01"),
    ("2024-01-31T23:30:00Z", "2024-01-31"),
    ("2024-02-01 00:30:00+02", "2024-01-31"),
    ("31/01/2024", "2024-01-31"),
    ("1/31/2024 11:59:59 PM", "2024-01-31"),
    ("31.1.2024", "2024-01-31"),
    ("05/05/2024", "2024-05-05"),
]
BAD_DATES = [
    ("", "The date is missing"),
    ("soon", "This is not a date that can be read"),
    ("31/01/24", "This is not a date that can be read"),
    ("2024-01", "This is not a date that can be read"),
    ("2024-02-30", "There is no such day in the calendar, or time on the clock"),
    ("2024-01-31T25:00:00Z", "There is no such day in the calendar, or time on the clock"),
    ("32/01/2024", "There is no such day in the calendar, or time on the clock"),
    ("0024-01-01", "The date does not lie between 1970-01-01 and 2100-12-31"),
    ("9999-01-01", "The date does not lie between 1970-01-01 and 2100-12-31"),
    ("03/04/2024", "The date can be read as day/month or as month/day"),
]


@pytest.mark.parametrize(("text", "day"), DATES)
def test_dates_are_read(text: str, day: str) -> None:
    assert rows(csv(LONG + f"a,{text},calls,1\n")) == [["a", day, "calls", "1"]]


@pytest.mark.parametrize(("text", "reason"), BAD_DATES)
def test_dates_that_are_refused(text: str, reason: str) -> None:
    read = csv(LONG + f"a,{text},calls,1\nb,2024-01-01,calls,1\nc,2024-01-01,calls,1\n")
    assert refused(read) == [[2, "date", text, reason]]


def test_the_other_dates_decide_between_day_and_month() -> None:
    assert rows(csv(LONG + "a,03/04/2024,m,1\nb,25/04/2024,m,1\n"))[0][1] == "2024-04-03"
    assert rows(csv(LONG + "a,03/04/2024,m,1\nb,04/25/2024,m,1\n"))[0][1] == "2024-03-04"
    mixed = csv(LONG + "a,03/04/2024,m,1\nb,04/25/2024,m,1\nc,25/04/2024,m,1\n")
    assert [row[0] for row in rows(mixed)] == ["b", "c"]
    chosen = Columns(customer="customer", date="date", meter="meter", quantities=("quantity",), date_order="mdy")
    assert rows(csv(LONG + "a,03/04/2024,m,1\n", columns=chosen)) == [["a", "2024-03-04", "m", "1"]]


def test_a_time_zone_and_a_first_day_are_choices() -> None:
    zoned = Columns(customer="c", date="t", quantities=("n",), timezone="America/New_York")
    assert rows(csv("c,t,n\na,2024-01-02T03:00:00Z,1\n", columns=zoned))[0][1] == "2024-01-01"
    numbered = Columns(customer="c", date="t", quantities=("n",), first_day=dt.date(2025, 3, 31))
    read = csv("c,t,n\na,1,1\na,2,1\na,0,1\na,x,1\na,12345,1\n", columns=numbered)
    assert [row[1] for row in rows(read)] == ["2025-03-31", "2025-04-01", "2025-04-02"]
    assert [row[2] for row in refused(read)] == ["x", "12345"]


def test_the_first_of_two_equal_rows_is_kept_or_both_are_added() -> None:
    text = LONG + "b,2024-01-01,m,1\na,2024-01-01,m,0.1\na,2024-01-01,m,0.2\na,2024-01-01,m,0.4\n"
    read = csv(text)
    assert rows(read) == [["a", "2024-01-01", "m", "0.1"], ["b", "2024-01-01", "m", "1"]]
    stands = "This customer, date and meter stand on line 3 already"
    assert refused(read) == [[line, "customer, date, meter", "a, 2024-01-01, m", stands] for line in (4, 5)]
    added = csv(text, duplicates="sum")
    assert rows(added) == [["a", "2024-01-01", "m", "0.7"], ["b", "2024-01-01", "m", "1"]]
    assert (added.accepted, added.merged, added.refused_rows) == (4, 2, 0)


def test_sums_stay_exact_unknown_and_below_the_limit() -> None:
    most = "999999999999.999999"
    lines = [f"a,2024-01-01,m,{most}"] * 30 + [f"b,2024-01-01,m,{number}" for number in ("1", "")]
    lines += [f"c,2024-01-01,m,{number}" for number in (most, f"-{most}", "-0.000001")]
    read = csv(LONG + "\n".join(lines), duplicates="sum", corrections=True)
    assert rows(read) == [["b", "2024-01-01", "m", None], ["c", "2024-01-01", "m", "-0.000001"]]
    assert refused(read)[0][3].startswith("The rows of this customer, date and meter add up to")
    assert (read.refused_rows, read.merged) == (30, 3)


def test_sums_lie_strictly_between_the_limits() -> None:
    least = "-999999999999.999999"
    lines = [f"a,2024-01-01,m,{least}", "a,2024-01-01,m,-0.000001"]  # -10^12, which no quantity may be
    lines += [f"b,2024-01-01,m,{number}" for number in (least, "-0.000001", "0.000001")]
    read = csv(LONG + "\n".join(lines), duplicates="sum", corrections=True)
    assert rows(read) == [["b", "2024-01-01", "m", least]]
    assert [row[0] for row in refused(read)] == [2, 3]


def test_the_one_column_left_is_the_quantity_whatever_it_holds() -> None:
    read = csv("customer,date,hits\na,2024-01-01,many\nb,2024-01-01,few\nc,2024-01-01,3\n")
    assert rows(read) == [["c", "2024-01-01", "hits", "3"]]
    assert [row[:3] for row in refused(read)] == [[2, "hits", "many"], [3, "hits", "few"]]


def test_days_are_numbers_only_where_most_are() -> None:
    half = csv("customer,date,calls\na,2024-01-01,1\nb,7,1\n")
    assert [row[0] for row in rows(half)] == ["a"]
    most = csv("customer,date,calls\na,2024-01-01,1\nb,7,1\nc,8,1\n")
    assert [row[0] for row in rows(most)] == ["b", "c"]


def test_blank_lines_on_top_make_no_empty_file() -> None:
    assert rows(csv("\n" * 200 + LONG + "a,2024-01-01,m,1\n")) == [["a", "2024-01-01", "m", "1"]]


def test_corrections_may_be_negative() -> None:
    text = "customer,date,calls,type\na,2024-01-01,-1,Correction\nb,2024-01-01,-1,usage\nc,2024-01-01,1,\n"
    read = csv(text)
    assert read.columns.correction == "type"
    assert refused(read) == [[3, "calls", "-1", "The quantity is negative"]]
    assert [row[0] for row in rows(read)] == ["a", "c"]
    assert len(rows(csv(text, corrections=True))) == 3


def test_only_known_meters_are_taken() -> None:
    read = csv(LONG + "a,2024-01-01,calls,1\na,2024-01-01,Calls,1\na,2024-01-01,,1\n", meters={"calls"})
    assert rows(read) == [["a", "2024-01-01", "calls", "1"]]
    assert [row[1:] for row in refused(read)] == [
        ["meter", "Calls", "The price table has no such meter"],
        ["meter", "", "The meter is missing"],
    ]
    only = csv("customer,date,quantity\na,2024-01-01,1\n", meters={"calls"})
    assert rows(only) == [["a", "2024-01-01", "calls", "1"]]
    wide = csv("customer,date,calls,price\na,2024-01-01,1,2\n", meters={"calls", "seats"})
    assert wide.columns.quantities == ("calls",)
    chosen = Columns(customer="customer", date="date", quantities=("calls", "price"))
    both = csv("customer,date,calls,price\na,2024-01-01,1,2\n", meters={"calls", "seats"}, columns=chosen)
    assert refused(both) == [[2, "price", "price", "The price table has no such meter"]]


def test_a_line_of_quotation_marks_alone_is_no_blank_one() -> None:
    for text in ('a,2024-01-01,m,1\n""\n"b",2024-01-01,m,1\n', 'a,2024-01-01,m,1\n\n""'):
        read = csv(LONG + text)
        assert (len(read.refused), read.accepted) == (1, read.lines - 1)


def test_numbered_days_stay_before_the_last_date() -> None:
    columns = Columns(customer="c", date="t", quantities=("n",), first_day=dt.date(2100, 12, 31))
    assert [row[0] for row in refused(csv("c,t,n\na,0,1\na,1,1\na,9999,1\n", columns=columns))] == [3, 4]


def test_a_preview_parses_the_top_alone() -> None:
    text = LONG + "a,2024-01-01,m,1\n" * 3000 + 'a,2024-01-01,m,"never closed'
    assert len(reader.preview(text.encode(), "u.csv").rows) == 20


def test_lines_with_too_many_or_too_few_cells_come_back_whole() -> None:
    read = csv(LONG + "a,2024-01-01,m,1,9\na,2024-01-01\na,2024-01-01,m,1\n")
    told = "The line has more or fewer cells than the header"
    assert refused(read) == [[2, "", "a,2024-01-01,m,1,9", told], [3, "", "a,2024-01-01", told]]


def test_line_numbers_are_those_of_the_file() -> None:
    text = "# made by seed 7\n\n" + LONG + "\na,2024-01-01,m,x\n\n"
    assert refused(csv(text))[0][0] == 5
    quoted = LONG + '"a\nb",2024-01-01,m,1\n\n"c","2024-01-01",m,x\n"d\r\n\r\ne",2024-01-01,m,x\nf,2024-01-01,m,x\n'
    read = csv(quoted)
    assert [row[0] for row in refused(read)] == [5, 6, 9]
    assert [row[0] for row in rows(read)] == ["a\nb"]
    assert read.lines == 4


FILE = "customer,date,calls\nJosé,2024-01-01,1\nÅsa,2024-01-02,2\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_encodings_delimiters_and_line_ends(codec: str, delimiter: str, end: str, quote: str) -> None:
    cells = [[f"{quote}{cell}{quote}" for cell in line.split(",")] for line in FILE.splitlines()]
    text = end.join(delimiter.join(line) for line in cells)
    read = reader.read(text.encode(codec), "usage.csv")
    assert rows(read) == [["José", "2024-01-01", "calls", "1"], ["Åsa", "2024-01-02", "calls", "2"]]
    assert bool(read.warnings) == (codec in ("cp1252", "latin-1"))


def test_a_stated_delimiter_is_obeyed() -> None:
    assert rows(csv("sep=;\ncustomer;date;a,b\nx;2024-01-01;1\n")) == [["x", "2024-01-01", "a,b", "1"]]
