"""Each switch on which billing systems differ: both figures, at 0 and at each bound, and the named profiles."""

from fractions import Fraction
from typing import Any

import pytest

from pricing import invoice, plans
from pricing.catalog import parse
from pricing.conventions import PROFILES, Conventions
from pricing.errors import BeyondTable, Refusal, UnknownName

Document = dict[str, Any]
REFUSED = "refused"

# Tiers by upper bound, unit price and flat fee; "" is open.
TIERS = {
    "fees": [("5", "1", "10"), ("9", "2", "30"), ("", "3", "70")],
    "closed": [("5", "1", "10"), ("9", "2", "30")],
    "prices": [("5", "7", "0"), ("10", "6.5", "0"), ("", "6", "0")],
    "cents": [("1", "0.125", "0"), ("2", "0.125", "0"), ("", "0.125", "0")],
    "bands": [("30", "0", "6"), ("100", "0", "22")],
}


def test_a_curve_has_its_stairs_up_to_2000_blocks() -> None:
    tiers = [{"unit_price": "1"}]
    one = {"name": "Plan", "charges": [{"model": "per_unit", "block": "10", "tiers": tiers}]}
    book = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [one]})
    stairs, straight = (plans.curve(book, book.plans[0], "calls", until=Fraction(n)) for n in (20_000, 20_001))
    assert stairs(11) == 20
    assert straight(11) == 11


def charge(table: str, model: str, **more: str) -> Document:
    """Return a charge of one of the tables above."""
    tiers = [{"unit_price": price, "flat_fee": fee} | ({"up_to": up} if up else {}) for up, price, fee in TIERS[table]]
    return {"model": model, "tiers": tiers, **more}


def bills(given: Document, quantities: str, currency: str = "USD", **conventions: str) -> str:
    """Return the totals of several quantities, as text."""
    plan = {"name": "Plan", "charges": [given]}
    meters = [{"name": "units", "whole": False}]
    catalog = parse({"currency": currency, "conventions": conventions, "meters": meters, "plans": [plan]})
    totals = []
    for quantity in quantities.split():
        try:
            totals.append(f"{invoice.quote(catalog, 'Plan', {'units': quantity}).total.normalize():f}")
        except BeyondTable:
            totals.append(REFUSED)
    return " ".join(totals)


# A switch and its two values: charges, quantities, and what they come to under the one and under the other.
SWITCHES: dict[tuple[str, str, str], list[tuple[Document, str, str, str]]] = {
    ("boundary", "up_to", "from"): [
        # Progressive at 5: 5 x 1 + 10, and with [5, 9) reached the second tier's 30 as well.
        (charge("fees", "progressive"), "4 5 6 9 10", "14 15 47 53 126", "14 45 47 123 126"),
        # Volume at 5: 5 x 1 + 10 or 5 x 2 + 30; at 9: 9 x 2 + 30 or 9 x 3 + 70.
        (charge("fees", "volume"), "4 5 6 9 10", "14 15 42 48 100", "14 40 42 97 100"),
        (charge("fees", "stairstep"), "4 5 6 9 10", "10 10 30 30 70", "10 30 30 70 70"),
        # The last bound of a closed table has no next tier to own it.
        (charge("closed", "volume"), "5 9 9.01", "15 48 refused", "40 48 refused"),
        (charge("bands", "stairstep"), "30 100 101", "6 22 refused", "22 22 refused"),
    ],
    ("flat_fee_at_zero", "charge", "waive"): [
        (charge("fees", "progressive"), "0 1", "10 11", "0 11"),
        (charge("fees", "volume"), "0 1", "10 11", "0 11"),
        (charge("bands", "stairstep"), "0 1 31", "6 6 22", "0 6 22"),
        # Included units only: nothing is billable, so the switch decides there too.
        (charge("fees", "progressive", included="4"), "0 4 5", "10 10 11", "0 0 11"),
        # The first billable unit lies in the second tier; at zero it is the first one's fee all the same.
        (charge("fees", "volume", included="7"), "0 7 8", "10 10 32", "0 0 32"),
        (charge("bands", "stairstep", included="30"), "30 31", "6 22", "0 22"),
        # Three units round down to no block of four: still zero usage.
        (charge("fees", "volume", block="4", block_rounding="down"), "3 4", "10 14", "0 14"),
    ],
    ("rounding", "half_up", "half_even"): [
        (charge("cents", "volume"), "0 1 2 3 5", "0 0.13 0.25 0.38 0.63", "0 0.12 0.25 0.38 0.62"),
    ],
    ("rounding_scope", "line", "tier"): [
        # Three lines of 12.5 cents round to 13 each, their sum of 37.5 to 38.
        (charge("cents", "progressive"), "1 2 3", "0.13 0.25 0.38", "0.13 0.26 0.39"),
    ],
    ("rounding_scope", "line", "total"): [
        (charge("cents", "progressive"), "1 2 3", "0.13 0.25 0.38", "0.13 0.25 0.38"),
    ],
    ("allowance", "subtract", "rebill"): [
        # 6 used and 5 included: 1 x 6.5 against 5 x 7 + 1 x 6.5.
        (charge("prices", "progressive", included="5"), "5 6 11", "0 6.5 38.5", "0 41.5 73.5"),
        (charge("prices", "volume", included="5"), "5 6 11", "0 6.5 36", "0 39 66"),
        (charge("bands", "stairstep", included="5"), "5 6 31", "6 6 22", "6 6 22"),
        # The first tier's fee is owed by re-billed units too.
        (charge("fees", "progressive", included="5"), "5 6", "10 32", "10 47"),
    ],
    ("tier_counts", "all", "overage"): [
        # 11 used, 5 included: units 6 to 11 of the table, or its units 1 to 6.
        (charge("prices", "progressive", included="5"), "5 6 10 11", "0 6.5 32.5 38.5", "0 7 35 41.5"),
        (charge("prices", "volume", included="5"), "10 11 15 16", "32.5 36 60 66", "35 39 65 66"),
        (charge("bands", "stairstep", included="30"), "30 31 60 61", "6 22 22 22", "6 6 6 22"),
        (charge("closed", "volume", included="4"), "9 10 13 14", "40 refused refused refused", "15 42 48 refused"),
    ],
    ("beyond_table", "refuse", "last_band"): [
        (charge("closed", "progressive"), "9 10 100", "53 refused refused", "53 55 235"),
        (charge("closed", "volume"), "9 10 100", "48 refused refused", "48 50 230"),
        (charge("bands", "stairstep"), "100 101", "22 refused", "22 22"),
        # Five used make two blocks of four, and eight are within nine; nine used make twelve.
        (charge("closed", "volume", block="4"), "5 8 9", "46 46 refused", "46 46 54"),
        # Ten used make eight when rounded down, but ten are beyond nine.
        (charge("closed", "volume", block="4", block_rounding="down"), "7 9 10", "14 46 refused", "14 46 46"),
        # All of the table is included: what is over lies beyond it, or goes on in the last band.
        (charge("closed", "volume", included="12"), "9 12 13", "10 10 refused", "10 10 32"),
    ],
}


