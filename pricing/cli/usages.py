"""What commands on usage share: reading a file or standard input, what is refused of it, and tables to files."""

import io
import sys

import click
import pandas as pd

from pricing import usage
from pricing.cli import outputs
from pricing.cli.home import reach_data
from pricing.cli.readings import Reading
from pricing.errors import Refusal
from pricing.impact import LeftOut
from pricing.usage import Cycle, Totals, Usage

reach_data()
from data import reader  # noqa: E402  # importable only once its folder is known
from data.usage_files.content import kind  # noqa: E402
from data.usage_files.limits import MAX_BYTES  # noqa: E402

ENDINGS = (".csv", ".parquet")


def load(path: str, cycle: Cycle, reading: Reading) -> Totals:
    """Return a usage file summed by cycle; refused rows are told on stderr.

    Raises:
        Refusal: as `read`.
        reader.ReaderError: a file that cannot be read at all.
    """
    return usage.totals(read(path, reading), cycle)


def read(path: str, reading: Reading) -> Usage:
    """Return a usage file's daily rows, meters renamed; refused rows are told on stderr.

    Raises:
        Refusal: a meter that is not there, or a refused row while they are not allowed.
        reader.ReaderError: a file that cannot be read at all.
    """
    source, name = _source(path)
    duplicates: reader.Duplicates = "sum" if reading.add_up else "refuse"
    found = reader.read(source, name, reading.columns(source, name), duplicates=duplicates)
    for warning in found.warnings:
        click.echo(warning, err=True)
    if len(found.refused):
        first = found.refused.iloc[0]
        count = f"{len(found.refused)} of {found.rows} rows {'is' if len(found.refused) == 1 else 'are'} refused"
        what = f"{count}; the first: {first['reason']}" if len(found.refused) > 1 else f"{count}: {first['reason']}"
        if not reading.allow_refused:
            todo = "Mend them, read them otherwise (--dates, --decimal, --add-up, --column), or add --allow-refused."
            raise Refusal(what.rstrip("."), where=f"line {first['line']}", todo=todo)
        click.echo(f"Line {first['line']}: {what}", err=True)
    return usage.parse(found.clean).renamed(reading.names())


def told(left_out: tuple[LeftOut, ...]) -> str:
    """Return one sentence on the customers who cannot be billed."""
    first = left_out[0]
    count = "1 customer" if len(left_out) == 1 else f"{len(left_out)} customers"
    return f"{count} cannot be billed; the first is {first.customer} in the cycle of {first.cycle}: {first.reason}"


def write(table: pd.DataFrame, path: str, remark: str = "") -> None:
    """Write a table as CSV or Parquet, as the file's ending says; a remark becomes the first line of a CSV.

    Raises:
        Refusal: another ending, or a place that cannot be written to.
    """
    outputs.check(path, ENDINGS)
    if path.lower().endswith(".parquet"):
        content = io.BytesIO()
        table.to_parquet(content, index=False)
        outputs.write(content.getvalue(), path)
        return
    text = table.to_csv(index=False, lineterminator="\n")
    outputs.write(f"{f'# {remark}' + chr(10) if remark else ''}{text}".encode(), path)


def _source(path: str) -> tuple[bytes | str, str]:
    """A file's path, or what standard input holds under a name whose ending says its format."""
    if path != "-":
        return path, ""
    given = sys.stdin.buffer.read(MAX_BYTES + 1)
    return given, {"Parquet": "stdin.parquet", "Excel": "stdin.xlsx"}.get(kind(given), "stdin.csv")
