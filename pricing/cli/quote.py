"""`quote`: what a usage costs on a plan, line by line."""

import click

from pricing import derive, invoice
from pricing.cli.catalogs import load, refusing, words
from pricing.cli.outputs import say_json
from pricing.errors import Refusal
from pricing.fields import Model
from pricing.invoice import Invoice
from pricing.money import show_money


@click.command(epilog="\b\nExample:\n  python -m pricing quote api-calls --plan Standard calls=250000")
@click.argument("catalog")
@click.argument("more", nargs=-1, metavar="[METER=QTY]...")
@click.option("--plan", "plan_name", required=True, help="The plan to bill.")
@click.option("--usage", multiple=True, metavar="METER=QTY", help="Units used of a meter; may be repeated.")
@click.option("--seats", type=click.IntRange(0), help="Number of seats, instead of the plan's own.")
@click.option("--model", type=click.Choice(derive.SWITCHABLE), help="Read the tier tables by this model.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: money and quantities as strings.")
@refusing
def quote(
    catalog: str,
    more: tuple[str, ...],
    plan_name: str,
    usage: tuple[str, ...],
    seats: int | None,
    model: Model | None,
    as_json: bool,
) -> None:
    """Print the bill of one cycle. CATALOG is a TOML or JSON file, - for standard input, or the name of a preset."""
    book = load(catalog)
    plan = book.plan(plan_name)
    plan = derive.as_model(plan, model) if model else plan
    if seats is not None and not plan.seats.price:
        raise Refusal("the plan has no price for seats", value=plan.name, where="--seats", todo="Leave them out.")
    bill = invoice.quote(book, plan, words((*usage, *more), "--usage"), seats)
    if as_json:
        say_json(bill.as_json())
    else:
        click.echo(_table(bill, book.locale))


def _table(bill: Invoice, locale: str) -> str:
    rows = [(line.description, show_money(line.amount, bill.currency, locale)) for line in bill.lines]
    rows.append(("Total", show_money(bill.total, bill.currency, locale)))
    left, right = (max(len(row[i]) for row in rows) for i in (0, 1))
    lines = [f"{text:<{left}}  {amount:>{right}}" for text, amount in rows]
    return "\n".join([*lines[:-1], "-" * (left + 2 + right), lines[-1]])
