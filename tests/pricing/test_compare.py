"""The cheapest of several curves: against brute force on random curves with jumps and ends, and by hand."""

import itertools
from fractions import Fraction

import pytest

from data import presets
from pricing import compare, plans
from pricing.catalog import parse
from pricing.curve import Curve
from tests import curves

seeds = pytest.mark.parametrize("seed", range(60))


def several(seed: int, count: int = 3) -> dict[str, Curve]:
    """Return random curves by name."""
    chance = curves.dice(seed)
    return {name: curves.curve(chance) for name in "abcde"[:count]}


def cheapest_at(rows: dict[str, Curve], quantity: Fraction) -> tuple[str, ...]:
    """Return who is cheapest at one quantity, by asking each."""
    bills = {name: curve(quantity) for name, curve in rows.items() if curve.end is None or quantity <= curve.end}
    return tuple(name for name, bill in bills.items() if bill == min(bills.values()))


@seeds
def test_the_cheapest_agrees_with_brute_force(seed: int) -> None:
    rows = several(seed)
    stretches = compare.cheapest(rows)
    bounds = {stretch.start for stretch in stretches} | {knot.start for curve in rows.values() for knot in curve.knots}
    bounds |= {curve.end for curve in rows.values() if curve.end is not None}
    for k in range(1, 700):
        quantity = Fraction(k, 31)
        if quantity in bounds:
            continue
        inside = [one for one in stretches if one.start < quantity and (one.end is None or quantity < one.end)]
        assert [one.names for one in inside] == ([cheapest_at(rows, quantity)] if inside else [])
        assert inside or not cheapest_at(rows, quantity)


@seeds
def test_stretches_follow_each_other_and_differ(seed: int) -> None:
    stretches = compare.cheapest(several(seed))
    assert stretches[0].start == 0
    for one, two in itertools.pairwise(stretches):
        assert one.end == two.start
        assert one.names != two.names


@seeds
def test_crossovers_are_where_the_sign_of_the_difference_changes(seed: int) -> None:
    one, two = several(seed, 2).values()
    found = compare.crossovers(one, two)
    assert list(found) == sorted(set(found))
    assert found == compare.crossovers(two, one)
    hair = Fraction(1, 10**9)
    for place in found:
        sides = [cheapest_at({"one": one, "two": two}, place + side) if place else () for side in (-hair, hair)]
        assert sides[0] != sides[1]


@seeds
def test_a_dominated_curve_is_cheapest_nowhere(seed: int) -> None:
    rows = several(seed, 5)
    useless = compare.dominated(rows)
    bounds = {knot.start for curve in rows.values() for knot in curve.knots}
    bounds |= {curve.end for curve in rows.values() if curve.end is not None}
    somewhere = {
        name for k in range(1, 2000) if Fraction(k, 61) not in bounds for name in cheapest_at(rows, Fraction(k, 61))
    }
    assert not somewhere & set(useless)
    assert set(useless) | {name for one in compare.cheapest(rows) for name in one.names} == set(rows)


@seeds
def test_handovers_name_curves_that_are_cheapest_before_and_after(seed: int) -> None:
    rows = several(seed)
    hair = Fraction(1, 10**9)
    for one in compare.handovers(rows):
        assert one.cheaper_after in cheapest_at(rows, one.quantity + hair)
        assert one.cheaper_before not in cheapest_at(rows, one.quantity + hair)


def test_curves_that_jump_cross_at_the_jump() -> None:
    bands = Curve.of((0, 6, 6, 0), (30, 6, 22, 0), (100, 22, 99, 0), end=500)
    line = Curve.line(0, "0.3")
    # 0.3 q = 6 at 20; the band jumps above the line at 30; 0.3 q = 22 at 73.33; 99 at 100, and 0.3 q = 99 at 330.
    assert [*map(float, compare.crossovers(bands, line))] == pytest.approx([20, 30, 220 / 3, 100, 330, 500])
    assert [one.cheaper_after for one in compare.handovers({"bands": bands, "line": line})] == [
        "bands", "line", "bands", "line", "bands", "line",
    ]  # fmt: skip


def test_progressive_and_volume_part_at_the_first_bound() -> None:
    book = parse(presets.read("api-calls"))
    volume = parse(presets.read("api-calls-volume"))
    one, two = (plans.curve(each, each.plans[0], "calls") for each in (book, volume))
    # Both are 0.002 a call up to 100,000; after it volume is cheaper for ever.
    assert compare.crossovers(one, two) == (Fraction(100_000),)
    stretches = compare.cheapest({"progressive": one, "volume": two})
    assert [int(stretch.start) for stretch in stretches] == [0, 100_000]
    assert [stretch.names for stretch in stretches] == [("progressive", "volume"), ("volume",)]
    assert compare.handovers({"progressive": one, "volume": two})[0].cheaper_after == "volume"


def test_equal_curves_tie_everywhere_and_none_is_dominated() -> None:
    rows = {"a": Curve.line(1, 1), "b": Curve.line(1, 1)}
    assert compare.cheapest(rows) == (compare.Stretch(Fraction(0), None, ("a", "b")),)
    assert not compare.dominated(rows)
    assert not compare.handovers(rows)


def test_beyond_all_ends_nobody_is_cheapest() -> None:
    rows = {"short": Curve.of((0, 1, 1, 0), end=10), "long": Curve.of((0, 2, 2, 0), end=20)}
    short, long = compare.cheapest(rows)
    assert (short.end, long.end) == (Fraction(10), Fraction(20))
    assert (short.names, long.names) == (("short",), ("long",))
