"""Limits that a change of prices must keep, for a check before it goes live; bounds are exact, never rounded."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pricing.impact.comparison import Impact
from pricing.money import decimal, show_money

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Guard:
    """A limit, whether it is broken, a sentence that says so with figures, and the customers who break it."""

    name: str
    broken: bool
    message: str
    customers: tuple[str, ...] = ()


def max_increase(impact: Impact, percent: Fraction, *, allow_new_payers: bool = False) -> Guard:
    """Return whether a bill rises by more than `percent`; a new payer has no percentage and counts as broken."""
    paid = impact.before > 0
    rise = [after * 100 > before * (100 + percent) for before, after in zip(*_pairs(impact, paid), strict=True)]
    over = paid.copy()
    over[paid] = rise
    new = (impact.before == 0) & (impact.after > 0) if not allow_new_payers else np.zeros(len(paid), dtype=np.bool_)
    change = impact.after - impact.before
    rows = np.flatnonzero(over | new)
    names = tuple(impact.customers[i] for i in rows[np.argsort(-change[rows], kind="stable")])
    limit = f"{decimal(percent):f} %"
    if not names:
        return Guard("max-increase-percent", broken=False, message=f"No bill rises by more than {limit}.")
    apart = f" ({int(new.sum())} of them new payers)" if new.any() else ""
    some = f"{_count(names)} by more than {limit}{apart}: {_listed(names)}."
    return Guard("max-increase-percent", broken=True, message=some, customers=names)


def min_revenue_change(impact: Impact, percent: Fraction, locale: str = "en_US") -> Guard:
    """Return whether the revenue changes by less than `percent` (negative: falls by more); amounts as a locale's."""
    before, after = Fraction(impact.revenue.before), Fraction(impact.revenue.after)
    broken = after * 100 < before * (100 + percent)
    amounts = [show_money(amount, impact.currency, locale) for amount in (impact.revenue.before, impact.revenue.after)]
    side = "less" if broken else "no less"
    text = f"The revenue goes from {amounts[0]} to {amounts[1]}, {side} than {decimal(percent):+f} %."
    return Guard("min-revenue-change-percent", broken=broken, message=text)


def all_billed(impact: Impact) -> Guard:
    """Return whether somebody cannot be billed, so that no other guard has looked at them."""
    names = tuple(one.customer for one in impact.left_out)
    if not names:
        return Guard("all-billed", broken=False, message="Every customer can be billed.")
    verb = "customer cannot be billed" if len(names) == 1 else "customers cannot be billed"
    text = f"{len(names)} {verb}: {_listed(names)}. {impact.left_out[0].reason}"
    return Guard("all-billed", broken=True, message=text, customers=names)


def _pairs(impact: Impact, chosen: "np.typing.NDArray[np.bool_]") -> tuple[list[int], list[int]]:
    return impact.before[chosen].tolist(), impact.after[chosen].tolist()


def _count(names: tuple[str, ...]) -> str:
    return "1 bill rises" if len(names) == 1 else f"{len(names)} bills rise"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
