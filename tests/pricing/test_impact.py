"""Impact: a book of six customers worked out by hand, every figure with its sum."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from pricing import impact
from pricing.impact import Impact, Offer
from pricing.impact.guards import max_increase, min_revenue_change
from pricing.impact.report import as_json
from pricing.impact.sentences import sentences
from tests.books import calls, gigabytes, month, shop

D, F = Decimal, Fraction

# Before: 1.00 a call, gigabytes free. After: 10 calls included, then 1.00 a call; 2.00 a gigabyte.
BEFORE = Offer.of(shop(calls(tiers=[{"unit_price": "1"}]), gigabytes("0")))
AFTER = Offer.of(shop(calls(included="10", tiers=[{"unit_price": "1"}]), gigabytes("2")))
SIX = {
    "idle": ("0", "0"),  # 0 -> 0: a zero baseline that stays zero
    "new": ("0", "5"),  # 0 -> 5 x 2 = 10: a new payer
    "gone": ("8", "0"),  # 8 -> 0, all included: stops paying
    "loser": ("100", "25"),  # 100 -> 90 + 25 x 2 = 140
    "winner": ("50", "0"),  # 50 -> 40
    "same": ("30", "5"),  # 30 -> 20 + 5 x 2 = 30
}
COST = {"calls": F("0.20"), "gb": F(1)}


@pytest.fixture(scope="module")
def six() -> Impact:
    return impact.compare(BEFORE, AFTER, month(SIX), COST)


def test_six_bills(six: Impact) -> None:
    assert six.customers == ("gone", "idle", "loser", "new", "same", "winner")
    assert six.before.tolist() == [800, 0, 10000, 0, 3000, 5000]
    assert six.after.tolist() == [0, 0, 14000, 1000, 3000, 4000]


def test_six_revenue(six: Impact) -> None:
    assert (six.revenue.before, six.revenue.after) == (D("188.00"), D("220.00"))  # 8+100+30+50; 140+10+30+40
    assert (six.revenue.change, six.revenue.share) == (D("32.00"), F(32, 188))


def test_six_groups(six: Impact) -> None:
    found = {one.what: (one.customers, one.money.before, one.money.after, one.money.change) for one in six.groups}
    assert found == {
        "winner": (1, D("50.00"), D("40.00"), D("-10.00")),
        "loser": (1, D("100.00"), D("140.00"), D("40.00")),
        "unmoved": (2, D("30.00"), D("30.00"), D("0.00")),  # "same" and "idle"
        "new payer": (1, D("0.00"), D("10.00"), D("10.00")),
        "stops paying": (1, D("8.00"), D("0.00"), D("-8.00")),
    }
    assert six.group("new payer").money.share is None
    assert six.group("stops paying").money.share == -1


def test_six_spread(six: Impact) -> None:
    # changes in order: -10, -8, 0, 0, 10, 40; percents of those who paid: -100, -20, 0, 40
    assert [(str(one.share), one.change, one.percent) for one in six.quantiles()] == [
        ("0", D("-10.00"), -100),
        ("1/10", D("-10.00"), -100),  # the 1st of 6, the 1st of 4
        ("1/4", D("-8.00"), -100),  # 2nd, 1st
        ("1/2", D("0.00"), -20),  # 3rd, 2nd
        ("3/4", D("10.00"), 0),  # 5th, 3rd
        ("9/10", D("40.00"), 40),  # 6th, 4th
        ("1", D("40.00"), 40),
    ]
    money = {(str(one.low), str(one.high)): (one.customers, one.change) for one in six.money_bins if one.customers}
    assert money == {
        ("-10.00", "-5.00"): (2, D("-18.00")),
        ("0.00", "0.00"): (2, D("0.00")),
        ("5.00", "10.00"): (1, D("10.00")),
        ("20.00", "50.00"): (1, D("40.00")),
    }
    percent = {
        one.what or (one.low, one.high): (one.customers, one.change) for one in six.percent_bins if one.customers
    }
    assert percent == {
        (-20, -10): (1, D("-10.00")),
        (0, 0): (2, D("0.00")),
        (30, 50): (1, D("40.00")),
        "new payer": (1, D("10.00")),
        "stops paying": (1, D("-8.00")),
    }


def test_six_concentration(six: Impact) -> None:
    before, after = six.concentration_before, six.concentration_after
    assert before is not None
    assert after is not None
    assert (before.top_1, before.top_10) == (F(100, 188), F(100, 188))  # 1 % and 10 % of six are one customer
    # 2 (3x8 + 4x30 + 5x50 + 6x100) / (6 x 188) - 7/6 = 1988/1128 - 7/6
    assert before.gini == F(28, 47)
    # 2 (3x10 + 4x30 + 5x40 + 6x140) / (6 x 220) - 7/6 = 2380/1320 - 7/6
    assert (after.top_10, after.gini) == (F(140, 220), F(7, 11))


def test_six_margin(six: Impact) -> None:
    margin = six.margin
    assert margin is not None
    assert margin.cost == D("72.60")  # 188 calls x 0.20 + 35 gigabytes x 1
    assert (margin.money.before, margin.money.after) == (D("115.40"), D("147.40"))
    assert margin.below_cost_before == 1  # new: 0 for 5.00
    assert margin.below_cost_after == 1  # gone: 0 for 1.60


def test_six_break_even_churn(six: Impact) -> None:
    # 32 more; loser and new pay 150 and cost 100 x 0.20 + 25 + 5 = 50
    assert six.break_even_churn == F(32, 100)
    assert impact.compare(BEFORE, AFTER, month(SIX)).break_even_churn == F(32, 150)
    assert impact.compare(AFTER, BEFORE, month(SIX)).break_even_churn == 0  # the change earns nothing
    assert impact.compare(BEFORE, BEFORE, month(SIX)).break_even_churn is None  # nobody pays more


def test_six_movers(six: Impact) -> None:
    table = six.movers()
    assert list(table) == ["customer", "calls", "gb", "before", "after", "change", "percent", "what"]
    rows = [[str(cell) for cell in row] for row in table.itertuples(index=False)]
    assert rows == [
        ["loser", "100", "25", "100.00", "140.00", "40.00", "40.0", "loser"],
        ["new", "0", "5", "0.00", "10.00", "10.00", "nan", "new payer"],
        ["winner", "50", "0", "50.00", "40.00", "-10.00", "-20.0", "winner"],
        ["gone", "8", "0", "8.00", "0.00", "-8.00", "-100.0", "stops paying"],
        ["idle", "0", "0", "0.00", "0.00", "0.00", "nan", "unmoved"],
        ["same", "30", "5", "30.00", "30.00", "0.00", "0.0", "unmoved"],
    ]
    assert six.movers(2)["customer"].tolist() == ["loser", "new"]


def test_six_zones(six: Impact) -> None:
    # After, calls 0 to 10 cost nothing: "gone", "idle" and "new" stand there.
    found = [(one.kind, one.meter, one.start, one.end, one.customers, one.money) for one in six.standing_after]
    assert found == [("dead_zone", "calls", F(0), F(10), 3, D("0.00"))]
    assert [(one.kind, one.meter, one.end) for one in six.standing_before] == [("dead_zone", "gb", None)]


def test_six_as_json(six: Impact) -> None:
    found: Any = as_json(six)
    assert found["revenue"] == {"before": "188.00", "after": "220.00", "change": "32.00", "share": "0.170213"}
    assert found["groups"]["new payer"] == {
        "customers": 1, "before": "0.00", "after": "10.00", "change": "10.00", "share": None,
    }  # fmt: skip
    assert found["break_even_churn"] == "0.32"
    assert found["margin"]["change"] == "32.00"
    assert found["movers"][1] == {
        "customer": "new", "calls": "0", "gb": "5", "before": "0.00", "after": "10.00", "change": "10.00",
        "what": "new payer", "percent": None,
    }  # fmt: skip


def test_six_in_sentences(six: Impact) -> None:
    lines = sentences(six)
    assert lines[0] == "6 customers, 6 bills, 1 cycle from 2026-11-01 on"
    assert "Revenue: $188.00 -> $220.00 (+$32.00, +17.0 %)" in lines
    assert "      1 start to pay: $0.00 -> $10.00 (+$10.00)" in lines
    assert "Break-even churn: 32.0 % of what those who pay more would pay" in lines
    assert "new: $0.00 -> $10.00 (new payer)" in lines


@pytest.mark.parametrize(
    ("percent", "new_payers", "broken"),
    [("39.999", True, ("loser",)), ("40", True, ()), ("40", False, ("new",)), ("0", False, ("loser", "new"))],
)
def test_guard_on_increases(six: Impact, percent: str, new_payers: bool, broken: tuple[str, ...]) -> None:
    guard = max_increase(six, F(percent), allow_new_payers=new_payers)
    assert (guard.customers, guard.broken) == (broken, bool(broken))
    assert all(name in guard.message for name in broken)


@pytest.mark.parametrize(("percent", "broken"), [("17", False), ("17.1", True), ("-5", False)])
def test_guard_on_revenue_that_rises(six: Impact, percent: str, broken: bool) -> None:
    assert min_revenue_change(six, F(percent)).broken is broken  # 32 / 188 = 17.02 %


@pytest.mark.parametrize(("percent", "broken"), [("0", True), ("-14.5", True), ("-14.6", False)])
def test_guard_on_revenue_that_falls(percent: str, broken: bool) -> None:
    back = impact.compare(AFTER, BEFORE, month(SIX))
    assert min_revenue_change(back, F(percent)).broken is broken  # -32 / 220 = -14.55 %


def test_a_guard_writes_money_as_its_locale_does(six: Impact) -> None:
    assert "188,00\xa0$" in min_revenue_change(six, F(0), "de_DE").message
