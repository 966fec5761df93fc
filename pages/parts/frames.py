"""From a picked view to what a chart is drawn in and what the page says first."""

from fractions import Fraction

from pages.parts import scale, state
from pages.parts.charts import Frame
from pages.parts.palette import Palette
from pages.parts.view import View
from pricing.position import Position


def frame(
    view: View, colours: Palette, *, log: bool = False, large: bool = False, reach: Fraction | None = None
) -> Frame:
    """Return the frame of the view's charts: the whole reach (the view's own by default), or the stretch zoomed to."""
    high = float(view.reach if reach is None else reach)
    low, high = state.zoom(high) or (0.0, high)
    if log:
        low = max(low, high / 10_000)
    unit = view.axis.units(Fraction(2))
    return Frame(low, high, log, unit, view.catalog.currency, colours, float(_per(view)), large)


def _per(view: View) -> Fraction:
    """How many units prices are drawn for: what the table says, or the thousands that bring them to a cent."""
    per = max((charge.per for charge in view.plan.charges if view.axis.name in charge.meters), default=Fraction(1))
    curve = view.curve()
    average = curve(view.reach) / view.reach if view.reach else Fraction(0)
    while 0 < average * per < Fraction(1, 100):
        per *= 1000
    return per


def sentence(view: View) -> str:
    """Return what the usage costs and what using more would do, as one sentence."""
    verb = "costs" if view.quantity == 1 else "cost"
    return f"{view.units(view.quantity)} {verb} {view.money(view.bill().total)}; {_more(view, view.position())}"


def _more(view: View, here: Position) -> str:
    if here.next is None:
        return "the table ends here"
    total = view.bill().total
    if here.better is not None and view.at(here.better).bill().total < total:
        saved = view.money(total - view.at(here.better).bill().total)
        return f"using {view.count(here.better - here.quantity)} more would save {saved}"
    if here.free is not None and here.free - here.quantity >= 1:
        return f"{view.count(here.free - here.quantity)} more cost nothing"
    more = scale.increment(view.quantity)
    if here.room is not None and 1 <= here.room < more:
        more = here.room
    gap = view.money(view.at(view.quantity + more).bill().total - total)
    return f"the next one costs {gap}" if more == 1 else f"the next {view.count(more)} cost {gap}"
