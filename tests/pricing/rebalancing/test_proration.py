"""The published figures of prorated changes, and what a cycle with changes comes to."""

from datetime import date
from fractions import Fraction

import pytest

from pricing.money import to_minor
from pricing.rebalancing import proration
from pricing.rebalancing.cycles import add_months
from pricing.rebalancing.policy import Policy

JANUARY = (date(2026, 1, 1), date(2026, 2, 1))


def test_50_to_100_with_20_of_30_days_left() -> None:
    made = proration.change(Fraction(50), Fraction(100), Fraction(20, 30), 2)
    assert (made.credit, made.debit, made.net) == (-3333, 6667, 3334)


def test_600_to_1200_yearly_with_265_of_365_days_left() -> None:
    made = proration.change(Fraction(600), Fraction(1200), Fraction(265, 365), 2)
    assert (made.credit, made.debit) == (-43562, 87123)


def test_100_then_200_in_arrears_change_on_15_january() -> None:
    rest = proration.share(date(2026, 1, 15), *JANUARY)
    assert rest == Fraction(17, 31)
    made = proration.change(Fraction(100), Fraction(200), rest, 2)
    assert (10000 + made.credit, made.debit) == (4516, 10968)


@pytest.mark.parametrize(
    ("rest", "cents"),
    [((9, 31), 724), ((8, 31), 644), ((22, 30), 1830), ((25, 30), 2079)],
    ids=["24.95 x 9/31", "24.95 x 8/31", "24.95 x 22/30", "24.95 x 25/30"],
)
def test_a_fee_from_the_day_of_signup(rest: tuple[int, int], cents: int) -> None:
    assert proration.part(Fraction("24.95"), Fraction(*rest), 2) == cents


def test_49_to_99_for_half_a_month() -> None:
    # The difference of 50 for 15 of 31 days is 24.19; line by line 47.90 - 23.71 is the same.
    made = proration.change(Fraction(49), Fraction(99), Fraction(15, 31), 2)
    assert (made.credit, made.debit, made.net) == (-2371, 4790, 2419)


def test_4000_units_for_17_of_31_days() -> None:
    assert proration.allowance([(4000, 17)], 31) == 2193


def test_anchor_31_january() -> None:
    common = [add_months(date(2026, 1, 31), n) for n in (1, 2, 3)]
    assert common == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)


def test_a_last_day_upgrade_with_a_full_allowance_is_nearly_free(ladder: "object") -> None:
    policy = Policy.model_validate({"upgrade_when": "now", "allowance_on_change": "full"})
    pro, enterprise = ladder.plans[1:]  # type: ignore[attr-defined]
    assert proration.last_day(ladder, policy, pro, enterprise) == 10567  # type: ignore[arg-type]
    assert to_minor(enterprise.fee, 2) == 29900
    assert "nearly free" in policy.warnings[0]
    assert Policy(upgrade_when="now").warnings == ()


def test_a_negative_change_is_a_zero_invoice_and_a_balance() -> None:
    made = proration.change(Fraction(100), Fraction(40), Fraction(1, 2), 2)
    assert (made.net, made.invoice, made.balance) == (-3000, 0, 3000)


def test_first_and_last_day_of_a_cycle() -> None:
    assert proration.share(date(2026, 1, 1), *JANUARY) == 1
    assert proration.share(date(2026, 1, 31), *JANUARY) == Fraction(1, 31)


def test_29_february_is_a_day_of_its_cycle() -> None:
    assert proration.share(date(2028, 2, 29), date(2028, 2, 1), date(2028, 3, 1)) == Fraction(1, 29)


def test_seconds_know_the_hour_a_clock_change_takes() -> None:
    march = (date(2026, 3, 1), date(2026, 4, 1))
    rest = proration.share(date(2026, 3, 16), *march, "second", "America/New_York")
    assert rest == Fraction(16 * 24, 31 * 24 - 1)
    assert proration.share(date(2026, 3, 16), *march, "second", "UTC") == Fraction(16, 31)


def test_yen_has_no_cents_and_dinar_has_1000() -> None:
    yen = proration.change(Fraction(5000), Fraction(10000), Fraction(17, 31), 0)
    dinar = proration.change(Fraction("15.000"), Fraction("30.500"), Fraction(17, 31), 3)
    assert (yen.credit, yen.debit) == (-2742, 5484)
    assert (dinar.credit, dinar.debit) == (-8226, 16726)


def test_two_changes_on_one_day_the_last_wins() -> None:
    day = date(2026, 1, 10)
    rows = proration.stretches(*JANUARY, "Lite", [(day, "Pro"), (day, "Enterprise"), (date(2026, 1, 31), "Pro")])
    assert rows == [("Lite", 9), ("Enterprise", 21), ("Pro", 1)]


@pytest.mark.parametrize("how", ["full_difference", "none"])
def test_charges_that_are_not_prorated(how: str) -> None:
    made = proration.change(Fraction(49), Fraction(99), Fraction(1, 31), 2, how)
    assert made.net == (5000 if how == "full_difference" else 0)
