"""The sidebar: what is picked, as one view.

This room names the session's keys and is, with `tables`, where `data` and `pricing` meet. Keys are the names of the
address bar's parameters, so that a copied link reopens the same view, and they last from page to page.
"""

from fractions import Fraction

import streamlit as st

from pages.parts import entry, lists, show, state, tables
from pages.parts.view import SEATS, View
from pricing import derive
from pricing.catalog import Catalog, Meter, Plan
from pricing.errors import Refusal
from pricing.fields import Model

AS_STATED = "as stated"
DEPENDENT = ("plan", "model", "axis", "q", "seats", "plans", "others")


def sidebar(*, models: bool = True) -> View:
    """Draw the sidebar and return what is picked; bad input is refused beside its field, the last good value stays.

    `models` asks for the model too; a page that shows all of them does not.
    """
    with state.frame(), st.sidebar:
        table = _table()
        catalog = tables.current(table)
        stated = _plan(catalog)
        plan = _model(catalog, stated) if models else stated
        axis = _axis(catalog, stated)
        usage = dict.fromkeys((*plan.meters, *([] if axis is SEATS else [axis.name])), Fraction(0))
        view = View(table, catalog, stated, plan, axis, usage, None)
        view = entry.quantity(entry.seats(view))
        view = entry.others(view)
        tables.bring()
        return view


def ways(view: View, names: list[str]) -> list[str]:
    """Return which of the ways to compare (models, plans, tables) make sense for the picked plan."""
    possible = {
        "models": derive.switchable(view.stated),
        "plans": sum(plan.for_sale for plan in view.catalog.plans) > 1,
        "tables": True,
    }
    return [name for name in names if possible[name]]


def _table() -> str:
    picked = st.session_state.pop(tables.PICKED, None)
    if picked:
        _forget()
        st.session_state["table"] = picked
    names = tables.options()
    return lists.pick("Price table", names, next(iter(names)), key="table", what="price table", on_change=_forget)


def _forget() -> None:
    """What was picked of one table means nothing in the next."""
    state.forget(str(key) for key in st.session_state if key in DEPENDENT or str(key).startswith("q_"))
    state.reset_zoom()


def _forget_quantity() -> None:
    """A quantity and a zoom of one plan or meter mean nothing on the next."""
    state.forget(["q"])
    state.reset_zoom()


def _plan(catalog: Catalog) -> Plan:
    names = [plan.name for plan in catalog.plans if plan.for_sale]
    if not names:
        show.refusal(Refusal("no plan of this table has a price", todo="Pick another table."))
        st.stop()
    if len(names) == 1:
        return catalog.plan(names[0])
    first = next((name for name in names if catalog.plan(name).priced), names[0])
    state.fresh("plan", first)
    return catalog.plan(
        st.selectbox(
            "Plan",
            names,
            index=names.index(first),
            key="plan",
            bind="query-params",
            persist_state="session",
            on_change=_forget_quantity,
        )
    )


def _model(catalog: Catalog, stated: Plan) -> Plan:
    if not derive.switchable(stated):
        return stated
    own = ", ".join(dict.fromkeys(charge.model for charge in stated.charges))
    state.fresh("model", AS_STATED)
    picked = st.selectbox(
        "Model",
        [AS_STATED, *derive.SWITCHABLE],
        help=f"The table states {own}; it can be read by any model.",
        key="model",
        bind="query-params",
        persist_state="session",
    )
    model = next((model for model in derive.SWITCHABLE if model == picked), None)
    return stated if model is None else under_model(catalog, stated, model)


def under_model(catalog: Catalog, stated: Plan, model: Model) -> Plan:
    """Return the plan read by a model; a column that it lacks is derived, and said so."""
    try:
        return derive.as_model(stated, model)
    except Refusal as error:
        try:
            plan = derive.derived(catalog, stated, model)
        except Refusal as reason:
            show.refusal(reason)
            return stated
        st.info(show.md(f"{error.what[:1].upper()}{error.what[1:]}. Derived, so that bills agree at each bound."))
        return plan


def _axis(catalog: Catalog, plan: Plan) -> Meter:
    meters = {name: catalog.meter(name) for name in plan.meters}
    if plan.seats.price or not meters:
        meters.setdefault(SEATS.name, SEATS)
    if len(meters) == 1:
        return next(iter(meters.values()))
    state.fresh("axis", next(iter(meters)))
    return meters[
        st.selectbox(
            "On the axis",
            list(meters),
            key="axis",
            bind="query-params",
            persist_state="session",
            on_change=_forget_quantity,
        )
    ]
