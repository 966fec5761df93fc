"""Events as columns: the simulator writes arrays, and messages are made from them later."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pricing.frames import Ints
from pricing.rebalancing.rows import Column
from pricing.rebalancing.states import Event

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
