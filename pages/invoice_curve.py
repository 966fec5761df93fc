"""Invoice curve (home): the exact bill over the quantity, where it falls, stands still or jumps, and why."""

from functools import partial

import streamlit as st

from pages.parts import charts, crowd, frames, inputs, show, state, take, usage_sets

view = inputs.sidebar()
loaded = usage_sets.sidebar(view.meter, needed=False)
colours = state.colours()
found = view.findings()
sentence = frames.sentence(view)

show.lead(sentence, show.about(view))
chart = st.container()
log = state.log_axis()
frame = frames.frame(view, colours, log=log)
colour, here = colours.model(view.model), float(view.quantity)
customers = crowd.quantities(view, loaded)
figure = charts.invoice_curve(view.curve(view.reach), colour, view.model, found, here, frame, customers)
keep = partial(state.keep_zoom, "curve")
with chart:
    st.plotly_chart(figure, key="curve", on_select=keep, selection_mode="box", alt=sentence)
if customers is not None and loaded is not None:
    show.note(crowd.about(view, loaded))

if found:
    st.header("What this table does to customers", anchor=False)
    show.findings(crowd.told(view, loaded, found), colours)
st.header("The sum", anchor=False)
show.bill(view.catalog, view.bill())
take.link()
