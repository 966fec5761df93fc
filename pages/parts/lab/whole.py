"""The whole book under a policy: who is on which plan, what it costs beside other ways, and how much it rubs."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
import plotly.graph_objects as go
from babel.dates import format_date

from pages.parts import charts, words
from pages.parts.charts import Frame
from pages.parts.lab.runs import Run
from pages.parts.lab.story import OPEN, TODO
from pages.parts.lab.words import fees_called, major, money, named
from pages.parts.palette import Palette
from pages.parts.usage_sets import Loaded
from pricing.errors import Refusal
from pricing.frames import Ints
from pricing.money import show_quantity
from pricing.rebalancing import advice, mrr
from pricing.rebalancing.metrics import Metric
from pricing.rebalancing.outcome import Outcome

COSTS = {
    "fixed": "best fixed plan",
    "overage_only": "first plan kept",
    "hindsight": "best path in hindsight",
}
DASHES = {"fixed": "dot", "overage_only": "dash", "hindsight": "dashdot"}
Rows = Sequence[tuple[str, Run]]


def lead(rows: Rows) -> str:
    """Return what the policy does to the book, as one sentence; of two policies, what the second one changes."""
    name, one = rows[0]
    paid = _paid(one)
    customers = words.counted(len(one.outcome.book.customers), "customer")
    if not closed(rows):
        return f"{customers}: {OPEN}"
    if len(rows) > 1:
        second, other = rows[1]
        gap = _gap(one.outcome, paid, _paid(other))
        return f"Under {name} customers pay {money(one.outcome, paid)}, {gap} under {second}"
    gap = _gap(one.outcome, paid, one.costs["overage_only"])
    they = "it pays" if len(one.outcome.book.customers) == 1 else "they pay"
    return f"{customers}, {_moves(one)}: {they} {money(one.outcome, paid)}, {gap} on the first plan kept"


def below(rows: Rows) -> str:
    """Return how far the policy stays from the best path, and of two policies how often each moves somebody."""
    one = rows[0][1]
    if not closed(rows):
        return TODO
    if len(rows) > 1:
        return " ".join(f"{name}: {_moves(run)}.{_missed(run)}" for name, run in rows)
    regret = _gap(one.outcome, one.costs["policy"], one.costs["hindsight"])
    return f"{regret[0].upper()}{regret[1:]} the best path in hindsight, which knew all usage.{_missed(one)}"


def closed(rows: Rows) -> bool:
    """Whether any billing cycle is closed: before that there is no bill to show."""
    return any(len(run.outcome.cycles) for _, run in rows)


def mix(run: Run, colours: Palette) -> go.Figure:
    """Return the plan mix over time as a chart."""
    outcome = run.outcome
    counts = outcome.mix()
    days = [outcome.book.date(day).isoformat() for day in range(outcome.book.days)]
    rows = [
        (plan.name, counts[:, i].astype(np.float64), colours.plans[i % len(colours.plans)])
        for i, plan in enumerate(outcome.rules.ladder.plans)
    ]
    return charts.mix(days, rows, _frame(outcome, colours))


def last(run: Run) -> str:
    """Return who is on which plan in the end, as a sentence."""
    outcome = run.outcome
    counts = outcome.mix()[-1]
    parts = [f"{int(count):,} on {plan.name}" for count, plan in zip(counts, outcome.rules.ladder.plans, strict=True)]
    day = format_date(outcome.book.date(outcome.book.days - 1), "long", outcome.rules.ladder.catalog.locale)
    return f"On {day}: {', '.join(parts)}."


def costs(rows: Rows, colours: Palette) -> go.Figure:
    """Return what customers pay under each policy and beside it, as bars."""
    outcome, inks = rows[0][1].outcome, [*[colours.ink] * len(rows), *[colours.soft] * len(COSTS)]
    bars = zip(_compared(rows), inks, strict=True)
    drawn = [(name, major(outcome, cost), money(outcome, cost), ink) for (name, cost), ink in bars]
    return charts.costs(drawn, _frame(outcome, colours))


def told_costs(rows: Rows) -> str:
    """Return the same amounts as a sentence."""
    outcome = rows[0][1].outcome
    return f"What customers pay. {'; '.join(f'{name}: {money(outcome, cost)}' for name, cost in _compared(rows))}."


def _compared(rows: Rows) -> list[tuple[str, int]]:
    """What customers pay under each policy and beside it, in minor units."""
    first = rows[0][1]
    found = [(f"{name}, all told" if _missed(run) else name, run.costs["policy"]) for name, run in rows]
    return [*found, *((name, first.costs[key]) for key, name in COSTS.items())]


def recurring(rows: Rows, colours: Palette) -> go.Figure:
    """Return recurring fees period by period, under each policy and beside it, as lines."""
    outcome = rows[0][1].outcome
    inks = [*[colours.ink, colours.lost][: len(rows)], *[colours.soft] * len(COSTS)]
    dashes = [*["solid"] * len(rows), *(DASHES[key] for key in COSTS)]
    scale = 10.0**outcome.rules.ladder.digits
    ends = [outcome.book.date(int(end) - 1).isoformat() for end in mrr.movements(outcome).ends]
    lines = zip(_fees(rows), inks, dashes, strict=True)
    drawn = [(name, fees / scale, ink, dash) for (name, fees), ink, dash in lines]
    return charts.recurring(ends, drawn, _frame(outcome, colours))


def told_fees(rows: Rows) -> str:
    """Return the first and last of the same amounts as a sentence."""
    outcome = rows[0][1].outcome
    ways = [
        f"{name}: {money(outcome, int(fees[0]))}, in the end {money(outcome, int(fees[-1]))}"
        for name, fees in _fees(rows)
        if len(fees)
    ]
    return f"Recurring fees at the end of each period. {'; '.join(ways)}."


def _fees(rows: Rows) -> list[tuple[str, Ints]]:
    """Recurring fees at the end of each period, under each policy and beside it, in minor units."""
    first = rows[0][1]
    beside = mrr.compared(first.outcome, first.best)
    found = [(name, np.asarray(mrr.movements(run.outcome).mrr)) for name, run in rows]
    return [*found, *((name, np.asarray(beside[key])) for key, name in COSTS.items())]


def figures(rows: Rows) -> Iterator[list[str]]:
    """Yield a row for each figure: its name and meaning, its value under each policy."""
    called = fees_called(rows[0][1].outcome)
    for name, metric in rows[0][1].measured.items():
        values = [shown(run.outcome, run.measured[name]) for _, run in rows]
        yield [f"{named(name).replace('MRR', called)}: {metric.meaning}", *values]


def revenue(run: Run) -> list[tuple[str, ...]]:
    """Return the recurring revenue period by period, with what moved it."""
    moved = mrr.movements(run.outcome)
    columns = (moved.mrr, moved.new, moved.expansion, moved.reactivation, moved.contraction, moved.churn, moved.revenue)
    return [
        (str(run.outcome.book.date(int(end) - 1)), *(money(run.outcome, int(column[i])) for column in columns))
        for i, end in enumerate(moved.ends.tolist())
    ]


def thresholds(run: Run, loaded: Loaded) -> list[str]:
    """Return where the plans' bills cross beside where the catalogue moves up, with what it costs customers."""
    ladder = run.outcome.rules.ladder
    units = np.maximum(loaded.units(ladder.meter), 0)
    try:
        found = advice.thresholds(ladder.catalog, ladder.meter, units, loaded.totals.decimals)
    except Refusal as error:
        return [str(error)]
    return [one.sentence for one in found]


