"""What one cycle costs in hindsight: on each plan throughout, and changed up on the best day within it."""

from dataclasses import replace

import numpy as np

from pricing.frames import Ints
from pricing.money import to_minor
from pricing.rebalancing import bills
from pricing.rebalancing.ladder import UNLIMITED
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.rows import Column, Columns
from pricing.rebalancing.rules import Rules


def whole(outcome: Outcome) -> Ints:
    """Return the bill of each closed cycle's demand on each plan: [cycles, plans]; 0 for a plan not for sale."""
    ladder, cycles = outcome.rules.ladder, outcome.cycles
    found = np.zeros((len(cycles), len(ladder.plans)), dtype=np.int64)
    for plan in np.flatnonzero(ladder.for_sale).tolist():
        rows = _on(outcome, plan)
        more = bills.others(outcome.book, ladder, rows)
        found[:, plan] = bills.rate(ladder, rows, cycles.demanded, more, beyond=True)
        if outcome.rules.policy.unserved_price is not None:
            found[:, plan] = np.minimum(found[:, plan], _partly(outcome, plan, rows, more))
    return found


def _on(outcome: Outcome, plan: int) -> dict[str, Column]:
    """The closed cycles as stretches on one plan; a first part of a cycle has its share of fee and allowance."""
    rules, cycles = outcome.rules, outcome.cycles
    group = outcome.groups[cycles.customer]
    nominal, end = rules.calendar.start[group, cycles.start], rules.calendar.end[group, cycles.start]
    chosen = np.full(len(cycles), plan)
    included = rules.ladder.included[chosen]
    fees, limit = rules.ladder.fees[chosen], included.copy()
    part = np.flatnonzero(cycles.start != nominal)
    limit[part] = rules.shares_of(included[part] * (end - cycles.start)[part], (end - nominal)[part], included[part])
    for row in part.tolist():
        day, span = int(cycles.start[row]), (nominal[[row]], end[[row]])
        fees[row] = rules.first_fees(chosen[[row]], day, *span)[0]
    return {
        "customer": cycles.customer,
        "begin": cycles.start,
        "end": cycles.end,
        "plan": chosen,
        "limit": limit,
        "fees": fees,
        "days": cycles.end - cycles.start,
        "length": end - nominal,
        "plain": cycles.start == nominal,
    }


def unserved(rules: Rules, units: Ints) -> Ints:
    """Return what units that were not served cost at the policy's price, in minor units, half up."""
    price = (rules.policy.unserved_price or 0) * 10**rules.ladder.digits / rules.ladder.scale
    distinct, place = np.unique(units, return_inverse=True)
    return np.array([to_minor(price * count, 0) for count in distinct.tolist()], dtype=np.int64)[place]


