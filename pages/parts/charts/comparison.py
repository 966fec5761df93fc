"""Several curves together, the cheapest one as a ribbon below."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from pages.parts.charts import elements
from pages.parts.charts.elements import Frame
from pages.parts.lines import Polyline
from pricing.curve import Curve


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
        traces += [elements.drawn(line, colour, name, frame), *elements.jump_ends(line, colour, frame)]
        labels.append(elements.end_label(line, name, colour, frame))
    layout = elements.layout(frame, 620 if frame.large else 520)
    ribbon = [
        {"type": "rect", "xref": "x", "yref": "paper", "x0": max(low, frame.low), "x1": min(high, frame.high)}
        | {"y0": -0.012, "y1": -0.045, "fillcolor": colour, "line": {"width": 0}}
        for low, high, colour in cheapest
        if low < frame.high and high > frame.low
    ]
    layout |= {
        "yaxis": elements.axis(frame, (0.0, 1.0), f"Bill ({frame.money})"),
        "shapes": [*ribbon, elements.upright(here, frame)],
        "annotations": _apart(labels, traces),
    }
    layout["xaxis"] |= {"ticklabelstandoff": 22, "title": {"text": elements.literal(frame.unit), "standoff": 12}}
    return go.Figure({"data": traces, "layout": layout})


def _apart(labels: list[dict[str, Any]], traces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Labels pushed up where they would lie on one another."""
    top = max((float(np.nanmax(trace["y"])) for trace in traces if len(trace["y"])), default=1.0) or 1.0
    reached = -top
    for label in sorted(labels, key=lambda one: float(one["y"])):
        shift = max(0.0, reached + 0.06 * top - label["y"])
        label["yshift"] = 300 * shift / top
        reached = label["y"] + shift
    return labels
