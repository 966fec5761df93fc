"""Edge cases of the calendar, of changes within a cycle, and of usage that is missing, late or corrected."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from pricing.catalog import Catalog, parse
from pricing.rebalancing.book import Late
from pricing.rebalancing.cycles import local_day, seconds
from tests.pricing.rebalancing.stories import NEW_YEAR, bills, catalog, plan, policy, story, told

ALWAYS = {"at_once": True, "fairness_guard": False}


def closes(made: object) -> list[str]:
    return [text[:5] for text in told(made, "cycle_closed")]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (date(2026, 1, 29), ["02-28", "03-29", "04-29"]),
        (date(2026, 1, 30), ["02-28", "03-30", "04-30"]),
        (date(2026, 1, 31), ["02-28", "03-31", "04-30"]),
        (date(2028, 1, 31), ["02-29", "03-31", "04-30"]),
        (date(2028, 2, 29), ["03-29", "04-29", "05-29"]),
    ],
    ids=["anchor 29", "anchor 30", "anchor 31", "anchor 31 in a leap year", "29 February"],
)
def test_month_ends_do_not_drift(ladder: Catalog, first: date, expected: list[str]) -> None:
    assert closes(story(ladder, policy(), [1] * 92, first)) == expected


def test_cycles_of_28_to_31_days(ladder: Catalog) -> None:
    made = story(ladder, policy(), [1] * 365)
    cycles = made.outcome.cycles
    assert (cycles.end - cycles.start).tolist() == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert cycles.complete.all()


def test_fixed_anchor_prorates_the_first_cycle(ladder: Catalog) -> None:
    made = story(ladder, policy(anchor_day=1), [2] * 40, date(2026, 1, 15))
    assert closes(made) == ["02-01"]
    # 17 of 31 days: 54 of 100 tokens, 49 x 17/31 = 26.87; 34 tokens used.
    assert made.outcome.cycles.limit.tolist() == [54]
    assert bills(made) == [2687]
    assert made.outcome.cycles.complete.tolist() == [False]


def test_new_customer_mid_cycle_has_an_anchor_of_its_own(ladder: Catalog) -> None:
    made = story(ladder, policy(), [-999] * 14 + [2] * 40)
    assert told(made, "service_started", "cycle_closed") == ["01-15 service_started", "02-15 cycle_closed"]
    assert bills(made) == [4900]


def test_local_day_and_clock_changes() -> None:
    moment = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)
    assert local_day(moment, "Europe/Berlin") == date(2026, 3, 30)
    assert seconds(date(2026, 3, 29), date(2026, 3, 30), "Europe/Berlin") == 23 * 3600
    assert seconds(date(2026, 10, 25), date(2026, 10, 26), "Europe/Berlin") == 25 * 3600


def test_a_change_is_prorated_by_local_seconds(ladder: Catalog) -> None:
    days = [0] * 14 + [120] + [0] * 16
    found = {}
    for grain in ("day", "second"):
        rules = policy(**ALWAYS, proration_grain=grain, timezone="America/New_York")
        found[grain] = bills(story(ladder, rules, days, date(2026, 3, 1)))
    # 16 of 31 days left; the second week of March has an hour less: 384 of 743 hours.
    assert found == {"day": [4900 - 2529 + 5110], "second": [4900 - 2532 + 5117]}


def test_change_on_the_first_day_of_a_cycle_is_not_prorated(ladder: Catalog) -> None:
    made = story(ladder, policy(**ALWAYS), [0] * 30 + [120] + [1] * 30)
    assert told(made, "plan_upgraded", "proration_invoiced") == ["02-01 plan_upgraded"]
    assert bills(made) == [4900 + 2000, 9900]


def test_change_on_the_last_day_of_a_cycle(ladder: Catalog) -> None:
    made = story(ladder, policy(**ALWAYS), [0] * 29 + [120] + [0])
    assert told(made, "plan_upgraded") == ["01-31 plan_upgraded"]
    # Fees 49 - 1.58 + 3.19; allowance (100 x 30 + 1,000) / 31 = 129.
    assert made.outcome.cycles.limit.tolist() == [129]
    assert bills(made) == [4900 - 158 + 319]


def test_two_upgrades_in_a_cycle(ladder: Catalog) -> None:
    made = story(ladder, policy(**ALWAYS), [0] * 9 + [200, 0, 2000] + [0] * 19)
    assert told(made, "plan_upgraded", "proration_invoiced") == [
        "01-11 plan_upgraded",
        "01-11 proration_invoiced",
        "01-13 plan_upgraded",
        "01-13 proration_invoiced",
    ]
    # 21/31 of Lite back and of Pro due, then 19/31 of Pro back and of Enterprise due.
    fees = 4900 - 3319 + 6706 - 6068 + 18326
    assert made.outcome.cycles.fees.tolist() == [fees]
    assert made.outcome.cycles.limit.tolist() == [(100 * 10 + 1000 * 2 + 5000 * 19) // 31]
    assert bills(made) == [fees]
    shown = [entry.amount for entry in made.entries if entry.event in ("proration_invoiced", "invoice_issued")]
    assert sum(shown) * 100 == fees


def test_two_changes_on_one_day_the_last_wins(ladder: Catalog) -> None:
    # A downgrade is scheduled for the 22nd; the evening before, an upgrade is accepted for the same day.
    made = story(ladder, policy(cycle=7, **ALWAYS), [1] * 20 + [1200] + [1] * 7, plans=1)
    assert told(made, "downgrade_scheduled", "change_cancelled", "plan_upgraded", "plan_downgraded") == [
        "01-15 downgrade_scheduled",
        "01-21 change_cancelled",
        "01-22 plan_upgraded",
    ]


@pytest.mark.parametrize(
    ("how", "allowance", "bill"),
    [
        ("carry", "prorated", 4900 - 2529 + 5110),
        ("carry", "full", 4900 - 2529 + 5110),
        # Lite is billed 120 tokens against 100 x 15/31 = 48, Pro 300 against 1,000 x 16/31 = 516.
        ("split", "prorated", 4900 - 2529 + 5110 + 72 * 100),
        ("split", "full", 4900 - 2529 + 5110 + 20 * 100),
        ("reset", "prorated", 4900 - 2529 + 5110 + 20 * 100),
    ],
)
def test_usage_and_allowance_on_a_change(ladder: Catalog, how: str, allowance: str, bill: int) -> None:
    rules = policy(**ALWAYS, usage_on_change=how, allowance_on_change=allowance)
    made = story(ladder, rules, [0] * 14 + [120, 300] + [0] * 15)
    assert bills(made) == [bill]
    assert made.outcome.cycles.units.tolist() == [420]


@pytest.mark.parametrize(("charge", "fees"), [("full_difference", 9900), ("none", 4900)])
def test_charges_of_a_change(ladder: Catalog, charge: str, fees: int) -> None:
    made = story(ladder, policy(**ALWAYS, upgrade_charge=charge), [0] * 14 + [120] + [0] * 20)
    assert made.outcome.cycles.fees.tolist() == [fees]


def test_a_cheaper_higher_plan_leaves_a_credit() -> None:
    odd = catalog(plan("Small", "100", 10, "1"), plan("Large", "20", 1000, "1"))
    made = story(odd, policy(**ALWAYS), [0] * 14 + [20] + [0] * 17 + [0] * 28)
    invoices = [entry.amount for entry in made.entries if entry.event in ("proration_invoiced", "invoice_issued")]
    # 16/31: 51.61 back, 10.32 due: 0.00 now, and 41.29 less on the next invoice of 100.00.
    assert [str(amount) for amount in invoices] == ["0.00", "58.71", "20.00"]
    assert bills(made) == [10000 - 5161 + 1032, 2000]


def test_missing_days_are_unknown_to_the_trend_and_nothing_on_the_bill(ladder: Catalog) -> None:
    days = [20] * 8 + [-999] * 6 + [20] * 17
    made = story(ladder, policy(), days)
    assert told(made, "usage_missing") == ["01-09 usage_missing"]
    # 0.75 x 14 = 10.5: of the last 14 days 8 are known on the 14th, and 11 for the first time on the 25th.
    assert told(made, "upgrade_proposed") == ["01-25 upgrade_proposed"]
    assert bills(made) == [4900 + (25 * 20 - 100) * 100]


def test_late_usage_before_and_after_late_days(ladder: Catalog) -> None:
    late = Late(*(np.array(column) for column in ([0, 0, 0], [30, 29, 28], [33, 34, 40], [30, 7, 5])))
    made = story(ladder, policy(), [3] * 31 + [1] * 28, late=late)
    assert told(made, "usage_late") == ["02-03 usage_late", "02-04 usage_late", "02-10 usage_late"]
    # 93 tokens fit; 30 more cost 23.00, 7 more 7.00; the 5 after three days count in February.
    assert bills(made) == [4900 + 2300 + 700, 4900]
    assert made.outcome.cycles.units.tolist() == [130, 33]
    assert [str(entry.amount) for entry in made.entries if entry.event == "usage_late"] == ["23.00", "7.00", "0.00"]


def test_late_usage_within_the_cycle_counts_on_arrival(ladder: Catalog) -> None:
    late = Late(*(np.array([value]) for value in (0, 2, 5, 150)))
    made = story(ladder, policy(), [1] * 31, late=late)
    assert told(made)[:3] == ["01-06 usage_late", "01-06 limit_exceeded", "01-06 grace_started"]
    assert bills(made) == [4900 + 8100]


def test_negative_correction_clears_grace_and_keeps_messages(ladder: Catalog) -> None:
    made = story(ladder, policy(), [90, 20, -30, 30] + [0] * 27)
    assert told(made, quiet=True)[1:9] == [
        "01-01 usage_notice",
        "01-02 limit_reached",
        "01-02 limit_exceeded",
        "01-02 grace_started",
        "01-03 usage_corrected",
        "01-03 grace_cleared",
        "01-04 grace_started",
        "01-06 overage_started",
    ]
    assert bills(made) == [4900 + 1000]


def test_a_correction_below_nothing_bills_nothing(ladder: Catalog) -> None:
    made = story(ladder, policy(), [10, -50] + [0] * 29)
    assert (made.outcome.cycles.units.tolist(), bills(made)) == ([0], [4900])


def test_a_correction_withdraws_a_scheduled_upgrade(ladder: Catalog) -> None:
    made = story(ladder, policy(trend="always", grace_days=0), [60] * 4 + [-200] + [0] * 27)
    assert told(made, "upgrade_scheduled", "change_cancelled", "plan_upgraded") == [
        "01-03 upgrade_scheduled",
        "01-05 change_cancelled",
    ]


@pytest.mark.parametrize(("currency", "bill"), [("JPY", 49 - 25 + 51), ("KWD", 49000 - 25290 + 51097)])
def test_yen_and_dinar(currency: str, bill: int) -> None:
    money = catalog(plan("Lite", "49", 100, "1"), plan("Pro", "99", 1000, "0.50"), currency=currency)
    made = story(money, policy(**ALWAYS), [0] * 14 + [120] + [0] * 16)
    assert bills(made) == [bill]


def test_churn_with_a_scheduled_change(ladder: Catalog) -> None:
    made = story(ladder, policy(trend="always", grace_days=0), [60] * 20, leaves=[9])
    assert told(made, "upgrade_scheduled", "change_cancelled", "invoice_issued", "service_ended", "plan_upgraded") == [
        "01-03 upgrade_scheduled",
        "01-10 change_cancelled",
        "01-10 invoice_issued",
        "01-10 service_ended",
    ]
    assert bills(made) == [4900 + (9 * 60 - 100) * 100]
    assert made.outcome.plans()[0].tolist() == [0] * 9 + [-1] * 11


def test_a_customer_without_any_known_day_never_starts(ladder: Catalog) -> None:
    assert story(ladder, policy(), [-999] * 40).entries == ()


def test_other_meters_are_billed_and_move_nobody() -> None:
    mails = {"meters": ["mails"], "tiers": [{"unit_price": "0.10"}]}
    tokens = plan("Lite", "49", 100, "1")["charges"]
    assert isinstance(tokens, list)
    lite = {"name": "Lite", "fee": "49", "charges": [*tokens, mails]}
    both = parse({"currency": "USD", "meters": [{"name": "tokens"}, {"name": "mails"}], "plans": [lite]})
    made = story(both, policy(), [1] * 31, NEW_YEAR, others={"mails": np.full((1, 31), 10)})
    assert bills(made) == [4900 + 3100]
