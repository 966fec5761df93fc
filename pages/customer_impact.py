"""Customer impact: a baseline against a candidate on the loaded usage, customer by customer."""

import streamlit as st

from data import downloads
from pages.parts import candidates, charts, impacts, inputs, show, state, take, usage_sets
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
    cost = impacts.cost(view)
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
left, right = st.columns([3, 2], gap="large")
with left:
    st.header("Who pays more, who pays less", anchor=False)
    heads = ["", "Customers", "Before", "After", "Change"]
    show.table(heads, impacts.groups(view, found), numbers=[1, 2, 3, 4])
with right:
    st.header("Changes, from the least to the most", anchor=False)
    show.table(["Up to", "Change", "Percent"], impacts.quantiles(view, found), numbers=[1, 2])
zones = list(impacts.standings(view, found))
if zones:
    st.header("Customers in zones, with the money at stake", anchor=False)
    show.table(["", "Zone", view.axis.name, "Customers", "Money"], zones, numbers=[2, 3, 4])
st.header("Who moves most", anchor=False)
st.dataframe(found.movers(200), hide_index=True, width="stretch", alt="The customers whose bills change most")
st.download_button(
    "Download all customers", lambda: downloads.csv_bytes(found.movers()), "impact.csv", "text/csv", on_click="ignore"
)
if found.left_out:
    st.header(f"{len(found.left_out):,} customers cannot be compared", anchor=False)
    show.table(["Customer", "Cycle", "Why"], impacts.left_out(found)[:100])
with st.expander("Keep the revenue: solve for one price"):
    impacts.neutral(baseline, candidate, totals)
take.link()
