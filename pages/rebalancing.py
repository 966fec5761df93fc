"""Rebalancing: what would have happened to customers under a policy that moves them between plans."""

from fractions import Fraction

import streamlit as st

from pages.parts import show, state, take, usage_sets
from pages.parts.lab import editing, files, picks, runs, story, whole
from pricing.errors import Refusal
from pricing.rebalancing import timeline
from pricing.rebalancing.ladder import driving_meter

LOOKS = ["one customer", "the book", "two policies"]

catalog = picks.ladder()
picked = picks.policy("Policy", "policy")
top = st.container()
look = st.segmented_control(
    "Look at", LOOKS, default=LOOKS[0], required=True, key="look", bind="query-params", persist_state="session"
)
policy = editing.edited(catalog, picked)
against = [picks.policy("Against", "against", "ratchet").policy] if look == LOOKS[2] else []
try:
    meter = driving_meter(catalog, policy)
    loaded = usage_sets.sidebar(meter)
    if loaded is None:
        st.stop()
    start = picks.start(catalog)
    rows = [
        (one.name, runs.run(catalog, one.model_copy(update={"cycle": loaded.cycle}), loaded, start))
        for one in [policy, *against]
    ]
except Refusal as error:
    show.refusal(error)
    st.stop()
run, colours, unit = rows[0][1], state.colours(), catalog.meter(meter).units(Fraction(2))
told = None
context = f"{catalog.name}, {' against '.join(name for name, _ in rows)}. {loaded.name}."
if look == LOOKS[0]:
    told = timeline.of(run.outcome, picks.customer(run.outcome))
    sentence = story.lead(told)
    with top:
        show.lead(sentence, f"{story.below(told)} {context}")
        place = st.container()
        shown = story.shown(told)
        figures = [story.figure(shown, unit, colours)]
        place.plotly_chart(figures[0], key="story", alt=f"{sentence}. Its messages and bills follow as text.")
        show.note(story.legend(shown, unit))
    st.header("What the customer was told", anchor=False)
    story.messages(told)
    if whole.closed(rows[:1]):
        st.header("Bills", anchor=False)
        show.table(files.BILLS, story.bills(told), numbers=files.NUMBERS)
        with st.expander("The lines of each bill"):
            for days, invoice in story.lines(told):
                show.note(days)
                show.bill(catalog, invoice)
    tables = files.of_story(told)
else:
    sentence, advice = whole.lead(rows), whole.thresholds(run, loaded)
    costs, fees = whole.costs(rows, colours), whole.recurring(rows, colours)
    mixes = [whole.mix(one, colours) for _, one in rows]
    with top:
        show.lead(sentence, f"{whole.below(rows)} {context}")
        for i, (name, one) in enumerate(rows):
            st.subheader(show.md(f"Plans under {name}"), anchor=False)
            st.plotly_chart(mixes[i], key=f"mix {i}", alt=f"Customers by plan under {name}. {whole.last(one)}")
            show.note(whole.last(one))
        if whole.closed(rows):
            st.subheader("What customers pay", anchor=False)
            st.plotly_chart(costs, key="costs", alt=whole.told_costs(rows))
    if whole.closed(rows):
        st.header("Recurring fees", anchor=False)
        st.plotly_chart(fees, key="recurring", alt=whole.told_fees(rows))
        for name, one in rows:
            periods = whole.revenue(one)
            with st.expander(show.md(f"Period by period under {name}"), expanded=len(periods) <= files.FEW):
                show.table(files.revenue(one.outcome), periods, numbers=range(8))
    st.header("Where the plans' bills cross", anchor=False)
    show.bullets(advice)
    show.note(f"Customers of the {loaded.called()}.")
    st.header("Friction and fit", anchor=False)
    show.table(["Figure", *(name for name, _ in rows)], whole.figures(rows), numbers=range(1, len(rows) + 1))
    for note in whole.notes(run):
        show.note(note)
    figures, tables = [*mixes, *([costs, fees] if whole.closed(rows) else [])], files.of_book(rows, advice)
files.offer(run, told, sentence, context, figures, tables)
if policy != picked.policy:
    show.note(f"A link opens {picked.policy.name} without these changes: save them first, under Parameters.")
take.link()
