"""Explain a bill: the tiers as vessels that the usage fills, the lines, and what lies ahead."""

from fractions import Fraction

import streamlit as st

from pages.parts import charts, explain, frames, inputs, show, state, take
from pricing import derive

view = inputs.sidebar()
colours = state.colours()
bill = view.bill()
sentence = explain.lead(view)

show.lead(sentence, show.about(view))
frame = frames.frame(view, colours)
figures = [(name, charts.vessels(tiers, colours.model(view.model), frame)) for name, tiers in explain.tiers(view)]
for name, figure in figures:
    st.plotly_chart(figure, key=f"vessels {name}", alt=f"How {name} fill the tiers: {sentence}")

left, right = st.columns([3, 2], gap="large")
with left:
    st.header("The sum", anchor=False)
    show.bill(view.catalog, bill)
with right:
    st.header("What lies ahead", anchor=False)
    show.bullets(explain.facts(view))
    st.header("A fifth less, a fifth more", anchor=False)
    show.table(["", view.axis.units(Fraction(2)), "Bill", "Change"], explain.swings(view), numbers=[1, 2, 3])
models = explain.models(view) if derive.switchable(view.stated) else []
if models:
    st.header("The same usage under each model", anchor=False)
    show.table(["Model", "Bill", "Difference", ""], models, numbers=[1, 2])
take.bill(view, bill, sentence, [figure for _, figure in figures], models)
