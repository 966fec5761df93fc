"""What a draft comes to: the catalogue it states, what it does to customers, and how that could be mended."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts, crowd, frames, scale, show, state, tables
from pages.parts.editor import draft as drafts
from pages.parts.editor.draft import Document
from pages.parts.editor.grid import frame
from pages.parts.palette import Palette
from pages.parts.usage_sets import Loaded
from pages.parts.view import SEATS, View
from pricing import fixes, sensitivity, wording
from pricing.catalog import Catalog, Meter, Plan
from pricing.errors import Refusal
from pricing.findings import Finding
from pricing.terms import Tier

GOOD = "_draft_good"
FIRST = "Mend first what is refused: a fix is of the last table that could be read."
COUNTED = {
    "cliff": ("one cliff", "{} cliffs"),
    "gaming_zone": ("one gaming zone", "{} gaming zones"),
    "wide_step": ("one wide step", "{} wide steps"),
    "price_inversion": ("one price inversion", "{} price inversions"),
}


@dataclass(frozen=True, slots=True)
class Fix:
    """A proposed change: its sentence, the plan before and after."""

    sentence: str
    before: Plan
    after: Plan


def read(document: Document) -> tuple[Catalog, Refusal | None]:
    """Return the catalogue that a draft states; of one that is refused the last good one, and the refusal."""
    text = json.dumps(document)
    try:
        catalog = tables.read(text, "json")
    except Refusal as error:
        return tables.read(st.session_state[GOOD], "json"), error
    st.session_state[GOOD] = text
    return catalog, None


def lead(view: View, found: Iterable[Finding]) -> str:
    """Return what a table does to customers, counted, as one sentence."""
    if not view.plan.for_sale:
        return f"The price of {view.plan.name} is agreed with sales: there is no bill to draw"
    codes = [one.code for one in found]
    said = []
    for code, (one, many) in COUNTED.items():
        count = codes.count(code)
        if count:
            said.append(one if count == 1 else many.format(count))
    if not said:
        return "No cliff, no wide step: using more never costs less"
    words = " and ".join(", ".join(said).rsplit(", ", 1))
    return f"{words[0].upper()}{words[1:]} in this table"


def proposals(view: View, found: Iterable[Finding], loaded: Loaded | None) -> list[Fix]:
    """Return the fixes that the findings suggest, each once; on the loaded usage where one keeps the revenue."""
    made = fixes.propose(view.catalog, view.plan, found, crowd.exactly(view, loaded))
    return [Fix(sentence, view.plan, plan) for sentence, plan in made]


def offer(view: View, fix: Fix, key: str, loaded: Loaded | None, *, refused: bool) -> None:
    """Show a fix: both tables, both curves, what it does to revenue, and the button that takes it."""
    with st.expander(show.md(fix.sentence)):
        colours = state.colours()
        drawn = [("now", view, colours.lost), ("mended", view.under(fix.after), colours.saved)]
        chart = figure(drawn, colours)
        st.plotly_chart(chart, key=f"fix {key}", alt=f"{fix.sentence}: the curve now and mended")
        told = crowd.revenue(view, view.under(fix.after), loaded)
        if told:
            show.note(told)
        for name, plan in (("Now", fix.before), ("Mended", fix.after)):
            st.caption(name)
            tiers = [tier.model_dump(mode="json", exclude_defaults=True) for tier in _changed(fix, plan)]
            st.dataframe(frame(tiers, []), hide_index=True, width="stretch")
        # Taken now, if it is still proposed: what was typed just before the click may have changed that.
        if st.button("Take this fix", key=f"take {key}", disabled=refused, help=FIRST if refused else None):
            rows = [plan if plan.name != fix.after.name else fix.after for plan in view.catalog.plans]
            drafts.take(view.catalog.model_copy(update={"plans": tuple(rows), "golden": ()}).document())
            st.rerun()


def both(one: View, two: View, before: str, after: str) -> None:
    """Show two states of a plan on one chart."""
    colours = state.colours()
    drawn = [(before, one, colours.soft), (after, two, colours.saved)]
    chart = figure(drawn, colours)
    st.plotly_chart(chart, key=f"both {before}", alt=f"The bill of {before} and of {after}")


def figure(drawn: Sequence[tuple[str, View, str]], colours: Palette) -> go.Figure:
    """Return views (name, view, colour) as curves on one chart, in the frame of the last one."""
    last = drawn[-1][1]
    curves = [(name, one.curve(last.reach), colour) for name, one, colour in drawn]
    return charts.comparison(curves, frames.frame(last, colours), [], float(last.quantity))


def _changed(fix: Fix, plan: Plan) -> Iterable[Tier]:
    for before, after, own in zip(fix.before.charges, fix.after.charges, plan.charges, strict=True):
        if before != after:
            return own.tiers
    return ()


def conventions(view: View) -> Iterator[tuple[str, str, str, str]]:
    """Yield rows of bills that another convention would change: switch, quantity, bill now, bill then."""
    if view.by_seats or not view.plan.for_sale:
        return
    for one in sensitivity.differences(view.catalog, view.plan, view.axis.name):
        bills = ["beyond the table" if bill is None else view.money(bill) for bill in (one.bill, one.other)]
        switch = f"{one.switch.replace('_', ' ')}: {one.value}"
        yield switch, wording.number(view.catalog, one.quantity), bills[0], bills[1]


def along(view: View, catalog: Catalog, place: int) -> View:
    """Return the picked view, but of the draft's plan at a place of its list, as far as that plan's chart reaches."""
    plan = catalog.plans[min(place, len(catalog.plans) - 1)]
    axis = _axis(view, catalog, plan)
    usage = {name: view.usage.get(name, Fraction(0)) for name in plan.meters}
    seats = view.seats
    if axis is SEATS:
        seats = int(view.quantity)
    else:
        usage[axis.name] = view.quantity
    now = replace(view, catalog=catalog, stated=plan, plan=plan, axis=axis, usage=usage, seats=seats)
    return replace(now, reach=max(scale.opening(now)[0], view.quantity)) if plan.for_sale else now


def _axis(view: View, catalog: Catalog, plan: Plan) -> Meter:
    """The picked axis where the draft's plan still has it, else its first meter."""
    if view.meter in plan.meters:
        return catalog.meter(view.meter)
    if not plan.meters or (view.by_seats and plan.seats.price):
        return SEATS
    return catalog.meter(plan.meters[0])
