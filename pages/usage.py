"""Usage: load or make a usage set, and see its days, its spread, its largest customers and its gaps."""

import streamlit as st

from pages.parts import charts, overview, show, state, take, uploads, usage_sets, words
from pages.parts.charts import Frame

with st.sidebar:
    source = st.segmented_control("Load", ["upload", "make"], key="_source")
    if source == "upload":
        uploads.ask()
    if source == "make":
        overview.make()
loaded = usage_sets.sidebar()
if loaded is None:
    st.stop()
colours = state.colours()
meters = usage_sets.in_order(loaded.key, loaded.usage.meters)
meter = st.sidebar.selectbox("Meter", meters, key="meter", bind="query-params", persist_state="session")
frame = Frame(0.0, 1.0, False, meter, "", colours)

sentence = overview.lead(loaded, meter)
show.lead(sentence, overview.below(loaded, meter))
days, quantities = overview.daily(loaded, meter)
st.plotly_chart(charts.daily(days, quantities, frame), key="daily", alt=f"{sentence}, day by day")
left, right = st.columns([3, 2], gap="large")
with left:
    st.header("How one cycle spreads over the customers", anchor=False)
    used = loaded.quantities(meter)
    st.plotly_chart(charts.distribution(used, frame), key="spread", alt=f"How many customers use how many {meter}")
    show.note(overview.spread(loaded, meter))
with right:
    st.header("The largest customers", anchor=False)
    show.table(["Customer", meter, "Share"], overview.largest(loaded, meter), numbers=[1, 2])
uploads.told()
gaps = overview.gaps(loaded)
if len(gaps):
    st.header(f"{words.counted(len(gaps), 'gap')}: days without a row", anchor=False)
    days = {name: st.column_config.DateColumn() for name in ("first", "last")}
    top = gaps.head(1000)
    st.dataframe(top, hide_index=True, width="stretch", column_config=days, alt="Runs of days without a row")
    take.frame("Download the gaps", gaps, "gaps.csv")
take.link()
