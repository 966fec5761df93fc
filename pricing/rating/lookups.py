"""A table's values on an array of whole numbers, in one kind of number and without temporary arrays."""

from bisect import bisect_right
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pricing.rating.tables import Table

Array = NDArray[Any]
# Measured: up to so many lines, one product a bend is cheaper than fetching base and slope of each number's line,
BENT = 4
# and up to so many, counting the starts below each number is cheaper than looking its bucket up.
COUNTED = 16
# More buckets would hold fewer lines each, but fall out of the cache.
BUCKETS = 2**12


class Desk:
    """The buffers and constants of one kind of number, for blocks of up to `size` rows."""

    def __init__(self, dtype: np.dtype[Any], size: int) -> None:
        self.dtype, self._size = dtype, size
        self.top = None if dtype.hasobject else int(np.iinfo(dtype).max)
        self._buffers: dict[str, Array] = {}

    def buffer(self, name: str, like: Array, dtype: type | None = None) -> Array:
        """Return the buffer of a name, cut to the length of another array."""
        if name not in self._buffers:
            self._buffers[name] = np.empty(self._size, self.dtype if dtype is None else dtype)
        return self._buffers[name][: len(like)]

    def number(self, number: int) -> Any:
        """Return a constant as this kind of number; one beyond the top as the top, which no result passes."""
        return number if self.top is None else self.dtype.type(min(number, self.top))

    def wrapped(self, number: int) -> Any:
        """Return a constant as this kind of number, wrapped round where it does not fit."""
        return number if self.top is None else self.dtype.type(number % (self.top + 1))

    def array(self, numbers: tuple[int, ...]) -> Array:
        """Return numbers as a small array, wrapped round where they do not fit."""
        return np.array([self.wrapped(number) for number in numbers], self.dtype)

    def at_least(self, numbers: Array, low: int, out: Array) -> None:
        """Write the larger of each number and a constant."""
        if self.top is None:
            np.maximum(numbers, low, out=out)
        else:  # three times as fast as `maximum` with a constant, if both are of the array's own kind
            numbers.clip(self.number(low), self.number(self.top), out=out)


class Lookup:
    """One table in one kind of number."""

    def __init__(self, table: Table, desk: Desk) -> None:
        table = table if desk.top is None else table.until(desk.top)
        bends = table.bends() if len(table.starts) <= BENT else None
        self._desk, self._bends = desk, bends
        self._starts = table.starts
        if bends is None:
            self._bases, self._slopes = desk.array(table.bases), desk.array(table.slopes)
            self._base = None if len(set(table.bases)) > 1 else desk.wrapped(table.bases[0])
            self._flat = not any(table.slopes)
            self._buckets = _Buckets(table.starts, desk)
        else:
            base = table.bases[0] - sum(place * change for place, change in bends)
            self._base, self._slope = desk.wrapped(base), desk.wrapped(table.slopes[0])
            self._changes = [(place, desk.wrapped(change)) for place, change in bends]

    def write(self, numbers: Array, out: Array) -> None:
        """Write the table's value at each number."""
        if self._bends is None:
            self._fetch(numbers, out)
            return
        np.multiply(numbers, self._slope, out=out)
        bent = self._desk.buffer("bent", numbers)
        for place, change in self._changes:
            self._desk.at_least(numbers, place, bent)
            np.multiply(bent, change, out=bent)
            np.add(out, bent, out=out)
        if self._base:
            np.add(out, self._base, out=out)

    def _fetch(self, numbers: Array, out: Array) -> None:
        index = self._counted(numbers) if len(self._starts) <= COUNTED else self._buckets.lines(numbers)
        if self._flat:
            self._bases.take(index, out=out, mode="clip")
            return
        self._slopes.take(index, out=out, mode="clip")
        np.multiply(out, numbers, out=out)
        if self._base is None:
            base = self._desk.buffer("base", numbers)
            self._bases.take(index, out=base, mode="clip")
            np.add(out, base, out=out)
        elif self._base:
            np.add(out, self._base, out=out)

    def _counted(self, numbers: Array) -> Array:
        """The line of each number: how many lines after the first begin at or below it."""
        desk = self._desk
        count, hit = desk.buffer("count", numbers, np.uint8), desk.buffer("hit", numbers, np.bool_)
        count[...] = 0
        for start in self._starts[1:]:
            np.greater_equal(numbers, desk.number(start), out=hit)
            np.add(count, hit.view(np.uint8), out=count)
        index = desk.buffer("index", numbers, np.intp)
        np.copyto(index, count)
        return index


class _Buckets:
    """The line of each number by its highest bits: few or none are left to tell apart where bounds lie evenly.

    A bucket names the line of its first number; what else begins in it is found by halving, so that the worst table
    (all bounds in one bucket) takes steps with the logarithm of its tiers.
    """

    def __init__(self, starts: tuple[int, ...], desk: Desk) -> None:
        self._desk, self._starts = desk, desk.array(starts)
        self._shift = max(0, starts[-1].bit_length() - BUCKETS.bit_length() + 1)
        places = [bucket << self._shift for bucket in range((starts[-1] >> self._shift) + 1)]
        firsts = [bisect_right(starts, place) - 1 for place in places]
        self._firsts = np.array(firsts, np.intp)
        most = max(two - one for one, two in pairwise([*firsts, len(starts) - 1]))
        self._halves = [2**i for i in reversed(range(most.bit_length()))]

    def lines(self, numbers: Array) -> Array:
        """Return the line of each number, which may be one beyond the last for the last."""
        desk = self._desk
        index, step = desk.buffer("index", numbers, np.intp), desk.buffer("step", numbers, np.intp)
        hit, start = desk.buffer("hit", numbers, np.bool_), desk.buffer("start", numbers)
        np.right_shift(numbers, desk.number(self._shift), out=start)
        if desk.top is None:
            np.minimum(start, len(self._firsts) - 1, out=start)
        np.copyto(step, start, casting="unsafe")
        self._firsts.take(step, out=index, mode="clip")
        for half in self._halves:
            np.add(index, half, out=step)
            self._starts.take(step, out=start, mode="clip")
            np.less_equal(start, numbers, out=hit)
            np.multiply(hit.view(np.uint8), half, out=step, dtype=np.intp)
            np.add(index, step, out=index)
        return index
