"""The best path in hindsight: equal to trying every path, never above a fixed plan or a policy."""

import itertools
from datetime import date
from fractions import Fraction
from math import floor

import numpy as np
import pytest

from pricing import invoice
from pricing.catalog import Catalog, Plan, Seats
from pricing.money import minor_digits, to_minor
from pricing.rebalancing import hindsight, simulate
from pricing.rebalancing.book import Book, book
from pricing.rebalancing.policy import Policy
from tests.pricing.rebalancing.stories import catalog, plan, policy
from tests.pricing.rebalancing.worlds import random_book, random_catalog, random_policy

CYCLE = 5


def small(seed: int) -> tuple[Catalog, Policy, Book]:
    dice = np.random.default_rng([seed, 4])
    of = random_catalog(seed)
    rules = random_policy(
        seed,
        cycle=CYCLE,
        anchor_day=0,
        overage_cap="none",
        during_grace="serve",
        response={"accept": "0.5", "overage": "0.5"},
        on_no_response="accept",
    )
    units = (dice.lognormal(3, 1.5, (1, CYCLE * int(dice.integers(1, 4)))) * dice.integers(1, 20)).astype(np.int64)
    return of, rules, book(units, date(2026, 1, 1))


def billed(of: Catalog, one: Plan, included: int, fee: int, units: int, rest: Fraction) -> int:
    """A stretch by the plain invoice: its own fee and allowance, its share of credit and minimum."""
    digits = minor_digits(of.currency)
    charge = one.charges[0].model_copy(update={"included": Fraction(included)})
    changed = {"fee": Fraction(max(fee, 0), 10**digits), "seats": Seats(count=0), "charges": (charge,)}
    changed |= {"credit": one.credit * rest, "minimum": one.minimum * rest}
    total = invoice.quote(of, one.model_copy(update=changed), {"tokens": units}).total
    return int(total.scaleb(digits)) + min(fee, 0)


def cycle_cost(of: Catalog, rules: Policy, days: list[int], p: int, q: int, day: int) -> int:
    """A cycle on p that changes to q after `day` days (0: on q throughout), as the design's formulas say."""
    digits, length = minor_digits(of.currency), len(days)
    old, new = of.plans[p], of.plans[q]
    fees = [to_minor(one.fee or Fraction(0), digits) for one in (old, new)]
    allowances = [int(one.charges[0].included) for one in (old, new)]
    if not day:
        return billed(of, new, allowances[1], fees[1], sum(days), Fraction(1))
    f = Fraction(length - day, length)
    lines = {
        "prorated": (-to_minor((old.fee or 0) * f, digits), to_minor((new.fee or 0) * f, digits)),
        "full_difference": (-fees[0], fees[1]),
        "none": (0, 0),
    }
    credit, debit = lines[rules.upgrade_charge]
    prorated = rules.allowance_on_change == "prorated"
    if rules.usage_on_change == "carry":
        blended = floor(Fraction(allowances[0] * day + allowances[1] * (length - day), length))
        limit = blended if prorated else allowances[1]
        return billed(of, new, limit, fees[0] + credit + debit, sum(days), Fraction(1))
    first = (
        floor(Fraction(allowances[0] * day, length)) if prorated and rules.usage_on_change == "split" else allowances[0]
    )
    second = floor(allowances[1] * f) if prorated else allowances[1]
    early = billed(of, old, first, fees[0] + credit, sum(days[:day]), 1 - f)
    return early + billed(of, new, second, debit, sum(days[day:]), f)


def brute_force(of: Catalog, rules: Policy, units: list[int]) -> int:
    sale = [k for k, one in enumerate(of.plans) if one.for_sale]
    switch = to_minor(rules.switch_cost, minor_digits(of.currency))
    cycles = [units[low : low + CYCLE] for low in range(0, len(units), CYCLE)]
    steps = [(p, q, 0) for p in sale for q in sale]
    if rules.upgrade_when == "now":
        steps += [(p, q, day) for p in sale for q in sale if p < q for day in range(1, CYCLE)]
    costs = [{step: cycle_cost(of, rules, days, *step) for step in steps} for days in cycles]
    best = None
    for path in itertools.product(steps, repeat=len(cycles)):
        if any(one[1] != two[0] for one, two in itertools.pairwise(path)):
            continue
        moves = sum(p != q and (t > 0 or day > 0) for t, (p, q, day) in enumerate(path))
        cost = sum(costs[t][step] for t, step in enumerate(path)) + moves * switch
        best = cost if best is None else min(best, cost)
    assert best is not None
    return best


