"""Usage by customer, meter and day, as arrays of whole units."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pricing.errors import QuantityRefused, Refusal, UnknownName, nearest
from pricing.frames import Flags, Ints
from pricing.usage.cycles import Cycle, Cycles, cut

MAX_CELLS = 2**28
Small = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Usage:
    """Rows sorted by customer, meter and day: `units` / 10**`decimals` each; `known` is False where unknown.

    `customer` and `meter` are places in `customers` and `meters`, `day` counts from `first`; `days` is the number of
    calendar days from the first to the last.
    """

    customers: tuple[str, ...]
    meters: tuple[str, ...]
    first: date
    days: int
    decimals: int
    customer: Small
    meter: Small
    day: Small
    units: Ints
    known: Flags

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(self.days - 1)

    @cached_property
    def digest(self) -> str:
        """The content's SHA-256: equal usages have equal digests."""
        text = repr((self.customers, self.meters, self.first, self.days, self.decimals))
        hashed = hashlib.sha256(text.encode())
        for column in (self.customer, self.meter, self.day, self.units, self.known):
            hashed.update(np.ascontiguousarray(column).tobytes())
        return hashed.hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Usage) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def matrix(self, meter: str) -> tuple[Ints, Flags]:
        """Return one meter's units and whether they are present (known), both [customers, days].

        Raises:
            UnknownName: no such meter.
            QuantityRefused: customers times days are too many to lay out.
        """
        shape = (len(self.customers), self.days)
        if shape[0] * shape[1] > MAX_CELLS:
            what = f"customers x days are at most {MAX_CELLS:,}"
            raise QuantityRefused(what, value=f"{shape[0]:,} x {shape[1]:,}", todo="Take fewer customers.")
        units, present = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.bool_)
        rows = np.flatnonzero(self.meter == self.place(meter))
        units[self.customer[rows], self.day[rows]] = self.units[rows]
        present[self.customer[rows], self.day[rows]] = self.known[rows]
        return units, present

    def place(self, meter: str) -> int:
        """Return a meter's place in `meters`.

        Raises:
            UnknownName: no such meter; names the nearest one.
        """
        if meter not in self.meters:
            raise UnknownName("the usage has no such meter", value=meter, todo=nearest(meter, self.meters))
        return self.meters.index(meter)

    def only(self, customers: Iterable[str]) -> "Usage":
        """Return the usage of some customers, on the same calendar.

        Raises:
            UnknownName: no such customer; names the nearest one.
        """
        chosen = sorted(set(customers))
        places = {name: i for i, name in enumerate(self.customers)}
        for name in chosen:
            if name not in places:
                raise UnknownName("the usage has no such customer", value=name, todo=nearest(name, self.customers))
        renumbered = np.full(len(self.customers), -1, dtype=np.int32)
        renumbered[[places[name] for name in chosen]] = np.arange(len(chosen), dtype=np.int32)
        kept = renumbered[self.customer] >= 0
        return replace(
            self,
            customers=tuple(chosen),
            customer=renumbered[self.customer[kept]],
            meter=self.meter[kept],
            day=self.day[kept],
            units=self.units[kept],
            known=self.known[kept],
        )

    def renamed(self, names: Mapping[str, str]) -> "Usage":
        """Return the usage with meters called as a catalogue calls them.

        Raises:
            UnknownName: no such meter.
            Refusal: two meters would have one name.
        """
        for meter in names:
            self.place(meter)
        meters = tuple(names.get(meter, meter) for meter in self.meters)
        if len(set(meters)) < len(meters):
            raise Refusal("two meters cannot have one name", value=", ".join(meters), todo="Name each differently.")
        return replace(self, meters=meters)

    def cycles(self, cycle: Cycle) -> Cycles:
        """Return the billing cycles: "month", "week" (from Monday) or a number of days from the first day on."""
        return cut(self.first, self.days, cycle)
