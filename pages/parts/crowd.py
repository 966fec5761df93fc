"""The customers of the loaded usage on a curve: where they stand, and what is at stake for them there."""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from pages.parts.lines import Array
from pages.parts.usage_sets import Loaded
from pages.parts.view import View
from pricing import impact
from pricing.errors import Refusal
from pricing.findings import Finding
from pricing.impact import Offer, Standing
from pricing.usage import Totals

STAKES = {
    "cliff": "{} {} here and would pay less by one more, {} in all",
    "gaming_zone": "{} {} here and would save {} by using more",
    "recovery_zone": "{} {} here, {} below the bill before the fall",
    "dead_zone": "{} {} here, paying {}",
}


def quantities(view: View, loaded: Loaded | None) -> Array | None:
    """Return what each customer of the latest cycle used on the axis, to draw; None where nothing counts as it."""
    if loaded is None or view.by_seats or view.axis.name not in loaded.usage.meters:
        return None
    return loaded.quantities(view.axis.name)


def about(view: View, loaded: Loaded) -> str:
    """Return whose usage the histogram shows, and how many stand outside the chart."""
    used = loaded.quantities(view.axis.name)
    beyond, unknown = int((used > float(view.reach)).sum()), loaded.unknown(view.axis.name)
    outside = f" {beyond:,} of them use more than the chart shows." if beyond else ""
    left_out = f" {unknown:,} whose usage is not known are left out." if unknown else ""
    return f"Customers: {len(used):,} of {loaded.name}, {loaded.called()}.{outside}{left_out}"


def told(view: View, loaded: Loaded | None, found: tuple[Finding, ...]) -> Iterator[tuple[str, str]]:
    """Yield each finding's code and sentence, with the customers who stand there and the money at stake."""
    there = {} if quantities(view, loaded) is None or loaded is None else _there(view, loaded)
    for one in found:
        if one.code == "wide_step":
            continue
        # A cliff stands between its bound and the next unit; its customers are those exactly at the bound.
        standing = there.get((one.code, one.end))
        if standing is None or not standing.customers:
            yield one.code, one.message
            continue
        one_alone = standing.customers == 1
        who = ("1 customer", "stands") if one_alone else (f"{standing.customers:,} customers", "stand")
        stake = STAKES[one.code].format(*who, view.money(standing.money))
        yield one.code, f"{one.message} {stake}."


def exactly(view: View, loaded: Loaded | None) -> list[Fraction]:
    """Return what each customer of the latest cycle used on the axis, exactly; nothing where nothing counts as it."""
    if quantities(view, loaded) is None or loaded is None:
        return []
    return [Fraction(int(unit), 10**loaded.totals.decimals) for unit in loaded.units(view.axis.name) if unit >= 0]


def revenue(before: View, after: View, loaded: Loaded | None) -> str:
    """Return what a change of the plan does to the revenue of the latest cycle, as a sentence; "" without usage."""
    if quantities(before, loaded) is None or loaded is None:
        return ""
    try:
        offers = [Offer(one.catalog, one.plan, one.seats) for one in (before, after)]
        found = impact.compare(offers[0], offers[1], loaded.totals.at(loaded.latest()))
    except Refusal as error:
        return str(error)
    more, less = found.group("loser").customers, found.group("winner").customers
    money = before.money
    return (
        f"On the loaded usage revenue goes from {money(found.revenue.before)} to {money(found.revenue.after)} a cycle: "
        f"{more:,} customers pay more, {less:,} pay less."
    )


def _there(view: View, loaded: Loaded) -> dict[tuple[str, object], Standing]:
    try:
        rows = _standings(Offer(view.catalog, view.plan, view.seats), loaded.totals, loaded.latest().isoformat())
    except Refusal:  # nobody can be billed: the findings are told without customers
        return {}
    return {(one.kind, one.end): one for one in rows if one.meter == view.axis.name}


@lru_cache(maxsize=64)
def _standings(offer: Offer, totals: Totals, cycle: str) -> tuple[Standing, ...]:
    start = next(one for one in totals.cycles if one.isoformat() == cycle)
    return impact.standings(offer, impact.book(totals.at(start), offer))
