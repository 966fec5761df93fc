"""The bills that a usage makes under one or more offers, and the customers who cannot have one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

import numpy as np

from pricing import invoice, rating
from pricing.catalog import Catalog, Plan
from pricing.errors import NotForSale, Refusal, UnknownName, nearest
from pricing.frames import Flags, Ints
from pricing.money import minor_digits
from pricing.usage import Totals
from pricing.usage.totals import summed

Quantity = TypeVar("Quantity")


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan of a catalogue, with a number of seats where it is not the plan's own."""

    catalog: Catalog
    plan: Plan
    seats: int | None = None

    @classmethod
    def of(cls, catalog: Catalog, plan: str | None = None, seats: int | None = None) -> "Offer":
        """Return the offer of a plan by name; without a name, the only plan for sale.

        Raises:
            UnknownName: no such plan.
            NotForSale: no name, and no plan for sale.
            Refusal: no name, and several plans for sale.
        """
        if plan is not None:
            return cls(catalog, catalog.plan(plan), seats)
        sold = [one for one in catalog.plans if one.for_sale]
        if not sold:
            raise NotForSale("no plan is for sale", where=catalog.name, todo="Give a plan a stated fee.")
        if len(sold) > 1:
            names = ", ".join(one.name for one in sold)
            raise Refusal(f"several plans are for sale ({names})", where=catalog.name, todo="Name one of them.")
        return cls(catalog, sold[0], seats)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A customer in no comparison: the first cycle without a bill, the offer's place (None: under all), and why."""

    customer: str
    cycle: date
    offer: int | None
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """One row a bill: places of `customer` and `cycle`, and by meter `units` / 10**`decimals`.

    A customer has a bill for every cycle from the first row to the last one of their usage. `missing` are meters that
    an offer charges and the usage does not state (billed as 0), `unbilled` those that no offer charges.
    """

    customers: tuple[str, ...]
    cycles: tuple[date, ...]
    customer: Ints
    cycle: Ints
    units: Mapping[str, Ints]
    decimals: int
    left_out: tuple[LeftOut, ...]
    missing: tuple[str, ...]
    unbilled: tuple[str, ...]

    def bills(self, offer: Offer) -> Ints:
        """Return every bill under an offer, in minor units.

        Raises:
            Refusal: a bill that cannot be made; none for the offers the book was made for.
        """
        columns = _columns(offer, self.units)
        if not columns:
            total = invoice.quote(offer.catalog, offer.plan, {}, offer.seats).total
            return np.full(len(self.customer), int(total.scaleb(minor_digits(offer.catalog.currency))))
        return rating.rate(offer.catalog, offer.plan, columns, self.decimals, offer.seats)

    def by_customer(self, amounts: Ints) -> Ints:
        """Return the sum of an amount a bill for each customer."""
        return summed(amounts, self.customer, len(self.customers))


def book(totals: Totals, *offers: Offer, counted: Iterable[str] = ()) -> Book:
    """Return the bills of all customers who can be billed in every cycle under each offer; `counted` adds meters.

    A customer with an unknown quantity, a negative total, or more than a table prices is left out and listed.

    Raises:
        NotForSale: an offer's price is agreed with sales.
        UnknownName: the usage has no such meter to count.
        Refusal: an offer that charges for meters, none of which the usage states; or nobody who can be billed.
    """
    charged = tuple(dict.fromkeys(meter for offer in offers for meter in offer.plan.meters))
    customer, cycle = np.nonzero(totals.active)
    units = {meter: totals.units[meter][customer, cycle] for meter in _read(totals, offers, counted)}
    left_out = _left_out(totals, offers, customer, cycle, units)
    gone = {one.customer for one in left_out}
    billed = np.array([name not in gone for name in totals.customers]) & totals.active.any(axis=1)
    if not billed.any():
        reason = left_out[0].reason if left_out else "the usage has no bill in these cycles"
        raise Refusal(f"no customer can be billed ({reason.rstrip('.')})", todo="See the customers left out.")
    kept = billed[customer]
    return Book(
        customers=tuple(name for name, chosen in zip(totals.customers, billed.tolist(), strict=True) if chosen),
        cycles=totals.cycles,
        customer=(np.cumsum(billed) - 1)[customer[kept]],
        cycle=cycle[kept],
        units={meter: column[kept] for meter, column in units.items()},
        decimals=totals.decimals,
        left_out=left_out,
        missing=tuple(meter for meter in charged if meter not in totals.meters),
        unbilled=tuple(meter for meter in totals.meters if meter not in charged),
    )


