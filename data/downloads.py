"""Frames as CSV or Excel that a spreadsheet may open: no cell starts a formula."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# A spreadsheet keeps 15 digits: longer exact numbers are written as text rather than changed.
DIGITS = 15

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001  # spreadsheets in East Asia read the wide ones too
_CONTROL = ("\t", "\r", "\n")


def csv_bytes(frame: pd.DataFrame) -> bytes:
    r"""Return a frame as CSV in UTF-8 with a mark of its encoding, as spreadsheets like it.

    A text that would start a formula gets an apostrophe before it; numbers stay numbers. Texts are quoted, so that
    a spreadsheet that cuts at semicolons finds no formula inside one either.

    >>> csv_bytes(pd.DataFrame({"customer": ["=1+1", "acme"], "change": [-5, 7]})).decode("utf-8-sig")
    '"customer","change"\r\n"\'=1+1",-5\r\n"acme",7\r\n'
    """
    safe = frame.copy(deep=False)
    for place, kind in enumerate(frame.dtypes):
        if not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)):
            texts = [neutral(value) for value in frame.iloc[:, place].astype(object)]
            safe.isetitem(place, pd.array(texts, dtype=object))
    safe.columns = pd.Index([neutral(str(name)) for name in frame.columns], dtype=object)
    text: str = safe.to_csv(index=False, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    return text.encode("utf-8-sig")


def xlsx_bytes(frame: pd.DataFrame) -> bytes:
    """Return a frame as an Excel workbook of one sheet: texts stay texts, numbers of up to 15 digits are numbers."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Tierscope")
    for row in ([str(name) for name in frame.columns], *frame.astype(object).to_numpy().tolist()):
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, date):  # timestamps too
        return value.date() if isinstance(value, pd.Timestamp) else value
    number = isinstance(value, int | float | Decimal | np.number) and not isinstance(value, bool)
    if number and len(Decimal(str(value)).normalize().as_tuple().digits) <= DIGITS:
        return value if isinstance(value, Decimal) else getattr(value, "item", lambda: value)()
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", str(value)))
    cell.data_type = "s"  # a text that begins with = would be taken for a formula
    return cell


def neutral(value: Any) -> Any:
    """Return a value such that no spreadsheet calculates it.

    >>> neutral("@SUM(A1)"), neutral("acme"), neutral(-5)
    ("'@SUM(A1)", 'acme', -5)
    """
    if isinstance(value, str) and (value.startswith(_CONTROL) or value.lstrip().startswith(_FORMULA)):
        return f"'{value}"
    return value
