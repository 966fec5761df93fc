"""What the lab plays with, asked in the sidebar: a ladder of plans, policies, a first plan, a customer."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from pages.parts import lists, show, state, tables
from pages.parts.lab import policies
from pricing.catalog import Catalog
from pricing.errors import Refusal
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.policy import Policy
from pricing.rebalancing.states import Event

FIRST = "ai-ladder"
FOLLOWED = "_ladder_followed"
TAKEN = "_policy_taken"
RUNGS = "A ladder has at least two plans for sale that include units of one meter"
CUSTOMER, KEPT, CUSTOMER_PICK = "customer", "_customer", "_customer_pick"
LOWEST, FITTING = "the lowest plan", "the smallest plan that fits"
LISTED = 1000  # customers in the list; any other can be typed
QUIET = (Event.CYCLE_CLOSED, Event.INVOICE_ISSUED, Event.SERVICE_STARTED, Event.USAGE_MISSING, Event.COOLDOWN_STARTED)


@dataclass(frozen=True, slots=True)
class Pick:
    """A policy that was picked, under its key."""

    key: str
    policy: Policy


def ladder() -> Catalog:
    """Ask for a table whose plans make a ladder, and return it; one picked on another page is taken along."""
    titles = {name: title for name, title in tables.options().items() if _is_ladder(name)}
    table = st.session_state.get("table")
    if table != st.session_state.get(FOLLOWED) and table in titles:
        st.session_state["ladder"] = table
        state.forget(["start"])
    st.session_state[FOLLOWED] = table
    with state.frame(), st.sidebar:
        name = lists.pick(
            "Ladder of plans", titles, FIRST, key="ladder", what="ladder", why=f"{RUNGS}.", on_change=_changed
        )
        if table and table not in titles:
            show.note(f"{tables.title(table)} is not among them. {RUNGS}.")
    return tables.current(name)


def _changed() -> None:
    """Take the picked ladder to the other pages; where customers started means nothing on it."""
    st.session_state[tables.PICKED] = st.session_state["ladder"]
    state.forget(["start"])


def _is_ladder(name: str) -> bool:
    """Whether a table can be read, and at least two plans for sale include units of one meter."""
    try:
        catalog = tables.current(name)
    except ValueError:
        return False
    allowed = [
        {meter for charge in plan.charges if charge.included for meter in charge.meters}
        for plan in catalog.plans
        if plan.for_sale
    ]
    return any(sum(meter in row for row in allowed) > 1 for meter in {meter for row in allowed for meter in row})


def policy(label: str, key: str, first: str = "sustained") -> Pick:
    """Ask for a policy and return it; one that was saved and cannot be read is refused, and the first one stays."""
    known = policies.names()
    taken = st.session_state.pop(f"{TAKEN} {key}", None)
    if taken in known:
        st.session_state[key] = taken
    with state.frame(), st.sidebar:
        picked = lists.pick(label, known, first, key=key, what="policy")
    try:
        return Pick(picked, policies.read(picked))
    except ValueError as error:
        show.refusal(error)
        return Pick(first, policies.shipped(first))


def take(key: str, saved: str) -> None:
    """Pick a policy at the next run of the page."""
    st.session_state[f"{TAKEN} {key}"] = saved


def start(catalog: Catalog) -> str:
    """Ask which plan everybody starts on, and return what was picked."""
    names = [plan.name for plan in catalog.plans if plan.for_sale]
    state.fresh("start", LOWEST)
    with state.frame():
        return st.sidebar.selectbox(
            "Everybody starts on",
            [LOWEST, FITTING, *names[1:]],
            key="start",
            bind="query-params",
            persist_state="session",
        )


def customer(outcome: Outcome) -> str:
    """Ask for a customer, those to whom most happened first; the one looked at stays when the policy changes.

    The address bar always names the customer: the first of the list is another one under another policy.
    """
    names = _by_happenings(outcome)
    known = set(names)
    before = st.session_state.get(KEPT, "")
    wanted = st.query_params.get(CUSTOMER) or before
    if wanted not in known and wanted != before:  # one of another usage set is dropped in silence
        show.refusal(Refusal("a customer of this usage is needed", value=wanted, todo="Pick one of the list."))
    name = wanted if wanted in known else names[0]
    listed = names[:LISTED] if name in names[:LISTED] else [name, *names[:LISTED]]
    st.session_state[CUSTOMER_PICK] = name
    more = len(names) > LISTED
    st.sidebar.selectbox(
        "Customer",
        listed,
        key=CUSTOMER_PICK,
        on_change=_picked,
        accept_new_options=more,
        help=f"The first {LISTED:,} of {len(names):,}; type any other." if more else None,
    )
    st.session_state[KEPT] = st.query_params[CUSTOMER] = name
    return name


def _picked() -> None:
    st.query_params[CUSTOMER] = st.session_state[CUSTOMER_PICK]


def _by_happenings(outcome: Outcome) -> list[str]:
    """All customers, those with most moves and then most messages first."""
    count = len(outcome.book.customers)
    told = outcome.events.only(~np.isin(outcome.events.code, QUIET))
    moves = outcome.events.of(Event.PLAN_UPGRADED, Event.PLAN_DOWNGRADED)
    messages, moved = (np.bincount(one.customer, minlength=count) for one in (told, moves))
    order = np.lexsort((np.arange(count), -messages, -moved))
    return [outcome.book.customers[i] for i in order.tolist()]
