"""The same table under another model, and the columns a model needs worked out from those that are there."""

from collections.abc import Callable, Iterator

from pricing.catalog import Catalog, Plan
from pricing.conventions import Conventions
from pricing.curve import ZERO
from pricing.errors import TableRefused
from pricing.fields import Model
from pricing.priced import priced
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


def derived(catalog: Catalog, plan: Plan, model: Model) -> Plan:
    """Return the plan under another model, the missing column derived so that bills agree at each bound.

    Stairstep: the flat fee of a band is the stated bill at its upper bound. Progressive and volume: the unit price that
    gives this bill; 0 where it is below that at the bound before, which no progressive price can give. A tier without
    an upper bound is left out.

    Raises:
        TableRefused: there is nothing to derive the column from.

    >>> from pricing.catalog import parse
    >>> table = [{"up_to": "30", "flat_fee": "6"}, {"up_to": "100", "flat_fee": "20"}]
    >>> bands = {"name": "Bands", "charges": [{"model": "stairstep", "tiers": table}]}
    >>> book = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [bands]})
    >>> [str(tier.price("")) for tier in derived(book, book.plans[0], "progressive").charges[0].tiers]
    ['1/5', '1/5']
    """
    return _each(plan, lambda charge: _derived(charge, model, catalog.conventions))


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


def _derived(charge: Charge, model: Model, rules: Conventions) -> Charge:
    other = charge.model_copy(update={"model": model})
    column = lacking(charge, model)
    if not column:
        return other
    if charge.tiers[0].up_to is None:
        raise TableRefused(f"{charge.label} has no closed tier to derive from", todo="Give a tier an up_to.")
    return other.model_copy(update={"tiers": tuple(_rows(charge, other, column, rules))})


def _rows(charge: Charge, other: Charge, column: str, rules: Conventions) -> Iterator[Tier]:
    """The closed tiers with the column that makes the other model's bill at each bound the stated one."""
    stated, wanted, reached = priced(charge, rules), priced(other, rules), ZERO
    for tier, part in zip(charge.tiers, wanted.parts, strict=True):
        if tier.up_to is None:
            return
        place = max(ZERO, tier.up_to - wanted.start)
        bill, units = stated.curve.left(place), part.units.left(place)
        if column == "flat_fee":
            yield Tier.model_construct(up_to=tier.up_to, unit_price=FREE, flat_fee=bill)
            continue
        price = ZERO
        if units:  # none lies in a tier that the included units cover
            price = max(ZERO, bill - (reached if other.model == "progressive" else ZERO)) / units * charge.per
            reached = max(reached, bill)
        yield Tier.model_construct(up_to=tier.up_to, unit_price=(("", price),), flat_fee=ZERO)
