"""Metrics on hand-counted stories, and the identity of recurring revenue on random ones."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from pricing.catalog import Catalog
from pricing.rebalancing import edges, hindsight, metrics, mrr, simulate
from pricing.rebalancing.book import book
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.policy import Policy
from tests.pricing.rebalancing.stories import NEW_YEAR, catalog, plan, policy
from tests.pricing.rebalancing.worlds import random_book, random_catalog, random_policy


def run(of: Catalog, rules: Policy, *rows: list[int], **more: object) -> Outcome:
    made = book(np.array(rows, dtype=np.int64), NEW_YEAR, **more)  # type: ignore[arg-type]
    return simulate.run(of, rules, made)


def figure(made: Outcome, name: str) -> object:
    return metrics.measure(made, hindsight.best(made))[name].as_json(made.rules.ladder.digits)


STAY = {"upgrade_when": "never", "downgrade": "off", "cycle": 7}


def test_bill_shock_needs_thirty_percent_and_five_of_the_currency(ladder: Catalog) -> None:
    week = [14] * 7
    more = [[16] * 6 + [extra] for extra in (18, 19)]  # 114 and 115 tokens
    # Bills 49, 49, 49, then 63.00 (below 1.3 x 49 = 63.70) or 64.00 (above).
    for last, count in zip(more, (0, 1), strict=True):
        assert int(metrics.shocks(run(ladder, policy(**STAY), week * 3 + last)).sum()) == count
    cheap = catalog(plan("Lite", "10", 100, "1"))
    small = run(cheap, policy(**STAY), week * 3 + [14] * 6 + [20])  # 10.00 -> 14.00: 40 %, but not 5.00
    assert not metrics.shocks(small).any()


@pytest.mark.parametrize(("currency", "amount"), [("USD", "$5.00"), ("JPY", "¥5"), ("KWD", "KWD5.000")])
def test_the_meaning_of_a_bill_shock_is_in_the_tables_currency(currency: str, amount: str) -> None:
    made = run(catalog(plan("Lite", "49", 100, "1"), currency=currency), policy(**STAY), [14] * 7)
    meaning = metrics.measure(made, hindsight.best(made))["bill_shocks"].meaning
    assert meaning == f"bills above the mean of the last three by 30 % and at least {amount}"


def test_a_shock_is_unannounced_unless_named_in_time(ladder: Catalog) -> None:
    rules = {**STAY, "cycle": 10, "notice_days": 7}
    early = run(ladder, policy(**rules), [5] * 30 + [90, 60] + [0] * 8)
    late = run(ladder, policy(**rules), [5] * 30 + [0] * 8 + [90, 60])
    for made, count in ((early, 0), (late, 1)):
        shocked = metrics.shocks(made)
        assert (int(shocked.sum()), int(metrics.unannounced(made, shocked).sum())) == (1, count)


def test_notice_lead_is_from_proposal_to_change(ladder: Catalog) -> None:
    made = run(ladder, policy(trend="always", grace_days=0), [60] * 31, [0] * 20 + [60] * 11)
    assert metrics.notice_leads(made).tolist() == [10, 30]
    assert (figure(made, "notice_lead_median"), figure(made, "notice_lead_p10")) == (10, 10)
    assert figure(run(ladder, policy(), [1] * 31), "notice_lead_median") is None


def test_flaps_are_reversals_within_three_cycles(ladder: Catalog) -> None:
    rules = policy(cycle=7, at_once=True, fairness_guard=False, cooldown_days=0, downgrade_patience=1)
    made = run(ladder, rules, [30] * 7 + [1] * 21 + [30] * 14)
    counts = made.events.counts()
    assert (counts["plan_upgraded"], counts["plan_downgraded"]) == (2, 1)
    assert (metrics.reversals(made), figure(made, "flap_rate")) == (2, "0.333333")


def test_wrong_upgrade_fits_the_old_plan_in_its_next_full_cycle(ladder: Catalog) -> None:
    rules = policy(cycle=7, at_once=True, fairness_guard=False, downgrade="off")
    spike, growth = [120] + [1] * 20, [120] + [30] * 20
    made = run(ladder, rules, spike, growth)
    assert metrics.wrong_upgrades(made) == (1, 2)
    at_billing_date = run(ladder, policy(cycle=7, trend="always", grace_days=0), [120] * 7 + [1] * 7)
    assert metrics.wrong_upgrades(at_billing_date) == (1, 1)


def test_missed_upgrade_is_over_dearer_and_unmoved(ladder: Catalog) -> None:
    stuck = run(ladder, policy(**STAY), [60] * 14)
    assert metrics.missed_upgrades(stuck, edges.whole(stuck)) == 2
    moved = run(ladder, policy(cycle=7, trend="always", grace_days=0), [60] * 14)
    assert metrics.missed_upgrades(moved, edges.whole(moved)) == 0


def test_days_over_throttled_and_paused(ladder: Catalog) -> None:
    rules = policy(cycle=7, at_once=True, response={"pause": "1"})
    made = run(ladder, rules, [60, 60, 10, 10, 10, 10, 10, 1])
    assert figure(made, "days_over_limit") == 6
    assert figure(made, "throttled_units") == "50"
    assert figure(made, "paused_days") == 5


def test_overpay_and_fit_rate(ladder: Catalog) -> None:
    made = run(ladder, policy(**STAY), [60] * 7 + [1] * 7)
    # 420 tokens: 369.00 on Lite, 99.00 on Pro; 7 tokens: Lite is the cheapest.
    assert (figure(made, "overpay"), figure(made, "fit_rate")) == ("270.00", "0.5")
    assert (figure(made, "regret"), figure(made, "regret_to_fixed")) == ("270.00", "220.00")


def test_movements_of_recurring_revenue(ladder: Catalog) -> None:
    rules = policy(cycle=7, at_once=True, fairness_guard=False, downgrade_patience=1, cooldown_days=0)
    grows = [30] * 14
    shrinks = [1] * 14
    leaves = [1] * 14
    joins = [0] * 7 + [1] * 7
    made = run(
        ladder, rules, grows, shrinks, leaves, joins,
        plans=np.array([0, 1, 0, 0]), leaves=np.array([15, 15, 10, 15]), starts=np.array([0, 0, 0, 7]),
    )  # fmt: skip
    moved = mrr.movements(made)
    # After week 1: Pro, Pro, Lite; after week 2: Pro, Pro (down at the end), gone, Lite.
    assert moved.mrr.tolist() == [24700, 24700]
    assert (moved.new.tolist(), moved.churn.tolist()) == ([24700, 4900], [0, 4900])
    assert moved.nrr == Fraction(19800, 24700)


def test_retention_is_of_the_customers_of_the_first_period_alone(ladder: Catalog) -> None:
    rules = policy(cycle=7, at_once=True, fairness_guard=False)
    joins = [0] * 7 + [1] * 7 + [30] * 7
    moved = mrr.movements(run(ladder, rules, [1] * 21, joins, starts=np.array([0, 7])))
    assert (moved.mrr.tolist(), moved.expansion.tolist()) == ([4900, 9800, 14800], [0, 0, 5000])
    assert moved.nrr == 1


def test_reactivation_and_churn_of_a_free_plan() -> None:
    free = catalog(plan("Free", "0", 100, "1"), plan("Pro", "50", 1000, "1"))
    rules = policy(cycle=7, at_once=True, fairness_guard=False, downgrade_patience=1, cooldown_days=0)
    moved = mrr.movements(run(free, rules, [30] * 7 + [1] * 21 + [30] * 7 + [1] * 7))
    assert moved.mrr.tolist()[0] == 5000
    assert moved.churn.sum() == moved.reactivation.sum() == 5000
    assert moved.new.sum() == 5000


@pytest.mark.parametrize("seed", range(30))
def test_identity_of_recurring_revenue(seed: int) -> None:
    of = random_catalog(seed)
    made = simulate.run(of, random_policy(seed), random_book(seed, of), seed=seed)
    moved = mrr.movements(made)
    before = np.concatenate([[0], moved.mrr[:-1]])[: len(moved.mrr)]
    gained = moved.new + moved.expansion + moved.reactivation
    assert moved.mrr.tolist() == (before + gained - moved.contraction - moved.churn).tolist()
    for part in (moved.new, moved.expansion, moved.reactivation, moved.contraction, moved.churn):
        assert (part >= 0).all()
    fees = np.append(made.rules.ladder.fees, 0)
    assert moved.mrr.tolist() == [int(fees[made.plans()[:, end - 1]].sum()) for end in moved.ends]


def test_recurring_fees_beside_the_other_paths(ladder: Catalog) -> None:
    made = run(ladder, policy(cycle=7, at_once=True, fairness_guard=False), [30] * 14 + [1] * 7, [1] * 21)
    found = mrr.compared(made, hindsight.best(made))
    assert {name: row.tolist() for name, row in found.items()} == {
        "policy": [14800, 14800, 14800],
        "fixed": [14800, 14800, 14800],
        "overage_only": [9800, 9800, 9800],
        "hindsight": [14800, 14800, 9800],
    }
    assert made.mix()[[0, 20]].tolist() == [[2, 0, 0], [1, 1, 0]]


def test_volatility_is_standard_deviation_over_mean() -> None:
    assert mrr.volatility(np.array([100, 100, 100])) == 0
    assert mrr.volatility(np.array([1, 2, 3, 4])) == Fraction("0.447214")
    assert mrr.volatility(np.zeros(3, dtype=np.int64)) is None


def test_revenue_at_risk_is_the_fee_of_the_shocked_and_paused(ladder: Catalog) -> None:
    made = run(ladder, policy(**STAY), [14] * 21 + [30] * 7, [14] * 28)
    assert figure(made, "revenue_at_risk") == "49.00"


def test_periods_of_one_day_less_than_a_cycle_have_no_figures(ladder: Catalog) -> None:
    made = run(ladder, policy(), [1] * 30)
    found = {name: metric.value for name, metric in metrics.measure(made, hindsight.best(made)).items()}
    assert (found["mrr"], found["nrr"], found["fit_rate"], found["cycles"]) == (None, None, None, 0)
    assert made.book.first == date(2026, 1, 1)
