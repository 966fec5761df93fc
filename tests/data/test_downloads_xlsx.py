"""Frames as Excel workbooks: what is written is what is read back, and nothing calculates."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from data import downloads


def read_back(frame: pd.DataFrame) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(downloads.xlsx_bytes(frame))).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "plain", "<b>&", "ünï"])
def test_a_text_stays_a_text(text: str) -> None:
    frame = pd.DataFrame({text: [text]})
    sheet = openpyxl.load_workbook(io.BytesIO(downloads.xlsx_bytes(frame))).active
    assert sheet is not None
    for row in sheet.iter_rows():
        for cell in row:
            assert (cell.value, cell.data_type) == (text, "s")


def test_numbers_dates_and_gaps_are_what_they_are() -> None:
    rows = {
        "n": [7, -5],
        "money": [Decimal("0.10"), Decimal("12345678901234567.89")],
        "day": [pd.Timestamp("2026-11-20"), pd.NaT],
        "share": [0.5, float("nan")],
    }
    head, first, second = read_back(pd.DataFrame(rows))
    assert head == ["n", "money", "day", "share"]
    assert first[:2] == [7, pytest.approx(0.1)]
    assert getattr(first[2], "date", lambda: None)() == date(2026, 11, 20)
    assert first[3] == pytest.approx(0.5)
    # 19 digits do not fit a spreadsheet's number: they are kept as text.
    assert second == [-5, "12345678901234567.89", None, None]


def test_letters_that_no_workbook_may_hold_are_marked() -> None:
    assert read_back(pd.DataFrame({"a": ["x\x00y"]}))[1] == ["x\N{REPLACEMENT CHARACTER}y"]
