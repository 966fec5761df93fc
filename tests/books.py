"""Small price lists and usages for tests that compare them: one plan on calls and gigabytes, months by hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from pricing import usage
from pricing.catalog import Catalog, parse
from pricing.usage import Totals


def shop(*charges: Mapping[str, Any], currency: str = "USD", **plan: Any) -> Catalog:
    meters = [{"name": "calls", "unit": "call"}, {"name": "gb", "unit": "GB", "whole": False}]
    return parse({"currency": currency, "meters": meters, "plans": [{"name": "Only", "charges": charges, **plan}]})


def calls(**terms: Any) -> dict[str, Any]:
    return {"meters": ["calls"], **terms}


def gigabytes(price: str) -> dict[str, Any]:
    return {"meters": ["gb"], "tiers": [{"unit_price": price}]}


def used(rows: Sequence[tuple[str, str, str, Any]]) -> Totals:
    """Monthly totals of (customer, day, meter, quantity) rows; quantities are text, None where unknown."""
    table = pd.DataFrame(rows, columns=["customer", "date", "meter", "quantity"])
    numbers = [None if one is None else Decimal(one) for one in table["quantity"]]
    return usage.totals(
        usage.parse(table.assign(date=pd.to_datetime(table["date"]), quantity=pd.Series(numbers, dtype=object))),
        "month",
    )


def month(quantities: Mapping[str, tuple[str, str]], day: str = "2026-11-03") -> Totals:
    """One month in which each customer uses so many calls and gigabytes."""
    rows = [
        (name, day, meter, n)
        for name, both in quantities.items()
        for meter, n in zip(("calls", "gb"), both, strict=True)
    ]
    return used(rows)


def tiers(*rows: tuple[str, ...]) -> list[dict[str, str]]:
    """Tiers of (bound, unit price, flat fee); the last one open where its bound is empty."""
    named = [dict(zip(("up_to", "unit_price", "flat_fee"), row, strict=False)) for row in rows]
    return [{key: text for key, text in row.items() if text} for row in named]
