"""What customers read, word for word where it matters, in their currency and locale."""

from datetime import date

import numpy as np
import pytest

from data import presets
from pricing.catalog import Catalog, parse
from pricing.rebalancing import report, simulate
from pricing.rebalancing.book import Late, book
from pricing.rebalancing.messages import TEXTS, texts
from pricing.rebalancing.states import Event
from pricing.rebalancing.timeline import Timeline
from tests.pricing.rebalancing.stories import catalog, plan, policy, story, told
from tests.pricing.rebalancing.worlds import random_book, random_catalog, random_policy


def said(made: Timeline, event: str) -> str:
    return next(entry.message for entry in made.entries if entry.event == event)


def test_every_event_has_a_text() -> None:
    assert set(TEXTS) == set(Event)


def test_the_story_of_a_growing_customer() -> None:
    made = story(parse(presets.read("ai-ladder")), policy(), [2_000] * 14 + [20_000] * 24)
    assert said(made, "service_started") == "Welcome to Lite: $49.00 a cycle with 100,000 tokens included."
    assert said(made, "usage_notice") == (
        "You have used 80 % of the 100,000 tokens of Lite: 88,000 tokens so far, with the cycle running until "
        "February 1, 2026. Nothing changes by itself."
    )
    assert said(made, "limit_reached") == (
        "You have used all 100,000 tokens of Lite; the cycle runs until February 1, 2026. Service goes on: another "
        "10,000 tokens would cost $10.00."
    )
    assert said(made, "upgrade_proposed") == (
        "You have outgrown Lite. Two options: move to Pro, $99.00 a cycle with 1,000,000 tokens included; or stay on "
        "Lite and pay for what is above. Your usage so far costs $137.00 on Lite and $99.00 on Pro. Tell us before "
        "February 1, 2026 which you prefer; if we hear nothing, you move to Pro on that day."
    )
    assert said(made, "upgrade_scheduled") == (
        "As you wished, you move to Pro on February 1, 2026: $99.00 a cycle with 1,000,000 tokens included. Two "
        "options until then: let it happen, or tell us and stay on Lite."
    )
    assert said(made, "invoice_issued") == "Your invoice for January 1, 2026 to January 31, 2026: $283.40."


def test_german_yen() -> None:
    yen = catalog(plan("Klein", "4900", 100, "10"), plan("Groß", "9900", 1000, "5"), currency="JPY", locale="de_DE")
    made = story(yen, policy(), [2] * 10 + [40] * 21)
    assert "¥" in said(made, "invoice_issued")
    assert "4.900" in said(made, "service_started")
    assert "1. Februar 2026" in said(made, "grace_started")


def test_what_happens_without_an_answer_is_said(ladder: Catalog) -> None:
    rules = {"trend": "always", "grace_days": 0, "response": {"none": "1"}}
    made = {made: story(ladder, policy(**rules, on_no_response=made), [60] * 12) for made in ("pause", "overage")}
    assert "Tell us by January 3, 2026 which you prefer; if we hear nothing, service pauses" in said(
        made["pause"], "upgrade_proposed"
    )
    assert said(made["pause"], "service_paused").startswith("We have not heard from you, so, as announced, service")
    assert "if we hear nothing, you stay on Lite." in said(made["overage"], "upgrade_proposed")


def test_the_silent_date_that_is_announced_is_kept(ladder: Catalog) -> None:
    for change in ({}, {"upgrade_when": "now"}, {"notice_days": 20}, {"notice_days": 0, "upgrade_when": "now"}):
        rules = policy(trend="always", grace_days=0, response={"none": "1"}, **change)
        made = story(ladder, rules, [0] * 10 + [60] * 70)
        moved = next(entry.date for entry in made.entries if entry.event == "plan_upgraded")
        assert f"{moved:%B} {moved.day}, {moved.year}" in said(made, "upgrade_proposed")


@pytest.mark.parametrize(
    ("days", "changes", "words"),
    [
        ([10] * 17 + [0] * 20, {}, "at your present usage it would cost you more than Lite"),
        ([60] * 4 + [-200] + [0] * 9, {"trend": "always", "grace_days": 0}, "your usage was corrected"),
    ],
)
def test_why_a_change_was_called_off(ladder: Catalog, days: list[int], changes: dict[str, object], words: str) -> None:
    assert words in said(story(ladder, policy(**changes), days), "change_cancelled")


def test_the_comparison_of_a_proposal_at_a_boundary_is_of_the_closed_cycle(ladder: Catalog) -> None:
    made = story(ladder, policy(cycle=7, trend="none"), [60] * 28)
    assert "Your last cycle costs $369.00 on Lite and $99.00 on Pro." in said(made, "upgrade_proposed")


