"""The one table of transitions: where a customer's plan stands, what moves it on, which events tell of it.

The simulator moves customers only through `TABLE`; `drawn` prints it for the documentation.
"""

from dataclasses import dataclass
from enum import IntEnum, unique


@unique
class State(IntEnum):
    """Where the plan of a customer stands."""

    STABLE = 0
    GRACE = 1
    AWAITING_RESPONSE = 2
    UPGRADE_SCHEDULED = 3
    DOWNGRADE_SCHEDULED = 4
    PAUSED = 5
    OVERAGE = 6
    CONTACT_SALES = 7


@unique
class Meter(IntEnum):
    """Where the usage of a cycle stands against the allowance; back only by a correction or a larger allowance."""

    OK = 0
    WARNED = 1
    AT_LIMIT = 2
    OVER = 3


@unique
class Event(IntEnum):
    """What is told of, in the order of a day where several happen."""

    SERVICE_STARTED = 0
    SERVICE_ENDED = 1
    CYCLE_CLOSED = 2
    INVOICE_ISSUED = 3
    OVERAGE_BILLED = 4
    SERVICE_RESUMED = 5
    PLAN_UPGRADED = 6
    PRORATION_INVOICED = 7
    COOLDOWN_STARTED = 8
    PLAN_DOWNGRADED = 9
    DOWNGRADE_SCHEDULED = 10
    DOWNGRADE_SUGGESTED = 11
    USAGE_MISSING = 12
    USAGE_LATE = 13
    USAGE_CORRECTED = 14
    USAGE_NOTICE = 15
    LIMIT_REACHED = 16
    LIMIT_EXCEEDED = 17
    CHANGE_CANCELLED = 18
    GRACE_STARTED = 19
    USAGE_CAPPED = 20
    GRACE_CLEARED = 21
    TREND_CONFIRMED = 22
    UPGRADE_PROPOSED = 23
    UPGRADE_SCHEDULED = 24
    SERVICE_PAUSED = 25
    OVERAGE_STARTED = 26
    SALES_CONTACTED = 27

    @property
    def label(self) -> str:
        """The event's name in files."""
        return self.name.lower()


@unique
class Why(IntEnum):
    """Why a change was cancelled or confirmed, or on which terms it was scheduled."""

    NONE = 0
    LIMIT = 1
    GUARD = 2
    CORRECTED = 3
    LEFT = 4
    GREW = 5
    TREND = 6
    CYCLES = 7
    ACCEPTED = 8
    SILENT = 9
    DECLINED = 10
    CLOSED = 11


@dataclass(frozen=True, slots=True)
class Row:
    """One transition: from any of `sources`, `when` something holds, to `target`, told by `events` in order."""

    sources: tuple[State, ...]
    when: str
    target: State
    events: tuple[Event, ...] = ()