def notes(run: Run) -> list[str]:
    """Return what the best path leaves out, and how much usage nobody knows."""
    found = list(run.best.notes)
    book = run.outcome.book
    never = int((book.starts >= book.days).sum())
    if never:
        has = "has" if never == 1 else "have"
        found.append(f"{words.counted(never, 'customer')} {has} no known usage, and so no plan and no bill.")
    if book.known is not None:
        days = np.arange(book.days)
        there = (days >= book.starts[:, None]) & (days < book.leaves[:, None])
        missing = int((there & ~book.known).sum())
        if missing:
            counted = words.counted(missing, "customer-day")
            found.append(f"{counted} missing or unknown: unknown for every trend, nothing for the bill.")
    return found


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


def _paid(run: Run) -> int:
    return int(run.outcome.cycles.bill.sum())


def _missed(run: Run) -> str:
    """What the cost holds beyond the bills: usage that was not served, and switches that cost something."""
    more = run.costs["policy"] - _paid(run)
    return f" Beyond the bills it costs {money(run.outcome, more)}: usage not served, and switches." if more else ""


def _moves(run: Run) -> str:
    ups, downs = (int(run.measured[name].value or 0) for name in ("upgrades", "downgrades"))
    return f"{words.counted(ups, 'move')} up, {downs:,} down"


def _gap(outcome: Outcome, paid: int, other: int) -> str:
    if paid == other:
        return "as much as"
    return f"{money(outcome, abs(other - paid))} {'less' if paid < other else 'more'} than"


def _frame(outcome: Outcome, colours: Palette) -> Frame:
    ladder = outcome.rules.ladder
    unit = ladder.catalog.meter(ladder.meter).units(Fraction(2))
    return Frame(0.0, 1.0, False, unit, ladder.catalog.currency, colours)
