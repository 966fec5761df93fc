"""The invoice curve with its average and marginal price, cliffs, steps and zones."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from pages.parts.charts import elements
from pages.parts.charts.elements import Domain, Frame
from pages.parts.lines import Array, Polyline
from pricing.curve import Curve
from pricing.findings import Finding

ZONES = ("dead_zone", "recovery_zone", "gaming_zone")
NARROW = 0.09
APART = 0.27  # of a phone's chart: what the name of a zone takes
ROOM = 0.07  # of a chart: what the money beside a jump takes
START = 0.05
BINS = 60


@dataclass(frozen=True, slots=True)
class Panels:
    """Which part of the height each panel takes, from 0 below to 1, and the height in pixels."""

    bill: Domain = (0.42, 1.0)
    customers: Domain | None = None
    average: Domain = (0.21, 0.36)
    marginal: Domain = (0.0, 0.15)
    height: int = 620


WITH_CUSTOMERS = Panels((0.52, 1.0), (0.36, 0.47), (0.18, 0.3), (0.0, 0.12), 760)


def invoice_curve(
    curve: Curve,
    colour: str,
    label: str,
    found: Sequence[Finding],
    here: float,
    frame: Frame,
    customers: Array | None = None,
) -> go.Figure:
    """Return the bill, the average and the marginal price over the quantity, with zones shaded and one point marked.

    A jump is a gap with both ends marked: the filled end is what the bound itself costs. `customers` are the
    quantities of the loaded usage, drawn as a histogram under the bill.
    """
    panels = Panels() if customers is None else WITH_CUSTOMERS
    line = Polyline.of(curve)
    traces = [elements.drawn(line, colour, label, frame), *elements.jump_ends(line, colour, frame)]
    x, price = line.average(frame.low, frame.high, frame.log)
    average = _readable(x, price * frame.per, frame)
    traces.append(elements.trace(x, price * frame.per, colour, "average price", frame, "y2"))
    x, price = line.marginal(frame.low, frame.high)
    traces.append(elements.trace(x, price * frame.per, colour, "price of the next unit", frame, "y3"))
    traces.append(elements.marker(line, here, frame))
    layout = elements.layout(frame, panels.height)
    if customers is not None and panels.customers:
        traces.append(_histogram(customers, frame))
        layout["yaxis4"] = elements.axis(frame, panels.customers, "Customers") | {"tickformat": ",d"}
    per = "" if frame.per == 1 else f"<br>per {frame.per:,.0f}"
    layout |= {
        "yaxis": elements.axis(frame, panels.bill, f"Bill ({frame.money})"),
        "yaxis2": elements.axis(frame, panels.average, f"Average{per}") | average,
        "yaxis3": elements.axis(frame, panels.marginal, f"Next{per}"),
        "xaxis": layout["xaxis"] | {"anchor": "y3"},
        "shapes": _shaded(found, frame, panels.bill) + [elements.upright(here, frame)],
        "annotations": [
            *_zone_labels(found, frame),
            *_jump_labels(line, found, frame),
            elements.end_label(line, label, colour, frame),
        ],
    }
    return go.Figure({"data": traces, "layout": layout})


def _readable(x: Array, price: Array, frame: Frame) -> dict[str, Any]:
    """The range of average prices, where a fee on the first few units would flatten all the others."""
    usual = float(np.max(price[x >= frame.low + START * (frame.high - frame.low)], initial=0.0))
    return {"range": [0, 1.1 * usual]} if not frame.log and 0 < 3 * usual < float(np.nanmax(price)) else {}


def _ends(one: Finding, frame: Frame) -> tuple[float, float]:
    start = frame.low if one.start is None else max(float(one.start), frame.low)
    return start, frame.high if one.end is None else min(float(one.end), frame.high)


def _histogram(customers: Array, frame: Frame) -> dict[str, Any]:
    """How many customers use how much: bars in the frame, equally wide on its axis."""
    edges = (np.geomspace if frame.log else np.linspace)(frame.low, frame.high, BINS + 1)
    counts, _ = np.histogram(customers, edges)
    hover = "%{y} customers<br>%{customdata}<extra></extra>"
    return {"type": "bar", "x": (edges[:-1] + edges[1:]) / 2, "width": np.diff(edges), "y": counts, "yaxis": "y4"} | {
        "marker": {"color": frame.colours.soft, "line": {"width": 0}},
        "customdata": [
            f"{low:,.0f} to {high:,.0f} {elements.literal(frame.unit)}" for low, high in itertools.pairwise(edges)
        ],
        "hovertemplate": hover,
    }


def _shaded(found: Sequence[Finding], frame: Frame, bill: Domain) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = []
    for i, one in enumerate(found):
        low, high = _ends(one, frame)
        colour = frame.colours.findings.get(one.code, frame.colours.soft)
        base = {"xref": "x", "yref": "paper", "y0": bill[0], "y1": bill[1], "layer": "below"}
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
    labels: list[dict[str, Any]] = []
    low, high = frame.range
    for one in sorted((one for one in found if one.code in ZONES), key=lambda one: -ZONES.index(one.code)):
        start, end = (elements.along(place, frame) for place in _ends(one, frame))
        middle = (start + end) / 2
        apart = all(abs(middle - label["x"]) >= APART * (high - low) for label in labels)
        if end - start > NARROW * (high - low) and apart:
            label = elements.label(middle, 1.0, one.code.replace("_", " "), frame.colours.soft, "center")
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
        x = elements.along(place, frame)
        if labels and x - labels[-1]["x"] < NARROW * (high - low):
            continue
        money = f"{'−' if one.code == 'cliff' else '+'}{float(one.money):,.{frame.digits}f}"  # noqa: RUF001  # a minus sign
        # At the end from which the curve leaves: before a late cliff, else after it and above where the curve rises to.
        late = one.code == "cliff" and 2 * x > low + high
        beside = x + ROOM * (high - low)
        across = min(10**beside if frame.log else beside, line.end) if one.code == "cliff" and not late else place
        height = float(line.bill(np.array([np.nextafter(place, 0), np.nextafter(across, 0)])).max())
        side, shift = ("right", -6) if late else ("left", 6)
        label = elements.label(x, height, money, frame.colours.findings[one.code], side)
        up = "bottom" if one.code == "cliff" else "middle"
        labels.append(label | {"yref": "y", "yanchor": up, "xshift": shift, "font": label["font"] | {"size": 13}})
    return labels
