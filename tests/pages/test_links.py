"""Links: each parameter restores its part of the view, nonsense is ignored, and pages carry the view along."""

import pytest
from streamlit.testing.v1 import AppTest

from data import presets
from tests.pages.opening import (
    COMPARE,
    CURVE,
    EXPLAIN,
    PAGES,
    chart,
    lead,
    opened,
    refusals,
    said,
    sound,
    table,
    typed,
)

TITLES = {name: str(presets.read(name)["name"]) for name in presets.names()}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", TITLES)
def test_every_preset_opens_on_every_page(name: str, page: str) -> None:
    app = opened(page, table=TITLES[name])
    assert app.selectbox(key="table").value == name
    assert lead(app)
    assert refusals(app) == []


@pytest.mark.parametrize(
    ("link", "begins"),
    [
        ({"table": "AWS S3 Standard storage", "q": "60000"}, "60,000 GB cost $1,371.20;"),  # 1,177.60 + 8,800 x .022
        ({"table": "AWS S3 Standard storage", "q": "60000", "model": "volume"}, "60,000 GB cost $1,320.00;"),
        ({"table": "Figma plans", "plan": "Enterprise", "q": "2"}, "2 seats cost $180.00;"),  # 2 x 90
        ({"table": "Vercel Pro", "axis": "seats", "q": "3"}, "3 seats cost $60.00;"),  # 3 x 20
        ({"table": "Vercel Pro", "axis": "edge_requests", "q": "25000000"}, "25,000,000 requests cost $30.00;"),
        (
            {"table": "Vercel Pro", "axis": "transfer", "q": "1200", "q_edge_requests": "25000000", "seats": "5"},
            "1,200 GB cost $140.00;",  # 5 x 20 + 200 x 0.15 + 15 x 2.00 - 20
        ),
        (
            {
                "table": "Twilio voice minutes, US",
                "axis": "inbound",
                "q": "201000",
                "q_outbound": "200000",
                "q_toll_free": "100000",
            },
            "201,000 inbound minutes cost $6,508.00;",  # 6,500 + 1,000 x 0.0080
        ),
    ],
)
def test_a_link_restores_what_was_picked(link: dict[str, str], begins: str) -> None:
    app = opened(**link)
    assert lead(app).startswith(begins)
    assert refusals(app) == []


def test_a_link_restores_the_axis() -> None:
    assert chart(opened())["layout"]["xaxis"]["type"] == "linear"
    for page in (CURVE, COMPARE):
        assert chart(opened(page, scale="log"))["layout"]["xaxis"]["type"] == "log"


def test_a_link_restores_the_zoom_until_it_is_reset() -> None:
    app = opened(zoom="90000~150000")
    assert chart(app)["layout"]["xaxis"]["range"] == [90_000, 150_000]
    typed(app, "q", "101000")
    assert chart(app)["layout"]["xaxis"]["range"] == [90_000, 150_000]
    sound(app.button[0].click().run())
    assert chart(app)["layout"]["xaxis"]["range"] == [0, 1_500_000]
    assert "zoom" not in app.query_params


def test_a_link_restores_a_comparison() -> None:
    app = opened(COMPARE, table="Linear plans", by="plans", plans="Business", q="2")
    assert [row[0] for row in table(app, "2 seats")] == ["Business"]
    app = opened(COMPARE, table="API calls", by="tables", others="API calls, by volume", q="250000")
    assert [row[2] for row in table(app, "250,000 calls")] == ["$425.00", "$375.00"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "link",
    [
        {"table": "No such table", "plan": "nobody's", "model": "free", "axis": "sideways", "scale": "round"},
        {"zoom": "b~a"},
        {"zoom": "5~4"},
        {"zoom": "nan~inf"},
        {"zoom": "1e400~2e400"},
        {"zoom": "0~"},
        {"by": "magic", "plans": "none", "others": "<b>", "large": "maybe"},
        {"seats": "many", "q_calls": "1", "nonsense": "1", "_good": "1", "_slider": "x"},
    ],
    ids=str,
)
def test_nonsense_in_a_link_is_ignored(page: str, link: dict[str, str]) -> None:
    app = opened(page, **link)
    assert lead(app) == lead(opened(page))
    assert refusals(app) == []


IMPACT, USAGE, LAB = "pages/customer_impact.py", "pages/usage.py", "pages/rebalancing.py"


