"""Every price of a plan by its place: read it, set it, and see how much revenue one unit of it brings.

Revenue is linear in each price as long as no credit, minimum or maximum binds: the sum of price times weight. A weight
is read off a plan in which that price alone is not zero, so the one evaluator of bills answers.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from pricing.catalog import Plan, Seats
from pricing.curve import ZERO
from pricing.errors import UnknownName
from pricing.impact.books import Book, Offer
from pricing.money import MAX_DECIMALS
from pricing.terms import Charge, Tier

Field = Literal["fee", "seats", "unit_price", "flat_fee"]


@dataclass(frozen=True, slots=True)
class Place:
    """Which price: the plan's `fee`, the price of `seats`, or a tier's `unit_price` (of a meter) or `flat_fee`.

    `charge` and `tier` count from 0.
    """

    field: Field
    charge: int = 0
    tier: int = 0
    meter: str = ""

    def __str__(self) -> str:
        if self.field in ("fee", "seats"):
            return {"fee": "fee", "seats": "price of a seat"}[self.field]
        meter = f" of {self.meter}" if self.meter else ""
        return f"charge {self.charge + 1}, tier {self.tier + 1}, {self.field}{meter}"


def places(plan: Plan) -> tuple[Place, ...]:
    """Return every price of a plan that its models read.

    >>> tiers = [{"up_to": "10", "unit_price": "2"}, {"unit_price": "1"}]
    >>> plan = Plan(name="Only", charges=(Charge.model_validate({"tiers": tiers, "meters": ["calls"]}),))
    >>> [str(place) for place in places(plan)][:3]
    ['fee', 'price of a seat', 'charge 1, tier 1, unit_price']
    """
    found = [Place("fee"), Place("seats")]
    for i, charge in enumerate(plan.charges):
        for j, tier in enumerate(charge.tiers):
            if charge.model not in ("stairstep", "flat"):
                found += [Place("unit_price", i, j, meter) for meter, _ in tier.unit_price]
            found.append(Place("flat_fee", i, j))
    return tuple(found)


def price(plan: Plan, place: Place) -> Fraction:
    """Return the price at a place; a fee that is agreed with sales reads 0.

    Raises:
        UnknownName: the plan has no such price.
    """
    _known(plan, place)
    if place.field == "fee":
        return plan.fee or ZERO
    if place.field == "seats":
        return plan.seats.price
    tier = plan.charges[place.charge].tiers[place.tier]
    return tier.flat_fee if place.field == "flat_fee" else dict(tier.unit_price)[place.meter]


def with_price(plan: Plan, place: Place, value: Fraction) -> Plan:
    """Return the plan with one price set.

    Raises:
        UnknownName: the plan has no such price.
    """
    _known(plan, place)
    if place.field == "fee":
        return plan.model_copy(update={"fee": value})
    if place.field == "seats":
        return plan.model_copy(update={"seats": plan.seats.model_copy(update={"price": value})})
    charge = plan.charges[place.charge]
    tier = charge.tiers[place.tier]
    update: dict[str, Any] = {"flat_fee": value}
    if place.field == "unit_price":
        update = {"unit_price": tuple((m, value if m == place.meter else p) for m, p in tier.unit_price)}
    tiers = _replaced(charge.tiers, place.tier, tier.model_copy(update=update))
    charges = _replaced(plan.charges, place.charge, charge.model_copy(update={"tiers": tiers}))
    return plan.model_copy(update={"charges": charges})


def unbound(plan: Plan) -> Plan:
    """Return the plan without credit, minimum and maximum, of its own and of its charges."""
    free: dict[str, Any] = {"minimum": ZERO, "maximum": None}
    charges = tuple(charge.model_copy(update=free) for charge in plan.charges)
    return plan.model_copy(update={**free, "credit": ZERO, "charges": charges})


def weight(offer: Offer, bills: Book, place: Place) -> Fraction:
    """Return what one more unit of a price adds to the revenue of all bills, exactly, where nothing binds.

    Raises:
        NumberRefused: quantities with so many units and decimals that their sum fits no array.
    """
    _known(offer.plan, place)
    decimals, per = 0, Fraction(1)
    if place.field not in ("fee", "seats"):
        charge = offer.plan.charges[place.charge]
        decimals = max(bills.decimals, *(decimals_of(one) for one in _quantities(charge)))
        per = charge.per if place.field == "unit_price" else per
    # A price of this size makes every bill a whole number, so that its rounding changes nothing.
    probe = with_price(_free(offer.plan), place, per * 10**decimals)
    yen = offer.catalog.model_copy(update={"currency": "JPY"})
    amounts = bills.bills(Offer(yen, probe, offer.seats))
    return Fraction(sum(amounts.tolist()), 10**decimals) / per


def exact_revenue(offer: Offer, bills: Book) -> Fraction:
    """Return the revenue of all bills in major units before rounding, where no credit, minimum or maximum binds."""
    terms = ((price(offer.plan, place), place) for place in places(offer.plan))
    return sum((value * weight(offer, bills, place) for value, place in terms if value), ZERO)


def decimals_of(number: Fraction) -> int:
    """Return how many decimals write a number exactly, or 12 where no more do.

    >>> decimals_of(Fraction("0.0015")), decimals_of(Fraction(1, 3))
    (4, 12)
    """
    return next((n for n in range(MAX_DECIMALS) if (number * 10**n).denominator == 1), MAX_DECIMALS)


def _free(plan: Plan) -> Plan:
    charges = tuple(charge.model_copy(update={"tiers": tuple(map(_gratis, charge.tiers))}) for charge in plan.charges)
    return unbound(plan.model_copy(update={"fee": ZERO, "seats": Seats(count=plan.seats.count), "charges": charges}))


def _gratis(tier: Tier) -> Tier:
    prices = tuple((meter, ZERO) for meter, _ in tier.unit_price)
    return tier.model_copy(update={"unit_price": prices, "flat_fee": ZERO})


def _quantities(charge: Charge) -> list[Fraction]:
    return [charge.included, charge.step, *(tier.up_to or ZERO for tier in charge.tiers)]


def _known(plan: Plan, place: Place) -> None:
    if place not in places(plan):
        raise UnknownName(
            "the plan has no such price", value=place, where=f"plan {plan.name!r}", todo="Choose another."
        )


def _replaced(row: tuple[Any, ...], i: int, item: object) -> tuple[Any, ...]:
    return (*row[:i], item, *row[i + 1 :])
