"""How the changes of bills spread over the customers."""

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.parts.charts import elements
from pages.parts.charts.elements import Frame


def spread(rows: Sequence[tuple[str, int, int, str]], frame: Frame) -> go.Figure:
    """Return bars of customers by change: (label, customers, -1 less / 0 / 1 more, the money in it)."""
    colours = {-1: frame.colours.saved, 0: frame.colours.soft, 1: frame.colours.lost}
    bars = {
        "type": "bar",
        "x": [elements.literal(label).replace(" to ", "<br>to ") for label, *_ in rows],
        "y": [count for _, count, *_ in rows],
        "text": [f"{count:,}" if count else "" for _, count, *_ in rows],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": [colours[way] for *_, way, _ in rows], "line": {"width": 0}},
        "customdata": [elements.literal(money) for *_, money in rows],
        "hovertemplate": "%{y:,} customers<br>%{x}<br>in all %{customdata}<extra></extra>",
    }
    layout = elements.layout(frame, 380) | {"bargap": 0.12, "hovermode": "closest", "dragmode": False}
    layout["xaxis"] = {"type": "category", "fixedrange": True, "automargin": True}
    layout["yaxis"] = elements.axis(frame, (0.0, 1.0), "Customers")
    return go.Figure({"data": [bars], "layout": layout})
