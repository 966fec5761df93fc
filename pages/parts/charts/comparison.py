"""Several curves together, the cheapest one as a ribbon below."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from pages.parts.charts import elements, names
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
    lines = []
    for name, curve, colour in curves:
        line = Polyline.of(curve)
        traces += [elements.drawn(line, colour, name, frame), *elements.jump_ends(line, colour, frame)]
        lines.append((name, line, colour))
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
        "annotations": names.placed(lines, frame),
    }
    layout["xaxis"] |= {"ticklabelstandoff": 22, "title": {"text": elements.literal(frame.unit), "standoff": 12}}
    return go.Figure({"data": traces, "layout": layout})
