"""What a usage set looks like, as sentences, rows and arrays to draw; and the sampler's inputs."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import show, usage_sets
from pages.parts.lines import Array
from pages.parts.usage_sets import Loaded
from pricing import usage
from pricing.errors import Refusal


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
    share = f"; the largest took {top['share'].iloc[0]:.0%}" if len(top) and total else ""
    customers = "customer" if loaded.customers == 1 else "customers"
    return f"{loaded.customers:,} {customers} used {_number(total)} {meter} in {loaded.usage.days:,} days{share}"


def below(loaded: Loaded) -> str:
    """Return which set it is and which days it covers."""
    cycle = f"latest whole cycle from {loaded.latest()}"
    return f"{loaded.name}. {loaded.usage.first} to {loaded.usage.last}, {cycle}."


def daily(loaded: Loaded, meter: str) -> tuple[Any, Array]:
    """Return the days and the total of each."""
    rows = usage.daily(loaded.usage, meter)
    return rows["date"].to_numpy(), np.asarray(rows["quantity"], dtype=np.float64)


def spread(loaded: Loaded, meter: str) -> str:
    """Return how the latest cycle spreads: median, mean, and who used nothing."""
    used = loaded.quantities(meter)
    if not len(used):
        return "Nobody used it."
    idle = int((used == 0).sum())
    nothing = f" {idle:,} used nothing (not drawn)." if idle else ""
    return f"Half of them used {_number(np.median(used))} or less; the mean is {_number(used.mean())}.{nothing}"


def largest(loaded: Loaded, meter: str) -> list[tuple[str, str, str]]:
    """Return the ten largest customers: name, quantity, share."""
    rows = usage.largest(loaded.usage, meter, 10)
    cells = zip(rows["customer"], rows["quantity"], rows["share"], strict=True)
    return [(name, _number(quantity), f"{share:.1%}") for name, quantity, share in cells]


def gaps(loaded: Loaded) -> pd.DataFrame:
    """Return the runs of days without a row, the longest first."""
    return usage.gaps(loaded.usage).sort_values("days", ascending=False, kind="stable").head(1000)


def _number(quantity: Any) -> str:
    return f"{quantity:,.0f}" if float(quantity) == int(quantity) or float(quantity) >= 1000 else f"{quantity:,.2f}"
