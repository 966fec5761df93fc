"""Rebalancing: stories and books worked out by hand, what can be taken away, names, currencies, gaps."""

import csv
import io
from datetime import date, timedelta

import pytest

from pages.parts import exports
from pages.parts.lab import files, story
from pages.parts.palette import LIGHT
from pricing.rebalancing import timeline
from tests.pages.lab import LAB, SHOP, STEADY, captions, daily, looked, outcome, picked, shop, told
from tests.pages.opening import bullets, chart, lead, numbers, opened, refusals, sound, table


def test_opens_without_input_with_a_true_sentence() -> None:
    app = opened(LAB)
    assert app.selectbox(key="ladder").value == "ai-ladder"
    assert app.selectbox(key="counted").value == "calls"
    assert refusals(app) == []
    bills = table(app, "Allowance")
    paid = sum(float(row[-1].replace("$", "").replace(",", "")) for row in bills)
    assert lead(app) == (
        "customer-000013 moved to Pro on September 1, 2026, then to Enterprise on October 1, 2026, "
        f"and paid ${paid:,.2f} in {len(bills)} cycles"
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        # 31, 28 and 31 days of 10 calls: 10 + 21.00, 10 + 18.00, 10 + 21.00
        ("overage_only", "Ada stayed on Lite and paid $90.00 in 3 cycles"),
        # Over from 11 January on; two weeks above pace on the 14th; Pro from the next billing date: 31 + 30 + 30
        ("sustained", "Ada moved to Pro on February 1, 2026, and paid $91.00 in 3 cycles"),
        # Up on 12 January: 10 - 10 x 20/31 + 30 x 20/31 = 10 - 6.45 + 19.35, then 30 + 30
        ("ratchet", "Ada moved to Pro on January 12, 2026, and paid $82.90 in 3 cycles"),
        # Service stops at 100 calls: the fee alone
        ("fixed_plan", "Ada stayed on Lite and paid $30.00 in 3 cycles"),
    ],
)
def test_another_policy_is_another_story(name: str, sentence: str) -> None:
    app = picked(shop(daily(STEADY)), "policy", name)
    app = picked(app, "_customer_pick", "Ada")
    assert lead(app) == sentence
    assert refusals(app) == []


def test_a_story_shows_what_happened_and_what_was_billed() -> None:
    app = shop(daily(STEADY))
    assert table(app, "Allowance") == [
        ["2026-01-01", "2026-01-31", "Lite", "310", "100", "$10.00", "$21.00", "$31.00"],
        ["2026-02-01", "2026-02-28", "Pro", "280", "1,000", "$30.00", "$0.00", "$30.00"],
        ["2026-03-01", "2026-03-31", "Pro", "310", "1,000", "$30.00", "$0.00", "$30.00"],
    ]
    assert captions(app)[0].startswith(
        "The same cycles on Lite throughout: $90.00; on the best single plan, Lite: $90.00; on the best path in "
        "hindsight: $88.00."  # Pro in January and March costs 30, Lite in February 28
    )
    entries = timeline.of(outcome(daily(STEADY), "sustained"), "Ada").entries
    assert [message.partition("plan upgraded")[2] for message in told(app) if "plan upgraded" in message] == [
        one.message for one in entries if one.event == "plan_upgraded"
    ]
    assert "February 1, 2026: invoice issuedYour invoice for January 1, 2026 to January 31, 2026: $31.00." in told(app)
    quiet = {"cycle_closed", "service_started", "cooldown_started"}
    assert len(told(app)) == sum(one.event not in quiet for one in entries)


def test_the_story_is_drawn_day_by_day() -> None:
    drawn = chart(shop(daily(STEADY)))
    traces = {one["name"]: one for one in drawn["data"]}
    used = numbers(traces["used in the cycle"]["y"])
    # A gap before each new cycle: 31 days, gap, 28 days, gap, 31 days
    assert [used[place] for place in (0, 30, 32, 59, 61, 91)] == [10, 310, 10, 280, 10, 310]
    assert [place for place, value in enumerate(used) if value != value] == [31, 60]  # noqa: PLR0124  # NaN
    assert numbers(traces["allowance"]["y"])[[0, 32]].tolist() == [100, 1000]
    assert [shape["x1"] for shape in drawn["layout"]["shapes"]] == ["2026-02-01", "2026-04-01"]
    assert traces["bill"]["text"] == ["$31.00", "$30.00", "$30.00"]
    assert "January 31, 2026: $31.00." in traces["bill"]["customdata"][0][0].replace("<br>", " ")
    assert traces["near"]["x"] == ["2026-01-08"]  # 8 x 10 of 100
    assert traces["full"]["x"] == ["2026-01-10", "2026-01-11"]  # 100 calls, then over and in grace
    assert traces["set"]["x"] == ["2026-01-15"]
    assert traces["up"]["x"] == ["2026-02-01"]
    assert "You are on Pro from today" in traces["up"]["customdata"][0].replace("<br>", " ")


