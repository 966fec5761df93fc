"""Where a rule is exactly at its bound: pace, guard, margin, notice, and counts that begin anew."""

import pytest

from pricing.catalog import Catalog
from tests.pricing.rebalancing.stories import catalog, plan, policy, story, told


@pytest.mark.parametrize(("first", "confirmed"), [(10, []), (11, ["01-14 trend_confirmed"])])
def test_a_week_at_the_pace_is_not_above_it(first: int, confirmed: list[str]) -> None:
    of = catalog(plan("Lite", "49", 70, "1"), plan("Pro", "50", 1000, "1"))
    made = story(of, policy(cycle=7, grace_days=0, fairness_guard=False), [first, *[10] * 12, 11])
    assert told(made, "trend_confirmed") == confirmed


@pytest.mark.parametrize(("day", "proposed"), [(15, ["01-07 upgrade_proposed"]), (14, [])])
def test_a_plan_that_costs_the_same_is_fair(ladder: Catalog, day: int, proposed: list[str]) -> None:
    # 10 days of 15 are 150 tokens: 99.00 on both plans; of 14 they are 140: 89.00 on Lite.
    made = story(ladder, policy(cycle=10, at_once=True), [day] * 8 if day == 15 else [day] * 9)
    assert told(made, "upgrade_proposed") == proposed


@pytest.mark.parametrize(("last", "confirmed"), [(14, []), (15, ["01-08 trend_confirmed"])])
def test_a_cycle_at_the_margin_is_not_over_by_it(ladder: Catalog, last: int, confirmed: list[str]) -> None:
    rules = policy(cycle=7, trend="none", over_cycles_confirm=1, fairness_guard=False)
    made = story(ladder, rules, [16] * 6 + [last] + [1] * 3)
    assert told(made, "trend_confirmed") == confirmed


def test_notice_counts_from_the_proposal(ladder: Catalog) -> None:
    rules = policy(at_once=True, response={"none": "1"}, response_delay_days=2, notice_days=5)
    made = story(ladder, rules, [60] * 12)
    assert told(made, "upgrade_proposed", "upgrade_scheduled", "plan_upgraded") == [
        "01-02 upgrade_proposed",
        "01-04 upgrade_scheduled",
        "01-07 plan_upgraded",
    ]


def test_cycles_over_are_counted_anew_on_a_new_plan(ladder: Catalog) -> None:
    made = story(ladder, policy(cycle=7, trend="none"), [60] * 21 + [300] * 21)
    assert told(made, "trend_confirmed", "plan_upgraded") == [
        "01-15 trend_confirmed",
        "01-22 plan_upgraded",
        "02-05 trend_confirmed",
        "02-12 plan_upgraded",
    ]
