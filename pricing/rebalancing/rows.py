"""Rows as the simulator writes them, a batch of customers at a time, and as columns sorted by customer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pricing.frames import Ints

Column = NDArray[Any]
Columns = dict[str, Column]
FEW, AT_ONCE = 1024, 4096
"""Rows that a table begins with; rows that are sorted at once, so that they stay in the cache."""


class Rows:
    """A table that grows a batch at a time, `kinds` its fields; `customer` is one, the place in the block.

    The fields of a row lie side by side: sorting moves each row once, not each column. `room` is how many rows to
    expect; a page of memory is taken only when it is written to.
    """

    def __init__(self, kinds: Mapping[str, type], room: int = 0) -> None:
        self.table = np.empty(max(FEW, room), dtype=np.dtype(list(kinds.items()), align=True))
        self.size = 0
        self._fields = self._views()

    def write(self, customer: Ints, **columns: Column | int) -> None:
        """Write a batch: for every other field a column, or one number for all."""
        low, high = self.size, self.size + len(customer)
        if high > len(self.table):
            self._grow(high)
        columns["customer"] = customer
        for name, field in self._fields.items():
            field[low:high] = columns[name]
        self.size = high

    def clear(self) -> None:
        """Let go of what was written."""
        self.table, self.size = self.table[:0].copy(), 0
        self._fields = self._views()

    def _grow(self, size: int) -> None:
        # The operating system resizes a large table by moving its pages, and copies nothing; the fields, which look
        # into the old memory, go first.
        self._fields = {}
        self.table.resize(max(size, len(self.table) * 5 // 4), refcheck=False)
        self._fields = self._views()

    def _views(self) -> Columns:
        return {name: self.table[name] for name in self.table.dtype.names or ()}


def by_customer(parts: Sequence[Rows], places: Sequence[Ints]) -> Columns:
    """Return the rows of several blocks as columns, sorted by customer; a customer's rows stay in their order.

    `places` are, for each block, its customers' places in the book. A table that is read is let go.
    """
    dtype = parts[0].table.dtype
    size, low = sum(part.size for part in parts), 0
    found: Columns = {name: np.empty(size, dtype=dtype[name]) for name in dtype.names or ()}
    for part, place in zip(parts, places, strict=True):
        for rows in _sorted(part):
            high = low + len(rows)
            for name, column in found.items():
                column[low:high] = place[rows[name]] if name == "customer" else rows[name]
            low = high
        part.clear()
    customer = found["customer"]
    if (customer[1:] >= customer[:-1]).all():
        return found
    order = np.argsort(customer, kind="stable")
    return {name: column[order] for name, column in found.items()}


def _sorted(part: Rows) -> Iterator[NDArray[np.void]]:
    """Yield a block's rows by customer, some at a time."""
    table = part.table[: part.size]
    # As 64-bit words numpy moves rows several times faster than as fields; "clip" lets it write them in place.
    words = table.view(np.int64).reshape(part.size, table.itemsize // 8)
    order, few = _order(np.ascontiguousarray(table["customer"])), np.empty((AT_ONCE, words.shape[1]), dtype=np.int64)
    for low in range(0, part.size, AT_ONCE):
        some = order[low : low + AT_ONCE]
        yield words.take(some, axis=0, out=few[: len(some)], mode="clip").view(table.dtype)[:, 0]


def _order(customer: Column) -> Ints:
    """The stable order of customers: 16 bits at a time, which numpy sorts by radix in one pass."""
    order = np.argsort(customer.astype(np.uint16), kind="stable")
    high = (customer >> 16).astype(np.uint16)
    return order[np.argsort(high[order], kind="stable")] if high.any() else order
