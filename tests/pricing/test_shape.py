"""Cliffs, zones and steps: the seed tables by hand, and the definitions against brute force on random curves."""

import itertools
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from pricing import shape
from pricing.curve import Curve, Knot
from pricing.shape import Grid
from tests.curves import dice

WHOLE = Grid(Fraction(1))
REACH = 40
HAIR = Fraction(1, 10**9)
VOLUME = Curve.of((0, 0, 0, "0.002"), (100_000, 200, 150, "0.0015"), (1_000_000, 1500, 1000, "0.001"))
BANDS = Curve.of((0, 6, 6, 0), (30_000, 6, 22, 0), (100_000, 22, 99, 0), (500_000, 99, 299, 0), end=2_000_000)
FONTS = Curve.of((0, 0, 0, 7), (5, 35, "32.5", "6.5"), (10, 65, 60, 6))
grids = pytest.mark.parametrize("grid", [None, WHOLE], ids=["fractions", "whole"])
seeds = pytest.mark.parametrize("seed", range(80))


def told(one: object, names: str) -> tuple[Any, ...]:
    """Return attributes of a value, for comparing with plain numbers."""
    return tuple(getattr(one, name) for name in names.split())


def whole(*numbers: Fraction | None) -> tuple[int | None, ...]:
    """Return numbers rounded down, for comparing by eye."""
    return tuple(None if number is None else int(number) for number in numbers)


@grids
def test_the_two_cliffs_of_the_volume_table(grid: Grid | None) -> None:
    falls = shape.cliffs(VOLUME, grid)
    assert [int(one.after) for one in falls] == [100_000, 1_000_000]
    assert [one.drop for one in shape.cliffs(VOLUME)] == [50, 500]
    # The next whole call costs a little itself: 0.0015 and 0.001.
    assert [one.drop for one in shape.cliffs(VOLUME, WHOLE)] == [Fraction("49.9985"), Fraction("499.999")]


def test_the_gaming_zones_of_the_volume_table() -> None:
    first, second = shape.gaming_zones(VOLUME)
    assert told(first, "start end money target") == (75_000, 100_000, 50, 100_000)
    assert told(second, "start end money") == (Fraction(2_000_000, 3), 1_000_000, 500)
    first, second = shape.gaming_zones(VOLUME, WHOLE)
    # 75,000 calls cost 150.00, less than 150.0015 for 100,001: the first to gain is call 75,001.
    assert told(first, "start end target") == (75_000, 100_000, 100_001)
    # 666,667 calls cost 1,000.0005, less than 1,000.001 for 1,000,001.
    assert told(second, "start end target") == (666_667, 1_000_000, 1_000_001)
    assert (first.money, second.money) == (Fraction("49.9985"), Fraction("499.999"))


@grids
def test_the_recovery_zones_of_the_volume_table(grid: Grid | None) -> None:
    zones = shape.recovery_zones(VOLUME, grid)
    assert [whole(zone.start, zone.end) for zone in zones] == [(100_000, 133_333), (1_000_000, 1_500_000)]


def test_the_steps_of_the_bands() -> None:
    found = shape.steps(BANDS)
    assert [(int(one.after), int(one.bill), int(one.then), int(one.jump)) for one in found] == [
        (30_000, 6, 22, 16),
        (100_000, 22, 99, 77),
        (500_000, 99, 299, 200),
    ]
    assert [one.share for one in found] == [Fraction(16, 6), Fraction(77, 22), Fraction(200, 99)]


@grids
def test_the_dead_zones_of_the_bands(grid: Grid | None) -> None:
    zones = shape.dead_zones(BANDS, grid)
    assert [whole(zone.start, zone.end, zone.bill, zone.width, zone.jump) for zone in zones] == [
        (0, 30_000, 6, 30_000, 16),
        (30_000, 100_000, 22, 70_000, 77),
        (100_000, 500_000, 99, 400_000, 200),
        (500_000, 2_000_000, 299, 1_500_000, None),
    ]
    assert zones[1].headroom(Fraction(60_000)) == 40_000
    # The jump of 77 opens the band up to 500,000, which has 400,000 more units.
    assert [zone.jump_per_unit for zone in zones] == [
        Fraction(16, 70_000),
        Fraction(77, 400_000),
        Fraction(200, 1_500_000),
        None,
    ]


def test_the_fonts_fall_for_fractions_but_not_for_whole_ones() -> None:
    assert shape.cliffs(FONTS, WHOLE) == []
    assert shape.gaming_zones(FONTS, WHOLE) == []
    assert shape.recovery_zones(FONTS, WHOLE) == []
    fall = shape.cliffs(FONTS)[0]
    assert told(fall, "after bill then drop") == (5, 35, Fraction("32.5"), Fraction("2.5"))
    assert FONTS(Fraction("5.01")) == Fraction("32.565")
    fall = shape.cliffs(FONTS, Grid(Fraction(1, 100)))[0]
    assert told(fall, "after next drop") == (5, Fraction("5.01"), Fraction("2.435"))


