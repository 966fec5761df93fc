"""The usage frame: checks, round trip, cycles, totals, and what the Usage page shows."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pricing import frames, usage
from pricing.errors import QuantityRefused, Refusal, UnknownName
from pricing.usage import Cycle
from pricing.usage.totals import summed

Row = tuple[Any, Any, Any, Any]
EXACT = pd.ArrowDtype(frames.EXACT)
BASE: list[Row] = [
    ("Ada", "2026-11-02", "calls", "1.5"),
    ("Ada", "2026-11-04", "calls", None),
    ("Ada", "2026-11-04", "gigabytes", "2"),
    ("Bo", "2026-11-03", "calls", "-0.25"),
]


def table(rows: list[Row]) -> pd.DataFrame:
    columns = pd.DataFrame(rows, columns=["customer", "date", "meter", "quantity"])
    numbers = [None if one is None else Decimal(one) for one in columns["quantity"]]
    return columns.assign(date=columns["date"].astype("datetime64[us]"), quantity=pd.Series(numbers).astype(EXACT))


def drawn(seed: int, customers: int = 5, days: int = 40) -> pd.DataFrame:
    dice = np.random.default_rng(seed)
    rows: list[Row] = [
        (
            f"c{i}",
            date(2024, 1, 20) + timedelta(day),
            meter,
            None if dice.random() < 0.1 else str(dice.integers(-9, 99)),
        )
        for i in range(customers)
        for day in range(days)
        for meter in ("calls", "tokens")
        if dice.random() < 0.6
    ]
    return table(rows)


def test_a_frame_becomes_arrays() -> None:
    made = usage.parse(table(BASE))
    assert (made.customers, made.meters) == (("Ada", "Bo"), ("calls", "gigabytes"))
    assert (made.first, made.last, made.days, made.decimals) == (date(2026, 11, 2), date(2026, 11, 4), 3, 2)
    assert made.customer.tolist() == [0, 0, 0, 1]
    assert made.meter.tolist() == [0, 0, 1, 0]
    assert made.day.tolist() == [0, 2, 2, 1]
    assert made.units.tolist() == [150, 0, 200, -25]
    assert made.known.tolist() == [True, False, True, True]
    assert [column.dtype.name for column in (made.customer, made.meter, made.day)] == ["int32"] * 3
    assert (made.units.dtype.name, made.known.dtype.name) == ("int64", "bool")


@pytest.mark.parametrize("seed", range(3))
def test_order_does_not_matter_and_nothing_is_lost(seed: int) -> None:
    clean = drawn(seed)
    made = usage.parse(clean)
    shuffled = usage.parse(clean.sample(frac=1, random_state=seed))
    assert shuffled == made
    assert hash(shuffled) == hash(made)
    back = usage.frame(shuffled)
    assert back.dtypes.to_dict() == clean.dtypes.to_dict()
    sorted_rows = clean.sort_values(["customer", "meter", "date"], ignore_index=True)
    pd.testing.assert_frame_equal(back, sorted_rows)
    assert usage.parse(back) == made


def test_one_unit_more_is_another_usage() -> None:
    other = [*BASE[:3], ("Bo", "2026-11-03", "calls", "-0.26")]
    assert usage.parse(table(other)) != usage.parse(table(BASE))


CLEAN: Any = table(BASE)  # so that a test may put into it what no clean frame holds


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (CLEAN.drop(columns="meter"), "Columns of a usage are customer, date, meter, quantity, not 'customer"),
        (CLEAN.assign(extra=1), "columns of a usage"),
        (table([]), "at least one row"),
        (table([*BASE, BASE[0]]), "Ada, 2026-11-02: a customer has one row a day and meter"),
        (CLEAN.assign(customer=[None, "Ada", "Ada", "Bo"]), "names its customer and meter"),
        (CLEAN.assign(customer=1), "names are texts"),
        (CLEAN.assign(date="2026-11-02"), "dates are whole days"),
        (CLEAN.assign(date=pd.NaT), "without a time of day"),
        (CLEAN.assign(date=datetime(2026, 11, 2, 12)), "without a time of day"),  # noqa: DTZ001  # as a file states it
        (CLEAN.assign(date=CLEAN["date"].dt.tz_localize("UTC")), "without a time zone"),
        (
            table([*BASE, ("Bo", "2062-11-03", "calls", "1")]),
            "spans at most 7,305 days, not '2026-11-02 to 2062-11-03'",
        ),
    ],
)
def test_other_frames_are_refused(frame: pd.DataFrame, said: str) -> None:
    with pytest.raises(Refusal) as error:
        usage.parse(frame)
    assert said.lower() in str(error.value).lower()


@pytest.mark.parametrize("quantity", [1.5, "1", Decimal("0.0000001"), Decimal(10**12), 10**12, True])
def test_inexact_quantities_are_refused(quantity: object) -> None:
    with pytest.raises(QuantityRefused):
        usage.parse(CLEAN[:1].assign(quantity=[quantity]))


@pytest.mark.parametrize("quantity", [7, Decimal(7), Decimal("7.000000"), -7, Decimal(10**12 - 1)])
def test_whole_numbers_and_decimals_are_read_alike(quantity: object) -> None:
    made = usage.parse(CLEAN[:1].assign(quantity=[quantity]))
    assert (made.units.tolist(), made.decimals) == ([quantity], 0)


CALENDARS: list[tuple[str, int, Cycle, list[str], list[int], list[int]]] = [
    ("2026-08-01", 92, "month", ["2026-08-01", "2026-09-01", "2026-10-01"], [31, 30, 31], [31, 30, 31]),
    ("2024-01-30", 32, "month", ["2024-01-01", "2024-02-01", "2024-03-01"], [31, 29, 31], [2, 29, 1]),
    ("2025-12-31", 2, "month", ["2025-12-01", "2026-01-01"], [31, 31], [1, 1]),
    ("2026-11-01", 9, "week", ["2026-10-26", "2026-11-02", "2026-11-09"], [7, 7, 7], [1, 7, 1]),
    ("2026-11-02", 14, "week", ["2026-11-02", "2026-11-09"], [7, 7], [7, 7]),
    ("2026-11-20", 10, 7, ["2026-11-20", "2026-11-27"], [7, 7], [7, 3]),
    ("2026-11-20", 1, 1, ["2026-11-20"], [1], [1]),
    ("2024-02-29", 1, "month", ["2024-02-01"], [29], [1]),
]


@pytest.mark.parametrize(("first", "days", "cycle", "starts", "lengths", "covered"), CALENDARS)
def test_cycles(first: str, days: int, cycle: Cycle, starts: list[str], lengths: list[int], covered: list[int]) -> None:
    cut = usage.cycles.cut(date.fromisoformat(first), days, cycle)
    assert [str(start) for start in cut.starts] == starts
    assert (cut.lengths.tolist(), cut.covered.tolist()) == (lengths, covered)
    assert cut.partial.tolist() == [one < all_ for one, all_ in zip(covered, lengths, strict=True)]
    assert np.bincount(cut.of_day).tolist() == covered


@pytest.mark.parametrize("cycle", ["day", 0, -1, True, "7"])
def test_no_such_cycle(cycle: Any) -> None:
    with pytest.raises(QuantityRefused, match="cycle is month, week or a number of days"):
        usage.parse(table(BASE)).cycles(cycle)


@pytest.mark.parametrize("cycle", ["month", "week", 7, 30])
@pytest.mark.parametrize("seed", range(2))
def test_totals_equal_the_sum_of_the_rows(seed: int, cycle: Cycle) -> None:
    clean = drawn(seed)
    made = usage.parse(clean)
    found, cut = usage.totals(made, cycle), made.cycles(cycle)
    for i, customer in enumerate(found.customers):
        for j in range(len(found.cycles)):
            inside = np.array([cut.of_day[(day.date() - made.first).days] == j for day in clean["date"]])
            rows = clean[(clean["customer"] == customer) & inside]
            known = rows.dropna()
            assert found.observed[i, j] == known["date"].nunique()
            for meter in found.meters:
                stated = known[known["meter"] == meter]["quantity"]
                assert found.units[meter][i, j] == sum(stated, Decimal(0)) * 10**found.decimals
                assert found.unknown[meter][i, j] == (rows[rows["meter"] == meter]["quantity"].isna()).sum()
    assert (found.lengths.tolist(), found.partial.tolist()) == (cut.lengths.tolist(), cut.partial.tolist())


def test_a_customer_is_there_from_the_first_row_to_the_last() -> None:
    rows: list[Row] = [("Ada", f"2026-{month:02}-05", "calls", "1") for month in (1, 6)]
    rows += [("Bo", "2026-03-01", "calls", "0"), ("Bo", "2026-05-31", "calls", None)]
    found = usage.totals(usage.parse(table(rows)), "month")
    assert found.active.tolist() == [[True] * 6, [False, False, True, True, True, False]]
    assert found.units["calls"][1].tolist() == [0] * 6
    assert found.observed[1].tolist() == [0, 0, 1, 0, 0, 0]
    assert found.unknown["calls"][1].tolist() == [0, 0, 0, 0, 1, 0]


def test_cycles_can_be_chosen() -> None:
    found = usage.totals(usage.parse(drawn(0)), "month")  # 20 January to 28 February 2024
    assert (found.partial.tolist(), found.full().cycles) == ([True, True], ())
    assert found.at(date(2024, 2, 1)).units["calls"].tolist() == found.units["calls"][:, 1:].tolist()
    with pytest.raises(UnknownName, match="cycle begins on this day"):
        found.at(date(2024, 2, 2))


def test_sums_that_do_not_fit_are_refused() -> None:
    rows: list[Row] = [("Ada", f"2026-11-{day:02}", "calls", f"{10**12 - 1}.999999") for day in range(1, 11)]
    made = usage.parse(table(rows))
    with pytest.raises(QuantityRefused, match="more than 63 bits"):
        usage.totals(made, "month")
    assert usage.totals(made, 9).units["calls"].tolist() == [[9 * (10**18 - 1), 10**18 - 1]]
    with pytest.raises(QuantityRefused, match="more than 63 bits"):
        summed(np.array([-(2**62)] * 3), np.zeros(3, np.int64), 1)
    half = np.array([-(2**62), -(2**62), 2**62])
    assert summed(half, np.array([0, 0, 1]), 2).tolist() == [-(2**63), 2**62]


def test_a_meter_as_a_matrix() -> None:
    units, present = usage.parse(table(BASE)).matrix("calls")
    assert units.tolist() == [[150, 0, 0], [0, -25, 0]]
    assert present.tolist() == [[True, False, False], [False, True, False]]
    with pytest.raises(UnknownName, match="no such meter"):
        usage.parse(table(BASE)).matrix("call")


def test_some_customers_keep_the_calendar() -> None:
    made = usage.parse(table(BASE)).only(["Bo"])
    assert (made.customers, made.first, made.days) == (("Bo",), date(2026, 11, 2), 3)
    assert (made.customer.tolist(), made.day.tolist(), made.units.tolist()) == ([0], [1], [-25])
    with pytest.raises(UnknownName, match="no such customer"):
        usage.parse(table(BASE)).only(["Bob"])


def test_meters_take_other_names() -> None:
    made = usage.parse(table(BASE)).renamed({"calls": "requests"})
    assert made.meters == ("requests", "gigabytes")
    with pytest.raises(Refusal, match="cannot have one name"):
        made.renamed({"requests": "gigabytes"})
    with pytest.raises(UnknownName):
        made.renamed({"calls": "requests"})


def test_daily_totals_leave_no_day_out() -> None:
    days = usage.daily(usage.parse(table(BASE)), "calls")
    assert days["date"].dt.strftime("%d").tolist() == ["02", "03", "04"]
    assert [str(one) for one in days["quantity"]] == ["1.50", "-0.25", "0.00"]
    assert (days["customers"].tolist(), days["unknown"].tolist()) == ([1, 1, 0], [0, 0, 1])


def test_largest_customers() -> None:
    rows: list[Row] = [(name, "2026-11-02", "calls", n) for name, n in (("Ada", "1"), ("Bo", "3"), ("Cy", "1"))]
    top = usage.largest(usage.parse(table(rows)), "calls", 2)
    assert (top["customer"].tolist(), top["share"].tolist()) == (["Bo", "Ada"], [0.6, 0.2])


def test_the_largest_customers_of_equal_use_are_told_by_name() -> None:
    names = [f"customer {i:02}" for i in range(40)]
    rows: list[Row] = [(name, "2026-11-02", "calls", str(int(name[-2:]) % 2)) for name in names]
    assert usage.largest(usage.parse(table(rows)), "calls", 20)["customer"].tolist() == names[1::2]


def test_gaps_before_inside_and_after() -> None:
    rows: list[Row] = [("Ada", f"2026-11-0{day}", "calls", "1") for day in (1, 2, 5, 9)]
    rows += [("Bo", "2026-11-03", "calls", None), ("Bo", "2026-11-03", "tokens", "1")]
    found = usage.gaps(usage.parse(table(rows)))
    said = [f"{r.customer} {r.first:%d}-{r.last:%d} {r.days} {r.kind}" for r in found.itertuples()]
    assert said == [
        "Ada 03-04 2 inside",
        "Ada 06-08 3 inside",
        "Bo 01-02 2 before",
        "Bo 04-09 6 after",
    ]
    assert found["days"].sum() == 2 * 9 - 4 - 1


def test_a_full_calendar_has_no_gaps() -> None:
    rows: list[Row] = [(name, f"2026-11-0{day}", "calls", "1") for name in ("Ada", "Bo") for day in (1, 2)]
    assert len(usage.gaps(usage.parse(table(rows)))) == 0
