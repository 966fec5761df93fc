"""Tiers as vessels that a usage fills."""

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.parts.charts import elements
from pages.parts.charts.elements import Frame


def vessels(tiers: Sequence[tuple[str, float, float, str]], colour: str, frame: Frame) -> go.Figure:
    """Return tiers as vessels filled by the usage: (label, units inside, capacity, amount as text)."""
    labels = [label for label, *_ in tiers]
    filled = [units / room if room else 0.0 for _, units, room, _ in tiers]
    walls = {"type": "bar", "x": labels, "y": [1.0] * len(tiers), "hoverinfo": "skip"} | {
        "marker": {"color": "rgba(0,0,0,0)", "line": {"color": frame.colours.soft, "width": 1.5}}
    }
    water = {"type": "bar", "x": labels, "y": filled, "text": [text for *_, text in tiers]} | {
        "marker": {"color": colour, "opacity": 0.75},
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": frame.colours.ink},
        "hovertemplate": "%{x}<br>%{text}<extra></extra>",
    }
    layout = elements.layout(frame, 300) | {"barmode": "overlay", "bargap": 0.35, "hovermode": "closest"}
    layout["xaxis"] = {"type": "category", "fixedrange": True, "showgrid": False}
    layout["yaxis"] = {"visible": False, "range": [0, 1.15], "fixedrange": True}
    layout["margin"] = {"l": 10, "r": 10, "t": 20, "b": 60}
    return go.Figure({"data": [walls, water], "layout": layout})
