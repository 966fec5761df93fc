"""A policy's parameters as TOML: edited, refused beside the field, saved under a name."""

import streamlit as st
import tomli_w

from data import documents
from pages.parts import show
from pages.parts.lab import picks, policies
from pages.parts.lab.picks import Pick
from pricing.catalog import Catalog
from pricing.errors import Refusal
from pricing.rebalancing import policy as rules
from pricing.rebalancing.ladder import driving_meter
from pricing.rebalancing.policy import Policy

GOOD = "_policy_good"
HIDDEN = ("source", "cycle")  # the source is not the editor's to claim; the cycle is picked in the sidebar


def edited(catalog: Catalog, picked: Pick) -> Policy:
    """Offer the policy's parameters to edit, and return it as it stands; what is refused is told and not taken."""
    field = f"_policy_text {picked.key}"
    text = st.session_state.get(field, written(picked.policy))
    with st.expander(show.md(f"Parameters of {picked.policy.name}"), expanded=text != written(picked.policy)):
        if picked.policy.source:
            show.note(picked.policy.source)
        text = st.text_area("As TOML", written(picked.policy), height=320, key=field, persist_state="session")
        found = _read(text, catalog, picked)
        for warning in found.warnings:
            st.warning(show.md(warning))
        if text != written(picked.policy):
            st.button("Start over", on_click=_start_over, args=(picked,))
        _offer_saving(picked, found)
    if found == picked.policy:
        return found
    return found.model_copy(
        update={"name": found.name if found.name != picked.policy.name else f"{found.name}, edited"}
    )


def written(policy: Policy) -> str:
    """Return all parameters with their values, so that what can be changed is seen."""
    return tomli_w.dumps({name: value for name, value in policy.model_dump(mode="json").items() if name not in HIDDEN})


def _read(text: str, catalog: Catalog, picked: Pick) -> Policy:
    """The policy that the text states; where it states none, why not, and the last one that it did state."""
    good: dict[str, Policy] = st.session_state.setdefault(GOOD, {})
    try:
        document = documents.loads(text, "toml")
        for name in HIDDEN:
            if name in document:
                todo = "Pick the billing cycle in the sidebar." if name == "cycle" else "Write it into the note."
                raise Refusal("this is no parameter of the field", value=name, todo=todo)
        found = rules.parse(
            {"name": picked.policy.name} | document | {name: getattr(picked.policy, name) for name in HIDDEN}
        )
        driving_meter(catalog, found)
    except ValueError as error:
        show.refusal(error)
        return good.get(picked.key, picked.policy)
    good[picked.key] = found
    return found


def _start_over(picked: Pick) -> None:
    st.session_state[f"_policy_text {picked.key}"] = written(picked.policy)


def _offer_saving(picked: Pick, found: Policy) -> None:
    """Ask for a name and save; under the policy's own saved name it becomes the next version."""
    with st.form(f"save {picked.key}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Save as", policies.own(picked.key) or found.name, key=f"_policy_name {picked.key}")
        if not st.form_submit_button("Save this policy"):
            return
    _save(name, found, policies.newest(name))


def _save(name: str, found: Policy, parent: int | None) -> None:
    try:
        key = policies.save(name, found, parent)
    except ValueError as error:
        show.refusal(error)
        return
    picks.take("policy", key)
    for kept in (f"_policy_text {key}", f"_policy_name {key}"):
        st.session_state.pop(kept, None)
    st.session_state.get(GOOD, {}).pop(key, None)
    st.toast(show.md(f"Saved as {policies.own(key)}."))
    st.rerun()
