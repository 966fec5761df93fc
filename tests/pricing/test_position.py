"""Where a quantity stands: the next bound, what is free until then, where less is paid."""

from fractions import Fraction

import pytest

from pricing.curve import Curve
from pricing.errors import BeyondTable
from pricing.position import stand
from pricing.shape import Grid

WHOLE = Grid(Fraction(1))
# API calls read by volume: 2.00, 1.50, 1.00 per 1,000, to 100,000 and 1,000,000
VOLUME = Curve.of((0, 0, 0, "0.002"), (100_000, 200, 150, "0.0015"), (1_000_000, 1500, 1000, "0.001"))
# Bands: 30,000 for 6, 100,000 for 22, closed
BANDS = Curve.of((0, 6, 6, 0), (30_000, 6, 22, 0), end=100_000)


@pytest.mark.parametrize(
    ("quantity", "following", "bound", "better", "falls_after"),
    [
        (0, 1, 100_000, None, 100_000),
        (74_999, 75_000, 100_000, None, 100_000),
        (75_000, 75_001, 100_000, None, 100_000),  # 150.00 here; 100,001 cost 150.0015
        (75_001, 75_002, 100_000, 100_001, 100_000),  # 150.002 here
        (100_000, 100_001, 100_000, 100_001, 100_000),
        (100_001, 100_002, 1_000_000, None, 1_000_000),
        (700_000, 700_001, 1_000_000, 1_000_001, 1_000_000),  # 1,050.00 here; 1,000,001 cost 1,000.001
        (1_000_001, 1_000_002, None, None, None),
    ],
)
def test_volume(quantity: int, following: int, bound: int | None, better: int | None, falls_after: int | None) -> None:
    here = stand(VOLUME, Fraction(quantity), WHOLE)
    assert here.next == following
    assert here.bound == bound
    assert here.better == better
    assert (here.cliff.after if here.cliff else None) == falls_after
    assert here.free is None
    assert here.room == (None if bound is None else bound - quantity)


@pytest.mark.parametrize(
    ("quantity", "following", "bound", "free"),
    [
        (0, 1, 30_000, 30_000),
        (1, 2, 30_000, 30_000),
        (29_999, 30_000, 30_000, 30_000),
        (30_000, 30_001, 30_000, None),
        (30_001, 30_002, 100_000, 100_000),
        (100_000, None, 100_000, None),
    ],
)
def test_bands(quantity: int, following: int | None, bound: int, free: int | None) -> None:
    here = stand(BANDS, Fraction(quantity), WHOLE)
    assert here.next == following
    assert here.bound == bound
    assert here.free == free
    assert here.better is None
    assert here.cliff is None


def test_a_better_quantity_costs_less_and_is_the_nearest() -> None:
    for quantity in range(75_001, 100_001, 997):
        here = stand(VOLUME, Fraction(quantity), WHOLE)
        assert here.better is not None
        assert VOLUME(here.better) < VOLUME(Fraction(quantity))
        assert VOLUME(here.better - 1) >= VOLUME(here.better)


def test_fractions_of_a_unit_have_no_nearest_better_one() -> None:
    # Just above 100,000 it costs 150; one whole unit more is what a customer has in mind.
    here = stand(VOLUME, Fraction("99999.5"))
    assert here.better == 100_001
    assert here.next == Fraction("100000.5")
    assert here.room == Fraction("0.5")


def test_beyond_a_closed_table_there_is_no_place_to_stand() -> None:
    with pytest.raises(BeyondTable):
        stand(BANDS, Fraction(100_001), WHOLE)
