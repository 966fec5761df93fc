"""A table of the user's own: shown letter by letter, in its own currency, refused in one sentence."""

import json

import pytest

from tests.pages.opening import (
    COMPARE,
    EXPLAIN,
    PAGES,
    bullets,
    chart,
    html,
    lead,
    opened,
    own,
    refusals,
    sound,
    table,
    typed,
)

HEAD = 'source = "made up"\nchecked_on = 2026-11-20\nstatus = "teaching"\n'
MARKUP = "<b>*Big* $x$ [a](b)</b>"
HOSTILE = (
    f'name = "{MARKUP}"\ncurrency = "USD"\n{HEAD}'
    f'[[meters]]\nname = "{MARKUP}"\nunit = "<i>call</i>"\n'
    f'[[plans]]\nname = "{MARKUP}"\nfee = "1"\nfeatures = {{ "{MARKUP}" = "{MARKUP}" }}\n'
    f'[[plans.charges]]\nmeters = ["{MARKUP}"]\ntiers = [{{ unit_price = "2" }}]\n'
    '[[plans]]\nname = "<script>alert(1)</script>"\nfee = "5"\n'
    f'[[plans.charges]]\nmeters = ["{MARKUP}"]\ntiers = [{{ unit_price = "1" }}]\n'
)
SALES = f'name = "Talk"\ncurrency = "USD"\n{HEAD}[[plans]]\nname = "Enterprise"\nfee = "contact_sales"\n'


def priced(currency: str, locale: str, unit_price: str) -> str:
    """A table of one open tier."""
    return (
        f'name = "Plain"\ncurrency = "{currency}"\nlocale = "{locale}"\n{HEAD}'
        '[[meters]]\nname = "calls"\nunit = "call"\n'
        f'[[plans]]\nname = "One"\n[[plans.charges]]\nmeters = ["calls"]\ntiers = [{{ unit_price = "{unit_price}" }}]\n'
    )


@pytest.mark.parametrize("page", PAGES)
def test_names_are_text_and_never_markup(page: str) -> None:
    app = own(HOSTILE, page)
    assert "<i>call</i>" in lead(app)
    assert "\\<i\\>call" in app.title[0].value  # so that Markdown shows it letter by letter
    for cells in html(app):
        assert cells.tags <= {"div", "table", "thead", "tbody", "tr", "th", "td", "b", "ul", "li", "span", "style"}
    marked = [caption.value for caption in app.caption if "Big" in caption.value]
    assert all("\\*Big\\*" in text and "\\$x\\$" in text for text in marked)
    assert marked


def test_names_are_text_in_charts() -> None:
    app = own(HOSTILE, COMPARE)
    app.session_state["by"] = "plans"
    shown = json.dumps(chart(sound(app.run())))
    assert "<script>" not in shown
    assert "<i>" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_yen_have_no_decimals() -> None:
    app = typed(own(priced("JPY", "ja_JP", "1.5")), "q", "1001")
    assert "1,502" in lead(app)  # 1,501.5 rounded half up
    assert "1,502.00" not in lead(app)
    assert table(app, "Line")[-1][1].endswith("1,502")


def test_dinars_have_three_decimals() -> None:
    app = typed(own(priced("KWD", "en_US", "0.0015")), "q", "1001")
    assert "1.502" in lead(app)  # 1.5015 rounded half up
    assert "KWD" in lead(app)


@pytest.mark.parametrize(("currency", "money", "digits"), [("JPY", "48", 0), ("KWD", "48.500", 3), ("USD", "48.50", 2)])
def test_a_chart_writes_money_as_its_currency_does(currency: str, money: str, digits: int) -> None:
    # 100 x 2 = 200, and 101 x 1.5 = 151.5
    tiers = 'tiers = [{ up_to = "100", unit_price = "2" }, { unit_price = "1.5" }]\nmodel = "volume"'
    app = own(priced(currency, "en_US", "0").replace('tiers = [{ unit_price = "0" }]', tiers))
    assert f"\u2212{money}" in [one["text"] for one in chart(app)["layout"]["annotations"]]
    assert f",.{digits}f}} {currency}" in json.dumps(chart(app)["data"])


def test_a_table_brought_is_picked_and_goes_along() -> None:
    app = typed(own(priced("EUR", "de_DE", "0.5")), "q", "3000")
    assert "1.500,00" in lead(app)  # 3,000 x 0.5, as Germans write it
    sound(app.switch_page(EXPLAIN).run())
    assert "1.500,00" in lead(app)
    assert app.selectbox(key="table").value == "own"


def test_a_file_is_as_good_as_text() -> None:
    app = opened()
    document = ("mine.toml", priced("USD", "en_US", "2").encode(), "application/toml")
    sound(app.file_uploader(key="own_file").set_value(document).run())
    assert lead(typed(app, "q", "7")).startswith("7 calls cost $14.00;")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("currency = ", "TOML"),
        ("{", "JSON"),
        ("[]", "table"),
        (priced("XXY", "en_US", "1"), "XXY"),
        (priced("USD", "en_US", "-1"), "-1"),
        (priced("USD", "en_US", "1").replace("tiers", "teirs"), "tiers"),
        (priced("USD", "en_US", "1e400"), "1e400"),
    ],
    ids=["no value", "half of JSON", "a list", "no currency", "negative", "misspelt", "huge"],
)
def test_a_bad_table_is_refused_and_the_last_good_one_stays(page: str, text: str, says: str) -> None:
    app = own(text, page)
    assert len(refusals(app)) == 1
    assert says in refusals(app)[0]
    assert "Traceback" not in refusals(app)[0]
    assert lead(app) == lead(opened(page))
    assert app.text_area(key="own_text").value == text  # nothing typed is lost


@pytest.mark.parametrize("page", PAGES)
def test_plans_without_a_price_get_a_sentence(page: str) -> None:
    app = own(SALES, page)
    assert "no plan of this table has a price" in refusals(app)[0].lower()
    assert not app.get("plotly_chart")
    sound(app.selectbox(key="table").set_value("api-calls").run())
    assert lead(app)
    assert refusals(app) == []


def test_a_plan_without_a_price_is_no_choice() -> None:
    app = own(SALES + '[[plans]]\nname = "Team"\nseats = { count = 1, price = "3" }\n')
    assert lead(typed(app, "q", "2")).startswith("2 seats cost $6.00;")
    assert bullets(app) == []
