"""The loaded usage on the invoice curve: who stands where, drawn and told, to the customer and the cent."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.loading import key, loaded, rows
from tests.pages.opening import bullets, chart, numbers, opened, said

VOLUME = "API calls, by volume"
# 100,001 calls cost $150.00, so from 75,001 on using more is cheaper; 133,333 calls cost as much as 100,000.
DAY = "2026-11-03"
BOOK = rows(
    f"idle,{DAY},calls,0",
    f"small,{DAY},calls,50000",
    f"gamer,{DAY},calls,90000",  # 180.00: 30.00 more than 100,001 calls
    f"edge,{DAY},calls,100000",  # 200.00: 50.00 more
    f"late,{DAY},calls,120000",  # 180.00: 20.00 below the 200.00 before the fall
    f"whale,{DAY},calls,9000000",
    f"dark,{DAY},calls,",
)


@pytest.fixture(scope="module")
def upload() -> str:
    return key(loaded(BOOK, "book.csv"))


def bars(app: AppTest) -> dict[str, float]:
    """The histogram's bars by the stretch that they say on hover."""
    (drawn,) = [one for one in chart(app)["data"] if one["type"] == "bar"]
    counted = zip(drawn["customdata"], numbers(drawn["y"]), strict=True)
    return {stretch: count for stretch, count in counted if count}


def told(app: AppTest) -> list[str]:
    return [" ".join(row.split()) for row in bullets(app)]


def test_the_histogram_lies_under_the_curve(upload: str) -> None:
    app = opened(table=VOLUME, usage=upload)
    assert bars(app) == {  # bars of 25,000 calls
        "0 to 25,000 calls": 1,
        "50,000 to 75,000 calls": 1,
        "75,000 to 100,000 calls": 1,
        "100,000 to 125,000 calls": 2,
    }
    notes = [said(caption.value) for caption in app.caption]
    assert (
        "Customers: 6 of book.csv, cycle from 2026-11-01, not whole. 1 of them use more than the chart shows. "
        "1 whose usage is not known are left out."
    ) in notes


def test_each_zone_tells_who_stands_there_and_the_money(upload: str) -> None:
    found = told(opened(table=VOLUME, usage=upload))
    assert "from $200.00 to $150.00. " in found[0]
    assert found[0].endswith("1 customer stands here and would pay less by one more, $50.00 in all.")
    assert found[1].endswith("from $1,500.00 to $1,000.00.")  # nobody stands there
    assert found[2].endswith("2 customers stand here and would save $80.00 by using more.")  # 30 + 50
    assert found[4].endswith("1 customer stands here, $20.00 below the bill before the fall.")


def test_a_logarithmic_axis_draws_the_same_customers(upload: str) -> None:
    app = opened(table=VOLUME, usage=upload, scale="log")
    assert sum(bars(app).values()) == 4  # idle has no place on it, whale is beyond the chart


def test_a_zoom_draws_those_inside(upload: str) -> None:
    app = opened(table=VOLUME, usage=upload, zoom="80000~110000")
    assert sum(bars(app).values()) == 2  # gamer and edge


def test_what_counts_as_the_axis_is_a_choice() -> None:
    data = rows(f"ann,{DAY},requests,90000", f"ben,{DAY},requests,10000")
    other = key(loaded(data, "requests.csv"))
    app = opened(table=VOLUME, usage=other)
    assert all(one["type"] != "bar" for one in chart(app)["data"])  # nothing counts as calls
    app = opened(table=VOLUME, usage=other, counted="requests")
    assert sum(bars(app).values()) == 2
    assert any("1 customer stand" in row and "$30.00" in row for row in told(app))


def test_plans_by_the_seat_have_no_histogram(upload: str) -> None:
    app = opened(table="Figma plans", usage=upload)
    assert all(one["type"] != "bar" for one in chart(app)["data"])


def test_the_billing_cycle_changes_who_stands_where() -> None:
    data = rows("ann,2026-10-05,calls,50000", "ann,2026-10-25,calls,45000", "ann,2026-10-01,calls,0")
    upload = key(loaded(data, "weeks.csv"))
    month = told(opened(table=VOLUME, usage=upload))
    assert any("1 customer stand" in row and "$40.00" in row for row in month)  # 95,000 calls: 190.00 - 150.00
    week = told(opened(table=VOLUME, usage=upload, cycle="week"))
    assert not any("stand here" in row for row in week)  # 45,000 in the week from 19 October
