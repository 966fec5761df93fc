"""Solving for one price: exact where nothing binds, nearest where something does, and verified by rating again."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from data import presets
from pricing import impact, invoice, plans, usage
from pricing.catalog import parse
from pricing.errors import QuantityRefused, Refusal, UnknownName
from pricing.impact import Book, Offer
from pricing.money import minor_digits
from pricing.prices import Place, exact_revenue, places, price, unbound, weight, with_price
from pricing.sample import sample
from pricing.solve import Solution, neutral, solve
from tests import curves
from tests.books import calls, month, shop, tiers, used

D, F = Decimal, Fraction
TOTALS = usage.totals(sample(11, 60, 61, date(2026, 9, 1)), "month")
PROGRESSIVE, VOLUME = (Offer.of(parse(presets.read(name))) for name in ("api-calls", "api-calls-volume"))
METERS = curves.document(0)["meters"]
THREE = month({"Ada": ("50", "0"), "Bo": ("120", "0"), "Cy": ("300", "0")})


def revenue(offer: Offer, bills: Book) -> Decimal:
    """What the invoices of all bills sum to."""
    total = D(0)
    for row in range(len(bills.customer)):
        used = {meter: F(int(units[row]), 10**bills.decimals) for meter, units in bills.units.items()}
        total += invoice.quote(offer.catalog, offer.plan, used, offer.seats).total
    return total


def verified(found: Solution, bills: Book) -> None:
    assert revenue(found.offer, bills) == found.revenue
    up = Offer(found.offer.catalog, with_price(found.offer.plan, found.place, found.value + found.step))
    assert revenue(up, bills) == found.higher
    assert (found.lower or 0) <= found.revenue <= found.higher
    ways = [one for one in (found.lower, found.higher) if one is not None]
    assert all(abs(found.distance) <= abs(one - found.target) for one in ways)
    if found.exact:
        assert found.root is not None
        # Each line of a bill may be rounded by half a minor unit, and a bill here has no more than twelve.
        loose = 12 * F(len(bills.customer), 2 * 10 ** minor_digits(found.offer.catalog.currency))
        assert abs(found.root - found.value) * weight(found.offer, bills, found.place) <= F(abs(found.distance)) + loose


def test_worked_example() -> None:
    offer = Offer.of(shop(calls(tiers=tiers(("100", "2"), ("", "1")))))
    bills = impact.book(THREE, offer)
    # Units in the first tier: 50 + 100 + 100 = 250; above: 20 + 200 = 220. Now 2 x 250 + 1 x 220 = 720.00
    assert [weight(offer, bills, place) for place in places(offer.plan)] == [3, 3, 250, 2 + 1, 220, 2]
    assert exact_revenue(offer, bills) == 720
    found = solve(offer, Place("unit_price", tier=1), bills, 80000)
    assert (found.exact, found.root) == (True, F(300, 220))  # 800 = 500 + 220 x
    assert (found.value, found.step) == (F("1.3636"), F("0.0001"))  # two decimals more than the currency has
    # 20 x 1.3636 = 27.272, 200 x 1.3636 = 272.72: 100 + 227.27 + 472.72
    assert (found.revenue, found.distance) == (D("799.99"), D("-0.01"))
    verified(found, bills)


def test_neutral_between_two_models() -> None:
    found = neutral(PROGRESSIVE, VOLUME, Place("unit_price", tier=1), TOTALS, decimals=6)
    bills = impact.book(TOTALS, PROGRESSIVE, VOLUME)
    assert found.target == revenue(PROGRESSIVE, bills)
    assert found.exact
    verified(found, bills)
    after = impact.compare(PROGRESSIVE, found.offer, TOTALS)
    assert after.revenue.change == found.distance
    assert abs(found.distance) < D("0.05")


@pytest.mark.parametrize("place", [Place("fee"), Place("seats"), Place("flat_fee", tier=2)], ids=str)
def test_other_prices(place: Place) -> None:
    found = neutral(PROGRESSIVE, VOLUME, place, TOTALS)
    assert found.exact
    verified(found, impact.book(TOTALS, VOLUME))


def test_a_price_that_is_met_is_left_alone() -> None:
    for place in places(PROGRESSIVE.plan)[2:]:
        found = neutral(PROGRESSIVE, PROGRESSIVE, place, TOTALS)
        assert (found.value, found.distance) == (price(PROGRESSIVE.plan, place), D(0))


BOUND: list[dict[str, Any]] = [
    {"minimum": "120"},  # Ada, at 2.00 a call, is topped up
    {"maximum": "250"},  # Cy is capped
    {"credit": "30"},
]


@pytest.mark.parametrize("terms", BOUND, ids=str)
@pytest.mark.parametrize("target", [55000, 60001])
def test_where_something_binds_the_nearest_price_is_searched(terms: dict[str, Any], target: int) -> None:
    offer = Offer.of(shop(calls(tiers=tiers(("100", "2"), ("", "1"))), **terms))
    bills = impact.book(THREE, offer)
    found = solve(offer, Place("unit_price"), bills, target)
    assert (found.exact, found.root) == (False, None)
    assert abs(found.distance) < D("0.03")
    verified(found, bills)


def test_a_bound_that_does_not_bind_leaves_the_solution_exact() -> None:
    offer = Offer.of(shop(calls(tiers=tiers(("100", "2"), ("", "1"))), minimum="1", maximum="9999"))
    assert solve(offer, Place("unit_price"), impact.book(THREE, offer), 60000).root == F(380, 250)


def test_no_solution_is_said() -> None:
    offer = Offer.of(shop(calls(tiers=tiers(("100", "2"), ("1000", "1"), ("", "1"))), maximum="250"))
    bills = impact.book(THREE, offer)
    with pytest.raises(Refusal, match=r"even at 0 the revenue is still \$220.00"):
        solve(offer, Place("unit_price"), bills, 10000)
    with pytest.raises(Refusal, match=r"even at \d+.* the revenue is only \$750.00"):
        solve(offer, Place("unit_price"), bills, 75001)
    with pytest.raises(Refusal, match="paid by nobody"):
        solve(offer, Place("unit_price", tier=2), bills, 10000)
    with pytest.raises(UnknownName, match="no such price"):
        solve(offer, Place("unit_price", tier=3), bills, 10000)
    with pytest.raises(QuantityRefused, match="0 to 12 decimals"):
        solve(offer, Place("unit_price"), bills, 10000, decimals=13)


def test_revenue_of_zero_is_reached_at_zero() -> None:
    offer = Offer.of(shop(calls(tiers=tiers(("", "2")))))
    found = solve(offer, Place("unit_price"), impact.book(THREE, offer), 0)
    assert (found.value, found.revenue, found.lower) == (F(0), D(0), None)


def test_a_currency_without_decimals() -> None:
    offer = Offer.of(shop(calls(per="1000", tiers=tiers(("", "2"))), currency="JPY"))
    bills = impact.book(month({"Ada": ("1500", "0"), "Bo": ("2500", "0")}), offer)
    found = solve(offer, Place("unit_price"), bills, 1000)
    assert (found.value, found.revenue) == (F(250), D(1000))  # 1.5 x 250 + 2.5 x 250


@pytest.mark.parametrize("name", sorted(presets.names()))
def test_revenue_is_the_sum_of_price_times_weight_on_every_preset(name: str) -> None:
    book = parse(presets.read(name))
    for plan in book.plans:
        if plan.for_sale and plan.charges:
            offer = Offer(book, unbound(plan))
            rows = [(f"c{i}", "2026-11-01", meter, str(n)) for meter in plan.meters for i, n in enumerate((0, 7, 4321))]
            bills = impact.book(used(rows), offer)
            assert exact_revenue(offer, bills) == _exact(offer, bills)


@pytest.mark.parametrize("seed", range(60))
def test_revenue_is_the_sum_of_price_times_weight_on_random_plans(seed: int) -> None:
    document = curves.document(seed)
    book = parse(document)
    offer, chance = Offer(book, unbound(book.plans[0])), curves.dice(seed)
    rows = [
        (f"c{i:02}", "2026-11-01", meter, format(D(n.numerator) / D(n.denominator), "f"))
        for i in range(8)
        for meter, n in curves.usage(chance, document).items()
    ]
    try:
        bills = impact.book(used(rows), offer)
    except Refusal:
        assert any(charge.tiers[-1].up_to is not None for charge in offer.plan.charges)  # all lie beyond the table
        return
    assert exact_revenue(offer, bills) == _exact(offer, bills)


@pytest.mark.parametrize("seed", range(24))
def test_a_revenue_that_some_price_brings_is_brought(seed: int) -> None:
    document = curves.document(seed, ("progressive", "volume", "per_unit", "by_meter")[seed % 4 :][:1])
    document["plans"][0]["charges"][0]["tiers"][-1].pop("up_to", None)
    offer, chance = Offer.of(parse(document)), curves.dice(seed)
    rows = [(f"c{i}", "2026-11-01", meter["name"], str(chance.randint(0, 150))) for i in range(9) for meter in METERS]
    bills = impact.book(used(rows), offer)
    for place in chance.sample(places(offer.plan), 3):
        stated = F(chance.randint(1, 999), 100)
        target = sum(bills.bills(Offer(offer.catalog, with_price(offer.plan, place, stated))).tolist())
        try:
            found = solve(offer, place, bills, target, decimals=2)
        except Refusal:
            assert not weight(offer, bills, place)
            continue
        verified(found, bills)
        assert found.distance == 0


def _exact(offer: Offer, bills: Book) -> Fraction:
    rows = (
        {m: F(int(u[row]), 10**bills.decimals) for m, u in bills.units.items()} for row in range(len(bills.customer))
    )
    return sum((plans.exact_bill(offer.catalog, offer.plan, one) for one in rows), F(0))
