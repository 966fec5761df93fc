"""The state of a block of customers: small arrays, days by customers, and the only ways in which it may change."""

import numpy as np

from pricing.frames import Ints
from pricing.rebalancing import draws, layout
from pricing.rebalancing.book import Book
from pricing.rebalancing.events import KINDS
from pricing.rebalancing.ladder import UNLIMITED
from pricing.rebalancing.rows import Column, Rows
from pricing.rebalancing.rules import NEVER, Rules
from pricing.rebalancing.states import TABLE, Event, State, Why

MONEY_DUE = {Event.PLAN_UPGRADED, Event.PLAN_DOWNGRADED, Event.UPGRADE_PROPOSED, Event.UPGRADE_SCHEDULED}
MONEY_DUE |= {Event.DOWNGRADE_SCHEDULED, Event.DOWNGRADE_SUGGESTED}
FIRES = {name: np.isin(np.arange(len(State)), row.sources) for name, row in TABLE.items()}
RESTING = np.isin(np.arange(len(State)), (State.STABLE, State.DOWNGRADE_SCHEDULED))
"""The states in which a meter that goes over starts something."""
UNSEEN = 127  # of a cycle that says nothing about which plan fits
STRETCH: dict[str, type] = {
    "customer": np.int32,
    "number": np.int16,
    "begin": np.int32,
    "end": np.int32,
    "plan": np.int8,
    "units": np.int64,
    "limit": np.int64,
    "fees": np.int64,
    "days": np.int16,
    "length": np.int16,
    "plain": np.bool_,
}
CYCLE: dict[str, type] = {
    **STRETCH,
    "start": np.int32,
    "throttled": np.int64,
    "over_days": np.int16,
    "complete": np.bool_,
}
AMEND: dict[str, type] = {"customer": np.int32, "number": np.int16, "units": np.int64}
"""Late units of a closed cycle, by its number. A stretch is the part of a cycle that is billed at once."""


