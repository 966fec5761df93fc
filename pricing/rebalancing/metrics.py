"""Friction and fit of a simulated policy, in figures; each function's docstring holds its formula."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pricing import wording
from pricing.frames import Flags, Ints
from pricing.money import from_minor, plain
from pricing.rebalancing import edges, mrr
from pricing.rebalancing.hindsight import Hindsight, costs
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.states import Event

SHOCK_RISE, SHOCK_LEAST = Fraction("0.30"), Fraction(5)
FLAP_CYCLES, SHOCK_CYCLES = 3, 3
NAMING = (
    Event.USAGE_NOTICE,
    Event.LIMIT_REACHED,
    Event.LIMIT_EXCEEDED,
    Event.UPGRADE_PROPOSED,
    Event.UPGRADE_SCHEDULED,
    Event.PLAN_UPGRADED,
)
"""Messages that tell a customer of a higher bill to come."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: `kind` is count, days, share, units or money (minor units); None where nothing could be measured."""

    kind: str
    value: int | Fraction | None
    meaning: str

    def as_json(self, digits: int) -> int | str | None:
        """Return the figure for machines: counts and days as numbers, everything else as text."""
        if self.value is None:
            return None
        if self.kind == "money":
            return f"{from_minor(int(self.value), digits):f}"
        return int(self.value) if self.kind in ("count", "days") else plain(Fraction(self.value), 6)


def shocks(outcome: Outcome, rise: Fraction = SHOCK_RISE, least: Fraction = SHOCK_LEAST) -> Flags:
    """Return which cycles are bill shocks.

    Bill > (1 + rise) x mean of the last three bills, and bill - mean >= least. In the beginning the mean is of fewer,
    at least one. `least` is in the currency's major unit.
    """
    cycles, digits = outcome.cycles, outcome.rules.ladder.digits
    total, count = np.zeros(len(cycles), np.int64), np.zeros(len(cycles), np.int64)
    for back in range(1, SHOCK_CYCLES + 1):
        before = cycles.number >= back
        total[before] += np.roll(cycles.bill, back)[before]
        count += before
    factor, most = 1 + rise, least * 10**digits
    higher = cycles.bill * count * factor.denominator > total * factor.numerator
    enough = (cycles.bill * count - total) * most.denominator >= most.numerator * count
    found: Flags = (count > 0) & higher & enough
    return found


def unannounced(outcome: Outcome, shocked: Flags) -> Flags:
    """Return which bill shocks no message named `notice_days` before: none in the cycle by end - notice_days."""
    named = outcome.events.of(*NAMING)
    place = outcome.row(named)
    closed = named.cycle < np.diff(outcome.offsets)[named.customer]
    first = np.full(len(outcome.cycles), np.iinfo(np.int64).max)
    np.minimum.at(first, place[closed], named.day[closed].astype(np.int64))
    return shocked & (first > outcome.cycles.end - outcome.rules.policy.notice_days)


def notice_leads(outcome: Outcome) -> Ints:
    """Return, for each change of plan, its day less the day of the latest proposal or schedule of it, sorted."""
    told = outcome.events.of(
        Event.UPGRADE_PROPOSED, Event.DOWNGRADE_SCHEDULED, Event.PLAN_UPGRADED, Event.PLAN_DOWNGRADED
    )
    moved = np.isin(told.code, (Event.PLAN_UPGRADED, Event.PLAN_DOWNGRADED))
    rows = np.flatnonzero(moved)
    return np.sort(told.day[rows] - told.day[rows - 1]).astype(np.int64)  # what was told last, before the change


