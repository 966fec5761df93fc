"""What customers read: each event in their words, with the two options and the date where they have a choice.

Events carry numbers only; texts are made here, with amounts, quantities and dates as the catalogue's locale has them.
"""

from collections.abc import Callable, Iterator

from pricing.rebalancing.events import Events
from pricing.rebalancing.ladder import UNLIMITED
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.states import Event, Why
from pricing.rebalancing.telling import Told

Text = Callable[[Told], str]


def texts(outcome: Outcome, events: Events) -> Iterator[str]:
    """Yield the message of each event."""
    for row in events.rows():
        yield text(Told(outcome, row))


def text(told: Told) -> str:
    """Return the message of one event."""
    return TEXTS[Event(told.row["code"])](told)


def _started(told: Told) -> str:
    welcome = f"Welcome to {told.plan}: {told.fee(told.old)} a cycle with {told.allowance(told.old)}."
    if told.row["limit"] == told.ladder.included[told.old]:
        return welcome
    return f"{welcome} Your first cycle is a part of one, until {told.end}: its share is {told.limit}."


def _ended(told: Told) -> str:
    return f"Your {told.plan} plan has ended. Thank you for having been with us; your last invoice is on its way."


def _closed(told: Told) -> str:
    return f"This cycle is closed: {told.units} used of {told.limit}."


def _invoice(told: Told) -> str:
    return f"Your invoice for {told.span}: {told.money}."


def _overage_billed(told: Told) -> str:
    return f"Usage above the {told.limit} of your plan is {told.money} of the bill. The new cycle starts at zero."


def _resumed(told: Told) -> str:
    return f"Welcome back: service runs again, and a new cycle of {told.plan} has begun."


def _upgraded(told: Told) -> str:
    return f"You are on {told.target} from today: {told.allowance(told.new)} for {told.fee(told.new)} a cycle."


def _prorated(told: Told) -> str:
    left = f"Until {told.end} your allowance is {told.limit}, {told.units} of it used."
    if told.row["limit"] >= UNLIMITED:
        left = f"Until {told.end}, and from then on, you have unlimited usage."
    how = told.policy.upgrade_charge
    if how == "none":
        return f"For the rest of this cycle {told.target} costs nothing more. {left}"
    if how == "full_difference":
        return f"Today we invoice the difference between {told.plan} and {told.target}: {told.money}. {left}"
    parts = f"you get the unused part of {told.plan} back and pay that of {told.target}: {told.money} in all"
    return f"For the rest of this cycle {parts}. {left}"


def _cooldown(told: Told) -> str:
    return (
        f"We leave your plan in peace: no smaller plan before {told.date(told.row['day'] + told.policy.cooldown_days)}."
    )


def _downgraded(told: Told) -> str:
    return f"You are on {told.target} from today and {told.saving}. Should you grow, you can go back."


def _down_scheduled(told: Told) -> str:
    return (
        f"{told.quiet} would have fit {told.target} with room to spare. Two options: do nothing, move to "
        f"{told.target} on {told.due} and {told.saving}; or tell us before that day and stay on "
        f"{told.plan}."
    )


def _down_suggested(told: Told) -> str:
    return (
        f"{told.quiet} would have fit {told.target} with room to spare. Two options: move to {told.target} at your "
        f"next billing date, {told.end}, and {told.saving}; or do nothing and stay on {told.plan}."
    )


def _missing(told: Told) -> str:
    return f"We have no usage from you for {told.day}. It is billed as nothing and decides nothing until we know it."


def _late(told: Told) -> str:
    if told.why == Why.CLOSED:
        return f"Some usage of the last cycle reached us late; {told.money} is due for it."
    return f"Some usage reached us late and counts in this cycle: {told.units} so far."


def _corrected(told: Told) -> str:
    if told.why == Why.CLOSED:
        if not told.row["amount"]:
            return "We corrected the usage of the last cycle; what its bill falls by is credit for your next invoice."
        return f"We corrected the usage of the last cycle; {told.money} is due for it."
    return f"We corrected your usage: {told.units} so far in this cycle."


def _notice(told: Told) -> str:
    said = (
        f"You have used {told.threshold} of the {told.limit} of {told.plan}: {told.units} so far, with the cycle "
        f"running until {told.end}."
    )
    below = told.policy.notify_at[told.row["why"]] < 1
    stops = f" At 100 % service waits until {told.end}." if told.more <= 0 else told.held
    pending = told.row["due"] >= 0
    holds = " What we wrote to you about your plan still holds." if pending else ""
    calm = " Nothing changes by itself." if below and not (stops or pending) else ""
    return f"{said}{stops if below else ''}{holds}{calm}"


def _reached(told: Told) -> str:
    if told.more <= 0:
        return (
            f"You have used all {told.limit} of {told.plan}. Service waits until {told.end}, when a new cycle begins."
        )
    said = f"You have used all {told.limit} of {told.plan}; the cycle runs until {told.end}."
    return f"{said}{told.held}" if told.waits else f"{said} Service goes on{told.price_of_more}.{told.held}"


