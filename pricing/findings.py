"""What a catalogue's tables do to customers, in sentences with money in them; `check` reads a whole catalogue."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pricing import derive, invoice, plans, shape, wording
from pricing.catalog import Catalog, Golden, Plan
from pricing.compare import dominated, handovers
from pricing.curve import ZERO, Curve
from pricing.errors import Refusal
from pricing.money import decimal, plain, rounded, show_percent, show_significant
from pricing.priced import Priced
from pricing.shape import Grid

SEVERITY = {
    "golden_mismatch": "error",
    "cliff": "warning",
    "gaming_zone": "warning",
    "wide_step": "warning",
    "price_inversion": "warning",
    "below_cost": "warning",
    "dominated_plan": "warning",
    "recovery_zone": "info",
    "step": "info",
    "dead_zone": "info",
    "crossover": "info",
}
# Pricing advice in the field calls steps of 20 to 30 % bearable; wider ones drive customers to stay below the bound.
WIDE_STEP = Fraction(3, 10)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a table does: a code, a place (quantities of `meter` in (start, end]), money and a sentence."""

    code: str
    plan: str
    meter: str
    start: Fraction | None
    end: Fraction | None
    money: Fraction | None
    message: str

    @property
    def severity(self) -> str:
        """`error`, `warning` or `info`; a finding's code decides."""
        return SEVERITY[self.code]

    def as_json(self, currency: str) -> dict[str, str | None]:
        """Return the finding as plain text fields, quantities and money as strings."""
        return {
            "code": self.code,
            "severity": self.severity,
            "plan": self.plan,
            "start": None if self.start is None else plain(self.start, 6),
            "end": None if self.end is None else plain(self.end, 6),
            "money": None if self.money is None else f"{rounded(self.money, currency):f}",
            "message": self.message,
        }


def check(catalog: Catalog, cost: Mapping[str, Fraction] | None = None) -> tuple[Finding, ...]:
    """Return every finding of a catalogue: golden values that do not hold, each plan's shape, plans side by side.

    `cost` is what one unit of a meter costs the seller.
    """
    found = [*_golden(catalog)]
    for plan in catalog.plans:
        if plan.for_sale:
            for meter in _meters(plan):
                found += findings(catalog, plan, meter, (cost or {}).get(meter))
    return (*found, *_side_by_side(catalog))


def findings(catalog: Catalog, plan: Plan, meter: str, cost: Fraction | None = None) -> tuple[Finding, ...]:
    """Return what one plan's bill does along one meter, the other meters at 0.

    Raises:
        NotForSale: the plan has no price to look at.

    >>> from pricing.catalog import parse
    >>> tiers = [{"up_to": "30000", "flat_fee": "6"}, {"up_to": "100000", "flat_fee": "22"}]
    >>> plan = {"name": "Credits", "charges": [{"model": "stairstep", "tiers": tiers}]}
    >>> book = parse({"currency": "USD", "meters": [{"name": "credits", "unit": "credit"}], "plans": [plan]})
    >>> print(findings(book, book.plans[0], "credits")[0].message)
    After 30,000 credits the bill jumps by $16.00, from $6.00 to $22.00 (+267 %).
    """
    say = _Say(catalog, plan, meter)
    bill, grid = plans.curve(catalog, plan, meter), grid_of(catalog, plan, meter)
    found = [
        *map(say.cliff, shape.cliffs(bill, grid)),
        *map(say.gaming, shape.gaming_zones(bill, grid)),
        *map(say.recovery, shape.recovery_zones(bill, grid)),
    ]
    for step in shape.steps(bill):
        found.append(say.step("step", step))
        if step.share is not None and step.share > WIDE_STEP:
            found.append(say.step("wide_step", step))
    found += [say.dead(zone) for zone in shape.dead_zones(bill, grid)]
    found += [
        row
        for charge in plans.charges(catalog, plan)
        if meter in charge.charge.meters
        for row in say.inversions(charge)
    ]
    if cost is not None:
        found += map(say.below, shape.below(bill, Curve.line(0, cost)))
    return tuple(found)


