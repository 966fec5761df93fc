"""The laws of a curve, on seeded random curves with jumps at and above their knots, with and without an end."""

import itertools
import operator
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

import pytest

from pricing.curve import Curve, Knot
from pricing.errors import BeyondTable, QuantityRefused
from tests import curves

SEEDS = range(60)
HALF = Fraction(1, 2)
Pair = Callable[[Curve, Curve], Curve]
PAIRS: dict[str, Pair] = {"+": operator.add, "min": Curve.min, "max": Curve.max}
OF_NUMBERS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {"+": operator.add, "min": min, "max": max}


def several(seed: int, count: int) -> list[Curve]:
    """Return random curves of one seed."""
    chance = curves.dice(seed)
    return [curves.curve(chance) for _ in range(count)]


def same(one: Curve, two: Curve) -> bool:
    """Whether two curves are equal as values, with everything that follows from it."""
    return one == two and hash(one) == hash(two) and repr(one) == repr(two)


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("seed", SEEDS)
def test_plus_min_and_max_commute_and_associate(seed: int, name: str) -> None:
    f, g, h = several(seed, 3)
    pair = PAIRS[name]
    assert same(pair(f, g), pair(g, f))
    assert same(pair(pair(f, g), h), pair(f, pair(g, h)))


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("seed", SEEDS)
def test_plus_min_and_max_are_those_of_the_numbers(seed: int, name: str) -> None:
    f, g = several(seed, 2)
    both, pick = PAIRS[name](f, g), OF_NUMBERS[name]
    for place in curves.places(f, g, both):
        assert both(place) == pick(f(place), g(place))
        assert both.left(place) == pick(f.left(place), g.left(place))
        if place != both.end:
            assert both.above(place) == pick(f.above(place), g.above(place))


@pytest.mark.parametrize("seed", SEEDS)
def test_min_and_max_together_are_the_sum(seed: int) -> None:
    f, g = several(seed, 2)
    assert same(f.min(g) + f.max(g), f + g)


@pytest.mark.parametrize("seed", SEEDS)
def test_min_and_max_are_a_lattice_over_which_plus_distributes(seed: int) -> None:
    f, g, h = several(seed, 3)
    assert same(f + g.min(h), (f + g).min(f + h))
    assert same(f.max(g.min(h)), f.max(g).min(f.max(h)))
    assert same(f.min(g).scale(-1), f.scale(-1).max(g.scale(-1)))
    assert same(f.min(f), f)
    inside = f if g.end is None else f.until(g.end)
    assert same(f.min(f.max(g)), inside)


@pytest.mark.parametrize("seed", SEEDS)
def test_jumps_and_slopes_sum_to_the_end_minus_the_start(seed: int) -> None:
    (f,) = several(seed, 1)
    last = f.knots[-1].start + 7 if f.end is None else f.end
    jumps = sum((f(k.start) - f.left(k.start) for k in f.knots), Fraction(0))
    jumps += sum((f.above(k.start) - f(k.start) for k in f.knots if k.start < last), Fraction(0))
    widths = [(last if piece.end is None else piece.end) - piece.start for piece in f.pieces()]
    slopes = sum((p.slope * width for p, width in zip(f.pieces(), widths, strict=True)), Fraction(0))
    assert jumps + slopes == f(last) - f(Fraction(0))


@pytest.mark.parametrize("seed", SEEDS)
def test_two_ways_of_writing_a_price_are_one_value(seed: int) -> None:
    (f,) = several(seed, 1)
    extra = [place for place in curves.places(f) if place not in {knot.start for knot in f.knots}]
    needless = [Knot(place, f(place), f.above(place), f.slope(place)) for place in extra]
    written = sorted([*f.knots, *needless], key=lambda knot: knot.start)
    assert len(written) > len(f.knots)
    assert same(Curve(tuple(written), f.end), f)
    assert len({f, Curve(tuple(written), f.end)}) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_what_differs_somewhere_is_not_equal(seed: int) -> None:
    (f,) = several(seed, 1)
    dent = Curve.of((0, 0, 0, 0), (3, 1, 0, 0))
    assert f + dent != f or (f.end is not None and f.end < 3)
    assert f + Curve.line(1) != f
    assert f.until(f.knots[-1].start + 100) != f or f.end is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_limits_are_what_the_bill_comes_close_to(seed: int) -> None:
    (f,) = several(seed, 1)
    tiny = Fraction(1, 10**6)
    for place in curves.places(f):
        if place > 0:
            assert f.left(place) == 2 * f(place - tiny) - f(place - 2 * tiny)
        if f.end is None or place + 2 * tiny <= f.end:
            assert f.above(place) == 2 * f(place + tiny) - f(place + 2 * tiny)
            assert f.slope(place) == (f(place + 2 * tiny) - f(place + tiny)) / tiny
    assert f.left(0) == f(0)


@pytest.mark.parametrize("seed", SEEDS)
def test_scale_multiplies_the_money(seed: int) -> None:
    f, g = several(seed, 2)
    assert same((f + g).scale(3), f.scale(3) + g.scale(3))
    assert same(f.scale(HALF).scale(2), f)
    assert same(f - f, f.scale(0))
    assert [f.scale(3)(place) for place in curves.places(f)] == [3 * f(place) for place in curves.places(f)]


@pytest.mark.parametrize("units", [Fraction(4), Fraction(7, 3)])
@pytest.mark.parametrize("seed", SEEDS)
def test_shift_moves_the_bill_and_back(seed: int, units: Fraction) -> None:
    f, g = several(seed, 2)
    moved = f.shift(units)
    assert [moved(place + units) for place in curves.places(f)] == [f(place) for place in curves.places(f)]
    assert moved(units / 2) == moved(units) == f(0)
    assert moved.end == (None if f.end is None else f.end + units)
    assert same(moved.shift(-units), f)
    assert same(moved.shift(1), f.shift(units + 1))
    assert same((f + g).shift(units), moved + g.shift(units))
    if f.end is None or f.end >= units:
        left = f.shift(-units)
        assert [left(place) for place in curves.places(left)] == [f(place + units) for place in curves.places(left)]


