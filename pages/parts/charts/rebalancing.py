"""A simulated policy: a customer's days on plan bands, the book's plan mix, its costs and recurring fees."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import numpy as np
import plotly.graph_objects as go

from pages.parts.charts import elements
from pages.parts.charts.elements import Frame
from pages.parts.lines import Array

USAGE, BILLS = (0.34, 1.0), (0.0, 0.2)
DAY = 86_400_000  # milliseconds
SYMBOLS = {"told": "circle", "near": "circle", "full": "circle", "set": "diamond", "asked": "diamond"}
SYMBOLS |= {"paused": "square", "up": "triangle-up", "down": "triangle-down"}
SIZES = {"told": 6, "near": 10, "full": 10, "set": 11}  # of all others 14
LONGEST = 22  # characters of a name on a chart; all of it stands in the tables
SIDE = 13  # characters of a line of a name beside a chart
ROW = 17  # pixels of such a line
FEW_DAYS = 5  # days up to which each has its date on the axis
FEW = 14  # periods up to which each has a mark
HEIGHTS = (30, 280, 50)  # pixels above, in and below the chart of recurring fees
THIN = 0.06  # the share of a chart's height below which a name does not fit into an area


@dataclass(frozen=True, slots=True)
class Band:
    """A plan from one day to another (ISO dates, the second excluded), in its colour; its share of all days."""

    start: str
    end: str
    plan: str
    colour: str
    share: float


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened on a day at a height, a (name, text) for each event; `kind` is one of `SYMBOLS`."""

    day: str
    height: float
    kind: str
    events: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Bill:
    """A closed cycle: its first day, days, amount, amount as text, colour of its plan, messages as a mark has them."""

    start: str
    days: int
    amount: float
    text: str
    colour: str
    events: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """A customer's evenings: ISO dates, units of the cycle (NaN: a gap), allowances (NaN: none), the highest shown."""

    dates: Sequence[str]
    units: Array
    limits: Array
    top: float


def story(days: Days, bands: Sequence[Band], marks: Sequence[Mark], bills: Sequence[Bill], frame: Frame) -> go.Figure:
    """Return a customer's usage of each cycle against the allowance on coloured plan bands; events, bills below."""
    colours = frame.colours
    hover = f"%{{x|%d %b %Y}}<br>%{{y:,.6~f}} {elements.literal(frame.unit)}<extra>%{{fullData.name}}</extra>"
    limits = _line(days.dates, days.limits, colours.soft, "allowance", 1.5) | {"hovertemplate": hover}
    limits["line"] |= {"dash": "dash", "shape": "hv"}
    used = _line(days.dates, days.units, colours.ink, "used in the cycle", 2.5) | {"hovertemplate": hover}
    points = [_points([mark for mark in marks if mark.kind == kind], kind, frame) for kind in SYMBOLS]
    layout = elements.layout(frame, 640) | {"dragmode": False, "hovermode": "closest"}
    layout["xaxis"] = _dates(len(set(days.dates)), frame) | {"anchor": "y2"}
    layout["xaxis"] |= {"range": [bands[0].start, bands[-1].end]} if bands else {}
    layout["yaxis"] = elements.axis(frame, USAGE, elements.literal(f"{frame.unit} in the cycle"))
    low = 1.05 * float(np.nanmin(days.units, initial=0.0))  # below 0 after a correction
    layout["yaxis"] |= {"range": [low, days.top], "rangemode": "normal"}
    layout["yaxis2"] = elements.axis(frame, BILLS, f"Bills ({frame.money})")
    layout["yaxis2"] |= {"range": [0, 1.3 * max((bill.amount for bill in bills), default=1.0) or 1.0]}
    layout["shapes"] = [_band(band) for band in bands]
    layout["annotations"] = [_name(band) for band in bands if band.share >= 0.03]
    layout["uniformtext"] = {"minsize": 9, "mode": "hide"}
    return go.Figure({"data": [limits, used, *points, _bars(bills)], "layout": layout})


