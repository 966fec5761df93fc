"""A catalogue as a ladder of plans on one meter: allowances, fees, and which plan is fair or cheapest.

Guards and targets are read off the plans' exact curves once; the simulator then looks them up by units. Units are
whole numbers of 10**-decimals of the meter's unit, fees are minor units of the currency.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import ceil, floor

import numpy as np

from pricing import plans
from pricing.catalog import Catalog, Plan
from pricing.curve import Curve
from pricing.errors import Refusal
from pricing.frames import Flags, Ints
from pricing.money import minor_digits, to_minor
from pricing.priced import priced
from pricing.rebalancing.policy import Policy
from pricing.rebalancing.proration import driving, fixed_fee, terms
from pricing.rebalancing.rows import Column

LIMIT = 2**50
"""The most units that a customer may use in all; sums of it times days or thousandths stay within 63 bits."""
UNLIMITED = LIMIT
MOST = 100
"""Plans of a ladder; their places are kept in 8 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """A step function of units: `values[i]` from `starts[i]` on."""

    starts: Ints
    values: Ints

    def __call__(self, units: Ints) -> Ints:
        """Return the values at some units, 0 or more."""
        return self.values[np.searchsorted(self.starts, units, side="right") - 1]


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """The plans in rank order; `included` is UNLIMITED without a charge on the meter, `ends` where a table closes."""

    catalog: Catalog
    meter: str
    decimals: int
    digits: int
    plans: tuple[Plan, ...]
    curves: Mapping[int, Curve]
    exact_fees: tuple[Fraction, ...]
    included: Ints
    ends: Ints
    fees: Ints
    for_sale: Flags
    _ends: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def scale(self) -> int:
        """How many of the whole numbers make a unit of the meter."""
        return int(10**self.decimals)

    @property
    def top(self) -> int:
        """The highest plan that is for sale."""
        return int(np.flatnonzero(self.for_sale)[-1])

    def place(self, name: str) -> int:
        """Return a plan's place by name.

        Raises:
            UnknownName: no such plan; names the nearest one.
        """
        return [plan.name for plan in self.plans].index(self.catalog.plan(name).name)

    def ends_at(self, plan: Column, limit: Ints) -> Ints:
        """Return the most units that plans price with an allowance of their own, as after a change of plan."""
        found = self.ends[plan]
        for row in np.flatnonzero((limit != self.included[plan]) & (found < UNLIMITED)).tolist():
            found[row] = self._end(int(plan[row]), int(limit[row]))
        return found

    def _end(self, plan: int, limit: int) -> int:
        if (plan, limit) not in self._ends:
            one = terms(self.plans[plan], self.meter, Fraction(limit, self.scale), Fraction(0))
            self._ends[plan, limit] = _end(self.catalog, one, self.meter, self.scale)
        return self._ends[plan, limit]

    def above(self, plan: int) -> list[int]:
        """Return the plans above one that are for sale."""
        return [k for k in range(plan + 1, len(self.plans)) if self.for_sale[k]]

    def fair(self, old: int, new: int) -> Lookup:
        """Return where (1) the new plan's full bill is not above the old one's."""
        return self._steps((old, new), lambda bills: int(new in bills and bills[new] <= bills.get(old, bills[new])))

    def cheapest(self, old: int) -> Lookup:
        """Return the cheapest plan above one, the lower at a tie; plans whose tables end before are left out."""
        above = self.above(old)
        return self._steps(above, lambda bills: min(bills, key=lambda k: (bills[k], k)) if bills else above[-1])

    def _steps(self, chosen: list[int] | tuple[int, ...], value: Callable[[dict[int, Fraction]], int]) -> Lookup:
        """Read off a value of the bills: on each open stretch, and at each whole number where one begins."""
        bounds = self._bounds(chosen)
        starts, values = [], []
        for low, high in zip(bounds, [*bounds[1:], None], strict=True):
            if low.denominator == 1:
                starts.append(int(low))
                values.append(value(self._bills(chosen, low)))
            inside = floor(low) + 1
            if high is None or inside < high:
                starts.append(inside)
                values.append(value(self._bills(chosen, Fraction(inside))))
        return Lookup(np.array(starts), np.array(values))

    def _bounds(self, chosen: list[int] | tuple[int, ...]) -> list[Fraction]:
        found: set[Fraction] = set()
        for k in chosen:
            curve = self.curves[k]
            found |= {knot.start for knot in curve.knots} | (set() if curve.end is None else {curve.end})
        for one, two in combinations(chosen, 2):
            found |= set(self.curves[one].crossings(self.curves[two]))
        return sorted(bound * self.scale for bound in found)

    def _bills(self, chosen: list[int] | tuple[int, ...], units: Fraction) -> dict[int, Fraction]:
        quantity = units / self.scale
        curves = {k: self.curves[k] for k in chosen}
        return {k: curve(quantity) for k, curve in curves.items() if curve.end is None or quantity <= curve.end}