@pytest.mark.parametrize("seed", SEEDS)
def test_capped_and_floored_keep_the_bill_within_constants(seed: int) -> None:
    (f,) = several(seed, 1)
    kept = f.floored(-2).capped("3.5")
    assert [kept(q) for q in curves.places(f, kept)] == [
        min(max(f(q), Fraction(-2)), Fraction("3.5")) for q in curves.places(f, kept)
    ]
    assert same(kept, f.capped("3.5").floored(-2))
    assert same(kept.capped("3.5"), kept)


@pytest.mark.parametrize("seed", SEEDS)
def test_until_cuts_and_changes_nothing_before(seed: int) -> None:
    (f,) = several(seed, 1)
    for end in curves.places(f):
        cut = f.until(end)
        assert cut.end == end
        assert [cut(place) for place in curves.places(cut)] == [f(place) for place in curves.places(cut)]
        assert same(cut.until(end + 1), cut)
        with pytest.raises(BeyondTable):
            cut(end + Fraction(1, 10**6))


@pytest.mark.parametrize("seed", SEEDS)
def test_crossings_are_all_and_only_where_the_order_changes_inside_pieces(seed: int) -> None:
    f, g = several(seed, 2)
    crossed = f.crossings(g)
    assert crossed == g.crossings(f) == sorted(set(crossed))
    assert all(f.left(place) == g.left(place) and f.above(place) == g.above(place) for place in crossed)
    bounds = sorted({k.start for k in (*f.knots, *g.knots)} | set(crossed))
    last = min([end for end in (f.end, g.end) if end is not None], default=bounds[-1] + 1000)
    for low, high in itertools.pairwise([*(bound for bound in bounds if bound < last), last]):
        gaps = [
            f(low + (high - low) * part) - g(low + (high - low) * part) for part in (HALF / 50, HALF, 1 - HALF / 50)
        ]
        assert len({(gap > 0) - (gap < 0) for gap in gaps}) == 1


WHOLE: dict[str, Callable[[Fraction], int]] = {"up": ceil, "down": floor, "nearest": lambda x: floor(x + HALF)}


@pytest.mark.parametrize("rounding", WHOLE)
@pytest.mark.parametrize("seed", SEEDS)
def test_stairs_bill_whole_blocks(seed: int, rounding: str) -> None:
    f = curves.curve(curves.dice(seed), closed=False)
    block, end = Fraction(5, 2), Fraction(30)
    stairs = f.stairs(block, rounding, end)
    assert stairs.end == end
    for place in [step * block / 4 for step in range(49)]:
        assert stairs(place) == f(WHOLE[rounding](place / block) * block)


@pytest.mark.parametrize("rounding", WHOLE)
@pytest.mark.parametrize("end", [Fraction(29), Fraction(30), Fraction(31), Fraction(35), Fraction(1), Fraction(9)])
def test_stairs_never_bill_a_block_beyond_a_closed_curve(end: Fraction, rounding: str) -> None:
    f, block = Curve.line(1, 2).until(end), Fraction(10)
    stairs = f.stairs(block, rounding, Fraction(50))
    assert stairs.end is not None
    assert end - block < stairs.end <= end
    for tenth in range(int(stairs.end * 10) + 1):
        place = Fraction(tenth, 10)
        assert stairs(place) == f(WHOLE[rounding](place / block) * block)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sum_ends_where_the_first_curve_ends(seed: int) -> None:
    chance = curves.dice(seed)
    short, long = Curve.line(2, 1).until(Fraction(3)), curves.curve(chance, closed=seed % 2 == 0)
    ends = [end for end in (short.end, long.end) if end is not None]
    assert (short + long).end == min(ends)
    assert Curve.total([short, long, short]).end == min(ends)
    assert same(Curve.total([]), Curve.line())


@pytest.mark.parametrize(
    ("knots", "end"),
    [
        ([], None),
        ([(1, 0, 0, 0)], None),
        ([(0, 0, 0, 0), (2, 0, 0, 1), (2, 0, 0, 2)], None),
        ([(0, 0, 0, 0), (2, 0, 0, 1), (1, 0, 0, 2)], None),
        ([(0, 0, 0, 0), (6, 0, 0, 1)], 5),
        ([(0, 0, 0, 0)], -1),
    ],
    ids=["no knot", "none at 0", "two at 2", "falling", "a knot beyond the end", "an end before 0"],
)
def test_knots_that_make_no_curve_are_a_mistake(knots: list[tuple[int, int, int, int]], end: int | None) -> None:
    with pytest.raises(ValueError, match=r"curve|knots"):
        Curve.of(*knots, end=end)


def test_a_curve_refuses_what_it_does_not_price() -> None:
    closed = Curve.of((0, 6, 6, 0), (30_000, 6, 22, 0), end=100_000)
    assert closed(100_000) == 22
    with pytest.raises(BeyondTable, match="The table ends at 100000, not"):
        closed(Fraction("100000.000001"))
    with pytest.raises(QuantityRefused, match="not negative"):
        closed(Fraction("-0.000001"))
    with pytest.raises(BeyondTable):
        closed.shift(-100_001)


def test_a_jump_at_the_end_opens_no_piece() -> None:
    bill = Curve.of((0, 0, 0, 1), (10, 50, 50, 0), end=10)
    assert len(list(bill.pieces())) == 1
