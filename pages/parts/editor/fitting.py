"""Which model fits: three questions beside the editor, answered with reasons, some from the loaded usage."""

from fractions import Fraction

import numpy as np
import streamlit as st

from pages.parts import show
from pages.parts.usage_sets import Loaded
from pages.parts.view import View
from pricing import guide
from pricing.impact import concentration


def ask(view: View, loaded: Loaded | None) -> None:
    """Ask the questions and show every model with the reasons for and against it, the best first."""
    columns = st.columns(len(guide.QUESTIONS))
    answers = []
    for number, (column, (question, options)) in enumerate(zip(columns, guide.QUESTIONS.items(), strict=True)):
        with column:
            picked = st.radio(question, options, key=f"fit{number}", bind="query-params", persist_state="session")
            answers.append(picked)
    rows = []
    for advice in guide.advise(tuple(answers), *_usage(view, loaded)):
        reasons = "; ".join(f"{'+' if points > 0 else '-'} {reason}" for points, reason in advice.reasons)
        rows.append((advice.model, f"{advice.points:+d}", reasons))
    show.table(["Model", "Points", "Why"], rows, numbers=[1])


def _usage(view: View, loaded: Loaded | None) -> tuple[Fraction | None, Fraction | None]:
    """The share of usage by the largest tenth of customers, and the share of customers at zero, in the latest cycle."""
    if loaded is None or view.by_seats or view.axis.name not in loaded.totals.units:
        return None, None
    used = loaded.units(view.axis.name)
    if not len(used):
        return None, None
    spread = concentration(np.maximum(used, 0))
    return (spread.top_10 if spread else None), Fraction(int((used <= 0).sum()), len(used))
