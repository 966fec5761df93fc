"""The address bar beyond the widgets: the zoom of a chart, and the link to the view at hand."""

from urllib.parse import urlencode

import streamlit as st

from pages.parts.palette import Palette, palette
from pricing.errors import Refusal
from pricing.money import exact


def colours() -> Palette:
    """Return the colours of the theme that the viewer has."""
    return palette(st.context.theme.type)


def log_axis() -> bool:
    """Ask under a chart for its axis, linear or logarithmic, and offer the way back from a zoom."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        axis = st.segmented_control(
            "Axis", ["linear", "log"], default="linear", required=True, key="scale", bind="query-params"
        )
        if "zoom" in st.query_params:
            st.button("Show the whole curve", on_click=reset_zoom)
        else:
            st.caption("Drag across the chart to zoom.")
    return axis == "log"


def link() -> None:
    """Show the address of the view at hand, to copy."""
    query = urlencode(st.query_params.to_dict())
    st.caption("Link to this view")
    st.code(f"{(st.context.url or '').partition('?')[0]}{'?' if query else ''}{query}", language=None, wrap_lines=True)


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
