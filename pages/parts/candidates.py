"""The candidate of a change of prices: another table, plan or model for the same usage."""

from dataclasses import replace

import streamlit as st

from pages.parts import inputs, lists, state, tables
from pages.parts.view import View
from pricing import derive
from pricing.catalog import Catalog, Plan

KEYS = ("to_plan", "to_model")
BASELINE = "_baseline"
COMPARABLE = "A candidate has the baseline's currency and counts its meter."


def ask(view: View) -> View:
    """Ask beside the baseline for the candidate's table, plan and model, and return its view."""
    table, plan, model = st.columns(3)
    with table:
        known = tables.options()
        names = (name for name in known if name == view.table or _plans(view, tables.current(name)))
        _follow(view.table)
        titles = {name: known[name] for name in names}
        picked = lists.pick(
            "Candidate table", titles, view.table, key="to", what="price table", why=COMPARABLE, on_change=_forget
        )
    catalog = tables.current(picked)
    with plan:
        stated = _plan(view, catalog)
    with model:
        changed = _model(view, catalog, stated, own=picked == view.table and stated == view.stated)
    # A customer has as many seats as before, where the plan has a price for them.
    seats = view.seats if changed.seats.price else None
    return replace(view, table=picked, catalog=catalog, stated=stated, plan=changed, seats=seats)


def _plans(view: View, catalog: Catalog) -> list[str]:
    """The plans for sale in the same currency that count the same meter, or that count seats too."""
    if catalog.currency != view.catalog.currency:
        return []
    return [plan.name for plan in catalog.plans if plan.for_sale and _counts(plan, view)]


def _counts(plan: Plan, view: View) -> bool:
    return bool(plan.seats.price) or not plan.meters if view.by_seats else view.axis.name in plan.meters


def _plan(view: View, catalog: Catalog) -> Plan:
    names = _plans(view, catalog) or [view.plan.name]
    own = view.stated.name in names
    first = names.index(view.stated.name) if own else 0
    state.fresh("to_plan", names[first])
    return catalog.plan(
        st.selectbox("Candidate plan", names, first, key="to_plan", bind="query-params", persist_state="session")
    )


def _model(view: View, catalog: Catalog, stated: Plan, *, own: bool) -> Plan:
    """The candidate's model: of the baseline's own plan another one, so that there is a change to look at."""
    if not derive.switchable(stated):
        return stated
    options = [inputs.AS_STATED, *derive.SWITCHABLE]
    other = "progressive" if view.model == "volume" else "volume"
    first = options.index(other) if own else 0
    state.fresh("to_model", options[first])
    picked = st.selectbox(
        "Candidate model", options, first, key="to_model", bind="query-params", persist_state="session"
    )
    model = next((model for model in derive.SWITCHABLE if model == picked), None)
    return stated if model is None else inputs.under_model(catalog, stated, model)


def _follow(table: str) -> None:
    """A candidate of the baseline's own table goes along when another baseline is picked."""
    before = st.session_state.get(BASELINE, table)
    if before != table and st.session_state.get("to") == before:
        st.session_state["to"] = table
        _forget()
    st.session_state[BASELINE] = table


def _forget() -> None:
    state.forget(KEYS)
