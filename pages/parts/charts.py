"""Results as Plotly figures; nothing here knows Streamlit.

Figures are built from plain mappings and numpy arrays: a curve needs only its knots, and Plotly's own builders cost
ten times as much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

import numpy as np
import plotly.graph_objects as go

from pages.parts.lines import Polyline
from pages.parts.palette import Palette
from pricing.curve import Curve
from pricing.findings import Finding

ZONES = ("dead_zone", "recovery_zone", "gaming_zone")
NARROW = 0.09
BILL, AVERAGE, MARGINAL = (0.42, 1.0), (0.21, 0.36), (0.0, 0.15)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a chart is drawn in: quantities from `low` to `high`, log or linear, units, currency and colours."""

    low: float
    high: float
    log: bool
    unit: str
    money: str
    colours: Palette
    per: float = 1.0
    large: bool = False

    @property
    def range(self) -> list[float]:
        """The x axis' range as Plotly wants it."""
        if not self.log:
            return [self.low, self.high]
        return [log10(self.low), log10(self.high)]


def invoice_curve(
    curve: Curve, colour: str, label: str, found: Sequence[Finding], here: float, frame: Frame
) -> go.Figure:
    """Return the bill, the average and the marginal price over the quantity, with zones shaded and one point marked.

    A jump is a gap with both ends marked: the filled end is what the bound itself costs.
    """
    line = Polyline.of(curve)
    traces = [_curve(line, colour, label, frame), *_jump_ends(line, colour, frame)]
    x, price = line.average(frame.low, frame.high, frame.log)
    traces.append(_trace(x, price * frame.per, colour, "average price", frame, "y2"))
    x, price = line.marginal(frame.low, frame.high)
    traces.append(_trace(x, price * frame.per, colour, "price of the next unit", frame, "y3"))
    traces.append(_here(line, here, frame))
    layout = _layout(frame, 620)
    per = "" if frame.per == 1 else f" per {frame.per:,.0f}"
    layout |= {
        "yaxis": _axis(frame, BILL, f"Bill ({frame.money})"),
        "yaxis2": _axis(frame, AVERAGE, f"Average{per}"),
        "yaxis3": _axis(frame, MARGINAL, f"Next{per}"),
        "xaxis": layout["xaxis"] | {"anchor": "y3"},
        "shapes": _shaded(found, frame) + [_upright(here, frame)],
        "annotations": [
            *_zone_labels(found, frame),
            *_jump_labels(line, found, frame),
            _end_label(line, label, colour, frame),
        ],
    }
    return go.Figure({"data": traces, "layout": layout})


def comparison(
    curves: Sequence[tuple[str, Curve, str]],
    frame: Frame,
    cheapest: Sequence[tuple[float, float, str]],
    here: float,
) -> go.Figure:
    """Return several curves (name, curve, colour) together, and the cheapest one's colour as a ribbon below.

    `cheapest` holds stretches (from, to, colour).
    """
    traces: list[dict[str, Any]] = []
    labels = []
    for name, curve, colour in curves:
        line = Polyline.of(curve)
        traces += [_curve(line, colour, name, frame), *_jump_ends(line, colour, frame)]
        labels.append(_end_label(line, name, colour, frame))
    layout = _layout(frame, 620 if frame.large else 520)
    ribbon = [
        {"type": "rect", "xref": "x", "yref": "paper", "x0": max(low, frame.low), "x1": min(high, frame.high)}
        | {"y0": -0.012, "y1": -0.045, "fillcolor": colour, "line": {"width": 0}}
        for low, high, colour in cheapest
        if low < frame.high and high > frame.low
    ]
    layout |= {
        "yaxis": _axis(frame, (0.0, 1.0), f"Bill ({frame.money})"),
        "shapes": [*ribbon, _upright(here, frame)],
        "annotations": _apart(labels, traces),
    }
    layout["xaxis"] |= {"ticklabelstandoff": 22, "title": {"text": frame.unit, "standoff": 12}}
    return go.Figure({"data": traces, "layout": layout})


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
    layout = _layout(frame, 300) | {"barmode": "overlay", "bargap": 0.35, "hovermode": "closest"}
    layout["xaxis"] = {"type": "category", "fixedrange": True, "showgrid": False}
    layout["yaxis"] = {"visible": False, "range": [0, 1.15], "fixedrange": True}
    layout["margin"] = {"l": 10, "r": 10, "t": 20, "b": 60}
    return go.Figure({"data": [walls, water], "layout": layout})


