"""A simulated policy: one customer's days on plan bands, the plan mix of the book, and what policies cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from pages.parts.charts import elements
from pages.parts.charts.elements import Frame
from pages.parts.lines import Array

USAGE, BILLS = (0.32, 1.0), (0.0, 0.2)


@dataclass(frozen=True, slots=True)
class Band:
    """A plan from one day to another (ISO dates), in its colour."""

    start: str
    end: str
    plan: str
    colour: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on a day at a height, with its text."""

    day: str
    height: float
    name: str
    text: str
    strong: bool


def story(
    days: Sequence[str],
    units: Array,
    limits: Array,
    bands: Sequence[Band],
    marks: Sequence[Mark],
    bills: Sequence[tuple[str, float, str]],
    frame: Frame,
) -> go.Figure:
    """Return a customer's usage of each cycle against the allowance on coloured plan bands, with events; bills below.

    `limits` is NaN where there is none; `bills` are (day, amount, amount as text).
    """
    ink, soft = frame.colours.ink, frame.colours.soft
    hover = f"%{{x|%d %b %Y}}<br>%{{y:,.6~f}} {elements.literal(frame.unit)}<extra>%{{fullData.name}}</extra>"
    lines = [
        _line(days, units, ink, "used in the cycle", 2.5) | {"hovertemplate": hover},
        _line(days, limits, soft, "allowance", 1.5) | {"hovertemplate": hover},
    ]
    lines[1]["line"] |= {"dash": "dash", "shape": "hv"}
    points = [_points([mark for mark in marks if mark.strong is strong], frame, strong) for strong in (False, True)]
    bars: dict[str, Any] = {
        "type": "bar",
        "x": [day for day, *_ in bills],
        "y": [amount for _, amount, _ in bills],
        "yaxis": "y2",
    }
    bars |= {
        "text": [text for *_, text in bills],
        "textposition": "outside",
        "cliponaxis": False,
        "name": "bill",
        "marker": {"color": frame.colours.saved},
        "width": 3 * 86_400_000,
        "hovertemplate": "%{x|%d %b %Y}<br>%{text}<extra>bill</extra>",
    }
    layout = elements.layout(frame, 640) | {"dragmode": "zoom", "hovermode": "closest"}
    layout["xaxis"] = {"type": "date", "gridcolor": frame.colours.grid, "anchor": "y2"}
    layout["yaxis"] = elements.axis(frame, USAGE, f"{frame.unit} in the cycle")
    layout["yaxis2"] = elements.axis(frame, BILLS, f"Bills ({frame.money})")
    layout["shapes"] = [_band(band) for band in bands]
    layout["annotations"] = [_name(band) for band in bands]
    return go.Figure({"data": [*lines, *points, bars], "layout": layout})


def mix(days: Sequence[str], plans: Sequence[tuple[str, Array, str]], frame: Frame) -> go.Figure:
    """Return how many customers are on each plan day by day, stacked: (plan, counts, colour), the lowest first."""
    areas = [
        {"type": "scatter", "mode": "lines", "x": list(days), "y": counts, "name": elements.literal(name)}
        | {"stackgroup": "plans", "line": {"color": colour, "width": 1, "shape": "hv"}, "fillcolor": colour}
        | {"hovertemplate": "%{x|%d %b %Y}: %{y:,} customers<extra>%{fullData.name}</extra>"}
        for name, counts, colour in plans
    ]
    layout = elements.layout(frame, 380) | {"dragmode": False}
    layout["xaxis"] = {"type": "date", "gridcolor": frame.colours.grid, "fixedrange": True}
    layout["yaxis"] = elements.axis(frame, (0.0, 1.0), "Customers")
    tops = np.cumsum([counts[-1] if len(counts) else 0 for _, counts, _ in plans])
    layout["annotations"] = [
        elements.label(1.0, float(top - counts[-1] / 2), name, frame.colours.paper, "right")
        | {"xref": "paper", "yref": "y", "yanchor": "middle", "xshift": -8, "font": {"color": "#ffffff", "size": 14}}
        for top, (name, counts, _) in zip(tops, plans, strict=True)
        if len(counts) and counts[-1]
    ]
    return go.Figure({"data": areas, "layout": layout})


def costs(rows: Sequence[tuple[str, float, str, str]], frame: Frame) -> go.Figure:
    """Return what the book costs its customers in several ways, as bars: (name, amount, amount as text, colour)."""
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [elements.literal(name) for name, *_ in rows],
        "x": [amount for _, amount, *_ in rows],
        "text": [text for *_, text, _ in rows],
        "textposition": "auto",
        "insidetextfont": {"color": frame.colours.paper},
        "outsidetextfont": {"color": frame.colours.ink},
        "marker": {"color": [colour for *_, colour in rows]},
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    layout = elements.layout(frame, 60 + 44 * len(rows)) | {"dragmode": False, "hovermode": "closest"}
    layout["xaxis"] = {"fixedrange": True, "gridcolor": frame.colours.grid, "tickformat": ",", "rangemode": "tozero"}
    layout["yaxis"] = {"autorange": "reversed", "fixedrange": True, "automargin": True}
    return go.Figure({"data": [bars], "layout": layout})


def _line(days: Sequence[str], values: Array, colour: str, name: str, width: float) -> dict[str, Any]:
    line = {"color": colour, "width": width}
    return {"type": "scatter", "mode": "lines", "x": list(days), "y": values, "name": name, "line": line}


def _points(marks: Sequence[Mark], frame: Frame, strong: bool) -> dict[str, Any]:
    marker: dict[str, Any] = {"size": 13 if strong else 9, "symbol": "diamond" if strong else "circle"}
    marker |= {"color": frame.colours.lost if strong else frame.colours.paper}
    marker |= {"line": {"color": frame.colours.lost if strong else frame.colours.ink, "width": 1.5}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [mark.day for mark in marks],
        "y": [mark.height for mark in marks],
        "name": "event",
        "marker": marker,
        "customdata": [[elements.literal(mark.name), elements.literal(_wrapped(mark.text))] for mark in marks],
        "hovertemplate": "%{x|%d %b %Y}: <b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    }


def _wrapped(text: str, width: int = 70) -> str:
    """A message cut to what a hover box holds."""
    return text if len(text) <= 2 * width else f"{text[: 2 * width - 1]}…"


def _band(band: Band) -> dict[str, Any]:
    box = {"type": "rect", "xref": "x", "yref": "paper", "x0": band.start, "x1": band.end, "y0": USAGE[0], "y1": 1}
    return box | {"fillcolor": band.colour, "opacity": 0.14, "line": {"width": 0}, "layer": "below"}


def _name(band: Band) -> dict[str, Any]:
    place = {"x": band.start, "y": 1.0, "xref": "x", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return place | {"text": elements.literal(band.plan), "showarrow": False, "font": {"color": band.colour, "size": 13}}
