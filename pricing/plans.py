"""A whole plan priced: fee, seats, charges, credit, minimum and maximum, as one exact number or one curve."""

from collections.abc import Mapping
from fractions import Fraction

from pricing.catalog import Catalog, Plan
from pricing.curve import ZERO, Curve
from pricing.errors import BeyondTable, NotForSale, QuantityRefused
from pricing.money import exact
from pricing.priced import Priced, priced
from pricing.terms import Charge


def charges(catalog: Catalog, plan: Plan) -> list[Priced]:
    """Return the plan's charges, read under the catalogue's conventions."""
    return [priced(charge, catalog.conventions) for charge in plan.charges]


def alike(plan: Plan) -> list[tuple[str, ...]]:
    """Return the plan's meters, together those that share all their charges and prices: their curves are the same.

    >>> from pricing.terms import Charge
    >>> pooled = Charge.model_validate({"meters": ["in", "out"], "tiers": [{"unit_price": "1"}]})
    >>> alike(Plan(name="Voice", charges=(pooled, pooled.model_copy(update={"meters": ("texts",)}))))
    [('in', 'out'), ('texts',)]
    """
    found: dict[object, list[str]] = {}
    for meter in plan.meters:
        shared = [i for i, charge in enumerate(plan.charges) if meter in charge.meters]
        apart = any(plan.charges[i].by_meter for i in shared)
        found.setdefault(meter if apart else tuple(shared), []).append(meter)
    return [tuple(meters) for meters in found.values()]


def widest_block(plan: Plan, meter: str) -> Charge | None:
    """Return the charge with the largest block among those that count a meter, None where none rounds to blocks."""
    blocks = (charge for charge in plan.charges if meter in charge.meters and charge.step)
    return max(blocks, key=lambda charge: charge.step, default=None)


def for_sale(plan: Plan) -> Fraction:
    """Return the plan's recurring fee.

    Raises:
        NotForSale: the price is agreed with sales; such a plan is never priced at 0.
    """
    if plan.fee is None:
        raise NotForSale(f"plan {plan.name!r} is priced by contacting sales", todo="Choose a plan with a stated fee.")
    return plan.fee


def checked(catalog: Catalog, usage: Mapping[str, object]) -> dict[str, Fraction]:
    """Return a usage as exact quantities by meter.

    Raises:
        UnknownName: no such meter.
        NumberRefused: not a plain number.
        QuantityRefused: a negative quantity, or a fraction on a whole meter.
    """
    quantities = {}
    for name, given in usage.items():
        meter = catalog.meter(name)
        quantity = exact(given, f"meter {name!r}")
        if quantity < 0:
            raise QuantityRefused(
                "a quantity is not negative", value=given, where=f"meter {name!r}", todo="Use 0 or more."
            )
        if meter.whole and quantity.denominator != 1:
            todo = f"Use a whole number of {meter.units(Fraction(2))}, or write whole = false for this meter."
            raise QuantityRefused("a whole quantity is needed", value=given, where=f"meter {name!r}", todo=todo)
        quantities[name] = quantity
    return quantities


def fixed(plan: Plan, seats: int | None = None) -> Fraction:
    """Return what the plan costs a cycle whatever is used: the fee and the seats.

    Raises:
        NotForSale: the price is agreed with sales.
        QuantityRefused: a negative number of seats.
    """
    if seats is not None and seats < 0:
        raise QuantityRefused("a number of seats is not negative", value=seats, todo="Use 0 or more.")
    return for_sale(plan) + plan.seats.price * (plan.seats.count if seats is None else seats)


def exact_bill(catalog: Catalog, plan: Plan, usage: Mapping[str, object], seats: int | None = None) -> Fraction:
    """Return the exact bill of a usage, before rounding.

    Raises:
        Refusal: the usage or the plan cannot be priced.
    """
    quantities = checked(catalog, usage)
    used = sum((at(plan, one, quantities) for one in charges(catalog, plan)), ZERO)
    bill = max(ZERO, used - plan.credit) + fixed(plan, seats)
    return max(plan.minimum, bill if plan.maximum is None else min(plan.maximum, bill))


def at(plan: Plan, charge: Priced, usage: Mapping[str, Fraction]) -> Fraction:
    """Return the exact amount of one charge; a refusal names the plan."""
    try:
        return charge.amount(usage)
    except BeyondTable as error:
        raise error.at(f"plan {plan.name!r}") from None


def curve(
    catalog: Catalog,
    plan: Plan,
    meter: str,
    usage: Mapping[str, object] | None = None,
    seats: int | None = None,
    until: Fraction | None = None,
) -> Curve:
    """Return the exact bill as a curve of one meter, the other meters fixed by `usage` (default 0).

    Where a charge has blocks, the curve runs straight through the whole blocks unless `until` asks for the stairs.

    Raises:
        Refusal: the usage or the plan cannot be priced.
    """
    quantities = checked(catalog, usage or {})
    catalog.meter(meter)
    base = fixed(plan, seats)
    bill = Curve.total([_along(plan, one, meter, quantities, until) for one in charges(catalog, plan)])
    if plan.credit:
        bill = (bill - Curve.line(plan.credit)).floored(0)
    return _spend(plan, bill + Curve.line(base))


def seat_curve(catalog: Catalog, plan: Plan, usage: Mapping[str, object] | None = None) -> Curve:
    """Return the exact bill as a curve of the number of seats, at one usage (default 0).

    Raises:
        Refusal: the usage or the plan cannot be priced.

    >>> from pricing.catalog import parse
    >>> plan = {"name": "Team", "fee": "5", "seats": {"price": "10"}}
    >>> book = parse({"currency": "USD", "plans": [plan]})
    >>> seat_curve(book, book.plans[0])
    Curve(0: 5 + 10 a unit)
    """
    quantities = checked(catalog, usage or {})
    used = sum((at(plan, one, quantities) for one in charges(catalog, plan)), ZERO)
    return _spend(plan, Curve.line(max(ZERO, used - plan.credit) + for_sale(plan), plan.seats.price))


def _spend(plan: Plan, bill: Curve) -> Curve:
    """The bill within the plan's minimum and maximum spend."""
    bill = bill.floored(plan.minimum) if plan.minimum else bill
    return bill if plan.maximum is None else bill.capped(plan.maximum)


def _along(plan: Plan, charge: Priced, meter: str, usage: Mapping[str, Fraction], until: Fraction | None) -> Curve:
    """One charge as a curve of a meter, flat where it does not count it; a refusal names the plan."""
    if meter not in charge.charge.meters:
        return Curve.line(at(plan, charge, usage))
    try:
        return charge.along(meter, usage, until)
    except BeyondTable as error:
        raise error.at(f"plan {plan.name!r}") from None
