"""One customer walked through the rules by hand: a plain loop of a day at a time, written apart from the simulator.

It knows accepting customers, usage carried over a change, prorated allowances, and no late, missing or capped usage.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor

from pricing import invoice, plans
from pricing.catalog import Catalog, Plan, Seats
from pricing.money import minor_digits, to_minor
from pricing.rebalancing.policy import Policy


@dataclass
class Walk:
    """Where the customer stands; `events` and `bills` are what is compared."""

    of: Catalog
    rules: Policy
    days: list[int]
    first: date
    plan: int
    state: str = "STABLE"
    events: list[tuple[int, str]] = field(default_factory=list)
    bills: list[int] = field(default_factory=list)
    used: int = 0
    start: int = 0
    limit: int = 0
    fees: int = 0
    sent: int = 0
    run: int = 0
    told: bool = False
    over_cycles: int = 0
    cooldown: int = 0
    target: int = 0
    due: int = -1
    answer: int = -1
    by_cycles: bool = False
    closed: list[int] = field(default_factory=list)
    stretches: list[tuple[int, int]] = field(default_factory=list)

    def tell(self, day: int, *names: str) -> None:
        self.events += [(day, name) for name in names]

    def included(self, plan: int) -> int:
        return int(self.of.plans[plan].charges[0].included)

    def fee(self, plan: int) -> Fraction:
        return self.of.plans[plan].fee or Fraction(0)

    @property
    def sale(self) -> list[int]:
        return [k for k, plan in enumerate(self.of.plans) if plan.for_sale]

    def bounds(self, day: int) -> tuple[int, int]:
        """The cycle that holds a day: months from the first day's date, or spells."""
        if self.rules.cycle != "month":
            length = 7 if self.rules.cycle == "week" else int(self.rules.cycle)
            return day // length * length, day // length * length + length
        found = 0
        months = 0
        while True:
            months += 1
            year, month = divmod(self.first.year * 12 + self.first.month - 1 + months, 12)
            bound = (date(year, month + 1, min(self.first.day, monthrange(year, month + 1)[1])) - self.first).days
            if bound > day:
                return found, bound
            found = bound

    def projected(self, last: int) -> int:
        window = self.days[max(0, last - 13) : last + 1]
        low, high = self.bounds(last)
        return max(0, sum(window)) * (high - low) // max(1, len(window))

    def bill(self, plan: int, units: int) -> Fraction:
        return plans.exact_bill(self.of, self.of.plans[plan], {"tokens": units})

    def fair(self, target: int, units: int) -> bool:
        return not self.rules.fairness_guard or self.bill(target, units) <= self.bill(self.plan, units)

    def upward(self, units: int) -> int | None:
        above = [k for k in self.sale if k > self.plan]
        if not above:
            return None
        fits = [k for k in above if self.included(k) >= units]
        target = fits[0] if fits else above[-1]
        if self.rules.upgrade_target == "next_tier":
            target = above[0]
        if self.rules.upgrade_target == "cheapest":
            target = min(above, key=lambda k: (self.bill(k, units), k))
        return target if self.fair(target, units) else None

    def propose(self, day: int, target: int, *, by_cycles: bool) -> None:
        self.target, self.by_cycles, self.state = target, by_cycles, "AWAITING"
        self.answer = day + self.rules.response_delay_days
        self.tell(day, "trend_confirmed", "upgrade_proposed")

    def trend(self, day: int) -> bool:
        name, numbers = self.rules.trend
        if name in ("always", "none"):
            return name == "always"
        low, high = self.bounds(day)
        weeks = numbers[0]
        if day + 1 < 7 * weeks:
            return False
        sums = [sum(self.days[day + 1 - 7 * w : day + 8 - 7 * w]) for w in range(1, weeks + 1)]
        return all(Fraction(one, 7) > Fraction(self.included(self.plan), high - low) for one in sums)

    def open(self, day: int) -> None:
        self.start, self.used, self.sent, self.run, self.told = day, 0, 0, 0, False
        self.limit, self.stretches = self.included(self.plan), []
        self.fees = to_minor(self.fee(self.plan), minor_digits(self.of.currency))

    def close(self, day: int) -> None:
        digits = minor_digits(self.of.currency)
        one: Plan = self.of.plans[self.plan]
        charge = one.charges[0].model_copy(update={"included": Fraction(self.limit)})
        fee = Fraction(max(0, self.fees), 10**digits)
        billed = one.model_copy(update={"fee": fee, "seats": Seats(count=0), "charges": (charge,)})
        total = invoice.quote(self.of, billed, {"tokens": self.used}).total
        self.bills.append(int(total.scaleb(digits)) + min(0, self.fees))
        self.tell(day, "cycle_closed", "invoice_issued")
        self.over_cycles = self.over_cycles + 1 if self.used > self.limit * (1 + self.rules.over_margin) else 0
        least = 1 - self.rules.hysteresis
        self.closed.append(next((k for k in self.sale if self.used <= self.included(k) * least), 99))

    def boundary(self, day: int) -> None:
        self.close(day)
        asked = None
        confirm = self.rules.over_cycles_confirm
        if (
            self.state in ("GRACE", "OVERAGE")
            and confirm
            and self.over_cycles >= confirm
            and self.rules.upgrade_when != "never"
        ):
            asked = self.upward(self.projected(day - 1))
        if self.state in ("OVERAGE", "SALES"):
            self.tell(day, "overage_billed")
            self.state = "STABLE"
        self.apply(day)
        self.open(day)
        if asked is not None:
            self.propose(day, asked, by_cycles=True)
        self.judge_down(day)

    def apply(self, day: int) -> None:
        if self.state == "SCHEDULED" and self.due <= day:
            self.state = "STABLE"
            if self.fair(self.target, self.projected(day - 1)):
                self.plan, self.over_cycles, self.cooldown = self.target, 0, day + self.rules.cooldown_days
                self.tell(day, "plan_upgraded", "cooldown_started")
            else:
                self.tell(day, "change_cancelled")
        elif self.state == "DOWN" and self.due <= day:
            self.state = "STABLE"
            fits = self.closed[-1] <= self.target
            self.plan = self.target if fits else self.plan
            self.tell(day, "plan_downgraded" if fits else "change_cancelled")

    def judge_down(self, day: int) -> None:
        recent = self.closed[-self.rules.downgrade_patience :]
        if self.rules.downgrade != "apply" or len(recent) < self.rules.downgrade_patience or self.state != "STABLE":
            return
        if max(recent) < self.plan and self.cooldown <= day:
            self.target, self.state = max(recent), "DOWN"
            _, self.due = self.bounds(max(day, day + self.rules.notice_days - 1))
            self.tell(day, "downgrade_scheduled")

    def change(self, day: int) -> None:
        low, high = self.bounds(day)
        rest, digits = Fraction(high - day, high - low), minor_digits(self.of.currency)
        old, new = self.fee(self.plan), self.fee(self.target)
        self.fees += to_minor(new * rest, digits) - to_minor(old * rest, digits)
        self.stretches.append((self.included(self.plan), day - low - sum(days for _, days in self.stretches)))
        blended = sum(units * days for units, days in self.stretches) + self.included(self.target) * (high - day)
        self.limit, self.plan, self.state = floor(Fraction(blended, high - low)), self.target, "STABLE"
        self.sent, self.run, self.told = 0, 0, False
        self.over_cycles, self.cooldown = 0, day + self.rules.cooldown_days
        self.tell(day, "plan_upgraded", "proration_invoiced", "cooldown_started")

    def meter(self, day: int) -> None:
        self.used += self.days[day]
        for share in self.rules.notify_at[self.sent :]:
            if self.limit and self.used >= share * self.limit:
                self.sent += 1
                self.tell(day, "usage_notice" if share < 1 else "limit_reached")
        if self.used > self.limit and self.state in ("STABLE", "DOWN"):
            self.exceed(day)

    def exceed(self, day: int) -> None:
        if not self.told:
            self.tell(day, "limit_exceeded")
        self.told = True
        if self.state == "DOWN":
            self.tell(day, "change_cancelled")
        top = self.plan >= self.sale[-1]
        self.state = "SALES" if top else "GRACE"
        self.tell(day, "sales_contacted" if top else "grace_started")

    def evening(self, day: int) -> None:
        over = self.used > self.limit
        was = self.state
        if was == "GRACE" and not over:
            self.state, self.run = "STABLE", 0
            self.tell(day, "grace_cleared")
        elif was in ("GRACE", "OVERAGE") and over:
            self.run += 1
            if was == "OVERAGE" or self.run >= self.rules.grace_days:
                self.decide(day)
        if self.state == "AWAITING" and self.answer <= day:
            now = self.rules.upgrade_when == "now"
            self.state, self.due = "SCHEDULED", day + 1 if now else self.bounds(day)[1]
            self.tell(day, *([] if now else ["upgrade_scheduled"]))

    def decide(self, day: int) -> None:
        target = None
        if self.rules.upgrade_when != "never" and self.trend(day):
            target = self.upward(max(self.projected(day), self.used))
        if target is not None:
            self.propose(day, target, by_cycles=False)
        elif self.state == "GRACE":
            self.state = "OVERAGE"
            self.tell(day, "overage_started")


def walk(of: Catalog, rules: Policy, days: list[int], first: date, plan: int) -> Walk:
    """Return a customer's walk through all days and the first hour after them."""
    made = Walk(of, rules, days, first, plan)
    made.open(0)
    made.tell(0, "service_started")
    for day in range(len(days) + 1):
        if day and made.bounds(day)[0] == day:
            made.boundary(day)
        if made.state == "SCHEDULED" and made.due <= day and rules.upgrade_when == "now":
            made.change(day)
        if day < len(days):
            made.meter(day)
            made.evening(day)
    return made
