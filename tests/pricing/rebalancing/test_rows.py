"""What blocks write comes out by customer, each customer's rows in the order in which they were written."""

import numpy as np
import pytest

from pricing.rebalancing.rows import AT_ONCE, FEW, Columns, Rows, by_customer

KINDS = {"customer": np.int32, "day": np.int16, "units": np.int64}


def written(count: int, days: int, seed: int, room: int = 0) -> tuple[Rows, list[tuple[int, int, int]]]:
    """Return a table in which some customers write on each day, and the same as (customer, day, units) rows."""
    dice, rows, plain = np.random.default_rng(seed), Rows(KINDS, room), []
    for day in range(days):
        who = np.flatnonzero(dice.random(count) < 0.3)
        units = dice.integers(0, 2**60, len(who))
        rows.write(who, day=day, units=units)
        plain += [(int(one), day, int(amount)) for one, amount in zip(who, units, strict=True)]
    return rows, plain


def listed(columns: Columns) -> list[tuple[int, ...]]:
    return list(zip(*(columns[name].tolist() for name in KINDS), strict=True))


@pytest.mark.parametrize("room", [0, 10 * AT_ONCE])
def test_a_table_outgrows_its_room_and_loses_nothing(room: int) -> None:
    rows, plain = written(500, 60, seed=1, room=room)
    assert rows.size == len(plain) > max(2 * FEW, AT_ONCE)
    expected = sorted(plain, key=lambda row: row[0])  # stable: days stay in order
    assert listed(by_customer([rows], [np.arange(500)])) == expected
    assert (rows.size, len(rows.table)) == (0, 0)  # half of what a large simulation would hold


def test_blocks_whose_customers_lie_between_each_other_are_merged() -> None:
    made = [written(40, 30, seed=seed) for seed in (1, 2)]
    places = [np.arange(0, 80, 2), np.arange(1, 80, 2)]
    plain = [(int(place[one]), *rest) for (_, rows), place in zip(made, places, strict=True) for one, *rest in rows]
    found = by_customer([rows for rows, _ in made], places)
    assert listed(found) == sorted(plain, key=lambda row: row[0])


def test_more_customers_than_sixteen_bits_hold() -> None:
    who = np.array([70_000, 3, 65_536, 65_535])
    rows = Rows(KINDS)
    for day in range(2):
        rows.write(who, day=day, units=who + day)
    found = by_customer([rows], [np.arange(70_001)])
    assert found["customer"].tolist() == [3, 3, 65_535, 65_535, 65_536, 65_536, 70_000, 70_000]
    assert found["day"].tolist() == [0, 1] * 4


def test_nothing_written_gives_columns_of_their_kinds() -> None:
    found = by_customer([Rows(KINDS)], [np.arange(5)])
    assert {name: (len(column), column.dtype) for name, column in found.items()} == {
        name: (0, np.dtype(kind)) for name, kind in KINDS.items()
    }


def test_a_field_that_is_not_given_is_a_fault_and_not_old_memory() -> None:
    with pytest.raises(KeyError, match="units"):
        Rows(KINDS).write(np.array([1]), day=3)
