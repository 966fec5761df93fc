"""Names of curves beside their lines, where no other line and no other name runs through them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pages.parts.charts import elements
from pages.parts.charts.elements import Frame
from pages.parts.lines import Array, Polyline

STEPS = 400
ENDS = (1.0, 0.85, 0.7, 0.55, 0.4)
# A phone's chart in pixels, and a letter's width as a part of its height: what a name takes of a chart is an estimate.
WIDE, HIGH, LETTER = 270, 440, 0.55
STEEP = 6
LIFTS = 8
GAP = 0.008


@dataclass(frozen=True, slots=True)
class Box:
    """What a name takes of the chart, each side from 0 to 1; `below`: it hangs under its line."""

    left: float
    right: float
    low: float
    high: float
    below: bool = False

    def meets(self, other: "Box") -> bool:
        """Return whether two names lie on one another."""
        apart = self.right <= other.left or other.right <= self.left or self.high <= other.low or other.high <= self.low
        return not apart

    def crossed(self, place: Array, height: Array) -> bool:
        """Return whether a line runs through the name."""
        inside = height[(place >= self.left) & (place <= self.right)]
        return bool(((inside > self.low) & (inside < self.high)).any())


def placed(lines: Sequence[tuple[str, Polyline, str]], frame: Frame) -> list[dict[str, Any]]:
    """Return the names of lines (name, line, colour) as labels: at the right end where that is free, else further left.

    A line that does not reach into the frame has no name there.
    """
    place = np.linspace(0.0, 1.0, STEPS + 1)
    quantity = (
        np.geomspace(frame.low, frame.high, STEPS + 1) if frame.log else frame.low + place * (frame.high - frame.low)
    )
    bills = [np.where(quantity <= line.end, line.bill(np.minimum(quantity, line.end)), np.nan) for _, line, _ in lines]
    top = max((float(np.nanmax(bill)) for bill in bills if not np.isnan(bill).all()), default=0.0) or 1.0
    heights, taken, labels = [bill / top for bill in bills], list[Box](), []
    for (name, _, colour), height in zip(lines, heights, strict=True):
        free = list(_places(name, place, height, large=frame.large))
        if not free:
            continue
        clear = (
            box for box in free if not any(map(box.meets, taken)) and not any(box.crossed(place, h) for h in heights)
        )
        taken.append(next(clear, free[0]))
        labels.append(_label(taken[-1], name, colour, frame, top))
    return labels


def _places(name: str, place: Array, height: Array, *, large: bool) -> Iterator[Box]:
    """Where a line's name could stand, the best first: above or below its right end, further left, lifted."""
    there = place[~np.isnan(height)]
    if not len(there):
        return
    size = _size(large=large)
    wide, high = len(name) * LETTER * size / WIDE, 1.3 * size / HIGH
    for end in ENDS:
        right = float(there[0] + end * (there[-1] - there[0]))
        inside = height[(place >= right - wide) & (place <= right) & ~np.isnan(height)]
        above, below = float(inside.max()) + GAP, float(inside.min()) - GAP
        if right < wide < there[-1]:
            continue  # it would begin left of the chart
        yield Box(right - wide, right, above, above + high)
        if below > high and above - below < STEEP * high:  # else it would hang far below where the line ends
            yield Box(right - wide, right, below - high, below, below=True)
    for lift in range(1, LIFTS):
        low = float(height[~np.isnan(height)][-1]) + GAP + lift * high
        yield Box(float(there[-1]) - wide, float(there[-1]), low, low + high)


def _label(box: Box, name: str, colour: str, frame: Frame, top: float) -> dict[str, Any]:
    low, high = frame.range
    found = elements.label(low + box.right * (high - low), 0.0, name, colour, "right")
    side = {"y": box.high * top, "yanchor": "top"} if box.below else {"y": box.low * top, "yanchor": "bottom"}
    return found | side | {"yref": "y", "borderpad": 0, "font": {"color": colour, "size": _size(large=frame.large)}}


def _size(*, large: bool) -> int:
    return 18 if large else 14
