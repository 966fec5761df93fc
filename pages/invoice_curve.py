"""Invoice curve (home): the exact bill over the quantity, where it falls, stands still or jumps, and why."""

import streamlit as st

from pages.parts import charts, frames, inputs, show, state

view = inputs.sidebar()
colours = state.colours()
found = view.findings()
sentence = frames.sentence(view)

show.lead(sentence, show.about(view))
log = st.segmented_control("Axis", ["linear", "log"], default="linear", key="scale", bind="query-params") == "log"
frame = frames.frame(view, colours, log=log)
colour, here = colours.model(view.model), float(view.quantity)
figure = charts.invoice_curve(view.curve(view.reach), colour, view.model, found, here, frame)
st.plotly_chart(figure, key="curve", on_select=lambda: state.keep_zoom("curve"), selection_mode="box", alt=sentence)
if "zoom" in st.query_params:
    st.button("Show the whole curve", on_click=state.reset_zoom)

if found:
    st.subheader("What this table does to customers", anchor=False)
    show.findings([(one.code, one.message) for one in found if one.code != "wide_step"], colours)
st.subheader("The sum", anchor=False)
show.bill(view.catalog, view.bill())
