"""One customer's story: the days on plan bands, every message as it was sent, and the bills."""

from collections.abc import Iterable

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from pages.parts import charts, show
from pages.parts.charts import Band, Frame, Mark
from pages.parts.palette import Palette
from pricing.money import from_minor, show_money
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.states import Event
from pricing.rebalancing.timeline import Entry, Timeline, timeline

QUIET = {"cycle_closed", "invoice_issued", "service_started", "usage_missing", "cooldown_started"}
STRONG = {"plan_upgraded", "plan_downgraded", "service_paused", "upgrade_proposed", "sales_contacted"}


def pick(outcome: Outcome) -> str:
    """Ask for a customer: first those to whom most happened."""
    happened = outcome.events.only(~np.isin(outcome.events.code, [_code(name) for name in QUIET]))
    counts = np.bincount(happened.customer, minlength=len(outcome.book.customers))
    moves = outcome.events.of(Event.PLAN_UPGRADED, Event.PLAN_DOWNGRADED)
    moved = np.bincount(moves.customer, minlength=len(counts))
    order = np.lexsort((np.arange(len(counts)), -counts, -moved))
    names = [outcome.book.customers[i] for i in order]
    return str(st.sidebar.selectbox("Customer", names, key="customer", bind="query-params", persist_state="session"))


def told(outcome: Outcome, customer: str) -> Timeline:
    """Return the customer's story, by the rules of the whole run."""
    return timeline(outcome.rules.ladder.catalog, outcome.rules.policy, outcome.book, customer, seed=outcome.rules.seed)


def lead(story: Timeline) -> str:
    """Return how the story goes, as one sentence."""
    ups = [one for one in story.entries if one.event == "plan_upgraded"]
    downs = [one for one in story.entries if one.event == "plan_downgraded"]
    paid = sum(int(bill) for bill in story.outcome.cycles.bill)
    money = _money(story.outcome, paid)
    if not ups and not downs:
        plan = story.evenings[-1].plan if story.evenings else "no plan"
        return f"{story.customer} stayed on {plan} and paid {money}"
    moves = sorted((*ups, *downs), key=lambda one: one.date)
    path = ", then ".join(f"to {one.plan_to} on {one.date:%d %B %Y}" for one in moves[:3])
    more = f" and {len(moves) - 3} more moves" if len(moves) > 3 else ""
    return f"{story.customer} moved {path}{more}, and paid {money}"


def figure(story: Timeline, unit: str, colours: Palette) -> go.Figure:
    """Return the story as a chart."""
    outcome = story.outcome
    names = [plan.name for plan in outcome.rules.ladder.plans]
    days = [one.date.isoformat() for one in story.evenings]
    units = np.array([float(one.units) for one in story.evenings])
    limits = np.array([np.nan if one.limit is None else float(one.limit) for one in story.evenings])
    bands, start = [], 0
    for i in range(1, len(story.evenings) + 1):
        if i == len(story.evenings) or story.evenings[i].plan != story.evenings[start].plan:
            plan = story.evenings[start].plan
            colour = colours.plans[names.index(plan) % len(colours.plans)]
            bands.append(Band(days[start], days[min(i, len(days) - 1)], plan, colour))
            start = i
    marks = [
        Mark(one.date.isoformat(), float(one.units), _name(one), one.message, one.event in STRONG)
        for one in _shown(story.entries)
    ]
    cycles = outcome.cycles
    bills = [
        (outcome.book.date(end).isoformat(), _major(outcome, bill), _money(outcome, bill))
        for end, bill in zip(cycles.end.tolist(), cycles.bill.tolist(), strict=True)
    ]
    currency = outcome.rules.ladder.catalog.currency
    return charts.story(days, units, limits, bands, marks, bills, Frame(0.0, 1.0, False, unit, currency, colours))


def messages(story: Timeline) -> None:
    """Show every message as the customer got it, in order."""
    rows = [(f"{one.date:%d %b %Y}", _name(one), one.message) for one in _shown(story.entries)]
    show.table(["Day", "What", "Message"], rows)
    quiet = [(f"{one.date:%d %b %Y}", _name(one), one.message) for one in story.entries if one.event in QUIET]
    if quiet:
        with st.expander("Cycles and invoices"):
            show.table(["Day", "What", "Message"], quiet)


def _shown(entries: Iterable[Entry]) -> list[Entry]:
    return [one for one in entries if one.event not in QUIET]


def _name(one: Entry) -> str:
    return one.event.replace("_", " ")


def _code(name: str) -> int:
    return int(Event[name.upper()])


def _major(outcome: Outcome, minor: int) -> float:
    return float(from_minor(minor, outcome.rules.ladder.digits))


def _money(outcome: Outcome, minor: int) -> str:
    ladder = outcome.rules.ladder
    return show_money(from_minor(minor, ladder.digits), ladder.catalog.currency, ladder.catalog.locale)
