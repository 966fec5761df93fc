"""Policies on the Rebalancing page: shipped, edited as TOML, refused, saved and picked again."""

import pytest
from streamlit.testing.v1 import AppTest

from data import policies, store
from tests.pages.lab import CURVE, LAB, STEADY, captions, daily, shop
from tests.pages.opening import lead, opened, refusals, sound


def parameters(app: AppTest, text: str, key: str = "sustained") -> AppTest:
    """The page after the policy's parameters were written anew."""
    return sound(app.text_area(key=f"_policy_text {key}").set_value(text).run())


def test_an_edited_policy_is_another_policy() -> None:
    app = parameters(shop(daily(STEADY)), 'name = "Sustained growth"\ntrend = "none"\nover_cycles_confirm = 0')
    assert lead(app) == "Ada stayed on Lite and paid $90.00 in 3 cycles"
    assert "Shop, Sustained growth, edited. usage.csv." in captions(app)[0]
    assert "A link opens Sustained growth without these changes: save them first, under Parameters." in captions(app)
    sound(next(one for one in app.button if one.label == "Start over").click().run())
    assert lead(app).startswith("Ada moved to Pro on February 1, 2026")
    assert "Sustained growth, edited" not in captions(app)[0]
    assert not any("without these changes" in caption for caption in captions(app))


def test_parameters_without_a_name_keep_that_of_the_policy() -> None:
    app = parameters(shop(daily(STEADY)), "grace_days = 4")
    assert "Shop, Sustained growth, edited. usage.csv." in captions(app)[0]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("grace_days = ", "the TOML is broken"),
        ("grace_day = 4", "grace_days"),
        ("hysteresis = 4", "hysteresis"),
        ('meter = "tokens"', "tokens"),
        ('cycle = "week"', "Pick the billing cycle in the sidebar."),
        ('trend = "<b>$x$</b>"', "<b>$x$</b>"),
    ],
)
def test_refused_parameters_leave_the_last_good_ones(text: str, refusal: str) -> None:
    app = parameters(shop(daily(STEADY)), 'upgrade_when = "never"')
    assert lead(app) == "Ada stayed on Lite and paid $90.00 in 3 cycles"
    parameters(app, text)
    assert refusal in refusals(app)[0]
    assert len(refusals(app)) == 1
    assert lead(app) == "Ada stayed on Lite and paid $90.00 in 3 cycles"
    assert app.text_area(key="_policy_text sustained").value == text
    app.switch_page(CURVE)
    sound(app.run())
    app.switch_page(LAB)
    sound(app.run())
    assert app.text_area(key="_policy_text sustained").value == text
    assert lead(app) == "Ada stayed on Lite and paid $90.00 in 3 cycles"


def test_a_policy_is_saved_and_picked_again() -> None:
    app = parameters(shop(daily(STEADY)), 'upgrade_when = "never"')
    app.text_input(key="_policy_name sustained").set_value("Our <b>own</b>  $way$")
    sound(next(one for one in app.button if one.label == "Save this policy").click().run())
    assert refusals(app) == []
    assert app.selectbox(key="policy").value == "saved:Our <b>own</b> $way$"
    assert lead(app) == "Ada stayed on Lite and paid $90.00 in 3 cycles"
    assert "Shop, Our <b>own</b> $way$. usage.csv." in captions(app)[0]
    again = opened(LAB, policy="Our <b>own</b> $way$ (saved)")
    assert again.selectbox(key="policy").value == "saved:Our <b>own</b> $way$"
    assert "stayed on Lite" in lead(again)


def test_a_name_that_cannot_be_kept_is_refused() -> None:
    app = opened(LAB)
    app.text_input(key="_policy_name sustained").set_value("  ")
    sound(next(one for one in app.button if one.label == "Save this policy").click().run())
    assert len(refusals(app)) == 1


def test_what_was_saved_and_cannot_be_read_is_refused() -> None:
    store.default().save("policy", "broken", {"grace": 1}, parent=None)
    store.default().save("catalogue", "broken", {"currency": "USD"}, parent=None)
    app = opened(LAB, policy="broken (saved)")
    assert "grace" in refusals(app)[0]
    assert lead(app) == lead(opened(LAB))
    assert "broken (saved)" not in app.selectbox(key="ladder").options
    store.default().delete("policy", "broken")
    store.default().delete("catalogue", "broken")


@pytest.mark.parametrize("look", ["one customer", "two policies"])
@pytest.mark.parametrize("name", policies.names())
def test_every_shipped_policy_opens(name: str, look: str) -> None:
    app = opened(LAB, policy=str(policies.read(name)["name"]), look=look)
    assert app.selectbox(key="policy").value == name
    assert refusals(app) == []
    assert lead(app)