def _curve(line: Polyline, colour: str, name: str, frame: Frame) -> dict[str, Any]:
    x, y = line.drawn(frame.low, frame.high, frame.log)
    return _trace(x, y, colour, name, frame, "y") | {"line": {"color": colour, "width": 4 if frame.large else 3}}


def _trace(x: Any, y: Any, colour: str, name: str, frame: Frame, axis: str) -> dict[str, Any]:
    hover = f"%{{x:,.6~f}} {frame.unit}<br>%{{y:,.6~f}} {frame.money}<extra>{_text(name)}</extra>"
    line = {"color": colour, "width": 2}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "yaxis": axis, "line": line} | {
        "name": _text(name),
        "hovertemplate": hover,
    }


def _jump_ends(line: Polyline, colour: str, frame: Frame) -> list[dict[str, Any]]:
    x, left, right, owned = line.jumps(frame.low, frame.high)
    base = {"type": "scatter", "mode": "markers", "hoverinfo": "skip"}
    rings = [left, right]
    open_ends = [
        base
        | {"x": x, "y": y}
        | {"marker": {"size": 8, "color": frame.colours.paper, "line": {"color": colour, "width": 2}}}
        for y in rings
    ]
    return [*open_ends, base | {"x": x, "y": owned, "marker": {"size": 9, "color": colour}}] if len(x) else []


def _here(line: Polyline, here: float, frame: Frame) -> dict[str, Any]:
    exactly = line.at[line.start == here]
    bill = exactly[0] if len(exactly) else line.bill(_array(here))[0]
    marker = {"size": 13, "color": frame.colours.ink, "symbol": "diamond"}
    hover = f"%{{x:,.6~f}} {frame.unit}<br>%{{y:,.2f}} {frame.money}<extra>your quantity</extra>"
    return {"type": "scatter", "mode": "markers", "x": [here], "y": [bill], "marker": marker, "hovertemplate": hover}


def _array(number: float) -> Any:
    return np.array([number])


