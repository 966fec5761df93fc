"""A seeded sampler of usage that looks like the real thing: whole quantities by customer, meter and day.

The figures come from daily requests of 314 clients of a public LLM service (alibaba/ServeGen, Apache-2.0): levels are
log-normal with a sigma of 2.5, weekdays carry 1.15 and weekends 0.65 of the mean, noise is AR(1) with phi 0.35 and a
sigma of 0.14 to 1.4 (median 0.5), 34 % of client-days are zero while 45 % of clients are there every day, 20 % start
late, and about one day in 60 is a spike with a Pareto factor from 2 on. Each customer has a random stream of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from pricing import frames
from pricing.errors import QuantityRefused, UnknownName, nearest
from pricing.frames import MAX_DAYS, Ints
from pricing.usage import Usage

Floats = NDArray[np.float64]

# What share of customers behaves in each way, unless the caller says so.
MIX: Mapping[str, Fraction] = {
    "steady": Fraction(40, 100),
    "growing": Fraction(15, 100),
    "seasonal rush": Fraction(10, 100),
    "spiky": Fraction(15, 100),
    "declining": Fraction(10, 100),
    "on-off": Fraction(10, 100),
}
SPREAD = 2.5
PHI = 0.35
WEEK = np.array([1.15, 1.15, 1.15, 1.15, 1.15, 0.65, 0.65])  # from Monday on
MAX_CUSTOMERS, MAX_ROWS = 10**6, 20 * 10**6
LARGEST = 10**12 - 1  # this and the dates are what a usage file may hold
EARLIEST, LATEST = date(1970, 1, 1), date(2100, 12, 31)
BLOCK = 4096
TRAITS = ("always", "absence", "late", "start", "trend", "height", "centre", "width", "on")


def sample(
    seed: int,
    customers: int,
    days: int,
    first: date,
    meters: Mapping[str, int] | None = None,
    mix: Mapping[str, Fraction] | None = None,
) -> Usage:
    """Return the usage of made-up customers; the same arguments give the same usage, whole quantities throughout.

    `meters` says what the median customer uses of each meter on an average day (default: 3,000 calls), `mix` how the
    customers are shared among the archetypes of `MIX`. One more customer changes no other.

    Raises:
        QuantityRefused: no customer, day or meter, more rows than 20 million, or what no usage file may hold.
        UnknownName: no such archetype.

    >>> made = sample(7, 3, 28, date(2026, 11, 2))
    >>> made.customers, made.days, made == sample(7, 3, 28, date(2026, 11, 2))
    (('customer-000001', 'customer-000002', 'customer-000003'), 28, True)
    """
    typical = {"calls": 3000} if meters is None else meters
    _check(seed, customers, days, typical)
    if not EARLIEST <= first <= LATEST - timedelta(days - 1):
        raise QuantityRefused(f"a sample lies between {EARLIEST} and {LATEST}", value=first, todo="Choose other days.")
    kinds = archetypes(customers, MIX if mix is None else mix)
    parts = []
    for low in range(0, customers, BLOCK):
        several = range(low, min(low + BLOCK, customers))
        parts += list(_rows(seed, several, [kinds[i] for i in several], first, days, typical))
    customer, meter, day, units = (np.concatenate(column) for column in zip(*parts, strict=True))
    begun = int(day.min())
    order = frames.order(customer, meter, day)
    return Usage(
        customers=tuple(f"customer-{i:06d}" for i in range(1, customers + 1)),
        meters=tuple(sorted(typical)),
        first=first + timedelta(begun),
        days=days - begun,
        decimals=0,
        customer=customer[order].astype(np.int32),
        meter=meter[order].astype(np.int32),
        day=(day[order] - begun).astype(np.int32),
        units=units[order],
        known=np.ones(len(order), dtype=np.bool_),
    )


def archetypes(customers: int, mix: Mapping[str, Fraction]) -> list[str]:
    """Return each customer's archetype: whoever is furthest behind its share is next, so that more change no other.

    Raises:
        UnknownName: no such archetype.
        QuantityRefused: a negative share, or none above 0.

    >>> archetypes(5, {"steady": Fraction(3), "spiky": Fraction(2)})
    ['steady', 'spiky', 'steady', 'spiky', 'steady']
    """
    for name, share in mix.items():
        if name not in MIX:
            raise UnknownName("no such archetype", value=name, todo=nearest(name, MIX))
        if share < 0:
            raise QuantityRefused("a share is not negative", value=share, where=name, todo="Use 0 or more.")
    common = lcm(*(share.denominator for share in mix.values()))
    shares = {name: int(share * common) for name, share in mix.items()}
    whole = sum(shares.values())
    if not whole:
        raise QuantityRefused("one archetype at least has a share above 0", todo="Write steady=1.")
    behind = dict.fromkeys(shares, 0)
    chosen = []
    for _ in range(customers):
        for name, part in shares.items():
            behind[name] += part
        chosen.append(max(behind, key=behind.__getitem__))
        behind[chosen[-1]] -= whole
    return chosen


def _check(seed: int, customers: int, days: int, meters: Mapping[str, int]) -> None:
    if seed < 0:
        raise QuantityRefused("a seed is not negative", value=seed, todo="Use 0 or more.")
    for what, number, most in (("customers", customers, MAX_CUSTOMERS), ("days", days, MAX_DAYS)):
        if not 1 <= number <= most:
            raise QuantityRefused(f"a sample has 1 to {most:,} {what}", value=number, todo=f"Ask for other {what}.")
    if not meters or min(meters.values()) < 1:
        raise QuantityRefused("a sample has meters of 1 unit a day or more", value=dict(meters), todo="Name one.")
    if max(meters.values()) > LARGEST:
        what = f"a median customer uses at most {LARGEST:,} units a day"
        raise QuantityRefused(what, value=max(meters.values()), todo="Use a larger unit.")
    if customers * days * len(meters) > MAX_ROWS:
        what = f"a sample has at most {MAX_ROWS:,} rows"
        raise QuantityRefused(
            what, value=f"{customers * days * len(meters):,}", todo="Ask for fewer days or customers."
        )


def _rows(
    seed: int, several: Sequence[int], kinds: list[str], first: date, days: int, meters: Mapping[str, int]
) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """Customer, meter, day and units of some customers' rows: every day from their first one on, zero where idle."""
    start, shape = _shapes(seed, several, kinds, first, days)
    place, day = np.nonzero(np.arange(days) >= start[:, None])
    for i, (meter, level) in enumerate(meters.items()):
        own = shape if i == 0 else shape * _ratios(seed, several, i, days)
        units = np.rint(np.clip(own * level, 0, LARGEST)).astype(np.int64)
        yield place + several[0], np.full(len(place), sorted(meters).index(meter)), day, units[place, day]


