"""Exact numbers typed on a page: as text, because a browser's numbers are doubles, with a slider beside it."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import streamlit as st

from pages.parts import scale, show, state
from pages.parts.view import View
from pricing import plans
from pricing.errors import Refusal
from pricing.money import exact, plain

SLIDER = "_slider"
GOOD = "_good"


def quantity(view: View) -> View:
    """Ask for the quantity on the axis and return the view at it, with how far its charts reach."""
    reach, first = scale.opening(view)
    label = view.axis.name[:1].upper() + view.axis.name[1:]
    state.fresh("q", plain(first))
    text = st.text_input(label, plain(first), key="q", bind="query-params", persist_state="session")
    chosen = good("q", text, first, lambda given: priced(view, given))
    reach = max(reach, chosen)
    _slider(view, label, chosen, (reach, first))
    return replace(view.at(chosen), reach=reach)


def others(view: View) -> View:
    """Ask for the plan's other meters, where there are any, and return the view at them."""
    names = [name for name in view.plan.meters if name != view.axis.name]
    if not names:
        return view
    with st.expander("Other meters", expanded=True):
        for name in names:
            key = f"q_{name}"
            state.fresh(key, "0")
            text = st.text_input(name, "0", key=key, bind="query-params", persist_state="session")
            wanted = good(key, text, Fraction(0), _reader(view, name))
            view = replace(view, usage={**view.usage, name: wanted})
    return view


def seats(view: View) -> View:
    """Ask for the number of seats, where they have a price and are not the axis."""
    if view.by_seats or not view.plan.seats.price:
        return view
    count = view.plan.seats.count
    state.fresh("seats", count)
    picked = st.number_input("Seats", 0, 100_000, count, key="seats", bind="query-params", persist_state="session")
    return replace(view, seats=int(picked))


def priced(view: View, given: str) -> Fraction:
    """Return a quantity of the axis, priced once so that what a page cannot show is refused beside the field.

    Raises:
        Refusal: no number, or one that the axis or the plan cannot have.
    """
    if not view.by_seats:
        number = plans.checked(view.catalog, {view.axis.name: given})[view.axis.name]
    else:
        number = exact(given, "seats")
        if number < 0 or number.denominator != 1 or number > 10**9:
            raise Refusal("seats are a whole number", value=given, todo="Use 0 to 1,000,000,000.")
    view.at(number).bill()
    return number


def good(key: str, text: str, first: Fraction, read: Callable[[str], Fraction]) -> Fraction:
    """Return a field's value; where it is refused, say so and go on with the last good one."""
    kept: dict[str, Fraction] = st.session_state.setdefault(GOOD, {})
    try:
        kept[key] = read(text)
    except Refusal as error:
        show.refusal(error)
        kept[key] = _again(kept.get(key, first), first, read)
    return kept[key]


def _again(last: Fraction, first: Fraction, read: Callable[[str], Fraction]) -> Fraction:
    """The last good value if it still can be had (another table may refuse it), else the first one."""
    try:
        return read(plain(last))
    except Refusal:
        return first


def _slider(view: View, label: str, chosen: Fraction, opening: tuple[Fraction, Fraction]) -> None:
    reach, first = opening
    step = scale.step(reach, first, whole=view.axis.whole)
    number: Callable[[Fraction], float] = int if step.denominator == 1 else float
    top = reach // step * step
    if top <= 0:
        return
    # The text is the truth: the slider stands at its nearest step, whatever it showed before. Where it stands there
    # already it is left alone: told again, it would lose the steps that a held key has made meanwhile.
    nearest = number(min(round(chosen / step) * step, top))
    if st.session_state.get(SLIDER) != nearest:
        st.session_state[SLIDER] = nearest
    st.slider(
        f"{label}, by slider",
        number(Fraction(0)),
        number(top),
        nearest,
        number(step),
        key=SLIDER,
        format="localized",
        label_visibility="collapsed",
        on_change=_from_slider,
    )


def _from_slider() -> None:
    moved = st.session_state[SLIDER]
    st.session_state["q"] = str(moved) if isinstance(moved, int) else f"{moved:.6f}".rstrip("0").rstrip(".")


def _reader(view: View, name: str) -> Callable[[str], Fraction]:
    def read(given: str) -> Fraction:
        number = plans.checked(view.catalog, {name: given})[name]
        replace(view, usage={**view.usage, name: number}).bill()
        return number

    return read
