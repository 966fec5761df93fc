"""Edge cases of the rules: bounds, grace, answers, pauses, guards, cooldowns, and plans at the ends of a ladder."""

import pytest

from pricing.catalog import Catalog
from tests.pricing.rebalancing.stories import bills, catalog, plan, policy, story, told


def test_usage_exactly_at_the_bound_is_inside_the_plan(ladder: Catalog) -> None:
    made = story(ladder, policy(at_once=True), [80, 20] + [0] * 29)
    assert told(made, quiet=True) == [
        "01-01 service_started",
        "01-01 usage_notice",
        "01-02 limit_reached",
        "02-01 cycle_closed",
        "02-01 invoice_issued",
    ]
    assert bills(made) == [4900]


def test_a_jump_from_70_to_120_percent_sends_both_messages_in_order(ladder: Catalog) -> None:
    made = story(ladder, policy(), [70, 50, 0])
    assert told(made, quiet=True)[1:] == [
        "01-02 usage_notice",
        "01-02 limit_reached",
        "01-02 limit_exceeded",
        "01-02 grace_started",
    ]


def test_zero_usage_and_zero_allowance_have_no_ratio_and_no_message() -> None:
    metered = catalog(plan("Metered", "0", None, "1"), plan("Pro", "99", 1000, "0.50"))
    assert told(story(metered, policy(), [0] * 31)) == []
    over = story(metered, policy(), [0, 1, 0])
    assert told(over) == ["01-02 limit_exceeded", "01-02 grace_started"]


def test_grace_then_overage_then_trend(ladder: Catalog) -> None:
    made = story(ladder, policy(response={"overage": "1"}), [3] * 10 + [40] * 21)
    # 30 + 2 x 40 > 100 on the 12th; three days over on the 14th; the weeks from the 5th are both above 100 / 31 a day.
    assert told(made) == [
        "01-12 limit_exceeded",
        "01-12 grace_started",
        "01-14 overage_started",
        "01-18 trend_confirmed",
        "01-18 upgrade_proposed",
        "01-19 overage_started",
        "02-01 overage_billed",
    ]
    assert bills(made) == [4900 + (30 + 21 * 40 - 100) * 100]


def test_under_14_days_of_history_only_instant_rules_act(ladder: Catalog) -> None:
    made = story(ladder, policy(cycle=7), [60] * 13)
    assert "upgrade_proposed" not in {entry.event for entry in made.entries}
    assert told(made)[:3] == ["01-02 limit_exceeded", "01-02 grace_started", "01-04 overage_started"]
    assert "01-02 upgrade_proposed" in told(story(ladder, policy(at_once=True), [60] * 3))


def test_over_at_the_end_of_a_cycle_in_grace(ladder: Catalog) -> None:
    made = story(ladder, policy(), [0] * 29 + [60, 60] + [1] * 5)
    assert told(made) == ["01-31 limit_exceeded", "01-31 grace_started", "02-01 grace_cleared"]
    assert bills(made) == [4900 + 2000]


def test_top_plan_contacts_sales(ladder: Catalog) -> None:
    made = story(ladder, policy(), [6000] + [0] * 30, plans=2)
    assert told(made) == ["01-01 limit_exceeded", "01-01 sales_contacted", "02-01 overage_billed"]
    assert bills(made) == [29900 + 8000]


def test_contact_sales_plan_is_never_a_target_nor_priced() -> None:
    book = catalog(plan("Lite", "49", 100, "1"), plan("Custom", "contact_sales", 10**6, "0"))
    made = story(book, policy(at_once=True), [500] * 31)
    assert told(made, "sales_contacted", "upgrade_proposed") == ["01-01 sales_contacted"]
    assert {entry.plan_to for entry in made.entries} == {"Lite"}
    with pytest.raises(ValueError, match="for sale"):
        story(book, policy(), [1], plans=1)


def test_jump_over_a_plan_is_one_change(ladder: Catalog) -> None:
    made = story(ladder, policy(at_once=True, fairness_guard=False), [4000, 0, 0])
    moves = [entry for entry in made.entries if entry.event == "plan_upgraded"]
    assert [(f"{one.date:%m-%d}", one.plan_from, one.plan_to) for one in moves] == [("01-02", "Lite", "Enterprise")]


def test_a_plan_that_none_fits_goes_to_the_largest(ladder: Catalog) -> None:
    made = story(ladder, policy(at_once=True, fairness_guard=False), [9000, 0])
    assert [entry.plan_to for entry in made.entries if entry.event == "plan_upgraded"] == ["Enterprise"]


