"""A bill's arithmetic on arrays of one kind of number: 32 bits, 64 bits, or Python's own integers.

Machine numbers wrap round, so a sum may pass below zero or over the top on its way as long as the result fits. Hence
only results are bounded: by `limits`, the largest quantity of each column with which every result surely fits.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pricing.rating.bills import Bill, Blocks, Charged, Term
from pricing.rating.lookups import Desk, Lookup

Array = NDArray[Any]
LARGEST = 2**63 - 1


class Lane:
    """A bill on blocks of up to `size` rows; `bits` None means Python's integers, which hold every row."""

    def __init__(self, bill: Bill, size: int, bits: int | None) -> None:
        self.dtype: np.dtype[Any] = np.dtype(object if bits is None else f"uint{bits}")
        self._limits = {} if bits is None else limits(bill, bits)
        self._bill, self._desk = bill, Desk(self.dtype, size)
        self._used = {meter for charged in _all_charged(bill) for meter in charged.meters}
        terms = [term for charged in _all_charged(bill) for term in charged.terms]
        self._lookups = {id(table): Lookup(table, self._desk) for term in terms for _, table in term.tables}

    def takes(self, largest: Mapping[str, int]) -> bool:
        """Return whether every row of columns that reach up to `largest` surely fits."""
        return self._limits is not None and all(largest[name] <= limit for name, limit in self._limits.items())

    def beyond(self, columns: Mapping[str, NDArray[np.int64]]) -> NDArray[np.bool_]:
        """Return which rows may not fit."""
        rows = np.full(len(next(iter(columns.values()))), self._limits is None)
        for name, limit in (self._limits or {}).items():
            rows |= columns[name] > limit
        return rows

    def write(self, columns: Mapping[str, NDArray[np.int64]], totals: NDArray[np.int64]) -> None:
        """Write the bills of rows that fit into `totals`."""
        if self._desk.dtype == np.uint64:
            self.total({name: columns[name].view(np.uint64) for name in self._used}, totals.view(np.uint64))
            return
        narrow = {name: self._desk.buffer(f"column {name}", totals) for name in self._used}
        for name, into in narrow.items():
            np.copyto(into, columns[name], casting="unsafe")
        money = self._desk.buffer("money", totals)
        self.total(narrow, money)
        np.copyto(totals, money)

    def total(self, columns: Mapping[str, Array], money: Array) -> None:
        """Write the bills of rows, one column of units a meter, into `money`, in minor units."""
        bill, desk = self._bill, self._desk
        if not bill.charged:
            money[...] = 0
        for i, charged in enumerate(bill.charged):
            self._charge(charged, columns, money, more=i > 0)
        if bill.credit:
            desk.at_least(money, bill.credit, money)
            np.subtract(money, desk.number(bill.credit), out=money)
        if bill.seats:
            self._charge(bill.seats, columns, money, more=True)
        if bill.fixed:
            np.add(money, desk.number(bill.fixed), out=money)
        if bill.minimum:
            desk.at_least(money, bill.minimum, money)
        if bill.maximum is not None:
            np.minimum(money, desk.number(bill.maximum), out=money)
        if bill.whole > 1 and not bill.even:
            np.add(money, desk.number(bill.whole // 2), out=money)
        self._round(money, bill.whole, even=bill.even)

    def _charge(self, charged: Charged, columns: Mapping[str, Array], money: Array, *, more: bool) -> None:
        amount = self._desk.buffer("charge", money) if more else money
        volumes = self._volumes(charged, columns)
        if not charged.terms:
            amount[...] = 0
        for i, term in enumerate(charged.terms):
            self._term(term, volumes, amount, more=i > 0)
        if charged.low:
            self._desk.at_least(amount, charged.low, amount)
        if charged.high is not None:
            np.minimum(amount, self._desk.number(charged.high), out=amount)
        if more:
            np.add(money, amount, out=money)

    def _volumes(self, charged: Charged, columns: Mapping[str, Array]) -> list[Array]:
        """The running volume after each meter where they count, else the one of them all, in whole blocks."""
        running = [columns[charged.meters[0]]]
        for i, meter in enumerate(charged.meters[1:]):
            into = self._desk.buffer(f"volume {i}" if charged.running else "volume", running[0])
            running.append(np.add(running[-1], columns[meter], out=into))
        if charged.free:
            return self._counting(running, charged.free)
        if charged.blocks is not None:
            return [self._blocks(charged.blocks, running[-1])]
        return running if charged.running else running[-1:]

    def _counting(self, running: list[Array], free: int) -> list[Array]:
        """Running volumes, 0 in rows whose last one is not above what is free."""
        desk = self._desk
        hit = np.greater(running[-1], desk.number(free), out=desk.buffer("hit", running[0], np.bool_))
        counts = desk.buffer("counts", running[0])
        np.copyto(counts, hit)
        first = np.multiply(running[0], counts, out=desk.buffer("volume first", running[0]))
        return [first, *(np.multiply(volume, counts, out=volume) for volume in running[1:])]

    def _blocks(self, blocks: Blocks, units: Array) -> Array:
        desk, number = self._desk, self._desk.buffer("blocks", units)
        np.multiply(units, desk.number(blocks.scale), out=number)
        if blocks.free:
            desk.at_least(number, blocks.free, number)
        # Wraps below zero for a moment where what is free is more than what rounds up.
        np.add(number, desk.wrapped(blocks.ahead - blocks.free), out=number)
        np.floor_divide(number, desk.number(blocks.size), out=number)
        return number

    def _term(self, term: Term, volumes: list[Array], money: Array, *, more: bool) -> None:
        amount = self._desk.buffer("term", money) if more else money
        for i, (volume, table) in enumerate(term.tables):
            value = self._desk.buffer("table", money) if i else amount
            self._lookups[id(table)].write(volumes[volume], value)
            if i:
                np.add(amount, value, out=amount)
        self._round(amount, term.whole, even=term.even)
        if more:
            np.add(money, amount, out=money)

    def _round(self, money: Array, whole: int, *, even: bool) -> None:
        """Divide by a denominator; unless `even`, half of it has been added already."""
        if whole == 1:
            return
        divisor = self._desk.number(whole)
        if even:
            quotient = np.floor_divide(money, divisor, out=self._desk.buffer("quotient", money))
            np.add(money, np.bitwise_and(quotient, self._desk.number(1), out=quotient), out=money)
            np.add(money, self._desk.number(whole // 2 - 1), out=money)
        np.floor_divide(money, divisor, out=money)


def limits(bill: Bill, bits: int) -> dict[str, int] | None:
    """Return the largest units of each column with which every result fits; None where not even zero does."""
    top, everything = 2**bits - 1, _all_charged(bill)
    room = min(top, LARGEST * bill.whole) - bill.whole - bill.fixed - bill.minimum
    room -= sum(charged.low for charged in everything)
    count = sum(len(charged.terms) for charged in everything)
    if room < 0:
        return None
    found: dict[str, int] = {}
    for charged in everything:
        most = min(_reach(charged, term, room // count, top) for term in charged.terms) if charged.terms else top
        if most < 0:
            return None
        for meter in charged.meters:
            found[meter] = min(found.get(meter, top), most // len(charged.meters))
    return found


def _reach(charged: Charged, term: Term, share: int, top: int) -> int:
    """The largest volume, in units, up to which a term stays within its share of the room; -1 where none does."""
    numerator = min(top - 2 * term.whole, share * term.whole) // len(term.tables)
    found = [table.reach(numerator) for _, table in term.tables]
    most = min([top, LARGEST, *(reach for reach in found if reach is not None)])
    if charged.blocks is None or most < 0:
        return most
    blocks = charged.blocks
    if max(blocks.free + blocks.ahead, blocks.size) > top:
        return -1
    return min(blocks.last(most), (top - blocks.ahead) // blocks.scale)


def _all_charged(bill: Bill) -> list[Charged]:
    return [*bill.charged, *([bill.seats] if bill.seats else [])]
