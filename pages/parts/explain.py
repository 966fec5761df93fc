"""One bill from all sides, as sentences and rows: what comes next, twenty percent more or less, other models."""

from collections.abc import Iterator
from fractions import Fraction

from pages.parts.view import View
from pricing import derive, wording
from pricing.catalog import Catalog, Plan
from pricing.errors import BeyondTable, Refusal
from pricing.fields import Model
from pricing.invoice import Invoice
from pricing.plans import charges
from pricing.position import Position
from pricing.vessels import Vessel, vessels

SWINGS = (Fraction(-20, 100), Fraction(0), Fraction(20, 100))


def lead(view: View) -> str:
    """Return the bill as one sentence, with what a unit costs on average."""
    bill = view.bill()
    said = f"{view.money(bill.total)} for {view.units(view.quantity)}"
    if not view.quantity:
        return said
    per = max((charge.per for charge in view.plan.charges if view.axis.name in charge.meters), default=Fraction(1))
    average = wording.price(view.catalog, _readable(Fraction(bill.total) / view.quantity * per))
    return f"{said}: on average {average} {f'per {view.count(per)}' if per != 1 else 'each'}"


def facts(view: View) -> Iterator[str]:
    """Yield what lies ahead of the usage: the next unit, the next bound, the next cliff, a saving."""
    here, bill = view.position(), view.bill()
    if here.next is None:
        yield f"The table ends at {view.units(view.quantity)}: more is agreed with sales."
    else:
        yield from _ahead(view, here, bill)
    if here.better is not None:
        saved = bill.total - view.at(here.better).bill().total
        if saved > 0:
            more = view.count(here.better - here.quantity)
            yield f"You would pay {view.money(saved)} less by using {more} more."
    if here.cliff is not None and here.cliff.after > view.quantity:
        drop = view.money(here.cliff.drop)
        yield f"The next cliff lies after {view.units(here.cliff.after)}: there the bill falls by {drop}."


def _ahead(view: View, here: Position, bill: Invoice) -> Iterator[str]:
    unit = view.axis.units(Fraction(1))
    if here.free is not None and here.free > view.quantity:
        yield f"{view.units(here.free - view.quantity)} more cost nothing."
    elif here.next is not None:
        gap = view.at(here.next).bill().exact - bill.exact
        verb = "costs" if gap >= 0 else "saves"
        yield f"The next {unit} {verb} {wording.price(view.catalog, abs(gap))} (before rounding)."
    if here.bound is not None and here.room:
        yield f"The price changes after {view.units(here.bound)}: {view.count(here.room)} more."


def swings(view: View) -> list[tuple[str, str, str, str]]:
    """Return rows for 20 % less, the usage itself and 20 % more: usage, units, bill, change."""
    total, rows = view.bill().total, []
    for swing in SWINGS:
        quantity = Fraction(round(view.quantity * (1 + swing))) if swing else view.quantity
        name = "now" if not swing else f"{'+' if swing > 0 else '−'}20 %"  # noqa: RUF001  # a minus sign
        try:
            bill = view.at(quantity).bill()
        except BeyondTable:
            rows.append((name, view.count(quantity), "beyond the table", ""))
            continue
        rows.append((name, view.count(quantity), view.money(bill.total), _change(view, bill.total - total)))
    return rows


def models(view: View) -> list[tuple[str, str, str, str]]:
    """Return rows of the same usage under each model: model, bill, difference, what had to be derived."""
    total = view.bill().total
    rows: list[tuple[str, str, str, str]] = []
    for model in derive.SWITCHABLE:
        plan, note = under(view.catalog, view.stated, model)
        if plan is None:
            rows.append((model, "", "", note))
            continue
        try:
            bill = view.under(plan).bill()
        except BeyondTable as error:
            rows.append((model, "beyond the table", "", error.what))
            continue
        rows.append((model, view.money(bill.total), _change(view, bill.total - total), note))
    return rows


def under(catalog: Catalog, stated: Plan, model: Model) -> tuple[Plan | None, str]:
    """Return the stated plan under a model and what had to be derived for it; no plan where that cannot be, and why."""
    try:
        return derive.as_model(stated, model), ""
    except Refusal:
        column = "flat fees" if model == "stairstep" else "unit prices"
        try:
            return derive.derived(catalog, stated, model), f"{column} derived, equal at each bound"
        except Refusal as error:
            return None, str(error)


def tiers(view: View) -> list[tuple[str, list[tuple[str, float, float, str]]]]:
    """Return the vessels of each charge on the axis, for a chart: the charge's name and its labelled tiers."""
    found = []
    for charge in charges(view.catalog, view.plan):
        if view.axis.name in charge.charge.meters:
            rows = [_vessel(view, vessel) for vessel in vessels(charge, view.usage)]
            found.append((charge.charge.label, rows))
    return found


def _vessel(view: View, vessel: Vessel) -> tuple[str, float, float, str]:
    # An open tier has no size: it is drawn as large as the chart reaches.
    high = max(view.reach, vessel.low + vessel.filled) if vessel.high is None else vessel.high
    name = "included" if vessel.tier is None else f"tier {vessel.tier + 1}"
    bound = f"above {view.count(vessel.low)}" if vessel.high is None else f"to {view.count(vessel.high)}"
    text = "free" if vessel.tier is None else view.money(vessel.amount) if vessel.amount else ""
    return f"{name}<br>{bound}", float(vessel.filled), float(high - vessel.low), text


def rows(bill: Invoice) -> list[dict[str, str]]:
    """Return the bill's lines as plain text cells, its total last."""
    data = bill.as_json()
    lines: list[dict[str, str]] = data["lines"]  # type: ignore[assignment]
    total = {"description": "Total", "quantity": "", "unit_price": "", "amount": f"{bill.total:f}"}
    return [*({**line, "currency": bill.currency} for line in lines), {**total, "currency": bill.currency}]


def _change(view: View, change: object) -> str:
    amount = Fraction(str(change))
    sign = "+" if amount > 0 else "−" if amount < 0 else "±"  # noqa: RUF001  # a minus sign
    return f"{sign}{view.money(abs(amount))}"


def _readable(price: Fraction) -> Fraction:
    """A price cut to six decimals: enough to compare by eye."""
    return Fraction(round(price * 10**6), 10**6)