def test_a_threshold_above_the_allowance_is_a_notice_of_its_own(ladder: Catalog) -> None:
    made = story(ladder, policy(upgrade_when="never", notify_at=["1", "1.5"]), [60] * 3)
    assert told(made, "limit_reached", "usage_notice") == ["01-02 limit_reached", "01-03 usage_notice"]
    assert said(made, "usage_notice") == (
        "You have used 150 % of the 100 tokens of Lite: 180 tokens so far, with the cycle running until "
        "February 1, 2026."
    )


@pytest.mark.parametrize(
    ("ends", "rules", "words"),
    [
        ("100", {}, "Service waits until February 1, 2026"),
        ("104", {}, "another 4 tokens would cost $4.00"),
        ("500", {"overage_cap": "1.05"}, "another 5 tokens would cost $5.00"),
    ],
)
def test_what_is_said_at_the_limit_is_what_is_still_served(ends: str, rules: dict[str, object], words: str) -> None:
    charge = {"meters": ["tokens"], "included": "100", "tiers": [{"up_to": ends, "unit_price": "1"}]}
    made = story(catalog({"name": "Only", "fee": "49", "charges": [charge]}), policy(**rules), [50] * 2)
    assert words in said(made, "limit_reached")


def test_a_plan_that_stops_at_its_allowance_says_so_before_and_once() -> None:
    of = catalog(plan("Lite", "49", 100, "1"), plan("Pro", "99", 1000, "1"))
    made = story(of, policy(upgrade_when="never", overage_cap="1", notify_at=["0.80", "1"]), [40] * 4)
    assert told(made, "usage_notice", "limit_reached", "usage_capped") == [
        "01-02 usage_notice",
        "01-03 limit_reached",
        "01-03 usage_capped",
    ]
    assert [said(made, name) for name in ("usage_notice", "limit_reached", "usage_capped")] == [
        (
            "You have used 80 % of the 100 tokens of Lite: 80 tokens so far, with the cycle running until "
            "February 1, 2026. At 100 % service waits until February 1, 2026."
        ),
        "You have used all 100 tokens of Lite. Service waits until February 1, 2026, when a new cycle begins.",
        "More usage came than Lite includes: what is above is neither served nor billed.",
    ]


@pytest.mark.parametrize(
    ("rules", "notice", "reached"),
    [
        (
            {"overage_cap": "1.5"},
            "At most 150 tokens are served in a cycle.",
            "Service goes on: another 10 tokens would cost $10.00. At most 150 tokens are served in a cycle.",
        ),
        ({"during_grace": "block"}, *["Above 100 % service waits until it is settled how to go on."] * 2),
        (
            {"during_grace": "block", "upgrade_when": "never"},
            *["Above 100 % service waits for 2 days, then goes on."] * 2,
        ),
        (
            {"during_grace": "block", "upgrade_when": "never", "grace_days": 1},
            "Nothing changes by itself.",
            "Service goes on: another 10 tokens would cost $10.00.",
        ),
    ],
)
def test_what_holds_service_back_is_said_before(rules: dict[str, object], notice: str, reached: str) -> None:
    of = catalog(plan("Lite", "49", 100, "1"), plan("Pro", "99", 1000, "1"))
    made = story(of, policy(**rules), [80, 20, 5, 5, 5, 5, 5])
    assert said(made, "usage_notice").endswith(f"until February 1, 2026. {notice}")
    assert said(made, "limit_reached").endswith(f"until February 1, 2026. {reached}")
    if rules.get("upgrade_when") == "never":
        assert made.outcome.running.throttled.tolist() == [0 if rules.get("grace_days") else 10]  # 2 days of 5


def test_whole_units_are_spoken_of_whole() -> None:
    odd = catalog(plan("Lite", "49", 105, "0.50"))
    made = simulate.run(odd, policy(), book(np.array([[10500]]), date(2026, 1, 1), decimals=2))
    assert "another 10 tokens would cost $5.00" in list(texts(made, made.events))[-1]


def test_overage_is_what_usage_above_the_allowance_costs_and_nothing_else() -> None:
    meters, gigabytes = [{"name": "calls"}, {"name": "gb"}], {"meters": ["gb"], "tiers": [{"unit_price": "1"}]}
    calls = {"meters": ["calls"], "included": "100", "tiers": [{"unit_price": "0.50"}]}
    plans = [{"name": "Lite", "fee": "49", "charges": [calls, gigabytes]}, {"name": "Pro", "fee": "999"}]
    of = parse({"currency": "USD", "meters": meters, "plans": plans})
    usage = book(np.full((1, 31), 4), date(2026, 1, 1), others={"gb": np.full((1, 31), 10)})
    made = simulate.run(of, policy(), usage)
    assert made.cycles.bill.tolist() == [4900 + 24 * 50 + 31_000]
    assert made.events.of(Event.OVERAGE_BILLED).amount.tolist() == [24 * 50]


