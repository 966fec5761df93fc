"""One customer's story: the days on plan bands, every message as it was sent, and the bills."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from html import escape
from itertools import groupby

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from babel.dates import format_date

from pages.parts import charts, words
from pages.parts.charts import Band, Bill, Days, Frame, Mark
from pages.parts.lab import picks
from pages.parts.lab.words import major, money, named
from pages.parts.palette import Palette
from pricing import wording
from pricing.invoice import Invoice
from pricing.rebalancing import hindsight, invoices
from pricing.rebalancing.ladder import UNLIMITED
from pricing.rebalancing.timeline import Entry, Timeline

BILLED = ("invoice_issued", "overage_billed")  # on the chart the bars below say them
QUIET = {event.label for event in picks.QUIET}.difference(BILLED)
KINDS = {
    "usage_notice": "near",
    "limit_reached": "full",
    "limit_exceeded": "full",
    "grace_started": "full",
    "usage_capped": "full",
    "upgrade_scheduled": "set",
    "plan_upgraded": "up",
    "plan_downgraded": "down",
    "service_paused": "paused",
    "upgrade_proposed": "asked",
    "downgrade_scheduled": "asked",
    "downgrade_suggested": "asked",
    "sales_contacted": "asked",
}
SIGNS = {
    "told": "• told",
    "near": "○ near the limit",
    "full": "● limit reached",
    "set": "◇ date set",
    "asked": "◆ asked",
    "paused": "■ paused",
    "up": "▲ moved up",
    "down": "▼ moved down",
}
OPEN = "no billing cycle has closed yet"
TODO = "Pick a shorter billing cycle, or load more days."
MANY = 13  # cycles that a chart has room for
ROOM = 3  # an allowance beyond so many times the highest usage stays above the chart


def lead(story: Timeline) -> str:
    """Return how the story goes, as one sentence."""
    moves = [one for one in story.entries if KINDS.get(one.event) in ("up", "down")]
    bills = story.outcome.cycles.bill
    paid = f"paid {money(story.outcome, int(bills.sum()))} in {words.counted(len(bills), 'cycle')}"
    paid = paid if len(bills) else OPEN
    if not moves:
        plan = story.evenings[-1].plan if story.evenings else "no plan"
        return f"{story.customer} stayed on {plan} and {paid}"
    path = ", then ".join(f"to {one.plan_to} on {_long(story, one)}" for one in moves[:3])
    more = f", with {words.counted(len(moves) - 3, 'more move')}" if len(moves) > 3 else ""
    return f"{story.customer} moved {path}{more}, and {paid}"


def below(story: Timeline) -> str:
    """Return what was not served, and what the same cycles would have cost otherwise."""
    if not len(story.outcome.cycles):
        return TODO
    best = hindsight.best(story.outcome)
    ladder, first = story.outcome.rules.ladder, int(story.outcome.book.plans[0])
    kept, least, fixed = (int(row[0]) for row in (best.overage_only, best.best, best.fixed))
    plan = ladder.plans[int(best.fixed_plan[0])].name
    unserved = Fraction(int(story.outcome.cycles.throttled.sum()), ladder.scale)
    number, unit = wording.number(ladder.catalog, unserved), ladder.catalog.meter(ladder.meter).units(unserved)
    start = f"{number} {unit} not served. All served, the" if unserved else "The"
    return (
        f"{start} same cycles on {ladder.plans[first].name} throughout: {money(story.outcome, kept)}; on the best "
        f"single plan, {plan}: {money(story.outcome, fixed)}; on the best path in hindsight: "
        f"{money(story.outcome, least)}."
    )


def shown(story: Timeline) -> Timeline:
    """Return what the chart shows: of many cycles the last ones, unless all are asked for."""
    book, cycles, running = story.outcome.book, story.outcome.cycles, story.outcome.running
    starts = [day for day in (*cycles.start.tolist(), *running.start.tolist()) if day < book.days]
    if len(starts) < 2 * MANY:
        return story
    spans = [f"last {MANY} cycles", "all cycles"]
    span = st.segmented_control("On the chart", spans, default=spans[0], required=True, key="span", bind="query-params")
    if span == spans[1]:
        return story
    first = book.date(starts[-MANY])
    evenings = tuple(one for one in story.evenings if one.date >= first)
    return replace(story, evenings=evenings, entries=tuple(one for one in story.entries if one.date >= first))


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
    found = ["Dashed: the allowance."] if (days.limits <= days.top).any() else []
    found += [f"{signs}; point at a sign or a bill for its message."] if signs else []
    found += [f"Allowances above the chart: {', '.join(told[:3])}."] if told else []
    return " ".join(found)


def messages(story: Timeline) -> None:
    """Show every message as the customer got it, day by day."""
    told = [one for one in story.entries if one.event not in QUIET]
    heads = [f"<b>{escape(_long(story, one))}: {named(one.event)}</b>" for one in told]
    items = "".join(
        f'<li style="margin:0 0 .9rem">{head}<br>{escape(one.message)}</li>'
        for head, one in zip(heads, told, strict=True)
    )
    st.html(f'<ul style="list-style:none;padding:0;margin:0;max-width:46rem">{items}</ul>' if told else "Nothing.")


def bills(story: Timeline) -> Iterator[list[str]]:
    """Yield a row for each closed cycle: first and last day, plan, usage, allowance, fees, usage charges, bill."""
    outcome, cycles = story.outcome, story.outcome.cycles
    catalog, scale = outcome.rules.ladder.catalog, outcome.rules.ladder.scale
    for i in range(len(cycles)):
        limit, fees, bill = int(cycles.limit[i]), int(cycles.fees[i]), int(cycles.bill[i])
        yield [
            str(outcome.book.date(cycles.start[i])),
            str(outcome.book.date(cycles.end[i] - 1)),
            outcome.rules.ladder.plans[int(cycles.plan[i])].name,
            wording.number(catalog, Fraction(int(cycles.units[i]), scale)),
            wording.number(catalog, Fraction(limit, scale)) if limit < UNLIMITED else "no limit",
            money(outcome, fees),
            money(outcome, bill - fees),
            money(outcome, bill),
        ]


def lines(story: Timeline) -> Iterator[tuple[str, Invoice]]:
    """Yield the invoices that the bills are made of, each with its days and its plan."""
    for place in range(len(story.outcome.cycles)):
        for one in invoices.of_cycle(story.outcome, place):
            yield f"{one.first} to {one.last}, {one.plan}", one.invoice


def _days(story: Timeline) -> Days:
    """The evenings as arrays, with a gap where a cycle begins: the meter jumps to zero, it does not fall."""
    book, cycles, running = story.outcome.book, story.outcome.cycles, story.outcome.running
    begins = {book.date(day) for day in (*cycles.start.tolist()[1:], *(running.start.tolist() if len(cycles) else []))}
    dates, units, limits = [], [], []
    for one in story.evenings:
        limit = np.nan if one.limit is None else float(one.limit)
        if one.date in begins:
            dates.append(one.date.isoformat())
            units.append(np.nan)
            limits.append(limit)
        dates.append(one.date.isoformat())
        units.append(float(one.units))
        limits.append(limit)
    used, allowed = np.array(units), np.array(limits)
    peak = float(np.nanmax(used)) if len(used) else 0.0
    near = allowed[allowed <= ROOM * peak] if peak > 0 else allowed[~np.isnan(allowed)]
    return Days(dates, used, allowed, 1.08 * max(peak, float(near.max(initial=0.0))) or 1.0)


def _bands(story: Timeline, colours: Palette) -> list[Band]:
    book, names = story.outcome.book, [plan.name for plan in story.outcome.rules.ladder.plans]
    found = []
    for plan, group in groupby(story.evenings, key=lambda one: one.plan):
        evenings = list(group)
        end = book.date((evenings[-1].date - book.first).days + 1)
        colour = colours.plans[names.index(plan) % len(colours.plans)]
        share = len(evenings) / len(story.evenings)
        found.append(Band(evenings[0].date.isoformat(), end.isoformat(), plan, colour, share))
    return found


def _marks(story: Timeline) -> list[Mark]:
    """What happened day by day: one sign for a day, that of the event that weighs most, with the texts of all."""
    heights = {one.date: float(one.units) for one in story.evenings}
    found = []
    for day, group in groupby(story.entries, key=lambda one: one.date):
        told = [one for one in group if one.event not in QUIET and one.event not in BILLED]
        if told:
            order = list(SIGNS)
            kind = max((KINDS.get(one.event, "told") for one in told), key=order.index)
            height = heights.get(day, float(told[0].units))
            found.append(Mark(day.isoformat(), height, kind, [(named(one.event), one.message) for one in told]))
    return found


def _bills(story: Timeline, colours: Palette) -> list[Bill]:
    outcome, cycles, book = story.outcome, story.outcome.cycles, story.outcome.book
    columns = (cycles.start.tolist(), cycles.end.tolist(), cycles.bill.tolist(), cycles.plan.tolist())
    said = [one for one in story.entries if one.event in (*BILLED, "proration_invoiced")]  # what sums to the bills
    return [
        Bill(
            book.date(start).isoformat(),
            end - start,
            major(outcome, bill),
            money(outcome, bill),
            colours.plans[plan % len(colours.plans)],
            [(named(one.event), one.message) for one in said if book.date(start) < one.date <= book.date(end)],
        )
        for start, end, bill, plan in zip(*columns, strict=True)
        if book.date(start) >= story.evenings[0].date
    ]


def _long(story: Timeline, one: Entry) -> str:
    return str(format_date(one.date, "long", story.outcome.rules.ladder.catalog.locale))
