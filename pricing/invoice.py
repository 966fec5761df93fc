"""The lines that explain one bill, and sum to it.

What is shown always adds up: every line is rounded to the minor unit, and where rounding at another scope gives a
different total, a rounding line shows the difference. `exact` of the lines sums to the plan's curve.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from pricing import plans, wording
from pricing.catalog import Catalog, Plan
from pricing.curve import ZERO
from pricing.errors import BeyondTable
from pricing.money import from_minor, minor_digits, plain, to_minor
from pricing.priced import Priced

Rounded = Callable[[Fraction], Fraction]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `quantity` x `unit_price` = `amount`, with a sentence a customer can follow.

    `unit_price` is for a single unit, `exact` the amount before rounding; both are in the currency's major unit.
    `charge` and `tier` count from 0 and are None where the line belongs to no charge or tier.
    """

    kind: str
    description: str
    quantity: Fraction
    unit_price: Fraction
    exact: Fraction
    amount: Decimal = Decimal(0)
    charge: int | None = None
    tier: int | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """A bill: its lines in order, their total to the minor unit, and the exact amount before rounding."""

    plan: str
    currency: str
    usage: tuple[tuple[str, Fraction], ...]
    lines: tuple[Line, ...]
    total: Decimal
    exact: Fraction

    def as_json(self) -> dict[str, object]:
        """Return the bill as plain text fields: currency, total and lines, money and quantities as strings."""
        return {
            "currency": self.currency,
            "total": f"{self.total:f}",
            "lines": [
                {
                    "description": line.description,
                    "quantity": plain(line.quantity),
                    "unit_price": plain(line.unit_price),
                    "amount": f"{line.amount:f}",
                }
                for line in self.lines
            ],
        }


def quote(catalog: Catalog, plan: Plan | str, usage: Mapping[str, object], seats: int | None = None) -> Invoice:
    """Return the bill of one cycle's usage, quantities by meter.

    Raises:
        Refusal: unknown plan or meter, a quantity the meter cannot have, beyond a closed table, or not for sale.

    >>> from pricing.catalog import parse
    >>> tiers = [{"up_to": "100000", "unit_price": "2.00"}, {"unit_price": "1.50"}]
    >>> plan = {"name": "Standard", "charges": [{"per": "1000", "tiers": tiers}]}
    >>> book = parse({"currency": "USD", "meters": [{"name": "calls", "unit": "call"}], "plans": [plan]})
    >>> bill = quote(book, "Standard", {"calls": 250_000})
    >>> print(bill.total, "=", " + ".join(str(line.amount) for line in bill.lines))
    425.00 = 200.00 + 225.00
    >>> print(bill.lines[1].description)
    Next 150,000 calls x $1.50 per 1,000 = $225.00
    """
    plan = catalog.plan(plan) if isinstance(plan, str) else plan
    quantities = plans.checked(catalog, usage)
    fixed = list(_fixed_lines(catalog, plan, seats))
    charges = enumerate(plans.charges(catalog, plan))
    charged = [_charge_lines(catalog, plan, i, charge, quantities) for i, charge in charges]
    exact_stack = _stack(plan, charged, fixed, _as_is, _as_is, _as_is)
    line, tier, total = _roundings(catalog)
    stack = _stack(plan, charged, fixed, tier, line, total)
    lines = [*fixed, *(line for lines in charged for line in lines), *_adjustments(catalog, plan, exact_stack)]
    return _summed(catalog, plan, quantities, lines, stack.total, exact_stack.total)


@dataclass(frozen=True, slots=True)
class _Stack:
    """What the whole comes to in the order of the stack: charges within their bounds, credit, fee, minimum, maximum."""

    bounded: list[Fraction]
    credit: Fraction
    spend: Fraction
    total: Fraction


def _stack(
    plan: Plan, charged: list[list[Line]], fixed: list[Line], tier: Rounded, line: Rounded, total: Rounded
) -> _Stack:
    bounded = []
    for charge, lines in zip(plan.charges, charged, strict=True):
        amount = line(sum((tier(one.exact) for one in lines if one.tier is not None), ZERO))
        amount = max(line(charge.minimum), amount)
        bounded.append(amount if charge.maximum is None else min(line(charge.maximum), amount))
    used = sum(bounded, ZERO)
    credit = min(used, line(plan.credit))
    spend = used - credit + sum((line(one.exact) for one in fixed), ZERO)
    whole = max(line(plan.minimum), spend)
    whole = whole if plan.maximum is None else min(line(plan.maximum), whole)
    return _Stack(bounded, credit, spend, total(whole))