def test_upgrade_dearer_than_overage_is_not_proposed(ladder: Catalog) -> None:
    # 4 a day come to 124 tokens: 73.00 on Lite, 99.00 on Pro.
    made = story(ladder, policy(), [4] * 62)
    assert "upgrade_proposed" not in {entry.event for entry in made.entries}
    unguarded = story(ladder, policy(fairness_guard=False), [4] * 62)
    assert "upgrade_proposed" in {entry.event for entry in unguarded.entries}


def test_guard_is_asked_again_at_the_billing_date(ladder: Catalog) -> None:
    made = story(ladder, policy(), [10] * 17 + [0] * 20)
    assert told(made, "upgrade_scheduled", "change_cancelled", "plan_upgraded") == [
        "01-15 upgrade_scheduled",
        "02-01 change_cancelled",
    ]
    assert "it would cost you more than Lite" in next(e.message for e in made.entries if e.event == "change_cancelled")


def test_pause_throttles_usage_and_does_not_credit_the_fee(ladder: Catalog) -> None:
    made = story(ladder, policy(at_once=True, response={"pause": "1"}), [60, 60] + [10] * 29 + [5])
    assert told(made, "service_paused", "service_resumed") == ["01-02 service_paused", "02-01 service_resumed"]
    cycles = made.outcome.cycles
    assert (cycles.units.tolist(), cycles.throttled.tolist()) == ([120], [290])
    assert bills(made) == [4900 + 2000]


def test_no_upgrade_while_paused_and_one_after(ladder: Catalog) -> None:
    rules = policy(at_once=True, response={"none": "1"}, on_no_response="pause")
    made = story(ladder, rules, [60] * 40)
    assert told(made, "upgrade_proposed", "service_resumed", "plan_upgraded") == [
        "01-02 upgrade_proposed",
        "02-01 service_resumed",
        "02-02 upgrade_proposed",
    ]


def test_no_answer_waits_for_the_notice(ladder: Catalog) -> None:
    rules = policy(trend="always", grace_days=0, response={"none": "1"})
    early = story(ladder, rules, [60] * 32)
    assert told(early, "upgrade_scheduled", "plan_upgraded") == ["01-03 upgrade_scheduled", "02-01 plan_upgraded"]
    late = story(ladder, rules, [0] * 26 + [60] * 40)
    # Proposed on the 28th: fewer than 7 days before 1 February, so the billing date after.
    assert told(late, "upgrade_proposed", "plan_upgraded")[:2] == ["01-28 upgrade_proposed", "03-01 plan_upgraded"]
    assert late.entries[-1].event == "plan_upgraded" or "03-01 plan_upgraded" in told(late)
    explicit = story(ladder, policy(trend="always", grace_days=0), [0] * 26 + [60] * 20)
    assert told(explicit, "plan_upgraded") == ["02-01 plan_upgraded"]


def test_no_answer_at_once_waits_for_the_notice(ladder: Catalog) -> None:
    made = story(ladder, policy(at_once=True, response={"none": "1"}, notice_days=5), [60] * 12)
    assert told(made, "upgrade_proposed", "upgrade_scheduled", "plan_upgraded") == [
        "01-02 upgrade_proposed",
        "01-02 upgrade_scheduled",
        "01-07 plan_upgraded",
    ]


def test_declined_is_not_asked_again_this_cycle(ladder: Catalog) -> None:
    made = story(ladder, policy(at_once=True, response={"overage": "1"}), [60] * 40)
    assert told(made, "upgrade_proposed") == ["01-02 upgrade_proposed", "02-02 upgrade_proposed"]


def test_oscillating_load_at_a_bound_reverses_once_a_cooldown_at_most(ladder: Catalog) -> None:
    days = ([20] * 14 + [1] * 28) * 9
    made = story(ladder, policy(cycle=7, cooldown_days=60, at_once=True, fairness_guard=False), days)
    downs = [entry.date for entry in made.entries if entry.event == "plan_downgraded"]
    ups = [entry.date for entry in made.entries if entry.event == "plan_upgraded"]
    assert len(ups) >= 2
    assert downs
    assert all((down - up).days >= 60 for down in downs for up in ups if down > up)


