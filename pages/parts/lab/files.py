"""What the lab offers to take away: every event as CSV, and the view as a report; made when they are asked for."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import plotly.graph_objects as go
import streamlit as st

from data import downloads
from pages.parts import exports, take
from pages.parts.exports import Table
from pages.parts.lab import story, whole
from pages.parts.lab.runs import Run
from pages.parts.lab.words import fees_called, named
from pricing.money import show_money
from pricing.rebalancing import report
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.timeline import Timeline

BILLS = ["From", "Until", "Plan", "Used", "Allowance", "Fees", "Usage", "Bill"]
MANY = 100_000  # events that take some seconds to write
FEW = 14  # periods that are shown without being asked for
NUMBERS = (0, 1, 3, 4, 5, 6, 7)  # dates too: neither is cut at the end of a line
REVENUE = ["New", "Expansion", "Reactivation", "Contraction", "Churn", "Billed"]


def revenue(outcome: Outcome) -> list[str]:
    """Return the heads of the recurring fees period by period; they are called MRR where periods are months."""
    called = fees_called(outcome)
    return ["Until", f"{called[:1].upper()}{called[1:]}", *REVENUE]


def events(outcome: Outcome) -> bytes:
    """Return every event of an outcome, with its message, as CSV."""
    return downloads.csv_bytes(report.events(outcome))


def offer(
    run: Run, told: Timeline | None, sentence: str, below: str, figures: Sequence[go.Figure], tables: Sequence[Table]
) -> None:
    """Offer the events of all customers, those of the one looked at, and the report; each is made when asked for."""
    locale = run.outcome.rules.ladder.catalog.locale
    with st.container(horizontal=True):
        count = len(run.outcome.events)
        _download("all events", lambda: events(run.outcome), "events.csv", "text/csv", _slow(count))
        if told is not None:
            _download("this customer's events", lambda: events(told.outcome), "customer.csv", "text/csv")
        made = partial(exports.report, sentence, below, figures, tables, locale)
        _download("report", made, "rebalancing.html", "text/html")


def _slow(count: int) -> str | None:
    """What to know before a large file is asked for: its messages are written one by one."""
    return f"{count:,} events with their messages: this takes a while." if count > MANY else None


def _download(label: str, make: Callable[[], bytes], name: str, kind: str, told: str | None = None) -> None:
    st.download_button(f"Download {label}", make, name, kind, on_click="ignore", icon=take.ICON, help=told)


def of_story(told: Timeline) -> list[Table]:
    """Return a story's tables for its report."""
    said = [(str(one.date), named(one.event), one.message) for one in told.entries if one.event not in story.QUIET]
    return [
        Table("What the customer was told", ["Day", "What", "Message"], said),
        Table("Bills", BILLS, list(story.bills(told)), NUMBERS),
        Table("The lines of each bill", ["Days and plan", "Line", "Amount"], list(_lines(told)), (2,)),
    ]


def _lines(told: Timeline) -> Iterator[tuple[str, str, str]]:
    catalog = told.outcome.rules.ladder.catalog
    for days, invoice in story.lines(told):
        for line in invoice.lines:
            yield days, line.description, show_money(line.amount, catalog.currency, catalog.locale)
        yield days, "Total", show_money(invoice.total, catalog.currency, catalog.locale)


def of_book(rows: whole.Rows, advice: Sequence[str]) -> list[Table]:
    """Return a book's tables for its report."""
    heads = ["Figure", *(name for name, _ in rows)]
    tables = [Table("Friction and fit", heads, list(whole.figures(rows)), range(1, len(rows) + 1))]
    if advice:
        tables.append(Table("Where the plans' bills cross", [""], [[sentence] for sentence in advice]))
    return tables + [
        Table(f"Recurring revenue under {name}", revenue(run.outcome), whole.revenue(run), range(8))
        for name, run in rows
    ]
