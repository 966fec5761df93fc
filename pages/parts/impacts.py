"""What a change of prices does, as sentences and rows; the bills are made once for each pair of offers."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import pandas as pd
import streamlit as st

from pages.parts import show, take, words
from pages.parts.usage_sets import Loaded
from pages.parts.view import View
from pricing import impact, prices, solve, wording
from pricing.errors import Refusal
from pricing.impact import Bin, Change, Impact, Offer, Standing
from pricing.money import plain
from pricing.prices import Place
from pricing.usage import Totals

ALL = "all whole cycles"
FIXED = ("customer", "before", "after", "change", "percent", "what")
STAKES = {
    "cliff": "what one more unit would save them",
    "gaming_zone": "what using more would save them",
    "recovery_zone": "how far their bills lie below the one before the fall",
    "dead_zone": "what they pay, which more use would not raise",
}
_WHOLE = re.compile(r"[.,]0+(?=\D*$)")


def cycles(loaded: Loaded) -> Totals:
    """Ask which cycles to compare, and return their totals."""
    whole = any(not partial for partial in loaded.totals.partial)
    options = [ALL if whole else "all cycles", *(str(start) for start in reversed(loaded.totals.cycles))]
    picked = st.selectbox("Cycles", options, key="cycles", bind="query-params", persist_state="session")
    return _cut(loaded.totals, picked)


@lru_cache(maxsize=16)
def _cut(totals: Totals, picked: str) -> Totals:
    if picked == ALL:
        return totals.full()
    return totals if picked.startswith("all") else totals.at(date.fromisoformat(picked))


def offer(view: View) -> Offer:
    """Return a view's plan as an offer."""
    return Offer(view.catalog, view.plan, view.seats)


@lru_cache(maxsize=16)
def compare(baseline: Offer, candidate: Offer, totals: Totals, cost: tuple[tuple[str, Fraction], ...]) -> Impact:
    """Return the comparison of two offers, computed once.

    Raises:
        Refusal: they cannot be compared.
    """
    return impact.compare(baseline, candidate, totals, dict(cost) or None)


def lead(view: View, found: Impact) -> str:
    """Return what happens to the revenue and to whom, as one sentence."""
    revenue = found.revenue
    if not revenue.change:
        said = "Revenue stays the same"
    else:
        verb = "rises" if revenue.change > 0 else "falls"
        said = f"Revenue {verb} by {view.money(abs(revenue.change))}{_share(revenue)}"
    more = found.group("loser").customers + found.group("new payer").customers
    less = found.group("winner").customers + found.group("stops paying").customers
    ways = [words.counted(more, "pays", "pay"), words.counted(less, "pays", "pay")]
    return f"{said}: of {words.counted(len(found.customers), 'customer')} {ways[0]} more, {ways[1]} less"


def about(view: View, candidate: View, loaded: Loaded, totals: Totals) -> str:
    """Return what is compared, and on which usage."""
    names = [f"{one.catalog.name}, {one.plan.name}, {one.model}" for one in (view, candidate)]
    counted = f", {loaded.counted_as} counted as {view.axis.name}" if loaded.counted_as else ""
    count = len(totals.cycles)
    many = "" if count == 1 else f" and {count - 1} more"
    return f"From {names[0]} to {names[1]}. {loaded.name}{counted}; cycle of {totals.cycles[0]}{many}."


def tiles(view: View, found: Impact) -> None:
    """Show the figures of the whole: revenue, groups, concentration, margin, break-even churn."""
    revenue = found.revenue
    with st.container(horizontal=True):
        st.metric("Revenue before", view.money(revenue.before))
        moved = f"{view.money(revenue.change)}{_share(revenue)}" if revenue.change else None
        st.metric("Revenue after", view.money(revenue.after), moved, delta_color="off")
        churn = found.break_even_churn
        st.metric(
            "Break-even churn",
            "nobody pays more" if churn is None else words.percent(float(churn) * 100),
            help="The share of what those who pay more will pay that may leave before the change earns nothing.",
        )
        _concentration(found)
        if found.margin:
            margin = found.margin
            moved = view.money(margin.money.change) if margin.money.change else None
            st.metric("Margin after", view.money(margin.money.after), moved, delta_color="off")
            more = margin.below_cost_after - margin.below_cost_before
            below = words.counted(margin.below_cost_after, "customer")
            st.metric("Below cost after", below, f"{more:+,}" if more else None, delta_color="off")


def _concentration(found: Impact) -> None:
    before, after = found.concentration_before, found.concentration_after
    if before and after:
        more = float(after.top_10 - before.top_10) * 100
        moved = f"{more:+.1f} points" if abs(more) >= 0.05 else None
        st.metric("Paid by the largest 10 %", f"{float(after.top_10) * 100:.0f} %", moved, delta_color="off")


def groups(view: View, found: Impact) -> list[tuple[str, str, str, str, str]]:
    """Return rows of what happens to whom: group, customers, before, after, change."""
    return [
        (
            one.what.replace(" ", "\u00a0"),
            f"{one.customers:,}",
            view.money(one.money.before),
            view.money(one.money.after),
            view.money(one.money.change),
        )
        for one in found.groups
    ]


def bars(view: View, bins: tuple[Bin, ...], *, percent: bool) -> list[tuple[str, int, int, str]]:
    """Return the bars of a spread: label, customers, direction (-1 less, 0, 1 more), the money in it."""
    rows = []
    for one in bins:
        if one.what:
            label, way = one.what, (1 if one.what == "new payer" else -1)
        else:
            label, way = _between(view, one, percent=percent), _way(one)
        rows.append((label, one.customers, way, view.money(one.change)))
    return [row for row in rows if row[1] or row[0] not in ("new payer", "stops paying")]


