"""A usage set: its days, and how it spreads over the customers."""

import itertools

import numpy as np
import plotly.graph_objects as go

from pages.parts.charts import elements
from pages.parts.charts.elements import Frame
from pages.parts.lines import Array

BINS = 48


def daily(days: Array, quantities: Array, frame: Frame) -> go.Figure:
    """Return the total of each day as bars; `days` are dates, a day without usage has no bar."""
    bars = {"type": "bar", "x": days, "y": quantities, "marker": {"color": frame.colours.saved, "line": {"width": 0}}}
    hover = f"%{{x|%a %d %b %Y}}<br>%{{y:,.6~f}} {elements.literal(frame.unit)}<extra></extra>"
    layout = elements.layout(frame, 300) | {"bargap": 0.15, "hovermode": "closest", "dragmode": False}
    layout["xaxis"] = {"type": "date", "gridcolor": frame.colours.grid, "fixedrange": True}
    layout["yaxis"] = elements.axis(frame, (0.0, 1.0), f"{frame.unit} a day")
    return go.Figure({"data": [bars | {"hovertemplate": hover}], "layout": layout})


def distribution(quantities: Array, frame: Frame) -> go.Figure:
    """Return how many customers use how much, on a logarithmic axis; those at zero stand apart, at the left."""
    used = quantities[quantities > 0]
    low, high = (used.min(), used.max()) if len(used) else (1.0, 10.0)
    edges = np.geomspace(low, max(high, low * 10) * (1 + 1e-9), BINS + 1)
    counts, _ = np.histogram(used, edges)
    bars = {"type": "bar", "x": np.sqrt(edges[:-1] * edges[1:]), "width": np.diff(edges), "y": counts}
    bars |= {
        "marker": {"color": frame.colours.saved, "line": {"width": 0}},
        "customdata": [f"{a:,.0f} to {b:,.0f} {frame.unit}" for a, b in itertools.pairwise(edges)],
        "hovertemplate": "%{y} customers<br>%{customdata}<extra></extra>",
    }
    layout = elements.layout(frame, 300) | {"bargap": 0, "hovermode": "closest", "dragmode": False}
    layout["xaxis"] |= {"type": "log", "range": [np.log10(edges[0]), np.log10(edges[-1])], "fixedrange": True}
    layout["xaxis"] |= {"title": {"text": elements.literal(f"{frame.unit} a customer and cycle")}, "tickformat": ",~s"}
    layout["yaxis"] = elements.axis(frame, (0.0, 1.0), "Customers")
    return go.Figure({"data": [bars], "layout": layout})
