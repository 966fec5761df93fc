"""A charge of Lago, each way: its model and properties, prices as decimal text in the major unit.

Ranges are inclusive whole numbers from 0 on; a fraction between two of them belongs to the upper one. A percentage
counts the events of its metric itself, so the second meter of ours is not named there.

Source: https://getlago.com/docs/guide/plans/charges/charge-models.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from pricing.catalog import Catalog, Plan
from pricing.errors import TableRefused
from pricing.exchange.drafts import Draft, priced
from pricing.exchange.reading import Node
from pricing.exchange.rows import Mode, Package, Row, Table
from pricing.exchange.systems import System, place
from pricing.money import plain
from pricing.terms import Charge

MODELS = ("standard", "graduated", "volume", "package", "percentage")
OTHERS = ("graduated_percentage", "dynamic", "custom")
BESIDE_A_RATE = [
    *("free_units_per_events", "free_units_per_total_aggregation"),
    *("per_transaction_min_amount", "per_transaction_max_amount"),
]
ALTERING = {
    "filters": "prices by filter are tables of their own",
    "prorated": "a document bills whole cycles",
    "applied_pricing_unit": "a document prices in a currency",
}
Json = dict[str, Any]


def write(catalog: Catalog, plan: Plan, index: int, lago: System) -> Json | None:
    """Return a charge of a plan as Lago has it, or None; what it cannot say is noted.

    >>> from pricing.catalog import parse
    >>> charge = {"model": "package", "per": "100", "included": "100", "tiers": [{"unit_price": "5"}]}
    >>> plan = {"name": "API", "charges": [charge]}
    >>> book = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]})
    >>> lago = System("Lago", 2, free_before_blocks=True)
    >>> write(book, book.plans[0], 0, lago)["properties"]
    {'amount': '5', 'free_units': 100, 'package_size': 100}
    """
    charge, where = plan.charges[index], place(plan, index)
    if charge.model == "percentage":
        found = _percentage(catalog, charge, where, lago)
    else:
        found = _made(lago.take_charge(catalog, plan, index))
    if found is None:
        return None
    written: Json = {"billable_metric_code": charge.meters[0]}
    written |= {"invoice_display_name": charge.name} if charge.name else {}
    written |= {"charge_model": found[0], "pay_in_advance": False, "prorated": False, "properties": found[1]}
    least = cents(charge.minimum, "charge minimum", where, lago)
    return written | ({"min_amount_cents": least} if least else {})


def cents(amount: Fraction, what: str, where: str, lago: System) -> int:
    """Return a whole number of minor units, or 0 where the amount is none, which is noted."""
    number = amount * 10**lago.digits
    if number.denominator == 1:
        return int(number)
    lago.lose(what, where, f"Lago writes it in whole minor units, not {plain(amount)}")
    return 0


def _percentage(catalog: Catalog, charge: Charge, where: str, lago: System) -> tuple[str, Json] | None:
    tier = charge.tiers[0]
    rate = tier.price("") / charge.per * 100
    if not lago.fits(rate, "percentage", where):
        return None
    if charge.maximum is not None:
        lago.lose("charge maximum", where, "a price in Lago has no greatest amount", "bills differ")
    if catalog.conventions.rounding_scope == "tier":
        why = "Lago rounds every line, these bills the rate and the fixed fee apart"
        lago.lose("rounding scope", where, why, "bills differ")
    return "percentage", {"rate": plain(rate), "fixed_amount": plain(tier.flat_fee)}


def _made(made: Table | Package | None) -> tuple[str, Json] | None:
    if made is None:
        return None
    if isinstance(made, Package):
        free, size = int(made.free), int(made.size)
        return "package", {"amount": plain(made.amount), "free_units": free, "package_size": size}
    if made.single is not None:
        return "standard", {"amount": plain(made.single)}
    return made.mode, {f"{made.mode}_ranges": list(_ranges(made))}


def _ranges(made: Table) -> Iterator[Json]:
    start = 0
    for row in made.rows:
        end = None if row.up_to is None else int(row.up_to)
        amounts = {"per_unit_amount": plain(row.unit), "flat_amount": plain(row.flat)}
        yield {"from_value": start, "to_value": end} | amounts
        start = 0 if end is None else end + 1


def read(charge: Node, draft: Draft, digits: int) -> Json | None:
    """Return a charge as a document has it, or None where no model prices so, which is noted.

    Raises:
        Refusal: a field is missing or wrong, or the ranges leave a hole or overlap.
    """
    model = charge.need("charge_model").one_of(*MODELS, *OTHERS)
    properties = charge.get("properties") or Node({}, charge.where)
    offered = [name for name in BESIDE_A_RATE if model == "percentage" and properties.get(name)]
    if model in OTHERS or offered:
        what = offered[0].replace("_", " ") if offered else f"charge model {model}"
        draft.lose(what, charge.where, "no model of a document prices so")
        return None
    metric = charge.need("billable_metric_code", "billable_metric_id", "lago_billable_metric_id", "code").text
    if model == "percentage":
        made = _read_percentage(properties, metric, draft)
    else:
        made = priced([draft.meter(metric)], _read_table(model, properties))
    for key, why in ALTERING.items():
        if charge.table.get(key):
            draft.lose(key.replace("_", " "), charge.where, why, "bills differ")
    least = charge.sums("min_amount_cents") / 10**digits
    named = {"name": charge.words("invoice_display_name")}
    return made | {key: text for key, text in named.items() if text} | ({"minimum": plain(least)} if least else {})


def _read_percentage(properties: Node, metric: str, draft: Draft) -> Json:
    """The money is the metric; its events, which Lago counts itself, become a meter beside it."""
    meters = [draft.meter(metric), draft.meter(f"{metric} events", "event", whole=True)]
    rate, fee = properties.need("rate").number / 100, properties.sums("fixed_amount")
    row = priced(meters, Table("graduated", (Row(None, rate, fee),)))
    return row | {"model": "percentage"}


def _read_table(model: str, properties: Node) -> Table | Package:
    if model == "standard":
        return Table("graduated", (Row(None, properties.need("amount").number),))
    if model == "package":
        size, free = properties.need("package_size").number, properties.sums("free_units")
        return Package(size, properties.need("amount").number, free)
    mode: Mode = "volume" if model == "volume" else "graduated"
    ranges = properties.need(f"{mode}_ranges").items
    return Table(mode, tuple(_read_range(ranges, i) for i in range(len(ranges))))


def _read_range(ranges: list[Node], index: int) -> Row:
    """A range starts one above the end of the one before it, or at that end where fractions are written so."""
    one = ranges[index]
    before = ranges[index - 1].get("to_value") if index else None
    start = one.sums("from_value")
    due = Fraction(0) if before is None else before.number
    if index and start not in (due, due + 1):
        what = f"a range starts where the one before it ends, at {plain(due + 1)}"
        raise TableRefused(what, value=plain(start), where=one.where, todo="Close the hole between the two.")
    end = one.get("to_value")
    return Row(None if end is None else end.number, one.sums("per_unit_amount"), one.sums("flat_amount"))