def test_upgrade_while_a_downgrade_is_pending(ladder: Catalog) -> None:
    days = [1] * 14 + [300] * 21
    made = story(ladder, policy(cycle=7, at_once=True, fairness_guard=False), days, plans=1)
    assert told(made)[:6] == [
        "01-15 downgrade_scheduled",
        "01-18 limit_exceeded",
        "01-18 change_cancelled",
        "01-18 grace_started",
        "01-18 trend_confirmed",
        "01-18 upgrade_proposed",
    ]
    assert [entry.plan_to for entry in made.entries if entry.event == "plan_upgraded"] == ["Enterprise"]


def test_downgrade_that_no_longer_fits_is_called_off(ladder: Catalog) -> None:
    made = story(ladder, policy(cycle=7), [1] * 14 + [20] * 7 + [1], plans=1)
    assert told(made) == ["01-15 downgrade_scheduled", "01-22 change_cancelled"]


def test_downgrade_suggested_once_and_never_applied(ladder: Catalog) -> None:
    made = story(ladder, policy(cycle=7, downgrade="suggest"), [1] * 42, plans=2)
    assert told(made) == ["01-15 downgrade_suggested"]
    assert "Two options" in made.entries[-1].message or any("Two options" in e.message for e in made.entries)


def test_hysteresis_keeps_a_plan_that_only_just_fits_lower(ladder: Catalog) -> None:
    assert told(story(ladder, policy(cycle=10), [9] * 60, plans=1))[0] == "01-21 downgrade_scheduled"
    assert told(story(ladder, policy(cycle=10), ([9] * 9 + [10]) * 6, plans=1)) == []


def test_cycles_confirm_an_upgrade(ladder: Catalog) -> None:
    rules = policy(cycle=7, trend="none", over_cycles_confirm=2)
    made = story(ladder, rules, [60] * 28)
    assert told(made, "trend_confirmed", "plan_upgraded") == ["01-15 trend_confirmed", "01-22 plan_upgraded"]


@pytest.mark.parametrize("trend", ["median_over_pace(14)", "m_of_n(5, 7)", "projected(8, 10)", "weeks_over_pace(2)"])
def test_trends_confirm_growth_and_not_a_spike(ladder: Catalog, trend: str) -> None:
    growth = story(ladder, policy(trend=trend), [20] * 31)
    spike = story(ladder, policy(trend=trend), [1] * 20 + [500] + [0] * 10)
    assert "upgrade_proposed" in {entry.event for entry in growth.entries}
    assert trend == "projected(8, 10)" or "upgrade_proposed" not in {entry.event for entry in spike.entries}


@pytest.mark.parametrize(("target", "plan_to"), [("smallest_fit", "Pro"), ("next_tier", "Pro"), ("cheapest", "Pro")])
def test_targets(ladder: Catalog, target: str, plan_to: str) -> None:
    made = story(ladder, policy(upgrade_target=target), [20] * 40)
    assert {entry.plan_to for entry in made.entries if entry.event == "upgrade_proposed"} == {plan_to}


def test_targets_differ_where_overage_is_cheap(ladder: Catalog) -> None:
    days = [39] * 40  # 1,209 tokens a month: Enterprise fits, Pro with 104.50 of overage is cheaper
    found = {}
    for target in ("smallest_fit", "next_tier", "cheapest"):
        made = story(ladder, policy(upgrade_target=target), days)
        found[target] = next(entry.plan_to for entry in made.entries if entry.event == "upgrade_proposed")
    assert found == {"smallest_fit": "Enterprise", "next_tier": "Pro", "cheapest": "Pro"}


def test_usage_above_the_cap_is_not_served(ladder: Catalog) -> None:
    made = story(ladder, policy(overage_cap="1.5"), [120, 100, 50] + [0] * 28)
    cycles = made.outcome.cycles
    assert (cycles.units.tolist(), cycles.throttled.tolist(), bills(made)) == ([150], [120], [4900 + 5000])
    assert told(made, "usage_capped") == ["01-02 usage_capped"]


def test_a_closed_table_serves_what_it_prices() -> None:
    closed = {"meters": ["tokens"], "included": "100", "tiers": [{"up_to": "150", "unit_price": "1"}]}
    made = story(catalog({"name": "Closed", "fee": "10", "charges": [closed]}), policy(), [100, 80] + [0] * 29)
    assert (made.outcome.cycles.units.tolist(), made.outcome.cycles.throttled.tolist()) == ([150], [30])
    assert bills(made) == [1000 + 5000]


def test_blocked_in_grace(ladder: Catalog) -> None:
    made = story(ladder, policy(during_grace="block"), [60, 60, 50, 50] + [0] * 27)
    assert (made.outcome.cycles.units.tolist(), made.outcome.cycles.throttled.tolist()) == ([120], [100])
