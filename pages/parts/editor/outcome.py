"""What a draft comes to: the catalogue it states, what it does to customers, and how that could be mended."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import streamlit as st

from pages.parts import charts, crowd, frames, show, state, tables
from pages.parts.editor import draft as drafts
from pages.parts.editor.draft import Document
from pages.parts.editor.grid import frame
from pages.parts.palette import Palette
from pages.parts.usage_sets import Loaded
from pages.parts.view import View
from pricing import fixes, sensitivity, wording
from pricing.catalog import Catalog, Plan
from pricing.errors import Refusal
from pricing.findings import Finding
from pricing.terms import Tier

GOOD = "_draft_good"
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


def lead(found: Iterable[Finding]) -> str:
    """Return what a table does to customers, counted, as one sentence."""
    codes = [one.code for one in found]
    said = []
    for code, (one, many) in COUNTED.items():
        count = codes.count(code)
        if count:
            said.append(one if count == 1 else many.format(count))
    if not said:
        return "No cliff, no wide step: using more never costs less, and no unit costs a fortune"
    words = " and ".join(", ".join(said).rsplit(", ", 1))
    return f"{words[0].upper()}{words[1:]} in this table"


def proposals(view: View, found: Iterable[Finding], loaded: Loaded | None) -> list[Fix]:
    """Return the fixes that the findings suggest, each once; on the loaded usage where one keeps the revenue."""
    usage = crowd.exactly(view, loaded)
    fixed: dict[tuple[str, Plan], Fix] = {}
    for finding in found:
        for sentence, plan in fixes.propose(view.catalog, view.plan, finding, usage).items():
            fixed.setdefault((sentence, plan), Fix(sentence, view.plan, plan))
    return list(fixed.values())


def offer(view: View, fix: Fix, number: int, colours: Palette, loaded: Loaded | None) -> None:
    """Show a fix: both tables, both curves, what it does to revenue, and the button that takes it."""
    with st.expander(show.md(fix.sentence)):
        curves = [("now", view, colours.lost), ("mended", view.under(fix.after), colours.saved)]
        frame_ = frames.frame(view, colours)
        drawn = [(name, one.curve(view.reach), colour) for name, one, colour in curves]
        figure = charts.comparison(drawn, frame_, [], float(view.quantity))
        st.plotly_chart(figure, key=f"fix {number}", alt=f"{fix.sentence}: the curve now and mended")
        told = crowd.revenue(view, view.under(fix.after), loaded)
        if told:
            show.note(told)
        left, right = st.columns(2)
        for column, name, plan in ((left, "Now", fix.before), (right, "Mended", fix.after)):
            with column:
                st.caption(name)
                tiers = [tier.model_dump(mode="json", exclude_defaults=True) for tier in _changed(fix, plan)]
                st.dataframe(frame(tiers, []), hide_index=True, width="stretch")
        rows = [plan if plan.name != fix.after.name else fix.after for plan in view.catalog.plans]
        mended = view.catalog.model_copy(update={"plans": tuple(rows), "golden": ()}).document()
        st.button("Take this fix", key=f"take {number}", on_click=drafts.take, args=(mended,))


def both(one: View, two: View, before: str, after: str) -> None:
    """Show two states of a plan on one chart."""
    colours = state.colours()
    drawn = [(before, one.curve(two.reach), colours.soft), (after, two.curve(two.reach), colours.saved)]
    figure = charts.comparison(drawn, frames.frame(two, colours), [], float(two.quantity))
    st.plotly_chart(figure, key=f"both {before}", alt=f"The bill of {before} and of {after}")


def _changed(fix: Fix, plan: Plan) -> Iterable[Tier]:
    for before, after, own in zip(fix.before.charges, fix.after.charges, plan.charges, strict=True):
        if before != after:
            return own.tiers
    return ()


def conventions(view: View) -> Iterator[tuple[str, str, str, str]]:
    """Yield rows of bills that another convention would change: switch, quantity, bill now, bill then."""
    if view.by_seats:
        return
    for one in sensitivity.differences(view.catalog, view.plan, view.axis.name):
        bills = ["beyond the table" if bill is None else view.money(bill.total) for bill in (one.bill, one.other)]
        switch = f"{one.switch.replace('_', ' ')}: {one.value}"
        yield switch, wording.number(view.catalog, one.quantity), bills[0], bills[1]


def along(view: View, catalog: Catalog, place: int) -> View:
    """Return the picked view, but of the draft's plan at a place of its list."""
    plan = catalog.plans[min(place, len(catalog.plans) - 1)]
    axis = view.axis if view.by_seats or view.axis.name not in plan.meters else catalog.meter(view.axis.name)
    usage = {name: view.usage.get(name, Fraction(0)) for name in plan.meters}
    if not view.by_seats:
        usage.setdefault(axis.name, view.quantity)
    return replace(view, catalog=catalog, stated=plan, plan=plan, axis=axis, usage=usage)
