"""`impact`: what a change of prices does to customers on a usage file; exit status 1 where a guard is broken."""

import sys
from dataclasses import asdict, dataclass
from fractions import Fraction

import click

from pricing import impact as impacts
from pricing.cli import outputs, usages
from pricing.cli.catalogs import load, pairs, refusing
from pricing.cli.readings import Reading, cycle_option, reading_options
from pricing.impact import Impact, Offer
from pricing.impact.guards import Guard, all_billed, max_increase, min_revenue_change
from pricing.impact.report import as_json
from pricing.impact.sentences import sentences
from pricing.money import exact
from pricing.usage import Cycle


@click.command(
    epilog="\b\nExample:\n  python -m pricing impact api-calls api-calls-volume usage.csv --max-increase-percent 10"
)
@click.argument("baseline")
@click.argument("candidate")
@click.argument("usage_file", metavar="USAGE")
@click.option("--plan", help="The plan before; the only one for sale unless named.")
@click.option("--candidate-plan", help="The plan after; the one named by --plan, or the only one for sale.")
@click.option("--seats", type=click.IntRange(0), help="Number of seats, instead of the plans' own.")
@click.option("--cost", multiple=True, metavar="METER=AMOUNT", help="What one unit costs you; may be repeated.")
@click.option("--full-cycles", is_flag=True, help="Leave out cycles that the usage covers only partly.")
@click.option("--max-increase-percent", metavar="P", help="Exit 1 if a customer's bills rise by more than P percent.")
@click.option("--allow-new-payers", is_flag=True, help="Whoever paid nothing before does not break that guard.")
@click.option("--min-revenue-change-percent", metavar="P", help="Exit 1 if the revenue changes by less than P percent.")
@click.option("--json", "as_json_", is_flag=True, help="Print JSON: money and quantities as strings.")
@click.option("-o", "--output", metavar="MOVERS", help="Write every customer's change to a .csv or .parquet file.")
@cycle_option
@reading_options
@refusing
def impact(
    baseline: str,
    candidate: str,
    usage_file: str,
    plan: str | None,
    candidate_plan: str | None,
    seats: int | None,
    cost: tuple[str, ...],
    full_cycles: bool,
    max_increase_percent: str | None,
    allow_new_payers: bool,
    min_revenue_change_percent: str | None,
    as_json_: bool,
    output: str | None,
    cycle: Cycle,
    reading: Reading,
) -> None:
    """Compare two catalogues on a usage file.

    Bills are summed over all its cycles; the exit status is 1 where a guard is broken.

    BASELINE and CANDIDATE are TOML or JSON files, or names of presets; USAGE is a CSV, Parquet or Excel file, or - for
    standard input.
    Customers who cannot be billed are listed; with a guard they break it, unless --allow-refused.
    """
    if output:
        outputs.check(output, usages.ENDINGS, usage_file)
    limits = _Limits(
        rise=_percent(max_increase_percent, "--max-increase-percent"),
        revenue=_percent(min_revenue_change_percent, "--min-revenue-change-percent"),
        new_payers=allow_new_payers,
        refused=reading.allow_refused,
    )
    before, after = Offer.of(load(baseline), plan, seats), Offer.of(load(candidate), candidate_plan or plan, seats)
    totals = usages.load(usage_file, cycle, reading)
    found = impacts.compare(before, after, totals.full() if full_cycles else totals, pairs(cost, "--cost"))
    kept = limits.guards(found, after.catalog.locale)
    if output:
        usages.write(found.movers(), output)
    if as_json_:
        outputs.say_json({**as_json(found), "guards": [asdict(one) for one in kept]})
    else:
        click.echo("\n".join([*sentences(found, after.catalog.locale), *map(_told, kept)]))
    if any(one.broken for one in kept):
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class _Limits:
    """The limits asked for on the command line."""

    rise: Fraction | None
    revenue: Fraction | None
    new_payers: bool
    refused: bool

    def guards(self, found: Impact, locale: str) -> list[Guard]:
        """What became of each limit; with one, customers whom nobody looked at break another."""
        kept = []
        if self.rise is not None:
            kept.append(max_increase(found, self.rise, allow_new_payers=self.new_payers))
        if self.revenue is not None:
            kept.append(min_revenue_change(found, self.revenue, locale))
        return [*kept, all_billed(found)] if kept and not self.refused else kept


def _told(one: Guard) -> str:
    return f"{'BROKEN' if one.broken else 'kept'}  {one.name}: {one.message}"


def _percent(word: str | None, option: str) -> Fraction | None:
    return None if word is None else exact(word, option)
