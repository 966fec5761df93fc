"""Customer impact: every figure of the page on a book of six customers worked out by hand, and what can be asked."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data import downloads
from pages.parts import impacts
from tests.pages.loading import IMPACT, key, loaded, month, rows
from tests.pages.opening import chart, lead, numbers, opened, refusals, said, sound, table, typed

# Before: 1.00 a call, gigabytes free. After: 10 calls included, then 1.00 a call; 2.00 a gigabyte.
DOCUMENT = """
name = "Shop"
currency = "USD"
meters = [{ name = "calls", unit = "call" }, { name = "gb", unit = "GB", whole = false }]
[[plans]]
name = "Before"
charges = [
  { meters = ["calls"], tiers = [{ unit_price = "1" }] },
  { meters = ["gb"], tiers = [{ unit_price = "0" }] },
]
[[plans]]
name = "After"
charges = [
  { meters = ["calls"], included = "10", tiers = [{ unit_price = "1" }] },
  { meters = ["gb"], tiers = [{ unit_price = "2" }] },
]
"""
SIX = month(
    [
        ("idle", "calls", "0"),  # 0 -> 0: a zero baseline that stays zero
        ("new", "gb", "5"),  # 0 -> 5 x 2 = 10: a new payer
        ("=gone", "calls", "8"),  # 8 -> 0, all included: stops paying
        ("loser", "calls", "100"),  # 100 -> 90 + 25 x 2 = 140
        ("loser", "gb", "25"),
        ("winner", "calls", "50"),  # 50 -> 40
        ("same", "calls", "30"),  # 30 -> 20 + 5 x 2 = 30
        ("same", "gb", "5"),
    ]
)


def compared(before: str = "Before", after: str = "After", data: bytes = SIX) -> AppTest:
    """The page on an uploaded book, one plan of the shop against another."""
    app = loaded(data, "six.csv")
    app.switch_page(IMPACT)
    sound(app.run())
    sound(app.text_area(key="own_text").set_value(DOCUMENT).run())
    sound(app.selectbox(key="plan").set_value(before).run())
    sound(app.selectbox(key="to_plan").set_value(after).run())
    return sound(app.selectbox(key="to_model").set_value("as stated").run())


@pytest.fixture(scope="module")
def six() -> AppTest:
    return compared()


def tiles(app: AppTest) -> dict[str, tuple[str, str]]:
    return {said(one.label): (said(str(one.value)), said(str(one.delta))) for one in app.metric}


def bars(app: AppTest) -> dict[str, tuple[float, str]]:
    (drawn,) = chart(app)["data"]
    rows_ = zip(drawn["y"], numbers(drawn["x"]), drawn["customdata"], strict=True)
    return {label: (count, money) for label, count, money in rows_ if count}


def movers(app: AppTest) -> pd.DataFrame:
    return next(frame.value for frame in app.dataframe if "change" in frame.value)


def test_opens_with_a_true_sentence() -> None:
    app = opened(IMPACT)
    # Volume prices all units at the lower price: 33 customers beyond 100,000 calls save 50 or 550 in each of 3 months.
    assert lead(app) == "Revenue falls by $19,500.00 (-10.9 %): of 60 customers 0 pay more, 33 pay less"
    assert refusals(app) == []


def test_six_lead(six: AppTest) -> None:
    # 8 + 100 + 30 + 50 = 188 before, 140 + 10 + 30 + 40 = 220 after; 32 / 188
    assert lead(six) == "Revenue rises by $32.00 (+17.0 %): of 6 customers 2 pay more, 2 pay less"
    assert said(six.caption[0].value) == (
        "From Shop, Before, progressive to Shop, After, progressive. six.csv; cycle of 2026-11-01."
    )


def test_six_tiles(six: AppTest) -> None:
    assert tiles(six) == {
        "Revenue before": ("$188.00", ""),
        "Revenue after": ("$220.00", "$32.00 (+17.0 %)"),
        "Break-even churn": ("21.3 %", ""),  # 32 more of the 150 that loser and new pay
        "Paid by the largest 10 %": ("64 %", "+10.4 points"),  # 140 / 220 = 63.6 %, 100 / 188 = 53.2 %
    }


def test_six_groups(six: AppTest) -> None:
    assert [[cell.replace("\u00a0", " ") for cell in row] for row in table(six, "Before")] == [
        ["winner", "1", "$50.00", "$40.00", "-$10.00"],
        ["loser", "1", "$100.00", "$140.00", "$40.00"],
        ["unmoved", "2", "$30.00", "$30.00", "$0.00"],  # same and idle
        ["new payer", "1", "$0.00", "$10.00", "$10.00"],
        ["stops paying", "1", "$8.00", "$0.00", "-$8.00"],
    ]


def test_six_quantiles(six: AppTest) -> None:
    # changes in order: -10, -8, 0, 0, 10, 40; percents of the four who paid: -100, -20, 0, 40
    assert table(six, "Percent") == [
        ["the least", "-$10.00", "-100.0 %"],
        ["10 %", "-$10.00", "-100.0 %"],
        ["25 %", "-$8.00", "-100.0 %"],
        ["half", "$0.00", "-20.0 %"],
        ["75 %", "$10.00", "0.0 %"],
        ["90 %", "$40.00", "+40.0 %"],
        ["the most", "$40.00", "+40.0 %"],
    ]


def test_six_spread_in_money_and_percent(six: AppTest) -> None:
    assert bars(six) == {
        "-$10 to -$5": (2, "-$18.00"),  # gone and winner
        "unchanged": (2, "$0.00"),
        "+$5 to +$10": (1, "$10.00"),
        "+$20 to +$50": (1, "$40.00"),
    }
    app = compared()
    sound(app.segmented_control(key="in").set_value("percent").run())
    assert bars(app) == {
        "-20 % to -10 %": (1, "-$10.00"),
        "unchanged": (2, "$0.00"),
        "+30 % to +50 %": (1, "$40.00"),
        "new payer": (1, "$10.00"),  # of nothing there is no percentage
        "stops paying": (1, "-$8.00"),
    }


def test_six_zones(six: AppTest) -> None:
    # Before, gigabytes cost nothing: all stand there. After, the first 10 calls do: gone, idle and new.
    assert table(six, "Zone") == [
        ["before", "dead zone", "above 0 GB", "6", "$0.00"],
        ["after", "dead zone", "0 to 10 calls", "3", "$0.00"],
    ]


def test_six_movers(six: AppTest) -> None:
    found = movers(six)
    assert found.drop(columns="percent").astype(str).to_numpy().tolist() == [
        ["loser", "100", "25", "100.00", "140.00", "40.00", "loser"],
        ["new", "0", "5", "0.00", "10.00", "10.00", "new payer"],
        ["winner", "50", "0", "50.00", "40.00", "-10.00", "winner"],
        ["=gone", "8", "0", "8.00", "0.00", "-8.00", "stops paying"],
        ["idle", "0", "0", "0.00", "0.00", "0.00", "unmoved"],
        ["same", "30", "5", "30.00", "30.00", "0.00", "unmoved"],
    ]
    percent = found.set_index("customer")["percent"]
    assert percent.dropna().to_dict() == {"loser": 40, "winner": -20, "=gone": -100, "same": 0}
    assert any(button.label == "Download all customers" for button in six.download_button)
    text = downloads.csv_bytes(found).decode("utf-8-sig")
    assert '"\'=gone",8,0,' in text  # no spreadsheet calculates it


def test_six_with_a_cost_to_serve() -> None:
    app = typed(compared(), "cost_calls", "0.20")
    found = tiles(app)
    assert found["Margin after"] == ("$182.40", "$32.00")  # 220 - 188 calls x 0.20
    assert found["Below cost after"] == ("1 customer", "+1")  # gone: 0 for 8 x 0.20
    assert found["Break-even churn"] == ("24.6 %", "")  # 32 / (150 - 100 x 0.20)


def test_every_counted_meter_has_a_cost_to_serve() -> None:
    app = typed(typed(compared(), "cost_calls", "0.20"), "cost_gb", "1.5")
    assert [one.label for one in app.text_input if str(one.key).startswith("cost_")] == [
        "Cost to serve one call \\(USD\\)",
        "Cost to serve one GB \\(USD\\)",
    ]
    found = tiles(app)
    assert found["Margin after"] == ("$129.90", "$32.00")  # 220 - 188 calls x 0.20 - 35 GB x 1.50
    assert found["Below cost after"] == ("1 customer", "")  # gone; before it was new, who paid 0 for 5 GB


def test_a_cost_stays_with_its_meter_when_another_is_on_the_axis() -> None:
    app = typed(compared(), "cost_calls", "0.20")
    sound(app.selectbox(key="axis").set_value("gb").run())
    assert tiles(app)["Margin after"][0] == "$182.40"


def test_a_table_by_the_seat_has_no_cost_of_a_seat_to_ask() -> None:
    app = opened(IMPACT, table="Vercel Pro", axis="seats")
    assert [one.key for one in app.text_input if str(one.key).startswith("cost_")] == []


@pytest.mark.parametrize("cost", ["much", "-1", "1e999"])
def test_a_refused_cost_is_said_and_the_rest_stays(cost: str) -> None:
    app = typed(opened(IMPACT), "cost_calls", cost)
    assert len(refusals(app)) == 1
    assert "Margin after" not in tiles(app)
    assert lead(app).startswith("Revenue falls by $19,500.00")
    assert app.text_input(key="cost_calls").value == cost  # nothing typed is lost


def test_back_again_loses_what_it_gained() -> None:
    app = compared("After", "Before")
    assert lead(app) == "Revenue falls by $32.00 (-14.5 %): of 6 customers 2 pay more, 2 pay less"  # 32 / 220
    assert tiles(app)["Break-even churn"] == ("0.0 %", "")


def test_nothing_changes_nothing() -> None:
    app = compared("Before", "Before")
    assert lead(app) == "Revenue stays the same: of 6 customers 0 pay more, 0 pay less"
    assert bars(app) == {"unchanged": (6, "$0.00")}
    assert tiles(app)["Revenue after"] == ("$188.00", "")
    assert tiles(app)["Break-even churn"] == ("nobody pays more", "")


def test_the_candidate_has_the_seats_of_the_baseline() -> None:
    app = opened(IMPACT, table="Figma plans")  # ten seats of one plan, before and after
    assert lead(app) == "Revenue stays the same: of 60 customers 0 pay more, 0 pay less"
    sound(app.selectbox(key="to_plan").set_value("Organization").run())
    before, after = (tiles(app)[f"Revenue {when}"][0] for when in ("before", "after"))
    assert (before, after) == ("$28,160.00", "$96,800.00")  # 176 bills of ten seats, at 16.00 and at 55.00


def test_solves_for_the_price_that_keeps_the_revenue() -> None:
    app = compared()
    options = app.selectbox(key="solve").options
    assert options == ["Calls, tier 1, unit price (now $1.00)", "Gb, tier 1, unit price (now $2.00)"]
    sound(app.selectbox(key="solve").set_value(options[0]).run())
    sound(next(one for one in app.button if one.label == "Find the price that keeps the revenue").click().run())
    # 188 - 35 GB x 2 = 118 for 90 + 20 + 40 calls beyond the included ones: at 0.7867, 70.80 + 15.73 + 31.47
    assert said(app.success[0].value) == (
        "Calls, tier 1, unit price (now $1.00): 0.7867 brings $188.00, the same as now "
        "(exact: the bills are linear in it; all bills rated again). One step higher brings $188.02."
    )


def test_a_candidate_of_another_table() -> None:
    app = opened(IMPACT, to="API calls, by volume")
    assert lead(app) == "Revenue falls by $19,500.00 (-10.9 %): of 60 customers 0 pay more, 33 pay less"
    assert "to API calls, by volume, Standard, volume" in said(app.caption[0].value)


def test_a_link_restores_the_comparison() -> None:
    app = opened(IMPACT, to_model="stairstep", cycles="2026-10-01", cost_calls="0.0001", **{"in": "percent"})
    assert app.selectbox(key="to_model").value == "stairstep"
    assert "cycle of 2026-10-01." in said(app.caption[0].value)
    assert tiles(app)["Margin after"]
    assert any("%" in label for label in bars(app))


def test_a_meter_is_counted_as_the_tables() -> None:
    data = rows("ann,2026-11-03,requests,200000", "ben,2026-11-03,tokens,5")
    app = opened(IMPACT, usage=key(loaded(data, "other.csv")), counted="requests")
    # 200 + 100 x 1.50 = 350 against 200 x 1.50 = 300
    assert lead(app) == "Revenue falls by $50.00 (-14.3 %): of 2 customers 0 pay more, 1 pays less"
    assert "other.csv, requests counted as calls" in said(app.caption[0].value)
    sound(app.selectbox(key="counted").set_value("nothing").run())
    assert "no meter in common" in refusals(app)[0]


def test_customers_of_unknown_usage_are_left_out_and_listed() -> None:
    data = rows("ann,2026-11-03,calls,200000", "ben,2026-11-03,calls,")
    app = opened(IMPACT, usage=key(loaded(data, "unknown.csv")))
    assert lead(app) == "Revenue falls by $50.00 (-14.3 %): of 1 customer 0 pay more, 1 pays less"
    assert any(one.value == "1 customer cannot be compared" for one in app.header)
    listed = next(frame.value for frame in app.dataframe if "why" in frame.value)
    assert listed["customer"].tolist() == ["ben"]
    assert "unknown is not zero" in listed["why"].iloc[0]


def test_nobody_to_bill_is_said() -> None:
    app = opened(IMPACT, usage=key(loaded(rows("ben,2026-11-03,calls,"), "nobody.csv")))
    assert "no customer can be billed" in refusals(app)[0].lower()
    assert not app.get("plotly_chart")


def test_bills_are_made_once_for_each_pair() -> None:
    impacts.compare.cache_clear()
    app = opened(IMPACT)
    sound(app.segmented_control(key="in").set_value("percent").run())
    assert impacts.compare.cache_info().misses == 1
