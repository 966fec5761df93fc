"""Made and mutilated files: every row is accepted or refused, quantities are exact, nothing else is ever raised."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Literal

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from data import reader
from data.reader import Columns, Duplicates, ReaderError

Quoting = Literal[0, 1]
Style = tuple[str, str, Quoting]
FEW = settings(deadline=None, derandomize=True, max_examples=120, suppress_health_check=list(HealthCheck))
NAMES = st.sampled_from(
    ["acme", "Zoë", "a b", " padded ", 'quo"te', "semi;colon", "new\nline", "", "=1+1", "null", "東京"]
)
DATES = st.sampled_from(
    ["2024-01-01", "2024-02-29", "2024-1-5", "2024-01-01T10:00:00Z", "31/12/2024", "2023-02-29", "x", ""]
)
NUMBERS = st.one_of(
    st.decimals(-10, 10**12, places=6).map(str),
    st.integers(0, 10**6).map(str),
    st.sampled_from(["", "nan", "1e3", "0.1234567", "1,5", "-0", ".5", "5.", "\uff11"]),
)
LINE = st.tuples(NAMES, DATES, st.sampled_from(["calls", "seats"]), NUMBERS)
COLUMNS = Columns(customer="customer", date="date", meter="meter", quantities=("quantity",))
WIDE = Columns(customer="customer", date="date", quantities=("calls", "seats"))


def written(header: list[str], lines: list[tuple[str, ...]], delimiter: str, end: str, quoting: Quoting) -> str:
    """Return lines as the csv module writes them."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(header)
    writer.writerows(lines)
    return file.getvalue()


def records(text: str, delimiter: str) -> list[list[str]]:
    """Return the records below the header, by the csv module alone."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return [row for row in csv.reader(io.StringIO(plain), delimiter=delimiter) if row][1:]


STYLES = st.tuples(
    st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
)


@FEW
@given(st.lists(LINE, min_size=1, max_size=12), STYLES, st.booleans(), st.sampled_from(["refuse", "sum"]))
def test_every_row_of_a_made_file_is_accepted_or_refused(
    lines: list[tuple[str, ...]], style: Style, corrections: bool, duplicates: Duplicates
) -> None:
    text = written(["customer", "date", "meter", "quantity"], lines, *style)
    read = reader.read(text.encode(), "u.csv", COLUMNS, corrections=corrections, duplicates=duplicates)
    assert read.rows == read.lines == len(records(text, style[0])) == len(lines)
    assert read.accepted + len(read.refused) == read.rows
    assert len(read.clean) == read.accepted - read.merged
    told = set(zip(read.clean["customer"], read.clean["meter"], read.clean["quantity"].fillna(-99), strict=True))
    given_sums = sums(lines, duplicates)
    assert {(name, meter, number) for name, meter, number in told if number != -99} <= given_sums


def sums(lines: list[tuple[str, ...]], duplicates: str) -> set[tuple[str, str, Decimal]]:
    """Return every quantity that a reader may give: those written, or any sum of those of one customer and meter."""
    found: set[tuple[str, str, Decimal]] = set()
    for customer, _, meter, text in lines:
        try:
            number = Decimal(text)
        except InvalidOperation:
            continue
        before = {entry for entry in found if duplicates == "sum" and entry[:2] == (customer.strip(), meter)}
        found |= {(customer.strip(), meter, entry[2] + number) for entry in before if number.is_finite()}
        found.add((customer.strip(), meter, number))
    return found


@FEW
@given(st.lists(st.tuples(NAMES, DATES, NUMBERS, NUMBERS), min_size=1, max_size=10), STYLES)
def test_every_cell_of_a_wide_file_is_accepted_or_refused(lines: list[tuple[str, ...]], style: Style) -> None:
    text = written(["customer", "date", "calls", "seats"], lines, *style)
    read = reader.read(text.encode(), "u.csv", WIDE)
    assert (read.lines, read.rows) == (len(lines), 2 * len(lines))
    assert read.accepted + read.refused_rows == read.rows
    whole = read.refused["column"].isin(["", "customer", "date"])
    assert read.refused_rows == len(read.refused) + int(whole.sum())
    assert read.unknown == int(read.clean["quantity"].isna().sum())


BYTES = st.sampled_from(
    [b'"', b",", b"\n", b"\r", b";", b"\t", b"\xff", b"\xc3", b"'", b"0", b"-", b" ", b"\n\n", b'""', b"#"]
)
CHANGE = st.tuples(st.floats(0, 1), st.sampled_from(["insert", "delete", "cut", "swap"]), BYTES)


def mutated(data: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
    """Return bytes with some inserted, deleted, exchanged, or all after a place cut off."""
    for share, how, piece in changes:
        at = int(share * len(data))
        keep = {"insert": at, "delete": at + 3, "cut": len(data), "swap": at + len(piece)}[how]
        data = data[:at] + (piece if how in ("insert", "swap") else b"") + data[keep:]
    return data


@FEW
@given(st.lists(LINE, min_size=1, max_size=10), STYLES, st.lists(CHANGE, max_size=6))
def test_every_row_of_a_mutilated_file_is_accepted_or_refused(
    lines: list[tuple[str, ...]], style: Style, changes: list[tuple[float, str, bytes]]
) -> None:
    header = style[0].join(["customer", "date", "meter", "quantity"]) + "\n"
    body = written([], lines, *style).encode()
    data = header.encode() + mutated(body, changes)
    try:
        read = reader.read(data, "u.csv", COLUMNS)
    except ReaderError:
        assert not any(records(text, style[0]) for text in decoded(data))
        return
    text = next(decoded(data))
    expected = records(text, style[0])
    assert read.rows == len(expected)
    assert read.accepted + read.refused_rows == read.rows
    assert len(read.refused) == read.refused_rows
    widths = Counter(len(row) != 4 for row in expected)
    assert (read.refused["column"] == "").sum() == widths[True]


def decoded(data: bytes) -> Iterator[str]:
    """Yield the text of bytes in the first encoding that they fit."""
    for codec in ("utf-8", "cp1252", "latin-1"):
        try:
            yield data.decode(codec)
        except UnicodeDecodeError:
            continue


@FEW
@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)),
    st.sampled_from(["csv", "xlsx", "parquet"]),
)
def test_bytes_of_any_kind_are_read_or_refused(data: bytes, ending: str) -> None:
    magic = {"csv": b"", "xlsx": b"PK\x03\x04", "parquet": b"PAR1"}[ending]
    try:
        read = reader.read(magic + data, f"u.{ending}")
    except ReaderError:
        event("refused")
    else:
        assert read.accepted + read.refused_rows == read.rows