def test_whole_blocks_are_a_grid_of_their_own() -> None:
    thousands = Grid(Fraction(1000), Fraction(500))
    assert [thousands.down(Fraction(q)) for q in (500, 1499, 1500)] == [500, 500, 1500]
    assert [thousands.up(Fraction(q), strict=True) for q in (500, 1499, 1500)] == [1500, 1500, 2500]
    assert thousands.down(Fraction(1500), strict=True) == 500
    assert [zone.start for zone in shape.gaming_zones(VOLUME, Grid(Fraction(1000)))] == [75_000, 667_000]


def test_a_curve_that_jumps_at_its_very_end_falls_and_rises_there() -> None:
    last = Curve.of((0, 0, 0, 1), (10, 4, 4, 0), end=10)
    assert [told(one, "after next drop") for one in shape.cliffs(last, WHOLE)] == [(9, 10, 5)]
    assert [told(zone, "start end money") for zone in shape.gaming_zones(last, WHOLE)] == [(4, 9, 5)]


def test_a_level_that_a_slope_reaches_begins_there() -> None:
    capped = Curve.line(0, 2).capped(20)
    assert [told(zone, "start end bill") for zone in shape.dead_zones(capped, WHOLE)] == [(10, None, 20)]


def test_below_cost_is_found_with_its_loss() -> None:
    # 0.0012 a call: 1,500 calls cost 1.80 to serve, and 1,000,000 up to 1,200.00 where the bill is 1,000.00.
    zones = shape.below(VOLUME, Curve.line(0, "0.0012"))
    assert [told(zone, "start end") for zone in zones] == [(1_000_000, None)]
    assert zones[0].money == 200
    zones = shape.below(BANDS, Curve.line(0, "0.0003"))
    # 20,000 x 0.0003 = 6; 22 / 0.0003 = 73,333; 99 / 0.0003 = 330,000; 299 / 0.0003 = 996,666.
    assert [whole(zone.start, zone.end, zone.money) for zone in zones] == [
        (20_000, 30_000, 3),
        (73_333, 100_000, 8),
        (330_000, 500_000, 51),
        (996_666, 2_000_000, 301),
    ]


def bill_curve(chance: Random, scale: int = 1, *, neat: bool = False) -> Curve:
    """Return a curve such as bills have, on few quantities: no slope falls; it may end, and jump at its end.

    `neat`: what is due at a bound is due on one of its two sides.
    """
    starts = [0, *sorted(chance.sample(range(1, 24), chance.randint(0, 5)))]
    knots, left = [], Fraction(0)
    for i, start in enumerate(starts):
        above = Fraction(chance.randint(0, 12))
        at = chance.choice((above, left)) if neat or chance.random() < 0.8 else Fraction(chance.randint(0, 12))
        slope = Fraction(chance.choice((0, 0, 1, 1, 2, 3)), chance.choice((1, 2, 3)))
        place = Fraction(start, scale)
        knots.append(Knot(place, above if neat and not i else at, above, slope))
        if i + 1 < len(starts):
            left = above + slope * (Fraction(starts[i + 1], scale) - place)
    end = None if chance.random() < 0.5 else knots[-1].start + chance.randint(0 if not neat else 1, 6)
    return Curve(tuple(knots), end)


def table(curve: Curve) -> list[Fraction]:
    """Return the bills of all whole quantities, up to the end or far beyond the last bound."""
    last = REACH if curve.end is None else int(curve.end)
    return [curve(q) for q in range(last + 1)]


def inside(zones: list[shape.Zone], reach: int) -> set[int]:
    """Return the whole quantities in zones."""
    return {q for zone in zones for q in range(reach + 1) if zone.start < q and (zone.end is None or q <= zone.end)}


@seeds
@pytest.mark.parametrize("scale", [1, 2, 3], ids=["bounds whole", "halves", "thirds"])
def test_whole_quantities_agree_with_brute_force(seed: int, scale: int) -> None:
    curve = bill_curve(dice(seed), scale)
    bills = table(curve)
    last = len(bills) - 1
    falls = {q: bills[q] - bills[q + 1] for q in range(last) if bills[q] > bills[q + 1]}
    assert {int(one.after): one.drop for one in shape.cliffs(curve, WHOLE)} == falls
    assert all(one.next == one.after + 1 for one in shape.cliffs(curve, WHOLE))
    gains = {q: bills[q] - min(bills[q + 1 :]) for q in range(last) if bills[q] > min(bills[q + 1 :])}
    zones = shape.gaming_zones(curve, WHOLE)
    assert inside(zones, last) | {0} == {*gains} | {0}
    for zone in zones:
        assert zone.money == max(gains[q] for q in gains if zone.start < q <= (zone.end or 0) or q == zone.start == 0)
        assert bills[int(zone.target)] == min(bills[int(zone.end or 0) + 1 :])
    for zone in shape.recovery_zones(curve, WHOLE):
        before = bills[int(zone.start)]
        first_above = next((q for q in range(int(zone.target), last + 1) if bills[q] > before), last + 1)
        assert inside([zone], last) == {*range(int(zone.target), first_above)}
        assert zone.money == falls[int(zone.start)]


