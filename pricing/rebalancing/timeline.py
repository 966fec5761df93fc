"""One customer explained: the same simulator on one row, with what it saw each evening and every message."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from pricing.catalog import Catalog
from pricing.money import from_minor
from pricing.rebalancing import simulate
from pricing.rebalancing.block import Block
from pricing.rebalancing.book import Book
from pricing.rebalancing.ladder import UNLIMITED
from pricing.rebalancing.messages import text
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.policy import Policy
from pricing.rebalancing.rules import Rules
from pricing.rebalancing.states import Event, Meter, State
from pricing.rebalancing.telling import Told


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: `amount` in the currency's major unit, `units` of the cycle so far, `due` the date it speaks of."""

    date: dt.date
    event: str
    plan_from: str
    plan_to: str
    amount: Decimal
    units: Fraction
    limit: Fraction | None
    due: dt.date | None
    message: str


@dataclass(frozen=True, slots=True)
class Evening:
    """Where a customer stood on the evening of a day: `units` of the cycle, None where there is no limit."""

    date: dt.date
    plan: str
    state: State
    meter: Meter
    units: Fraction
    limit: Fraction | None
    known: bool


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """A customer's story: every evening while there, every event, and the outcome behind both."""

    customer: str
    evenings: tuple[Evening, ...]
    entries: tuple[Entry, ...]
    outcome: Outcome


@dataclass(slots=True)
class _Watcher:
    """Notes where the one customer of a block stands each evening."""

    seen: list[tuple[int, int, int, int, int, bool]] = field(default_factory=list)

    def __call__(self, block: Block, day: int) -> None:
        if block.start[0] <= day < block.leave[0]:
            known = block.known is None or bool(block.known[day, 0])
            plan, state = int(block.plan[0]), int(block.state[0])
            self.seen.append((day, plan, state, int(block.cum[0]), int(block.limit[0]), known))


def timeline(catalog: Catalog, policy: Policy, book: Book, customer: str | int, *, seed: int = 0) -> Timeline:
    """Return the story of one customer of a book, by name or place: the events that `simulate.run` finds.

    Raises:
        Refusal: as `simulate.run`; ValueError where there is no such customer.
    """
    return _told(simulate.prepared(catalog, policy, book, seed), book, customer)


def of(outcome: Outcome, customer: str | int) -> Timeline:
    """Return the story of one customer of an outcome, by name or place."""
    return _told(outcome.rules, outcome.book, customer)


def _told(rules: Rules, book: Book, customer: str | int) -> Timeline:
    place = customer if isinstance(customer, int) else book.customers.index(customer)
    watcher = _Watcher()
    outcome = simulate.replay(rules, book.only([place]), watch=watcher)
    evenings = tuple(_evening(outcome, *row) for row in watcher.seen)
    return Timeline(book.customers[place], evenings, entries(outcome), outcome)


def entries(outcome: Outcome, customer: int = 0) -> tuple[Entry, ...]:
    """Return the events of one customer of an outcome, with their messages."""
    mine = outcome.events.only(outcome.events.customer == customer)
    return tuple(_entry(Told(outcome, row)) for row in mine.rows())


def _entry(told: Told) -> Entry:
    row, ladder = told.row, told.ladder
    return Entry(
        date=told.outcome.book.date(row["day"]),
        event=Event(row["code"]).label,
        plan_from=told.plan,
        plan_to=told.target,
        amount=from_minor(row["amount"], ladder.digits),
        units=Fraction(row["units"], ladder.scale),
        limit=Fraction(row["limit"], ladder.scale) if row["limit"] < UNLIMITED else None,
        due=told.outcome.book.date(row["due"]) if row["due"] >= 0 else None,
        message=text(told),
    )


def _evening(outcome: Outcome, day: int, plan: int, state: int, units: int, limit: int, known: bool) -> Evening:
    ladder = outcome.rules.ladder
    return Evening(
        date=outcome.book.date(day),
        plan=ladder.plans[plan].name,
        state=State(state),
        meter=meter(units, limit, outcome.rules.policy.notify_at),
        units=Fraction(units, ladder.scale),
        limit=Fraction(limit, ladder.scale) if limit < UNLIMITED else None,
        known=known,
    )


def meter(units: int, limit: int, notify_at: tuple[Fraction, ...]) -> Meter:
    """Return where a meter stands: warned from the first threshold below the limit on; without a limit always OK.

    >>> [meter(units, 100, (Fraction(4, 5),)).name for units in (79, 80, 100, 101)]
    ['OK', 'WARNED', 'AT_LIMIT', 'OVER']
    """
    if units > limit and limit < UNLIMITED:
        return Meter.OVER
    if limit <= 0 or limit >= UNLIMITED:
        return Meter.OK
    if units == limit:
        return Meter.AT_LIMIT
    first = min(notify_at, default=Fraction(1))
    return Meter.WARNED if units >= limit * first else Meter.OK
