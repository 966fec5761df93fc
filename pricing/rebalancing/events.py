"""Events as columns: the simulator writes arrays, and messages are made from them later."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pricing.frames import Ints
from pricing.rebalancing.states import Event

Column = NDArray[Any]
Table = NDArray[np.void]
"""Rows with named fields: `table[name]` is a column."""
KINDS = {
    "day": np.int32,
    "customer": np.int32,
    "code": np.int8,
    "plan_from": np.int8,
    "plan_to": np.int8,
    "why": np.int8,
    "due": np.int32,
    "cycle": np.int16,
    "amount": np.int64,
    "units": np.int64,
    "limit": np.int64,
}
OWN = ("day", "code")
"""The columns that are the same for a batch."""


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Parallel columns, sorted by customer and day, in the order in which they happened.

    `amount` is money in minor units; `units` the cycle's usage and `limit` the allowance at that moment; `due` the day
    on which a change takes effect or an answer is due, else -1; `why` a `Why`, or the place of a notice's threshold;
    `cycle` the number of the customer's cycle, from 0.
    """

    day: Column
    customer: Column
    code: Column
    plan_from: Column
    plan_to: Column
    why: Column
    due: Column
    cycle: Column
    amount: Column
    units: Column
    limit: Column

    def __len__(self) -> int:
        return len(self.day)

    def only(self, rows: Ints | NDArray[np.bool_]) -> "Events":
        """Return some of the events."""
        return Events(**{name: getattr(self, name)[rows] for name in KINDS})

    def of(self, *codes: Event) -> "Events":
        """Return the events of some kinds."""
        return self.only(self.places(*codes))

    def places(self, *codes: Event) -> Ints:
        """Return where the events of some kinds stand."""
        wanted = np.zeros(len(Event), dtype=np.bool_)
        wanted[list(codes)] = True
        return np.flatnonzero(wanted[self.code])

    def counts(self) -> dict[str, int]:
        """Return how often each kind of event happened, in the order of a day; those that did not are left out."""
        found = np.bincount(self.code, minlength=len(Event))
        return {event.label: int(found[event]) for event in Event if found[event]}

    def rows(self) -> Iterator[dict[str, int]]:
        """Yield the events one by one."""
        columns = [getattr(self, name).tolist() for name in KINDS]
        for values in zip(*columns, strict=True):
            yield dict(zip(KINDS, values, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A block's rows as they were written, and the order that sorts them by customer."""

    table: Table
    order: Ints


def joined(parts: Sequence[Part]) -> Events:
    """Return the events of several blocks, sorted by customer and day."""
    whole = by_customer(parts)
    return Events(**{name: whole[name] for name in KINDS})


def by_customer(parts: Sequence[Part]) -> Table:
    """Return the rows of several blocks as one table, sorted by customer; a customer's rows stay in their order."""
    bounds = np.cumsum([0, *(len(part.table) for part in parts)])
    whole = np.empty(bounds[-1], dtype=parts[0].table.dtype)
    for part, (low, high) in zip(parts, pairwise(bounds), strict=True):
        # Each row is moved once, to where it stays; "clip" lets numpy write there without a copy between.
        _words(part.table).take(part.order, axis=0, out=_words(whole[low:high]), mode="clip")
    customer = np.ascontiguousarray(whole["customer"])
    if (customer[1:] >= customer[:-1]).all():
        return whole
    return _words(whole).take(np.argsort(customer, kind="stable"), axis=0).view(whole.dtype)[:, 0]


def placed(batches: Mapping[str, Sequence[Column]], kinds: Mapping[str, type], rows: Ints) -> Part:
    """Return a block's batches as a table and its order by customer; `rows` are the customers' places in the book.

    A table keeps the fields of a row side by side: sorting moves each row once, not each column.
    """
    size = sum(len(batch) for batch in batches.get("customer", ()))
    table = np.empty(size, dtype=np.dtype(list(kinds.items()), align=True))
    for name in kinds:
        if size:
            np.concatenate(batches[name], out=table[name], casting="unsafe")
    local = np.ascontiguousarray(table["customer"])
    table["customer"] = rows[local]
    return Part(table, _order(local))


def _order(customer: Column) -> Ints:
    """The stable order of customers: 16 bits at a time, which numpy sorts by radix in one pass."""
    order = np.argsort(customer.astype(np.uint16), kind="stable")
    high = (customer >> 16).astype(np.uint16)
    return order[np.argsort(high[order], kind="stable")] if high.any() else order


def _words(table: Table) -> Ints:
    """A table as rows of 64-bit words, which numpy moves several times faster than rows of fields."""
    return table.view(np.int64).reshape(len(table), table.dtype.itemsize // 8)


@dataclass(slots=True)
class Log:
    """Events as they are written, a batch at a time; `closed` makes sorted columns of them."""

    heads: list[tuple[int, int, int]] = field(default_factory=list)
    batches: list[tuple[Column, ...]] = field(default_factory=list)

    def write(self, day: int, code: Event, *columns: Column) -> None:
        """Write one event for some customers on a day: every other column of `KINDS`, in its order."""
        self.heads.append((day, int(code), len(columns[0])))
        self.batches.append(columns)

    def closed(self, rows: Ints) -> Part:
        """Return what was written; sorted by customer, it is in the order of days and of writing."""
        heads = np.array(self.heads, dtype=np.int64).reshape(-1, 3)
        first = {name: [np.repeat(heads[:, i].astype(KINDS[name]), heads[:, 2])] for i, name in enumerate(OWN)}
        columns = zip(*self.batches, strict=True) if self.batches else ()
        return placed(
            first | dict(zip([name for name in KINDS if name not in OWN], columns, strict=False)), KINDS, rows
        )
