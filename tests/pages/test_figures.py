"""Figures: drawn from the curve's knots, a jump is a gap with both ends marked and never a slope."""

from fractions import Fraction
from itertools import pairwise
from math import isclose, isnan
from typing import Any

import numpy as np
import pytest

from data import presets
from pricing import plans
from pricing.catalog import Catalog, parse
from pricing.curve import Curve
from tests.pages.opening import COMPARE, CURVE, chart, numbers, opened, trace

Point = tuple[float, float]
GAP: Point = (-1.0, -1.0)  # no quantity is negative


def points(xy: tuple[list[float], list[float]]) -> list[Point]:
    """A trace as points, a gap between those that no line joins."""
    return [GAP if isnan(x) or isnan(y) else (x, y) for x, y in zip(*xy, strict=True)]


def marked(figure: dict[str, Any], name: str) -> list[list[Point]]:
    """Left ends, right ends and owned values that follow the trace of this name."""
    data = figure["data"]
    at = next(i for i, one in enumerate(data) if one.get("name") == name)
    ends = [one for one in data[at + 1 : at + 4] if one["mode"] == "markers"]
    return [list(zip(numbers(one["x"]).tolist(), numbers(one["y"]).tolist(), strict=True)) for one in ends]


def test_a_cliff_is_a_gap_with_both_ends_marked() -> None:
    app = opened(table="API calls, by volume")
    assert points(trace(app, "volume")) == [
        *[(0, 0), (100_000, 200), GAP],  # 100 x 2.00
        *[(100_000, 150), (1_000_000, 1500), GAP],  # 100 x 1.50, 1,000 x 1.50
        *[(1_000_000, 1000), (1_500_000, 1500), GAP],  # 1,000 x 1.00, 1,500 x 1.00
    ]
    left, right, owned = marked(chart(app), "volume")
    assert left == [(100_000, 200), (1_000_000, 1500)]
    assert right == [(100_000, 150), (1_000_000, 1000)]
    assert owned == left  # a bound belongs to the tier below it


def test_a_staircase_is_flat_between_its_steps() -> None:
    app = opened(table="ElevenLabs plans")
    x, y = trace(app, "stairstep")
    flat = [(a, b) for a, b in pairwise(zip(x, y, strict=True)) if not isnan(a[1]) and not isnan(b[1])]
    assert [(a[0], b[0], a[1], b[1]) for a, b in flat] == [
        (0, 30_000, 6, 6),
        (30_000, 100_000, 22, 22),
        (100_000, 500_000, 99, 99),
        (500_000, 2_000_000, 299, 299),
    ]


def test_a_progressive_bill_has_no_jump_to_mark() -> None:
    app = opened(table="API calls")
    assert [one for one in points(trace(app, "progressive")) if one != GAP] == [
        *[(0, 0), (100_000, 200), (100_000, 200), (1_000_000, 1550), (1_000_000, 1550), (1_500_000, 2050)],
    ]
    dots = [one["marker"].get("symbol") for one in chart(app)["data"] if one.get("mode") == "markers"]
    assert dots == ["diamond"]  # the quantity alone


def test_the_price_of_the_next_unit_is_flat_within_a_tier() -> None:
    app = opened(table="API calls, by volume")
    assert points(trace(app, "price of the next unit")) == [
        *[(0, 2.0), (100_000, 2.0), GAP, (100_000, 1.5), (1_000_000, 1.5), GAP, (1_000_000, 1.0), (1_500_000, 1.0), GAP]
    ]


def test_the_average_price_jumps_where_the_bill_does() -> None:
    drawn = points(trace(opened(table="API calls, by volume"), "average price"))
    gaps = [i for i, point in enumerate(drawn) if point == GAP]
    ends = [(drawn[i - 1][1], drawn[i + 1][1]) for i in gaps]
    assert np.allclose(ends, [(2.0, 1.5), (1.5, 1.0)])


def test_a_fee_does_not_flatten_the_average_price() -> None:
    # 19.95 for up to 50,000 emails: 399 per 1,000 for the first 50 of them, and 0.40 at 50,000
    assert chart(opened(table="SendGrid-style email plans"))["layout"]["yaxis2"]["range"][1] < 10
    assert "range" not in chart(opened(table="API calls"))["layout"]["yaxis2"]


