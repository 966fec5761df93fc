"""From a picked view to what a chart is drawn in and what the page says first."""

from fractions import Fraction

from pages.parts import scale, state
from pages.parts.charts import Frame
from pages.parts.palette import Palette
from pages.parts.view import View
from pricing.errors import BeyondTable


def frame(view: View, colours: Palette, *, log: bool = False, large: bool = False) -> Frame:
    """Return the frame of the view's charts: the whole reach, or the stretch zoomed to."""
    high = float(view.reach)
    low, high = state.zoom(high) or (0.0, high)
    if log:
        low = max(low, high / 10_000)
    per = max((charge.per for charge in view.plan.charges if view.axis.name in charge.meters), default=Fraction(1))
    unit = view.axis.units(Fraction(2))
    return Frame(low, high, log, unit, view.catalog.currency, colours, float(per), large)


def sentence(view: View) -> str:
    """Return what the usage costs and what the next units would add, as one sentence."""
    total, more = view.bill().total, scale.increment(view.quantity)
    said = f"{view.units(view.quantity)} cost{'s' if view.quantity == 1 else ''} {view.money(total)}"
    try:
        bigger = view.at(view.quantity + more).bill().total
    except BeyondTable:
        return f"{said}; the table ends at {view.units(view.reach)}"
    gap = view.money(abs(bigger - total))
    next_units = "the next one" if more == 1 else f"the next {view.units(more).split(' ', 1)[0]}"
    verb = "save" if bigger < total else "cost"
    return f"{said}; {next_units} {verb}{'s' if more == 1 else ''} {gap}"
