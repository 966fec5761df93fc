"""A policy on a ladder, made ready for arrays: thresholds as whole-number ratios, guards and targets as lookups."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from pricing.frames import Flags, Ints
from pricing.rebalancing import draws
from pricing.rebalancing.cycles import Calendar
from pricing.rebalancing.ladder import LIMIT, UNLIMITED, Ladder, Lookup
from pricing.rebalancing.policy import ANSWERS, Answer, Policy
from pricing.rebalancing.proration import Change, change, share
from pricing.rebalancing.rows import Column

NEVER = 2**62


@dataclass(frozen=True, eq=False)
class Rules:
    """What the simulator asks: all of it is fixed before the first day."""

    policy: Policy
    ladder: Ladder
    calendar: Calendar
    seed: int = 0
    _changes: dict[tuple[int, int, int, int, int], Change] = field(default_factory=dict)
    _fair: dict[int, Lookup] = field(default_factory=dict)
    _cheapest: dict[int, Lookup] = field(default_factory=dict)

    @cached_property
    def notices(self) -> tuple[Ints, Ints]:
        """The thresholds of the notices as numerators and denominators, with one that is never reached behind them."""
        shares = self.policy.notify_at
        return np.array([*(s.numerator for s in shares), 0]), np.array([*(s.denominator for s in shares), 1])

    @cached_property
    def first_marks(self) -> Ints:
        """From how many units on something happens in a new cycle on each plan, the cap included."""
        limit, policy = self.ladder.included, self.policy
        limited = limit < UNLIMITED
        counted = limited & (limit > 0)
        first = policy.notify_at[0] if policy.notify_at else Fraction(4)
        notice = np.where(counted, -(-np.where(counted, limit, 0) * first.numerator // first.denominator), NEVER)
        cap = self.caps(np.arange(len(limit)), limit)
        found: Ints = np.minimum(np.minimum(notice, np.where(limited, limit + 1, NEVER)), cap + 1)
        return found

    def caps(self, plan: Column, limit: Ints) -> Ints:
        """Return how many units of a cycle are served at most, with these allowances: whole ones where so counted."""
        found, cap = self.ends(plan, limit), self.policy.overage_cap
        if cap is None:
            return found
        # Whole parts first: a large limit times the numerator would not fit 63 bits.
        whole, rest = np.divmod(np.where(limit < UNLIMITED, limit, 0), cap.denominator)
        most = (whole * cap.numerator + rest * cap.numerator // cap.denominator) // self.step * self.step
        return np.where(limit < UNLIMITED, np.minimum(found, most), found)

    def ends(self, plan: Column, limit: Ints) -> Ints:
        """Return where closed tables end, in what the meter counts."""
        ends = self.ladder.ends_at(plan, limit)
        return np.where(ends >= UNLIMITED, NEVER - 1, ends // self.step * self.step)

    @cached_property
    def fit_limits(self) -> Ints:
        """The most units of a cycle that fit each plan with the hysteresis to spare; -1 where it is not for sale."""
        share = 1 - self.policy.hysteresis
        limits = self.ladder.included * share.numerator // share.denominator
        limits[self.ladder.included >= UNLIMITED] = LIMIT
        return np.where(self.ladder.for_sale, limits, -1)

    @cached_property
    def step(self) -> int:
        """The least that the meter counts: a whole unit of it, or a unit's last decimal."""
        return self.ladder.scale if self.ladder.catalog.meter(self.ladder.meter).whole else 1

    @cached_property
    def asks(self) -> bool:
        """Whether upgrades are ever proposed."""
        return self.policy.upgrade_when != "never"

    @cached_property
    def stops(self) -> bool:
        """Whether service may ever stop below the cap."""
        pauses = "pause" in (self.policy.on_no_response, *dict(self.policy.response))
        return self.policy.during_grace == "block" or (self.asks and pauses)

    @cached_property
    def answers(self) -> list[tuple[Answer, int]]:
        """The answers with the upper bounds of their draws, below 2**64."""
        odds = dict(self.policy.response)
        bounds, reached = [], Fraction(0)
        for name in ANSWERS:
            if name in odds:
                reached += odds[name]
                bounds.append((name, int(reached * 2**64)))
        return bounds

    def fair(self, old: Ints, new: Ints, units: Ints) -> Flags:
        """Return whether a full cycle of these units is not dearer on the new plan."""
        found = np.ones(len(units), dtype=np.bool_)
        if not self.policy.fairness_guard:
            return found
        pairs = old * len(self.ladder.plans) + new
        for pair in np.unique(pairs[old < new]).tolist():
            if pair not in self._fair:
                self._fair[pair] = self.ladder.fair(*divmod(pair, len(self.ladder.plans)))
            rows = (pairs == pair).nonzero()[0]
            found[rows] = self._fair[pair](units[rows]) > 0
        return found

    def targets(self, old: Ints, units: Ints) -> Ints:
        """Return the plan to move up to for a cycle of these units: above the old one, and for sale.

        Where none is large enough it is the largest.
        """
        found = np.empty(len(units), dtype=np.int64)
        for p in np.unique(old).tolist():
            rows = np.flatnonzero(old == p)
            above = self.ladder.above(p)
            if self.policy.upgrade_target == "cheapest":
                if p not in self._cheapest:
                    self._cheapest[p] = self.ladder.cheapest(p)
                found[rows] = self._cheapest[p](units[rows])
            elif self.policy.upgrade_target == "next_tier":
                found[rows] = above[0]
            else:
                found[rows] = above[-1]
                for q in reversed(above):
                    found[rows[units[rows] <= self.ladder.included[q]]] = q
        return found

    def lowest_fit(self, units: Ints) -> Ints:
        """Return the lowest plan that a closed cycle's units fit with hysteresis; 126 where none does."""
        found = np.full(len(units), 126, dtype=np.int64)
        for p in range(len(self.fit_limits) - 1, -1, -1):
            found[units <= self.fit_limits[p]] = p
        return found

    def shares_of(self, unit_days: Ints, length: Ints, included: Ints) -> Ints:
        """Return allowances: sums of units times days over a period's length, floored to what the meter counts.

        A plan whose `included` units have no limit stays without one.
        """
        step = self.step
        return np.where(included >= UNLIMITED, UNLIMITED, np.minimum(unit_days // length // step * step, UNLIMITED))

    def first_fees(self, plan: Ints, day: int, start: Ints, end: Ints) -> Ints:
        """Return the fees from `day` to `end` of a cycle that began on `start`."""
        return self.changes(np.full(len(plan), -1), plan, day, start, end)[1]

    def changes(self, old: Ints, new: Ints, day: int, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Return the credits and debits of changes of plan on a day of a cycle, in minor units; -1 is no plan."""
        keys = zip(old.tolist(), new.tolist(), [day] * len(old), start.tolist(), end.tolist(), strict=True)
        made = [self._change(key) for key in keys]
        return np.array([one.credit for one in made], np.int64), np.array([one.debit for one in made], np.int64)

    def _change(self, key: tuple[int, int, int, int, int]) -> Change:
        if key not in self._changes:
            old, new, *days = key
            fees, policy = self.ladder.exact_fees, self.policy
            day, start, end = map(self.calendar.date, days)
            rest = share(day, start, end, policy.proration_grain, policy.timezone)
            how = "prorated" if old < 0 else policy.upgrade_charge
            before = Fraction(0) if old < 0 else fees[old]
            self._changes[key] = change(before, fees[new], rest, self.ladder.digits, how)
        return self._changes[key]

    def drawn(self, keys: Ints, asked: Column) -> Ints:
        """Return the places of the customers' answers, by their keys and how often they were asked before."""
        if len(self.answers) == 1:
            return np.zeros(len(keys), dtype=np.int64)
        bounds = np.array([min(bound, 2**64 - 1) for _, bound in self.answers[:-1]], dtype=np.uint64)
        return np.searchsorted(bounds, draws.numbers(self.seed, keys, asked), side="right")
