"""The same table under another model, and the columns a model needs worked out from those that are there."""

from collections.abc import Callable
from fractions import Fraction

from pricing.catalog import Plan
from pricing.curve import ZERO
from pricing.errors import TableRefused
from pricing.fields import Model
from pricing.terms import FREE, Charge, Tier

Change = Callable[[Charge], Charge]
SWITCHABLE: tuple[Model, ...] = ("progressive", "volume", "stairstep")


def switchable(plan: Plan) -> bool:
    """Return whether a plan has a table of tiers that another model could read."""
    return any(_has_table(charge) for charge in plan.charges)


def as_model(plan: Plan, model: Model) -> Plan:
    """Return the plan with its tier tables read by another model, nothing else changed.

    Charges that are no tier table (flat, percentage, prices by meter) stay as they are.

    Raises:
        TableRefused: the table lacks the column that the model reads.
    """
    return _each(plan, lambda charge: _switched(charge, model))


def derived(plan: Plan, model: Model) -> Plan:
    """Return the plan under another model, the missing column derived so that bills agree at each bound.

    Stairstep: the flat fee of a band is the progressive bill at its upper bound, and an open last tier is left out.
    Progressive and volume from bands: the unit price that gives the band's fee at its upper bound.

    Raises:
        TableRefused: there is nothing to derive the column from.

    >>> table = [{"up_to": "30", "flat_fee": "6"}, {"up_to": "100", "flat_fee": "20"}]
    >>> charge = Charge.model_validate({"model": "stairstep", "tiers": table})
    >>> plan = derived(Plan(name="Bands", charges=(charge,)), "progressive")
    >>> [str(tier.price("")) for tier in plan.charges[0].tiers]
    ['1/5', '1/5']
    """
    return _each(plan, lambda charge: _derived(charge, model))


def lacking(charge: Charge, model: Model) -> str:
    """Return the column that a model reads and every tier of the charge leaves at 0, or ""."""
    if not _has_table(charge):
        return ""
    if model == "stairstep":
        return "" if any(tier.flat_fee for tier in charge.tiers) else "flat_fee"
    return "" if any(tier.price("") for tier in charge.tiers) else "unit_price"


def _each(plan: Plan, change: Change) -> Plan:
    charges = tuple(change(charge) if _has_table(charge) else charge for charge in plan.charges)
    return plan.model_copy(update={"charges": charges})


def _has_table(charge: Charge) -> bool:
    return charge.model in (*SWITCHABLE, "per_unit") and not charge.by_meter


def _switched(charge: Charge, model: Model) -> Charge:
    column = lacking(charge, model)
    if column:
        what = f"model {model} reads {column}, which every tier of {charge.label} leaves at 0"
        raise TableRefused(what, todo="Fill the column, or have it derived from the other one.")
    return charge.model_copy(update={"model": model})


def _derived(charge: Charge, model: Model) -> Charge:
    if not lacking(charge, model):
        return charge.model_copy(update={"model": model})
    closed = [tier for tier in charge.tiers if tier.up_to is not None]
    if not closed:
        raise TableRefused(f"{charge.label} has no closed tier to derive from", todo="Give a tier an up_to.")
    rows = _fees(charge, closed) if model == "stairstep" else _unit_prices(charge, closed, model)
    return charge.model_copy(update={"model": model, "tiers": tuple(rows)})


def _fees(charge: Charge, closed: list[Tier]) -> list[Tier]:
    rows, bill, low = [], ZERO, ZERO
    for tier in closed:
        high = tier.up_to or ZERO
        bill += tier.price("") / charge.per * (high - low)
        rows.append(Tier.model_construct(up_to=high, unit_price=FREE, flat_fee=bill))
        low = high
    return rows


def _unit_prices(charge: Charge, closed: list[Tier], model: Model) -> list[Tier]:
    rows, before, low = [], ZERO, ZERO
    for tier in closed:
        high = tier.up_to or Fraction(1)
        price = (tier.flat_fee - before) / (high - low) if model == "progressive" else tier.flat_fee / high
        rows.append(Tier.model_construct(up_to=high, unit_price=(("", max(ZERO, price * charge.per)),), flat_fee=ZERO))
        before, low = tier.flat_fee, high
    return rows
