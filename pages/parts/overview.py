"""What a usage set looks like, as sentences, rows and arrays to draw; and the sampler's inputs."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import show, usage_sets, words
from pages.parts.lines import Array
from pages.parts.usage_sets import Loaded
from pricing import usage
from pricing.errors import Refusal

KINDS = {"before": "before the first row", "inside": "between two rows", "after": "after the last row"}


def make() -> None:
    """Ask for a made-up usage set and load it."""
    with st.form("make", border=False):
        customers = st.number_input("Customers", 1, 10_000, 500)
        days = st.number_input("Days", 1, 366, 92)
        seed = st.number_input("Seed", 0, 9_999_999, 7, help="The same seed makes the same usage.")
        if st.form_submit_button("Make it", type="primary"):
            key = f"{usage_sets.MADE}-{seed}-{customers}-{days}"
            try:
                usage_sets.load(key)
            except Refusal as error:
                show.refusal(error)
                return
            usage_sets.pick(key, usage_sets.made_name(int(seed), int(customers), int(days)))
            st.rerun()


def lead(loaded: Loaded, meter: str) -> str:
    """Return who used how much, as one sentence."""
    rows = usage.daily(loaded.usage, meter)
    total = sum(rows["quantity"])
    top = usage.largest(loaded.usage, meter, 1)
    part = float(top["share"].iloc[0]) * 100
    took = f"{part:.0f} %" if part >= 1 else words.percent(part)
    share = f"; the largest took {took}" if loaded.customers > 1 and total > 0 else ""
    customers, days = words.counted(loaded.customers, "customer"), words.counted(loaded.usage.days, "day")
    return f"{customers} used {_number(total)} {meter} in {days}{share}"


def below(loaded: Loaded, meter: str) -> str:
    """Return which set it is, which days it covers, and how many quantities nobody knows."""
    rows = int(usage.daily(loaded.usage, meter)["unknown"].sum())
    unknown = f" {words.counted(rows, 'quantity', 'quantities')} unknown, and not counted as zero." if rows else ""
    return f"{loaded.name}. {loaded.usage.first} to {loaded.usage.last}.{unknown}"


def daily(loaded: Loaded, meter: str) -> tuple[Any, Array]:
    """Return the days and the total of each."""
    rows = usage.daily(loaded.usage, meter)
    return rows["date"].to_numpy(), np.asarray(rows["quantity"], dtype=np.float64)


def spread(loaded: Loaded, meter: str) -> str:
    """Return how the latest cycle spreads: median, mean, who used nothing, and of whom it is unknown."""
    used, unknown = loaded.quantities(meter), loaded.unknown(meter)
    said = [f"{words.counted(len(used) + unknown, 'customer')}, {loaded.called()}."]
    if len(used) > 1:
        said.append(f"Half of them used {_number(np.median(used))} or less; the mean is {_number(used.mean())}.")
    for count, what in ((int((used <= 0).sum()), "used nothing"), (unknown, "of unknown usage")):
        said += [f"{count:,} {what} (not drawn)."] if count else []
    return " ".join(said)


def largest(loaded: Loaded, meter: str) -> list[tuple[str, str, str]]:
    """Return the ten largest customers who used something: name, quantity, share."""
    rows = usage.largest(loaded.usage, meter, 10)
    rows = rows[rows["share"] > 0]  # what is unknown sums to nothing, and is not the least
    cells = zip(rows["customer"], rows["quantity"], rows["share"], strict=True)
    return [(name, _number(quantity), words.percent(share * 100)) for name, quantity, share in cells]


def gaps(loaded: Loaded) -> pd.DataFrame:
    """Return the runs of days without a row, the longest first."""
    rows = usage.gaps(loaded.usage).sort_values("days", ascending=False, kind="stable")
    return rows.assign(kind=rows["kind"].map(KINDS).astype("str"))


def _number(quantity: Any) -> str:
    if float(quantity) == int(quantity) or abs(quantity) >= 1000:
        return f"{quantity:,.0f}"
    return f"{quantity:.2f}" if abs(quantity) >= 1 else f"{quantity:.6f}".rstrip("0")
