"""Explain a bill: the sum, what lies ahead, a fifth more or less, other models, vessels."""

from tests.pages.opening import EXPLAIN, bullets, chart, lead, numbers, opened, refusals, table, typed


def test_opens_with_a_true_sentence() -> None:
    app = opened(EXPLAIN)
    assert lead(app) == "$425.00 for 250,000 calls: on average $1.70 per 1,000"  # 425 / 250
    assert table(app, "Line") == [
        ["First 100,000 calls x $2.00 per 1,000 = $200.00", "$200.00"],
        ["Next 150,000 calls x $1.50 per 1,000 = $225.00", "$225.00"],
        ["Total", "$425.00"],
    ]


def test_a_changed_quantity_changes_every_figure() -> None:
    app = typed(opened(EXPLAIN), "q", "101000")
    assert lead(app).startswith("$201.50 for 101,000 calls:")
    assert table(app, "Change") == [
        ["−20 %", "80,800", "$161.60", "−$39.90"],  # noqa: RUF001  # 80.8 x 2.00; 201.50 - 161.60
        ["now", "101,000", "$201.50", "±$0.00"],
        ["+20 %", "121,200", "$231.80", "+$30.30"],  # 200 + 21.2 x 1.50; 231.80 - 201.50
    ]
    assert [row[:2] for row in table(app, "Model")] == [
        ["progressive", "$201.50"],
        ["volume", "$151.50"],  # 101 x 1.50
        ["stairstep", "$1,550.00"],  # the second band: 200 + 900 x 1.50
    ]


def test_says_what_lies_ahead() -> None:
    said = bullets(opened(EXPLAIN, table="API calls, by volume", q="99000"))
    assert "You would pay $48.00 less by using 1,001 more." in said  # 198.00 - 150.00 (100,001 x 1.50/1,000)
    assert "The price changes after 100,000 calls: 1,000 more." in said
    assert "The next cliff lies after 100,000 calls: there the bill falls by $50.00." in said
    assert "The next call costs $0.002 (before rounding)." in said


def test_says_where_a_closed_table_ends() -> None:
    app = opened(EXPLAIN, table="ElevenLabs plans", q="2000000")
    assert bullets(app) == ["The table ends at 2,000,000 credits: more is agreed with sales."]
    assert table(app, "Change")[2] == ["+20 %", "2,400,000", "beyond the table", ""]


def test_the_usage_fills_the_tiers() -> None:
    # 250,000 calls: the first 100,000 full, 150,000 of the next 900,000, nothing above
    walls, water = chart(opened(EXPLAIN))["data"]
    assert walls["x"] == ["tier 1<br>to 100,000", "tier 2<br>to 1,000,000", "tier 3<br>above 1,000,000"]
    assert numbers(water["y"]).tolist() == [1, 150 / 900, 0]
    assert water["text"] == ["$200.00", "$225.00", ""]


def test_one_chart_a_charge() -> None:
    app = opened(EXPLAIN, table="Vercel Pro", axis="transfer", q="1200")
    assert len(app.get("plotly_chart")) == 1
    _, water = chart(app)["data"]
    assert water["x"][0] == "included<br>to 1,000"
    assert water["text"] == ["free", "$30.00"]  # 200 x 0.15


def test_plans_by_the_seat_are_explained_too() -> None:
    app = opened(EXPLAIN, table="Figma plans", plan="Professional", q="3")
    assert lead(app) == "$48.00 for 3 seats: on average $16.00 each"
    assert not app.get("plotly_chart")


def test_a_refused_quantity_keeps_the_last_good_bill() -> None:
    app = typed(opened(EXPLAIN), "q", "1.5")
    assert "whole" in refusals(app)[0]
    assert lead(app).startswith("$425.00 for 250,000 calls")


def test_shows_the_link_to_its_view() -> None:
    app = opened(EXPLAIN, table="AWS S3 Standard storage", model="volume", q="60000")
    assert app.code[0].value.endswith("?table=AWS+S3+Standard+storage&model=volume&q=60000")