@pytest.mark.parametrize(
    ("page", "link", "sentence"),
    [
        *((page, {"table": "nope"}, "the price table 'nope', which is not here; API calls is") for page in PAGES),
        (IMPACT, {"table": "<b>$x$"}, "the price table '<b>$x$', which is not here; API calls is"),
        (IMPACT, {"to": "Figma plans"}, "the price table 'Figma plans', which is not here; API calls is"),
        (COMPARE, {"by": "tables", "others": "gone"}, "the price table 'gone', which is not here;"),
        *(
            (page, {"usage": "gone"}, "the usage 'gone', which is not here; Sample of 60 customers is")
            for page in (CURVE, IMPACT, USAGE, LAB)
        ),
        (USAGE, {"usage": "0" * 64}, f"the usage '{'0' * 12}…', which is not here;"),
        (LAB, {"policy": "nope"}, "the policy 'nope', which is not here; Sustained growth is"),
        (LAB, {"against": "nope", "look": "two policies"}, "the policy 'nope', which is not here; Ratchet is"),
        (LAB, {"ladder": "API calls"}, "the ladder 'API calls', which is not here; AI product ladder is"),
    ],
)
def test_what_a_link_names_and_is_not_here_is_told(page: str, link: dict[str, str], sentence: str) -> None:
    app = opened(page, **link)
    assert refusals(app) == []
    said_so = [one for one in remarks(app) if one.startswith(f"The link names {sentence}")]
    assert len(said_so) == 1
    sound(app.run())
    assert said_so[0] in remarks(app)


def test_it_is_told_until_something_else_is_picked() -> None:
    app = opened(table="nope", usage="gone")
    assert len(lost(app)) == 2
    for value in ("fonts", "api-calls"):
        sound(app.selectbox(key="table").set_value(value).run())
        assert len(lost(app)) == 1  # of the usage


def remarks(app: AppTest) -> list[str]:
    return [said(str(one.value)) for one in app.caption]


def lost(app: AppTest) -> list[str]:
    return [one for one in remarks(app) if one.startswith("The link names ")]


@pytest.mark.parametrize("page", PAGES)
def test_a_refused_quantity_in_a_link_is_said(page: str) -> None:
    app = opened(page, q="<script>")
    assert refusals(app)[0].startswith("Meter 'calls'")
    assert lead(app) == lead(opened(page))


def test_the_view_goes_from_page_to_page() -> None:
    app = opened(table="AWS S3 Standard storage", model="volume", q="60000")
    sound(app.switch_page(EXPLAIN).run())
    assert lead(app).startswith("$1,320.00 for 60,000 GB")
    typed(app, "q", "70000")
    sound(app.switch_page(COMPARE).run())
    assert lead(app).startswith("At 70,000 GB, volume is the cheapest: $1,540.00")  # 70,000 x 0.022
    sound(app.switch_page(CURVE).run())
    assert lead(app).startswith("70,000 GB cost $1,540.00;")


def test_another_table_starts_afresh() -> None:
    app = opened(table="API calls", model="volume", q="90000", zoom="0~100000")
    sound(app.selectbox(key="table").set_value("fonts").run())
    assert lead(app).startswith("7 fonts cost $48.00;")  # 5 x 7 + 2 x 6.50
    assert app.text_input(key="q").value == "7"  # the field says what the sentence says
    assert app.selectbox(key="model").value == "as stated"
    assert "zoom" not in app.query_params


def test_another_plan_starts_afresh() -> None:
    app = opened(table="Figma plans", plan="Organization", q="3")
    sound(app.selectbox(key="plan").set_value("Enterprise").run())
    assert lead(app).startswith("10 seats cost $900.00;")
    assert app.text_input(key="q").value == "10"
    sound(app.selectbox(key="table").set_value("linear").run())
    assert app.selectbox(key="plan").value == "Basic"
    assert lead(app).startswith("10 seats cost $100.00;")


def test_another_meter_on_the_axis_shows_its_whole_curve() -> None:
    app = opened(table="Vercel Pro", axis="transfer", zoom="1000~2000")
    assert chart(app)["layout"]["xaxis"]["range"] == [1000, 2000]
    sound(app.selectbox(key="axis").set_value("edge_requests").run())
    assert chart(app)["layout"]["xaxis"]["range"] == [0, 30_000_000]
    assert "zoom" not in app.query_params
