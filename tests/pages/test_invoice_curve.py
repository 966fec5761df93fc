"""Invoice curve, the home page: its sentence, its answer to a changed input, its refusals."""

import pytest

from tests.pages.opening import bullets, lead, opened, refusals, sound, table, typed


def test_opens_with_a_true_sentence() -> None:
    # 100,000 x 2.00/1,000 + 150,000 x 1.50/1,000 = 200 + 225; the next 1,000 lie in the second tier
    app = opened()
    assert lead(app) == "250,000 calls cost $425.00; the next 1,000 cost $1.50"
    assert [row[1] for row in table(app, "Line")] == ["$200.00", "$225.00", "$425.00"]


@pytest.mark.parametrize(
    ("name", "quantity", "begins"),
    [
        ("API calls", "101000", "101,000 calls cost $201.50;"),  # 200 + 1,000 x 1.50/1,000
        ("API calls", "0", "0 calls cost $0.00;"),
        ("API calls, by volume", "99000", "99,000 calls cost $198.00;"),  # 99 x 2.00
        ("API calls, by volume", "100000", "100,000 calls cost $200.00; using 1 more would save $50.00"),  # 100 x 1.5
        ("API calls, by volume", "1000001", "1,000,001 calls cost $1,000.00;"),  # 1,000.001
        ("ElevenLabs plans", "60000", "60,000 credits cost $22.00; 40,000 more cost nothing"),
        ("ElevenLabs plans", "2000000", "2,000,000 credits cost $299.00; the table ends here"),
        ("AWS S3 Standard storage", "51200", "51,200 GB cost $1,177.60;"),  # 51,200 x 0.023
        ("Fonts, by volume", "6", "6 fonts cost $39.00;"),  # 6 x 6.5
        ("Water", "6000", "6,000 cubic metres cost $1,200.00;"),  # 1,000 x .3 + 4,000 x .2 + 1,000 x .1
    ],
)
def test_a_changed_quantity_changes_the_sentence(name: str, quantity: str, begins: str) -> None:
    assert lead(typed(opened(table=name), "q", quantity)).startswith(begins)


def test_every_finding_has_its_sentence() -> None:
    said = bullets(opened(table="API calls, by volume"))
    assert "Cliff. After 100,000 calls the bill falls by $50.00, from $200.00 to $150.00." in said
    assert "Cliff. After 1,000,000 calls the bill falls by $500.00, from $1,500.00 to $1,000.00." in said
    for start in (
        "Gaming zone. From 75,000 ",
        "Gaming zone. From 666,667 ",
        "Recovery zone. After 100,000, up to 133,333",
    ):
        assert any(sentence.startswith(start) for sentence in said)


def test_the_slider_moves_the_quantity() -> None:
    app = opened()
    sound(app.slider(key="_slider").set_value(100000).run())
    assert app.text_input(key="q").value == "100000"
    assert lead(app).startswith("100,000 calls cost $200.00;")


def test_the_slider_follows_the_text() -> None:
    app = typed(opened(), "q", "600000")
    assert app.slider(key="_slider").value == 600_000


def test_a_model_reprices_the_same_table() -> None:
    app = opened()
    sound(app.selectbox(key="model").set_value("volume").run())
    assert lead(app).startswith("250,000 calls cost $375.00;")  # 250 x 1.50
    sound(app.selectbox(key="model").set_value("stairstep").run())
    assert lead(app).startswith("250,000 calls cost $1,550.00;")  # the second band: 200 + 900 x 1.50
    assert "reads flat_fee" in app.info[0].value.replace("\\", "")


def test_seats_and_other_meters_enter_the_bill() -> None:
    app = opened(table="Vercel Pro", axis="transfer", q="1200")
    assert lead(app).startswith("1,200 GB cost $30.00;")  # 20 + 200 x 0.15 - 20
    typed(app, "q_edge_requests", "25000000")
    assert lead(app).startswith("1,200 GB cost $60.00;")  # 20 + 200 x 0.15 + 15 x 2.00 - 20
    sound(app.number_input(key="seats").set_value(5).run())
    assert lead(app).startswith("1,200 GB cost $140.00;")  # 5 x 20 + 30 + 30 - 20


def test_plans_that_meter_nothing_are_priced_by_the_seat() -> None:
    app = opened(table="Figma plans", plan="Organization", q="4")
    assert lead(app).startswith("4 seats cost $220.00;")  # 4 x 55
    assert refusals(typed(app, "q", "2.5")) == ["Seats are a whole number, not '2.5'. Use 0 to 1,000,000,000."]


@pytest.mark.parametrize(
    ("name", "quantity", "says"),
    [
        ("API calls", "1.5", "whole"),
        ("API calls", "-1", "not negative"),
        ("API calls", "many", "many"),
        ("API calls", "", "number"),
        ("API calls", "1e400", "1e400"),
        ("API calls", "9" * 30, "24 digits"),
        ("ElevenLabs plans", "2000001", "ends at 2000000"),
    ],
)
def test_a_refused_quantity_is_said_and_the_last_good_bill_stays(name: str, quantity: str, says: str) -> None:
    app = typed(opened(table=name), "q", "90000")
    good = lead(app)
    typed(app, "q", quantity)
    assert len(refusals(app)) == 1
    assert says in refusals(app)[0]
    assert lead(app) == good
    assert app.text_input(key="q").value == quantity  # nothing typed is lost
    assert app.get("plotly_chart")
    assert refusals(typed(app, "q", "90001")) == []


def test_a_refused_other_meter_keeps_the_last_good_bill() -> None:
    app = opened(table="Vercel Pro", axis="transfer", q="1200", q_edge_requests="25000000")
    typed(app, "q_edge_requests", "half")
    assert lead(app).startswith("1,200 GB cost $60.00;")
    assert len(refusals(app)) == 1
