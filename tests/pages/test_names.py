"""The names of curves on a chart that compares: none is crossed by a line, none lies on another."""

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from pages.parts import explain, tables
from pages.parts.charts import Frame, comparison
from pages.parts.palette import palette
from pricing import derive, plans
from pricing.curve import Curve
from tests.pages.opening import COMPARE, chart, numbers, opened, trace

HIGH, LETTER, TEXT = 440, 6.5, 18  # pixels: the plot's height, a letter's width, a line of text
Box = tuple[float, float, float, float]


def frame(high: float) -> Frame:
    return Frame(0.0, high, False, "calls", "USD", palette("light"))


def boxes(figure: dict[str, Any], high: float, wide: float) -> dict[str, Box]:
    """What each name covers on a linear chart: left and right in units, low and high in money."""
    top = max(float(np.nanmax(numbers(one["y"]))) for one in figure["data"])
    found = {}
    for one in figure["layout"]["annotations"]:
        tall = TEXT / HIGH * top
        low = one["y"] - tall if one["yanchor"] == "top" else one["y"]
        found[one["text"]] = (one["x"] - len(one["text"]) * LETTER / wide * high, one["x"], low, low + tall)
    return found


def crossed(curve: Curve, box: Box) -> bool:
    left, right, low, high = box
    places = [Fraction(place) for place in np.linspace(max(left, 0.0), right, 60)]
    return any(low < float(curve(one)) < high for one in places if curve.end is None or one <= curve.end)


def apart(one: Box, two: Box) -> bool:
    return one[1] <= two[0] or two[1] <= one[0] or one[3] <= two[2] or two[3] <= one[2]


@pytest.mark.parametrize("name", ["ai-ladder", "api-calls", "aws-data-transfer-out", "growth-volume", "water"])
@pytest.mark.parametrize("wide", [270, 800])
def test_no_line_runs_through_a_name(name: str, wide: float) -> None:
    catalog = tables.preset(name)
    plan = catalog.plans[0]
    meter = plan.meters[0]
    read = {model: explain.under(catalog, plan, model)[0] for model in derive.SWITCHABLE}
    curves = {model: plans.curve(catalog, one, meter) for model, one in read.items() if one}
    high = 1.5 * float(curves["progressive"].knots[-1].start)
    figure = comparison([(*one, "#000") for one in curves.items()], frame(high), [], 1.0).to_dict()
    found = boxes(figure, high, wide)
    assert set(found) == set(curves)
    assert not [
        (label, model) for label, box in found.items() for model, curve in curves.items() if crossed(curve, box)
    ]
    assert all(apart(one, two) for one, two in combinations(found.values(), 2))


def test_equal_curves_have_names_apart() -> None:
    curve = Curve.line(0, 1)
    figure = comparison([(name, curve, "#000") for name in "ABCD"], frame(100.0), [], 1.0).to_dict()
    found = boxes(figure, 100.0, 270)
    assert len(found) == 4
    assert all(apart(one, two) for one, two in combinations(found.values(), 2))


def test_a_name_hangs_below_its_line_where_another_runs_above() -> None:
    app = opened(COMPARE, table="AI product ladder")
    (label,) = [one for one in chart(app)["layout"]["annotations"] if one["text"] == "volume"]
    bills = dict(zip(*trace(app, "volume"), strict=True))
    assert (label["yanchor"], label["x"]) == ("top", 300_000)
    assert label["y"] < bills[300_000] == 209
