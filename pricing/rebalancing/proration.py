"""What a change of plan within a cycle does to fees and allowances; minor units, each line half up.

f = days from the change (included) to the period's end (excluded) / days in the period
credit = -round(old fee x f), debit = round(new fee x f); allowance = floor(sum of included x days / days in period)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import floor

from pricing.catalog import Catalog, Plan, Seats
from pricing.money import minor_digits, to_minor
from pricing.rebalancing.cycles import seconds
from pricing.rebalancing.policy import Policy
from pricing.terms import Charge

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Change:
    """What a change bills: the unused rest of the old fee back (`credit`, not positive), the new one's (`debit`)."""

    credit: int
    debit: int

    @property
    def net(self) -> int:
        """What the change adds to the cycle's fees; negative where the new plan is cheaper."""
        return self.credit + self.debit

    @property
    def invoice(self) -> int:
        """What is due at once: a negative sum becomes 0 and a credit balance."""
        return max(0, self.net)

    @property
    def balance(self) -> int:
        """The credit that is kept for the next invoice."""
        return max(0, -self.net)


def share(change: date, start: date, end: date, grain: str = "day", timezone: str = "UTC") -> Fraction:
    """Return which share of a period is left on the day of a change: whole days, or seconds of local time.

    >>> share(date(2026, 1, 15), date(2026, 1, 1), date(2026, 2, 1))
    Fraction(17, 31)
    """
    if grain == "second":
        return Fraction(seconds(change, end, timezone), seconds(start, end, timezone))
    return Fraction((end - change).days, (end - start).days)


@lru_cache(maxsize=65536)
def part(fee: Fraction, rest: Fraction, digits: int) -> int:
    """Return a share of a fee in minor units, half up.

    >>> part(Fraction("24.95"), Fraction(9, 31), 2)
    724
    """
    return to_minor(fee * rest, digits)


def change(old: Fraction, new: Fraction, rest: Fraction, digits: int, how: str = "prorated") -> Change:
    """Return what a change of fee bills with a share of the period left; `how` is the policy's `upgrade_charge`.

    >>> change(Fraction(50), Fraction(100), Fraction(20, 30), 2)
    Change(credit=-3333, debit=6667)
    """
    if how == "none":
        return Change(0, 0)
    if how == "full_difference":
        return Change(-to_minor(old, digits), to_minor(new, digits))
    return Change(-part(old, rest, digits), part(new, rest, digits))


def allowance(stretches: Iterable[tuple[Fraction | int, int]], days: int) -> int:
    """Return the blended allowance of (included units, days) stretches in a period of `days` days.

    >>> allowance([(4000, 17)], 31)
    2193
    """
    return floor(Fraction(sum((included * length for included, length in stretches), Fraction(0)), days))


def stretches(start: date, end: date, plan: str, changes: Sequence[tuple[date, str]]) -> list[tuple[str, int]]:
    """Return the plans of a period with their days; of two changes on one day the last wins.

    >>> day = date(2026, 1, 15)
    >>> stretches(date(2026, 1, 1), date(2026, 2, 1), "Lite", [(day, "Pro"), (day, "Enterprise")])
    [('Lite', 14), ('Enterprise', 17)]
    """
    rows: list[tuple[str, int]] = []
    for day, following in [*changes, (end, plan)]:
        if (day - start).days:
            rows.append((plan, (day - start).days))
        start, plan = day, following
    return rows


def terms(plan: Plan, meter: str, included: Fraction | None, fee: Fraction, rest: Fraction = WHOLE) -> Plan:
    """Return the plan as it bills a stretch: its own fee and included units, its share of credit and bounds.

    A cycle with a change is billed by its curves like any other plan, so that nothing else walks tiers.
    `included` None leaves the charges as they are.
    """
    charges = plan.charges if included is None else _including(plan, meter, included)
    ceiling = None if plan.maximum is None else plan.maximum * rest
    changed = {"credit": plan.credit * rest, "minimum": plan.minimum * rest, "maximum": ceiling}
    return plan.model_copy(update={"fee": fee, "seats": Seats(count=0), "charges": charges, **changed})


def driving(plan: Plan, meter: str) -> Charge | None:
    """Return the plan's first charge on a meter: its included units are the allowance."""
    return next((charge for charge in plan.charges if meter in charge.meters), None)


def last_day(catalog: Catalog, policy: Policy, old: Plan, new: Plan, days: int = 30) -> int:
    """Return the fees of a cycle, in minor units, whose upgrade happens on its last day: what late movers pay.

    >>> from pricing.catalog import parse
    >>> plans = [{"name": "Pro", "fee": "99"}, {"name": "Enterprise", "fee": "299"}]
    >>> book = parse({"currency": "USD", "plans": plans})
    >>> last_day(book, Policy(), *book.plans)
    10567
    """
    digits = minor_digits(catalog.currency)
    fees = (fixed_fee(old), fixed_fee(new))
    return to_minor(fees[0], digits) + change(*fees, Fraction(1, days), digits, policy.upgrade_charge).net


def fixed_fee(plan: Plan) -> Fraction:
    """Return a plan's fee and its own seats; 0 for a plan that is not for sale, which is never billed."""
    return Fraction(0) if plan.fee is None else plan.fee + plan.seats.price * plan.seats.count


def _including(plan: Plan, meter: str, included: Fraction) -> tuple[Charge, ...]:
    first = driving(plan, meter)
    return tuple(
        charge.model_copy(update={"included": included}) if charge is first else charge for charge in plan.charges
    )
