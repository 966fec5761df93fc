"""Customer impact: a baseline against a candidate on the loaded usage, customer by customer."""

import streamlit as st

from pages.parts import candidates, charts, costs, impacts, inputs, show, state, take, usage_sets
from pages.parts.charts import Frame
from pricing.errors import Refusal

view = inputs.sidebar()
loaded = usage_sets.sidebar(view.meter)
top = st.container()
candidate = candidates.ask(view)
if loaded is None:
    st.stop()
with st.container(horizontal=True):
    totals = impacts.cycles(loaded)
    cost = costs.ask(view, totals)
baseline, colours = impacts.offer(view), state.colours()
try:
    found = impacts.compare(baseline, impacts.offer(candidate), totals, cost)
except Refusal as error:
    show.refusal(error)
    st.stop()
with top:
    show.lead(impacts.lead(view, found), impacts.about(view, candidate, loaded, totals))
    chart = st.container()
    unit = st.segmented_control(
        "Changes in", ["money", "percent"], default="money", required=True, key="in", bind="query-params"
    )
    percent = unit == "percent"
    bars = impacts.bars(view, found.percent_bins if percent else found.money_bins, percent=percent)
    figure = charts.spread(bars, Frame(0.0, 1.0, False, "", "", colours))
    chart.plotly_chart(figure, key="spread", alt=impacts.lead(view, found))
impacts.tiles(view, found)
st.header("Who pays more, who pays less", anchor=False)
heads = ["", "Customers", "Before", "After", "Change"]
show.table(heads, impacts.groups(view, found), numbers=[1, 2, 3, 4])
st.header("How far bills move", anchor=False)
show.table(["Up to", "Change", "Percent"], impacts.quantiles(view, found), numbers=[1, 2])
zones = list(impacts.standings(view, candidate, found))
if zones:
    st.header("Customers in zones", anchor=False)
    show.table(["Prices", "Zone", "Usage", "Customers", "Money"], zones, numbers=[2, 3, 4])
    show.note(impacts.stakes(found))
st.header(f"Who moves most, in {found.currency}", anchor=False)
impacts.movers(found)
if found.left_out:
    impacts.left_out(found)
with st.expander("Keep the revenue: solve for one price"):
    impacts.neutral(baseline, candidate, totals)
take.link()
