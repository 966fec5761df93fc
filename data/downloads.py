"""Frames as CSV that a spreadsheet may open: no cell starts a formula."""

import csv
from typing import Any

import pandas as pd

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


def neutral(value: Any) -> Any:
    """Return a value such that no spreadsheet calculates it.

    >>> neutral("@SUM(A1)"), neutral("acme"), neutral(-5)
    ("'@SUM(A1)", 'acme', -5)
    """
    if isinstance(value, str) and (value.startswith(_CONTROL) or value.lstrip().startswith(_FORMULA)):
        return f"'{value}"
    return value
