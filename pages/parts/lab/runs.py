"""Simulated runs, kept for every session within a bound, and what each is judged by."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import Field, dataclass, fields
from datetime import date
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

import numpy as np
import streamlit as st

from pages.parts.lab import picks
from pages.parts.usage_sets import Loaded
from pricing.catalog import Catalog
from pricing.rebalancing import hindsight, metrics, report, simulate
from pricing.rebalancing.book import Book, fitted, of_usage
from pricing.rebalancing.hindsight import Hindsight
from pricing.rebalancing.ladder import driving_meter
from pricing.rebalancing.metrics import Metric
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.policy import Policy
from pricing.usage import Usage

MOST = 400 * 2**20  # bytes of all runs that are kept
TOLD = 500_000  # customer-days from which a run takes long enough to tell the day it is at


@dataclass(frozen=True, eq=False)
class Run:
    """An outcome and its figures, which are computed once, when they are first asked for."""

    outcome: Outcome

    @cached_property
    def best(self) -> Hindsight:
        """The best path of every customer."""
        return hindsight.best(self.outcome)

    @cached_property
    def measured(self) -> dict[str, Metric]:
        """Friction and fit."""
        return metrics.measure(self.outcome, self.best)

    @cached_property
    def costs(self) -> dict[str, int]:
        """What all customers pay, in minor units."""
        return report.costs(self.best)

    @property
    def size(self) -> int:
        """Bytes of its arrays; runs on one usage share the book, which counts for each."""
        found = self.outcome
        tables = (found.events, found.cycles, found.running, found.book)
        stretches = [*found.cut.values(), found.closing["units"], found.closing["fees"]]  # the rest are the cycles'
        columns = [getattr(table, item.name) for table in tables for item in fields(table) if _wide(table, item)]
        return sum(int(column.nbytes) for column in [*columns, *stretches])


def _wide(table: Any, item: Field[Any]) -> bool:
    return isinstance(getattr(table, item.name), np.ndarray)


class Shelf:
    """Runs by what made them, the latest used last; sessions run in threads of their own and share it."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, Lock()
        self._runs: OrderedDict[Hashable, Run] = OrderedDict()

    def get(self, key: Hashable) -> Run | None:
        """Return a run that is kept."""
        with self._lock:
            if key in self._runs:
                self._runs.move_to_end(key)
            return self._runs.get(key)

    def keep(self, key: Hashable, run: Run) -> Run:
        """Keep a run, the oldest ones go; of two sessions that made the same, the first one's stays."""
        with self._lock:
            kept = self._runs.setdefault(key, run)
            self._runs.move_to_end(key)
            while len(self._runs) > 1 and sum(one.size for one in self._runs.values()) > self._most:
                self._runs.popitem(last=False)
            return kept

    def __len__(self) -> int:
        return len(self._runs)


_shelf = Shelf()


def run(catalog: Catalog, policy: Policy, loaded: Loaded, start: str = picks.LOWEST) -> Run:
    """Return what happens under a policy; a long run tells the day it is at, and any input stops it.

    Raises:
        Refusal: the ladder, the policy and the usage do not go together.
    """
    key = (catalog, policy, loaded.usage, start)
    found = _shelf.get(key)
    if found is not None:
        return found
    book = _book(loaded.usage, catalog, driving_meter(catalog, policy), start, policy.cycle)
    return _shelf.keep(key, Run(simulated(catalog, policy, book)))


@lru_cache(maxsize=4)
def _book(usage: Usage, catalog: Catalog, meter: str, start: str, cycle: str | int) -> Book:
    """The usage as the simulator takes it: one for all policies."""
    policy = Policy(meter=meter, cycle=cycle)
    if start == picks.FITTING:
        return fitted(of_usage(usage, catalog, policy), catalog, policy)
    return of_usage(usage, catalog, policy, "" if start == picks.LOWEST else start)


def simulated(catalog: Catalog, policy: Policy, book: Book) -> Outcome:
    """Run the simulation; where it is long, a bar tells the day, and each of its steps lets an input stop the run."""
    if len(book.customers) * book.days < TOLD:
        return simulate.run(catalog, policy, book)
    place = st.empty()

    def told(day: date, done: int, total: int) -> None:
        place.progress(done / total, f"Simulating {day}. Change anything to stop.")

    try:
        return simulate.run(catalog, policy, book, progress=told)
    finally:
        place.empty()
