"""Steps 4 and 5 of a day: grace, trend, proposals and answers; and changes of plan that fall within a cycle."""

import numpy as np

from pricing.frames import Flags, Ints
from pricing.rebalancing import trends
from pricing.rebalancing.block import Block
from pricing.rebalancing.ladder import UNLIMITED
from pricing.rebalancing.states import State, Why
from pricing.rebalancing.trends import projected

__all__ = ["billing_date", "change_due", "cycles_confirm", "fair_targets", "judge", "projected", "propose"]


# Members looked up once: it takes longer than the rules that ask for them.
STABLE, GRACE, AWAITING = State.STABLE, State.GRACE, State.AWAITING_RESPONSE
SCHEDULED, OVERAGE = State.UPGRADE_SCHEDULED, State.OVERAGE


def judge(block: Block, day: int) -> None:
    """Take everybody whose plan is not at rest through the evening of a day."""
    active = (block.state != STABLE).nonzero()[0]
    if not len(active):
        return
    state = block.state[active]
    over = block.cum[active] > block.limit[active]
    block.over_days[active] += over
    answering = active[(state == AWAITING) & (block.answer[active] <= day)]
    withdrawn = active[(state == SCHEDULED) & ~over]
    # Those whose overage runs may still be asked, once the trend holds, unless they said no this cycle.
    running = active[(state == OVERAGE) & over & ~block.declined[active]]
    left = _proposed(block, np.concatenate([_grace(block, active, (state == GRACE), over, day), running]), day)
    block.go("let_run", left[block.state[left] == GRACE], day)
    if len(withdrawn):
        _withdraw(block, withdrawn, day)
    _answers(block, answering, day)
    if block.rules.policy.response_delay_days == 0:
        asked = (block.state == AWAITING).nonzero()[0]
        _answers(block, asked[block.answer[asked] <= day], day)


def _grace(block: Block, active: Ints, grace: Flags, over: Flags, day: int) -> Ints:
    """Clear the grace of those within the allowance again; return those whose grace is over."""
    cleared, staying = active[grace & ~over], active[grace & over]
    if len(cleared):
        block.run[cleared] = 0
        block.go("clear", cleared, day)
        block.remark(cleared)
    run = block.run[staying] + 1
    block.run[staying] = run
    return staying[run >= block.rules.policy.grace_days]


def _proposed(block: Block, who: Ints, day: int) -> Ints:
    """Propose where the trend holds and a fair plan is for sale; return the others."""
    if not block.rules.asks or not len(who) or block.rules.policy.trend[0] == "none":
        return who
    grown = trends.confirmed(block, who, day)
    rising = who[grown]
    if not len(rising):
        return who
    needed = np.maximum(projected(block, rising, day), block.cum[rising] + block.used[rising])
    fair, target = fair_targets(block, rising, needed)
    propose(block, rising[fair], target[fair], day, Why.TREND)
    return np.concatenate([who[~grown], rising[~fair]])


def fair_targets(block: Block, who: Ints, units: Ints) -> tuple[Flags, Ints]:
    """Return whom a cycle of these units would not cost more on the plan to move up to, and that plan."""
    plan = block.plan[who]
    below = plan < block.rules.ladder.top
    target = plan.copy()
    target[below] = block.rules.targets(plan[below], units[below])
    return below & block.rules.fair(plan, target, units), target


def cycles_confirm(block: Block, who: Ints) -> Flags:
    """Return for whom enough closed cycles in a row were over by the margin."""
    least = block.rules.policy.over_cycles_confirm
    if not (least and block.rules.asks):
        return np.zeros(len(who), dtype=np.bool_)
    return block.over_cycles[who] >= least


def propose(block: Block, who: Ints, target: Ints, day: int, why: Why) -> None:
    """Ask customers whether they want to move up, on the evening of a day or at a boundary."""
    if not len(who):
        return
    block.target[who], block.proposed[who] = target, day
    block.answer[who] = day + block.rules.policy.response_delay_days
    block.by_cycles[who] = why == Why.CYCLES
    block.go("propose", who, day, to=target, due=block.answer[who], why=why)


def billing_date(block: Block, who: Ints, day: int, earliest: Ints | int) -> Ints:
    """Return the first billing date after a day that leaves the notice: not before `earliest` and the notice days."""
    soonest = np.maximum(day, np.asarray(earliest) + block.rules.policy.notice_days - 1)
    found: Ints = block.rules.calendar.end[block.group[who], soonest]
    return found


def _answers(block: Block, who: Ints, day: int) -> None:
    if not len(who):
        return
    policy = block.rules.policy
    drawn = block.rules.drawn(block.keys[who], block.asked[who])
    block.asked[who] += 1
    for place, (answer, _) in enumerate(block.rules.answers):
        chosen = who[drawn == place]
        silent = answer == "none"
        made = policy.on_no_response if silent else answer
        if made == "accept":
            _accept(block, chosen, day, Why.SILENT if silent else Why.ACCEPTED)
        else:
            block.declined[chosen] = True
            row = "pause" if made == "pause" else "decline"
            why = Why.SILENT if silent else Why.DECLINED
            block.go(row, chosen, day, to=block.target[chosen], due=block.end(chosen, day), why=why)


