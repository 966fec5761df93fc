"""How fast bulk rating is, side by side with what a user would pick instead, and whether it is exact.

`python benchmarks/rating.py` times; `python benchmarks/rating.py --exact` compares a million random bills.
"""

import argparse
import json
import platform
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import exactness
from benchmarks.workloads import LOOP, MODELS, Array, Missing, Run, Workload, quantities

Row = dict[str, object]
ROWS_A_CASE = 250
LAP = 0.2
OURS, FLOOR = "tierscope", "numpy copy"


def contenders(work: Workload, units: Array) -> Iterator[tuple[str, Run | str]]:
    """Yield each way of rating by name, ready to run, or why it is left out."""
    yield OURS, work.rate
    yield FLOOR, np.copy
    for package in ("openfisca_core", "policyengine_core"):
        try:
            run, chunk = work.scale(package, units)
            yield f"{package} in {chunk:,}s", run
        except Missing as reason:
            yield package, str(reason)
    for number in ("DOUBLE", "DECIMAL(18,5)"):
        try:
            yield f"DuckDB {number}", work.duckdb(units, number)
        except Missing as reason:
            yield f"DuckDB {number}", str(reason)
    yield "Decimal loop", work.loop


def timed(work: Workload, rows: int, runs: int) -> Iterator[Row]:
    """Yield a row of figures for each way of rating: median of interleaved runs, peak of extra memory."""
    units = quantities(rows)
    if [*work.rate(units[:LOOP])] != work.loop(units):
        raise SystemExit(f"{work} differs from the Decimal loop")
    ways = dict(contenders(work, units))
    ready = {name: way for name, way in ways.items() if not isinstance(way, str)}
    laps = {name: max(1, round(LAP / lap(run, units, 1)[0])) for name, run in ready.items()}
    wall: dict[str, list[float]] = {name: [] for name in ready}
    own: dict[str, list[float]] = {name: [] for name in ready}
    for _ in range(runs):
        for name, run in ready.items():
            each = 1e9 / (LOOP if name == "Decimal loop" else rows)
            seconds, busy = lap(run, units, laps[name])
            wall[name].append(seconds * each)
            own[name].append(busy * each)
    cpu = {name: median(found) for name, found in own.items()}
    for name, way in ways.items():
        row: Row = {"model": work.model, "tiers": work.tiers, "rows": rows, "way": name}
        if isinstance(way, str):
            yield {**row, "skipped": way}
            continue
        ratios = {"of_copy": cpu[name] / cpu[FLOOR], "of_ours": cpu[name] / cpu[OURS]}
        memory = None if name.startswith(("DuckDB", "Decimal")) else peak(way, units)
        yield {
            **row,
            "ns_per_bill": median(wall[name]),
            "cpu_ns": cpu[name],
            "runs": wall[name],
            **ratios,
            "peak_mib": memory,
        }


def lap(run: Run, units: Array, laps: int) -> tuple[float, float]:
    """Return the seconds of a run and those of the processor, which leave out what other work took of the machine."""
    start, busy = perf_counter(), process_time()
    for _ in range(laps):
        run(units)
    return (perf_counter() - start) / laps, (process_time() - busy) / laps


def peak(run: Run, units: Array) -> float:
    """Return the most memory that a run holds beyond what was there before, its result included, in MiB."""
    tracemalloc.start()
    run(units)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20


def show(row: Row) -> None:
    """Print one row of the table."""
    start = f"{row['model']:<12}{row['tiers']:>5}{row['rows']:>12,}  {row['way']:<30}"
    if "skipped" in row:
        print(f"{start}left out: {row['skipped']}", flush=True)
        return
    memory = "-" if row["peak_mib"] is None else f"{row['peak_mib']:.1f}"
    figures = (
        f"{row['ns_per_bill']:>10.2f}{row['cpu_ns']:>9.2f}{row['of_copy']:>9.1f}{row['of_ours']:>9.1f}{memory:>10}"
    )
    print(start + figures, flush=True)


def speed(args: argparse.Namespace) -> list[Row]:
    """Time every workload and print the table."""
    figures = f"{'ns/bill':>10}{'cpu':>9}{'x copy':>9}{'x ours':>9}{'peak MiB':>10}"
    print(f"{'model':<12}{'tiers':>5}{'rows':>12}  {'':<30}{figures}")
    rows = []
    for size in args.rows:
        for model in args.models:
            for tiers in args.tiers:
                for row in timed(Workload(model, tiers), size, args.runs):
                    show(row)
                    rows.append(row)
    return rows


def exact(args: argparse.Namespace) -> dict[str, int]:
    """Compare random bills with the exact path; print and return how many differ."""
    start, pairs, different = perf_counter(), 0, 0
    for case in exactness.cases(args.seed, args.exact, ROWS_A_CASE):
        pairs += len(case.usages)
        for text in exactness.differences(case):
            different += 1
            print(text)
    seconds = round(perf_counter() - start)
    print(f"{pairs:,} bills of {-(-pairs // ROWS_A_CASE):,} plans, {different:,} differences, {seconds} s")
    return {"pairs": pairs, "differences": different, "seconds": seconds, "seed": args.seed}


def main() -> None:
    """Read the command line, run, and keep the figures where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--tiers", type=int, nargs="+", default=[3, 10, 100])
    parser.add_argument("--models", nargs="+", default=MODELS, choices=MODELS)
    parser.add_argument("--runs", type=int, default=5, help="interleaved runs, of which the median counts")
    parser.add_argument("--exact", type=int, nargs="?", const=1_000_000, help="compare so many random bills instead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    args = parser.parse_args()
    checked = exact(args) if args.exact else None
    found = {"exact": checked} if checked else {"speed": speed(args)}
    if args.json:
        machine = {"python": platform.python_version(), "numpy": np.__version__, "machine": platform.machine()}
        args.json.write_text(json.dumps({**machine, **found}, indent=1) + "\n", encoding="utf-8")
    if checked and checked["differences"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
