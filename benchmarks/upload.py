"""How long an upload takes: a million rows of usage, read and checked, beside `pandas.read_csv` alone.

    python benchmarks/upload.py [--json RESULTS] [--runs 7] [--customers 10000] [--days 100]

Every run is a process of its own, so that its peak memory is its own; the contenders take turns.
"""

import csv
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
CONTENDERS = {
    "pandas.read_csv": "usage.csv",
    "reader.read, CSV": "usage.csv",
    "reader.read, CSV, shuffled": "shuffled.csv",
    "reader.read, CSV, quoted": "quoted.csv",
    "reader.read, CSV, commas in names": "commas.csv",
    "pandas.read_parquet": "usage.parquet",
    "reader.read, Parquet": "usage.parquet",
    "imports alone": "usage.csv",
}
Results = dict[str, dict[str, float]]


def write(folder: Path, customers: int, days: int) -> None:
    """Write one seeded usage as CSV in order, shuffled and quoted, and as Parquet."""
    rng = np.random.default_rng(7)
    dates = pd.date_range("2024-01-01", periods=days).strftime("%Y-%m-%d").to_numpy()
    names = np.array([f"customer-{place:05}" for place in range(customers)])
    frame = pd.DataFrame({"customer": np.repeat(names, days), "date": np.tile(dates, customers), "meter": "api_calls"})
    frame["quantity"] = rng.lognormal(6, 2, len(frame)).astype(np.int64)
    frame.to_csv(folder / "usage.csv", index=False)
    frame.to_parquet(folder / "usage.parquet")
    frame.sample(frac=1, random_state=7).to_csv(folder / "shuffled.csv", index=False)
    frame.to_csv(folder / "quoted.csv", index=False, quoting=csv.QUOTE_NONNUMERIC)
    frame["customer"] += ", Inc."
    frame.to_csv(folder / "commas.csv", index=False)


def measure(contender: str, path: Path) -> dict[str, float]:
    """Return the seconds and the peak memory in MiB of one contender in this process."""
    sys.path.insert(0, str(ROOT))
    from data import reader  # noqa: PLC0415  # the import is the same for all and no part of the time

    reader.read(b"customer,date,calls\na,2024-01-01,1\n", "warm.csv")
    before, began, worked = peak(), time.perf_counter(), time.process_time()
    if contender == "pandas.read_csv":
        pd.read_csv(path)
    elif contender == "pandas.read_parquet":
        pd.read_parquet(path)
    elif contender != "imports alone":
        read = reader.read(path)
        assert read.accepted == read.rows
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    return {"seconds": seconds, "processor": processor, "peak": peak(), "added": peak() - before}


def peak() -> float:
    """Return this process's peak memory in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compared(folder: Path, runs: int) -> Results:
    """Return the median of each contender over runs that take turns."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
    for _ in range(runs):
        for name, file in CONTENDERS.items():
            words = [sys.executable, __file__, "--measure", name, str(folder / file)]
            done = subprocess.run(words, capture_output=True, text=True, check=True)
            found[name].append(json.loads(done.stdout))
    return {
        name: {part: statistics.median(run[part] for run in of_name) for part in of_name[0]}
        for name, of_name in found.items()
    }


def show(results: Results, rows: int, runs: int) -> None:
    """Print the results as a table."""
    base = results["pandas.read_csv"]
    print(f"{rows:,} rows, medians of {runs} interleaved runs, each in a process of its own\n")
    print(
        f"{'':34}{'seconds':>9}{'ratio':>7}{'processor':>11}{'ratio':>7}{'peak MiB':>10}{'added MiB':>11}{'ratio':>7}"
    )
    for name, found in results.items():
        ratio = {part: found[part] / base[part] for part in base}
        times = f"{found['seconds']:9.3f}{ratio['seconds']:7.2f}{found['processor']:11.3f}{ratio['processor']:7.2f}"
        print(f"{name:34}{times}{found['peak']:10.0f}{found['added']:11.0f}{ratio['added']:7.2f}")


@click.command()
@click.option("--json", "path", type=click.Path(dir_okay=False), help="Where to write the results.")
@click.option("--runs", default=7, show_default=True)
@click.option("--customers", default=10_000, show_default=True)
@click.option("--days", default=100, show_default=True)
@click.option("--measure", "contender", nargs=2, hidden=True)
@click.option("--write", "files", nargs=3, type=(str, int, int), hidden=True)
def main(
    path: str | None,
    runs: int,
    customers: int,
    days: int,
    contender: tuple[str, str] | None,
    files: tuple[str, int, int] | None,
) -> None:
    """Measure reading usage files."""
    if files:
        write(Path(files[0]), *files[1:])
        return
    if contender:
        print(json.dumps(measure(contender[0], Path(contender[1]))))
        return
    with TemporaryDirectory() as folder:
        # In a process of its own too: a child starts with the peak memory of its parent.
        subprocess.run([sys.executable, __file__, "--write", folder, str(customers), str(days)], check=True)
        results = compared(Path(folder), runs)
    show(results, customers * days, runs)
    if path:
        Path(path).write_text(json.dumps({"rows": customers * days, "runs": runs, "medians": results}, indent=2))


if __name__ == "__main__":
    main()
