"""Step 1 of a day: close cycles, invoice, apply scheduled changes, reset meters, resume, judge downgrades."""

import numpy as np

from pricing.frames import Flags, Ints
from pricing.rebalancing import moves
from pricing.rebalancing.block import UNSEEN, Block
from pricing.rebalancing.ladder import UNLIMITED
from pricing.rebalancing.rows import Rows
from pricing.rebalancing.states import Event, State, Why


def turn(block: Block, day: int) -> None:
    """Take the customers who leave, whose billing date it is, or who join today through the start of the day."""
    leaving = block.leaves.on(day)
    if len(leaving):
        _leave(block, leaving[block.start[leaving] < day], day)
    turning = block.turning(day)
    if len(turning):
        _close(block, turning, day)
        asked, target = _settle(block, turning, day)
        _apply(block, turning, day)
        _reset(block, turning, day)
        moves.propose(block, asked, target, day, Why.CYCLES)
        _judge(block, turning, day)
        block.remark_new(turning)
    moves.change_due(block, day)
    if day < block.days:
        joining = block.joins.on(day)
        _open(block, joining[block.leave[joining] > day], day)


def _close(block: Block, who: Ints, day: int, complete: Flags | None = None) -> None:
    start = block.cycle_start[who]
    nominal = block.begin(who, day - 1)
    full = (start == nominal) if complete is None else complete & (start == nominal)
    write_cycle(block, block.cycles, who, day, full)
    block.emit(Event.CYCLE_CLOSED, who, day)
    block.emit(Event.INVOICE_ISSUED, who, day)
    _count(block, who, day, full)


def write_cycle(block: Block, rows: Rows, who: Ints, day: int, full: Flags) -> None:
    """Write what a cycle came to until a day: its last stretch, which is all of it unless changes cut it."""
    carried = block.rules.policy.usage_on_change == "carry"
    since = block.cycle_start[who] if carried else block.opened[who]
    rows.write(
        who,
        number=block.number[who],
        start=block.cycle_start[who],
        begin=since,
        end=day,
        plan=block.plan[who],
        units=np.maximum(block.cum[who], 0),
        throttled=block.throttled[who],
        limit=block.limit[who],
        fees=block.fees[who],
        over_days=block.over_days[who],
        days=day - since,
        length=block.end(who, day - 1) - block.begin(who, day - 1),
        plain=block.plain[who],
        complete=full,
    )


def _count(block: Block, who: Ints, day: int, full: Flags) -> None:
    """Keep what the closed cycle says: over by the margin or not, and the lowest plan that it fits."""
    margin, limit = 1 + block.rules.policy.over_margin, block.limit[who]
    wanted = np.maximum(block.cum[who], 0) + block.throttled[who]
    over = (limit < UNLIMITED) & (wanted * margin.denominator > np.minimum(limit, UNLIMITED) * margin.numerator)
    block.over_cycles[who] = np.where(over, block.over_cycles[who] + 1, 0)
    fits = np.where(full & _seen(block, who, day), block.rules.lowest_fit(block.used[who] + wanted), UNSEEN)
    block.fits[:-1, who] = block.fits[1:, who]
    block.fits[-1, who] = fits


def _seen(block: Block, who: Ints, day: int) -> Flags:
    """Whether enough of the closed cycle's days are known."""
    if block.known is None:
        return np.ones(len(who), dtype=np.bool_)
    start, share = block.cycle_start[who], block.rules.policy.min_observed
    seen = np.empty(len(who), dtype=np.int64)
    for first in np.unique(start).tolist():
        rows = np.flatnonzero(start == first)
        seen[rows] = block.known[first:day].take(who[rows], axis=1).sum(axis=0)
    return seen * share.denominator >= (day - start) * share.numerator


def _settle(block: Block, who: Ints, day: int) -> tuple[Ints, Ints]:
    """Bill overage and resume service; return whom closed cycles confirm an upgrade for, and the plans to propose."""
    state = block.state[who]
    owing = (state == State.OVERAGE) | (state == State.CONTACT_SALES)
    maybe = who[((state == State.GRACE) | (state == State.OVERAGE)) & moves.cycles_confirm(block, who)]
    fair, target = moves.fair_targets(block, maybe, moves.projected(block, maybe, day - 1))
    asked = maybe[fair]
    block.emit(Event.OVERAGE_BILLED, asked[block.state[asked] == State.OVERAGE], day)
    block.go("settle", np.setdiff1d(who[owing], asked, assume_unique=True), day)
    block.go("resume", who[state == State.PAUSED], day)
    block.number[who] += 1
    return asked, target[fair]