def _exceeded(told: Told) -> str:
    return f"You are above the {told.limit} of {told.plan}: {told.units} so far."


def _cancelled(told: Told) -> str:
    reasons = {
        Why.LIMIT: "your usage has grown again",
        Why.GUARD: f"at your present usage it would cost you more than {told.plan}",
        Why.CORRECTED: "your usage was corrected",
        Why.GREW: "your last cycle no longer fits it",
        Why.LEFT: "your plan has ended",
    }
    return f"The move to {told.target} is called off: {reasons[told.why]}. You stay on {told.plan}."


def _grace(told: Told) -> str:
    if not told.asks:
        return f"You stay on {told.plan}; what is above its {told.limit} is billed on {told.end}."
    served = "Service goes on" if told.policy.during_grace == "serve" else "Service waits"
    days = told.policy.grace_days
    if days <= 1:
        return (
            f"{served}. You can move to a larger plan, or stay on {told.plan} and pay for what is above on {told.end}."
        )
    return (
        f"{served}, and for {days} days nothing changes. If usage settles, you stay on {told.plan} and pay for what is "
        f"above on {told.end}; if it lasts, we will ask you about a larger plan."
    )


def _cleared(told: Told) -> str:
    return f"All clear: you are within the {told.limit} of {told.plan}, and nothing changes."


def _confirmed(told: Told) -> str:
    if told.why == Why.CYCLES:
        count = told.policy.over_cycles_confirm
        return (
            f"Your usage was above {told.plan} {count} cycles in a row." if count > 1 else "Your usage was above plan."
        )
    if told.policy.trend[0] == "always":
        return f"Your usage is above {told.plan}."
    return f"Your usage has stayed above the pace of {told.plan}."


def _proposed(told: Told) -> str:
    options = (
        f"You have outgrown {told.plan}. Two options: move to {told.target}, {told.fee(told.new)} a cycle with "
        f"{told.allowance(told.new)}; or stay on {told.plan} and pay for what is above."
    )
    return " ".join(part for part in (options, told.comparison, told.without_answer) if part)


def _scheduled(told: Told) -> str:
    start = "As you wished" if told.why == Why.ACCEPTED else "We have not heard from you, so, as announced"
    return (
        f"{start}, you move to {told.target} on {told.due}: {told.fee(told.new)} a cycle with "
        f"{told.allowance(told.new)}. Two options until then: let it happen, or tell us and stay on {told.plan}."
    )


def _paused(told: Told) -> str:
    who = "As you wished" if told.why == Why.DECLINED else "We have not heard from you, so, as announced"
    return f"{who}, service is paused until {told.due} and resumes by itself on that day. Your fee stays as it is."


def _overage(told: Told) -> str:
    asked = " We will not ask again in this cycle." if told.why == Why.DECLINED else ""
    return f"You stay on {told.plan}; what is above its {told.limit} is billed on {told.end}.{asked}"


def _capped(told: Told) -> str:
    if told.most <= told.row["limit"]:
        until = "" if 1 in told.policy.notify_at else f" until {told.end}"  # what was said at the limit names the day
        return f"More usage came than {told.plan} includes: what is above is neither served nor billed{until}."
    return f"You have reached the most that {told.plan} serves in a cycle, {told.units}. Service goes on on {told.end}."


def _sales(told: Told) -> str:
    return (
        f"You are above {told.plan}, our largest plan with a listed price. Two options: talk to us about a price of "
        f"your own; or stay, and what is above is billed on {told.end}."
    )


TEXTS: dict[Event, Text] = {
    Event.SERVICE_STARTED: _started,
    Event.SERVICE_ENDED: _ended,
    Event.CYCLE_CLOSED: _closed,
    Event.INVOICE_ISSUED: _invoice,
    Event.OVERAGE_BILLED: _overage_billed,
    Event.SERVICE_RESUMED: _resumed,
    Event.PLAN_UPGRADED: _upgraded,
    Event.PRORATION_INVOICED: _prorated,
    Event.COOLDOWN_STARTED: _cooldown,
    Event.PLAN_DOWNGRADED: _downgraded,
    Event.DOWNGRADE_SCHEDULED: _down_scheduled,
    Event.DOWNGRADE_SUGGESTED: _down_suggested,
    Event.USAGE_MISSING: _missing,
    Event.USAGE_LATE: _late,
    Event.USAGE_CORRECTED: _corrected,
    Event.USAGE_NOTICE: _notice,
    Event.LIMIT_REACHED: _reached,
    Event.LIMIT_EXCEEDED: _exceeded,
    Event.CHANGE_CANCELLED: _cancelled,
    Event.GRACE_STARTED: _grace,
    Event.USAGE_CAPPED: _capped,
    Event.GRACE_CLEARED: _cleared,
    Event.TREND_CONFIRMED: _confirmed,
    Event.UPGRADE_PROPOSED: _proposed,
    Event.UPGRADE_SCHEDULED: _scheduled,
    Event.SERVICE_PAUSED: _paused,
    Event.OVERAGE_STARTED: _overage,
    Event.SALES_CONTACTED: _sales,
}
