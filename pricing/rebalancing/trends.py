"""Whether growth lasts: the trend rules of a policy, on data up to a day; pace is the plan's allowance a day."""

from collections.abc import Callable

import numpy as np

from pricing.frames import Flags, Ints
from pricing.rebalancing.block import Block

PACE_DAYS = 14
"""The days behind today that a projection takes its mean from."""


def confirmed(block: Block, who: Ints, day: int) -> Flags:
    """Return for whom the policy's trend rule holds on the evening of a day.

    A rule holds only with its whole window behind a customer and enough of its days known (`min_observed`).
    """
    name, numbers = block.rules.policy.trend
    if name in ("always", "none"):
        return np.full(len(who), name == "always", dtype=np.bool_)
    return RULES[name](block, who, day, numbers)


def projected(block: Block, who: Ints, day: int) -> Ints:
    """Return a full cycle's units at the mean of the known days among the last 14 up to a day, rounded down."""
    units, known = block.window(who, day, PACE_DAYS)
    count = known.sum(axis=0)
    length = block.end(who, day) - block.begin(who, day)
    found: Ints = np.maximum(units.sum(axis=0), 0) * length // np.maximum(count, 1)
    return found


def _pace(block: Block, who: Ints, day: int) -> tuple[Ints, Ints]:
    """A plan's allowance and the days that it is for: units a day without a fraction."""
    length = block.end(who, day) - block.begin(who, day)
    return block.rules.ladder.included[block.plan[who]], length


def _observed(block: Block, who: Ints, day: int, known: Ints, days: int) -> Flags:
    share = block.rules.policy.min_observed
    enough: Flags = known.sum(axis=0) * share.denominator >= days * share.numerator
    enough &= block.start[who] + days <= day + 1
    return enough


def _weeks_over_pace(block: Block, who: Ints, day: int, numbers: tuple[int, ...]) -> Flags:
    """Each of the last weeks used more a known day than the pace."""
    days = 7 * numbers[0]
    units, known = block.window(who, day, days)
    allowance, length = _pace(block, who, day)
    found = _observed(block, who, day, known, days)
    if len(units) < days:
        return np.zeros(len(who), dtype=np.bool_)
    for week in range(numbers[0]):
        rows = slice(7 * week, 7 * week + 7)
        found &= units[rows].sum(axis=0) * length > allowance * known[rows].sum(axis=0)
    return found


def _median_over_pace(block: Block, who: Ints, day: int, numbers: tuple[int, ...]) -> Flags:
    """The median of the known days is above the pace."""
    (days,) = numbers
    units, known = block.window(who, day, days)
    allowance, length = _pace(block, who, day)
    ordered = np.sort(np.where(known > 0, units, np.iinfo(np.int64).max), axis=0)
    count = np.maximum(known.sum(axis=0), 1)
    places = np.arange(len(who))
    middle = ordered[(count - 1) // 2, places] + ordered[count // 2, places]
    found = _observed(block, who, day, known, days)
    return found & (np.where(found, middle, 0) * length > 2 * allowance)


def _m_of_n(block: Block, who: Ints, day: int, numbers: tuple[int, ...]) -> Flags:
    """At least m of the last n days are above the pace."""
    least, days = numbers
    units, known = block.window(who, day, days)
    allowance, length = _pace(block, who, day)
    above = (units * length > allowance) & (known > 0)
    found = _observed(block, who, day, known, days)
    found &= above.sum(axis=0) >= least
    return found


def _projected(block: Block, who: Ints, day: int, numbers: tuple[int, ...]) -> Flags:
    """On m of the last n days the cycle so far, carried on at its mean, ends above the allowance."""
    least, days = numbers
    units, known = block.window(who, day, days)
    allowance, length = _pace(block, who, day)
    reached = block.cum[who] + block.used[who] + block.throttled[who]
    count = np.zeros(len(who), dtype=np.int64)
    for back in range(len(units)):
        elapsed = day - back + 1 - block.cycle_start[who]
        count += (elapsed > 0) & (reached * length > allowance * elapsed)
        reached = reached - units[len(units) - 1 - back]
    return _observed(block, who, day, known, days) & (count >= least)


RULES: dict[str, Callable[[Block, Ints, int, tuple[int, ...]], Flags]] = {
    "weeks_over_pace": _weeks_over_pace,
    "median_over_pace": _median_over_pace,
    "m_of_n": _m_of_n,
    "projected": _projected,
}