@pytest.mark.parametrize("part", range(10))
def test_equals_trying_every_path_on_300_small_cases(part: int) -> None:
    for seed in range(part * 30, part * 30 + 30):
        of, rules, usage = small(seed)
        made = simulate.run(of, rules, usage, seed=seed)
        found = hindsight.best(made, own=False)
        assert found.best.tolist() == [brute_force(of, rules, usage.units[0].tolist())], seed


@pytest.mark.parametrize("seed", range(20))
def test_no_policy_and_no_fixed_plan_is_cheaper(seed: int) -> None:
    of = random_catalog(seed)
    made = simulate.run(of, random_policy(seed), random_book(seed, of), seed=seed)
    found = hindsight.best(made)
    assert (found.regret >= 0).all()
    assert (found.best <= found.fixed).all()
    assert (found.fixed <= found.overage_only).all()


@pytest.mark.parametrize("seed", range(20))
def test_a_policy_that_moves_at_billing_dates_needs_no_path_of_its_own(seed: int) -> None:
    of = random_catalog(seed)
    rules = random_policy(seed, upgrade_when="next_billing_date", anchor_day=0)
    made = simulate.run(of, rules, random_book(seed, of, plain=True), seed=seed)
    alone, own = hindsight.best(made, own=False), hindsight.best(made)
    assert alone.best.tolist() == own.best.tolist()
    assert (alone.regret >= 0).all()


def test_path_and_costs_of_a_quiet_then_busy_customer() -> None:
    of = catalog(plan("Lite", "49", 100, "1"), plan("Pro", "99", 1000, "0.50"))
    units = np.array([[50] * 31 + [3] * 28], dtype=np.int64)
    found = hindsight.best(simulate.run(of, policy(), book(units, date(2026, 1, 1))))
    # January: 1,550 tokens are 1,499.00 on Lite and 374.00 on Pro; February: 84 tokens.
    assert found.path.tolist() == [[1, 0]]
    assert found.best.tolist() == [37400 + 4900]
    assert found.fixed.tolist() == [37400 + 9900]
    assert found.overage_only.tolist() == [149900 + 4900]


def test_switch_costs_count_on_both_sides() -> None:
    of = catalog(plan("Lite", "49", 100, "1"), plan("Pro", "99", 1000, "0.50"))
    units = np.array([[50] * 31 + [3] * 28], dtype=np.int64)
    found = hindsight.best(simulate.run(of, policy(switch_cost="60"), book(units, date(2026, 1, 1))))
    assert found.path.tolist() == [[1, 1]]
    assert found.best.tolist() == [37400 + 9900]


def test_unserved_units_cost_the_overage_rate_or_their_price() -> None:
    of = catalog(plan("Lite", "49", 100, "1"))
    usage = book(np.array([[200] + [0] * 30], dtype=np.int64), date(2026, 1, 1))
    for price, cost, best in (("overage_rate", 14900, 14900), ("0.10", 5900, 5900), ("3", 34900, 14900)):
        found = hindsight.best(simulate.run(of, policy(overage_cap="1", unserved_price=price), usage))
        assert (found.policy.tolist(), found.best.tolist()) == ([cost], [best])


def test_a_contact_sales_plan_takes_no_part() -> None:
    of = catalog(plan("Lite", "49", 100, "1"), plan("Custom", "contact_sales", 10**6, "0"))
    usage = book(np.full((1, 31), 1000, dtype=np.int64), date(2026, 1, 1))
    found = hindsight.best(simulate.run(of, policy(), usage))
    assert found.notes == ("Plan 'Custom' is priced by contacting sales and takes no part.",)
    assert found.path.tolist() == [[0]]


def test_no_closed_cycle_costs_nothing() -> None:
    of = catalog(plan("Lite", "49", 100, "1"))
    found = hindsight.best(simulate.run(of, policy(), book(np.ones((2, 9), dtype=np.int64), date(2026, 1, 1))))
    assert (found.best.tolist(), found.policy.tolist(), found.path.shape) == ([0, 0], [0, 0], (2, 0))
