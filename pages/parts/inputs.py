"""The sidebar: what is picked, as values.

This room owns every session key and is where `data` and `pricing` meet.

Keys are the names of the address bar's parameters, so that a copied link reopens the same view.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import streamlit as st

from pages.parts import scale, show, tables
from pricing import derive, plans
from pricing.catalog import Catalog, Meter, Plan
from pricing.curve import Curve
from pricing.errors import Refusal
from pricing.fields import Model
from pricing.money import exact, plain, show_quantity

AS_STATED = "stated"
DEPENDENT = ("plan", "model", "meter", "q", "seats", "zoom")


@dataclass(frozen=True, slots=True)
class View:
    """What the pages show: a plan of a catalogue (under the picked model), and one usage of it."""

    table: str
    catalog: Catalog
    plan: Plan
    stated: Plan
    meter: Meter
    usage: dict[str, Fraction]
    seats: int | None
    reach: Fraction

    @property
    def quantity(self) -> Fraction:
        """Units of the meter on the axis."""
        return self.usage[self.meter.name]

    @property
    def model(self) -> str:
        """The model of the plan's first charge on the meter, for colours and words."""
        return next((c.model for c in self.plan.charges if self.meter.name in c.meters), "flat")

    def at(self, quantity: Fraction) -> dict[str, Fraction]:
        """Return the usage with another quantity of the meter on the axis."""
        return {**self.usage, self.meter.name: quantity}

    def curve(self, until: Fraction | None = None, plan: Plan | None = None) -> Curve:
        """Return the bill along the meter on the axis."""
        return plans.curve(self.catalog, plan or self.plan, self.meter.name, self.usage, self.seats, until)

    def units(self, quantity: Fraction) -> str:
        """Return a quantity with its unit, as the catalogue's locale writes it."""
        return f"{show_quantity(quantity, self.catalog.locale)} {self.meter.units(quantity)}"

    def under(self, plan: Plan) -> "View":
        """Return the same view of another plan."""
        return replace(self, plan=plan)


def sidebar() -> View:
    """Draw the sidebar and return what is picked; bad input is refused beside its field, the last good value stays."""
    with st.sidebar:
        table = _table()
        catalog = tables.current(table)
        stated = _plan(catalog)
        plan = _model(stated)
        meter = _meter(catalog, stated)
        seats = _seats(stated)
        usage = dict.fromkeys(plan.meters, Fraction(0)) | {meter.name: Fraction(0)}
        view = View(table, catalog, plan, stated, meter, usage, seats, Fraction(1))
        view = _others(_quantity(view))
        tables.bring()
        return view


def _table() -> str:
    picked = st.session_state.pop("_picked", None)
    if picked:
        _forget()
        st.session_state["table"] = picked
    names = tables.options()
    return st.selectbox(
        "Price table",
        names,
        index=names.index(tables.FIRST),
        format_func=tables.title,
        key="table",
        bind="query-params",
        on_change=_forget,
    )


def _forget() -> None:
    """What was picked of one table means nothing in the next."""
    for key in [key for key in st.session_state if key in DEPENDENT or str(key).startswith("q_")]:
        del st.session_state[key]


def _plan(catalog: Catalog) -> Plan:
    names = [plan.name for plan in catalog.plans if plan.for_sale]
    if not names:
        show.refusal(Refusal("no plan of this table has a price", todo="Pick another table."))
        st.stop()
    if len(names) == 1:
        return catalog.plan(names[0])
    return catalog.plan(st.selectbox("Plan", names, key="plan", bind="query-params", on_change=_forget_quantity))


def _forget_quantity() -> None:
    st.session_state.pop("q", None)


def _model(stated: Plan) -> Plan:
    if not derive.switchable(stated):
        return stated
    own = ", ".join(dict.fromkeys(charge.model for charge in stated.charges))
    picked = st.selectbox(
        "Model",
        [AS_STATED, *derive.SWITCHABLE],
        format_func=lambda name: f"{own} (as stated)" if name == AS_STATED else f"read as {name}",
        key="model",
        bind="query-params",
    )
    model = next((model for model in derive.SWITCHABLE if model == picked), None)
    if model is None:
        return stated
    try:
        return derive.as_model(stated, model)
    except Refusal as error:
        return _derived(stated, model, error)


