"""Recurring revenue from period to period: who brought it, who took it away, and how much it swings."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from pricing.frames import Ints
from pricing.money import decimal
from pricing.rebalancing.cycles import calendar, groups
from pricing.rebalancing.hindsight import Hindsight
from pricing.rebalancing.outcome import Outcome


@dataclass(frozen=True, slots=True, eq=False)
class Movements:
    """Arrays by period, in minor units of recurring fees (a cycle's, whatever its length) and of bills.

    `ends` (excluded) are the periods' ends as days. Identity: mrr[t] = mrr[t - 1] + new[t] + expansion[t]
    + reactivation[t] - contraction[t] - churn[t], with mrr[-1] = 0. `revenue` holds the bills of the cycles that closed
    within the period, or at its end; `kept` is what those who paid in the first period pay in the last one.
    """

    ends: Ints
    mrr: Ints
    new: Ints
    expansion: Ints
    reactivation: Ints
    contraction: Ints
    churn: Ints
    revenue: Ints
    kept: int

    @property
    def nrr(self) -> Fraction | None:
        """Net revenue retention, first to last period, of the first period's customers alone: kept / mrr[0]."""
        return Fraction(self.kept, int(self.mrr[0])) if len(self.mrr) and self.mrr[0] else None


def movements(outcome: Outcome) -> Movements:
    """Return the movements of recurring revenue, over the whole periods of a customer there from the first day.

    New: the first fee above 0 of a customer; reactivation: a later one after 0; expansion and contraction: more or
    less than before; churn: down to 0.
    """
    ends = _ends(outcome)
    plans = outcome.plans()[:, ends - 1].T.astype(np.int64)
    fees = np.append(outcome.rules.ladder.fees, 0)  # -1, not there, pays nothing
    parts = {
        name: np.zeros(len(ends), np.int64) for name in ("new", "expansion", "reactivation", "contraction", "churn")
    }
    before = np.zeros(len(outcome.book.customers), dtype=np.int64)
    ever = np.zeros(len(before), dtype=np.bool_)
    mrr = np.zeros(len(ends), dtype=np.int64)
    for t, plan in enumerate(plans):
        now = fees[plan]
        change, paid = now - before, before > 0
        parts["new"][t] = change[~paid & ~ever].sum()
        parts["reactivation"][t] = change[~paid & ever].sum()
        parts["expansion"][t] = change[paid & (change > 0)].sum()
        parts["contraction"][t] = -change[paid & (change < 0) & (now > 0)].sum()
        parts["churn"][t] = -change[paid & (now == 0)].sum()
        mrr[t], before, ever = now.sum(), now, ever | (now > 0)
    kept = int(fees[plans[-1]][fees[plans[0]] > 0].sum()) if len(ends) else 0
    return Movements(ends, mrr, **parts, revenue=_revenue(outcome, ends), kept=kept)


def compared(outcome: Outcome, best: Hindsight) -> dict[str, Ints]:
    """Return recurring fees by period, in minor units, under the policy and on the paths beside it.

    `fixed` is each customer's best single plan, `overage_only` the first plan kept, `hindsight` the best path, whose
    last closed cycle stands for what was still open.
    """
    ends, fees, book = _ends(outcome), outcome.rules.ladder.fees, outcome.book
    there = (book.starts[:, None] < ends) & (book.leaves[:, None] >= ends)
    plans = {
        "fixed": best.fixed_plan[:, None],
        "overage_only": book.plans[:, None],
        "hindsight": _walked(outcome, best, ends),
    }
    found = {name: (fees[plan] * there).sum(axis=0) for name, plan in plans.items()}
    return {"policy": movements(outcome).mrr, **found}


def _walked(outcome: Outcome, best: Hindsight, ends: Ints) -> Ints:
    """The best path's plan on the last evening of each period: [customers, periods]."""
    if not best.path.shape[1]:
        return np.repeat(best.fixed_plan[:, None], len(ends), axis=1)
    every = np.arange(len(outcome.book.customers))[:, None]
    keys = outcome.cycles.customer.astype(np.int64) << 32 | outcome.cycles.end
    number = np.searchsorted(keys, every << 32 | (ends - 1), side="right") - outcome.offsets[:-1, None]
    counts = np.diff(outcome.offsets)[:, None]
    plan = best.path[every, np.minimum(number, np.maximum(counts - 1, 0))].astype(np.int64)
    return np.where(counts > 0, plan, best.fixed_plan[:, None])


def _ends(outcome: Outcome) -> Ints:
    """The ends of the whole periods, by the calendar of a customer who is there from the first day."""
    policy, book = outcome.rules.policy, outcome.book
    group = int(groups(policy, book.first, np.zeros(1, np.int64))[0])
    found = np.unique(calendar(policy, book.first, book.days).end[group, : book.days])
    return found[found <= book.days]


def _revenue(outcome: Outcome, ends: Ints) -> Ints:
    found = np.zeros(len(ends) + 1, dtype=np.int64)
    np.add.at(found, np.searchsorted(ends, outcome.cycles.end), outcome.cycles.bill)
    return found[:-1]


def volatility(series: Ints) -> Fraction | None:
    """Return the standard deviation of a series over its mean, to six decimals; None where the mean is 0.

    >>> volatility(np.array([1, 3]))
    Fraction(1, 2)
    """
    values = [Fraction(int(value)) for value in series]
    mean = sum(values, Fraction(0)) / len(values) if values else Fraction(0)
    if not mean:
        return None
    variance = sum(((value / mean - 1) ** 2 for value in values), Fraction(0)) / len(values)
    root = decimal(variance, 24).sqrt()
    return Fraction(root.quantize(Decimal("0.000001")))
