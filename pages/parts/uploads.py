"""Uploads: a file's columns are guessed and corrected, it is read aside, and what was refused is told."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data import home, reader
from data.reader import Columns, Preview, Read, ReaderError
from data.usage_files.roles import DateOrder
from pages.parts import earlier, show, take, usage_sets, views, words

TYPES = ["csv", "tsv", "txt", "parquet", "xlsx"]
NONE = "(none)"
ORDERS: dict[str, DateOrder] = {"told by the file": "", "day, month, year": "dmy", "month, day, year": "mdy"}
PREVIEW = "_preview"
_AT_WORK = ThreadPoolExecutor(max_workers=2, thread_name_prefix="reading")


def ask() -> None:
    """Ask for a file, guess its columns, and load it when the user says so; a refusal is told beside it."""
    up = st.file_uploader("CSV, Parquet or Excel, up to 200 MB", type=TYPES, key="usage_file", max_upload_size=200)
    if up is None:
        return
    try:
        top = _previewed(up)
    except ReaderError as error:
        show.refusal(error)
        return
    columns = _columns(top, up.file_id)
    with st.expander("The file's first rows"):
        st.dataframe(top.rows, hide_index=True, width="stretch")
    sums = st.checkbox("Add up rows of the same customer, date and meter", key=f"_sum_{up.file_id}")
    corrections = st.checkbox("Negative quantities are corrections", key=f"_minus_{up.file_id}")
    if st.button("Load this file", type="primary", key=f"_load_{up.file_id}"):
        _load(up.getvalue(), up.name, columns, corrections=corrections, duplicates="sum" if sums else "refuse")


def told() -> None:
    """Show what the last read of a file found: rows, warnings, and those refused, with a download."""
    key = usage_sets.picked()
    if len(key) != 64:
        return
    try:
        found = usage_sets.upload(key)
    except ReaderError:
        return  # the sidebar has said so
    for warning in found.warnings:
        st.warning(show.md(warning))
    unknown = f", {found.unknown:,} of them unknown" if found.unknown else ""
    show.note(
        f"{found.name}: {words.counted(found.rows, 'row')} in {words.counted(found.lines, 'line')}, "
        f"{found.accepted:,} accepted{unknown}, {found.refused_rows:,} refused."
    )
    if not len(found.refused):
        return
    st.header(words.counted(found.refused_rows, "refused row"), anchor=False)
    st.dataframe(found.refused.head(1000), hide_index=True, width="stretch", alt="Refused rows with their reasons")
    take.frame("Download the refused rows", found.refused, "refused.csv")


def _previewed(up: UploadedFile) -> Preview:
    """The file's preview, made once for each upload."""
    kept: tuple[str, Preview] | None = st.session_state.get(PREVIEW)
    if kept is None or kept[0] != up.file_id:
        kept = (up.file_id, reader.preview(up.getvalue(), up.name))
        st.session_state[PREVIEW] = kept
    return kept[1]


def _columns(top: Preview, file: str) -> Columns:
    """The columns' roles: guessed, shown, and corrected where the guess is wrong."""
    names = [column.name for column in top.columns if column.name]
    guess = top.guess
    if top.problem:
        st.warning(show.md(top.problem))
    with st.expander("Columns", expanded=bool(top.problem)):
        left, right = st.columns(2)
        with left:
            customer = _one("Customer", names, guess.customer, file)
            day = _one("Date", names, guess.date, file)
            meter = _one("Meter (long files)", names, guess.meter, file)
        with right:
            quantities = st.multiselect(
                "Quantities (wide files: one for each meter)", names, list(guess.quantities), key=f"_quantities_{file}"
            )
            correction = _one("Marks corrections", names, guess.correction, file)
            order = st.selectbox("Dates such as 03/04/2026 are", list(ORDERS), key=f"_order_{file}")
            first = st.date_input("Day 0 of numbered days", guess.first_day, key=f"_first_{file}")
            zone = st.text_input("Time zone of times", guess.timezone, key=f"_zone_{file}")
    return replace(
        guess,
        customer=customer,
        date=day,
        meter=meter,
        quantities=tuple(quantities),
        correction=correction,
        date_order=ORDERS[order],
        first_day=first,
        timezone=zone.strip() or "UTC",
    )


def _one(label: str, names: list[str], guess: str, file: str) -> str:
    options = [NONE, *names]
    place = options.index(guess) if guess in options else 0
    picked = st.selectbox(label, options, place, key=f"_{label}_{file}")
    return "" if picked == NONE else picked


def _load(data: bytes, name: str, columns: Columns, **options: Any) -> None:
    """Read the file aside, so that the page goes on telling how long it takes and can be stopped, and pick it."""
    work: Future[Read] = _AT_WORK.submit(reader.read, data, name, columns, **options)
    if not waited(work, f"Reading {name}"):
        return
    try:
        found = work.result()
        reader.keep(found, home.uploads())
    except ReaderError as error:
        show.refusal(error)
        return
    named = views.uploads()
    if named is not None:
        reader.prune(home.uploads(), named | {found.key, usage_sets.picked()})
    earlier.remember(found, name)
    usage_sets.pick(found.key, name)
    st.rerun()


def waited(work: "Future[Any]", what: str) -> bool:
    """Wait for work that goes on aside, telling the seconds; any input on the page ends the wait."""
    began = time.monotonic()
    with st.status(show.md(what), expanded=False) as status:
        while not work.done():
            status.update(label=show.md(f"{what}: {time.monotonic() - began:.0f} s. Change anything to stop."))
            time.sleep(0.1)
        status.update(label=show.md(f"{what}: done"), state="complete")
    return True
