"""`rate`: every customer's bills of a usage file, to a file."""

import click
import numpy as np
import pandas as pd

from pricing import frames, impact
from pricing.catalog import Catalog
from pricing.cli import outputs, usages
from pricing.cli.catalogs import load, refusing
from pricing.cli.readings import Reading, cycle_option, reading_options
from pricing.errors import Refusal
from pricing.impact import Book, Offer
from pricing.money import from_minor, minor_digits, show_money
from pricing.usage import Cycle

OWN = ("customer", "cycle", "total")


@click.command(epilog="\b\nExample:\n  python -m pricing rate api-calls usage.csv --plan Standard -o bills.csv")
@click.argument("catalog")
@click.argument("usage_file", metavar="USAGE")
@click.option("--plan", help="The plan to bill; the only one for sale unless named.")
@click.option("--seats", type=click.IntRange(0), help="Number of seats, instead of the plan's own.")
@click.option("-o", "--output", required=True, metavar="BILLS", help="Where to write: a .csv or .parquet file.")
@cycle_option
@reading_options
@refusing
def rate(
    catalog: str,
    usage_file: str,
    plan: str | None,
    seats: int | None,
    output: str,
    cycle: Cycle,
    reading: Reading,
) -> None:
    """Bill every customer of a usage file.

    BILLS has a row a customer and cycle (its first day), a column a meter, and the total.

    CATALOG is a TOML or JSON file, - for standard input, or the name of a preset; USAGE a CSV, Parquet or Excel
    file, or -. A customer has a bill for every cycle from the first to the last row of their usage.
    """
    outputs.check(output, usages.ENDINGS, usage_file)
    book = load(catalog)
    offer = Offer.of(book, plan, seats)
    bills = impact.book(usages.load(usage_file, cycle, reading), offer)
    if bills.left_out:
        if not reading.allow_refused:
            todo = "Add --allow-refused to bill the others."
            raise Refusal(usages.told(bills.left_out).rstrip("."), todo=todo)
        click.echo(usages.told(bills.left_out), err=True)
    for meter in bills.missing:
        click.echo(f"The usage does not state the meter {meter}: it is billed as 0.", err=True)
    amounts = bills.bills(offer)
    usages.write(_table(bills, amounts, book), output)
    total = from_minor(sum(amounts.tolist()), minor_digits(book.currency))
    counts = f"{_count(len(amounts), 'bill')} of {_count(len(bills.customers), 'customer')}"
    click.echo(f"{counts}: {show_money(total, book.currency, book.locale)}")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _table(bills: Book, amounts: frames.Ints, book: Catalog) -> pd.DataFrame:
    starts = np.array(bills.cycles, dtype="datetime64[D]").astype(str)
    columns = {
        "customer": pd.array(bills.customers, dtype="str").take(bills.customer),
        "cycle": pd.array(starts.tolist(), dtype="str").take(bills.cycle),
    }
    used = {
        f"{meter} used" if meter in OWN else meter: frames.decimals(units, bills.decimals)
        for meter, units in bills.units.items()
    }
    return pd.DataFrame({**columns, **used, "total": frames.decimals(amounts, minor_digits(book.currency))})