def test_zones_and_the_quantity_stand_where_they_are() -> None:
    layout = chart(opened(table="API calls, by volume", q="90000"))["layout"]
    zones = {(shape["x0"], shape["x1"]) for shape in layout["shapes"] if shape["type"] == "rect"}
    assert zones == {(75_000, 100_000), (666_667, 1_000_000), (100_000, 133_333), (1_000_000, 1_500_000)}
    assert {note["text"] for note in layout["annotations"]} >= {"−50.00", "−500.00", "volume"}  # noqa: RUF001  # minus


def test_axes_have_units() -> None:
    layout = chart(opened(table="AWS S3 Standard storage"))["layout"]
    assert layout["xaxis"]["title"]["text"] == "GB"
    assert layout["yaxis"]["title"]["text"] == "Bill (USD)"


def test_the_ribbon_shows_the_cheapest() -> None:
    figure = chart(opened(COMPARE))
    colours = {one["name"]: one["line"]["color"] for one in figure["data"] if one.get("name")}
    ribbon = [(one["x0"], one["x1"], one["fillcolor"]) for one in figure["layout"]["shapes"] if one["type"] == "rect"]
    assert ribbon[-1] == (100_000, 1_500_000, colours["volume"])
    assert ribbon[0][:2] == (0, 100_000)


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("name", presets.names())
def test_every_drawn_point_lies_on_the_exact_curve(name: str, scale: str) -> None:
    catalog = parse(presets.read(name))
    app = opened(table=catalog.name, scale=scale)
    exact = first_curve(catalog)
    bill = next(one for one in chart(app)["data"] if one.get("mode") == "lines" and one["yaxis"] == "y")
    drawn = [point for point in points((numbers(bill["x"]).tolist(), numbers(bill["y"]).tolist())) if point != GAP]
    assert len(drawn) >= 2
    for x, y in drawn:
        assert any(isclose(y, side, rel_tol=1e-9, abs_tol=1e-9) for side in sides(exact, Fraction(x))), (x, y)


def first_curve(catalog: Catalog) -> Curve:
    """The curve that the page opens on: of the first plan with a price, along its first meter, else by the seat."""
    sold = [plan for plan in catalog.plans if plan.for_sale]
    plan = next((plan for plan in sold if plan.priced), sold[0])
    usage = dict.fromkeys(plan.meters, Fraction(0))
    return plans.curve(catalog, plan, plan.meters[0], usage) if usage else plans.seat_curve(catalog, plan, usage)


def sides(exact: Curve, x: Fraction) -> list[float]:
    """What a chart may show at a quantity: the bill on either side, a float's grain away at most."""
    near = [place for place in (x - x / 10**12, x, x + x / 10**12) if exact.end is None or place <= exact.end]
    return [float(side) for place in near for side in (exact.left(place), exact(place), exact.above(place))]


@pytest.mark.parametrize("name", ["Growth, by volume", "API calls, by volume", "Water, by volume"])
def test_names_of_zones_stand_apart_and_gaming_comes_first(name: str) -> None:
    app = opened(table=name)
    layout = chart(app)["layout"]
    low, high = layout["xaxis"]["range"]
    labels = [one for one in layout["annotations"] if one["text"].endswith(" zone")]
    places = sorted((one["x"] - low) / (high - low) for one in labels)
    assert all(right - left >= 0.27 for left, right in pairwise(places))
    assert "gaming zone" in [one["text"] for one in labels]


def test_the_money_of_a_cliff_stands_above_the_line_that_rises_beside_it() -> None:
    app = opened(CURVE, table="API calls, by volume")
    label = next(one for one in chart(app)["layout"]["annotations"] if one["text"] == "−50.00")  # noqa: RUF001  # a minus
    # 100,000 calls: 200.00 before the fall; 7 % of 1,500,000 further the bill is 0.0015 x 205,000 = 307.50.
    assert label["y"] == pytest.approx(307.5, abs=2)
    other = next(one for one in chart(app)["layout"]["annotations"] if one["text"] == "−500.00")  # noqa: RUF001
    assert other["y"] == pytest.approx(1500)  # the line beside it stays below