def _as_is(amount: Fraction) -> Fraction:
    return amount


def _roundings(catalog: Catalog) -> tuple[Rounded, Rounded, Rounded]:
    """The rounding of a line, of a tier's line and of the total, by the catalogue's scope."""
    digits, rules = minor_digits(catalog.currency), catalog.conventions

    def to_unit(amount: Fraction) -> Fraction:
        return Fraction(to_minor(amount, digits, rules.rounding), 10**digits)

    scope = rules.rounding_scope
    return (_as_is if scope == "total" else to_unit), (to_unit if scope == "tier" else _as_is), to_unit


def _fixed_lines(catalog: Catalog, plan: Plan, seats: int | None) -> Iterable[Line]:
    fee, count = plans.for_sale(plan), plan.seats.count if seats is None else seats
    plans.fixed(plan, seats)
    if fee:
        yield Line("fee", wording.fee(catalog, plan, fee), Fraction(1), fee, fee)
    if plan.seats.price and count:
        price = plan.seats.price
        yield Line("seats", wording.seats(catalog, count, price), Fraction(count), price, price * count)


def _charge_lines(
    catalog: Catalog, plan: Plan, index: int, charge: Priced, usage: Mapping[str, Fraction]
) -> list[Line]:
    try:
        lines = list(_tier_lines(catalog, charge, usage))
    except BeyondTable as error:
        raise error.at(f"plan {plan.name!r}") from None
    exact = sum((line.exact for line in lines), ZERO)
    bounded = charge.clamp(exact)
    if bounded != exact:
        kind = "charge_minimum" if bounded > exact else "charge_maximum"
        text = wording.bounded(catalog, charge, kind, bounded)
        lines.append(Line(kind, text, Fraction(1), bounded - exact, bounded - exact))
    return [replace(line, charge=index) for line in lines]


def _tier_lines(catalog: Catalog, charge: Priced, usage: Mapping[str, Fraction]) -> Iterable[Line]:
    used = charge.volume(usage)
    free = min(used, charge.charge.included)
    slices = list(charge.slices(usage))
    if free and not (charge.rebills and slices):
        yield Line("included", wording.included(catalog, charge, free), free, ZERO, ZERO)
    for i, one in enumerate(slices):
        text = wording.usage(catalog, charge, one, i, len(slices))
        yield Line("usage", text, one.units, one.price, one.amount, tier=one.tier)
    fees = list(charge.fees_due(usage))
    for tier, fee in fees:
        yield Line("flat_fee", wording.flat_fee(catalog, charge, tier, used), Fraction(1), fee, fee, tier=tier)
    if not slices and not fees and not free:
        yield Line("usage", wording.nothing(catalog, charge, used), ZERO, ZERO, ZERO, tier=0)


def _adjustments(catalog: Catalog, plan: Plan, stack: _Stack) -> Iterable[Line]:
    if stack.credit:
        yield Line("credit", wording.credit(catalog, plan, stack.credit), Fraction(1), -stack.credit, -stack.credit)
    gap = stack.total - stack.spend
    if gap:
        kind = "minimum" if gap > 0 else "maximum"
        yield Line(kind, wording.spend(catalog, plan, kind), Fraction(1), gap, gap)


def _summed(
    catalog: Catalog, plan: Plan, usage: dict[str, Fraction], lines: list[Line], total: Fraction, exact: Fraction
) -> Invoice:
    digits, rounding = minor_digits(catalog.currency), catalog.conventions.rounding
    units = [to_minor(line.exact, digits, rounding) for line in lines]
    shown = [replace(line, amount=from_minor(n, digits)) for line, n in zip(lines, units, strict=True)]
    whole = to_minor(total, digits, rounding)
    if whole != sum(units):
        gap = from_minor(whole - sum(units), digits)
        shown.append(Line("rounding", wording.rounding(catalog), Fraction(1), Fraction(gap), ZERO, gap))
    return Invoice(plan.name, catalog.currency, tuple(usage.items()), tuple(shown), from_minor(whole, digits), exact)
