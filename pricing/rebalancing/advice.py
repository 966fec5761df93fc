"""Advice on thresholds: where the plans' bills cross, beside where the catalogue says that a plan is left.

A stated threshold is the upper end of a plan's `covers` on the meter, or its included units where it states none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

import numpy as np

from pricing import compare, plans, rating, wording
from pricing.catalog import Catalog, Plan
from pricing.curve import Curve
from pricing.frames import Ints
from pricing.money import minor_digits
from pricing.rebalancing.proration import driving


@dataclass(frozen=True, slots=True)
class Threshold:
    """A plan, the one above it, the units at which the catalogue moves up and those from which that is cheaper.

    `crossover` is None where the plan above is never cheaper. Between the two, `customers` pay `overpaid` minor units a
    cycle more than on the cheaper of the two plans: by moving up too early, or by staying too long.
    """

    plan: str
    above: str
    stated: Fraction
    crossover: Fraction | None
    customers: int
    overpaid: int
    sentence: str


def thresholds(catalog: Catalog, meter: str, units: Ints | None = None, decimals: int = 0) -> tuple[Threshold, ...]:
    """Return the advice for each pair of neighbouring plans that are for sale.

    `units` holds a cycle's usage of each customer, in units of 10**-decimals.

    Raises:
        Refusal: no such meter, or usage that has no bill.
    """
    catalog.meter(meter)
    used = np.zeros(0, dtype=np.int64) if units is None else units
    sold = [plan for plan in catalog.plans if plan.for_sale]
    curves = {plan.name: plans.curve(catalog, plan, meter) for plan in sold}
    found = []
    for low, high in pairwise(sold):
        stated = threshold(low, meter)
        if stated is not None:
            found.append(_advice(catalog, meter, (low, high), curves, stated, used, decimals))
    return tuple(found)


def threshold(plan: Plan, meter: str) -> Fraction | None:
    """Return up to how many units a plan is meant for, or None where it states nothing."""
    for name, _, high in plan.covers:
        if name == meter and high is not None:
            return high
    charge = driving(plan, meter)
    return charge.included if charge is not None and charge.included else None


def crossover(low: Curve, high: Curve) -> Fraction | None:
    """Return the units from which the second curve stays the cheaper one, or None.

    >>> crossover(Curve.line(49, "0.01"), Curve.line(99))
    Fraction(5000, 1)
    """
    last = None
    for stretch in compare.cheapest({"low": low, "high": high}):
        if stretch.names == ("low",):
            last = None
        elif last is None and stretch.names == ("high",):
            last = stretch.start
    return last


def _advice(
    catalog: Catalog,
    meter: str,
    pair: tuple[Plan, Plan],
    curves: Mapping[str, Curve],
    stated: Fraction,
    used: Ints,
    decimals: int,
) -> Threshold:
    low, high = pair
    cross = crossover(curves[low.name], curves[high.name])
    scale = 10**decimals
    early = cross is None or stated < cross
    between = _between(used, stated * scale, None if cross is None else cross * scale)
    bills = [rating.rate_masked(catalog, plan, {meter: between}, decimals) for plan in (pair if early else pair[::-1])]
    gap = np.maximum(bills[1].totals - bills[0].totals, 0)
    gap[bills[0].refused | bills[1].refused] = 0
    count, money = int((gap > 0).sum()), int(gap.sum())
    text = _sentence(catalog, pair, stated, cross, count, money)
    return Threshold(low.name, high.name, stated, cross, count, money, text)


def _between(used: Ints, stated: Fraction, cross: Fraction | None) -> Ints:
    """The usage for which the stated threshold chooses the other plan than the crossover does, that one included."""
    last = floor(stated)
    if cross is None:
        return used[used > last]
    first = ceil(cross)
    return used[(used >= first) & (used <= last)] if cross <= stated else used[(used > last) & (used < first)]


def _sentence(
    catalog: Catalog, pair: tuple[Plan, Plan], stated: Fraction, cross: Fraction | None, count: int, money: int
) -> str:
    low, high = (plan.name for plan in pair)
    place = wording.number(catalog, stated)
    if cross == stated:
        return f"{low} moves up at {place}, just where {high} becomes cheaper."
    if cross is None:
        start = f"{low} moves up at {place}, but {high} is never cheaper"
    else:
        word = "only from" if cross > stated else "already from"
        start = f"{low} moves up at {place}, {high} is cheaper {word} {wording.number(catalog, cross)}"
    amount = wording.money(catalog, Fraction(money, 10 ** minor_digits(catalog.currency)))
    who = "1 customer" if count == 1 else f"{count:,} customers"
    more = "would pay" if cross is None or cross > stated else "pay"
    return f"{start}: {who} {more} {amount} more a cycle." if count else f"{start}."
