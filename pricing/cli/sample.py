"""`sample`: made-up usage that looks like the real thing, to a file."""

from datetime import datetime
from fractions import Fraction

import click

from pricing import frames, usage
from pricing.cli import outputs, usages
from pricing.cli.catalogs import pairs, refusing
from pricing.errors import Refusal
from pricing.money import plain
from pricing.sample import MIX
from pricing.sample import sample as sampled


@click.command(epilog="\b\nExample:\n  python -m pricing sample --customers 60 --meter calls=3000 -o usage.csv")
@click.option("--seed", type=click.IntRange(0), default=7, show_default=True, help="The same seed, the same usage.")
@click.option("--customers", type=int, default=60, show_default=True, help="How many customers.")
@click.option("--days", type=int, default=92, show_default=True, help="How many days.")
@click.option(
    "--first", type=click.DateTime(["%Y-%m-%d"]), default="2026-08-01", show_default=True, help="The first day."
)
@click.option("--meter", multiple=True, metavar="METER=QTY", help="What the median customer uses a day.  [calls=3000]")
@click.option("--mix", multiple=True, metavar="KIND=SHARE", help=f"Shares of customers: {', '.join(MIX)}.")
@click.option("-o", "--output", required=True, metavar="FILE", help="Where to write: a .csv or .parquet file.")
@refusing
def sample(
    seed: int, customers: int, days: int, first: datetime, meter: tuple[str, ...], mix: tuple[str, ...], output: str
) -> None:
    """Write sample usage: a row a customer, day and meter. The first line of a CSV says how it was made."""
    outputs.check(output, usages.ENDINGS)
    shares = pairs(mix, "--mix")
    typical = {name: _whole(name, quantity) for name, quantity in pairs(meter, "--meter").items()}
    made = sampled(seed, customers, days, first.date(), typical or None, shares or None)
    words = [f"--seed {seed} --customers {customers} --days {days} --first {first.date()}"]
    words += [f'--meter "{word}"' for word in meter] + [f'--mix "{word}"' for word in mix]
    table = usage.frame(made).assign(quantity=frames.decimals(made.units, made.decimals))
    table["date"] = table["date"].dt.strftime("%Y-%m-%d") if output.lower().endswith(".csv") else table["date"]
    usages.write(table, output, f"Sample usage, made by: python -m pricing sample {' '.join(words)} -o FILE")
    click.echo(f"{len(table)} rows: {customers} customers, {days} days from {first.date()} on")


def _whole(meter: str, quantity: Fraction) -> int:
    if quantity.denominator != 1:
        raise Refusal("a whole number is needed", value=plain(quantity), where=f"--meter {meter}", todo="Round it.")
    return int(quantity)
