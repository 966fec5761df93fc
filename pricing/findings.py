"""What a catalogue's tables do to customers, in sentences with money in them; `check` reads a whole catalogue."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pricing import derive, invoice, plans, shape
from pricing.catalog import Catalog, Golden, Plan
from pricing.compare import dominated, handovers
from pricing.curve import ZERO, Curve
from pricing.errors import Refusal
from pricing.money import plain, rounded
from pricing.priced import Priced
from pricing.shape import Grid
from pricing.wording_findings import Sentences

Told = tuple[str, Fraction, Fraction | None, Fraction | None, str]

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
            for meter, *_ in plans.alike(plan):
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
    say = Sentences(catalog, meter)
    bill, grid = plans.curve(catalog, plan, meter), grid_of(catalog, plan, meter)
    told = [*_falls(bill, grid, say), *_rises(bill, grid, say)]
    for charge in plans.charges(catalog, plan):
        if meter in charge.charge.meters:
            told += _inversions(charge, say)
    if cost is not None:
        losses = shape.below(bill, Curve.line(0, cost))
        told += (("below_cost", zone.start, zone.end, zone.money, say.below(zone)) for zone in losses)
    return tuple(Finding(one[0], plan.name, meter, *one[1:]) for one in told)


def grid_of(catalog: Catalog, plan: Plan, meter: str) -> Grid | None:
    """Return the quantities a plan can bill along a meter: ends of blocks, whole units, or None for every fraction."""
    widest = plans.widest_block(plan, meter)
    if widest:
        return Grid(widest.step, widest.included)
    return Grid(Fraction(1)) if catalog.meter(meter).whole else None


def _falls(bill: Curve, grid: Grid | None, say: Sentences) -> Iterator[Told]:
    for cliff in shape.cliffs(bill, grid):
        yield "cliff", cliff.after, cliff.after, cliff.drop, say.cliff(cliff)
    for zone in shape.gaming_zones(bill, grid):
        yield "gaming_zone", zone.start, zone.end, zone.money, say.gaming(zone)
    for zone in shape.recovery_zones(bill, grid):
        yield "recovery_zone", zone.start, zone.end, zone.money, say.recovery(zone)


def _rises(bill: Curve, grid: Grid | None, say: Sentences) -> Iterator[Told]:
    for step in shape.steps(bill):
        yield "step", step.after, step.after, step.jump, say.step(step)
        if step.share is not None and step.share > WIDE_STEP:
            yield "wide_step", step.after, step.after, step.jump, say.wide_step(step)
    for zone in shape.dead_zones(bill, grid):
        yield "dead_zone", zone.start, zone.end, zone.jump, say.dead(zone)


def _inversions(charge: Priced, say: Sentences) -> Iterator[Told]:
    """Where the price per unit of a full band rises from one tier to the next."""
    for (start, price), (end, dearer) in itertools.pairwise(_full_bands(charge)):
        if 0 < price < dearer and start is not None:
            extra = (dearer - price) * ((end or start) - charge.charge.included)
            text = say.inversion(start, (price, dearer), _readable_per(charge, price))
            yield "price_inversion", start, end, extra, text


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
        rivals = [plan for plan in sold if meter in plan.meters]
        if len(rivals) < 2:
            continue
        curves = {plan.name: plans.curve(catalog, plan, meter) for plan in rivals}
        say = Sentences(catalog, meter)
        for one in handovers(curves):
            text = say.crossover(one.quantity, one.cheaper_before, one.cheaper_after)
            yield Finding("crossover", one.cheaper_after, meter, one.quantity, None, None, text)
        for name in dominated(curves):
            if any(catalog.plan(other).features == catalog.plan(name).features for other in curves if other != name):
                yield Finding("dominated_plan", name, meter, ZERO, None, None, say.dominated(name))


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
