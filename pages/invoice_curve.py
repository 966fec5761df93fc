"""Invoice curve (home): the exact bill over the quantity, where it falls, stands still or jumps, and why."""

from functools import partial

import streamlit as st

from pages.parts import charts, frames, inputs, show, state

view = inputs.sidebar()
colours = state.colours()
found = view.findings()
sentence = frames.sentence(view)

show.lead(sentence, show.about(view))
chart = st.container()
log = state.log_axis()
frame = frames.frame(view, colours, log=log)
colour, here = colours.model(view.model), float(view.quantity)
figure = charts.invoice_curve(view.curve(view.reach), colour, view.model, found, here, frame)
keep = partial(state.keep_zoom, "curve")
with chart:
    st.plotly_chart(figure, key="curve", on_select=keep, selection_mode="box", alt=sentence)

if found:
    st.subheader("What this table does to customers", anchor=False)
    show.findings([(one.code, one.message) for one in found if one.code != "wide_step"], colours)
st.subheader("The sum", anchor=False)
show.bill(view.catalog, view.bill())
