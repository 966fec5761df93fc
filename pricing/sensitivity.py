"""Where a convention matters: the quantities at which one switch set otherwise would give another bill."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from pricing import invoice
from pricing.catalog import Catalog, Plan
from pricing.conventions import Conventions
from pricing.curve import ZERO
from pricing.errors import BeyondTable
from pricing.invoice import Invoice
from pricing.models import ONE

MOST = 12


@dataclass(frozen=True, slots=True)
class Difference:
    """One quantity of a meter with its bill as stated, and with `switch` set to `value` (None: beyond the table)."""

    switch: str
    value: str
    quantity: Fraction
    bill: Invoice | None
    other: Invoice | None


def differences(catalog: Catalog, plan: Plan, meter: str) -> Iterator[Difference]:
    """Yield, switch by switch, the first quantities at bounds and one unit beside them where bills differ.

    At most 12 for each other value of a switch.

    >>> from pricing.catalog import parse
    >>> tiers = [{"up_to": "100", "unit_price": "2"}, {"unit_price": "1"}]
    >>> plan = {"name": "Only", "charges": [{"model": "volume", "tiers": tiers}]}
    >>> book = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]})
    >>> for one in differences(book, book.plans[0], "calls"):
    ...     print(one.switch, one.value, one.quantity, one.bill.total, one.other.total)
    boundary from 100 200.00 100.00
    """
    places = sorted(set(_places(catalog, plan, meter)))
    stated = {place: _bill(catalog, plan, meter, place) for place in places}
    for switch, value in _others(catalog.conventions):
        rules = catalog.conventions.model_copy(update={switch: value})
        other = catalog.model_copy(update={"conventions": rules})
        found = 0
        for place in places:
            before, after = stated[place], _bill(other, plan, meter, place)
            if found < MOST and (before and before.total) != (after and after.total):
                found += 1
                yield Difference(switch, value, place, before, after)


def _others(rules: Conventions) -> Iterator[tuple[str, str]]:
    for name, field in Conventions.model_fields.items():
        for value in get_args(field.annotation):
            if value != getattr(rules, name):
                yield name, value


def _places(catalog: Catalog, plan: Plan, meter: str) -> Iterator[Fraction]:
    """0, each bound and each allowance, and one unit on either side."""
    yield ZERO
    step = ONE if catalog.meter(meter).whole else Fraction(1, 100)
    for charge in plan.charges:
        if meter in charge.meters:
            for bound in (charge.included, *(tier.up_to for tier in charge.tiers)):
                for place in ((bound or ZERO) - step, bound or ZERO, (bound or ZERO) + step):
                    if place >= 0 and (place.denominator == 1 or not catalog.meter(meter).whole):
                        yield place


def _bill(catalog: Catalog, plan: Plan, meter: str, quantity: Fraction) -> Invoice | None:
    try:
        return invoice.quote(catalog, plan, {meter: quantity})
    except BeyondTable:
        return None
