"""The sentences on a bill: all that a customer reads there, with numbers as their locale has them."""

from fractions import Fraction

from pricing.catalog import Catalog, Plan
from pricing.money import rounded, show_money, show_price, show_quantity
from pricing.priced import Priced, Slice
from pricing.terms import Charge


def money(catalog: Catalog, amount: Fraction) -> str:
    """Return an amount in the catalogue's currency and locale, rounded as its conventions say."""
    shown = rounded(amount, catalog.currency, catalog.conventions.rounding)
    return show_money(shown, catalog.currency, catalog.locale)


def price(catalog: Catalog, amount: Fraction) -> str:
    """Return a unit price, with all its decimals, in the catalogue's currency and locale."""
    return show_price(amount, catalog.currency, catalog.locale)


def number(catalog: Catalog, quantity: Fraction | int) -> str:
    """Return a quantity with its digits grouped as the catalogue's locale does."""
    return show_quantity(quantity, catalog.locale)


def quantity(catalog: Catalog, charge: Charge, units: Fraction, meter: str = "") -> str:
    """Return a quantity with the name of its unit: of one meter, or of all that the charge combines."""
    names = [meter] if meter else list(charge.meters)
    words = list(dict.fromkeys(catalog.meter(name).units(units) for name in names))
    return f"{number(catalog, units)} {' and '.join(words)}"


def rate(catalog: Catalog, charge: Priced, unit_price: Fraction) -> str:
    """Return a price as the table states it: "$1.50 per 1,000", or "$0.02" for single units."""
    per = charge.charge.per
    if charge.charge.model == "percentage" or per == 1:
        return price(catalog, unit_price)
    return f"{price(catalog, unit_price * per)} per {number(catalog, per)}"


def usage(catalog: Catalog, charge: Priced, one: Slice, index: int, count: int) -> str:
    """Return the sentence of one tier's units: "Next 150,000 calls x $1.50 per 1,000 = $225.00"."""
    order = "All" if charge.charge.model == "volume" else "First" if index == 0 else "Next"
    start = "" if count == 1 and order != "All" else f"{order} "
    if index == 0 and charge.charge.included and order == "First" and not charge.rebills:
        start = "Next "
    units = quantity(catalog, charge.charge, one.units, one.meter)
    return f"{start}{units} x {rate(catalog, charge, one.price)} = {money(catalog, one.amount)}"


def included(catalog: Catalog, charge: Priced, free: Fraction) -> str:
    """Return the sentence of the included units that were used."""
    allowance = number(catalog, charge.charge.included)
    units = quantity(catalog, charge.charge, free)
    return f"First {units} included (of {allowance})"


def flat_fee(catalog: Catalog, charge: Priced, tier: int, used: Fraction) -> str:
    """Return the sentence of a tier's flat fee."""
    bound = charge.charge.tiers[tier].up_to
    low = charge.charge.tiers[tier - 1].up_to if tier else None
    fee = money(catalog, charge.flat_fee(tier))
    unit = catalog.meter(charge.charge.meters[0]).units(Fraction(2))
    if charge.charge.model == "flat":
        return f"{charge.charge.label}, flat fee {fee}"
    upper = (
        f"up to {number(catalog, bound)} {unit}" if bound is not None else f"above {number(catalog, low or 0)} {unit}"
    )
    band = "Band" if charge.charge.model == "stairstep" else "Flat fee of the tier"
    return f"{band} {upper}: {fee} for {quantity(catalog, charge.charge, used)}"


def nothing(catalog: Catalog, charge: Priced, used: Fraction) -> str:
    """Return the sentence of a charge that bills nothing: nothing was used of it, or what was used is free."""
    if used:
        return f"{quantity(catalog, charge.charge, used)} used, nothing to pay"
    return f"No {catalog.meter(charge.charge.meters[0]).units(Fraction(2))} used"


def fee(catalog: Catalog, plan: Plan, amount: Fraction) -> str:
    """Return the sentence of the recurring fee."""
    return f"Plan {plan.name}, {money(catalog, amount)} a cycle"


def seats(catalog: Catalog, count: int, each: Fraction) -> str:
    """Return the sentence of the seats."""
    return f"{number(catalog, count)} {'seat' if count == 1 else 'seats'} x {price(catalog, each)}"


def bounded(catalog: Catalog, charge: Priced, kind: str, amount: Fraction) -> str:
    """Return the sentence of a charge's own minimum or maximum."""
    word = "Top-up to the minimum" if kind == "charge_minimum" else "Discount to the maximum"
    return f"{word} of {charge.charge.label}, {money(catalog, amount)}"


def credit(catalog: Catalog, plan: Plan, used: Fraction) -> str:
    """Return the sentence of the credit that netted usage."""
    return f"Credit for usage, {money(catalog, used)} of {money(catalog, plan.credit)}"


def spend(catalog: Catalog, plan: Plan, kind: str) -> str:
    """Return the sentence of the plan's minimum or maximum spend."""
    if kind == "minimum":
        return f"Top-up to the minimum spend of {money(catalog, plan.minimum)}"
    return f"Discount to the maximum spend of {money(catalog, plan.maximum or Fraction(0))}"


def rounding(catalog: Catalog) -> str:
    """Return the sentence of the line that makes rounded lines add up."""
    scope = {"line": "each charge", "tier": "each tier", "total": "the total"}[catalog.conventions.rounding_scope]
    return f"Rounding (once for {scope})"
