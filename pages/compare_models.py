"""Compare models: curves together, the cheapest one as a ribbon, and where it changes."""

from functools import partial

import streamlit as st

from pages.parts import charts, contenders, features, frames, inputs, show, state, take

WAYS = {"models": contenders.models, "plans": contenders.plans, "tables": contenders.across}

view = inputs.sidebar(models=False)
colours = state.colours()
top = st.container()
chart = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    ways = inputs.ways(view, list(WAYS))
    by = st.segmented_control("Compare", ways, default=ways[0], required=True, key="by", bind="query-params")
    log = state.log_axis()
    large = st.toggle("Presentation", key="large", bind="query-params", help="Large type, for a workshop.")
both = WAYS[by or ways[0]](view, colours)
sentence = both.lead()
with top:
    show.lead(sentence, show.about(view), large=large)
if both.contenders:
    frame = frames.frame(view, colours, log=log, large=large, reach=both.reach)
    curves = both.curves()
    drawn = [(one.name, curves[one.name], one.colour) for one in both.contenders]
    figure = charts.comparison(drawn, frame, both.ribbon(), float(view.quantity))
    with chart:
        keep = partial(state.keep_zoom, "compare")
        st.plotly_chart(figure, key="compare", on_select=keep, selection_mode="box", alt=sentence)
    heads = ["", *(view.units(size) for size in both.sizes())]
    rows = [[one.name, *(one.bill(size) for size in both.sizes())] for one in both.contenders]
    show.table(heads, rows, numbers=range(1, len(heads)), large=large)
    if both.handovers():
        st.header("Where the cheapest changes", anchor=False)
        show.bullets(both.handovers())
    take.comparison(both, sentence, figure)
offered = features.rows(view.catalog)
if offered:
    st.header("What each plan includes", anchor=False)
    show.table(["", *(plan.name for plan in view.catalog.plans)], offered, large=large)
