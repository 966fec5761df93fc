"""Compare models: one table under every model, plans of a table, plans of several tables."""

from tests.pages.opening import COMPARE, bullets, chart, lead, opened, refusals, said, sound, table, typed


def test_opens_with_a_true_sentence() -> None:
    app = opened(COMPARE)
    assert lead(app) == "At 250,000 calls, volume is the cheapest: $375.00, $50.00 less than progressive"
    assert [row[2] for row in table(app, "250,000 calls")] == ["$425.00", "$375.00", "$1,550.00"]


def test_a_changed_quantity_changes_the_sentence() -> None:
    app = typed(opened(COMPARE), "q", "80000")
    assert lead(app) == "At 80,000 calls, progressive and volume are the cheapest: $160.00, $40.00 less than stairstep"


def test_lists_where_the_cheapest_changes() -> None:
    assert bullets(opened(COMPARE)) == ["Above 100,000 calls, volume is cheaper than progressive."]


def test_what_a_model_lacks_is_derived_and_said() -> None:
    notes = [said(caption.value) for caption in opened(COMPARE).caption]
    assert "stairstep: flat fees derived, equal at each bound" in notes


def test_plans_side_by_side() -> None:
    app = opened(COMPARE, table="Figma plans", by="plans", q="4")
    # 4 x 0, 4 x 16, 4 x 55, 4 x 90
    assert [row[1] for row in table(app, "4 seats")] == ["$0.00", "$64.00", "$220.00", "$360.00"]
    sound(app.multiselect(key="plans").set_value(["Professional", "Enterprise"]).run())
    assert lead(app) == "At 4 seats, Professional is the cheapest: $64.00, $296.00 less than Enterprise"


def test_tables_side_by_side() -> None:
    app = opened(COMPARE, table="API calls", by="tables", q="250000")
    sound(app.multiselect(key="others").set_value(["API calls, by volume"]).run())
    assert lead(app) == "At 250,000 calls, API calls, by volume is the cheapest: $375.00, $50.00 less than API calls"


def test_nothing_picked_is_no_error() -> None:
    app = opened(COMPARE, table="Figma plans", by="plans")
    sound(app.multiselect(key="plans").set_value([]).run())
    assert lead(app)


def test_features_stand_in_the_columns_of_the_pricing_page() -> None:
    rows = table(opened(COMPARE, table="Figma plans"), "Organization")
    assert rows[0] == ["price", "free", "$16.00 a seat", "$55.00 a seat", "$90.00 a seat"]
    assert ["scim", "-", "-", "-", "✓"] in rows
    assert ["ai credits", "500", "3,000", "3,500", "4,250"] in rows


def test_a_workshop_sees_large_type() -> None:
    plain, large = opened(COMPARE), opened(COMPARE, large="true")
    assert lead(plain) == lead(large)
    assert chart(large)["layout"]["font"]["size"] > chart(plain)["layout"]["font"]["size"]


def test_a_refused_quantity_keeps_the_last_good_answer() -> None:
    app = typed(opened(COMPARE), "q", "-3")
    assert "negative" in refusals(app)[0]
    assert lead(app).startswith("At 250,000 calls")