_S, _E = State, Event
TABLE: dict[str, Row] = {
    "exceed": Row((_S.STABLE,), "meter OVER", _S.GRACE, (_E.LIMIT_EXCEEDED, _E.GRACE_STARTED)),
    "exceed_again": Row(
        (_S.STABLE,), "meter OVER once more in a cycle: its message was sent", _S.GRACE, (_E.GRACE_STARTED,)
    ),
    "exceed_pending": Row(
        (_S.DOWNGRADE_SCHEDULED,),
        "meter OVER",
        _S.GRACE,
        (_E.LIMIT_EXCEEDED, _E.CHANGE_CANCELLED, _E.GRACE_STARTED),
    ),
    "exceed_top": Row(
        (_S.STABLE,), "meter OVER on the top plan", _S.CONTACT_SALES, (_E.LIMIT_EXCEEDED, _E.SALES_CONTACTED)
    ),
    "exceed_top_pending": Row(
        (_S.DOWNGRADE_SCHEDULED,),
        "meter OVER on the top plan",
        _S.CONTACT_SALES,
        (_E.LIMIT_EXCEEDED, _E.CHANGE_CANCELLED, _E.SALES_CONTACTED),
    ),
    "clear": Row((_S.GRACE,), "correction, or new cycle within the allowance", _S.STABLE, (_E.GRACE_CLEARED,)),
    "propose": Row(
        (_S.GRACE, _S.OVERAGE),
        "grace over and trend true, or cycles confirm; guard holds",
        _S.AWAITING_RESPONSE,
        (_E.TREND_CONFIRMED, _E.UPGRADE_PROPOSED),
    ),
    "let_run": Row((_S.GRACE,), "grace over, trend false", _S.OVERAGE, (_E.OVERAGE_STARTED,)),
    "accept_now": Row((_S.AWAITING_RESPONSE,), "accepts, at once: tomorrow", _S.UPGRADE_SCHEDULED),
    "accept": Row((_S.AWAITING_RESPONSE,), "accepts, for a later day", _S.UPGRADE_SCHEDULED, (_E.UPGRADE_SCHEDULED,)),
    "pause": Row((_S.AWAITING_RESPONSE,), "chooses a pause", _S.PAUSED, (_E.SERVICE_PAUSED,)),
    "decline": Row((_S.AWAITING_RESPONSE,), "chooses overage", _S.OVERAGE, (_E.OVERAGE_STARTED,)),
    "upgrade_now": Row(
        (_S.UPGRADE_SCHEDULED,),
        "the day, within a cycle",
        _S.STABLE,
        (_E.PLAN_UPGRADED, _E.PRORATION_INVOICED, _E.COOLDOWN_STARTED),
    ),
    "upgrade": Row(
        (_S.UPGRADE_SCHEDULED,), "billing date, notice kept", _S.STABLE, (_E.PLAN_UPGRADED, _E.COOLDOWN_STARTED)
    ),
    "withdraw": Row(
        (_S.UPGRADE_SCHEDULED,),
        "withdrawn (correction), or guard no longer holds, or the customer leaves",
        _S.STABLE,
        (_E.CHANGE_CANCELLED,),
    ),
    "withdraw_over": Row(
        (_S.UPGRADE_SCHEDULED,), "guard no longer holds within a cycle, meter OVER", _S.OVERAGE, (_E.CHANGE_CANCELLED,)
    ),
    "resume": Row((_S.PAUSED,), "billing date", _S.STABLE, (_E.SERVICE_RESUMED,)),
    "settle": Row((_S.OVERAGE, _S.CONTACT_SALES), "billing date", _S.STABLE, (_E.OVERAGE_BILLED,)),
    "plan_down": Row(
        (_S.STABLE,),
        "boundary, patience kept, fits lower with hysteresis, no cooldown",
        _S.DOWNGRADE_SCHEDULED,
        (_E.DOWNGRADE_SCHEDULED,),
    ),
    "suggest_down": Row((_S.STABLE,), "the same, where downgrades are suggested", _S.STABLE, (_E.DOWNGRADE_SUGGESTED,)),
    "downgrade": Row((_S.DOWNGRADE_SCHEDULED,), "billing date and still fits", _S.STABLE, (_E.PLAN_DOWNGRADED,)),
    "keep": Row(
        (_S.DOWNGRADE_SCHEDULED,),
        "billing date and no longer fits, or the customer leaves",
        _S.STABLE,
        (_E.CHANGE_CANCELLED,),
    ),
    "end": Row(tuple(State), "the customer leaves", _S.STABLE, (_E.SERVICE_ENDED,)),
}


def drawn() -> str:
    """Return the table of transitions as Markdown.

    >>> print(drawn().splitlines()[2])
    | STABLE | meter OVER | GRACE | `limit_exceeded`, `grace_started` |
    """
    head = ["| from | when | to | events |", "|---|---|---|---|"]
    rows = [
        f"| {_names(row.sources)} | {row.when} | {row.target.name} | {', '.join(f'`{e.label}`' for e in row.events)} |"
        for row in TABLE.values()
    ]
    return "\n".join([*head, *rows])


def _names(states: tuple[State, ...]) -> str:
    return "any" if len(states) == len(State) else ", ".join(state.name for state in states)
