"""The address bar beyond the widgets: the zoom of a chart, and fields that start afresh."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.parts.palette import Palette, palette
from pricing.errors import Refusal
from pricing.money import exact

FORGOTTEN = "_forgotten"


@contextmanager
def frame() -> Iterator[None]:
    """Draw what pages share as app.py's own: a page's own widgets are new on the next page, at their defaults."""
    context = get_script_run_ctx()
    with context.run_with_active_hash(context.pages_manager.main_script_hash) if context else nullcontext():
        yield


def forget(keys: Iterable[str]) -> None:
    """Have these fields start afresh when they are next drawn: what they hold belongs to something else."""
    st.session_state.setdefault(FORGOTTEN, set()).update(keys)


def fresh(key: str, first: object) -> None:
    """Set a forgotten field to the value that it starts with, on the page and in the address bar."""
    forgotten = st.session_state.get(FORGOTTEN, set())
    if key in forgotten:
        forgotten.remove(key)
        st.session_state[key] = first


def colours() -> Palette:
    """Return the colours of the theme that the viewer has."""
    return palette(st.context.theme.type)


def log_axis() -> bool:
    """Ask under a chart for its axis, linear or logarithmic, and offer the way back from a zoom."""
    with frame(), st.container(horizontal=True, vertical_alignment="bottom"):
        axis = st.segmented_control(
            "Axis", ["linear", "log"], default="linear", required=True, key="scale", bind="query-params"
        )
        if "zoom" in st.query_params:
            st.button("Show the whole curve", on_click=reset_zoom)
        else:
            st.caption("Drag across the chart to zoom.")
    return axis == "log"


def zoom(high: float) -> tuple[float, float] | None:
    """Return the stretch of quantities that the chart is zoomed to, or None; nonsense in a link is no zoom."""
    low_text, sign, high_text = st.query_params.get("zoom", "").partition("~")
    try:
        low, top = float(exact(low_text)), float(exact(high_text))
    except Refusal:
        return None
    return (max(low, 0.0), top) if sign and 0 <= low < top and low < high else None


def keep_zoom(key: str) -> None:
    """Keep what was marked on a chart as its zoom: the chart is drawn anew at each change and would forget it."""
    box = st.session_state[key].selection.box
    if box:
        low, high = sorted(float(x) for x in box[0]["x"])
        st.query_params["zoom"] = f"{max(low, 0):.6f}~{high:.6f}"


def reset_zoom() -> None:
    """Show the whole curve again."""
    st.query_params.pop("zoom", None)
