"""From what blocks wrote to an outcome: columns by customer, rated, late units amended, invoices filled in."""

from dataclasses import dataclass, replace

import numpy as np

from pricing.frames import Ints
from pricing.rebalancing import bills, events
from pricing.rebalancing.block import Block
from pricing.rebalancing.book import Book
from pricing.rebalancing.events import Events, Part, Table
from pricing.rebalancing.outcome import Cycles, Outcome
from pricing.rebalancing.rules import Rules
from pricing.rebalancing.states import Why

STRETCH: dict[str, type] = {
    "customer": np.int32,
    "number": np.int16,
    "begin": np.int32,
    "end": np.int32,
    "plan": np.int8,
    "units": np.int64,
    "limit": np.int64,
    "fees": np.int64,
    "days": np.int16,
    "length": np.int16,
    "plain": np.bool_,
}
CYCLE: dict[str, type] = {
    **STRETCH,
    "start": np.int32,
    "throttled": np.int64,
    "over_days": np.int16,
    "complete": np.bool_,
}
AMEND: dict[str, type] = {"customer": np.int32, "number": np.int16, "units": np.int64}


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What a block wrote, customers by their place in the book."""

    events: Part
    cycles: Part
    running: Part
    cuts: Part
    amends: Part


def written(block: Block) -> Written:
    """Return what a block wrote, and let go of the rest."""
    return Written(
        events=block.log.closed(block.rows),
        cycles=events.placed(block.cycles.batches, CYCLE, block.rows),
        running=events.placed(block.running.batches, CYCLE, block.rows),
        cuts=events.placed(block.cuts.batches, STRETCH, block.rows),
        amends=events.placed(block.amends.batches, AMEND, block.rows),
    )


def settled(rules: Rules, book: Book, parts: list[Written]) -> Outcome:
    """Return the outcome of all blocks, with bills."""
    happened = events.joined([part.events for part in parts])
    cycles, running, cuts, amends = (
        events.by_customer([getattr(part, name) for part in parts]) for name in ("cycles", "running", "cuts", "amends")
    )
    offsets = np.searchsorted(cycles["customer"], np.arange(len(book.customers) + 1))
    more = bills.others(book, rules.ladder, cycles)
    base = bills.rate(rules.ladder, cycles, cycles["units"], more)
    happened, last = _amend(rules, happened, cycles, offsets[amends["customer"]] + amends["number"], amends, base, more)
    extra = _wanted(rules, cycles, last, more) - last
    early = _cut(rules, book, cycles, cuts, offsets)
    whole = _whole(cycles, last + early, last + early + extra)
    happened, balances = bills.invoiced(happened, offsets, base + early, whole.fees, len(book.customers))
    none = np.zeros(len(running["customer"]), np.int64)
    return Outcome(book, rules, happened, whole, _whole(running, none, none), balances)


def _whole(table: Table, bill: Ints, wanted: Ints) -> Cycles:
    kept = {name: table[name] for name in CYCLE if name not in ("days", "length", "plain", "begin")}
    return Cycles(**kept, bill=bill, wanted=wanted)


def _cut(rules: Rules, book: Book, cycles: Table, cuts: Table, offsets: Ints) -> Ints:
    """Bill the stretches that changes cut off, and add their units and fees to their closed cycles."""
    found = np.zeros(len(cycles["customer"]), dtype=np.int64)
    closed = np.flatnonzero(cuts["number"] < np.diff(offsets)[cuts["customer"]])
    if len(closed):
        some = cuts[closed]
        place = offsets[some["customer"]] + some["number"]
        bill = bills.rate(rules.ladder, some, some["units"], bills.others(book, rules.ladder, some))
        for column, values in ((found, bill), (cycles["units"], some["units"]), (cycles["fees"], some["fees"])):
            np.add.at(column, place, values)
    return found


def _amend(
    rules: Rules, happened: Events, cycles: Table, place: Ints, amends: Table, base: Ints, more: dict[str, Ints]
) -> tuple[Events, Ints]:
    """Add late units to the cycles they belong to, one after the other; each event tells what it added."""
    if not len(place):
        return happened, base
    bill, amount = base.copy(), happened.amount.copy()
    told = np.flatnonzero(happened.why == Why.CLOSED)
    for which in bills.rounds(place):
        rows = place[which]
        cycles["units"][rows] = np.maximum(cycles["units"][rows] + amends["units"][which], 0)
        some = cycles[rows]
        after = bills.rate(rules.ladder, some, some["units"], {name: units[rows] for name, units in more.items()})
        amount[told[which]] = after - bill[rows]
        bill[rows] = after
    return replace(happened, amount=amount), bill


def _wanted(rules: Rules, cycles: Table, bill: Ints, more: dict[str, Ints]) -> Ints:
    """The bills had all demand been served; a closed table is read on at its last tier."""
    rows = np.flatnonzero(cycles["throttled"] > 0)
    if not len(rows):
        return bill
    found = bill.copy()
    some = cycles[rows]
    others = {name: units[rows] for name, units in more.items()}
    wanted = bills.rate(rules.ladder, some, some["units"] + some["throttled"], others, beyond=True)
    found[rows] = np.maximum(found[rows], wanted)
    return found