def test_of_many_cycles_the_chart_shows_the_last_ones_unless_all_are_asked_for() -> None:
    app = shop(daily(STEADY, 210), cycle="7 days", policy="Overage only", customer="Ada")
    bills = next(one for one in chart(app)["data"] if one["name"] == "bill")
    assert len(table(app, "Allowance")) == 30
    assert (len(bills["x"]), bills["x"][0]) == (13, "2026-04-30")  # 17 of 30 weeks after 1 January
    assert chart(app)["layout"]["xaxis"]["range"] == ["2026-04-30", "2026-07-30"]
    app.segmented_control(key="span").set_value("all cycles")
    drawn = chart(sound(app.run()))
    assert len(next(one for one in drawn["data"] if one["name"] == "bill")["x"]) == 30
    assert drawn["layout"]["xaxis"]["range"] == ["2026-01-01", "2026-07-30"]


@pytest.mark.parametrize("look", ["one customer", "the book"])
def test_a_day_has_no_hours(look: str) -> None:
    assert chart(shop(daily(STEADY, 1), look=look))["layout"]["xaxis"]["dtick"] == 86_400_000


def test_only_months_have_a_monthly_revenue() -> None:
    app = shop(daily(STEADY), look="the book", cycle="week")
    assert table(app, "Recurring fees")
    assert not any("MRR" in row[0] for row in table(app, "Figure"))
    assert any(row[0].startswith("recurring fees volatility: ") for row in table(app, "Figure"))


def test_a_bill_says_the_invoices_that_sum_to_it() -> None:
    app = picked(shop(daily(STEADY), customer="Ada"), "policy", "ratchet")
    bill = next(one for one in chart(app)["data"] if one["name"] == "bill")
    said = bill["customdata"][0][0].replace("<br>", " ")
    assert bill["text"][0] == "$22.90"  # 12.90 for the change on 12 January, and the fee of 10.00
    assert "you get the unused part of Lite back and pay that of Pro: $12.90 in all." in said
    assert "Your invoice for January 1, 2026 to January 31, 2026: $10.00." in said


def test_a_bill_is_told_line_by_line() -> None:
    app = opened(LAB, customer="customer-000013")
    assert sum(one.startswith("2026-08-01 to 2026-08-31, ") for one in captions(app)) == 1
    lines = table(app, "Line")
    bill = next(row for row in table(app, "Allowance") if row[0] == "2026-08-01")
    assert lines[-1] == ["Total", bill[-1]]
    assert sum(row[0].startswith(("Next ", "First ")) for row in lines) == 3  # included, and two tiers above it


def test_a_story_says_what_was_not_served() -> None:
    app = shop(daily(STEADY), policy="Fixed plan", customer="Ada")
    # 310 + 280 + 310 calls, 100 of each cycle served
    assert captions(app)[0].startswith("600 calls not served. All served, the same cycles on Lite throughout: $90.00")


@pytest.mark.parametrize("look", ["one customer", "the book", "two policies"])
def test_before_a_cycle_closes_there_is_no_bill_to_show(look: str) -> None:
    app = shop(daily(STEADY, 14), look=look)
    assert lead(app).endswith("no billing cycle has closed yet")
    assert captions(app)[0].startswith("Pick a shorter billing cycle, or load more days.")
    assert "Bills" not in {one.value for one in app.header}
    assert len(app.get("plotly_chart")) == {"one customer": 1, "the book": 1, "two policies": 2}[look]
    sound(app.segmented_control(key="cycle").set_value("7 days").run())
    assert "no billing cycle" not in lead(app)
    assert len(app.get("plotly_chart")) == {"one customer": 1, "the book": 3, "two policies": 4}[look]


def test_a_chart_says_its_amounts() -> None:
    app = looked(shop(daily(STEADY)), "the book")
    alts = [one.proto.alt for one in app.get("plotly_chart")]
    assert alts[1] == (
        "What customers pay. Sustained growth: $121.00; best fixed plan: $120.00; first plan kept: $120.00; "
        "best path in hindsight: $118.00."
    )
    assert "Sustained growth: $20.00, in the end $40.00;" in alts[2]


