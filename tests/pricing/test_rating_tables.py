"""Curves read off as lines over whole numbers: the same money at each, and bounds that hold."""

from fractions import Fraction

from pricing.models import ONE
from pricing.rating.tables import Line, lines, settled, table
from tests import curves


def test_lines_read_a_curve_at_every_whole_number() -> None:
    for seed in range(60):
        curve = curves.curve(curves.dice(seed), closed=False)
        for unit in (Fraction(1), Fraction(1, 10), Fraction(5, 2)):
            rows = lines(curve, unit, 1)
            for n in range(40):
                line = [one for one in rows if one.start <= n][-1]
                assert line.at(n) == curve(n * unit)


def test_parts_that_vary_together_are_not_settled() -> None:
    one, two = [Line(0, Fraction(0), Fraction(1))], [Line(0, Fraction(1, 2), Fraction(0)), Line(5, Fraction(9), ONE)]
    assert settled([one, two], int) is None
    assert settled([two], int) == (
        [Line(0, Fraction(0), Fraction(0)), Line(5, Fraction(9), ONE)],
        [Line(0, Fraction(0), Fraction(0)), Line(5, Fraction(0), Fraction(0))],
    )


def test_a_reach_is_the_last_number_within_its_limit() -> None:
    for seed in range(60):
        row = lines(curves.curve(curves.dice(seed), closed=False), Fraction(1), 1)
        numerators = table(row, 30 * 10**6)
        values = [int([one for one in row if one.start <= n][-1].at(n) * 30 * 10**6) for n in range(60)]
        for limit in (0, 10**8, 3 * 10**8):
            over = [n for n, value in enumerate(values) if value > limit]
            reach = numerators.reach(limit)
            assert (reach is None or reach >= 59) if not over else reach == over[0] - 1