def test_units_that_come_late_do_not_pass_the_end_of_a_table() -> None:
    charge = {"meters": ["tokens"], "included": "100", "tiers": [{"up_to": "1000", "unit_price": "0.50"}]}
    late = Late(*map(np.array, ([0], [5], [32], [500])))
    usage = book(np.array([[30] * 31 + [0] * 4]), date(2026, 1, 1), late=late)
    made = simulate.run(catalog({"name": "Only", "fee": "49", "charges": [charge]}), policy(), usage)
    assert (made.cycles.units.tolist(), made.cycles.throttled.tolist()) == ([1000], [430])
    assert made.cycles.bill.tolist() == [4900 + 900 * 50]


def test_a_message_knows_of_nothing_that_comes_later(ladder: Catalog) -> None:
    late = Late(*map(np.array, ([0], [55], [61], [500])))
    usage = book(np.array([[60] * 62]), date(2026, 1, 1), late=late)
    whole, cut = (simulate.run(ladder, policy(trend="none"), one) for one in (usage, usage.until(60)))
    told = list(texts(cut, cut.events))
    assert list(texts(whole, whole.events))[: len(told)] == told
    assert any("Your last cycle costs $1,629.00 on Lite" in text for text in told)


def test_a_correction_of_a_closed_cycle_is_credit(ladder: Catalog) -> None:
    late = Late(*map(np.array, ([0, 0], [5, 6], [32, 33], [-150, 160])))
    usage = book(np.full((1, 35), 10), date(2026, 1, 1), late=late)
    made = simulate.run(ladder, policy(upgrade_when="never"), usage)
    told = list(texts(made, made.events.of(Event.USAGE_CORRECTED, Event.USAGE_LATE)))
    assert told == [
        "We corrected the usage of the last cycle; what its bill falls by is credit for your next invoice.",
        "Some usage of the last cycle reached us late; $10.00 is due for it.",
    ]


def test_a_first_part_of_a_cycle_is_welcomed_with_its_share(ladder: Catalog) -> None:
    made = story(ladder, policy(anchor_day=1), [1] * 3, date(2026, 1, 15))
    assert said(made, "service_started") == (
        "Welcome to Lite: $49.00 a cycle with 100 tokens included. Your first cycle is a part of one, until "
        "February 1, 2026: its share is 54 tokens."
    )


def test_a_notice_does_not_take_back_what_is_scheduled(ladder: Catalog) -> None:
    made = story(ladder, policy(cycle=7), [1] * 14 + [900], plans=[1])
    assert told(made, "downgrade_scheduled", "usage_notice") == ["01-15 downgrade_scheduled", "01-15 usage_notice"]
    assert said(made, "usage_notice").endswith("January 22, 2026. What we wrote to you about your plan still holds.")


@pytest.mark.parametrize(("fee", "words"), [("150", "pay $51.00 more a cycle"), ("99", "pay the same")])
def test_a_lower_plan_may_cost_as_much_or_more(fee: str, words: str) -> None:
    made = story(
        catalog(plan("Lite", fee, 100, "1"), plan("Pro", "99", 1000, "1")), policy(cycle=7), [1] * 22, plans=[1]
    )
    assert f"move to Lite on January 22, 2026 and {words}; or" in said(made, "downgrade_scheduled")
    assert f"from today and {words}." in said(made, "plan_downgraded")


@pytest.mark.parametrize("seed", range(20))
def test_every_event_of_random_worlds_is_told(seed: int) -> None:
    of = random_catalog(seed)
    made = simulate.run(of, random_policy(seed), random_book(seed, of), seed=seed)
    written = list(texts(made, made.events))
    assert len(written) == len(made.events)
    assert all(text[0].isupper() and text.endswith(".") for text in written)


def test_events_as_a_frame(ladder: Catalog) -> None:
    usage = book(np.array([[60] * 3, [1] * 3]), date(2026, 1, 1), customers=["=cmd", "Bo"])
    frame = report.events(simulate.run(ladder, policy(), usage))
    assert list(frame.columns) == ["date", "customer", "event", "plan_from", "plan_to", "amount", "message"]
    assert frame["date"].is_monotonic_increasing
    assert frame.iloc[0].tolist()[:5] == ["2026-01-01", "=cmd", "service_started", "Lite", "Lite"]


@pytest.mark.parametrize(
    ("how", "words"),
    [("carry", "535 tokens, 120 tokens"), ("split", "483 tokens, 0 tokens"), ("reset", "483 tokens, 0")],
)
def test_what_a_change_leaves_for_the_rest_of_the_cycle_is_said(ladder: Catalog, how: str, words: str) -> None:
    rules = policy(at_once=True, usage_on_change=how, fairness_guard=False)
    made = story(ladder, rules, [1] * 15 + [105] + [0] * 3)
    assert f"Until February 1, 2026 your allowance is {words}" in said(made, "proration_invoiced")
