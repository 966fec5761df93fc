"""Invoice curve (home): the exact bill over the quantity, where it falls, stands still or jumps, and why."""

import streamlit as st

from pages.parts import charts, inputs, show, state
from pricing import findings, invoice, plans
from pricing.money import show_money

view = inputs.sidebar()
catalog, plan, meter = view.catalog, view.plan, view.meter
bill = invoice.quote(catalog, plan, view.usage, view.seats)
found = findings.findings(catalog, plan, meter.name)
colours = state.colours()

more = inputs.next_units(view)
lead, below = inputs.sentences(view, bill.total, more)
show.lead(lead, below)

log = st.segmented_control("Axis", ["linear", "log"], default="linear", key="axis", bind="query-params", label_visibility="collapsed") == "log"
frame = inputs.frame(view, log, colours)
figure = charts.invoice_curve(view.curve(view.reach), colours.model(view.model), view.model, found, float(view.quantity), frame)
st.plotly_chart(figure, key="curve", on_select=lambda: state.keep_zoom("curve"), selection_mode="box", alt=lead)
