"""Links to the Rebalancing page, and what goes along from page to page."""

from datetime import date, timedelta

import pytest

from tests.pages.lab import CURVE, LAB, SHOP, STEADY, captions, daily, kept, picked, shop
from tests.pages.opening import lead, opened, refusals, sound


def test_a_table_that_is_no_ladder_is_not_offered() -> None:
    offered = opened(LAB).selectbox(key="ladder").options
    assert "AI product ladder" in offered
    assert "API calls" not in offered
    single = SHOP.partition('[[plans]]\nname = "Pro"')[0]
    app = shop(daily(STEADY), single)
    assert "Shop (yours)" not in app.selectbox(key="ladder").options
    assert (
        "Shop (yours) is not among them. A ladder has at least two plans for sale that include units of one meter."
        in captions(app)
    )


def test_a_link_restores_what_was_picked() -> None:
    made = kept(daily({"Ada": "2000", "Bob": "100"}))
    app = opened(
        LAB,
        ladder="SendGrid-style email plans",
        policy="Ratchet",
        against="Three months over",
        look="two policies",
        cycle="week",
        usage=made,
        counted="calls",
    )
    assert app.selectbox(key="ladder").value == "sendgrid-style"
    assert app.selectbox(key="policy").value == "ratchet"
    assert app.selectbox(key="against").value == "three_months"
    assert app.segmented_control(key="cycle").value == "week"
    assert "Under Ratchet customers pay" in lead(app)
    assert "than under Three months over" in lead(app) or "as much as" in lead(app)
    assert lead(opened(LAB, usage=made, customer="Bob")).startswith("Bob stayed on Lite")


@pytest.mark.parametrize(
    "link",
    [
        {"ladder": "No such ladder", "policy": "free for all", "look": "sideways", "cycle": "century"},
        {"ladder": "API calls", "against": "<b>", "start": "nowhere", "counted": "stars"},
        {"usage": "made-1-2", "_policy_text sustained": "x", "_customer_pick": "y", "zoom": "1~2"},
    ],
    ids=str,
)
def test_nonsense_in_a_link_is_ignored(link: dict[str, str]) -> None:
    app = opened(LAB, **link)
    assert lead(app) == lead(opened(LAB))
    assert refusals(app) == []


def test_a_customer_who_is_not_there_is_refused() -> None:
    app = opened(LAB, customer="<i>nobody</i>")
    assert refusals(app) == ["A customer of this usage is needed, not '<i>nobody</i>'. Pick one of the list."]
    assert lead(app) == lead(opened(LAB))


def test_another_usage_set_has_other_customers() -> None:
    app = opened(LAB, usage=kept(daily(STEADY)), customer="Bob")
    assert lead(app).startswith("Bob stayed")
    picked(app, "_usage_pick", "sample")
    assert lead(app).startswith("customer-000013 ")
    assert refusals(app) == []


def wide(head: str, days: int = 60) -> str:
    """The key of a kept file with a column for each meter."""
    dates = [date(2026, 1, 1) + timedelta(day) for day in range(days)]
    return kept("\n".join([head, *(f"Ada,{day}{',10' * (head.count(',') - 1)}" for day in dates)]).encode())


@pytest.mark.parametrize(
    ("head", "first"),
    [
        ("customer,date,requests,flights,input_tokens,output_tokens", "input_tokens"),  # tokens, in the file's order
        ("customer,date,used_hours,capacity", "used_hours"),  # none like it: the file's first, not the alphabet's
        ("customer,date,capacity,Token count", "Token count"),
    ],
)
def test_counting_starts_on_a_meter_of_like_name_or_the_files_first(head: str, first: str) -> None:
    app = opened(LAB, usage=wide(head))
    field = app.selectbox(key="counted")
    assert field.value == first
    assert field.options == ["nothing", *head.split(",")[2:]]
    app = opened(CURVE, usage=wide(head))  # counts calls, and can do without
    assert app.selectbox(key="counted").value == "nothing"


def test_what_was_counted_means_nothing_in_another_usage() -> None:
    flights, tokens = wide("customer,date,flights,seats"), wide("customer,date,requests,input_tokens")
    exact = wide("customer,date,tokens")
    app = opened(LAB, usage=flights, counted="seats")
    assert app.selectbox(key="counted").value == "seats"
    app.session_state["_usage_sets"] = {flights: "flights", tokens: "tokens", exact: "exact"}
    sound(app.run())
    picked(app, "_usage_pick", tokens)
    assert app.selectbox(key="counted").value == "input_tokens"
    assert app.query_params.get("counted", "input_tokens") in ("input_tokens", ["input_tokens"])
    picked(app, "_usage_pick", flights)
    picked(app, "counted", "seats")
    picked(app, "_usage_pick", exact)  # needs no pick
    assert "counted" not in app.query_params
    picked(app, "_usage_pick", flights)
    assert app.selectbox(key="counted").value == "flights"


def test_picks_survive_another_page() -> None:
    app = opened(LAB, ladder="SendGrid-style email plans", policy="Ratchet", look="the book")
    picked(app, "start", app.selectbox(key="start").options[-1])
    before = lead(app)
    for page in (CURVE, "pages/usage.py"):
        app.switch_page(page)
        sound(app.run())
    app.switch_page(LAB)
    sound(app.run())
    assert lead(app) == before
    assert app.selectbox(key="policy").value == "ratchet"


def test_a_customer_survives_another_policy_and_another_page() -> None:
    app = picked(opened(LAB), "_customer_pick", "customer-000002")
    picked(app, "policy", "ratchet")
    assert lead(app).startswith("customer-000002 ")
    app.switch_page(CURVE)
    sound(app.run())
    app.switch_page(LAB)
    sound(app.run())
    assert lead(app).startswith("customer-000002 ")
    assert app.query_params["customer"] in ("customer-000002", ["customer-000002"])


def test_the_ladder_goes_from_page_to_page() -> None:
    app = opened(CURVE, table="SendGrid-style email plans")
    app.switch_page(LAB)
    sound(app.run())
    assert app.selectbox(key="ladder").value == "sendgrid-style"
    picked(app, "ladder", "ai-ladder")
    app.switch_page(CURVE)
    sound(app.run())
    assert app.selectbox(key="table").value == "ai-ladder"
    picked(app, "table", "api-calls")  # no ladder: the last one stays
    app.switch_page(LAB)
    sound(app.run())
    assert app.selectbox(key="ladder").value == "ai-ladder"


def test_a_plan_that_is_gone_is_no_start() -> None:
    app = picked(shop(daily(STEADY)), "start", "Pro")
    app.switch_page(CURVE)
    sound(app.run())
    sound(app.text_area(key="own_text").set_value(SHOP.replace('"Pro"', '"Max"')).run())
    app.switch_page(LAB)
    sound(app.run())
    assert app.selectbox(key="start").value == "the lowest plan"
    assert lead(app).startswith("Ada moved to Max on February 1, 2026")