def mix(days: Sequence[str], plans: Sequence[tuple[str, Array, str]], frame: Frame) -> go.Figure:
    """Return how many customers are on each plan day by day, stacked: (plan, counts, colour), the lowest first.

    A plan's name stands where it has the most room; one that never has enough is left to the hover.
    """
    areas = [
        {"type": "scatter", "mode": "lines", "x": list(days), "y": counts, "name": elements.literal(short(name))}
        | {"stackgroup": "plans", "line": {"color": colour, "width": 1, "shape": "hv"}, "fillcolor": colour}
        | {"hovertemplate": "%{x|%d %b %Y}: %{y:,} customers<extra>%{fullData.name}</extra>"}
        for name, counts, colour in plans
    ]
    layout = elements.layout(frame, 340) | {"dragmode": False}
    layout["xaxis"] = _dates(len(days), frame)
    layout["yaxis"] = elements.axis(frame, (0.0, 1.0), "Customers")
    tops = np.cumsum(np.array([counts for _, counts, _ in plans]), axis=0)
    layout["annotations"] = []
    for top, (name, counts, _) in zip(tops, plans, strict=True):
        best = len(counts) - 1 - int(np.argmax(counts[::-1])) if len(counts) else 0
        place = len(counts) - 1 if len(counts) and counts[-1] >= THIN * tops[-1].max() else best
        if not len(counts) or counts[place] < THIN * tops[-1].max():
            continue
        side = "right" if place > len(counts) / 2 else "left"
        label = elements.label(0, float(top[place] - counts[place] / 2), short(name), frame.colours.paper, side)
        label |= {"x": days[place], "yref": "y", "yanchor": "middle", "xshift": -8 if side == "right" else 8}
        layout["annotations"].append(label | {"font": {"color": frame.colours.paper, "size": 13}})
    return go.Figure({"data": areas, "layout": layout})


def costs(rows: Sequence[tuple[str, float, str, str]], frame: Frame) -> go.Figure:
    """Return what the book costs its customers in several ways, as bars: (name, amount, amount as text, colour)."""
    bars = {
        "type": "bar",
        "orientation": "h",
        # Two policies may have one name: bars stand by number, names are only their labels.
        "y": list(range(len(rows))),
        "x": [amount for _, amount, *_ in rows],
        "text": [text for *_, text, _ in rows],
        "customdata": [elements.literal(name) for name, *_ in rows],
        "textposition": "auto",
        "insidetextfont": {"color": frame.colours.paper},
        "outsidetextfont": {"color": frame.colours.ink},
        "marker": {"color": [colour for *_, colour in rows]},
        "hovertemplate": "%{customdata}: %{text}<extra></extra>",
    }
    layout = elements.layout(frame, 60 + 44 * len(rows)) | {"dragmode": False, "hovermode": "closest"}
    layout["margin"] |= {"l": 10}
    layout["xaxis"] = {"fixedrange": True, "gridcolor": frame.colours.grid, "tickformat": ",", "rangemode": "tozero"}
    layout["xaxis"] |= {"title": {"text": frame.money}, "nticks": 4}
    layout["yaxis"] = {"autorange": "reversed", "fixedrange": True, "automargin": True, "tickmode": "array"}
    names = ["<br>".join(elements.literal(part) for part in wrap(name, LONGEST)) for name, *_ in rows]
    layout["yaxis"] |= {"tickvals": bars["y"], "ticktext": names, "zeroline": False}
    return go.Figure({"data": [bars], "layout": layout})


def recurring(ends: Sequence[str], lines: Sequence[tuple[str, Array, str, str]], frame: Frame) -> go.Figure:
    """Return recurring fees at the end of each period, several ways: (name, amounts, colour, dash)."""
    traces = [
        _line(ends, amounts, colour, elements.literal(short(name)), 2.5)
        | {"mode": "lines+markers" if len(ends) <= FEW else "lines"}
        | {"line": {"color": colour, "width": 2.5, "dash": dash}}
        | {"hovertemplate": f"%{{x|%d %b %Y}}: %{{y:,}} {frame.money}<extra>%{{fullData.name}}</extra>"}
        for name, amounts, colour, dash in lines
    ]
    layout = elements.layout(frame, sum(HEIGHTS)) | {"dragmode": False, "hovermode": "closest"}
    layout["margin"] |= {"t": HEIGHTS[0], "b": HEIGHTS[2], "r": 110}
    layout["xaxis"] = {"type": "date", "gridcolor": frame.colours.grid, "fixedrange": True, "tickformat": "%d %b<br>%Y"}
    # Annotations would widen it.
    layout["xaxis"] |= {"range": _around(ends)} if len(ends) else {}
    layout["xaxis"] |= {"tickvals": list(ends)} if len(ends) <= 4 else {"nticks": 4}
    layout["yaxis"] = elements.axis(frame, (0.0, 1.0), f"Recurring fees ({frame.money})")
    top = 1.1 * (max((float(amounts.max(initial=0)) for _, amounts, *_ in lines), default=0.0) or 1.0)
    layout["yaxis"] |= {"range": [0, top]}
    layout["annotations"] = _ends(ends[-1], lines, top) if len(ends) else []
    return go.Figure({"data": traces, "layout": layout})


