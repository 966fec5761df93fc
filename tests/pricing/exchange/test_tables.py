"""Rows of a sheet: what a column's name says of its bounds, and where it must be asked."""

from typing import Any

import pytest

from pricing.catalog import parse
from pricing.errors import Refusal
from pricing.exchange import tables
from pricing.exchange.tables import Bounds
from pricing.money import plain


def bounds(rows: list[dict[str, Any]], **more: Any) -> list[str]:
    """Return the upper bounds that a sheet's rows are read as."""
    book = parse(tables.read(rows, currency="USD", **more).result)
    return ["" if tier.up_to is None else plain(tier.up_to) for tier in book.plans[0].charges[0].tiers]


def sheet(column: str, *values: str) -> list[dict[str, Any]]:
    """Return rows with falling prices."""
    return [{column: value, "price": str(9 - i)} for i, value in enumerate(values)]


@pytest.mark.parametrize("column", tables.SILENT)
def test_a_silent_column_is_a_question(column: str) -> None:
    rows = sheet(column, "1000", "5000", "")
    with pytest.raises(Refusal, match="does 5000 after 1000 mean up to 5000, or the next 5000"):
        bounds(rows)
    assert bounds(rows, bounds="up_to") == ["1000", "5000", ""]
    assert bounds(rows, bounds="next") == ["1000", "6000", ""]


@pytest.mark.parametrize("said", [None, "up_to", "next"])
@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("up_to", ("1000", "5000", "inf"), ["1000", "5000", ""]),
        ("last_unit", ("1000", "5000", "∞"), ["1000", "5000", ""]),
        ("next", ("1000", "5000", ""), ["1000", "6000", ""]),
        ("size", ("1000", "5000", "none"), ["1000", "6000", ""]),
        ("units", ("1000", ""), ["1000", ""]),
        ("units", ("", "")[:1], [""]),
    ],
)
def test_a_column_that_says_it_is_not_asked(
    column: str, values: tuple[str, ...], expected: list[str], said: Bounds | None
) -> None:
    assert bounds(sheet(column, *values), bounds=said) == expected


def test_numbers_that_do_not_rise_are_spans() -> None:
    assert bounds(sheet("units", "1000", "1000", "500", "")) == ["1000", "2000", "2500", ""]


def test_a_stated_first_unit_must_meet_the_row_before() -> None:
    meeting = [{"from": "0", "to": "5", "price": "2"}, {"from": "6", "to": "", "price": "1"}]
    assert bounds(meeting) == ["5", ""]
    with pytest.raises(Refusal, match="Row 2: a row starts where the one before it ends, at 5, not '8'"):
        bounds([meeting[0], {**meeting[1], "from": "8"}])


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_rows_of_a_text(mark: str) -> None:
    text = "\ufeffUp to;Unit price;Flat fee\r\n100;0.5;\r\n\r\n;0.25;3\r\n".replace(";", mark)
    book = parse(tables.read(tables.rows(text), currency="EUR", model="volume", meter="calls").result)
    charge = book.plans[0].charges[0]
    assert (charge.model, charge.meters) == ("volume", ("calls",))
    assert [(plain(tier.price("")), plain(tier.flat_fee)) for tier in charge.tiers] == [("0.5", "0"), ("0.25", "3")]


REFUSED = [
    ("", "a header and at least one row are needed"),
    ("up_to,price", "a header and at least one row are needed"),
    ("up_to,price\n1,2,3", "Row 1: it has more cells than the header"),
    ("up_to,cost\n1,2\n,1", "Row 1: the field unit_price is missing"),
    ("a,price\n1,2\n2,1", "no column holds the bounds"),
    ("up_to,price\n1,$2\n,1", "Row 1, price: a number is needed, not '$2'"),
    ("up_to,price\n5,2\n5,1\n,1", "bounds rise from tier to tier"),
    ("up_to,price\n" + "9" * 400 + ",2", "Row 1, up_to: a number of fewer digits is needed"),
    ("up_to,price\n" + "x" * 200_000 + ",2", "The rows cannot be read"),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_a_wrong_sheet_is_refused_with_its_row(text: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        tables.read(tables.rows(text), currency="USD")
    assert sentence.casefold() in str(refused.value).casefold()
    assert len(str(refused.value)) < 400


def test_a_sheet_does_not_name_its_currency() -> None:
    with pytest.raises(Refusal, match="Which currency is it"):
        tables.read(sheet("up_to", "5", ""))
