"""How the changes of bills spread over the customers."""

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.parts.charts import elements
from pages.parts.charts.elements import Frame

ROW = 27  # pixels


def spread(rows: Sequence[tuple[str, int, int, str]], frame: Frame) -> go.Figure:
    """Return bars of customers by change: (label, customers, -1 less / 0 / 1 more, the money in it).

    Falls stand above, rises below; the bars lie, so that a phone has room for their labels.
    """
    colours = {-1: frame.colours.saved, 0: frame.colours.soft, 1: frame.colours.lost}
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [elements.literal(label) for label, *_ in rows],
        "x": [count for _, count, *_ in rows],
        "text": [f"{count:,}" if count else "" for _, count, *_ in rows],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": [colours[way] for *_, way, _ in rows], "line": {"width": 0}},
        "customdata": [elements.literal(money) for *_, money in rows],
        "hovertemplate": "%{x:,} customers<br>%{y}<br>in all %{customdata}<extra></extra>",
    }
    layout = elements.layout(frame, 90 + ROW * max(4, len(rows)))
    layout |= {"bargap": 0.18, "hovermode": "closest", "dragmode": False}
    layout["margin"] |= {"l": 10, "r": 50}
    layout["yaxis"] = {"type": "category", "autorange": "reversed", "fixedrange": True, "automargin": True}
    most = max(count for _, count, *_ in rows)
    step = {"dtick": 1} if most <= 5 else {"nticks": 6}
    layout["xaxis"] = {"title": {"text": "Customers"}, "rangemode": "tozero", "tickformat": ",", "fixedrange": True}
    layout["xaxis"] |= {"gridcolor": frame.colours.grid, "zeroline": False, **step}
    return go.Figure({"data": [bars], "layout": layout})
