"""`rebalance`: what would have happened to the customers of a usage file under a rebalancing policy."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from pricing.cli import outputs, usages
from pricing.cli.catalogs import load, refusing
from pricing.cli.home import reach_data
from pricing.cli.readings import CycleType, Reading, reading_options
from pricing.errors import Refusal
from pricing.money import from_minor, show_money, show_quantity
from pricing.rebalancing import hindsight, metrics, policy, report, simulate
from pricing.rebalancing.book import fitted, of_usage
from pricing.rebalancing.metrics import Metric
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.policy import Policy
from pricing.usage import Cycle

reach_data()
from data import documents, policies  # noqa: E402  # importable only once its folder is known
from data.downloads import csv_bytes  # noqa: E402


@click.command(epilog="\b\nExample:\n  python -m pricing rebalance ai-ladder usage.csv --rename calls=tokens")
@click.argument("catalog")
@click.argument("usage_file", metavar="USAGE")
@click.option(
    "--policy",
    "policy_name",
    default="sustained",
    show_default=True,
    metavar="NAME",
    help="A policy's name, or its file.",
)
@click.option("--cycle", type=CycleType(), help="The billing cycle, instead of the policy's own.")
@click.option("--start", "plan", default="", metavar="PLAN", help="The plan everybody starts on; else the lowest.")
@click.option("--start-fitting", is_flag=True, help="Everybody starts on the smallest plan that holds median days.")
@click.option("--seed", type=int, default=0, show_default=True, help="Draws the customers' answers.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: costs, events, metrics; money as strings.")
@click.option("--events", "events_file", metavar="EVENTS", help="Write every event with its message to a .csv file.")
@reading_options
@refusing
def rebalance(
    catalog: str,
    usage_file: str,
    policy_name: str,
    cycle: Cycle | None,
    plan: str,
    start_fitting: bool,
    seed: int,
    as_json: bool,
    events_file: str | None,
    reading: Reading,
) -> None:
    """Replay usage under a policy that moves customers.

    They move between the ranked plans of a catalogue, by their own daily usage.

    CATALOG is a TOML or JSON file, - for standard input, or the name of a preset; USAGE a CSV, Parquet or Excel
    file, or -.
    """
    if plan and start_fitting:
        what = "another start is given"
        raise Refusal(what, value=plan, where="--start-fitting", todo="Leave out one of the two.")
    if events_file:
        _check(events_file, usage_file)
    book, rules = load(catalog), _policy(policy_name, cycle)
    for warning in rules.warnings:
        click.echo(warning, err=True)
    used = of_usage(usages.read(usage_file, reading), book, rules, plan)
    outcome = simulate.run(book, rules, fitted(used, book, rules) if start_fitting else used, seed=seed)
    best = hindsight.best(outcome)
    for note in best.notes:
        click.echo(note, err=True)
    measured = metrics.measure(outcome, best)
    if events_file:
        outputs.write(csv_bytes(report.events(outcome)), events_file)
    if as_json:
        outputs.say_json(report.as_json(outcome, best, measured))
    else:
        click.echo(_table(outcome, report.costs(best), measured))


def _policy(name: str, cycle: Cycle | None) -> Policy:
    path = Path(name)
    is_file = path.suffix.lower() in (".toml", ".json")
    document: dict[str, Any] = documents.load(path) if is_file else policies.read(name)
    return policy.parse(document if cycle is None else {**document, "cycle": cycle})


def _check(path: str, usage_file: str) -> None:
    if Path(path).suffix.lower() != ".csv":
        raise Refusal("events are written as CSV", value=Path(path).name, where="--events", todo="Name a .csv file.")
    outputs.check(path, (".csv",), usage_file)


def _table(outcome: Outcome, costs: dict[str, int], measured: dict[str, Metric]) -> str:
    rows = [(f"cost {name}", _money(outcome, cost)) for name, cost in costs.items()]
    rows += [(name, str(count)) for name, count in outcome.events.counts().items()]
    rows += [(name, _shown(outcome, metric)) for name, metric in measured.items()]
    left, right = (max(len(row[i]) for row in rows) for i in (0, 1))
    return "\n".join(f"{name:<{left}}  {value:>{right}}" for name, value in rows)


def _money(outcome: Outcome, minor: int) -> str:
    ladder = outcome.rules.ladder
    return show_money(from_minor(minor, ladder.digits), ladder.catalog.currency, ladder.catalog.locale)


def _shown(outcome: Outcome, metric: Metric) -> str:
    if metric.value is None:
        return "-"
    if metric.kind == "money":
        return _money(outcome, int(metric.value))
    value, locale = Fraction(metric.value), outcome.rules.ladder.catalog.locale
    return f"{show_quantity(value * 100, locale, 2)} %" if metric.kind == "share" else show_quantity(value, locale)
