"""The whole book under a policy: who is on which plan, what it costs beside other ways, and how much it rubs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts, show
from pages.parts.charts import Frame
from pages.parts.palette import Palette
from pricing.money import from_minor, show_money, show_quantity
from pricing.rebalancing import hindsight, metrics, mrr, report
from pricing.rebalancing.hindsight import Hindsight
from pricing.rebalancing.metrics import Metric
from pricing.rebalancing.outcome import Outcome

COSTS = {
    "policy": "this policy",
    "fixed": "best fixed plan of each",
    "overage_only": "first plan kept, overage paid",
    "hindsight": "best path in hindsight",
}


@dataclass(frozen=True, eq=False)
class Judged:
    """An outcome with its best path in hindsight and its figures."""

    outcome: Outcome
    best: Hindsight
    measured: dict[str, Metric]
    costs: dict[str, int]


@lru_cache(maxsize=6)
def judged(outcome: Outcome) -> Judged:
    """Return an outcome's figures, computed once."""
    best = hindsight.best(outcome)
    return Judged(outcome, best, metrics.measure(outcome, best), report.costs(best))


def lead(one: Judged) -> str:
    """Return what the policy does to the book, as one sentence."""
    ups, downs = (int(one.measured[name].value or 0) for name in ("upgrades", "downgrades"))
    paid, kept = one.costs["policy"], one.costs["overage_only"]
    gap = money(one.outcome, abs(kept - paid))
    than = f"{gap} {'less' if paid <= kept else 'more'} than on the first plan with overage"
    customers = len(one.outcome.book.customers)
    return f"{customers:,} customers: {ups:,} moves up, {downs:,} down; they pay {money(one.outcome, paid)}, {than}"


def mix(one: Judged, colours: Palette) -> go.Figure:
    """Return the plan mix over time as a chart."""
    outcome = one.outcome
    plans = outcome.plans()
    days = [outcome.book.date(day).isoformat() for day in range(outcome.book.days)]
    rows = [
        (plan.name, (plans == i).sum(axis=0), colours.plans[i % len(colours.plans)])
        for i, plan in enumerate(outcome.rules.ladder.plans)
    ]
    return charts.mix(days, rows, _frame(outcome, colours))


def costs(judgements: Sequence[tuple[str, Judged]], colours: Palette) -> go.Figure:
    """Return what customers pay under each policy and beside it, as bars."""
    first = judgements[0][1]
    rows = [
        (name, _major(one.outcome, one.costs["policy"]), money(one.outcome, one.costs["policy"]), colours.plans[i])
        for i, (name, one) in enumerate(judgements)
    ]
    rows += [
        (name, _major(first.outcome, first.costs[key]), money(first.outcome, first.costs[key]), colours.soft)
        for key, name in COSTS.items()
        if key != "policy"
    ]
    return charts.costs(rows, _frame(first.outcome, colours))


def figures(judgements: Sequence[Judged]) -> Iterator[list[str]]:
    """Yield a row for each figure: its name, its value under each policy, its meaning."""
    for name, metric in judgements[0].measured.items():
        values = [shown(one.outcome, one.measured[name]) for one in judgements]
        yield [name.replace("_", " "), *values, metric.meaning]


def revenue(one: Judged) -> list[tuple[str, ...]]:
    """Return the recurring revenue period by period, with what moved it."""
    moved = mrr.movements(one.outcome)
    columns = (moved.mrr, moved.new, moved.expansion, moved.reactivation, moved.contraction, moved.churn, moved.revenue)
    return [
        (str(one.outcome.book.date(int(end) - 1)), *(money(one.outcome, int(column[i])) for column in columns))
        for i, end in enumerate(moved.ends.tolist())
    ]


def notes(one: Judged) -> None:
    """Show what the best path leaves out."""
    for note in one.best.notes:
        show.note(note)
    unknown = one.outcome.book.known
    if unknown is not None:
        missing = int((~unknown).sum() - _outside(one.outcome))
        if missing:
            st.caption(f"{missing:,} customer-days are missing or unknown: unknown for every trend, zero for the bill.")


def _outside(outcome: Outcome) -> int:
    """Days before a customer's start and after leaving: nobody was there to be unknown."""
    book = outcome.book
    return int(np.clip(book.starts, 0, book.days).sum() + (book.days - np.clip(book.leaves, 0, book.days)).sum())


def shown(outcome: Outcome, metric: Metric) -> str:
    """Return a figure as people read it."""
    if metric.value is None:
        return "-"
    if metric.kind == "money":
        return money(outcome, int(metric.value))
    locale = outcome.rules.ladder.catalog.locale
    if metric.kind == "share":
        return f"{show_quantity(Fraction(metric.value) * 100, locale, 1)} %"
    return show_quantity(Fraction(metric.value), locale, 1)


def money(outcome: Outcome, minor: int) -> str:
    """Return minor units as an amount of the ladder's currency."""
    ladder = outcome.rules.ladder
    return show_money(from_minor(minor, ladder.digits), ladder.catalog.currency, ladder.catalog.locale)


def _major(outcome: Outcome, minor: int) -> float:
    return float(from_minor(minor, outcome.rules.ladder.digits))


def _frame(outcome: Outcome, colours: Palette) -> Frame:
    ladder = outcome.rules.ladder
    return Frame(
        0.0, 1.0, False, ladder.catalog.meter(ladder.meter).units(Fraction(2)), ladder.catalog.currency, colours
    )
