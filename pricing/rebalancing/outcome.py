"""What a simulation found: events, cycles with their bills, and what they are read from."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from pricing.frames import Flags, Ints
from pricing.rebalancing.book import Book
from pricing.rebalancing.cycles import groups
from pricing.rebalancing.events import Events
from pricing.rebalancing.rows import Column, Columns
from pricing.rebalancing.rules import Rules
from pricing.rebalancing.states import Event


@dataclass(frozen=True, slots=True, eq=False)
class Cycles:
    """Parallel columns, a row for each cycle, sorted by customer and number; money in minor units.

    `start` and `end` (excluded) are days, `plan` the one at the close, `units` what was served and billed, `throttled`
    what was demanded and not served, `seen` both as they were known at the close, `limit` the allowance at the close,
    `fees` the part of `bill` that usage has no say in. `wanted` is the bill had all been served. `complete` is False
    for a part of a cycle.
    """

    customer: Column
    number: Column
    start: Column
    end: Column
    plan: Column
    units: Ints
    throttled: Ints
    limit: Ints
    fees: Ints
    over_days: Column
    complete: Flags
    seen: Ints
    bill: Ints
    wanted: Ints

    def __len__(self) -> int:
        return len(self.customer)

    @property
    def demanded(self) -> Ints:
        """Served and throttled units."""
        return self.units + self.throttled

    def only(self, rows: Ints | Flags) -> "Cycles":
        """Return some of the rows."""
        return Cycles(**{item.name: getattr(self, item.name)[rows] for item in fields(self)})


@dataclass(frozen=True, eq=False)
class Outcome:
    """Events and closed cycles; `running` holds the cycles that were still open at the end.

    `balances` is the credit, in minor units, that each customer has left. A stretch is what is billed at once: row by
    row with `cycles`, `closing` are their last stretches; `cut` are those that changes within a cycle ended.
    """

    book: Book
    rules: Rules
    events: Events
    cycles: Cycles
    running: Cycles
    balances: Ints
    closing: Columns
    cut: Columns

    @cached_property
    def groups(self) -> Ints:
        """The group of each customer's billing dates."""
        return groups(self.rules.policy, self.book.first, self.book.starts)

    def silent_date(self, proposal: dict[str, int]) -> int:
        """Return the day on which a proposed change takes effect where the customer says nothing."""
        policy, answered = self.rules.policy, proposal["due"]
        notice = proposal["day"] + policy.notice_days
        if policy.mid_cycle:
            return max(answered + 1, notice)
        return int(self.rules.calendar.end[self.groups[proposal["customer"]], max(answered, notice - 1)])

    @cached_property
    def offsets(self) -> Ints:
        """Where each customer's cycles begin, and the end: [customers + 1]."""
        return np.searchsorted(self.cycles.customer, np.arange(len(self.book.customers) + 1))

    def row(self, events: Events) -> Ints:
        """Return the place in `cycles` of the cycle that each event happened in; at or past the end where open."""
        return self.offsets[events.customer] + events.cycle

    def plans(self) -> Ints:
        """Return each customer's plan on the evening of each day, -1 while not there: int8 [customers, days]."""
        count, days = len(self.book.customers), self.book.days
        step = np.zeros((count, days + 2), dtype=np.int8)
        moves = self.events.of(Event.PLAN_UPGRADED, Event.PLAN_DOWNGRADED)
        ends = self.events.of(Event.SERVICE_ENDED)
        begins = self.events.of(Event.SERVICE_STARTED)
        np.add.at(step, (begins.customer, begins.day), begins.plan_to + 1)
        np.add.at(step, (moves.customer, moves.day), moves.plan_to - moves.plan_from)
        np.add.at(step, (ends.customer, ends.day), -1 - ends.plan_from)
        return np.asarray(np.cumsum(step[:, :days], axis=1, dtype=np.int8) - 1)

    def mix(self) -> Ints:
        """Return how many customers are on each plan on the evening of each day: [days, plans]."""
        count = len(self.rules.ladder.plans)
        plans = self.plans()
        return np.stack([(plans == plan).sum(axis=0) for plan in range(count)], axis=1)
