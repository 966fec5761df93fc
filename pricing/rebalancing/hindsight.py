"""The cheapest path of plans when all usage is known: exact, and vectorised over customers.

    V_t(q) = min over p of V_(t-1)(p) + S(p, q) + min(B_t(q), min over days d of C_t(p, q, d))
    OPT = min over q of V_T(q)

B is the bill of a whole cycle on a plan, C of one that changes from p up to q on day d (where the policy may change
within a cycle), S the switch cost. Only closed cycles count. The path that the policy itself took is one of the paths,
so that regret is never negative. Usage is served; what a policy throttled costs `unserved_price`, or the overage rate.
"""

from dataclasses import dataclass

import numpy as np

from pricing.frames import Ints
from pricing.money import to_minor
from pricing.rebalancing import edges
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.rows import Column
from pricing.rebalancing.states import Event

FAR = 2**60
"""Dearer than any bill: an edge that no path may take."""


@dataclass(frozen=True, slots=True, eq=False)
class Hindsight:
    """Costs by customer, in minor units, of closed cycles: the policy's, the best path's, the best fixed plan's.

    `fixed_plan` is that plan, `overage_only` the cost of staying on the first one. `path` is the best path's plan at
    each cycle's close, -1 where there is none: [customers, cycles].
    """

    policy: Ints
    best: Ints
    fixed: Ints
    fixed_plan: Ints
    overage_only: Ints
    path: Column
    notes: tuple[str, ...]

    @property
    def regret(self) -> Ints:
        """What the policy cost more than the best path: 0 or more."""
        return self.policy - self.best

    @property
    def regret_to_fixed(self) -> Ints:
        """What the policy cost more than the best fixed plan; negative where moving was worth it."""
        return self.policy - self.fixed


def best(outcome: Outcome, *, own: bool = True) -> Hindsight:
    """Return the best path of every customer beside what the policy cost; `own` lets it take the policy's cycles.

    Raises:
        Refusal: a quantity that has no bill.
    """
    ladder = outcome.rules.ladder
    whole = edges.whole(outcome)
    policy, switches = costs(outcome)
    state = _Paths(outcome, whole)
    rising = edges.rising(outcome) if outcome.rules.policy.mid_cycle else {}
    for number in range(state.longest):
        state.step(number, rising, policy + switches if own else None)
    fixed, chosen, first = state.fixed()
    names = [plan.name for plan in ladder.plans if not plan.for_sale]
    notes = tuple(f"Plan {name!r} is priced by contacting sales and takes no part." for name in names)
    total = np.zeros(len(outcome.book.customers), dtype=np.int64)
    np.add.at(total, outcome.cycles.customer, policy + switches)
    return Hindsight(total, state.best(), fixed, chosen, first, state.path(), notes)


def costs(outcome: Outcome) -> tuple[Ints, Ints]:
    """Return what each closed cycle cost under the policy, throttled units included, and its switch costs."""
    policy, cycles, ladder = outcome.rules.policy, outcome.cycles, outcome.rules.ladder
    if policy.unserved_price is None:
        cost = cycles.wanted.copy()
    else:
        cost = cycles.bill + edges.unserved(outcome.rules, cycles.throttled)
    moves = outcome.events.of(Event.PLAN_UPGRADED, Event.PLAN_DOWNGRADED)
    place = outcome.row(moves)
    closed = moves.cycle < np.diff(outcome.offsets)[moves.customer]
    switches = np.bincount(place[closed], minlength=len(cycles))
    return cost, switches * to_minor(policy.switch_cost, ladder.digits)


def reference_ratios(plans: int) -> dict[str, int]:
    """Return known worst cases of the online problem: lines to draw beside, not bounds of this one.

    Two plans with a cancellation fee: 3 for a deterministic rule, 2 for a randomised one; 2n - 1 for n plans.

    >>> reference_ratios(3)
    {'deterministic': 3, 'randomised': 2, 'plans': 5}
    """
    return {"deterministic": 3, "randomised": 2, "plans": 2 * plans - 1}