def test_the_best_path_itself_is_said_to_be_no_dearer() -> None:
    app = shop(daily({"Bob": "1"}), look="the book")
    assert captions(app)[0].startswith("As much as the best path in hindsight, which knew all usage.")


def test_the_book_adds_up() -> None:
    app = looked(shop(daily(STEADY)), "the book")
    # Ada 91 and Bob 3 x 10; kept on Lite 90 + 30; in hindsight 88 + 30
    assert lead(app) == "2 customers, 1 move up, 0 down: they pay $121.00, $1.00 more than on the first plan kept"
    assert captions(app)[0].startswith("$3.00 more than the best path in hindsight")
    assert "On March 31, 2026: 1 on Lite, 1 on Pro." in captions(app)
    lite, pro = (numbers(one["y"]) for one in chart(app)["data"])
    assert (lite[30], pro[30], lite[31], pro[31]) == (2, 0, 1, 1)
    (costs,) = chart(app, 1)["data"]
    assert dict(zip(costs["customdata"], costs["text"], strict=True)) == {
        "Sustained growth": "$121.00",
        "best fixed plan": "$120.00",
        "first plan kept": "$120.00",
        "best path in hindsight": "$118.00",
    }
    fees = {one["name"]: numbers(one["y"]).tolist() for one in chart(app, 2)["data"]}
    assert fees["Sustained growth"] == [20, 40, 40]
    assert fees["first plan kept"] == [20, 20, 20]
    assert fees["best path in hindsight"] == [40, 20, 40]
    assert table(app, "MRR")[1] == ["2026-02-28", "$40.00", "$0.00", "$20.00", *["$0.00"] * 3, "$40.00"]
    figures = {row[0].partition(":")[0]: row[1] for row in table(app, "Figure")}
    assert (figures["customers"], figures["cycles"], figures["upgrades"]) == ("2", "6", "1")
    assert (figures["regret"], figures["MRR"], figures["notice lead median"]) == ("$3.00", "$40.00", "18")


def test_a_policy_that_stops_service_says_what_that_costs() -> None:
    app = looked(shop(daily(STEADY), policy="Fixed plan"), "the book")
    assert lead(app) == "2 customers, 0 moves up, 0 down: they pay $60.00, $60.00 less than on the first plan kept"
    assert "Beyond the bills it costs $60.00" in captions(app)[0]  # 210 + 180 + 210 calls at 0.10


def test_two_policies_stand_side_by_side() -> None:
    app = looked(shop(daily(STEADY)), "two policies")
    assert lead(app) == "Under Sustained growth customers pay $121.00, $8.10 more than under Ratchet"  # 112.90
    figures = {row[0].partition(":")[0]: row[1:] for row in table(app, "Figure")}
    assert figures["upgrades"] == ["1", "1"]
    assert figures["notice lead median"] == ["18", "1"]
    assert len(app.get("plotly_chart")) == 4
    picked(app, "against", "sustained")  # against itself
    assert lead(app).endswith("as much as under Sustained growth")


def test_thresholds_are_told_with_their_customers() -> None:
    # In March: Ada 310 calls beyond, Cid 6 x 31 = 186 between 100 and 300: 30 instead of 10 + 8.60
    app = looked(shop(daily(STEADY | {"Cid": "6"})), "the book")
    assert bullets(app) == [
        "Lite moves up at 100, Pro is cheaper only from 300: 1 customer would pay $11.40 more a cycle."
    ]
    assert "Customers of the cycle from 2026-03-01." in captions(app)


def test_another_start_is_another_answer() -> None:
    app = picked(shop(daily(STEADY)), "start", "Pro")
    app = picked(app, "_customer_pick", "Ada")
    assert lead(app) == "Ada stayed on Pro and paid $90.00 in 3 cycles"
    app = picked(app, "start", "the smallest plan that fits")
    app = looked(app, "the book")
    assert "On March 31, 2026: 1 on Lite, 1 on Pro." in captions(app)


def test_another_cycle_is_another_answer() -> None:
    app = shop(daily(STEADY), policy="Overage only", cycle="7 days")
    app = picked(app, "_customer_pick", "Ada")
    assert lead(app) == "Ada stayed on Lite and paid $120.00 in 12 cycles"  # 70 calls a week stay within 100


