"""Who is compared: one table under every model, the plans of a table, or plans of several tables."""

from dataclasses import dataclass, replace
from fractions import Fraction

import streamlit as st

from pages.parts import explain, lists, scale, show, state, tables
from pages.parts.palette import Palette
from pages.parts.view import View
from pricing import compare, derive
from pricing.catalog import Catalog, Plan
from pricing.curve import Curve
from pricing.errors import BeyondTable

MOST = 4


@dataclass(frozen=True, slots=True)
class Contender:
    """One curve of a comparison: its name, its view at the common quantity, and its colour."""

    name: str
    view: View
    colour: str

    def bill(self, quantity: Fraction) -> str:
        """Return the bill of a quantity, or where the table ends."""
        try:
            return self.view.money(self.view.at(quantity).bill().total)
        except BeyondTable:
            return "beyond the table"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Contenders side by side up to `reach` units."""

    view: View
    contenders: tuple[Contender, ...]
    reach: Fraction

    def curves(self) -> dict[str, Curve]:
        """Return the exact curves by name."""
        return {one.name: one.view.curve(self.reach) for one in self.contenders}

    def lead(self) -> str:
        """Return who is the cheapest at the quantity and by how much, as one sentence."""
        bills = {}
        for one in self.contenders:
            try:
                bills[one.name] = one.view.bill().total
            except BeyondTable:
                continue
        units = self.view.units(self.view.quantity)
        if not bills:
            return f"No table here prices {units}"
        least = min(bills.values())
        best = [name for name, total in bills.items() if total == least]
        others = sorted((total, name) for name, total in bills.items() if total > least)
        verb = "is the cheapest" if len(best) == 1 else "are the cheapest"
        said = f"At {units}, {' and '.join(best)} {verb}: {self.view.money(least)}"
        return f"{said}, {self.view.money(others[0][0] - least)} less than {others[0][1]}" if others else said

    def handovers(self) -> list[str]:
        """Return where the cheapest one changes, as sentences."""
        return [
            f"Above {self.view.units(Fraction(round(one.quantity, 2)))}, {one.cheaper_after} is cheaper than "
            f"{one.cheaper_before}."
            for one in compare.handovers(self.curves())
        ]

    def ribbon(self) -> list[tuple[float, float, str]]:
        """Return the stretches of the cheapest one as (from, to, colour)."""
        colours = {one.name: one.colour for one in self.contenders}
        return [
            (float(row.start), float(self.reach if row.end is None else row.end), colours[row.names[0]])
            for row in compare.cheapest(self.curves())
        ]

    def sizes(self) -> list[Fraction]:
        """Return a small, a middle and a large usage to compare bills at."""
        small = Fraction(int(self.view.quantity / 10))
        return sorted({small, self.view.quantity, self.reach} - {Fraction(0)})


def models(view: View, colours: Palette) -> Comparison:
    """Return the picked plan under every model; what a model lacks is derived, and said so."""
    found = []
    for model in derive.SWITCHABLE:
        plan, note = explain.under(view.catalog, view.stated, model)
        if note:
            show.note(f"{model}: {note}")
        if plan is not None:
            found.append(Contender(model, view.under(plan), colours.model(model)))
    return Comparison(view, tuple(found), _reach(view, found))


def plans(view: View, colours: Palette) -> Comparison:
    """Ask for up to four plans of the table and return them side by side."""
    names = [plan.name for plan in view.catalog.plans if plan.for_sale and _priced_on(plan, view)]
    state.fresh("plans", names[:MOST])
    picked = st.multiselect(
        "Plans", names, names[:MOST], max_selections=MOST, key="plans", bind="query-params", persist_state="session"
    )
    rows = [Contender(name, view.under(view.catalog.plan(name)), _colour(names, name, colours)) for name in picked]
    return Comparison(view, tuple(rows), _reach(view, rows))


def across(view: View, colours: Palette) -> Comparison:
    """Ask for up to three plans of other tables that count the same, and return them beside the picked one."""
    own = _title(view.catalog, view.plan)
    offers = {name: other for name, other in _offers(view).items() if name != own}
    state.fresh("others", list(offers)[:1])
    linked = lists.named("others")
    picked = st.multiselect(
        "Beside",
        list(offers),
        list(offers)[:1],
        max_selections=MOST - 1,
        key="others",
        bind="query-params",
        persist_state="session",
        placeholder=f"Tables in {view.catalog.currency} that count {view.axis.units(Fraction(2))}",
    )
    lists.tell("others", "price table", linked, offers, ", ".join(picked) or "nothing beside it")
    rows = [Contender(own, view, colours.plans[0])]
    rows += [Contender(name, offers[name], colours.plans[i]) for i, name in enumerate(picked, 1)]
    return Comparison(view, tuple(rows), _reach(view, rows))


def _title(catalog: Catalog, plan: Plan) -> str:
    return catalog.name if len(catalog.plans) == 1 else f"{catalog.name} · {plan.name}"


def _offers(view: View) -> dict[str, View]:
    """Every plan of every table in the same currency that counts the same unit."""
    found = {}
    for table in tables.options():
        catalog = tables.current(table)
        if catalog.currency != view.catalog.currency:
            continue
        for plan in catalog.plans:
            other = _along(view, catalog, plan)
            if plan.for_sale and other is not None:
                found[_title(catalog, plan)] = other
    return found


def _along(view: View, catalog: Catalog, plan: Plan) -> View | None:
    """The view of another table's plan along the meter that counts the same unit; None where it has none."""
    usage = dict.fromkeys(plan.meters, Fraction(0))
    base = replace(view, catalog=catalog, stated=plan, plan=plan)
    if view.by_seats:
        return replace(base, usage=usage) if plan.seats.price else None
    for name in plan.meters:
        meter = catalog.meter(name)
        if meter.unit == view.axis.unit:
            return replace(base, axis=meter, usage=usage | {name: view.quantity}, seats=None)
    return None


def _priced_on(plan: Plan, view: View) -> bool:
    return view.by_seats or view.axis.name in plan.meters or not plan.meters


def _colour(names: list[str], name: str, colours: Palette) -> str:
    return colours.plans[names.index(name) % len(colours.plans)]


def _reach(view: View, rows: list[Contender]) -> Fraction:
    """Half as far again as the last place where the cheapest one changes; without one, as far as any table goes."""
    if view.by_seats or not rows:
        return view.reach
    curves = {one.name: one.view.curve() for one in rows}
    places = [one.quantity for one in compare.handovers(curves)]
    if places:
        return max(view.reach, scale.nice(max(places) * scale.BEYOND, whole=True))
    return max(view.reach, *(scale.horizon(curve) for curve in curves.values()))
