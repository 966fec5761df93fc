"""What the lab plays with: a ladder of plans, a policy (shipped, edited or saved), and the run that both make."""

import tomllib
from collections import OrderedDict
from datetime import date
from functools import lru_cache

import streamlit as st
import tomli_w

from data import downloads, home, policies
from pages.parts import show, tables
from pages.parts.usage_sets import Loaded
from pricing.catalog import Catalog
from pricing.errors import Refusal
from pricing.rebalancing import policy as rules
from pricing.rebalancing import report, simulate
from pricing.rebalancing.book import of_usage
from pricing.rebalancing.ladder import driving_meter
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.policy import Policy

FIRST = "ai-ladder"
SAVED = "saved:"
KEPT = 6
_runs: OrderedDict[tuple[object, ...], Outcome] = OrderedDict()


def ladder() -> tuple[str, Catalog]:
    """Ask for a table whose plans make a ladder, and return its name and catalogue."""
    titles = {name: title for name, title in tables.options().items() if _is_ladder(tables.current(name))}
    picked = st.session_state.get("table", "")
    first = picked if picked in titles else FIRST
    names = list(titles)
    name = st.sidebar.selectbox(
        "Ladder of plans",
        names,
        names.index(first),
        format_func=lambda one: titles.get(one, one),
        key="ladder",
        bind="query-params",
        persist_state="session",
    )
    return name, tables.current(name)


def _is_ladder(catalog: Catalog) -> bool:
    """Whether at least two plans for sale include units of one meter."""
    allowed = [
        {meter for charge in plan.charges if charge.included for meter in charge.meters}
        for plan in catalog.plans
        if plan.for_sale
    ]
    return any(sum(meter in row for row in allowed) > 1 for meter in {meter for row in allowed for meter in row})


def meter(catalog: Catalog, policy: Policy) -> str:
    """Return the meter that drives moves."""
    return driving_meter(catalog, policy)


def names() -> dict[str, str]:
    """Return the policies that can be picked, by key: the shipped ones, then those that were saved."""
    shipped = {name: str(policies.read(name).get("name", name)) for name in policies.names()}
    return shipped | {f"{SAVED}{name}": f"{name} (saved)" for name in _saved()}


def policy(label: str, key: str, first: str = "sustained") -> Policy:
    """Ask for a policy and return it, as it was edited where it was."""
    known = names()
    picked = st.sidebar.selectbox(
        label,
        list(known),
        list(known).index(first),
        format_func=lambda one: known.get(one, one),
        key=key,
        bind="query-params",
        persist_state="session",
    )
    return named(picked)


def named(name: str) -> Policy:
    """Return a policy by its key in `names`.

    Raises:
        Refusal: it cannot be read.
    """
    if name.startswith(SAVED):
        from data import store  # heavy, and needed only where something was saved

        return rules.parse(store.default().load("policy", name.removeprefix(SAVED)).document)
    return shipped(name)


@lru_cache(maxsize=16)
def shipped(name: str) -> Policy:
    """Return a shipped policy."""
    return rules.parse(policies.read(name))


def _saved() -> list[str]:
    if not home.has_database():
        return []
    from data import store

    try:
        return [one.name for one in store.default().saved("policy")]
    except store.StoreError as error:
        show.refusal(error)
        return []


def edited(picked: Policy) -> Policy:
    """Offer the policy's parameters to edit, and return it as it stands; what is refused is told and not taken."""
    with st.expander(show.md(f"Parameters of {picked.name}")):
        if picked.source:
            show.note(picked.source)
        text = st.text_area("As TOML", tomli_w.dumps(_document(picked)), height=300, key=f"_policy_{picked.name}")
        found = _read(text, picked)
        for warning in found.warnings:
            st.warning(show.md(warning))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input("Save as", found.name, key=f"_policy_name_{picked.name}")
            if st.button("Save this policy"):
                _save(name, found)
    return found


def _document(picked: Policy) -> dict[str, object]:
    """All parameters with their values, so that what can be changed is seen."""
    return {name: value for name, value in picked.model_dump(mode="json").items() if name != "source"}


def _read(text: str, last: Policy) -> Policy:
    try:
        return rules.parse(tomllib.loads(text) | {"source": last.source})
    except tomllib.TOMLDecodeError as error:
        show.refusal(Refusal(f"the parameters are no TOML: {error}", todo="Mend the line."))
    except Refusal as error:
        show.refusal(error)
    return last


def _save(name: str, found: Policy) -> None:
    from data import store

    try:
        known = {one.name: one.number for one in store.default().saved("policy")}
        store.default().save("policy", name, found.document(), parent=known.get(" ".join(name.split())))
    except store.StoreError as error:
        show.refusal(error)
        return
    st.toast(show.md(f"Saved as {name}."))


def events(outcome: Outcome) -> bytes:
    """Return every event with its message as CSV."""
    return downloads.csv_bytes(report.events(outcome))


def run(catalog: Catalog, policy: Policy, loaded: Loaded) -> Outcome:
    """Return what happens under a policy; a run that is new tells the day it is at, and any input stops it.

    Raises:
        Refusal: the ladder, the policy and the usage do not go together.
    """
    key = (catalog, policy, loaded.usage)
    if key in _runs:
        _runs.move_to_end(key)
        return _runs[key]
    place = st.empty()

    def told(day: date, done: int, total: int) -> None:
        place.progress(done / max(total, 1), f"Simulating {day}. Change anything to stop.")

    try:
        outcome = simulate.run(catalog, policy, of_usage(loaded.usage, catalog, policy), progress=told)
    finally:
        place.empty()
    _runs[key] = outcome
    while len(_runs) > KEPT:
        _runs.popitem(last=False)
    return outcome
