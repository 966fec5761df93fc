"""The address bar beyond the widgets: the zoom of a chart, and the link to the view at hand."""

import streamlit as st

from pages.parts.palette import Palette, palette
from pricing.errors import Refusal
from pricing.money import exact


def colours() -> Palette:
    """Return the colours of the theme that the viewer has."""
    return palette(st.context.theme.type)


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