def test_every_event_can_be_taken_away() -> None:
    found = outcome(daily({"=SUM(A1)": "10", "Bob": "1"}), "sustained")
    text = files.events(found).decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(text)))
    assert list(read[0]) == ["date", "customer", "event", "plan_from", "plan_to", "amount", "message"]
    assert {row["customer"] for row in read} == {"'=SUM(A1)", "Bob"}
    entries = timeline.of(found, "Bob").entries
    assert [(row["date"], row["event"], row["message"]) for row in read if row["customer"] == "Bob"] == [
        (str(one.date), one.event, one.message) for one in entries
    ]
    (move,) = [row for row in read if row["event"] == "plan_upgraded"]
    assert (move["date"], move["plan_from"], move["plan_to"]) == ("2026-02-01", "Lite", "Pro")


@pytest.mark.parametrize("look", ["one customer", "the book", "two policies"])
def test_events_and_a_report_are_offered(look: str) -> None:
    app = opened(LAB, look=look)
    own = ["Download this customer's events"] if look == "one customer" else []
    assert [one.label for one in app.download_button] == ["Download all events", *own, "Download report"]


def test_markup_in_names_is_text_everywhere() -> None:
    evil = "<b>$x$</b>"
    document = SHOP.replace('"Pro"', f'"{evil}"').replace('"Shop"', f'"{evil}"').replace('"call"', f'"{evil}"')
    for look in ("one customer", "two policies"):
        app = looked(shop(daily({evil: "10", "Bob": "1"}), document), look)
        assert refusals(app) == []
        for place in range(len(app.get("plotly_chart"))):
            assert "<b>$x$" not in str(chart(app, place))
        assert all(evil not in element.proto.body for element in app.get("html"))
    app = looked(app, "one customer")
    assert lead(app).startswith(f"{evil} moved to {evil} on February 1, 2026")
    assert any(evil in message for message in told(app))


def test_markup_in_names_is_text_in_a_report() -> None:
    evil = "<b>$x$</b>"
    found = timeline.of(outcome(daily({evil: "10"}), "sustained", SHOP.replace('"Pro"', f'"{evil}"')), evil)
    drawn = story.figure(found, evil, LIGHT)
    text = exports.report(story.lead(found), evil, [drawn], files.of_story(found)).decode()
    assert "&lt;b&gt;$x$&lt;/b&gt; moved to &lt;b&gt;$x$&lt;/b&gt; on February 1, 2026" in text
    assert evil not in text


def test_yen_have_no_decimals() -> None:
    document = SHOP.replace("USD", "JPY").replace('"10"', '"1000"').replace('"30"', '"3000"').replace('"0.10"', '"10"')
    app = picked(shop(daily(STEADY), document), "policy", "ratchet")
    app = picked(app, "_customer_pick", "Ada")
    # 1000 - 645 + 1935, then 3000 and 3000
    assert lead(app) == "Ada moved to Pro on January 12, 2026, and paid ¥8,290 in 3 cycles"
    assert table(app, "Allowance")[0][-1] == "¥2,290"


def test_a_plan_without_a_price_is_never_moved_to() -> None:
    top = SHOP + '[[plans]]\nname = "Custom"\nfee = "contact_sales"\n'
    app = shop(daily({"Ada": "900"}), top)
    assert "Custom" not in app.selectbox(key="start").options
    assert lead(app).startswith("Ada moved to Pro on")
    assert any("talk to us" in message.lower() for message in told(app))
    looked(app, "the book")
    assert any("'Custom'" in caption for caption in captions(app))


def test_unknown_days_are_told() -> None:
    days = [date(2026, 1, 1) + timedelta(day) for day in range(31)]
    lines = [f"Ada,{day},{'' if day.day in (5, 6) else 10}" for day in days if day.day != 20]
    app = shop("\n".join(["customer,date,calls", *lines]).encode(), look="the book")
    assert "3 customer-days missing or unknown: unknown for every trend, nothing for the bill." in captions(app)
    looked(app, "one customer")
    assert table(app, "Allowance")[0][3] == "280"  # 28 days


def test_a_customer_of_whom_nothing_is_known_is_told() -> None:
    lines = [f"Eve,{date(2026, 1, 1) + timedelta(day)},calls," for day in range(31)]
    app = shop("\n".join([daily({"Bob": "1"}).decode(), *lines]).encode(), look="the book")
    assert "1 customer has no known usage, and so no plan and no bill." in captions(app)
    assert "On March 31, 2026: 1 on Lite, 0 on Pro." in captions(app)