def grid_of(catalog: Catalog, plan: Plan, meter: str) -> Grid | None:
    """Return the quantities a plan can bill along a meter: ends of blocks, whole units, or None for every fraction."""
    blocks = [charge for charge in plan.charges if meter in charge.meters and charge.step]
    if blocks:
        widest = max(blocks, key=lambda charge: charge.step)
        return Grid(widest.step, widest.included)
    return Grid(Fraction(1)) if catalog.meter(meter).whole else None


def _meters(plan: Plan) -> Iterator[str]:
    """The plan's meters, but one alone of those that share all their charges and prices: their curves are the same."""
    seen = set()
    for meter in plan.meters:
        sharing = frozenset(i for i, charge in enumerate(plan.charges) if meter in charge.meters)
        apart = any(plan.charges[i].by_meter for i in sharing)
        if apart or sharing not in seen:
            yield meter
        seen.add(sharing)


@dataclass(frozen=True, slots=True)
class _Say:
    """Puts the shapes of one plan's curve into sentences."""

    catalog: Catalog
    plan: Plan
    meter: str

    def cliff(self, cliff: shape.Cliff) -> Finding:
        both = f"from {self.money(cliff.bill)} to {self.money(cliff.then)}"
        text = f"After {self.units(cliff.after)} the bill falls by {self.money(cliff.drop)}, {both}."
        return self.finding("cliff", cliff.after, cliff.after, cliff.drop, text)

    def gaming(self, zone: shape.Zone) -> Finding:
        saving = f"customers pay up to {self.money(zone.money)} less by using more"
        place = f"From {self.number(zone.start)} to {self.units(zone.end)}"
        text = f"{place} {saving}: {self.beyond(zone.target, zone.end)}."
        return self.finding("gaming_zone", zone.start, zone.end, zone.money, text)

    def recovery(self, zone: shape.Zone) -> Finding:
        end = "for ever" if zone.end is None else f"up to {self.units(zone.end)}"
        below = f"at most {self.money(zone.money)} below it"
        text = f"After {self.number(zone.start)}, {end}, the bill is no higher than just before; {below}."
        return self.finding("recovery_zone", zone.start, zone.end, zone.money, text)

    def step(self, code: str, step: shape.Step) -> Finding:
        share = "" if step.share is None else f" ({show_percent(step.share, self.catalog.locale)})"
        if code == "step":
            both = f"from {self.money(step.bill)} to {self.money(step.then)}"
            text = f"After {self.units(step.after)} the bill jumps by {self.money(step.jump)}, {both}{share}."
        else:
            more = f"{self.money(step.jump)} for one more"
            text = f"The step after {self.units(step.after)}{share} is wider than 30 %: {more}."
        return self.finding(code, step.after, step.after, step.jump, text)

    def dead(self, zone: shape.DeadZone) -> Finding:
        place = (
            f"From {self.number(zone.start)} on"
            if zone.end is None
            else f"From {self.number(zone.start)} to {self.units(zone.end)}"
        )
        jump = f"; the next one adds {self.money(zone.jump)}" if zone.jump and zone.jump > 0 else ""
        text = f"{place} more usage costs nothing (the bill stays {self.money(zone.bill)}){jump}."
        return self.finding("dead_zone", zone.start, zone.end, zone.jump, text)

    def below(self, zone: shape.Zone) -> Finding:
        place = "on" if zone.end is None else f"to {self.units(zone.end)}"
        loss = f"by up to {self.money(zone.money)}"
        text = f"From {self.number(zone.start)} {place} the bill is under the cost to serve, {loss}."
        return self.finding("below_cost", zone.start, zone.end, zone.money, text)

    def inversions(self, charge: Priced) -> Iterator[Finding]:
        """Where the price per unit of a full band rises from one tier to the next."""
        bands = list(_full_bands(charge))
        for (start, price), (end, dearer) in itertools.pairwise(bands):
            if 0 < price < dearer and start is not None:
                per = _readable_per(charge, price)
                both = [show_significant(p * per, self.catalog.currency, self.catalog.locale) for p in (price, dearer)]
                extra = (dearer - price) * ((end or start) - charge.charge.included)
                rise = f"from {both[0]} to {both[1]} per {self.units(per)}"
                text = f"A full band's price rises {rise} after {self.units(start)}."
                yield self.finding("price_inversion", start, end, extra, text)

    def finding(self, code: str, start: Fraction, end: Fraction | None, money: Fraction | None, text: str) -> Finding:
        return Finding(code, self.plan.name, self.meter, start, end, money, text)

    def beyond(self, target: Fraction, end: Fraction | None) -> str:
        return f"{self.units(target)} cost less" if target != end else f"just above {self.units(target)} they cost less"

    def money(self, amount: Fraction) -> str:
        return wording.money(self.catalog, amount)

    def number(self, quantity: Fraction) -> str:
        return wording.number(self.catalog, Fraction(decimal(quantity, 2)))

    def units(self, quantity: Fraction | None) -> str:
        amount = quantity or ZERO
        return f"{self.number(amount)} {self.catalog.meter(self.meter).units(amount)}"


