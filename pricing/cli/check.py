"""`check`: what a catalogue's tables do to customers; exit status 1 where a finding is bad enough."""

import sys

import click

from pricing import findings
from pricing.cli.catalogs import load, pairs, refusing
from pricing.cli.outputs import say_json

ORDER = ("info", "warning", "error")


@click.command(epilog="\b\nExample:\n  python -m pricing check api-calls-volume --fail-on warning")
@click.argument("catalog")
@click.option("--cost", multiple=True, metavar="METER=AMOUNT", help="What one unit costs you; may be repeated.")
@click.option("--fail-on", type=click.Choice(ORDER), default="error", show_default=True, help="Exit 1 from here on.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, quantities and money as strings.")
@refusing
def check(catalog: str, cost: tuple[str, ...], fail_on: str, as_json: bool) -> None:
    """Print what a catalogue's tables do to customers.

    Findings are cliffs, zones, steps, inversions, and worked examples that do not hold; the exit status is 1 where one
    is as bad as --fail-on says. CATALOG is a TOML or JSON file, - for standard input, or the name of a preset.
    """
    book = load(catalog)
    costs = pairs(cost, "--cost")
    for meter in costs:
        book.meter(meter)
    found = findings.check(book, costs)
    if as_json:
        say_json([finding.as_json(book.currency) for finding in found])
    else:
        for finding in found:
            click.echo(f"{finding.severity:<8} {finding.plan}: {finding.message}")
        click.echo(_summary([finding.severity for finding in found]))
    if any(ORDER.index(finding.severity) >= ORDER.index(fail_on) for finding in found):
        sys.exit(1)


def _summary(severities: list[str]) -> str:
    counts = [f"{severities.count(level)} {level}" for level in reversed(ORDER)]
    return f"{len(severities)} findings: {', '.join(counts)}"
