"""How fast the rebalancing simulator is: customer-days a second, and times a floor that only sums and compares.

`python benchmarks/rebalancing.py` runs 1,000, 10,000 and 100,000 customers over 365 days under the full default policy,
then half the days and half the customers for the slope. The floor takes the cumulative sum of the same matrix and
compares it with a limit. Runs of both are interleaved; medians are printed, in process time and on the clock.
"""

import argparse
import json
import resource
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from data import policies, presets
from pricing import catalog
from pricing.frames import Ints
from pricing.rebalancing import policy, simulate
from pricing.rebalancing.book import book

SHAPES = ((1_000, 365), (10_000, 365), (100_000, 365), (100_000, 182), (50_000, 365))
MEDIAN_DAY, SIGMA = 1_000, 2.5
LIMIT = 1_000_000
Row = dict[str, object]


def usage(customers: int, days: int, seed: int = 7) -> Ints:
    """Return daily tokens as measured of a public service: log-normal levels, weekdays, noise, days without use."""
    dice = np.random.default_rng(seed)
    units = np.empty((customers, days), dtype=np.int64)
    week = np.where(np.arange(days) % 7 < 5, 1.15, 0.65)
    for low in range(0, customers, 5_000):
        size = min(5_000, customers - low)
        level = MEDIAN_DAY * np.exp(SIGMA * dice.standard_normal((size, 1)))
        noise = np.exp(np.exp(np.log(0.5) + 0.5 * dice.standard_normal((size, 1))) * dice.standard_normal((size, days)))
        idle = dice.random((size, days)) < np.where(dice.random((size, 1)) < 0.45, 0, 0.6)
        units[low : low + size] = np.where(idle, 0, level * week * noise)
    return units


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Return process seconds and clock seconds of one run."""
    start, clock = process_time(), perf_counter()
    run()
    return process_time() - start, perf_counter() - clock


def measure(customers: int, days: int, name: str, laps: int) -> Row:
    """Return the medians of a shape."""
    units = usage(customers, days)
    ladder, rules = catalog.parse(presets.read("ai-ladder")), policy.parse(policies.read(name))
    given = book(units, date(2026, 1, 1))
    floors, runs = [], []
    for _ in range(laps):
        floors.append(timed(lambda: np.cumsum(units, axis=1) > LIMIT))
        runs.append(timed(lambda: simulate.run(ladder, rules, given)))
    floor, ours = ([median(column) for column in zip(*rows, strict=True)] for rows in (floors, runs))
    return {
        "customers": customers,
        "days": days,
        "policy": name,
        "customer_days_a_second": round(customers * days / ours[0]),
        "seconds": round(ours[0], 3),
        "clock_seconds": round(ours[1], 3),
        "floor_seconds": round(floor[0], 4),
        "ratio": round(ours[0] / floor[0], 1),
        "clock_ratio": round(ours[1] / floor[1], 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def main() -> None:
    """Measure every shape, print a table, keep it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--policy", default="sustained", choices=policies.names())
    parser.add_argument("--laps", type=int, default=5)
    parser.add_argument("--json", metavar="FILE", help="keep the figures here")
    given = parser.parse_args()
    rows = []
    for customers, days in SHAPES:
        rows.append(measure(customers, days, given.policy, given.laps))
        if len(rows) == 1:
            print("  ".join(rows[0]))
        print("  ".join(f"{value!s:>{len(key)}}" for key, value in rows[-1].items()), flush=True)
    if given.json:
        Path(given.json).write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
