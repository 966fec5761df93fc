"""Rebalancing: what would have happened to customers under a policy that moves them between plans."""

from fractions import Fraction
from functools import partial

import streamlit as st

from pages.parts import show, state, take, usage_sets
from pages.parts.lab import picks, story, whole
from pricing.errors import Refusal

_, catalog = picks.ladder()
picked = picks.policy("Policy", "policy")
meter = picks.meter(catalog, picked)
loaded = usage_sets.sidebar(meter)
if loaded is None:
    st.stop()
colours, unit = state.colours(), catalog.meter(meter).units(Fraction(2))
top = st.container()
look = st.segmented_control(
    "Look at",
    ["one customer", "the book", "two policies"],
    default="one customer",
    required=True,
    key="look",
    bind="query-params",
)
policy = picks.edited(picked).model_copy(update={"cycle": loaded.cycle})
try:
    outcome = picks.run(catalog, policy, loaded)
    if look == "one customer":
        told = story.told(outcome, story.pick(outcome))
        with top:
            show.lead(story.lead(told), f"{catalog.name}, {policy.name}. {loaded.name}.")
            st.plotly_chart(story.figure(told, unit, colours), key="story", alt=story.lead(told))
        st.header("What the customer was told", anchor=False)
        story.messages(told)
    else:
        rows = [(policy.name, whole.judged(outcome))]
        if look == "two policies":
            other = picks.policy("Against", "against", "ratchet")
            other = other.model_copy(update={"cycle": loaded.cycle})
            rows.append((other.name, whole.judged(picks.run(catalog, other, loaded))))
        with top:
            show.lead(whole.lead(rows[0][1]), f"{catalog.name}, {' against '.join(name for name, _ in rows)}.")
            for name, one in rows:
                st.plotly_chart(whole.mix(one, colours), key=f"mix {name}", alt=f"Customers by plan under {name}")
            st.plotly_chart(whole.costs(rows, colours), key="costs", alt="What customers pay under each policy")
        whole.notes(rows[0][1])
        st.header("Friction and fit", anchor=False)
        heads = ["", *(name for name, _ in rows), "Meaning"]
        show.table(heads, whole.figures([one for _, one in rows]), numbers=range(1, len(rows) + 1))
        st.header("Recurring revenue", anchor=False)
        heads = ["Until", "MRR", "New", "Expansion", "Reactivation", "Contraction", "Churn", "Billed"]
        show.table(heads, whole.revenue(rows[0][1]), numbers=range(1, 8))
    events = partial(picks.events, outcome)
    st.download_button(
        "Download all events",
        events,
        "events.csv",
        "text/csv",
        on_click="ignore",
    )
except Refusal as error:
    show.refusal(error)
take.link()