def _upright(here: float, frame: Frame) -> dict[str, Any]:
    line = {"color": frame.colours.soft, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": here, "x1": here, "y0": 0, "y1": 1, "line": line}


def _ends(one: Finding, frame: Frame) -> tuple[float, float]:
    start = frame.low if one.start is None else max(float(one.start), frame.low)
    return start, frame.high if one.end is None else min(float(one.end), frame.high)


def _shaded(found: Sequence[Finding], frame: Frame) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = []
    for i, one in enumerate(found):
        low, high = _ends(one, frame)
        colour = frame.colours.findings.get(one.code, frame.colours.soft)
        base = {"xref": "x", "yref": "paper", "y0": BILL[0], "y1": BILL[1], "layer": "below"}
        if one.code in ZONES and low < high:
            shapes.append(
                base
                | {
                    "type": "rect",
                    "x0": low,
                    "x1": high,
                    "fillcolor": colour,
                    "opacity": 0.22 - 0.1 * (i % 2),
                    "line": {"width": 0},
                }
            )
        if one.code in ("cliff", "step") and frame.low <= low <= frame.high:
            line = {"color": colour, "width": 1.5, "dash": "dash" if one.code == "cliff" else "dot"}
            shapes.append(base | {"type": "line", "x0": low, "x1": low, "line": line})
    return shapes


def _zone_labels(found: Sequence[Finding], frame: Frame) -> list[dict[str, Any]]:
    labels = []
    low, high = frame.range
    for one in found:
        start, end = (_along(place, frame) for place in _ends(one, frame))
        if one.code in ZONES and end - start > NARROW * (high - low):
            middle = (start + end) / 2
            label = _label(middle, BILL[1], one.code.replace("_", " "), frame.colours.soft, "center")
            labels.append(label | {"yanchor": "bottom"})  # above the chart, where no curve runs
    return labels


def _jump_labels(line: Polyline, found: Sequence[Finding], frame: Frame) -> list[dict[str, Any]]:
    """The money of each cliff and step beside its jump, where there is room for it."""
    labels: list[dict[str, Any]] = []
    low, high = frame.range
    for one in found:
        place, _ = _ends(one, frame)
        if one.code not in ("cliff", "step") or one.money is None or not frame.low < place < frame.high:
            continue
        x = _along(place, frame)
        if labels and x - labels[-1]["x"] < NARROW * (high - low):
            continue
        money = f"{'−' if one.code == 'cliff' else '+'}{float(one.money):,.2f}"  # noqa: RUF001  # a minus sign
        height = float(line.bill(_array(place))[0] + line.bill(_array(np.nextafter(place, 0)))[0]) / 2
        label = _label(x, height, money, frame.colours.findings[one.code], "left")
        labels.append(label | {"yref": "y", "yanchor": "middle", "xshift": 6, "font": label["font"] | {"size": 13}})
    return labels


def _end_label(line: Polyline, name: str, colour: str, frame: Frame) -> dict[str, Any]:
    """The curve's name at its right end, kept inside the chart."""
    last = min(frame.high, line.end)
    y = float(line.bill(_array(last * (1 - 1e-12)))[0])
    label = _label(_along(last, frame), y, name, colour, "right") | {"yref": "y", "yanchor": "bottom"}
    return label | {"font": {"color": colour, "size": 18 if frame.large else 14}}


def _label(x: float, y: float, text: str, colour: str, anchor: str) -> dict[str, Any]:
    place = {"x": x, "y": y, "xref": "x", "yref": "paper", "xanchor": anchor, "yanchor": "top", "showarrow": False}
    return place | {"text": _text(text), "font": {"color": colour, "size": 12}}


def _along(place: float, frame: Frame) -> float:
    """An annotation's x: Plotly takes logarithms there, but quantities for shapes and traces."""
    if not frame.log:
        return place
    return log10(max(place, frame.low))


def _apart(labels: list[dict[str, Any]], traces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Labels pushed up where they would lie on one another."""
    top = max((float(np.nanmax(trace["y"])) for trace in traces if len(trace["y"])), default=1.0) or 1.0
    reached = -top
    for label in sorted(labels, key=lambda one: float(one["y"])):
        shift = max(0.0, reached + 0.06 * top - label["y"])
        label["yshift"] = 300 * shift / top
        reached = label["y"] + shift
    return labels


def _text(name: str) -> str:
    """A name as Plotly shows it letter by letter: its text is a small HTML."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _axis(frame: Frame, domain: tuple[float, float], title: str) -> dict[str, Any]:
    return {"domain": domain, "title": {"text": title}, "rangemode": "tozero", "gridcolor": frame.colours.grid} | {
        "fixedrange": True,
        "zeroline": False,
        "tickformat": ",",
        "nticks": 6 if domain == BILL else 3 if domain[1] < 0.5 else 8,
        "automargin": True,
    }


def _layout(frame: Frame, height: int) -> dict[str, Any]:
    x = {"range": frame.range, "type": "log" if frame.log else "linear", "title": {"text": _text(frame.unit)}}
    size = 16 if frame.large else 13
    return {
        "height": height,
        "showlegend": False,
        "hovermode": "x",
        "dragmode": "select",
        "selectdirection": "h",
        "margin": {"l": 70, "r": 20, "t": 24, "b": 50},
        "font": {"size": size},
        "xaxis": x
        | {"gridcolor": frame.colours.grid, "zeroline": False, "tickformat": ",~r" if not frame.log else ",~s"},
    }
