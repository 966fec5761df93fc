"""Steps 2 and 3 of a day: take the usage, pause or cap it, move the meter, send its messages."""

import numpy as np

from pricing.frames import Ints
from pricing.rebalancing.block import RESTING, Block
from pricing.rebalancing.ladder import UNLIMITED
from pricing.rebalancing.states import Event, State, Why

# Members looked up once: it takes longer than the rules that ask for them.
GRACE, AWAITING, PAUSED = State.GRACE, State.AWAITING_RESPONSE, State.PAUSED
SCHEDULED, PENDING = State.UPGRADE_SCHEDULED, State.DOWNGRADE_SCHEDULED


def take(block: Block, day: int) -> None:
    """Count a day's units, throttle those that are paused, blocked or above the cap, and tell of thresholds."""
    units = block.units[day]
    block.cum += units
    if block.stopping:
        _stop(block, units)
    _tell_of_data(block, day)
    reached = (block.cum >= block.mark).nonzero()[0]
    if len(reached):
        capped = _capped(block, reached)
        _notices(block, reached, day)
        block.emit(Event.USAGE_CAPPED, capped, day)
        _exceed(block, reached, day)
        block.remark(reached)


def _stop(block: Block, units: Ints) -> None:
    """Units that arrive while service is stopped are demanded, not served; a correction still counts."""
    stopped = block.state == PAUSED
    if block.rules.policy.during_grace == "block":
        stopped |= (block.state == GRACE) | (block.state == AWAITING)
    who = np.flatnonzero(stopped)
    lost = np.maximum(units[who], 0)
    block.cum[who] -= lost
    block.throttled[who] += lost


def _tell_of_data(block: Block, day: int) -> None:
    for event, found in block.data_events:
        who = found.on(day)
        if len(who):
            block.emit(event, who, day)
    for row in block.late.on(day).tolist():
        _late(block, row, day)


def _capped(block: Block, who: Ints) -> Ints:
    """Units above the cap are not served; return who is told of it, once a cycle and plan."""
    excess = block.cum[who] - block.cap[who]
    above = excess > 0
    capped = who[above]
    block.cum[capped] -= excess[above]
    block.throttled[capped] += excess[above]
    fresh: Ints = capped[~block.capped[capped]]
    block.capped[fresh] = True
    return fresh


def _notices(block: Block, who: Ints, day: int) -> None:
    """Send each threshold's message once per plan and cycle, in order, also where a day jumps over several."""
    above, below = block.rules.notices
    for level in range(len(above) - 1):
        limit = block.limit[who]
        counted = (block.level[who] == level) & (limit > 0) & (limit < UNLIMITED)
        some = who[counted]
        some = some[block.cum[some] * below[level] >= block.limit[some] * above[level]]
        if len(some):
            block.level[some] = level + 1
            event = Event.LIMIT_REACHED if above[level] == below[level] else Event.USAGE_NOTICE
            block.emit(event, some, day, why=np.full(len(some), level, dtype=np.int8), due=_standing(block, some))


def _standing(block: Block, who: Ints) -> Ints:
    """The day of what customers were told of their plan and still holds: an answer, a change; else -1."""
    state = block.state[who]
    changing = np.where((state == SCHEDULED) | (state == PENDING), block.due[who], -1)
    return np.where(state == AWAITING, block.answer[who], changing)


def _exceed(block: Block, who: Ints, day: int) -> None:
    """Start the grace of those over the limit; on the top plan there is nothing left to buy."""
    over = who[RESTING[block.state[who]] & (block.cum[who] > block.limit[who])]
    if not len(over):
        return
    pending, top = block.state[over] == PENDING, block.plan[over] >= block.rules.ladder.top
    again = block.told[over]
    block.told[over] = True
    for row, some in (
        ("exceed", ~top & ~pending & ~again),
        ("exceed_again", ~top & ~pending & again),
        ("exceed_pending", ~top & pending),
        ("exceed_top", top & ~pending),
        ("exceed_top_pending", top & pending),
    ):
        found = over[some]
        if not len(found):
            continue
        to = block.target[found] if row.endswith("pending") else None
        block.go(row, found, day, to=to, why=Why.LIMIT)


def _late(block: Block, row: int, day: int) -> None:
    """Count units that became known after their day: in the open cycle, or on a closed cycle's bill if in time."""
    who, of, units = block.late_rows[row].tolist()
    if not block.start[who] <= of or not block.start[who] <= day < block.leave[who]:
        return
    event = Event.USAGE_LATE if units >= 0 else Event.USAGE_CORRECTED
    one, start = np.array([who]), int(block.cycle_start[who])
    closed = of < start
    before = int(block.rules.calendar.start[block.group[who], start - 1]) if closed else 0
    in_time = closed and of >= before and day <= start + block.rules.policy.late_days
    block.units[of, who] += units
    if block.known is not None:
        block.known[of, who] = True
    if in_time:
        block.emit(event, one, day, cycle=block.number[one] - 1, why=Why.CLOSED)
        block.amends.write(one, number=block.number[one] - 1, units=units)
        return
    block.cum[who] += units
    block.emit(event, one, day)
