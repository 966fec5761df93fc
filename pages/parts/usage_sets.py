"""Which usage is loaded: the shipped sample, one made by the sampler, or an upload that was kept.

With `tables`, this is where `data` and `pricing` meet. The address bar names the set by its key, so that a link to an
upload opens for everyone who uses the same data folder.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from data import home, reader
from data.reader import Read, ReaderError
from pages.parts import earlier, lists, show, state, words
from pricing import sample, usage
from pricing.errors import Refusal
from pricing.usage import Cycle, Totals, Usage

SHIPPED = "sample"
MADE = "made"
SETS = "_usage_sets"
PARAM = "usage"
COUNTED = "counted"
PICK = "_usage_pick"
NOTHING = "nothing"
MOST_MADE = 5_000_000  # rows that a link may ask to be made
CYCLES: dict[str, Cycle] = {"month": "month", "week": "week", "7 days": 7}
FIRST = date(2026, 8, 1)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A usage set with its meters called as the price table calls them, and its totals by billing cycle."""

    key: str
    name: str
    usage: Usage
    totals: Totals
    cycle: Cycle = "month"
    counted_as: str = ""

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(self.usage.customers)

    def latest(self) -> date:
        """Return the last cycle that the usage covers whole, or the longest one where none is."""
        whole = [start for start, partial in zip(self.totals.cycles, self.totals.partial, strict=True) if not partial]
        return whole[-1] if whole else self.totals.cycles[int(np.argmax(self.totals.lengths))]

    def called(self) -> str:
        """Return how the latest cycle is called; one that the usage covers only in part says so."""
        partial = self.totals.partial[self.totals.cycles.index(self.latest())]
        return f"cycle from {self.latest()}{', not whole' if partial else ''}"

    def units(self, meter: str) -> NDArray[np.int64]:
        """Return what each customer of the latest cycle used of a meter, in 1 / 10**decimals; unknown is not zero."""
        there, known = self._there(meter)
        found: NDArray[np.int64] = there[known]
        return found

    def quantities(self, meter: str) -> NDArray[np.float64]:
        """Return the same quantities to draw."""
        used: NDArray[np.float64] = self.units(meter) / 10.0**self.totals.decimals
        return used

    def unknown(self, meter: str) -> int:
        """Return how many customers of the latest cycle are not among them: a quantity of theirs is unknown."""
        return int((~self._there(meter)[1]).sum())

    def _there(self, meter: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        if meter not in self.totals.units:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
        place = self.totals.cycles.index(self.latest())
        there = self.totals.active[:, place]
        return self.totals.units[meter][there, place], self.totals.unknown[meter][there, place] == 0


def names() -> dict[str, str]:
    """Return the sets that a user can pick, by key."""
    kept: dict[str, str] = st.session_state.setdefault(SETS, {})
    linked = st.query_params.get(PARAM, SHIPPED)
    if linked not in (SHIPPED, *kept):
        name = _linked(linked)
        if name:
            kept[linked] = name
    return {
        SHIPPED: "Sample of 60 customers",
        **kept,
        **{key: name for key, name in earlier.uploads() if key not in kept},
    }


def picked() -> str:
    """Return the key of the set that is picked; a link that names none that exists falls back to the sample."""
    key = st.query_params.get(PARAM) or st.session_state.get(f"_{PARAM}", SHIPPED)
    if key not in names():
        key = SHIPPED
        st.query_params.pop(PARAM, None)
    st.session_state[f"_{PARAM}"] = key
    return key


def pick(key: str, name: str = "") -> None:
    """Load another set; its name is kept for the picker, and what was counted of the last one means nothing in it."""
    state.forget([COUNTED])
    if name:
        st.session_state.setdefault(SETS, {})[key] = name
    st.session_state[f"_{PARAM}"] = key
    if key == SHIPPED:
        st.query_params.pop(PARAM, None)
    else:
        st.query_params[PARAM] = key


def sidebar(meter: str = "", *, needed: bool = True) -> Loaded | None:
    """Ask in the sidebar for the set and the billing cycle, and return it; None (and the reason) where it is refused.

    `meter` is what the price table counts: the set's meter of that name, or the one that the user says counts as it;
    the first one where a page cannot do without (`needed`), else none.
    """
    with state.frame(), st.sidebar:
        known, linked, key = names(), st.query_params.get_all(PARAM), picked()
        if key != SHIPPED:
            st.query_params[PARAM] = key
        st.session_state[PICK] = key
        st.selectbox("Usage", list(known), format_func=known.__getitem__, key=PICK, on_change=_picked)
        lists.tell(PARAM, "usage", linked, known, known[key])
        cycle = st.segmented_control(
            "Billing cycle",
            list(CYCLES),
            default="month",
            required=True,
            key="cycle",
            bind="query-params",
            persist_state="session",
        )
        try:
            found = load(key)
            names_ = _counted(meter, in_order(key, found.meters), needed=needed)
            renamed = found.renamed(names_) if names_ else found
            length = CYCLES[cycle or "month"]
            return Loaded(key, known[key], renamed, totals(renamed, length), length, "".join(names_))
        except (Refusal, ReaderError) as error:
            show.refusal(error)
            return None


def _picked() -> None:
    pick(st.session_state[PICK])


def _counted(meter: str, meters: Sequence[str], *, needed: bool) -> Mapping[str, str]:
    """Which meter of the usage counts as the price table's, where none has its name."""
    if not meter or meter in meters:
        return {}
    label, options = f"Count as {meter}", [NOTHING, *meters]
    first = akin(meter, meters) or (meters[0] if needed else NOTHING)
    state.fresh(COUNTED, first)
    place = options.index(first)
    chosen = st.selectbox(label, options, place, key=COUNTED, bind="query-params", persist_state="session")
    return {} if chosen == NOTHING else {chosen: meter}


def akin(meter: str, meters: Sequence[str]) -> str:
    """Return the first of some meters whose name shares a word with another's; "" where none does.

    >>> akin("tokens", ["requests", "input_tokens", "output_tokens"]), akin("GPU hours", ["hour", "tokens"])
    ('input_tokens', 'hour')
    """
    return next((one for one in meters if _words(one) & _words(meter)), "")


def _words(name: str) -> set[str]:
    return {word.removesuffix("s") for word in re.findall(r"[^\W_]+", name.casefold())}


def in_order(key: str, meters: Sequence[str]) -> list[str]:
    """Return a set's meters as the columns of its file stand; those of a file with a row for each meter by name."""
    if key == SHIPPED or key.startswith(f"{MADE}-"):
        return list(meters)
    columns = upload(key).columns.quantities
    return sorted(meters, key=lambda name: (columns.index(name) if name in columns else len(columns), name))


@lru_cache(maxsize=16)
def load(key: str) -> Usage:
    """Return a set's usage.

    Raises:
        Refusal: a made set that cannot be.
        ReaderError: an upload that is no longer there.
    """
    if key == SHIPPED:
        return usage.parse(reader.read(home.SAMPLE).clean)
    if key.startswith(f"{MADE}-"):
        seed, customers, days = (int(part) for part in key.split("-")[1:])
        return sample.sample(seed, customers, days, FIRST)
    return usage.parse(upload(key).clean)


@lru_cache(maxsize=4)
def upload(key: str) -> Read:
    """Return what was read from an upload.

    Raises:
        ReaderError: it is not there, or broken.
    """
    found = reader.kept(key, home.uploads())
    if found is None:
        raise ReaderError("this upload is not in the data folder", value=key[:12], todo="Upload the file again.")
    return found


@lru_cache(maxsize=16)
def totals(found: Usage, cycle: Cycle) -> Totals:
    """Return a usage's totals by cycle; equal usages give the same object."""
    return usage.totals(found, cycle)


def _linked(key: str) -> str:
    """The name of a set that only the link knows; "" where there is none."""
    if key.startswith(f"{MADE}-"):
        parts = key.split("-")[1:]
        if len(parts) != 3 or not all(part.isdecimal() and len(part) < 8 for part in parts):
            return ""
        seed, customers, days = map(int, parts)
        return made_name(seed, customers, days) if 0 < customers * days <= MOST_MADE else ""
    try:
        return upload(key).name
    except ReaderError:
        return ""


def made_name(seed: int, customers: int, days: int) -> str:
    """Return what a made set is called.

    >>> made_name(7, 500, 92)
    'Made: 500 customers, 92 days (seed 7)'
    >>> made_name(7, 1, 1)
    'Made: 1 customer, 1 day (seed 7)'
    """
    return f"Made: {words.counted(customers, 'customer')}, {words.counted(days, 'day')} (seed {seed})"