def quantile(sorted_values: Ints, share: Fraction) -> int | None:
    """Return the smallest value that at least a share of the values do not exceed; None of none.

    >>> quantile(np.array([1, 2, 3, 4]), Fraction(1, 2))
    2
    """
    count = len(sorted_values)
    place = -(-count * share.numerator // share.denominator) - 1
    return int(sorted_values[max(0, place)]) if count else None


def reversals(outcome: Outcome) -> int:
    """Return how often a plan went back the way it came within 3 cycles of the change before."""
    moves = outcome.events.of(Event.PLAN_UPGRADED, Event.PLAN_DOWNGRADED)
    if len(moves) < 2:
        return 0
    same = moves.customer[1:] == moves.customer[:-1]
    near = moves.cycle[1:] - moves.cycle[:-1] <= FLAP_CYCLES
    return int((same & near & (moves.code[1:] != moves.code[:-1])).sum())


def wrong_upgrades(outcome: Outcome) -> tuple[int, int]:
    """Return upgrades whose next full cycle's demand fits the old plan's allowance, of those with such a cycle."""
    ups = outcome.events.of(Event.PLAN_UPGRADED)
    lengths = np.diff(outcome.offsets)[ups.customer]
    place = np.minimum(outcome.row(ups), max(len(outcome.cycles) - 1, 0))
    within = (
        (ups.cycle >= lengths) | (outcome.cycles.start[place] != ups.day) if len(outcome.cycles) else ups.cycle >= 0
    )
    following = ups.cycle + within
    judged = following < lengths
    rows = (outcome.offsets[ups.customer] + following)[judged]
    fits = outcome.cycles.demanded[rows] <= outcome.rules.ladder.included[ups.plan_from[judged]]
    return int(fits.sum()), int(judged.sum())


def missed_upgrades(outcome: Outcome, whole: Ints) -> int:
    """Return full cycles over the plan's allowance that a higher plan would have billed less, without a change.

    A change counts within the cycle or at its closing billing date. `whole` holds each cycle's bill on each plan.
    """
    cycles, ladder = outcome.cycles, outcome.rules.ladder
    over = cycles.complete & (cycles.demanded > ladder.included[cycles.plan])
    cheaper = np.zeros(len(cycles), dtype=np.bool_)
    for plan in np.flatnonzero(ladder.for_sale).tolist():
        cheaper |= (plan > cycles.plan) & (whole[:, plan] < whole[np.arange(len(cycles)), cycles.plan])
    ups = outcome.events.of(Event.PLAN_UPGRADED)
    changed = np.zeros(len(cycles) + 1, dtype=np.bool_)
    counts = np.diff(outcome.offsets)[ups.customer]
    changed[outcome.row(ups)[ups.cycle < counts]] = True
    late = (ups.cycle > 0) & (ups.cycle <= counts)
    at = outcome.row(ups)[late] - 1
    changed[at[cycles.end[at] == ups.day[late]]] = True
    return int((over & cheaper & ~changed[:-1]).sum())


def paused_days(outcome: Outcome) -> int:
    """Return the days on which service was paused: from the day after the pause until the billing date."""
    paused = outcome.events.of(Event.SERVICE_PAUSED)
    until = np.minimum(np.minimum(paused.due, outcome.book.days), outcome.book.leaves[paused.customer])
    return int(np.maximum(until - paused.day - 1, 0).sum())


def measure(outcome: Outcome, best: Hindsight) -> dict[str, Metric]:
    """Return every figure of a policy by name, in reading order."""
    cycles, ladder = outcome.cycles, outcome.rules.ladder
    whole = edges.whole(outcome)
    cost, _ = costs(outcome)
    least = whole[:, ladder.for_sale].min(axis=1, initial=2**60)
    return {
        "customers": Metric("count", len(outcome.book.customers), "customers in the book"),
        "cycles": Metric("count", len(cycles), "closed billing cycles"),
        **_friction(outcome),
        **_moves(outcome, whole),
        "overpay": Metric(
            "money", int(np.maximum(cost - least, 0).sum()), "bills above the cheapest plan's for the same cycles"
        ),
        "fit_rate": _share(int((cost <= least).sum()), len(cycles), "cycles that no other plan would have billed less"),
        "regret": Metric("money", int(best.regret.sum()), "cost above the best path in hindsight"),
        "regret_to_fixed": Metric(
            "money", int(best.regret_to_fixed.sum()), "cost above each customer's best single plan"
        ),
        **_revenue(outcome),
    }


def _friction(outcome: Outcome) -> dict[str, Metric]:
    cycles, running = outcome.cycles, outcome.running
    shocked = shocks(outcome)
    silent = unannounced(outcome, shocked)
    least = wording.money(outcome.rules.ladder.catalog, SHOCK_LEAST)
    throttled = int(cycles.throttled.sum() + running.throttled.sum())
    over = int(cycles.over_days.sum() + running.over_days.sum())
    return {
        "bill_shocks": Metric(
            "count", int(shocked.sum()), f"bills above the mean of the last three by 30 % and at least {least}"
        ),
        "unannounced_shocks": Metric("count", int(silent.sum()), "of these, not told of in time"),
        "days_over_limit": Metric("days", over, "evenings above the allowance"),
        "throttled_units": Metric("units", Fraction(throttled, outcome.rules.ladder.scale), "wanted and not served"),
        "paused_days": Metric("days", paused_days(outcome), "days of paused service"),
        "revenue_at_risk": Metric("money", at_risk(outcome, shocked), "recurring fees of shocked or paused customers"),
    }


def at_risk(outcome: Outcome, shocked: Flags) -> int:
    """Return the present recurring fees of customers with a bill shock or a pause in their last three closed cycles."""
    cycles, lengths = outcome.cycles, np.diff(outcome.offsets)
    recent = cycles.number >= lengths[cycles.customer] - SHOCK_CYCLES
    hurt = np.zeros(len(lengths), dtype=np.bool_)
    hurt[cycles.customer[shocked & recent]] = True
    paused = outcome.events.of(Event.SERVICE_PAUSED)
    hurt[paused.customer[paused.cycle >= lengths[paused.customer] - SHOCK_CYCLES]] = True
    fees = np.append(outcome.rules.ladder.fees, 0)
    return int(fees[outcome.plans()[hurt, -1]].sum()) if outcome.book.days else 0


def _moves(outcome: Outcome, whole: Ints) -> dict[str, Metric]:
    leads = notice_leads(outcome)
    wrong, judged = wrong_upgrades(outcome)
    ups, downs = (len(outcome.events.of(event)) for event in (Event.PLAN_UPGRADED, Event.PLAN_DOWNGRADED))
    return {
        "upgrades": Metric("count", ups, "changes up"),
        "downgrades": Metric("count", downs, "changes down"),
        "notice_lead_median": Metric(
            "days", quantile(leads, Fraction(1, 2)), "days from being told to the change, the middle one"
        ),
        "notice_lead_p10": Metric("days", quantile(leads, Fraction(1, 10)), "a tenth of the changes had no more days"),
        "flap_rate": _share(
            reversals(outcome), len(outcome.cycles), "changes taken back within 3 cycles, a cycle of a customer"
        ),
        "wrong_upgrades": Metric("count", wrong, "whose next whole cycle fit the old allowance"),
        "wrong_upgrade_rate": _share(wrong, judged, "their share of the upgrades with a whole cycle after them"),
        "missed_upgrades": Metric(
            "count",
            missed_upgrades(outcome, whole),
            "cycles over the allowance that a larger plan would have billed less, without a move",
        ),
    }


def _revenue(outcome: Outcome) -> dict[str, Metric]:
    moved = mrr.movements(outcome)
    last = int(moved.mrr[-1]) if len(moved.mrr) else None
    steady = mrr.volatility(moved.mrr), mrr.volatility(moved.revenue)
    return {
        "mrr": Metric("money", last, "of all customers, in the last whole period"),
        "nrr": Metric("share", moved.nrr, "recurring fees kept and grown, first to last period"),
        "mrr_volatility": Metric("share", steady[0], "standard deviation / mean of recurring fees"),
        "revenue_volatility": Metric("share", steady[1], "standard deviation / mean of bills"),
    }


def _share(part: int, whole: int, meaning: str) -> Metric:
    return Metric("share", Fraction(part, whole) if whole else None, meaning)