def _ratios(seed: int, several: Sequence[int], meter: int, days: int) -> Floats:
    """A further meter's use as a multiple of the first one's: each customer's own, a little different every day."""
    normal = np.array([np.random.default_rng([seed, i, meter]).standard_normal(1 + days) for i in several])
    ratios: Floats = np.exp(0.3 * normal[:, :1] + 0.1 * normal[:, 1:])
    return ratios


def _shapes(seed: int, several: Sequence[int], kinds: list[str], first: date, days: int) -> tuple[Ints, Floats]:
    """Each customer's first day, and their use by day as a multiple of the median customer's."""
    streams = [np.random.default_rng([seed, i]) for i in several]
    normal = np.array([stream.standard_normal(2 + days) for stream in streams])
    traits = dict(zip(TRAITS, np.array([stream.random(len(TRAITS)) for stream in streams]).T, strict=True))
    absent, spike, size, switch = np.array([stream.random((4, days)) for stream in streams]).transpose(1, 0, 2)
    kind = np.array(kinds)
    weekday = (first.weekday() + np.arange(days)) % 7
    shape = np.exp(SPREAD * normal[:, :1]) * WEEK[weekday] * _noise(normal[:, 1], normal[:, 2:], kind)
    shape *= _trend(kind, traits, days) * _spikes(kind, spike, size)
    shape[_idle(kind, traits, absent, switch)] = 0
    late = (traits["late"] < 0.2) & (days > 3)
    return np.where(late, 1 + (traits["start"] * days / 2).astype(np.int64), 0), shape


def _noise(spread: Floats, shocks: Floats, kind: NDArray[np.str_]) -> Floats:
    """AR(1) noise of mean 1; steady customers vary less than the others."""
    sigma = np.clip(np.exp(np.log(0.55) + 0.45 * spread) * np.where(kind == "steady", 0.8, 1), 0.14, 1.4)
    state = np.empty_like(shocks)
    state[:, 0] = shocks[:, 0]
    for day in range(1, shocks.shape[1]):
        state[:, day] = PHI * state[:, day - 1] + np.sqrt(1 - PHI**2) * shocks[:, day]
    noise: Floats = np.exp(sigma[:, None] * state - sigma[:, None] ** 2 / 2)
    return noise


def _trend(kind: NDArray[np.str_], traits: Mapping[str, Floats], days: int) -> Floats:
    """Growth of 8 to 35 % a month, decline of 10 to 40 %, or one rush to 3 to 7 times the usual level."""
    day = np.arange(days)
    up, down = np.log(1.08 + 0.27 * traits["trend"]), np.log(0.9 - 0.3 * traits["trend"])
    monthly = np.where(kind == "growing", up, np.where(kind == "declining", down, 0))
    centre, width = (0.3 + 0.6 * traits["centre"]) * days, 3 + 6 * traits["width"]
    away = (day - centre[:, None]) / width[:, None]
    height = np.where(kind == "seasonal rush", 2 + 4 * traits["height"], 0)
    trend: Floats = np.exp(monthly[:, None] * day / 30) * (1 + height[:, None] * np.exp(-(away**2) / 2))
    return trend


def _spikes(kind: NDArray[np.str_], spike: Floats, size: Floats) -> Floats:
    """One day in 60 (of the spiky: in 12) at a Pareto factor from 2 on, at most 50."""
    often = np.where(kind == "spiky", 1 / 12, 1 / 60)[:, None]
    return np.where(spike < often, np.minimum(2 / np.sqrt(1 - size), 50), 1)


def _idle(kind: NDArray[np.str_], traits: Mapping[str, Floats], absent: Floats, switch: Floats) -> NDArray[np.bool_]:
    """The days without use: none for 45 % of customers, 20 to 90 % for others; on-off ones rest for whole spells."""
    share = np.where(traits["always"] < 0.5, 0, 0.2 + 0.7 * traits["absence"])
    resting = (np.cumsum(switch < 0.1, axis=1) + (traits["on"] < 0.5)[:, None]) % 2 == 1
    on_off = (kind == "on-off")[:, None]
    return np.where(on_off, resting, absent < share[:, None])