def ladder(catalog: Catalog, policy: Policy, decimals: int = 0) -> Ladder:
    """Return the ladder of a catalogue's plans on the policy's meter, or on the first one that a plan charges for.

    Raises:
        UnknownName: no such meter.
        Refusal: no plan charges for the meter, or none is for sale.
    """
    meter = driving_meter(catalog, policy)
    decimals = max(decimals, *(_decimals(plan, meter) for plan in catalog.plans))
    if len(catalog.plans) > MOST:
        raise Refusal(
            f"a ladder has at most {MOST} plans", value=len(catalog.plans), todo="Leave out those not moved to."
        )
    for_sale = np.array([plan.for_sale for plan in catalog.plans])
    if not for_sale.any():
        raise Refusal("no plan of the catalogue is for sale", todo="Give a plan a fee.")
    digits, scale = minor_digits(catalog.currency), 10**decimals
    rounding = catalog.conventions.rounding
    fees = tuple(fixed_fee(plan) for plan in catalog.plans)
    return Ladder(
        catalog=catalog,
        meter=meter,
        decimals=decimals,
        digits=digits,
        plans=catalog.plans,
        curves={k: plans.curve(catalog, plan, meter) for k, plan in enumerate(catalog.plans) if plan.for_sale},
        exact_fees=fees,
        included=np.array([_included(plan, meter, scale) for plan in catalog.plans]),
        ends=np.array([_end(catalog, plan, meter, scale) for plan in catalog.plans]),
        fees=np.array([to_minor(fee, digits, rounding) for fee in fees]),
        for_sale=for_sale,
    )


def driving_meter(catalog: Catalog, policy: Policy) -> str:
    """Return the meter that drives moves.

    Raises:
        UnknownName: no such meter.
        Refusal: no plan charges for it.
    """
    if policy.meter:
        catalog.meter(policy.meter)
    metered = [meter for plan in catalog.plans for meter in plan.meters]
    if not metered or (policy.meter and policy.meter not in metered):
        what = "no plan of the catalogue charges for a meter that could drive moves"
        raise Refusal(what, value=policy.meter or None, todo="Give the plans a metered charge with included units.")
    return policy.meter or metered[0]


def _decimals(plan: Plan, meter: str) -> int:
    charge = driving(plan, meter)
    amount = Fraction(0) if charge is None else charge.included
    return next(n for n in range(13) if (amount * 10**n).denominator == 1)


def _included(plan: Plan, meter: str, scale: int) -> int:
    charge = driving(plan, meter)
    return UNLIMITED if charge is None else min(UNLIMITED, int(charge.included * scale))


def _end(catalog: Catalog, plan: Plan, meter: str, scale: int) -> int:
    """The most units that the plan's table prices, in whole blocks."""
    ends = [UNLIMITED]
    for charge in plan.charges:
        table = priced(charge, catalog.conventions)
        if meter in charge.meters and table.end is not None:
            last = floor((table.end + charge.included) * scale)
            step, least = charge.step, charge.block_rounding
            if step and least != "down":
                most = (floor(table.end / step) * step + charge.included) * scale
                last = min(last, floor(most) if least == "up" else ceil(most + step * scale / 2) - 1)
            ends.append(last)
    return min(ends)
