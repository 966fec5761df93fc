"""The systems by name, and which of them wrote a mapping."""

from collections.abc import Callable, Mapping

from pricing.catalog import Catalog
from pricing.exchange import lago, openmeter, stripe
from pricing.exchange.translation import Translation

EXPORTS: dict[str, Callable[[Catalog], Translation]] = {
    "stripe": stripe.export,
    "lago": lago.export,
    "openmeter": openmeter.export,
}
MARKS = {
    "stripe": ("tiers_mode", "billing_scheme", "unit_amount", "unit_amount_decimal"),
    "lago": ("charge_model", "amount_cents"),
    "openmeter": ("phases", "rateCards", "rate_cards", "billingCadence", "billing_cadence"),
}
PRICES = {"flat", "unit", "tiered", "graduated", "volume", "package", "dynamic", "free"}
LISTS = ("data", "plans", "items", "charges", "plan", "charge")


def guess(data: object) -> str:
    """Return the system that a mapping or list is of, "document" for one of ours, or "" where it is not obvious.

    >>> guess({"data": [{"object": "price", "currency": "usd"}]}), guess({"currency": "USD", "plans": []})
    ('stripe', 'document')
    >>> guess([{"charge_model": "standard"}]), guess({"type": "unit", "amount": "1"}), guess({"a": 1})
    ('lago', 'openmeter', '')
    """
    while isinstance(data, list | Mapping) and data:
        if isinstance(data, Mapping):
            kind = _kind(data)
            if kind:
                return kind
            inner = [data[name] for name in LISTS if isinstance(data.get(name), list | Mapping)]
        else:
            inner = data
        data = inner[0] if inner else None
    return ""


def _kind(data: Mapping[str, object]) -> str:
    if "plans" in data and "currency" in data:
        return "document"
    if data.get("object") == "price":
        return "stripe"
    if "object" not in data and isinstance(data.get("type"), str) and data["type"] in PRICES:
        return "openmeter"
    return next((name for name, marks in MARKS.items() if any(mark in data for mark in marks)), "")
