"""Columns of quantities in, minor units out: which lane takes a block, and which rows have no bill."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from pricing import invoice
from pricing.catalog import Catalog, Plan
from pricing.errors import NumberRefused, QuantityRefused, Refusal
from pricing.money import MAX_DECIMALS, plain
from pricing.rating.bills import SEATS, bill
from pricing.rating.lanes import LARGEST, Lane

Integers = NDArray[np.int64]
Units = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
Columns = Mapping[str, Integers]
# Rows a block: a few buffers of so many numbers stay in the cache of a core.
BLOCK = 2**16


class Rated(NamedTuple):
    """Bills in minor units, 0 where refused, and which rows are refused."""

    totals: Integers
    refused: Mask


class Totals(Protocol):
    """Units a customer and cycle: arrays of customers x cycles by meter, in units of 10**-decimals."""

    @property
    def units(self) -> Mapping[str, Units]:
        """The units of each meter."""

    @property
    def decimals(self) -> int:
        """How many decimals the units have."""


def rate(
    catalog: Catalog,
    plan: Plan | str,
    quantities: Mapping[str, Units],
    decimals: int = 0,
    seats: int | Units | None = None,
) -> Integers:
    """Return the bill of each row in minor units of the currency: `invoice.quote(...).total`, to the last digit.

    `quantities` holds an array of one shape for each meter, in units of 10**-decimals; a meter left out is not used.
    `seats` is one number for all rows, or an array of that shape.

    Raises:
        Refusal: what `invoice.quote` raises for the first row that has no bill, with its number from 0.

    >>> from pricing.catalog import parse
    >>> tiers = [{"up_to": "100000", "unit_price": "2.00"}, {"unit_price": "1.50"}]
    >>> plan = {"name": "Standard", "fee": "5", "charges": [{"per": "1000", "tiers": tiers}]}
    >>> book = parse({"currency": "USD", "meters": [{"name": "calls", "unit": "call"}], "plans": [plan]})
    >>> rate(book, "Standard", {"calls": np.array([0, 250_000, 100_001])})
    array([  500, 43000, 20500])
    """
    job = _Job(catalog, plan, quantities, decimals, seats)
    totals = np.empty(job.rows, np.int64)
    for first, _, refused in job.blocks(totals):
        if refused is not None:
            raise job.refusal(first + int(refused.argmax()))
    return totals.reshape(job.shape)


def rate_masked(
    catalog: Catalog,
    plan: Plan | str,
    quantities: Mapping[str, Units],
    decimals: int = 0,
    seats: int | Units | None = None,
) -> Rated:
    """Return the bills as `rate` does, with a mask of the rows that have none instead of a refusal.

    Raises:
        Refusal: the plan or a meter is unknown, or the plan not for sale: no row could have a bill.
    """
    job = _Job(catalog, plan, quantities, decimals, seats)
    totals, mask = np.empty(job.rows, np.int64), np.zeros(job.rows, np.bool_)
    for first, last, refused in job.blocks(totals):
        if refused is not None:
            mask[first:last] = refused
    totals[mask] = 0
    return Rated(totals.reshape(job.shape), mask.reshape(job.shape))


def rate_totals(catalog: Catalog, plan: Plan | str, totals: Totals, seats: int | None = None) -> Integers:
    """Return the bills of usage totals, customers x cycles, in minor units.

    Raises:
        Refusal: what `rate` raises, with the customer's and the cycle's number from 0.
    """
    return rate(catalog, plan, totals.units, totals.decimals, seats)


class _Job:
    """One plan and its columns, flat; which of them are only checked, and the lanes that may take a block."""

    def __init__(
        self,
        catalog: Catalog,
        plan: Plan | str,
        quantities: Mapping[str, Units],
        decimals: int,
        seats: int | Units | None,
    ) -> None:
        if not 0 <= decimals <= MAX_DECIMALS:
            todo = f"Use 0 to {MAX_DECIMALS}."
            raise NumberRefused("a number of decimals is needed", value=decimals, todo=todo)
        self._catalog, self._decimals = catalog, decimals
        self._plan = catalog.plan(plan) if isinstance(plan, str) else plan
        self._whole = [name for name in quantities if catalog.meter(name).whole and decimals]
        given, self._seats = dict(quantities), None
        if seats is None or isinstance(seats, int):
            self._seats = seats
        else:
            given[SEATS] = seats
        self.shape, self._columns = _flat(given)
        self.rows = int(np.prod(self.shape))
        self._bill = bill(catalog, self._plan, decimals, self._seats, seats_by_row=SEATS in given)
        nothing = np.broadcast_to(np.int64(0), self.rows)
        self._columns |= {name: nothing for name in self._plan.meters if name not in self._columns}
        self._lanes: dict[int, Lane] = {}

    def blocks(self, totals: Integers) -> Iterator[tuple[int, int, Mask | None]]:
        """Write the bills block by block; yield each block's rows and which of them are refused, None for none."""
        for first in range(0, self.rows, BLOCK):
            last = min(first + BLOCK, self.rows)
            columns = {name: column[first:last].astype(np.int64, copy=False) for name, column in self._columns.items()}
            yield first, last, self._block(columns, totals[first:last])

    def refusal(self, row: int) -> Refusal:
        """Return why a row has no bill, as its invoice says it."""
        at = np.unravel_index(row, self.shape)
        where = f"row {', '.join(str(place) for place in at)}"
        units = {name: int(column[row]) for name, column in self._columns.items()}
        seats = units.pop(SEATS, self._seats)
        usage = {name: plain(Fraction(number, 10**self._decimals)) for name, number in units.items()}
        try:
            total = invoice.quote(self._catalog, self._plan, usage, seats).total
        except Refusal as error:
            return error.at(where)
        what = f"a bill of at most {LARGEST} minor units fits into an array"
        return NumberRefused(what, value=total, where=where, todo="Ask for its invoice instead.")

    def _block(self, columns: Columns, totals: Integers) -> Mask | None:
        refused: Mask | None = None
        largest = _largest(columns)
        for check in (self._impossible, self._beyond):
            found = check(columns, largest)
            if found is not None:
                columns = {name: np.where(found, 0, column) for name, column in columns.items()}
                largest = _largest(columns)
                refused = _either(refused, found)
        for bits in (32, 64):
            lane = self._lane(bits)
            if lane.takes(largest):
                lane.write(columns, totals)
                return refused
        huge = self._huge(columns, totals)
        return refused if huge is None else _either(refused, huge)

    def _impossible(self, columns: Columns, largest: Mapping[str, int]) -> Mask | None:
        """Rows with a negative quantity, or a fraction of a whole unit."""
        found = None
        for name, column in columns.items():
            if largest[name] > LARGEST:
                found = _either(found, column < 0)
            if name in self._whole:
                rest = column % 10**self._decimals
                if rest.any():
                    found = _either(found, rest != 0)
        return found

    def _beyond(self, columns: Columns, largest: Mapping[str, int]) -> Mask | None:
        """Rows that use more than a closed table prices."""
        found = None
        for charged in self._bill.charged:
            most = sum(largest[meter] for meter in charged.meters)
            if charged.last is not None and most > charged.last:
                kind = np.dtype(np.int64 if most <= LARGEST else object)
                volume = sum(columns[meter].astype(kind, copy=False) for meter in charged.meters)
                over = np.asarray(volume > charged.last, np.bool_)
                found = _either(found, over) if over.any() else found
        return found

    def _lane(self, bits: int) -> Lane:
        if bits not in self._lanes:
            self._lanes[bits] = Lane(self._bill, min(BLOCK, self.rows), bits)
        return self._lanes[bits]

    def _huge(self, columns: Columns, totals: Integers) -> Mask | None:
        """Write a block of which some rows take Python's integers; return the rows whose total fits no array."""
        lane = self._lane(64)
        rows = lane.beyond(columns)
        if not rows.all():
            lane.write({name: np.where(rows, 0, column) for name, column in columns.items()}, totals)
        bills = np.empty(int(rows.sum()), object)
        exact = {name: column[rows].astype(object) for name, column in columns.items()}
        Lane(self._bill, len(bills), None).total(exact, bills)
        over = np.asarray(bills > LARGEST, np.bool_)
        totals[rows] = np.where(over, 0, bills).astype(np.int64)
        if not over.any():
            return None
        rows[rows] = over
        return rows


def _flat(given: Mapping[str, Units]) -> tuple[tuple[int, ...], dict[str, Units]]:
    """The one shape of all columns, and each as a flat view."""
    columns = {name: np.asarray(column) for name, column in given.items()}
    for name, column in columns.items():
        where = f"meter {name!r}" if name else "seats"
        if column.dtype.kind not in "iu" or not np.can_cast(column.dtype, np.int64):
            todo = "Give whole units of 10**-decimals as int64."
            raise NumberRefused("an array of whole numbers is needed", value=column.dtype, where=where, todo=todo)
    shapes = {column.shape for column in columns.values()}
    if len(shapes) > 1:
        what = "all columns have one shape"
        raise QuantityRefused(what, value=" and ".join(map(str, sorted(shapes))), todo="Give each row a quantity.")
    return next(iter(shapes), ()), {name: column.reshape(-1) for name, column in columns.items()}


def _largest(columns: Columns) -> dict[str, int]:
    """The largest of each column; above every int64 where one is negative."""
    return {name: int(column.view(np.uint64).max()) for name, column in columns.items()}


def _either(one: Mask | None, two: Mask) -> Mask:
    return two if one is None else one | two