def _partly(outcome: Outcome, plan: int, rows: Columns, more: dict[str, Ints]) -> Ints:
    """The least cost of serving only a part: the bends and jumps of the plan's curve are the parts worth trying."""
    ladder, demanded = outcome.rules.ladder, outcome.cycles.demanded
    step = outcome.rules.step
    stops = {0}
    for knot in ladder.curves[plan].knots:
        stops |= {int(knot.start * ladder.scale) // step * step + extra for extra in (-step, 0, step)}
    found = np.full(len(demanded), 2**60)
    for stop in sorted(stop for stop in stops if stop >= 0):
        served = np.minimum(demanded, stop)
        bill = bills.rate(ladder, rows, served, more, beyond=True)
        found = np.minimum(found, bill + unserved(outcome.rules, demanded - served))
    return found


def rising(outcome: Outcome) -> dict[tuple[int, int], Ints]:
    """Return, for each pair of a plan and a higher one, the least bill of each cycle that changes once within it."""
    cycles, ladder = outcome.cycles, outcome.rules.ladder
    keys = _kinds(outcome)
    sale = np.flatnonzero(ladder.for_sale).tolist()
    pairs = [(p, q) for p in sale for q in sale if p < q]
    found = {pair: np.full(len(cycles), 2**60) for pair in pairs}
    distinct, place = np.unique(keys, axis=0, return_inverse=True)
    for kind in range(len(distinct)):
        rows = np.flatnonzero(place.ravel() == kind)
        for pair in pairs:
            found[pair][rows] = _least(outcome, rows, pair)
    return found


def _kinds(outcome: Outcome) -> Ints:
    """Cycles whose changes cost alike: by where they start and end within their period, and by date for seconds."""
    cycles, calendar = outcome.cycles, outcome.rules.calendar
    group = outcome.groups[cycles.customer]
    nominal, end = calendar.start[group, cycles.start], calendar.end[group, cycles.start]
    dated = nominal if outcome.rules.policy.proration_grain == "second" else np.zeros(len(cycles), np.int64)
    return np.stack([cycles.start - nominal, cycles.end - cycles.start, end - nominal, dated], axis=1)


def _least(outcome: Outcome, rows: Ints, pair: tuple[int, int]) -> Ints:
    first = int(rows[0])
    length = int(outcome.cycles.end[first] - outcome.cycles.start[first])
    found = np.full(len(rows), 2**60)
    one = replace(outcome, cycles=outcome.cycles.only(rows))
    base = _on(one, pair[0])
    more = bills.others(outcome.book, outcome.rules.ladder, base)
    for days in range(1, length):
        found = np.minimum(found, _changed(one, base, more, pair, days))
    return found


def _changed(
    outcome: Outcome, base: dict[str, Column], more: dict[str, Ints], pair: tuple[int, int], days: int
) -> Ints:
    """The bills of cycles, all of one kind, that change from one plan to another after some days.

    `more` are the whole cycles' units of further meters.
    """
    rules, cycles = outcome.rules, outcome.cycles
    old, new = np.array([pair[0]]), np.array([pair[1]])
    group, start = outcome.groups[cycles.customer[:1]], cycles.start[:1]
    nominal, end = rules.calendar.start[group, start], rules.calendar.end[group, start]
    day, period = int(start[0]) + days, end - nominal
    credit, debit = rules.changes(old, new, day, nominal, end)
    before, after = rules.ladder.included[old], rules.ladder.included[new]
    prorated = rules.policy.allowance_on_change == "prorated"
    own = {**base, "plain": np.zeros(len(cycles), dtype=np.bool_)}
    if rules.policy.usage_on_change == "carry":
        blended = rules.shares_of(np.minimum(before, UNLIMITED) * days + after * (end - day), period, after)
        limit = blended if prorated else after
        rows = {**own, "plan": own["plan"] * 0 + pair[1], "limit": own["limit"] * 0 + limit}
        rows["fees"] = base["fees"] + credit + debit
        return bills.rate(rules.ladder, rows, cycles.demanded, more, beyond=True)
    share = rules.shares_of(after * (end - day), period, after)
    own["fees"], own["end"], own["days"] = base["fees"] + credit, base["begin"] + days, base["days"] * 0 + days
    if rules.policy.usage_on_change == "split" and prorated:
        own["limit"] = own["limit"] * 0 + rules.shares_of(before * days, period, before)
    rest = {**own, "begin": own["end"], "end": base["end"], "plan": own["plan"] * 0 + pair[1]}
    rest |= {"limit": own["limit"] * 0 + (share if prorated else after), "fees": base["fees"] * 0 + debit}
    rest["days"] = base["days"] - days
    early = np.minimum(_used(outcome, own), cycles.demanded)
    parts = ((own, early), (rest, cycles.demanded - early))
    return sum(
        bills.rate(rules.ladder, rows, units, bills.others(outcome.book, rules.ladder, rows), beyond=True)
        for rows, units in parts
    ) + np.zeros(len(cycles), dtype=np.int64)


def _used(outcome: Outcome, rows: Columns) -> Ints:
    """The units of the book that fall into each stretch, 0 or more."""
    sums = np.concatenate([np.zeros((len(outcome.book.units), 1), np.int64), outcome.book.units.cumsum(axis=1)], axis=1)
    total = sums[rows["customer"], rows["end"]] - sums[rows["customer"], rows["begin"]]
    found: Ints = np.maximum(total, 0) * 10 ** (outcome.rules.ladder.decimals - outcome.book.decimals)
    return found
