"""Lists of which a link names an entry: one that is no longer there is told, with what is shown in its place."""

from collections.abc import Callable, Iterable, Mapping

import streamlit as st

from pages.parts import show

LOST = "_lost"
LONG, SHORT = 40, 12  # letters of a name that is shown whole, and of one that is not


def pick(
    label: str,
    titles: Mapping[str, str],
    first: str,
    *,
    key: str,
    what: str,
    why: str = "",
    on_change: Callable[[], None] | None = None,
) -> str:
    """Ask for one of the entries (key to title) and return its key; `what` they are, `why` one may not be there."""
    linked = named(key)
    names = list(titles)
    picked = st.selectbox(
        label,
        names,
        names.index(first),
        format_func=lambda name: titles.get(name, name),
        key=key,
        bind="query-params",
        persist_state="session",
        on_change=on_change,
    )
    tell(key, what, linked, titles.values(), titles.get(picked, picked), why)
    return picked


def named(key: str) -> list[str]:
    """Return what the link names that opened the session; once a field is drawn, the address bar only follows it."""
    return [] if key in st.session_state else [name for name in st.query_params.get_all(key) if name]


def tell(key: str, what: str, linked: Iterable[str], known: Iterable[str], shown: str, why: str = "") -> None:
    """Say what a link named that is not among the known ones, until something else is picked."""
    lost: dict[str, tuple[str, str]] = st.session_state.setdefault(LOST, {})
    missing = set(linked).difference(known)
    if missing:
        lost[key] = (", ".join(f"'{_short(name)}'" for name in sorted(missing)), shown)
    names, instead = lost.get(key, ("", ""))
    if instead != shown:
        lost.pop(key, None)
    elif names:
        show.note(f"The link names the {what} {names}, which is not here; {shown} is shown. {why}".strip())


def _short(name: str) -> str:
    return name if len(name) <= LONG else f"{name[:SHORT]}…"
