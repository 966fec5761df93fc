"""What all charts are drawn with: the frame, lines, markers, labels and axes."""

from dataclasses import dataclass
from math import log10
from typing import Any

import numpy as np

from pages.parts.lines import Polyline
from pages.parts.palette import Palette
from pricing.money import minor_digits

Domain = tuple[float, float]


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

    @property
    def digits(self) -> int:
        """How many decimals an amount has in the frame's currency."""
        return minor_digits(self.money)


def drawn(line: Polyline, colour: str, name: str, frame: Frame) -> dict[str, Any]:
    """Return the trace of a curve inside the frame, a gap at each jump."""
    x, y = line.drawn(frame.low, frame.high, frame.log)
    return trace(x, y, colour, name, frame, "y") | {"line": {"color": colour, "width": 4 if frame.large else 3}}


def trace(x: Any, y: Any, colour: str, name: str, frame: Frame, axis: str) -> dict[str, Any]:
    """Return a line of x and y on one of the y axes, with what it says on hover."""
    hover = f"%{{x:,.6~f}} {literal(frame.unit)}<br>%{{y:,.6~f}} {frame.money}<extra>{literal(name)}</extra>"
    line = {"color": colour, "width": 2}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "yaxis": axis, "line": line} | {
        "name": literal(name),
        "hovertemplate": hover,
    }


def jump_ends(line: Polyline, colour: str, frame: Frame) -> list[dict[str, Any]]:
    """Return the marks at both ends of each jump: filled where the bound itself belongs."""
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


def marker(line: Polyline, here: float, frame: Frame) -> dict[str, Any]:
    """Return the mark of one quantity on a curve."""
    exactly = line.at[line.start == here]
    bill = exactly[0] if len(exactly) else line.bill(array(here))[0]
    marker = {"size": 13, "color": frame.colours.ink, "symbol": "diamond"}
    hover = f"%{{x:,.6~f}} {literal(frame.unit)}<br>%{{y:,.{frame.digits}f}} {frame.money}<extra>your quantity</extra>"
    return {"type": "scatter", "mode": "markers", "x": [here], "y": [bill], "marker": marker, "hovertemplate": hover}


def array(number: float) -> Any:
    """Return one number as an array."""
    return np.array([number])


def upright(here: float, frame: Frame) -> dict[str, Any]:
    """Return a dotted upright through all panels at one quantity."""
    line = {"color": frame.colours.soft, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": here, "x1": here, "y0": 0, "y1": 1, "line": line}


def end_label(line: Polyline, name: str, colour: str, frame: Frame) -> dict[str, Any]:
    """The curve's name at its right end, kept inside the chart."""
    last = min(frame.high, line.end)
    y = float(line.bill(array(last * (1 - 1e-12)))[0])
    place = label(along(last, frame), y, name, colour, "right") | {"yref": "y", "yanchor": "bottom"}
    return place | {"font": {"color": colour, "size": 18 if frame.large else 14}}


def label(x: float, y: float, text: str, colour: str, anchor: str) -> dict[str, Any]:
    """Return a text at a quantity (x as the axis has it) and a height."""
    place = {"x": x, "y": y, "xref": "x", "yref": "paper", "xanchor": anchor, "yanchor": "top", "showarrow": False}
    return place | {"text": literal(text), "font": {"color": colour, "size": 12}}


def along(place: float, frame: Frame) -> float:
    """An annotation's x: Plotly takes logarithms there, but quantities for shapes and traces."""
    if not frame.log:
        return place
    return log10(max(place, frame.low))


def literal(name: str) -> str:
    """A name as Plotly shows it letter by letter: its text is a small HTML."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def axis(frame: Frame, domain: Domain, title: str) -> dict[str, Any]:
    """Return a y axis over a part of the height."""
    return {"domain": domain, "title": {"text": title}, "rangemode": "tozero", "gridcolor": frame.colours.grid} | {
        "fixedrange": True,
        "zeroline": False,
        "tickformat": ",",
        "nticks": 3 + round(5 * (domain[1] - domain[0])),
        "automargin": True,
    }


def layout(frame: Frame, height: int) -> dict[str, Any]:
    """Return what all charts of quantities share."""
    x = {"range": frame.range, "type": "log" if frame.log else "linear", "title": {"text": literal(frame.unit)}}
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