def quantiles(view: View, found: Impact) -> list[tuple[str, str, str]]:
    """Return rows of the change that a share of customers does not exceed: share, money, percent."""
    rows = []
    for one in found.quantiles():
        percent = "" if one.percent is None else words.percent(float(one.percent), "+")
        name = {Fraction(0): "the least", Fraction(1, 2): "half", Fraction(1): "the most"}.get(one.share)
        rows.append((name or f"{int(one.share * 100)} %", view.money(one.change), percent))
    return rows


def standings(view: View, candidate: View, found: Impact) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield rows of customers in zones: when, zone, from - to, customers, money at stake."""
    for when, own, row in (("before", view, found.standing_before), ("after", candidate, found.standing_after)):
        for one in row:
            if one.customers:
                yield when, one.kind.replace("_", " "), _stretch(own, one), f"{one.customers:,}", view.money(one.money)


def stakes(found: Impact) -> str:
    """Return what the money at stake is, for each kind of zone that somebody stands in."""
    there = {one.kind for one in (*found.standing_before, *found.standing_after) if one.customers}
    said = [f"at a {kind.replace('_', ' ')}, {what}" for kind, what in STAKES.items() if kind in there]
    return f"The money is, {'; '.join(said)}."


def movers(found: Impact) -> None:
    """Show the customers by the size of their change, and offer all of them as a file."""
    money = st.column_config.NumberColumn(format=f"%,.{found.digits}f")
    columns = dict.fromkeys(("before", "after", "change"), money)
    columns |= {"percent": st.column_config.NumberColumn(format="%+.2f %%")}
    rows = found.movers(200)
    columns |= {name: st.column_config.NumberColumn(format="localized") for name in map(str, rows) if name not in FIXED}
    alt = "The customers whose bills change most"
    st.dataframe(rows, hide_index=True, width="stretch", column_config=columns, alt=alt)
    take.frame("Download all customers", found.movers(), "impact.csv")


def left_out(found: Impact) -> None:
    """Show the customers who are in no comparison, each with the first such cycle and the reason."""
    rows = pd.DataFrame(
        [(one.customer, str(one.cycle), one.reason) for one in found.left_out], columns=["customer", "cycle", "why"]
    )
    st.header(f"{words.counted(len(rows), 'customer')} cannot be compared", anchor=False)
    alt = "Customers left out, with the reasons"
    columns = {"why": st.column_config.TextColumn(width="large")}
    st.dataframe(rows.head(1000), hide_index=True, width="stretch", column_config=columns, alt=alt)
    take.frame("Download those left out", rows, "left-out.csv")


def neutral(baseline: Offer, candidate: View, totals: Totals) -> None:
    """Ask for one price of the candidate and solve it for the baseline's revenue."""
    options = {_place(candidate, place): place for place in prices.places(candidate.plan) if _there(candidate, place)}
    if not options:
        return
    picked = st.selectbox("Solve for", list(options), key="solve", bind="query-params", persist_state="session")
    if not st.button("Find the price that keeps the revenue"):
        return
    try:
        found = solve.neutral(baseline, offer(candidate), options[picked], totals)
    except Refusal as error:
        show.refusal(error)
        return
    money = candidate.money
    exactly = "exact: the bills are linear in it" if found.exact else "by bisection: a credit or bound binds"
    beside = f"{money(found.distance)} beside the {money(found.target)}" if found.distance else "the same as now"
    st.success(
        show.md(
            f"{picked}: {plain(found.value)} brings {money(found.revenue)}, {beside} ({exactly}; all bills rated "
            f"again). One step higher brings {money(found.higher)}."
        )
    )


def _there(view: View, place: Place) -> bool:
    return bool(prices.price(view.plan, place))


def _place(view: View, place: Place) -> str:
    now = wording.price(view.catalog, prices.price(view.plan, place))
    name = str(place).replace("_", " ")
    if place.field in ("unit_price", "flat_fee"):
        charge = f"charge {place.charge + 1}"
        name = name.replace(charge, view.plan.charges[place.charge].label or charge, 1)
    return f"{name[:1].upper()}{name[1:]} (now {now})"


def _share(change: Change) -> str:
    return "" if change.share is None else f" ({words.percent(float(change.share) * 100, '+')})"


def _way(one: Bin) -> int:
    low, high = one.low, one.high
    if low == high == 0:
        return 0
    return 1 if (high is None and low is not None and low >= 0) or (high is not None and high > 0) else -1


def _between(view: View, one: Bin, *, percent: bool) -> str:
    def said(bound: Decimal) -> str:
        if percent:
            return f"{'+' if bound > 0 else ''}{bound:.0f} %"
        # A bound in whole units needs no minor ones.
        return f"{'+' if bound > 0 else ''}{_WHOLE.sub('', view.money(bound))}"

    if one.low is None:
        return f"under {said(one.high or Decimal(0))}"
    if one.high is None:
        return f"over {said(one.low)}"
    return "unchanged" if one.low == one.high else f"{said(one.low)} to {said(one.high)}"


def _stretch(view: View, one: Standing) -> str:
    meter, start = view.catalog.meter(one.meter), view.count(one.start)
    if one.end is None:
        return f"above {start} {meter.units(one.start)}"
    return f"{start} to {view.count(one.end)} {meter.units(one.end)}"