def _read(totals: Totals, offers: Sequence[Offer], counted: Iterable[str]) -> tuple[str, ...]:
    """The meters whose quantities matter: those charged that the usage states, and those to be counted."""
    read: list[str] = []
    for plan in (offer.plan for offer in offers):
        shared = [meter for meter in plan.meters if meter in totals.meters]
        if plan.meters and not shared:  # its bills would all be its fee, which says nothing about the plan
            both = f"the usage states {', '.join(totals.meters)}, {plan.name} charges {', '.join(plan.meters)}"
            raise Refusal(f"usage and plan have no meter in common: {both}", todo="Rename a meter of the usage.")
        read += shared
    for meter in counted:
        if meter not in totals.meters:
            raise UnknownName("the usage has no such meter", value=meter, todo=nearest(meter, totals.meters))
        read.append(meter)
    return tuple(dict.fromkeys(read))


def _left_out(
    totals: Totals, offers: Sequence[Offer], customer: Ints, cycle: Ints, units: Mapping[str, Ints]
) -> tuple[LeftOut, ...]:
    first: dict[int, tuple[int, int | None]] = {}
    for offer, rows in _refused(totals, offers, customer, cycle, units):
        for row in rows.tolist():
            who = int(customer[row])
            if who not in first or row < first[who][0]:
                first[who] = (row, offer)
    return tuple(
        LeftOut(
            totals.customers[who], totals.cycles[cycle[row]], offer, _reason(totals, offers, (who, cycle[row]), offer)
        )
        for who, (row, offer) in sorted(first.items())
    )


def _refused(
    totals: Totals, offers: Sequence[Offer], customer: Ints, cycle: Ints, units: Mapping[str, Ints]
) -> Iterator[tuple[int | None, Ints]]:
    """Yield the rows without a bill, with the place of the offer that refuses them (None: all do)."""
    for meter in units:
        yield None, np.flatnonzero(totals.unknown[meter][customer, cycle])
    for i, offer in enumerate(offers):
        yield i, np.flatnonzero(_beyond(offer, units, totals.decimals))


def _beyond(offer: Offer, units: Mapping[str, Ints], decimals: int) -> Flags:
    columns = _columns(offer, units)
    if not columns:
        invoice.quote(offer.catalog, offer.plan, {}, offer.seats)  # not for sale is said here too
        return np.zeros(0, dtype=np.bool_)
    return rating.rate_masked(offer.catalog, offer.plan, columns, decimals, offer.seats).refused


def _reason(totals: Totals, offers: Sequence[Offer], cell: tuple[int, int], place: int | None) -> str:
    if place is None:
        unknown = [meter for meter, count in totals.unknown.items() if count[cell]]
        billed = {meter for offer in offers for meter in offer.plan.meters}
        meters = " and ".join([meter for meter in unknown if meter in billed] or unknown)
        return f"Not all quantities of {meters} are known in this cycle, and unknown is not zero."
    offer = offers[place]
    used = {meter: Fraction(int(units[cell]), 10**totals.decimals) for meter, units in totals.units.items()}
    try:
        bill = invoice.quote(offer.catalog, offer.plan, _columns(offer, used), offer.seats)
    except Refusal as error:
        return str(error)
    return f"The bill of {bill.total} is too large to be summed."


def _columns(offer: Offer, units: Mapping[str, Quantity]) -> dict[str, Quantity]:
    return {meter: units[meter] for meter in offer.plan.meters if meter in units}
