"""The sampler: the same seed the same bytes, streams of their own, and the statistics that its source states."""

from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest

from pricing import usage
from pricing.errors import QuantityRefused, UnknownName
from pricing.sample import MIX, archetypes, sample
from pricing.usage import Usage

FIRST = date(2026, 8, 1)  # a Saturday
BOOK = sample(1, 2000, 92, FIRST)
UNITS, PRESENT = BOOK.matrix("calls")


def only(made: Usage, name: str) -> list[Any]:
    units, present = made.only([name]).matrix("calls")
    return list(units[present].tolist())


def test_the_same_arguments_give_the_same_usage() -> None:
    assert sample(3, 20, 30, FIRST) == sample(3, 20, 30, FIRST)
    assert sample(3, 20, 30, FIRST) != sample(4, 20, 30, FIRST)


def test_one_more_customer_changes_no_other() -> None:
    few, more = sample(5, 9, 40, FIRST), sample(5, 40, 40, FIRST)
    assert len(set(more.customers)) == 40
    assert more.only(few.customers) == few


def test_customers_do_not_share_a_stream() -> None:
    made = sample(5, 40, 40, FIRST, mix={"steady": Fraction(1)})
    rows = [tuple(only(made, name)) for name in made.customers]
    assert len(set(rows)) == 40


def test_a_further_meter_changes_no_other_and_moves_with_it() -> None:
    one = sample(5, 30, 40, FIRST, {"calls": 3000})
    two = sample(5, 30, 40, FIRST, {"calls": 3000, "tokens": 900_000})
    assert two.matrix("calls")[0].tolist() == one.matrix("calls")[0].tolist()
    calls, tokens = (two.matrix(meter)[0].astype(np.float64) for meter in two.meters)
    assert np.corrcoef(np.log(calls[calls > 99]), np.log(tokens[calls > 99]))[0, 1] > 0.9
    ratios = tokens[calls > 99] / calls[calls > 99]
    assert 200 < np.median(ratios) < 450
    assert np.std(np.log(ratios)) > 0.2  # and every customer's own way: 0.3 between customers, 0.1 between days


@pytest.mark.parametrize("customers", [1, 2, 7, 60, 333, 2000])
def test_archetypes_keep_their_shares_at_any_number(customers: int) -> None:
    found = Counter(archetypes(customers, MIX))
    assert sum(found.values()) == customers
    assert all(abs(found[kind] - share * customers) < 1 for kind, share in MIX.items())
    assert archetypes(customers, MIX) == archetypes(customers + 5, MIX)[:customers]


def test_quantities_are_whole_and_never_negative() -> None:
    assert BOOK.decimals == 0
    assert int(UNITS.min()) == 0
    assert BOOK.known.all()


def test_levels_are_log_normal_with_a_sigma_of_two_and_a_half() -> None:
    levels = np.sort(UNITS.sum(axis=1))
    logs = np.log(levels[levels > 0])
    assert 2.2 < logs.std() < 2.9
    n = len(levels)
    gini = 2 * np.sum(np.arange(1, n + 1) * levels) / (n * levels.sum()) - (n + 1) / n
    assert 0.87 < gini < 0.97


def test_presence() -> None:
    late = ~PRESENT[:, 0]
    assert 0.17 < late.mean() < 0.23
    assert 0.28 < (UNITS == 0).mean() < 0.38
    always = ((UNITS > 0) | ~PRESENT).all(axis=1)
    assert 0.4 < always.mean() < 0.5
    assert (np.diff(PRESENT.astype(int), axis=1) >= 0).all()  # once there, a customer has a row every day


@cache
def weekly(kind: str) -> Any:
    made = sample(2, 400, 84, date(2026, 8, 3), mix={kind: Fraction(1)})
    units, present = made.matrix("calls")
    whole = present.all(axis=1) & (units.sum(axis=1) > 84 * 200)
    logs = np.log(units[whole].reshape(whole.sum(), 12, 7).sum(axis=2) + 1.0)
    return units[whole], logs


def test_weekends_are_quieter() -> None:
    units, _ = weekly("steady")
    by_day = np.median(units.reshape(len(units), 12, 7) / units.mean(axis=1)[:, None, None], axis=(0, 1))
    assert 0.45 < by_day[5:].mean() / by_day[:5].mean() < 0.68  # 0.65 / 1.15 = 0.57


def test_archetypes_do_what_their_names_say() -> None:
    change = {kind: float(np.median(weekly(kind)[1][:, -3:].mean(1) - weekly(kind)[1][:, :3].mean(1))) for kind in MIX}
    assert change["growing"] > 0.25
    assert change["declining"] < -0.35
    assert abs(change["steady"]) < 0.15
    peak = {kind: float(np.median(np.max(weekly(kind)[1], 1) - np.median(weekly(kind)[1], 1))) for kind in MIX}
    assert peak["seasonal rush"] > peak["steady"] + 0.3
    spread = {kind: float(np.median(weekly(kind)[0].max(1) / weekly(kind)[0].mean(1))) for kind in ("steady", "spiky")}
    assert spread["spiky"] > 1.5 * spread["steady"]
    zero = {kind: float((weekly(kind)[0] == 0).mean()) for kind in ("steady", "on-off")}
    assert zero["on-off"] > zero["steady"] + 0.1


def test_noise_remembers_the_day_before() -> None:
    units, _ = weekly("growing")
    busy = units[(units > 50).all(axis=1)].astype(np.float64)
    days = np.log(busy)
    weekday = np.tile([0.0] * 5 + [np.log(0.65 / 1.15)] * 2, 12)
    rest = days - weekday - np.linspace(0, 1, 84) * (days[:, -14:].mean(1) - days[:, :14].mean(1))[:, None]
    rest -= rest.mean(axis=1, keepdims=True)
    phi = np.median((rest[:, 1:] * rest[:, :-1]).sum(1) / (rest**2).sum(1))
    assert 0.2 < phi < 0.45


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"customers": 0}, "1 to 1,000,000 customers"),
        ({"days": 0}, "1 to 7,305 days"),
        ({"customers": 10**6, "days": 21}, "at most 20,000,000 rows"),
        ({"seed": -1}, "seed"),
        ({"meters": {}}, "meters of 1 unit a day or more"),
        ({"meters": {"calls": 0}}, "meters of 1 unit a day or more"),
        ({"mix": {"steady": Fraction(-1)}}, "share is not negative"),
        ({"mix": {"steady": Fraction(0)}}, "share above 0"),
    ],
)
def test_impossible_samples_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(QuantityRefused, match=said):
        sample(**{"seed": 1, "customers": 2, "days": 3, "first": FIRST, **given})


def test_unknown_archetype() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'spiky'"):
        archetypes(3, {"spikey": Fraction(1)})


def test_nobody_starts_late_in_a_sample_of_three_days() -> None:
    assert len(sample(1, 200, 3, FIRST).units) == 600
    assert len(sample(1, 200, 4, FIRST).units) < 800


def test_the_largest_use_stays_within_what_a_usage_file_may_state() -> None:
    made = sample(1, 100, 5, FIRST, {"bytes": 10**12 - 1})
    assert made.units.max() == 10**12 - 1
    assert usage.parse(usage.frame(made)) == made


def test_even_one_customer_who_starts_late_makes_a_usage() -> None:
    for seed in range(12):
        made = sample(seed, 1, 10, FIRST, {"tokens": 90, "calls": 3})
        assert made.meters == ("calls", "tokens")
        assert usage.parse(usage.frame(made)) == made