def short(name: str) -> str:
    """Return a name as it fits on a chart.

    >>> short("Enterprise"), short("The plan of all plans for everybody")
    ('Enterprise', 'The plan of all plans…')
    """
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _dates(days: int, frame: Frame) -> dict[str, Any]:
    """An axis of days: no hours where there are few days, and dates that stand upright on a phone too."""
    axis = {"type": "date", "gridcolor": frame.colours.grid, "fixedrange": True, "tickangle": 0}
    axis |= {"tickformat": "%d %b<br>%Y"}
    return axis | ({"dtick": DAY} if days <= FEW_DAYS else {"nticks": 5})


def _around(ends: Sequence[str]) -> list[str]:
    """A stretch of time with a little room on both sides of some days."""
    first, last = (np.datetime64(ends[place], "D") for place in (0, -1))
    room = max(1, int((last - first).astype(int)) // 25)
    return [str(first - room), str(last + room)]


def _ends(end: str, lines: Sequence[tuple[str, Array, str, str]], top: float) -> list[dict[str, Any]]:
    """The lines' names right of their ends, each tied to its end by a thin line; apart where ends lie together."""
    high, places = HEIGHTS[1], list[float]()
    rows = sorted(lines, key=lambda one: float(one[1][-1]))
    lines_of = [len(wrap(short(name), SIDE)) for name, *_ in rows]
    for i, (_, amounts, *_) in enumerate(rows):
        before = places[-1] + ROW * (lines_of[i - 1] + lines_of[i]) / 2 if places else 0.0
        places.append(max(before, high * float(amounts[-1]) / top))
    beyond = max(0.0, places[-1] - high)
    found = []
    for place, (name, amounts, colour, _) in zip(places, rows, strict=True):
        text = "<br>".join(elements.literal(part) for part in wrap(short(name), SIDE))
        tie = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": colour, "ax": 14, "standoff": 4}
        tie |= {"ay": high * float(amounts[-1]) / top - place + beyond, "xanchor": "left", "align": "left"}
        found.append({"x": end, "y": float(amounts[-1]), "text": text, "font": {"color": colour, "size": 12}} | tie)
    return found


def _bars(bills: Sequence[Bill]) -> dict[str, Any]:
    bars: dict[str, Any] = {"type": "bar", "yaxis": "y2", "name": "bill", "x": [bill.start for bill in bills]}
    bars |= {"y": [bill.amount for bill in bills], "offset": [0.05 * bill.days * DAY for bill in bills]}
    bars |= {"width": [0.9 * bill.days * DAY for bill in bills], "text": [bill.text for bill in bills]}
    return bars | {
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": [bill.colour for bill in bills]},
        "customdata": [["<br>".join(_told(*one) for one in bill.events), bill.days] for bill in bills],
        "hovertemplate": "cycle from %{x|%d %b %Y}, %{customdata[1]} days: %{text}<br>%{customdata[0]}<extra></extra>",
    }


def _line(days: Sequence[str], values: Array, colour: str, name: str, width: float) -> dict[str, Any]:
    line = {"color": colour, "width": width}
    return {"type": "scatter", "mode": "lines", "x": list(days), "y": values, "name": name, "line": line}


def _points(marks: Sequence[Mark], kind: str, frame: Frame) -> dict[str, Any]:
    paper, lost = frame.colours.paper, frame.colours.lost
    fill = {"near": paper, "set": paper, "asked": lost, "paused": lost}
    marker: dict[str, Any] = {"size": SIZES.get(kind, 14), "symbol": SYMBOLS[kind]}
    marker |= {"color": fill.get(kind, frame.colours.ink), "line": {"color": frame.colours.ink, "width": 1.5}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [mark.day for mark in marks],
        "y": [mark.height for mark in marks],
        "name": kind,
        "marker": marker,
        "cliponaxis": False,
        "customdata": ["<br>".join(_told(name, text) for name, text in mark.events) for mark in marks],
        "hovertemplate": "%{x|%d %b %Y}<br>%{customdata}<extra></extra>",
    }


def _told(name: str, text: str) -> str:
    return "<br>".join([f"<b>{elements.literal(name)}</b>", *(elements.literal(line) for line in wrap(text, 56))])


def _band(band: Band) -> dict[str, Any]:
    box = {"type": "rect", "xref": "x", "yref": "paper", "x0": band.start, "x1": band.end, "y0": USAGE[0], "y1": 1}
    return box | {"fillcolor": band.colour, "opacity": 0.14, "line": {"width": 0}, "layer": "below"}


def _name(band: Band) -> dict[str, Any]:
    """The plan's name above its band; inside and upright where the band is too short for it, on a phone too."""
    name = short(band.plan)
    place = {"x": band.start, "y": 1.0, "xref": "x", "yref": "paper", "xanchor": "left"}
    place |= {"text": elements.literal(name), "showarrow": False, "font": {"color": band.colour, "size": 13}}
    fits = band.share >= 0.026 * len(name)
    return place | ({"yanchor": "bottom"} if fits else {"yanchor": "top", "textangle": -90})