def _accept(block: Block, who: Ints, day: int, why: Why) -> None:
    """Schedule: a yes for tomorrow or the next billing date, silence not before the notice is over."""
    if not len(who):
        return
    now, notice = block.rules.policy.mid_cycle, block.rules.policy.notice_days
    silent = why == Why.SILENT
    if now:
        block.due[who] = np.maximum(day + 1, block.proposed[who] + notice) if silent else day + 1
    else:
        block.due[who] = billing_date(block, who, day, block.proposed[who]) if silent else block.end(who, day)
    soon = now & (block.due[who] == day + 1)
    block.silent[who] = silent
    block.go("accept_now", who[soon], day)
    later = who[~soon]
    block.go("accept", later, day, to=block.target[later], due=block.due[later], why=why)


def _withdraw(block: Block, who: Ints, day: int) -> None:
    """A correction took away what an upgrade of this cycle was scheduled for."""
    fresh = (block.proposed[who] >= block.cycle_start[who]) & ~block.by_cycles[who]
    back = who[fresh]
    block.go("withdraw", back, day, to=block.target[back], why=Why.CORRECTED)
    block.remark(back)


def change_due(block: Block, day: int) -> None:
    """Carry out the changes that fall on a day within a cycle."""
    if not block.rules.policy.mid_cycle:
        return
    who = (block.state == SCHEDULED).nonzero()[0]
    who = who[(block.due[who] <= day)]
    if not len(who):
        return
    quiet = who[block.silent[who]]
    fair = block.rules.fair(block.plan[quiet], block.target[quiet], projected(block, quiet, day - 1))
    lost = quiet[~fair]
    over = block.cum[lost] > block.limit[lost]
    for row, some in (("withdraw_over", lost[over]), ("withdraw", lost[~over])):
        block.go(row, some, day, to=block.target[some], why=Why.GUARD)
        block.remark(some)
    _change(block, np.setdiff1d(who, lost, assume_unique=True), day)


def _change(block: Block, who: Ints, day: int) -> None:
    if not len(who):
        return
    rules, new = block.rules, block.target[who]
    start, end = block.begin(who, day), block.end(who, day)
    credit, debit = rules.changes(block.plan[who], new, day, start, end)
    block.cooldown[who] = day + rules.policy.cooldown_days
    block.over_cycles[who] = 0
    if rules.policy.usage_on_change == "carry":
        _carry(block, who, day, credit + debit)
    else:
        _cut(block, who, day, credit, debit)
    # Told of with the allowance that is left, while the plan is still the old one.
    block.go("upgrade_now", who, day, to=new, due=np.full(len(who), day), net=credit + debit)
    block.plan[who], block.opened[who], block.plain[who] = new, day, False
    block.level[who], block.run[who] = 0, 0
    block.told[who] = block.capped[who] = block.declined[who] = False
    block.recap(who)
    block.remark(who)


def _carry(block: Block, who: Ints, day: int, net: Ints) -> None:
    """The cycle's usage counts against one blended allowance."""
    old, new = (block.rules.ladder.included[plan] for plan in (block.plan[who], block.target[who]))
    end, start = block.end(who, day), block.begin(who, day)
    block.blended[who] += np.minimum(old, UNLIMITED) * (day - block.opened[who])
    block.fees[who] += net
    block.limit[who] = new
    if block.rules.policy.allowance_on_change == "prorated":
        block.limit[who] = block.rules.shares_of(block.blended[who] + new * (end - day), end - start, new)


def _cut(block: Block, who: Ints, day: int, credit: Ints, debit: Ints) -> None:
    """The stretch before is billed on the old plan, and the meter starts again on the new one."""
    new = block.rules.ladder.included[block.target[who]]
    end, start = block.end(who, day), block.begin(who, day)
    block.fees[who] += credit
    _write_cut(block, who, day)
    block.paid[who] += block.fees[who]
    block.fees[who] = debit
    block.used[who] += np.maximum(block.cum[who], 0)
    block.cum[who] = 0
    block.limit[who] = new
    if block.rules.policy.allowance_on_change == "prorated":
        block.limit[who] = block.rules.shares_of(new * (end - day), end - start, new)


def _write_cut(block: Block, who: Ints, day: int) -> None:
    """Write the stretch of a cycle that a change ends: it is billed on its own."""
    rules, plan, since = block.rules, block.plan[who], block.opened[who]
    length = block.end(who, day - 1) - block.begin(who, day - 1)
    limit, included = block.limit[who], rules.ladder.included[plan]
    if rules.policy.usage_on_change == "split" and rules.policy.allowance_on_change == "prorated":
        limit = rules.shares_of(included * (day - since), length, included)
    block.cuts.write(
        who,
        number=block.number[who],
        begin=since,
        end=day,
        plan=plan,
        units=np.maximum(block.cum[who], 0),
        limit=limit,
        fees=block.fees[who],
        days=day - since,
        length=length,
        plain=False,
    )