@seeds
@pytest.mark.parametrize("scale", [1, 2, 3], ids=["bounds whole", "halves", "thirds"])
def test_levels_of_whole_quantities_agree_with_brute_force(seed: int, scale: int) -> None:
    curve = bill_curve(dice(seed), scale)
    bills = table(curve)
    rows = [[*row] for _, row in itertools.groupby(range(len(bills)), lambda q: bills[q])]
    expected = [(row[0], row[-1]) for row in rows if len(row) > 1]
    found = []
    for zone in shape.dead_zones(curve, WHOLE):
        end = len(bills) - 1 if zone.end is None else int(zone.end)
        # A level begins after the quantity before it, at 0, or at the quantity where a slope reaches it.
        first = int(zone.start) if curve(zone.start) == zone.bill else int(zone.start) + 1
        found.append((first, end))
        assert zone.bill == bills[end]
        assert zone.jump == (None if end == len(bills) - 1 else bills[end + 1] - bills[end])
    assert found == expected


@seeds
def test_fractions_agree_with_the_definitions_at_samples_and_ends(seed: int) -> None:
    chance = dice(seed)
    curve = bill_curve(chance, neat=True)
    top = curve.end if curve.end is not None else curve.knots[-1].start + 20
    zones = shape.gaming_zones(curve)
    # A single bound may be priced as its other side; between bounds the definition holds everywhere.
    bounds = {edge for zone in zones for edge in (zone.start, zone.end)} | {knot.start for knot in curve.knots} | {top}
    near = [bound + side for bound in bounds if bound is not None for side in (-HAIR, HAIR)]
    for quantity in [*near, *(top * chance.randint(0, 997) / 997 for _ in range(60))]:
        if quantity in bounds or not 0 < quantity < top:
            continue
        gains = curve(quantity) > lowest_after(curve, quantity)
        assert gains == any(zone.start < quantity < (zone.end or top) for zone in zones), quantity
    for zone in zones:
        assert zone.end is not None
        assert zone.money == highest_inside(curve, zone) - lowest_after(curve, zone.end)


def highest_inside(curve: Curve, zone: shape.Zone) -> Fraction:
    """Return the supremum of the bills in a zone: it lies at a bound or at the zone's end."""
    bounds = [knot for knot in curve.knots if zone.start < knot.start < (zone.end or 0)]
    tops = [max(curve.left(knot.start), knot.at, knot.above) for knot in bounds]
    return max([curve.above(zone.start), curve.left(zone.end or 0), *tops])


def lowest_after(curve: Curve, quantity: Fraction) -> Fraction:
    """Return the infimum of the bills of all larger quantities: bills rise between bounds, so it lies at one."""
    later = [knot for knot in curve.knots if knot.start > quantity]
    return min([curve.above(quantity), *(min(knot.at, knot.above) for knot in later)])


@seeds
def test_recovery_of_fractions_ends_where_the_bill_before_the_cliff_is_met(seed: int) -> None:
    curve = bill_curve(dice(seed), neat=True)
    for cliff, zone in zip(shape.cliffs(curve), shape.recovery_zones(curve), strict=True):
        assert told(zone, "start money") == (cliff.after, cliff.drop)
        end = zone.end if zone.end is not None else zone.start + 30
        inner = [zone.start + (end - zone.start) * k / 50 for k in range(1, 50)]
        assert all(curve(quantity) <= cliff.bill for quantity in inner)
        if zone.end is not None and zone.end != curve.end:
            assert curve.above(zone.end) + curve.slope(zone.end) > cliff.bill >= curve.left(zone.end)


@seeds
def test_steps_are_the_jumps_up(seed: int) -> None:
    curve = bill_curve(dice(seed))
    for step in shape.steps(curve):
        assert step.after > 0
        assert step.bill == curve.left(step.after)
        assert step.then == max(curve(step.after), curve.above(step.after))
        assert step.jump > 0
    ups = [k for k in curve.knots[1:] if max(k.at, k.above) > curve.left(k.start)]
    assert [step.after for step in shape.steps(curve)] == [knot.start for knot in ups]


@seeds
def test_below_cost_agrees_with_the_bill_at_samples(seed: int) -> None:
    chance = dice(seed)
    curve, cost = bill_curve(chance, neat=True), Curve.line(0, Fraction(chance.randint(1, 12), 6))
    top = curve.end if curve.end is not None else curve.knots[-1].start + 20
    zones = shape.below(curve, cost)
    edges = {edge for zone in zones for edge in (zone.start, zone.end)} | {knot.start for knot in curve.knots}
    for k in range(1, 400):
        quantity = top * k / 401
        if quantity not in edges:
            loses = cost(quantity) > curve(quantity)
            assert loses == any(zone.start < quantity and (zone.end is None or quantity < zone.end) for zone in zones)
            assert not loses or any(
                zone.end is None or cost(quantity) - curve(quantity) <= zone.money for zone in zones
            )
