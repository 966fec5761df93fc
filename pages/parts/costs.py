"""The cost to serve: one field for each meter of the table that the loaded usage counts."""

from fractions import Fraction

import streamlit as st

from pages.parts import show
from pages.parts.view import View
from pricing.errors import Refusal
from pricing.money import exact
from pricing.usage import Totals


def ask(view: View, totals: Totals) -> tuple[tuple[str, Fraction], ...]:
    """Ask what serving one unit of each counted meter costs, and return what is stated, by meter.

    The meter on the axis comes first. One whose field is empty or refused costs nothing.
    """
    counted = [meter for meter in view.catalog.meters if meter.name in totals.units]
    units = [meter.units(Fraction(1)) for meter in counted]
    found = []
    for meter in sorted(counted, key=lambda one: one.name != view.axis.name):
        unit = meter.units(Fraction(1))
        label = f"Cost to serve one {unit}{f' of {meter.name}' if units.count(unit) > 1 else ''}"
        amount = _one(show.md(f"{label} ({view.catalog.currency})"), f"cost_{meter.name}")
        found += [] if amount is None else [(meter.name, amount)]
    return tuple(found)


def _one(label: str, key: str) -> Fraction | None:
    text = st.text_input(label, key=key, bind="query-params", persist_state="session")
    if not text.strip():
        return None
    try:
        amount = exact(text.strip(), "cost to serve")
        if amount < 0:
            raise Refusal("a cost is not negative", value=text, todo="Use 0 or more.")
    except Refusal as error:
        show.refusal(error)
        return None
    return amount
