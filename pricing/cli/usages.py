"""What commands on usage share: reading a file, its cycles, what is refused of it, and tables to files."""

import io
from collections.abc import Callable, Iterable
from typing import Any

import click
import pandas as pd

from pricing import usage
from pricing.cli import outputs
from pricing.cli.home import reach_data
from pricing.errors import Refusal
from pricing.impact import LeftOut
from pricing.usage import Cycle, Totals, Usage

reach_data()
from data import reader  # noqa: E402  # importable only once its folder is known

ENDINGS = (".csv", ".parquet")


class CycleType(click.ParamType[Cycle]):
    """`month`, `week` (from Monday), or a number of days."""

    name = "month|week|DAYS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Cycle:
        """Return the cycle that a word names."""
        if value == "month":
            return "month"
        if value == "week":
            return "week"
        if not str(value).isdecimal() or not int(value):
            self.fail(f"a cycle is month, week or a number of days, not {value!r}.", param, ctx)
        return int(value)


def usage_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of every command that reads usage."""
    cycle = click.option("--cycle", type=CycleType(), default="month", show_default=True, help="The billing cycle.")
    rename = click.option("--rename", multiple=True, metavar="METER=NAME", help="A meter's name in the catalogue.")
    refused = click.option("--allow-refused", is_flag=True, help="Go on without rows and customers that are refused.")
    return cycle(rename(refused(command)))


def load(path: str, cycle: Cycle, rename: Iterable[str], allow_refused: bool) -> Totals:
    """Return a usage file summed by cycle; refused rows are told on stderr.

    Raises:
        Refusal: as `read`.
        reader.ReaderError: a file that cannot be read at all.
    """
    return usage.totals(read(path, rename, allow_refused), cycle)


def read(path: str, rename: Iterable[str], allow_refused: bool) -> Usage:
    """Return a usage file's daily rows, meters renamed; refused rows are told on stderr.

    Raises:
        Refusal: a meter that is not there, or a refused row while they are not allowed.
        reader.ReaderError: a file that cannot be read at all.
    """
    found = reader.read(path)
    for warning in found.warnings:
        click.echo(warning, err=True)
    if len(found.refused):
        first = found.refused.iloc[0]
        what = f"{len(found.refused)} of {found.rows} rows are refused; the first: {first['reason']}"
        if not allow_refused:
            raise Refusal(what.rstrip("."), where=f"line {first['line']}", todo="Mend them, or add --allow-refused.")
        click.echo(f"Line {first['line']}: {what}", err=True)
    return usage.parse(found.clean).renamed(_renamed(rename))


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


def _renamed(given: Iterable[str]) -> dict[str, str]:
    names = {}
    for word in given:
        meter, sign, name = word.partition("=")
        if not sign or not meter or not name:
            raise Refusal("two names are needed", value=word, where="--rename", todo="Write METER=NAME.")
        names[meter] = name
    return names
