"""Where a convention matters: the quantities at which one switch set otherwise would give another bill."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import numpy as np

from pricing import rating
from pricing.catalog import Catalog, Plan
from pricing.conventions import Conventions
from pricing.curve import ZERO
from pricing.frames import Ints
from pricing.models import ONE
from pricing.money import from_minor, minor_digits
from pricing.prices import decimals_of

MOST = 12
LARGEST = 2**62  # of what an array of whole numbers holds


@dataclass(frozen=True, slots=True)
class Difference:
    """One quantity of a meter with its bill as stated, and with `switch` set to `value` (None: beyond the table)."""

    switch: str
    value: str
    quantity: Fraction
    bill: Decimal | None
    other: Decimal | None


def differences(catalog: Catalog, plan: Plan, meter: str) -> Iterator[Difference]:
    """Yield, switch by switch, the first quantities at bounds and one unit beside them where bills differ.

    At most 12 for each other value of a switch.

    >>> from pricing.catalog import parse
    >>> tiers = [{"up_to": "100", "unit_price": "2"}, {"unit_price": "1"}]
    >>> plan = {"name": "Only", "charges": [{"model": "volume", "tiers": tiers}]}
    >>> book = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]})
    >>> for one in differences(book, book.plans[0], "calls"):
    ...     print(one.switch, one.value, one.quantity, one.bill, one.other)
    boundary from 100 200.00 100.00
    """
    places = sorted(set(_places(catalog, plan, meter)))
    decimals = max(decimals_of(place) for place in places)
    places = [place for place in places if place * 10**decimals < LARGEST]
    column = {meter: np.array([int(place * 10**decimals) for place in places], dtype=np.int64)}
    stated = _bills(catalog, plan, column, decimals)
    for switch, value in _others(catalog.conventions):
        rules = catalog.conventions.model_copy(update={switch: value})
        other = catalog.model_copy(update={"conventions": rules})
        bills = zip(places, stated, _bills(other, plan, column, decimals), strict=True)
        found = (Difference(switch, value, place, one, two) for place, one, two in bills if one != two)
        yield from itertools.islice(found, MOST)


def _others(rules: Conventions) -> Iterator[tuple[str, str]]:
    for name, field in Conventions.model_fields.items():
        for value in get_args(field.annotation):
            if value != getattr(rules, name):
                yield name, value


def _places(catalog: Catalog, plan: Plan, meter: str) -> Iterator[Fraction]:
    """0, each allowance, each bound whether it counts included units or not, and one unit on either side."""
    yield ZERO
    whole = catalog.meter(meter).whole
    step = ONE if whole else Fraction(1, 100)
    for charge in plan.charges:
        if meter in charge.meters:
            bounds = [ZERO, *(tier.up_to for tier in charge.tiers if tier.up_to is not None)]
            for bound in (*bounds, *(bound + charge.included for bound in bounds)):
                for place in (bound - step, bound, bound + step):
                    if place >= 0 and (place.denominator == 1 or not whole):
                        yield place


def _bills(catalog: Catalog, plan: Plan, column: Mapping[str, Ints], decimals: int) -> list[Decimal | None]:
    """The bill of each quantity; None beyond the table. Rated together: an invoice words every line."""
    rated, digits = rating.rate_masked(catalog, plan, column, decimals), minor_digits(catalog.currency)
    rows = zip(rated.totals.tolist(), rated.refused.tolist(), strict=True)
    return [None if refused else from_minor(total, digits) for total, refused in rows]