@pytest.mark.parametrize(
    ("switch", "given", "quantities", "under_one", "under_other"),
    [
        pytest.param(switch, *row, id=f"{' '.join(switch)}, {row[0]['model']} {row[1]}: {row[2]} | {row[3]}")
        for switch, rows in SWITCHES.items()
        for row in rows
    ],
)
def test_both_figures_of_a_switch(
    switch: tuple[str, str, str], given: Document, quantities: str, under_one: str, under_other: str
) -> None:
    name, one, other = switch
    assert bills(given, quantities, **{name: one}) == under_one
    assert bills(given, quantities, **{name: other}) == under_other
    assert bills(given, quantities) == under_one, "the first value is the default"


REBILL_OVERAGE = {"allowance": "rebill", "tier_counts": "overage"}
# Several switches at once: conventions, the charge, quantities, totals.
TOGETHER: list[tuple[dict[str, str], Document, str, str]] = [
    # Re-billed volume whose bounds count the overage: 6 used are 1 over, in the first tier: 6 x 7. 11: 11 x 6.5.
    (REBILL_OVERAGE, charge("prices", "volume", included="5"), "5 6 10 11", "0 42 70 71.5"),
    # At the bound itself [5, 10) puts five units over into the second tier: 10 x 6.5.
    (REBILL_OVERAGE | {"boundary": "from"}, charge("prices", "volume", included="5"), "9 10 15", "63 65 90"),
    # Re-billed progressive units fill the table from its first tier, whatever the bounds count.
    (REBILL_OVERAGE, charge("prices", "progressive", included="5"), "5 6 11", "0 41.5 73.5"),
    # Blocks of 4 over 3 included: 4 used are 1 over, 4 billed; re-billed with the 3: 7 x 2 + 30. 8 used: 8 billed, 11.
    ({"allowance": "rebill"}, charge("fees", "volume", included="3", block="4"), "3 4 7 8", "10 44 44 103"),
    # One included, one block: 5 lie at the bound that [5, 9) gives to the second tier. Two blocks: 9, the end.
    (
        {"allowance": "rebill", "boundary": "from"},
        charge("closed", "volume", included="1", block="4"),
        "1 2 5 6 9 10",
        "10 40 40 48 48 refused",
    ),
    (
        {"boundary": "from", "flat_fee_at_zero": "waive"},
        charge("fees", "volume", included="5"),
        "0 5 5.5 9",
        "0 0 31 82",
    ),
    ({"beyond_table": "last_band", "boundary": "from"}, charge("bands", "stairstep"), "99 100 101", "22 22 22"),
]


@pytest.mark.parametrize(
    ("conventions", "given", "quantities", "totals"),
    [pytest.param(*row, id=f"{' '.join(row[0].values())}, {row[1]['model']} {row[2]}: {row[3]}") for row in TOGETHER],
)
def test_switches_together(conventions: dict[str, str], given: Document, quantities: str, totals: str) -> None:
    assert bills(given, quantities, **conventions) == totals


