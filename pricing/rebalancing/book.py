"""What the simulator is given: daily units of many customers as arrays, what is unknown, what came late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Self

import numpy as np

from pricing.catalog import Catalog
from pricing.errors import QuantityRefused, Refusal
from pricing.frames import Flags, Ints
from pricing.rebalancing.ladder import LIMIT, driving_meter, ladder
from pricing.rebalancing.policy import Policy
from pricing.usage import Usage


@dataclass(frozen=True, slots=True, eq=False)
class Late:
    """Units that became known after their day: parallel arrays, days counted from the book's first.

    `units` of day `of` are told on day `on`, after `of`; negative ones correct what was counted before.
    """

    customer: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    of: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    on: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    units: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def only(self, rows: Ints) -> "Late":
        """Return some of the rows."""
        return Late(self.customer[rows], self.of[rows], self.on[rows], self.units[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """Daily units of the driving meter, [customers, days], each 10**-decimals of the meter's unit.

    `known` is False where a day is missing or unknown (None: all known). A customer is there from day `starts` until
    before day `leaves` (past the last day: never leaves) and begins on plan `plans`. `others` holds the units of
    further meters, which are billed but drive no move.
    """

    customers: tuple[str, ...]
    first: date
    units: Ints
    known: Flags | None
    decimals: int
    starts: Ints
    leaves: Ints
    plans: Ints
    late: Late = field(default_factory=Late)
    others: Mapping[str, Ints] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """The number of days."""
        return int(self.units.shape[1])

    def date(self, day: int) -> date:
        """Return the date of a day."""
        return self.first + timedelta(int(day))

    def only(self, rows: Sequence[int] | Ints) -> Self:
        """Return the book of some customers."""
        chosen = np.asarray(rows, dtype=np.int64)
        place = np.full(len(self.customers), -1)
        place[chosen] = np.arange(len(chosen))
        kept = np.flatnonzero(place[self.late.customer] >= 0)
        late = self.late.only(kept)
        return replace(
            self,
            customers=tuple(self.customers[i] for i in chosen),
            units=self.units[chosen],
            known=None if self.known is None else self.known[chosen],
            starts=self.starts[chosen],
            leaves=self.leaves[chosen],
            plans=self.plans[chosen],
            late=replace(late, customer=place[late.customer]),
            others={name: units[chosen] for name, units in self.others.items()},
        )

    def until(self, days: int) -> Self:
        """Return the book of the first days: what was known before day `days`."""
        return replace(
            self,
            units=self.units[:, :days],
            known=None if self.known is None else self.known[:, :days],
            starts=np.minimum(self.starts, days),
            late=self.late.only(np.flatnonzero(self.late.on < days)),
            others={name: units[:, :days] for name, units in self.others.items()},
        )


def book(
    units: Ints,
    first: date,
    *,
    customers: Sequence[str] | None = None,
    known: Flags | None = None,
    decimals: int = 0,
    starts: Ints | None = None,
    leaves: Ints | None = None,
    plans: Ints | int = 0,
    late: Late | None = None,
    others: Mapping[str, Ints] | None = None,
) -> Book:
    """Return a checked book; a customer starts on its first known day unless `starts` says otherwise.

    Raises:
        QuantityRefused: units that are no whole numbers, too many of them, or arrays that do not fit each other.

    >>> made = book(np.array([[0, 5, 5]]), date(2026, 1, 1), known=np.array([[False, True, True]]))
    >>> made.customers, made.starts.tolist()
    (('customer 1',), [1])
    """
    if units.ndim != 2 or units.dtype != np.int64:
        raise QuantityRefused("units are 64-bit whole numbers, customers x days", value=str(units.dtype))
    count, days = units.shape
    names = tuple(customers) if customers is not None else tuple(f"customer {i + 1}" for i in range(count))
    known = None if known is None or known.all() else known
    made = Book(
        customers=names,
        first=first,
        units=units,
        known=known,
        decimals=decimals,
        starts=_starts(known, count, days) if starts is None else starts,
        leaves=np.full(count, days + 1) if leaves is None else leaves,
        plans=np.full(count, plans, dtype=np.int64) if isinstance(plans, int) else plans,
        late=late or Late(),
        others=others or {},
    )
    _check(made)
    return made


def _starts(known: Flags | None, count: int, days: int) -> Ints:
    if known is None:
        return np.zeros(count, np.int64)
    return np.where(known.any(axis=1), known.argmax(axis=1), days).astype(np.int64)


def _check(made: Book) -> None:
    count, days = made.units.shape
    if len(made.customers) != count or len(set(made.customers)) != count:
        raise Refusal("each row of units has a customer of its own", value=len(made.customers))
    shapes = [row.shape for row in (made.starts, made.leaves, made.plans)]
    wide = [matrix.shape for matrix in (made.known, *made.others.values()) if matrix is not None]
    if any(shape != (count,) for shape in shapes) or any(shape != (count, days) for shape in wide):
        raise QuantityRefused("starts, leaves, plans and masks have the shape of the units", value=shapes + wide)
    most = max(int(made.units.max(initial=0)), -int(made.units.min(initial=0)))
    if most * max(days, 1) > LIMIT and int(np.abs(made.units.astype(object)).sum(axis=1).max()) > LIMIT:
        todo = "State the quantities in a larger unit, or with fewer decimals."
        raise QuantityRefused(f"a customer uses at most {LIMIT:,} units in all", todo=todo)
    late = made.late
    if ((late.on <= late.of) | (late.of < 0) | (late.customer < 0) | (late.customer >= count)).any():
        raise QuantityRefused("late units are told after a day of the book", todo="Check their days and customers.")


def of_usage(usage: Usage, catalog: Catalog, policy: Policy, plan: str = "") -> Book:
    """Return the book of a usage on a catalogue: customers start on `plan`, or on the lowest plan that is for sale.

    Raises:
        Refusal: no ladder for the policy's meter, the usage lacks it, or too many units.
    """
    meter = driving_meter(catalog, policy)
    units, known = usage.matrix(meter)
    names = {one.name for one in catalog.meters}
    others = {name: usage.matrix(name)[0] for name in usage.meters if name != meter and name in names}
    for_sale = [one.for_sale for one in catalog.plans]
    if not any(for_sale):
        raise Refusal("no plan of the catalogue is for sale", todo="Give a plan a fee.")
    first = catalog.plans.index(catalog.plan(plan)) if plan else for_sale.index(True)
    return book(
        units,
        usage.first,
        customers=usage.customers,
        known=known,
        decimals=usage.decimals,
        plans=first,
        others=others,
    )


def fitted(made: Book, catalog: Catalog, policy: Policy) -> Book:
    """Return the book with customers starting on the smallest plan that holds a cycle of median days.

    The median is over all known days: it sizes the start only, and no rule of the simulation reads it.

    Raises:
        Refusal: no ladder for the policy's meter.
    """
    rungs = ladder(catalog, policy, made.decimals)
    length = {"month": 30, "week": 7}.get(str(policy.cycle)) or int(policy.cycle)
    sale = np.flatnonzero(rungs.for_sale)
    plans = []
    for row, units in enumerate(made.units):
        seen = units if made.known is None else units[made.known[row]]
        middle = int(np.sort(seen)[len(seen) // 2]) if len(seen) else 0
        enough = rungs.included[sale] >= middle * length * 10 ** (rungs.decimals - made.decimals)
        plans.append(int(sale[enough.argmax()]) if enough.any() else rungs.top)
    return replace(made, plans=np.array(plans, dtype=np.int64))