def _apply(block: Block, who: Ints, day: int) -> None:
    state, due = block.state[who], block.due[who] <= day
    up = who[(state == State.UPGRADE_SCHEDULED) & due]
    if len(up):
        fair = block.rules.fair(block.plan[up], block.target[up], moves.projected(block, up, day - 1))
        _cancel(block, "withdraw", up[~fair], day, Why.GUARD)
        _move(block, "upgrade", up[fair], day)
    down = who[(state == State.DOWNGRADE_SCHEDULED) & due]
    if len(down):
        fits = block.fits[-1, down] <= block.target[down]
        _cancel(block, "keep", down[~fits], day, Why.GREW)
        _move(block, "downgrade", down[fits], day)


def _move(block: Block, row: str, who: Ints, day: int) -> None:
    if not len(who):
        return
    block.go(row, who, day, to=block.target[who], due=np.full(len(who), day))
    block.plan[who] = block.target[who]
    if row == "upgrade":
        block.cooldown[who] = day + block.rules.policy.cooldown_days
        block.over_cycles[who] = 0


def _cancel(block: Block, row: str, who: Ints, day: int, why: Why) -> None:
    block.go(row, who, day, to=block.target[who], why=why)


def _reset(block: Block, who: Ints, day: int) -> None:
    block.cycle_start[who] = block.opened[who] = day
    for counts in (
        block.cum,
        block.used,
        block.paid,
        block.throttled,
        block.blended,
        block.level,
        block.run,
        block.over_days,
    ):
        counts[who] = 0
    for flags in (block.told, block.declined, block.capped):
        flags[who] = False
    block.plain[who] = True
    plan = block.plan[who]
    block.limit[who], block.fees[who] = block.rules.ladder.included[plan], block.rules.ladder.fees[plan]
    block.recap(who)


def _judge(block: Block, who: Ints, day: int) -> None:
    """Schedule or suggest a lower plan where the last cycles fit one."""
    how = block.rules.policy.downgrade
    if how == "off":
        return
    who = who[block.plan[who] > 0]  # below the lowest plan there is none
    lowest = block.fits[:, who].max(axis=0)
    fits = (lowest < block.plan[who]) & (block.state[who] == State.STABLE)
    block.suggested[who[lowest >= block.plan[who]]] = -1
    fits &= block.cooldown[who] <= day
    down, target = who[fits], lowest[fits].astype(np.int64)
    if how == "suggest":
        fresh = block.suggested[down] != target
        block.suggested[down] = target
        block.go("suggest_down", down[fresh], day, to=target[fresh])
    elif len(down):
        block.target[down], block.due[down] = target, moves.billing_date(block, down, day, day)
        block.go("plan_down", down, day, to=target, due=block.due[down])


def _open(block: Block, who: Ints, day: int) -> None:
    """Begin the first cycle of new customers: within a cycle of a fixed anchor, fee and allowance are their share."""
    if not len(who):
        return
    _reset(block, who, day)
    block.cooldown[who] = day
    start, end = block.begin(who, day), block.end(who, day)
    part = who[start < day]
    if len(part):
        plan, start, end = block.plan[part], start[start < day], end[start < day]
        included = block.rules.ladder.included[plan]
        block.limit[part] = block.rules.shares_of(included * (end - day), end - start, included)
        block.fees[part] = block.rules.first_fees(plan, day, start, end)
        block.plain[part] = False
        block.recap(part)
    block.remark(who)
    block.emit(Event.SERVICE_STARTED, who, day)


def _leave(block: Block, who: Ints, day: int) -> None:
    """Close the accounts of customers who leave: a scheduled change is cancelled, the fee is not given back."""
    if not len(who):
        return
    _cancel(block, "withdraw", who[block.state[who] == State.UPGRADE_SCHEDULED], day, Why.LEFT)
    _cancel(block, "keep", who[block.state[who] == State.DOWNGRADE_SCHEDULED], day, Why.LEFT)
    _close(block, who, day, block.begin(who, day) == day)
    block.go("end", who, day)
    block.mark[who] = np.iinfo(np.int64).max
