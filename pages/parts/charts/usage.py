"""A usage set: its days, and how it spreads over the customers."""

import itertools

import numpy as np
import plotly.graph_objects as go

from pages.parts.charts import elements
from pages.parts.charts.elements import Frame
from pages.parts.lines import Array

BINS = 48
DAY = 86_400_000  # milliseconds
FEW = 10


def daily(days: Array, quantities: Array, frame: Frame) -> go.Figure:
    """Return the total of each day as bars; `days` are dates, a day without usage has no bar."""
    bars = {"type": "bar", "x": days, "y": quantities, "width": 0.85 * DAY, "marker": {"color": frame.colours.saved}}
    hover = f"%{{x|%a %d %b %Y}}<br>%{{y:,.6~f}} {elements.literal(frame.unit)}<extra></extra>"
    layout = elements.layout(frame, 300) | {"hovermode": "closest", "dragmode": False}
    layout["xaxis"] = {"type": "date", "gridcolor": frame.colours.grid, "fixedrange": True}
    if len(days) <= FEW:  # left alone, a single day is drawn as a thousandth of a second
        half = np.timedelta64(12, "h")
        layout["xaxis"] |= {"dtick": DAY, "tickformat": "%b %-d<br>%Y", "range": [days[0] - half, days[-1] + half]}
    layout["yaxis"] = elements.axis(frame, (0.0, 1.0), elements.literal(f"{frame.unit} a day"))
    return go.Figure({"data": [bars | {"hovertemplate": hover}], "layout": layout})


def distribution(quantities: Array, frame: Frame) -> go.Figure:
    """Return how many customers use how much, on a logarithmic axis; those at zero or below are not drawn."""
    used = quantities[quantities > 0]
    edges = _edges(used)
    counts, _ = np.histogram(used, edges)
    unit = elements.literal(frame.unit)
    bars = {"type": "bar", "x": np.sqrt(edges[:-1] * edges[1:]), "width": np.diff(edges), "y": counts}
    bars |= {
        "marker": {"color": frame.colours.saved, "line": {"width": 0}},
        "customdata": [f"{_short(a)} to {_short(b)} {unit}" for a, b in itertools.pairwise(edges)],
        "hovertemplate": "%{y} customers<br>%{customdata}<extra></extra>",
    }
    layout = elements.layout(frame, 300) | {"bargap": 0, "hovermode": "closest", "dragmode": False}
    layout["xaxis"] |= {"type": "log", "range": [np.log10(edges[0]), np.log10(edges[-1])], "fixedrange": True}
    layout["xaxis"] |= {"title": {"text": f"{unit} a customer and cycle"}, "tickformat": ",~s"}
    layout["yaxis"] = elements.axis(frame, (0.0, 1.0), "Customers")
    if counts.max() <= FEW // 2:
        layout["yaxis"] |= {"dtick": 1}  # there is no half customer
    return go.Figure({"data": [bars], "layout": layout})


def _edges(used: Array) -> Array:
    """The bars' ends, equally wide on a logarithmic axis of at least one power of ten."""
    low, high = (used.min(), used.max() * (1 + 1e-9)) if len(used) else (1.0, 10.0)
    if high < low * 10:
        middle = np.sqrt(low * high)
        low, high = middle / np.sqrt(10), middle * np.sqrt(10)
    edges: Array = np.geomspace(low, high, BINS + 1)
    return edges


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
