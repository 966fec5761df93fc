"""Where a rule is exactly at its bound: pace, guard, margin, notice, and counts that begin anew."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from pricing import plans
from pricing.catalog import Catalog
from pricing.errors import BeyondTable
from pricing.rebalancing import simulate
from pricing.rebalancing.book import book
from pricing.rebalancing.ladder import ladder
from pricing.rebalancing.proration import terms
from tests.pricing.rebalancing.stories import bills, catalog, plan, policy, story, told


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


@pytest.mark.parametrize("counts", ["all", "overage"])
@pytest.mark.parametrize("rounding", ["up", "down", "nearest"])
@pytest.mark.parametrize("limit", [0, 15, 40])
def test_the_end_of_a_table_is_where_bills_end(counts: str, rounding: str, limit: int) -> None:
    charge = {"meters": ["tokens"], "included": "15", "tiers": [{"up_to": "80", "unit_price": "1"}], "block": "7"}
    charge["block_rounding"] = rounding
    of = catalog({"name": "Only", "fee": "49", "charges": [charge]}, conventions={"tier_counts": counts}, whole=False)
    rungs = ladder(of, policy(), decimals=1)
    end = int(rungs.ends_at(np.array([0]), np.array([limit * 10]))[0])
    one = terms(of.plans[0], "tokens", Fraction(limit), Fraction(49))
    assert plans.exact_bill(of, one, {"tokens": Fraction(end, 10)}) >= 49
    with pytest.raises(BeyondTable):
        plans.exact_bill(of, one, {"tokens": Fraction(end + 1, 10)})


@pytest.mark.parametrize(("how", "bill"), [("carry", 9739), ("split", 21439), ("reset", 11739)])
def test_what_was_served_before_a_change_is_billed_after_it(how: str, bill: int) -> None:
    # 120 of 130 tokens are served on the first day. Split leaves 3 of Lite's 100 for that day: 117.00 above.
    charge = {"meters": ["tokens"], "included": "100", "tiers": [{"up_to": "20", "unit_price": "1"}]}
    lite: dict[str, object] = {"name": "Lite", "fee": "49", "charges": [charge]}
    of = catalog(lite, plan("Pro", "99", 1000, "0.1"), conventions={"tier_counts": "overage"})
    rules = policy(at_once=True, usage_on_change=how, fairness_guard=False, downgrade="off")
    assert bills(story(of, rules, [130] + [10] * 30)) == [bill]


def test_a_first_part_of_a_cycle_has_its_own_end_of_a_table() -> None:
    charge = {"meters": ["tokens"], "included": "31", "tiers": [{"up_to": "20", "unit_price": "1"}]}
    of = catalog({"name": "Only", "fee": "31", "charges": [charge]}, conventions={"tier_counts": "overage"})
    made = story(of, policy(anchor_day=1), [10] * 17, date(2026, 1, 15))
    # 17 of 31 days: 17.00 and 17 tokens; 20 more are served.
    assert (bills(made), made.outcome.cycles.throttled.tolist()) == ([3700], [133])


def test_a_cap_of_whole_units_is_whole() -> None:
    # One and a half of 105 tokens are 157.5: the meter counts whole ones, though the usage has a decimal.
    of, rules = catalog(plan("Lite", "49", 105, "1")), policy(overage_cap="1.5")
    made = simulate.run(of, rules, book(np.array([[1300] + [100] * 30]), date(2026, 1, 1), decimals=1))
    assert (made.cycles.units.tolist(), made.cycles.throttled.tolist()) == ([1570], [2730])


def test_a_cap_of_a_large_allowance_fits() -> None:
    of = catalog(plan("Lite", "49", 10_000_000, "0.001"), whole=False)
    usage = book(np.full((1, 31), 1_000_000), date(2026, 1, 1), decimals=6)
    assert simulate.run(of, policy(overage_cap="999.999"), usage).cycles.throttled.tolist() == [0]