class Block:
    """Customers `rows` of a book, sorted by group; `units` and `known` are [days, customers]."""

    def __init__(self, rules: Rules, book: Book, rows: Ints, group: Ints, space: Ints) -> None:
        self.rules, self.days, count = rules, book.days, len(rows)
        self.rows, self.group = rows, group
        self.units, self.known = layout.laid_out(book, rows, 10 ** (rules.ladder.decimals - book.decimals), space)
        self.start, self.leave = book.starts[rows], book.leaves[rows]
        self.plan = book.plans[rows].copy()
        self.state = np.zeros(count, dtype=np.int8)
        self.cum, self.used, self.throttled, self.limit = (np.zeros(count, dtype=np.int64) for _ in range(4))
        self.fees, self.paid, self.blended, self.target = (np.zeros(count, dtype=np.int64) for _ in range(4))
        self.mark, self.cap = (np.full(count, NEVER) for _ in range(2))
        self.level, self.run, self.over_days = (np.zeros(count, dtype=np.int16) for _ in range(3))
        self.number, self.over_cycles, self.asked = (np.zeros(count, dtype=np.int16) for _ in range(3))
        self.told, self.declined, self.capped, self.plain, self.by_cycles = (
            np.zeros(count, np.bool_) for _ in range(5)
        )
        self.fits = np.full((rules.policy.downgrade_patience, count), UNSEEN, dtype=np.int8)
        self.suggested = np.full(count, -1, dtype=np.int8)
        self.cycle_start, self.opened, self.change_day = (np.zeros(count, dtype=np.int64) for _ in range(3))
        self.cooldown, self.due, self.answer, self.proposed = (np.zeros(count, dtype=np.int64) for _ in range(4))
        self.silent = np.zeros(count, dtype=np.bool_)
        self.log, self.cuts, self.amends = Rows(KINDS, count * self.days // 10), Rows(STRETCH), Rows(AMEND)
        self.cycles, self.running = Rows(CYCLE, count * self.days // 28), Rows(CYCLE)
        self.joins, self.leaves = layout.ByDay.of(self.start, self.days), layout.ByDay.of(self.leave, self.days)
        self.shifting = bool((self.start > 0).any() or (self.leave <= self.days).any())
        self.spans = layout.spans(group)
        self.keys = draws.keys(book.customers[i] for i in rows) if len(rules.answers) > 1 else np.zeros(count, np.int64)
        self.stopping = rules.stops
        self.data_events = [*layout.gaps(self.known, self.start, self.leave), *layout.corrections(self.units)]
        self.late_rows, self.late = layout.late_rows(book, rows, 10 ** (rules.ladder.decimals - book.decimals))

    def turning(self, day: int) -> Ints:
        """Return the customers whose billing date is today, and who were there yesterday and still are."""
        start = self.rules.calendar.start[:, day]
        spans = [np.arange(low, high) for g, low, high in self.spans if start[g] == day]
        if not spans:
            return np.zeros(0, dtype=np.int64)
        found = spans[0] if len(spans) == 1 else np.concatenate(spans)
        if not self.shifting:
            return found if day else found[:0]
        return found[(self.start[found] < day) & (self.leave[found] > day)]

    def end(self, who: Ints, day: int) -> Ints:
        """Return the first day after the cycle that holds a day."""
        return self.rules.calendar.end[:, day][self.group[who]]

    def begin(self, who: Ints, day: int) -> Ints:
        """Return the first day of the cycle that holds a day."""
        return self.rules.calendar.start[:, day][self.group[who]]

    def go(
        self,
        name: str,
        who: Ints,
        day: int,
        *,
        to: Ints | None = None,
        due: Ints | None = None,
        why: Why | Column = Why.NONE,
        net: Ints | None = None,
    ) -> None:
        """Move customers along one row of the table and write its events; `net` is what a change adds to the fees."""
        if not len(who):
            return
        row = TABLE[name]
        if not FIRES[name][self.state[who]].all():
            raise AssertionError(f"{name} fired outside of {[state.name for state in row.sources]}")
        self.state[who] = row.target
        for event in row.events:
            self.emit(event, who, day, to=to, due=due, why=why, amount=net if event in INVOICED else None)

    def emit(
        self,
        event: Event,
        who: Ints,
        day: int,
        *,
        to: Ints | None = None,
        due: Ints | None = None,
        why: Why | Column = Why.NONE,
        amount: Column | int | None = None,
        cycle: Ints | None = None,
    ) -> None:
        """Write an event of some customers, with where their meter stands; money is the fee's change where due."""
        if not len(who):
            return
        plan, fees = self.plan[who], self.rules.ladder.fees
        target = plan if to is None else to
        if amount is None:
            amount = fees[target] - fees[plan] if event in MONEY_DUE else 0
        self.log.write(
            who,
            day=day,
            code=event,
            plan_from=plan,
            plan_to=target,
            why=why,
            due=-1 if due is None else due,
            cycle=self.number[who] if cycle is None else cycle,
            amount=amount,
            units=self.cum[who],
            limit=self.limit[who],
        )

    def remark(self, who: Ints) -> None:
        """Work out from how many units on something happens next: a notice, the limit, the cap."""
        limit, level = self.limit[who], self.level[who]
        above, below = self.rules.notices
        counted = (limit > 0) & (limit < UNLIMITED) & (level < len(above) - 1)
        notice = np.where(counted, -(-np.where(counted, limit, 0) * above[level] // below[level]), NEVER)
        waiting = RESTING[self.state[who]]
        over = np.where(waiting & (limit < UNLIMITED), limit + 1, NEVER)
        self.mark[who] = np.minimum(np.minimum(notice, over), self.cap[who] + 1)

    def remark_new(self, who: Ints) -> None:
        """Do the same at the beginning of a cycle, when a plan says it all of those at rest."""
        self.mark[who] = self.rules.first_marks[self.plan[who]]
        busy = who[~RESTING[self.state[who]]]
        if len(busy):
            self.remark(busy)

    def recap(self, who: Ints) -> None:
        """Work out how many units of a cycle are served at most."""
        self.cap[who] = self.rules.caps(self.plan[who], self.limit[who])

    def window(self, who: Ints, last: int, days: int) -> tuple[Ints, Ints]:
        """Return the units and the known days (0 or 1) of some days up to `last`: [days, customers]."""
        low = max(0, last + 1 - days)
        units = self.units[low : last + 1].take(who, axis=1)
        if self.known is None:
            return units, np.ones_like(units)
        return units, self.known[low : last + 1].take(who, axis=1).astype(np.int64)


INVOICED = {Event.PRORATION_INVOICED}
