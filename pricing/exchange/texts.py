"""Documents as text: TOML with numbers as strings and dates as dates, or JSON."""

import json
from datetime import date
from typing import Any

import tomli_w

from pricing.catalog import Catalog

DATES = ("checked_on", "valid_until")


def toml(catalog: Catalog) -> str:
    """Return a catalogue as TOML that reads back into an equal one.

    >>> from pricing.catalog import parse
    >>> plan = {"name": "A", "fee": "5"}
    >>> print(toml(parse({"currency": "USD", "checked_on": "2026-11-20", "plans": [plan]})), end="")
    currency = "USD"
    checked_on = 2026-11-20
    plans = [
        { name = "A", rank = 1, fee = "5" },
    ]
    """
    document = catalog.document()
    document |= {key: date.fromisoformat(document[key]) for key in DATES if key in document}
    tables = {key: document.pop(key) for key in ("conventions", "meters", "plans", "golden") if key in document}
    return tomli_w.dumps(document | tables)


def as_json(document: dict[str, Any]) -> str:
    r"""Return a plain mapping as JSON text, indented.

    >>> as_json({"currency": "USD"})
    '{\n  "currency": "USD"\n}\n'
    """
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
