"""Price tables of 3, 10 and 100 tiers in four models, and the ways a user might rate a column of quantities by them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from importlib import import_module
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from pricing import rating
from pricing.catalog import Catalog, parse

Array = NDArray[np.int64]
Run = Callable[[Array], object]

MODELS = ("progressive", "volume", "stairstep", "hybrid")
TOP = 2_000_000
INCLUDED, CREDIT, FEE, MINIMUM = 10_000, 5, 20, 25
CHUNKS = (300, 1000, 3000, 10_000, 30_000, 100_000)
LOOP = 20_000
CENT = Decimal("0.01")


class Missing(Exception):
    """A way of rating that cannot run here, and why."""


@dataclass(frozen=True)
class Workload:
    """A model with a number of tiers, evenly spread up to two million units; the last tier is open.

    Hybrid is a progressive table with 10,000 units included, a credit of 5, a fee of 20 and a minimum of 25.
    """

    model: str
    tiers: int

    @property
    def bounds(self) -> list[int]:
        """The upper bounds of all tiers but the last."""
        return [TOP * i // self.tiers for i in range(1, self.tiers)]

    @property
    def prices(self) -> list[Decimal]:
        """The price of one unit in each tier, falling from 0.00200 to 0.00101 and less."""
        return [Decimal(200 - 99 * i // self.tiers) / 100_000 for i in range(self.tiers)]

    @property
    def fees(self) -> list[int]:
        """The flat fee of each tier: none but in volume and stairstep."""
        return [5 * (i + 1) if self.model in {"volume", "stairstep"} else 0 for i in range(self.tiers)]

    @cached_property
    def catalog(self) -> Catalog:
        """The price table."""
        charge: dict[str, object] = {"model": "progressive" if self.model == "hybrid" else self.model}
        prices = ["0"] * self.tiers if self.model == "stairstep" else [f"{price:f}" for price in self.prices]
        tiers = [{"unit_price": price, "flat_fee": fee} for price, fee in zip(prices, self.fees, strict=True)]
        closed = [{**tier, "up_to": bound} for tier, bound in zip(tiers, self.bounds, strict=False)]
        charge["tiers"] = [*closed, tiers[-1]]
        plan: dict[str, object] = {"name": "Plan", "charges": [charge]}
        if self.model == "hybrid":
            charge["included"] = INCLUDED
            plan |= {"credit": CREDIT, "fee": FEE, "minimum": MINIMUM}
        return parse({"currency": "USD", "meters": [{"name": "calls", "unit": "call"}], "plans": [plan]})

    def rate(self, units: Array) -> Array:
        """Return the bills in cents, by Tierscope."""
        return rating.rate(self.catalog, "Plan", {"calls": units})

    def loop(self, units: Array) -> list[int]:
        """Return the bills of the first 20,000 in cents, by a plain loop over tiers in Decimal."""
        return [self._one(int(number)) for number in units[:LOOP]]

    def _one(self, units: int) -> int:
        if self.model in {"volume", "stairstep"}:
            i = next((i for i, bound in enumerate(self._ends) if units <= bound), self.tiers - 1)
            amount = Decimal(self.fees[i]) + (units * self._unit_prices[i] if self.model == "volume" else 0)
        else:
            amount, low = Decimal(0), INCLUDED if self.model == "hybrid" else 0
            for bound, price in zip((*self._ends, units), self._unit_prices, strict=True):
                amount += max(0, min(units, bound) - low) * price
                low = max(low, bound)
        cents = int(amount.quantize(CENT, ROUND_HALF_UP) * 100)
        return cents if self.model != "hybrid" else max(max(0, cents - 100 * CREDIT) + 100 * FEE, 100 * MINIMUM)

    @cached_property
    def _ends(self) -> list[int]:
        return self.bounds

    @cached_property
    def _unit_prices(self) -> list[Decimal]:
        return self.prices

    def sql(self, number: str) -> str:
        """Return the bill in cents as an SQL expression over the column `calls`, prices as a kind of number."""
        prices = [f"{price:f}::{number}" for price in self.prices]
        cases, due = [], Decimal(0)
        bounds = [0, *self.bounds]
        for i, (low, price) in enumerate(zip(bounds, prices, strict=True)):
            amount = f"{due}::{number} + (calls - {low}) * {price}"
            if self.model in {"volume", "stairstep"}:
                amount = f"{self.fees[i]}::{number}" + (f" + calls * {price}" if self.model == "volume" else "")
            cases.append(f"WHEN calls <= {bounds[i + 1]} THEN {amount}" if i + 1 < self.tiers else f"ELSE {amount} END")
            due += (bounds[i + 1] - low) * self.prices[i] if i + 1 < self.tiers else 0
        table = f"CASE {' '.join(cases)}"
        if self.model != "hybrid":
            return f"CAST(round(({table}) * 100) AS BIGINT)"
        cents = f"CAST(round((({table}) - least(calls, {INCLUDED}) * {prices[0]}) * 100) AS BIGINT)"
        return f"greatest(greatest({cents} - {100 * CREDIT}, 0) + {100 * FEE}, {100 * MINIMUM})"

    def duckdb(self, units: Array, number: str) -> Run:
        """Return a DuckDB query of that expression on one thread, over a table it holds already."""
        try:
            database = import_module("duckdb").connect(config={"threads": 1})
        except ImportError as error:
            raise Missing(str(error)) from None
        database.register("given", {"calls": units})
        database.execute("CREATE TABLE units AS SELECT calls FROM given")
        query = f"SELECT {self.sql(number)} AS bill FROM units"  # noqa: S608 - no text from outside
        return lambda _: database.execute(query).fetchnumpy()["bill"]

    def scale(self, package: str, units: Array) -> tuple[Run, int]:
        """Return the `MarginalRateTaxScale.calc` of a package in its fastest chunks, and their size."""
        if self.model != "progressive":
            raise Missing("a marginal scale has progressive brackets only")
        try:
            scale = import_module(f"{package}.taxscales").MarginalRateTaxScale()
        except ImportError as error:
            raise Missing(str(error)) from None
        for bound, price in zip([0, *self.bounds], self.prices, strict=True):
            scale.add_bracket(bound, float(price))

        def run(given: Array, chunk: int) -> NDArray[np.float64]:
            bills = np.empty(len(given))
            for first in range(0, len(given), chunk):
                bills[first : first + chunk] = scale.calc(given[first : first + chunk])
            return bills

        sample = units[: max(CHUNKS)]
        best = min(CHUNKS, key=lambda chunk: min(_times(lambda: run(sample, chunk))))
        return (lambda given: run(given, best)), best


def _times(run: Callable[[], object], runs: int = 3) -> Iterator[float]:
    for _ in range(runs):
        start = perf_counter()
        run()
        yield perf_counter() - start


def quantities(rows: int, seed: int = 1) -> Array:
    """Return whole quantities that fall evenly on 0 to 2,000,000."""
    return np.random.default_rng(seed).integers(0, TOP, rows)