@pytest.mark.parametrize(
    ("allowance", "usage", "total"),
    [
        pytest.param("subtract", {"a": 100}, "0.00", id="subtract, 100 a: all included"),
        pytest.param("rebill", {"a": 100}, "0.00", id="re-bill, 100 a: not exceeded"),
        pytest.param("subtract", {"a": 60, "b": 60}, "200.00", id="subtract, 60 a + 60 b: 20 x 10"),
        pytest.param("rebill", {"a": 60, "b": 60}, "660.00", id="re-bill, 60 a + 60 b: 60 x 1 + 60 x 10"),
        pytest.param("rebill", {"a": 130, "b": 60}, "740.00", id="re-bill: 130 x 1 + 20 x 10 + 40 x 10.25"),
    ],
)
def test_meters_with_prices_of_their_own_share_the_included_units(
    allowance: str, usage: dict[str, object], total: str
) -> None:
    tiers = [{"up_to": "150", "unit_price": {"a": "1", "b": "10"}}, {"unit_price": {"a": "1", "b": "10.25"}}]
    plan = {"name": "Plan", "charges": [{"meters": ["a", "b"], "included": "100", "tiers": tiers}]}
    document = {"currency": "USD", "meters": [{"name": "a"}, {"name": "b"}], "plans": [plan]}
    catalog = parse({**document, "conventions": {"allowance": allowance}})
    assert str(invoice.quote(catalog, "Plan", usage).total) == total


@pytest.mark.parametrize(
    ("rounding", "quantities", "totals"),
    [("half_up", "0.5 1.5 2.5 2.49", "1 2 3 2"), ("half_even", "0.5 1.5 2.5 2.51", "0 2 2 3")],
)
def test_yen_round_to_whole_ones(rounding: str, quantities: str, totals: str) -> None:
    given = {"tiers": [{"unit_price": "1"}]}
    assert bills(given, quantities, "JPY", rounding=rounding) == totals


@pytest.mark.parametrize(("scope", "total"), [("line", "0.26"), ("tier", "0.26"), ("total", "0.25")])
def test_the_scope_of_rounding_over_two_charges(scope: str, total: str) -> None:
    charges = [{"meters": [name], "tiers": [{"unit_price": "0.125"}]} for name in ("a", "b")]
    meters = [{"name": "a"}, {"name": "b"}]
    document = {"currency": "USD", "meters": meters, "plans": [{"name": "Plan", "charges": charges}]}
    catalog = parse({**document, "conventions": {"rounding_scope": scope}})
    bill = invoice.quote(catalog, "Plan", {"a": 1, "b": 1})
    assert (str(bill.total), bill.exact) == (total, Fraction("0.25"))
    assert sum(line.amount for line in bill.lines) == bill.total


PROFILE_SWITCHES = {
    "stripe": {},
    "lago": {},
    "openmeter": {"rounding_scope": "tier"},
    "killbill": {"flat_fee_at_zero": "waive"},
    "orb": {},
    "flexprice": {"rounding_scope": "total"},
    "chargebee": {},
}
UNDOCUMENTED = {"stripe", "orb", "chargebee"}


@pytest.mark.parametrize("name", PROFILE_SWITCHES)
def test_a_profile_sets_every_switch(name: str) -> None:
    default = {"flat_fee_at_zero": "charge", "rounding_scope": "line"} | PROFILE_SWITCHES[name]
    stated = Conventions.model_validate({"profile": name})
    assert stated == Conventions.model_validate({"profile": name, **default})
    assert (stated.boundary, stated.rounding, stated.allowance) == ("up_to", "half_up", "subtract")
    assert (stated.tier_counts, stated.beyond_table) == ("all", "refuse")
    assert ("not documented" in PROFILES[name].note) == (name in UNDOCUMENTED)


def test_every_profile_is_shown_here() -> None:
    assert set(PROFILES) == set(PROFILE_SWITCHES)


def test_a_switch_set_by_itself_wins_over_its_profile() -> None:
    stated = Conventions.model_validate({"profile": "openmeter", "rounding_scope": "line", "boundary": "from"})
    assert (stated.rounding_scope, stated.boundary) == ("line", "from")


@pytest.mark.parametrize(
    ("profile", "totals"),
    [
        ("stripe", "10 10.13 30.25"),
        ("openmeter", "10 10.13 30.26"),
        ("killbill", "0 10.13 30.25"),
        ("flexprice", "10 10.13 30.25"),
    ],
)
def test_profiles_differ_on_the_same_table(profile: str, totals: str) -> None:
    tiers = [{"up_to": "1", "unit_price": "0.125", "flat_fee": "10"}, {"unit_price": "0.125", "flat_fee": "20"}]
    assert bills({"tiers": tiers}, "0 1 2", profile=profile) == totals


def test_what_is_no_convention_is_refused() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'stripe'"):
        bills(charge("fees", "volume"), "1", profile="strype")
    with pytest.raises(Refusal, match="boundary"):
        bills(charge("fees", "volume"), "1", boundary="between")
    with pytest.raises(Refusal, match="boundry"):
        bills(charge("fees", "volume"), "1", boundry="up_to")
