"""The invoices behind the bills: for each stretch of a cycle the lines that sum to what the simulator billed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import numpy as np

from pricing import invoice, wording
from pricing.invoice import Invoice, Line
from pricing.money import from_minor
from pricing.rebalancing import bills
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.rows import Columns
from pricing.rebalancing.states import Event


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a cycle that is billed at once: its first and last date, its plan and its invoice."""

    first: date
    last: date
    plan: str
    invoice: Invoice


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of plan within a cycle: what it gives back of the old fee, and asks of the new one, in minor units."""

    day: int
    old: int
    new: int
    credit: int
    debit: int


def of_cycle(outcome: Outcome, place: int) -> list[Stretch]:
    """Return the invoices of a closed cycle, by its place in `outcome.cycles`; their totals sum to its bill.

    There is one for each stretch: more than one where a change within the cycle starts the meter again.
    """
    customer, number = (int(column[place]) for column in (outcome.cycles.customer, outcome.cycles.number))
    early = np.flatnonzero((outcome.cut["customer"] == customer) & (outcome.cut["number"] == number))
    rows = [(_row(outcome.cut, int(i)), True) for i in early]
    changes = list(_changes(outcome, customer, number, int(outcome.cycles.start[place])))
    return [_stretch(outcome, row, changes, cut=cut) for row, cut in [*rows, (_row(outcome.closing, place), False)]]


def _row(table: Columns, place: int) -> Columns:
    return {name: column[place : place + 1] for name, column in table.items()}


def _stretch(outcome: Outcome, row: Columns, changes: list[_Change], *, cut: bool) -> Stretch:
    """Bill a stretch by the plan that the simulator billed it by; one that was cut off reads a closed table on."""
    ladder = outcome.rules.ladder
    plan, units, limit, fees, days, length, begin, end = (
        int(row[name][0]) for name in ("plan", "units", "limit", "fees", "days", "length", "begin", "end")
    )
    plain = bool(row["plain"][0])
    whole = ladder.plans[plan]
    billed = whole if plain else bills.variant(ladder, plan, limit, max(0, fees), Fraction(days, length))
    used = {name: int(units[0]) for name, units in bills.others(outcome.book, ladder, row).items()}
    used[ladder.meter] = units
    quantities = {name: Fraction(used.get(name, 0), ladder.scale) for name in billed.meters}
    catalog = bills.opened(ladder.catalog) if cut else ladder.catalog
    made = invoice.quote(catalog, billed, quantities)
    if not plain:
        lines = [*_fees(outcome, row, changes), *(line for line in made.lines if line.kind != "fee")]
        back = from_minor(min(0, fees), ladder.digits)
        made = replace(made, lines=tuple(lines), total=made.total + back, exact=made.exact + Fraction(back))
    return Stretch(outcome.book.date(begin), outcome.book.date(end - 1), whole.name, made)


def _changes(outcome: Outcome, customer: int, number: int, start: int) -> Iterator[_Change]:
    """The changes within a cycle, with their parts of the fees."""
    happened, (low, high) = outcome.events, _bounds(outcome, customer, start)
    for i in happened.places(Event.PRORATION_INVOICED).tolist():
        if (happened.customer[i], happened.cycle[i]) == (customer, number):
            day, old, new = (int(column[i]) for column in (happened.day, happened.plan_from, happened.plan_to))
            pair, bounds = (np.array([old]), np.array([new])), (np.array([low]), np.array([high]))
            credit, debit = outcome.rules.changes(*pair, day, *bounds)
            yield _Change(day, old, new, int(credit[0]), int(debit[0]))


def _bounds(outcome: Outcome, customer: int, day: int) -> tuple[int, int]:
    """The first day of the whole cycle that holds a day, and the one after its last."""
    group, calendar = int(outcome.groups[customer]), outcome.rules.calendar
    return int(calendar.start[group, day]), int(calendar.end[group, day])


def _fees(outcome: Outcome, row: Columns, changes: list[_Change]) -> Iterator[Line]:
    """The fees of a stretch: of the plan that it began on, and what each change gives back and asks."""
    begin, end = int(row["begin"][0]), int(row["end"][0])
    low, high = _bounds(outcome, int(row["customer"][0]), begin)
    full = outcome.rules.policy.upgrade_charge == "full_difference"
    plan, amount = _opening(outcome, int(row["plan"][0]), changes, begin, (low, high))
    began = any(change.day == begin for change in changes)
    yield from _line(outcome, plan, amount, "" if began and full else _part(outcome, begin, low, high))
    for change in changes:
        part = "" if full else _part(outcome, change.day, low, high)
        if begin < change.day <= end:
            yield from _line(outcome, change.old, change.credit, f"given back {part}".strip())
        if begin < change.day < end:
            yield from _line(outcome, change.new, change.debit, part)


def _opening(
    outcome: Outcome, plan: int, changes: list[_Change], begin: int, bounds: tuple[int, int]
) -> tuple[int, int]:
    """The plan that a stretch began on, and the fee that this cost, in minor units."""
    for change in changes:
        if change.day == begin:
            return change.new, change.debit
    first = next((change.old for change in changes if change.day > begin), plan)
    if bounds[0] == begin:
        return first, int(outcome.rules.ladder.fees[first])
    low, high = (np.array([day]) for day in bounds)
    return first, int(outcome.rules.first_fees(np.array([first]), begin, low, high)[0])


def _part(outcome: Outcome, day: int, low: int, high: int) -> str:
    """Which part of a cycle is left on a day, in words."""
    if day == low:
        return ""
    grain = ", counted in seconds" if outcome.rules.policy.proration_grain == "second" else ""
    return f"for {high - day} of {high - low} days{grain}"


def _line(outcome: Outcome, plan: int, minor: int, part: str) -> Iterator[Line]:
    if minor:
        ladder = outcome.rules.ladder
        amount = from_minor(minor, ladder.digits)
        text = wording.fee(ladder.catalog, ladder.plans[plan], ladder.exact_fees[plan])
        text = f"{text}, {part}" if part else text
        yield Line("fee", text, Fraction(1), Fraction(amount), Fraction(amount), amount)
