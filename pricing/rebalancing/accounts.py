"""From what blocks wrote to an outcome: columns by customer, rated, late units amended, invoices filled in."""

from dataclasses import dataclass, replace

import numpy as np

from pricing.frames import Ints
from pricing.rebalancing import bills
from pricing.rebalancing.block import CYCLE, STRETCH, Block
from pricing.rebalancing.book import Book
from pricing.rebalancing.events import Events
from pricing.rebalancing.outcome import Cycles, Outcome
from pricing.rebalancing.rows import Columns, Rows, by_customer
from pricing.rebalancing.rules import Rules
from pricing.rebalancing.states import Why


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What a block wrote, and its customers' places in the book."""

    places: Ints
    log: Rows
    cycles: Rows
    running: Rows
    cuts: Rows
    amends: Rows


def written(block: Block) -> Written:
    """Return what a block wrote, and let go of the rest."""
    return Written(block.rows, block.log, block.cycles, block.running, block.cuts, block.amends)


def settled(rules: Rules, book: Book, parts: list[Written]) -> Outcome:
    """Return the outcome of all blocks, with bills."""
    places = [part.places for part in parts]
    log, cycles, running, cuts, amends = (
        by_customer([getattr(part, name) for part in parts], places)
        for name in ("log", "cycles", "running", "cuts", "amends")
    )
    happened = Events(**log)
    offsets = np.searchsorted(cycles["customer"], np.arange(len(book.customers) + 1))
    more = bills.others(book, rules.ladder, cycles)
    base = bills.rate(rules.ladder, cycles, cycles["units"], more)
    above, seen = bills.above(rules.ladder, cycles, base, more), cycles["units"] + cycles["throttled"]
    happened, last = _amend(rules, happened, cycles, offsets[amends["customer"]] + amends["number"], amends, base, more)
    extra = _wanted(rules, cycles, last, more) - last
    closing = {name: cycles[name].copy() if name in ("units", "fees") else cycles[name] for name in STRETCH}
    early = _cut(rules, book, cycles, cuts, offsets, above, seen)
    whole = _whole(cycles, seen, last + early, last + early + extra)
    happened, balances = bills.invoiced(happened, offsets, base + early, above, len(book.customers))
    none = np.zeros(len(running["customer"]), np.int64)
    return Outcome(book, rules, happened, whole, _whole(running, none, none, none), balances, closing, cuts)


def _whole(table: Columns, seen: Ints, bill: Ints, wanted: Ints) -> Cycles:
    kept = {name: table[name] for name in CYCLE if name not in ("days", "length", "plain", "begin")}
    return Cycles(**kept, seen=seen, bill=bill, wanted=wanted)


def _only(columns: Columns, rows: Ints) -> Columns:
    return {name: column[rows] for name, column in columns.items()}


def _cut(rules: Rules, book: Book, cycles: Columns, cuts: Columns, offsets: Ints, above: Ints, seen: Ints) -> Ints:
    """Bill the stretches that changes cut off, and add their units and fees to their closed cycles.

    They were served on an allowance that was still whole: a closed table is read on at its last tier.
    """
    found = np.zeros(len(cycles["customer"]), dtype=np.int64)
    closed = np.flatnonzero(cuts["number"] < np.diff(offsets)[cuts["customer"]])
    if len(closed):
        some = _only(cuts, closed)
        place = offsets[some["customer"]] + some["number"]
        units, more = some["units"], bills.others(book, rules.ladder, some)
        bill = bills.rate(rules.ladder, some, units, more, beyond=True)
        np.add.at(above, place, bills.above(rules.ladder, some, bill, more))
        for column, values in (
            (found, bill),
            (seen, units),
            (cycles["units"], units),
            (cycles["fees"], some["fees"]),
        ):
            np.add.at(column, place, values)
    return found


def _amend(
    rules: Rules, happened: Events, cycles: Columns, place: Ints, amends: Columns, base: Ints, more: dict[str, Ints]
) -> tuple[Events, Ints]:
    """Add late units to the cycles they belong to, one after the other; each event tells what it added.

    What goes beyond a closed table was not served.
    """
    if not len(place):
        return happened, base
    bill, amount = base.copy(), happened.amount.copy()
    told = np.flatnonzero(happened.why == Why.CLOSED)
    for which in bills.rounds(place):
        rows = place[which]
        units = np.maximum(cycles["units"][rows] + amends["units"][which], 0)
        most = rules.ends(cycles["plan"][rows], cycles["limit"][rows])
        cycles["units"][rows], beyond = np.minimum(units, most), np.maximum(units - most, 0)
        cycles["throttled"][rows] += beyond
        some = _only(cycles, rows)
        after = bills.rate(rules.ladder, some, some["units"], {name: units[rows] for name, units in more.items()})
        amount[told[which]] = after - bill[rows]
        bill[rows] = after
    return replace(happened, amount=amount), bill


def _wanted(rules: Rules, cycles: Columns, bill: Ints, more: dict[str, Ints]) -> Ints:
    """The bills had all demand been served; a closed table is read on at its last tier."""
    rows = np.flatnonzero(cycles["throttled"] > 0)
    if not len(rows):
        return bill
    found = bill.copy()
    some = _only(cycles, rows)
    others = {name: units[rows] for name, units in more.items()}
    wanted = bills.rate(rules.ladder, some, some["units"] + some["throttled"], others, beyond=True)
    found[rows] = np.maximum(found[rows], wanted)
    return found
