"""One customer's story: the days on plan bands, every message as it was sent, and the bills."""

from collections.abc import Iterator
from html import escape

import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts, words
from pages.parts.charts import Frame
from pages.parts.lab import picks
from pages.parts.lab.words import money, named
from pages.parts.palette import Palette
from pricing import wording
from pricing.rebalancing import hindsight, timeline
from pricing.rebalancing.ladder import UNLIMITED
from pricing.rebalancing.timeline import Timeline

QUIET = {event.label for event in picks.QUIET}
KINDS = {
    "plan_upgraded": "up",
    "plan_downgraded": "down",
    "service_paused": "paused",
    "upgrade_proposed": "asked",
    "downgrade_scheduled": "asked",
    "downgrade_suggested": "asked",
    "sales_contacted": "asked",
}
SIGNS = {"told": "○ told", "asked": "◆ asked", "paused": "■ paused", "up": "▲ moved up", "down": "▼ moved down"}
ROOM = 3  # an allowance beyond so many times the highest usage stays above the chart


def lead(story: Timeline) -> str:
    """Return how the story goes, as one sentence."""
    moves = [one for one in story.entries if KINDS.get(one.event) in ("up", "down")]
    bills = story.outcome.cycles.bill
    paid = f"paid {money(story.outcome, int(bills.sum()))} in {words.counted(len(bills), 'cycle')}"
    if not moves:
        plan = story.evenings[-1].plan if story.evenings else "no plan"
        return f"{story.customer} stayed on {plan} and {paid}"
    path = ", then ".join(f"to {one.plan_to} on {_long(story, one)}" for one in moves[:3])
    more = f", with {words.counted(len(moves) - 3, 'more move')}" if len(moves) > 3 else ""
    return f"{story.customer} moved {path}{more}, and {paid}"


def below(story: Timeline) -> str:
    """Return what the same cycles would have cost otherwise."""
    if not len(story.outcome.cycles):
        return "No cycle has closed yet."
    best = hindsight.best(story.outcome)
    ladder, first = story.outcome.rules.ladder, int(story.outcome.book.plans[0])
    kept, least, fixed = (int(row[0]) for row in (best.overage_only, best.best, best.fixed))
    plan = ladder.plans[int(best.fixed_plan[0])].name
    return (
        f"The same cycles on {ladder.plans[first].name} throughout: {money(story.outcome, kept)}; on the best single "
        f"plan, {plan}: {money(story.outcome, fixed)}; on the best path in hindsight: {money(story.outcome, least)}."
    )


def figure(story: Timeline, unit: str, colours: Palette) -> go.Figure:
    """Return the story as a chart."""
    currency = story.outcome.rules.ladder.catalog.currency
    frame = Frame(0.0, 1.0, False, unit, currency, colours)
    return charts.story(_days(story), _bands(story, colours), _marks(story), _bills(story, colours), frame)


def legend(story: Timeline, unit: str) -> str:
    """Return what the chart's signs mean, and which allowance does not fit on it."""
    kinds = {mark.kind for mark in _marks(story)}
    signs = ", ".join(sign for kind, sign in SIGNS.items() if kind in kinds)
    days, catalog = _days(story), story.outcome.rules.ladder.catalog
    above = {(one.plan, one.limit) for one in story.evenings if one.limit is not None and one.limit > days.top}
    told = [f"{wording.number(catalog, limit)} {unit} on {plan}" for plan, limit in sorted(above)]
    beyond = f" Allowances above the chart: {', '.join(told[:3])}." if told else ""
    return f"{signs}; point at a sign for its message.{beyond}" if signs else beyond.strip()


def messages(story: Timeline) -> None:
    """Show every message as the customer got it, day by day."""
    told = [one for one in story.entries if one.event not in QUIET]
    items = "".join(
        f'<li style="margin:0 0 .9rem"><b>{escape(_long(story, one))}, {named(one.event)}</b><br>{escape(one.message)}</li>'
        for one in told
    )
    st.html(f'<ul style="list-style:none;padding:0;margin:0;max-width:46rem">{items}</ul>' if told else "Nothing.")


def bills(story: Timeline) -> Iterator[list[str]]:
    """Yield a row for each closed cycle: its days, the plan at its end, usage, allowance, fees, usage charges, bill."""
    outcome, cycles = story.outcome, story.outcome.cycles
    catalog, scale = outcome.rules.ladder.catalog, outcome.rules.ladder.scale
    for i in range(len(cycles)):
        limit, fees, bill = int(cycles.limit[i]), int(cycles.fees[i]), int(cycles.bill[i])
        yield [
            f"{outcome.book.date(cycles.start[i])} to {outcome.book.date(cycles.end[i] - 1)}",
            outcome.rules.ladder.plans[int(cycles.plan[i])].name,
            wording.number(catalog, timeline.Fraction(int(cycles.units[i]), scale)),
            wording.number(catalog, timeline.Fraction(limit, scale)) if limit < UNLIMITED else "no limit",
            money(outcome, fees),
            money(outcome, bill - fees),
            money(outcome, bill),
        ]
