"""Price table: edit tiers and terms, and see as one types what they do to customers."""

import streamlit as st

from pages.parts import crowd, inputs, show, state, tables, take, usage_sets
from pages.parts.editor import desk, door, fitting, outcome, shelf

view = inputs.sidebar(models=False)
loaded = usage_sets.sidebar(view.meter, needed=False)
colours = state.colours()
top = st.container()
left, right = st.columns([3, 2], gap="large")
with left:
    edited = desk.edit(view)
catalog, refused = outcome.read(edited.latest)
now = outcome.along(view, catalog, edited.place)
found = now.findings() if now.plan.for_sale else ()
changed = (now.plan, catalog.conventions) != (view.stated, view.catalog.conventions)
with top:
    sentence = outcome.lead(now, found)
    show.lead(sentence, f"{catalog.name}, plan {now.plan.name}{', changed here' if changed else ''}.")
    if refused:
        show.refusal(refused)
    drawn = [("as picked", view, colours.soft)] if changed or not now.plan.for_sale else []
    drawn += [(now.model, now, colours.model(now.model))] if now.plan.for_sale else []
    st.plotly_chart(outcome.figure(drawn, colours), key="draft", alt=sentence)
with right:
    st.header("What this table does to customers", anchor=False)
    if found:
        show.findings(crowd.told(now, loaded, found), colours)
    elif now.plan.for_sale:
        show.note("Nothing to tell: no bill falls, jumps or stands still as usage grows.")
    for number, fix in enumerate(outcome.proposals(now, found, loaded)):
        outcome.offer(now, fix, f"{number} {fix.sentence}", loaded, refused=refused is not None)
rows = list(outcome.conventions(now))
if rows:
    st.header("Where a convention matters", anchor=False)
    show.table(["If it were", now.axis.name, "Bill now", "Bill then"], rows, numbers=[1, 2, 3])
with st.expander("Save and versions", expanded=view.table.startswith(tables.SAVED)):
    if refused is None:
        shelf.save(view, catalog, edited.latest)
    shelf.versions(view, now, loaded)
    shelf.deleted()
with st.expander("Import and export"):
    door.ask(now)
with st.expander("Which model fits?"):
    fitting.ask(now, loaded)
take.link()