def _full_bands(charge: Priced) -> Iterator[tuple[Fraction | None, Fraction]]:
    """Each tier's upper bound (in units used) with the price per billable unit of a bill that fills it."""
    if charge.charge.by_meter:
        return
    for tier in charge.charge.tiers:
        if tier.up_to is None:
            yield None, charge.curve.knots[-1].slope
        elif tier.up_to > charge.start:
            billable = tier.up_to - charge.start
            yield billable + charge.charge.included, charge.curve.left(billable) / billable


def _readable_per(charge: Priced, price: Fraction) -> Fraction:
    """The number of units to quote a price for: the charge's own, or the thousands that make it no less than a cent."""
    per = charge.charge.per
    while price * per < Fraction(1, 100) and per < 10**9:
        per *= 1000
    return per


def _side_by_side(catalog: Catalog) -> Iterator[Finding]:
    """Where the cheapest plan changes, and plans that are the cheapest nowhere though they offer nothing more."""
    sold = [plan for plan in catalog.plans if plan.for_sale]
    for meter in dict.fromkeys(meter for plan in sold for meter in plan.meters):
        curves = {plan.name: plans.curve(catalog, plan, meter) for plan in sold if meter in plan.meters}
        if len(curves) < 2:
            continue
        for one in handovers(curves):
            units = wording.number(catalog, Fraction(decimal(one.quantity, 2)))
            unit = catalog.meter(meter).units(one.quantity)
            text = f"From {units} {unit} on, {one.cheaper_after} is cheaper than {one.cheaper_before}."
            yield Finding("crossover", one.cheaper_after, meter, one.quantity, None, None, text)
        for name in dominated(curves):
            if any(catalog.plan(other).features == catalog.plan(name).features for other in curves if other != name):
                text = f"Plan {name} is the cheapest at no number of {meter}, and another plan has the same features."
                yield Finding("dominated_plan", name, meter, ZERO, None, None, text)


def _golden(catalog: Catalog) -> Iterator[Finding]:
    for golden in catalog.golden:
        usage = dict(golden.usage)
        said = ", ".join(f"{plain(quantity)} {meter}" for meter, quantity in usage.items()) or "no usage"
        try:
            wrong = _mismatch(catalog, golden, usage)
        except Refusal as error:
            wrong = str(error)
        if wrong:
            text = f"The worked example of plan {golden.plan} for {said} does not hold: {wrong}"
            yield Finding("golden_mismatch", golden.plan, "", None, None, None, text)


def _mismatch(catalog: Catalog, golden: Golden, usage: Mapping[str, Fraction]) -> str:
    plan = catalog.plan(golden.plan)
    plan = derive.as_model(plan, golden.model) if golden.model else plan
    bill = invoice.quote(catalog, plan, usage, golden.seats)
    stated = rounded(golden.total, catalog.currency)
    if Fraction(bill.total) != golden.total:
        return f"stated {max(f'{stated:f}', plain(golden.total), key=len)}, computed {bill.total:f}."
    if golden.exact is not None and bill.exact != golden.exact:
        return f"stated exactly {plain(golden.exact)}, computed {plain(bill.exact)}."
    return ""