def _derived(stated: Plan, model: Model, error: Refusal) -> Plan:
    try:
        plan = derive.derived(stated, model)
    except Refusal as reason:
        show.refusal(reason)
        return stated
    st.info(show.md(f"{error.what[:1].upper()}{error.what[1:]}. Derived, so that bills agree at each bound."))
    return plan


def _meter(catalog: Catalog, plan: Plan) -> Meter:
    names = list(plan.meters) or [meter.name for meter in catalog.meters]
    if not names:
        return Meter(name="usage")
    if len(names) == 1:
        return catalog.meter(names[0])
    return catalog.meter(
        st.selectbox("On the axis", names, key="meter", bind="query-params", on_change=_forget_quantity)
    )


def _seats(plan: Plan) -> int | None:
    if not plan.seats.price:
        return None
    return int(st.number_input("Seats", 0, 100_000, plan.seats.count, key="seats", bind="query-params"))


def _quantity(view: View) -> View:
    """Ask for the quantity on the axis: as text, exact, with a slider beside it that writes into the text."""
    curve = view.curve()
    reach = scale.horizon(curve)
    first = scale.first_quantity(view.plan, view.meter.name, curve)
    label = view.meter.name[:1].upper() + view.meter.name[1:]
    text = st.text_input(label, plain(first), key="q", bind="query-params")
    quantity = _good("q", text, first, lambda given: _checked(view, given))
    reach = max(reach, quantity)
    _slider(view, label, quantity, reach)
    return replace(view, usage=view.at(quantity), reach=reach)


def _checked(view: View, given: str) -> Fraction:
    """The quantity, priced once so that what a page cannot show is refused here, beside the field."""
    if not view.catalog.meters:
        return exact(given)
    quantity = plans.checked(view.catalog, {view.meter.name: given})[view.meter.name]
    plans.exact_bill(view.catalog, view.plan, view.at(quantity), view.seats)
    return quantity


def _good(key: str, text: str, first: Fraction, read: Callable[[str], Fraction]) -> Fraction:
    """The value of a field; where it is refused, say so and go on with the last good one."""
    kept: dict[str, Fraction] = st.session_state.setdefault("_good", {})
    try:
        kept[key] = read(text)
    except Refusal as error:
        show.refusal(error)
        last = kept.get(key, first)
        try:
            return read(plain(last))
        except Refusal:
            return first
    return kept[key]


def _slider(view: View, label: str, quantity: Fraction, reach: Fraction) -> None:
    step = scale.step(reach, whole=view.meter.whole)
    whole = step.denominator == 1
    number: Callable[[Fraction], float] = int if whole else float
    near = number(min(round(quantity / step) * step, reach // step * step))
    if st.session_state.get("_slider") != near:
        st.session_state["_slider"] = near
    st.slider(
        f"{label}, by slider",
        number(Fraction(0)),
        number(reach // step * step),
        step=number(step),
        key="_slider",
        format="localized",
        label_visibility="collapsed",
        on_change=_from_slider,
    )


def _from_slider() -> None:
    moved = st.session_state["_slider"]
    st.session_state["q"] = str(moved) if isinstance(moved, int) else f"{moved:.6f}".rstrip("0").rstrip(".")


def _others(view: View) -> View:
    """Ask for the plan's other meters, where there are any."""
    names = [name for name in view.plan.meters if name != view.meter.name]
    if not names:
        return view
    with st.expander("Other meters", expanded=True):
        for name in names:
            text = st.text_input(name, "0", key=f"q_{name}", bind="query-params")
            wanted = _good(f"q_{name}", text, Fraction(0), _reader(view, name))
            view = replace(view, usage={**view.usage, name: wanted})
    return view


def _reader(view: View, name: str) -> Callable[[str], Fraction]:
    def read(given: str) -> Fraction:
        quantity = plans.checked(view.catalog, {name: given})[name]
        plans.exact_bill(view.catalog, view.plan, {**view.usage, name: quantity}, view.seats)
        return quantity

    return read
