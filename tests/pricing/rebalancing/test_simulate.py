"""The simulator as a page calls it: progress that names the day, a run that is stopped, and what it refuses."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from pricing.catalog import Catalog
from pricing.errors import QuantityRefused, Refusal
from pricing.rebalancing import simulate
from pricing.rebalancing.book import Late, book, fitted
from tests.pricing.rebalancing.stories import NEW_YEAR, catalog, plan, policy


def test_progress_names_the_day_and_can_stop(ladder: Catalog) -> None:
    usage = book(np.ones((4, 30), dtype=np.int64), NEW_YEAR)
    seen: list[tuple[date, int, int]] = []
    simulate.run(ladder, policy(), usage, block=2, progress=lambda *told: seen.append(told))
    assert seen[:2] == [(date(2026, 1, 1), 0, 120), (date(2026, 1, 8), 14, 120)]
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)

    class Stopped(Exception):
        pass

    def stop(day: date, done: int, total: int) -> None:
        raise Stopped(day, done, total)

    with pytest.raises(Stopped):
        simulate.run(ladder, policy(), usage, progress=stop)


def test_the_book_is_left_as_it_was(ladder: Catalog) -> None:
    units = np.full((1, 40), 30, dtype=np.int64)
    usage = book(units, NEW_YEAR, leaves=np.array([20]))
    simulate.run(ladder, policy(), usage)
    assert (units == 30).all()


def test_no_customer_and_no_day(ladder: Catalog) -> None:
    for shape in ((0, 30), (3, 0)):
        made = simulate.run(ladder, policy(), book(np.zeros(shape, dtype=np.int64), NEW_YEAR))
        assert (len(made.events), len(made.cycles)) == (0, 0)


def test_customers_may_start_on_the_plan_that_holds_their_median_days(ladder: Catalog) -> None:
    usage = book(np.array([[3] * 30, [4] * 30, [3] * 29 + [9000], [500] * 30]), NEW_YEAR)
    assert fitted(usage, ladder, policy()).plans.tolist() == [0, 1, 0, 2]


def test_allowances_finer_than_the_usage() -> None:
    fine = catalog(
        plan("Lite", "49", 100, "1") | {"charges": [_gigabytes("0.25")]}, plan("Pro", "99", 1000, "1"), whole=False
    )
    made = simulate.run(fine, policy(), book(np.array([[0, 1] + [0] * 29]), NEW_YEAR))
    assert made.rules.ladder.decimals == 2
    assert made.cycles.bill.tolist() == [4900 + 75]


def _gigabytes(included: str) -> dict[str, object]:
    return {"meters": ["tokens"], "included": included, "tiers": [{"unit_price": "1"}]}


ONES = np.ones((2, 3), dtype=np.int64)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (lambda: book(np.ones((1, 3)), NEW_YEAR), "64-bit whole numbers"),  # type: ignore[arg-type]
        (lambda: book(np.full((1, 3), 2**50, dtype=np.int64), NEW_YEAR), "at most"),
        (lambda: book(ONES, NEW_YEAR, customers=["a", "a"]), "a customer of its own"),
        (lambda: book(ONES, NEW_YEAR, starts=np.zeros(3, dtype=np.int64)), "the shape of the units"),
        (lambda: book(ONES, NEW_YEAR, late=Late(*(np.array([n]) for n in (0, 2, 1, 5)))), "told after a day"),
    ],
)
def test_what_a_book_refuses(made: Callable[[], object], text: str) -> None:
    with pytest.raises(Refusal, match=text):
        made()


def test_a_ladder_of_too_many_plans_is_refused() -> None:
    many = catalog(*(plan(f"P{n}", str(n), 100 * n + 1, "1") for n in range(101)))
    with pytest.raises(Refusal, match="at most 100 plans"):
        simulate.run(many, policy(), book(ONES, NEW_YEAR))


def test_fractional_units_on_a_whole_meter_are_refused(ladder: Catalog) -> None:
    with pytest.raises(QuantityRefused, match="a whole quantity is needed"):
        simulate.run(ladder, policy(), book(np.full((1, 31), 15, dtype=np.int64), NEW_YEAR, decimals=1))
