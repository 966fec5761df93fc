"""The facts of one event in words: plans, amounts, quantities and dates as a catalogue's locale writes them."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

import numpy as np
from babel.dates import format_date

from pricing import wording
from pricing.catalog import Meter
from pricing.money import from_minor, show_money, show_quantity
from pricing.rebalancing.ladder import UNLIMITED, Ladder
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.policy import Policy
from pricing.rebalancing.states import Why


@dataclass(frozen=True, slots=True)
class Told:
    """One event of an outcome: `row` holds its columns."""

    outcome: Outcome
    row: dict[str, int]

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.outcome.rules.policy

    @property
    def ladder(self) -> Ladder:
        """The plans."""
        return self.outcome.rules.ladder

    @property
    def asks(self) -> bool:
        """Whether the policy ever proposes a larger plan."""
        return self.outcome.rules.asks

    @property
    def why(self) -> Why:
        """The event's reason."""
        return Why(self.row["why"])

    @property
    def old(self) -> int:
        """The plan before."""
        return self.row["plan_from"]

    @property
    def new(self) -> int:
        """The plan after, or the one spoken of."""
        return self.row["plan_to"]

    @property
    def plan(self) -> str:
        """The name of the plan before."""
        return self.ladder.plans[self.old].name

    @property
    def target(self) -> str:
        """The name of the plan after."""
        return self.ladder.plans[self.new].name

    def date(self, day: int) -> str:
        """Return a day as people write it."""
        return _long(self.outcome.book.date(day), self.ladder.catalog.locale)

    @property
    def day(self) -> str:
        """The event's date."""
        return self.date(self.row["day"])

    @property
    def due(self) -> str:
        """The date on which a change takes effect or an answer is due."""
        return self.date(self.row["due"])

    @property
    def _group(self) -> int:
        return int(self.outcome.groups[self.row["customer"]])

    @property
    def end(self) -> str:
        """The next billing date."""
        return self.date(int(self.outcome.rules.calendar.end[self._group, self.row["day"]]))

    @property
    def span(self) -> str:
        """The first and last date of the cycle that closed today."""
        cycles, place = self.outcome.cycles, self.outcome.offsets[self.row["customer"]] + self.row["cycle"]
        return f"{self.date(int(cycles.start[place]))} to {self.date(int(cycles.end[place]) - 1)}"

    def cash(self, minor: int) -> str:
        """Return minor units as an amount."""
        catalog = self.ladder.catalog
        return show_money(from_minor(minor, self.ladder.digits), catalog.currency, catalog.locale)

    @property
    def money(self) -> str:
        """The event's amount."""
        return self.cash(self.row["amount"])

    @property
    def saving(self) -> str:
        """How much lower the new plan's fee is; a lower plan may cost as much, or more."""
        gap = int(self.ladder.fees[self.old] - self.ladder.fees[self.new])
        return f"pay {self.cash(abs(gap))} {'less' if gap > 0 else 'more'} a cycle" if gap else "pay the same"

    def fee(self, plan: int) -> str:
        """Return a plan's fee."""
        return self.cash(int(self.ladder.fees[plan]))

    def quantity(self, units: int) -> str:
        """Return units with the name of the meter's unit."""
        catalog = self.ladder.catalog
        return _quantity(units, self.ladder.scale, catalog.meter(self.ladder.meter), catalog.locale)

    @property
    def units(self) -> str:
        """The cycle's usage so far."""
        return self.quantity(max(0, self.row["units"]))

    @property
    def limit(self) -> str:
        """The allowance in force."""
        return self.quantity(self.row["limit"]) if self.row["limit"] < UNLIMITED else "unlimited usage"

    def allowance(self, plan: int) -> str:
        """Return a plan's included units."""
        included = int(self.ladder.included[plan])
        return f"{self.quantity(included)} included" if included < UNLIMITED else "unlimited usage"

    @property
    def threshold(self) -> str:
        """The share of the allowance that a notice is about."""
        return f"{wording.number(self.ladder.catalog, self.policy.notify_at[self.row['why']] * 100)} %"

    @property
    def most(self) -> int:
        """The most that is served in a cycle."""
        return int(self.outcome.rules.caps(np.array([self.old]), np.array([self.row["limit"]]))[0])

    @property
    def more(self) -> int:
        """A tenth of the allowance, or as much of it as is served above the allowance: 0 where nothing is."""
        limit, step = self.row["limit"], self.outcome.rules.step
        return min(max(step, limit // 10 // step * step), self.most - limit)

    @property
    def waits(self) -> bool:
        """Whether service waits above the allowance until grace, and the question about a larger plan, are over."""
        blocks = self.policy.during_grace == "block" and self.old < self.ladder.top
        return blocks and (self.policy.grace_days > 1 or self.asks)

    @property
    def held(self) -> str:
        """What holds service back above the allowance, as a sentence with a space before it; "" where nothing does."""
        if self.waits:
            days = self.policy.grace_days - 1
            first = f"for {days} {'day' if days == 1 else 'days'}, then goes on"
            return f" Above 100 % service waits {'until it is settled how to go on' if self.asks else first}."
        return f" At most {self.quantity(self.most)} are served in a cycle." if self.policy.overage_cap else ""

    @property
    def price_of_more(self) -> str:
        """What that costs above the allowance, where the plan says it."""
        included, more = (
            Fraction(units, self.ladder.scale) for units in (int(self.ladder.included[self.old]), self.more)
        )
        curve = self.ladder.curves[self.old]
        if curve.end is not None and included + more > curve.end:
            return ""
        price = wording.money(self.ladder.catalog, curve(included + more) - curve(included))
        return f": another {self.quantity(self.more)} would cost {price}"

    @property
    def quiet(self) -> str:
        """The closed cycles that a smaller plan would have fit."""
        count = self.policy.downgrade_patience
        return "Your last cycle" if count == 1 else f"Your last {count} cycles"

    @property
    def comparison(self) -> str:
        """What the usage so far, or of the closed cycle, costs on both plans."""
        cycles, place = self.outcome.cycles, self.outcome.offsets[self.row["customer"]] + self.row["cycle"] - 1
        closed = self.row["units"] <= 0 and self.row["cycle"] > 0
        units = Fraction(int(cycles.seen[place]) if closed else max(0, self.row["units"]), self.ladder.scale)
        bills = []
        for curve in (self.ladder.curves[self.old], self.ladder.curves[self.new]):
            if curve.end is not None and units > curve.end:
                return ""
            bills.append(wording.money(self.ladder.catalog, curve(units)))
        what = "Your last cycle" if closed else "Your usage so far"
        return f"{what} costs {bills[0]} on {self.plan} and {bills[1]} on {self.target}."

    @property
    def without_answer(self) -> str:
        """What happens when the customer says nothing."""
        made = self.policy.on_no_response
        if made == "accept":
            day = self.date(self.outcome.silent_date(self.row))
            return f"Tell us before {day} which you prefer; if we hear nothing, you move to {self.target} on that day."
        then = "service pauses until your next billing date" if made == "pause" else f"you stay on {self.plan}"
        return f"Tell us by {self.due} which you prefer; if we hear nothing, {then}."


@lru_cache(maxsize=4096)
def _quantity(units: int, scale: int, meter: Meter, locale: str) -> str:
    exact = Fraction(units, scale)
    return f"{show_quantity(exact, locale)} {meter.units(exact)}"


@lru_cache(maxsize=4096)
def _long(day: date, locale: str) -> str:
    return format_date(day, "long", locale)
