"""From a picked view to what a chart is drawn in and what the page says first."""

from decimal import Decimal
from fractions import Fraction

from pages.parts import scale, state
from pages.parts.charts import Frame
from pages.parts.inputs import View
from pages.parts.palette import Palette
from pricing import invoice
from pricing.errors import BeyondTable
from pricing.money import show_money


def frame(view: View, colours: Palette, *, log: bool = False, large: bool = False) -> Frame:
    """Return the frame of the view's charts: the whole reach, or the stretch zoomed to."""
    high = float(view.reach)
    low, high = state.zoom(high) or (0.0, high)
    if log:
        low = max(low, high / 10_000)
    per = max((charge.per for charge in view.plan.charges if view.meter.name in charge.meters), default=Fraction(1))
    unit = view.meter.units(Fraction(2))
    return Frame(low, high, log, unit, view.catalog.currency, colours, float(per), large)


def sentence(view: View, total: Decimal) -> str:
    """Return what the usage costs and what the next units would add, as one sentence."""
    catalog, more = view.catalog, scale.increment(view.quantity)
    said = f"{view.units(view.quantity)} cost {show_money(total, catalog.currency, catalog.locale)}"
    try:
        bigger = invoice.quote(catalog, view.plan, view.at(view.quantity + more), view.seats).total
    except BeyondTable:
        return f"{said}; the table ends at {view.units(view.reach)}"
    gap = show_money(abs(bigger - total), catalog.currency, catalog.locale)
    next_units = "the next one" if more == 1 else f"the next {view.units(more).split(' ', 1)[0]}"
    verb = "saves" if bigger < total else "costs" if more == 1 else "cost"
    return f"{said}; {next_units} {verb} {gap}"
