"""Exact curves as floating-point polylines: the one edge where money becomes pixels."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pricing.curve import Curve

Array = NDArray[np.float64]
MOST_POINTS = 2000
PER_PIECE = 40


@dataclass(frozen=True)
class Polyline:
    """A curve's knots as arrays; `end` is infinite where the curve is open."""

    start: Array
    at: Array
    above: Array
    slope: Array
    end: float

    @classmethod
    def of(cls, curve: Curve) -> "Polyline":
        """Return a curve's knots, rounded to floats."""
        rows = [(k.start, k.at, k.above, k.slope) for k in curve.knots]
        start, at, above, slope = np.array(rows, dtype=np.float64).T
        return cls(start, at, above, slope, np.inf if curve.end is None else float(curve.end))

    def bill(self, quantity: Array) -> Array:
        """Return the bill just above each quantity (at a bound: of the next piece)."""
        i = np.searchsorted(self.start, quantity, side="right") - 1
        return self.above[i] + self.slope[i] * (quantity - self.start[i])

    def drawn(self, low: float, high: float, log: bool = False) -> tuple[Array, Array]:
        """Return x and y of the curve from `low` to `high`, a gap (NaN) at each jump.

        On a linear axis two points a piece are exact; a logarithmic one bends them, so that pieces get more points.
        """
        high = min(high, self.end)
        inner = self.start[(self.start > low) & (self.start < high)]
        if len(inner) > MOST_POINTS // 3:
            inner = inner[np.linspace(0, len(inner) - 1, MOST_POINTS // 3).astype(int)]
        bounds = np.concatenate(([low], inner, [high]))
        count = max(2, min(PER_PIECE, MOST_POINTS // len(bounds))) if log else 2
        xs, ys = [], []
        for left, right in itertools.pairwise(bounds):
            x = np.geomspace(left, right, count) if log else np.array([left, right])
            i = np.searchsorted(self.start, (left + right) / 2, side="right") - 1
            xs += [x, [np.nan]]
            ys += [self.above[i] + self.slope[i] * (x - self.start[i]), [np.nan]]
        return np.concatenate(xs), np.concatenate(ys)

    def jumps(self, low: float, high: float) -> tuple[Array, Array, Array, Array]:
        """Return x, left limit, right limit and the owned value of every jump in (low, high]."""
        x = self.start[1:]
        left = self.above[:-1] + self.slope[:-1] * (x - self.start[:-1])
        right, owned = self.above[1:], self.at[1:]
        # A jump smaller than a float's grain is no jump but the rounding of two exact sides.
        there = (x > low) & (x <= high) & ~np.isclose(left, right, rtol=1e-9, atol=1e-12)
        return x[there], left[there], right[there], owned[there]

    def average(self, low: float, high: float, log: bool = False) -> tuple[Array, Array]:
        """Return x and the average price per unit at x, sampled so that hyperbolas look round, jumps apart."""
        high = min(high, self.end)
        low = low if log else max(low, high / 1000)
        x = np.geomspace(low, high, 300) if log else np.linspace(low, high, 300)
        inner = self.start[(self.start > low) & (self.start < high)][:MOST_POINTS]
        x = np.unique(np.concatenate((x, inner, np.nextafter(inner, 0))))
        gaps = np.searchsorted(x, self.jumps(low, high)[0])
        return np.insert(x, gaps, np.nan), np.insert(self.bill(x) / x, gaps, np.nan)

    def marginal(self, low: float, high: float) -> tuple[Array, Array]:
        """Return x and the price of the next unit as flat lines with gaps, jumps apart."""
        x, _ = self.drawn(low, high)
        middle = (x[0::3] + x[1::3]) / 2
        price = self.slope[np.searchsorted(self.start, middle, side="right") - 1]
        return x, np.repeat(price, 3) + np.where(np.isnan(x), np.nan, 0.0)