class _Paths:
    """The best cost of ending each cycle on each plan, for all customers, and how it was reached."""

    def __init__(self, outcome: Outcome, whole: Ints) -> None:
        self.outcome, self.whole = outcome, whole
        ladder, count = outcome.rules.ladder, len(outcome.book.customers)
        self.sale = np.flatnonzero(ladder.for_sale).tolist()
        self.plans = len(ladder.plans)
        self.switch = to_minor(outcome.rules.policy.switch_cost, ladder.digits)
        self.lengths = np.diff(outcome.offsets)
        self.longest = int(self.lengths.max(initial=0))
        self.value = np.where(ladder.for_sale, 0, FAR) + np.zeros((count, 1), dtype=np.int64)
        self.back = np.full((count, self.longest, self.plans), -1, dtype=np.int8)
        self.closing = self._closing()

    def _closing(self) -> Ints:
        """The policy's plan before each cycle, the first plan included."""
        before = np.roll(self.outcome.cycles.plan, 1)
        before[self.outcome.cycles.number == 0] = self.outcome.book.plans[
            self.outcome.cycles.customer[self.outcome.cycles.number == 0]
        ]
        return before

    def step(self, number: int, rising: dict[tuple[int, int], Ints], own: Ints | None) -> None:
        """Go on by one cycle for the customers who have it."""
        who = np.flatnonzero(self.lengths > number)
        rows = self.outcome.offsets[who] + number
        before, after = self.value[who], np.full((len(who), self.plans), FAR)
        for q in self.sale:
            for p in self.sale:
                # The first plan of all is free to choose: there is nothing to switch from.
                cost = before[:, p] + (self.switch if p != q else 0) * (number > 0)
                stay = self.whole[rows, q]
                if (p, q) in rising:
                    up = rising[p, q][rows] + (self.switch if number == 0 else 0)
                    stay = np.minimum(stay, up)
                self._take(who, number, after, p, q, cost + stay)
        if own is not None:
            self._take_own(who, rows, number, before, after, own)
        self.value[who] = after

    def _take(self, who: Ints, number: int, after: Ints, p: int, q: int, cost: Ints) -> None:
        better = cost < after[:, q]
        after[better, q] = cost[better]
        self.back[who[better], number, q] = p

    def _take_own(self, who: Ints, rows: Ints, number: int, before: Ints, after: Ints, own: Ints) -> None:
        """Let each path that stands where the policy stood take the policy's own cycle."""
        p, q = self.closing[rows], self.outcome.cycles.plan[rows]
        every = np.arange(len(who))
        cost = before[every, p] + own[rows]
        better = np.flatnonzero(cost < after[every, q])
        after[better, q[better]] = cost[better]
        self.back[who[better], number, q[better]] = p[better]

    def best(self) -> Ints:
        """Return the cost of each customer's best path."""
        return self.value.min(axis=1) if self.longest else np.zeros(len(self.lengths), dtype=np.int64)

    def fixed(self) -> tuple[Ints, Ints, Ints]:
        """Return each customer's cost on the best fixed plan, that plan, and the cost on the first one."""
        sums = np.zeros((len(self.lengths), self.plans), dtype=np.int64)
        np.add.at(sums, self.outcome.cycles.customer, self.whole)
        sums[:, ~self.outcome.rules.ladder.for_sale] = FAR
        every = np.arange(len(sums))
        chosen = sums.argmin(axis=1)
        return sums[every, chosen], chosen, sums[every, self.outcome.book.plans]

    def path(self) -> Column:
        """Return each customer's best path: the plan at every cycle's close."""
        count = len(self.lengths)
        found = np.full((count, self.longest), -1, dtype=np.int8)
        plan = self.value.argmin(axis=1) if self.longest else np.zeros(count, dtype=np.int64)
        for number in range(self.longest - 1, -1, -1):
            who = np.flatnonzero(self.lengths > number)
            found[who, number] = plan[who]
            plan[who] = self.back[who, number, plan[who]]
        return found
