"""Tiers as vessels: what each holds, how full it is, and what it comes to."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pricing.catalog import Catalog, parse
from pricing.errors import BeyondTable
from pricing.invoice import quote
from pricing.plans import charges
from pricing.vessels import Vessel, vessels

TIERS = [
    {"up_to": "100000", "unit_price": "2.00"},
    {"up_to": "1000000", "unit_price": "1.50"},
    {"unit_price": "1.00"},
]
Row = tuple[int | None, int, int | None, int, str]


def catalog(**charge: object) -> Catalog:
    """A table of one charge, progressive per 1,000 unless told otherwise."""
    meters = [{"name": "calls", "unit": "call"}, {"name": "pages", "unit": "page"}]
    charge = {"meters": ["calls"], "per": "1000", "tiers": TIERS} | charge
    return parse({"name": "T", "currency": "USD", "meters": meters, "plans": [{"name": "P", "charges": [charge]}]})


def filled(table: Catalog, **usage: int) -> tuple[Vessel, ...]:
    """The vessels of the table's charge."""
    quantities = {name: Fraction(units) for name, units in usage.items()}
    return vessels(charges(table, table.plans[0])[0], quantities)


def rows(found: tuple[Vessel, ...]) -> list[Row]:
    """Vessels as plain values: tier, from, to, units inside, amount."""
    return [
        (
            one.tier,
            int(one.low),
            None if one.high is None else int(one.high),
            int(one.filled),
            f"{float(one.amount):.2f}",
        )
        for one in found
    ]


@pytest.mark.parametrize(
    ("model", "used", "expected"),
    [
        (
            "progressive",
            0,
            [(0, 0, 100_000, 0, "0.00"), (1, 100_000, 1_000_000, 0, "0.00"), (2, 1_000_000, None, 0, "0.00")],
        ),
        (
            "progressive",
            250_000,  # 100 x 2.00, 150 x 1.50
            [
                (0, 0, 100_000, 100_000, "200.00"),
                (1, 100_000, 1_000_000, 150_000, "225.00"),
                (2, 1_000_000, None, 0, "0.00"),
            ],
        ),
        (
            "volume",
            250_000,  # all 250 x 1.50, in the tier where the usage lands
            [
                (0, 0, 100_000, 100_000, "0.00"),
                (1, 100_000, 1_000_000, 150_000, "375.00"),
                (2, 1_000_000, None, 0, "0.00"),
            ],
        ),
    ],
)
def test_usage_fills_tier_after_tier(model: str, used: int, expected: list[Row]) -> None:
    assert rows(filled(catalog(model=model), calls=used)) == expected


def test_a_band_costs_its_fee_where_the_usage_lands() -> None:
    bands = [{"up_to": "30000", "flat_fee": "6"}, {"up_to": "100000", "flat_fee": "22"}]
    table = catalog(model="stairstep", tiers=bands, per="1")
    assert rows(filled(table, calls=60_000)) == [(0, 0, 30_000, 30_000, "0.00"), (1, 30_000, 100_000, 30_000, "22.00")]
    with pytest.raises(BeyondTable):
        filled(table, calls=100_001)


def test_included_units_have_a_vessel_of_their_own() -> None:
    # 120,000 used: 20,000 included, 80,000 x 2.00 to the first bound, 20,000 x 1.50 above it
    found = filled(catalog(included="20000"), calls=120_000)
    assert rows(found)[:3] == [
        (None, 0, 20_000, 20_000, "0.00"),
        (0, 20_000, 100_000, 80_000, "160.00"),
        (1, 100_000, 1_000_000, 20_000, "30.00"),
    ]


def test_several_meters_fill_the_same_vessels() -> None:
    found = filled(catalog(meters=["calls", "pages"]), calls=90_000, pages=30_000)
    assert [int(one.filled) for one in found] == [100_000, 20_000, 0]


def test_a_share_tells_how_full() -> None:
    found = filled(catalog(), calls=250_000)
    assert [one.share for one in found] == [1, Fraction(1, 6), None]  # 150,000 of 900,000; an open one has no size


@pytest.mark.parametrize("model", ["progressive", "volume"])
@pytest.mark.parametrize("included", [0, 20_000])
@pytest.mark.parametrize("used", [0, 1, 19_999, 20_001, 100_000, 100_001, 999_999, 1_000_001, 5_000_000])
def test_vessels_hold_the_usage_and_come_to_the_bill(model: str, included: int, used: int) -> None:
    table = catalog(model=model, included=str(included))
    found = filled(table, calls=used)
    assert sum(one.filled for one in found) == used
    assert all(one.filled >= 0 and (one.high is None or one.filled <= one.high - one.low) for one in found)
    bill = quote(table, table.plans[0], {"calls": used})
    assert sum((one.amount for one in found), Fraction(0)) == bill.exact
    assert abs(bill.total - Decimal(float(bill.exact))) <= Decimal("0.005")


def test_a_tier_inside_the_included_units_is_shown_where_its_fee_is_due() -> None:
    tiers = [{"up_to": "100", "unit_price": "1", "flat_fee": "5"}, {"unit_price": "1"}]
    table = catalog(included="200", per="1", tiers=tiers)
    shown = [[f"{one.tier}: {one.amount}" for one in filled(table, calls=calls)] for calls in (0, 201)]
    assert shown == [["None: 0", "0: 5", "1: 0"], ["None: 0", "1: 1"]]
