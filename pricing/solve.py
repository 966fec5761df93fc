"""Revenue-neutral solving: the value of one price at which a usage brings a given revenue.

Where no credit, minimum or maximum binds, revenue is linear in a price, and the solution is an exact fraction. Where
one binds, revenue still never falls as a price rises, and bisection finds the price among those that can be stated.
Either way the answer is a price of so many decimals, and every figure beside it comes from rating all bills again.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np

from pricing.errors import QuantityRefused, Refusal
from pricing.impact.books import Book, Offer, book
from pricing.money import MAX_DECIMALS, from_minor, minor_digits, plain, show_money
from pricing.prices import Place, decimals_of, exact_revenue, price, unbound, weight, with_price
from pricing.usage import Totals

# A price this many times the one that alone would bring the target is not searched beyond.
FAR = 10**6


@dataclass(frozen=True, slots=True)
class Solution:
    """The price that brings the target, and the revenue there, rated again bill by bill.

    No price of so many decimals brings a revenue nearer to the target. `exact`: the revenue is linear there, and `root`
    would meet the target exactly if neither prices nor bills were rounded. `lower` and `higher` are the revenue one
    `step` of the price away (lower: None at 0).
    """

    place: Place
    value: Fraction
    step: Fraction
    exact: bool
    root: Fraction | None
    target: Decimal
    revenue: Decimal
    lower: Decimal | None
    higher: Decimal
    offer: Offer

    @property
    def distance(self) -> Decimal:
        """How far the revenue is above the target."""
        return self.revenue - self.target


def neutral(baseline: Offer, candidate: Offer, place: Place, totals: Totals, decimals: int | None = None) -> Solution:
    """Return the price of the candidate at which it brings what the baseline does, over the bills both can make.

    Raises:
        Refusal: as `solve`, and as `impact.book`.
    """
    bills = book(totals, baseline, candidate)
    return solve(candidate, place, bills, sum(bills.bills(baseline).tolist()), decimals)


def solve(offer: Offer, place: Place, bills: Book, target: int, decimals: int | None = None) -> Solution:
    """Return the price at a place that makes the revenue of all bills nearest to a target in minor units.

    `decimals` of the price: by default two more than it has now, or than the currency has.

    Raises:
        Refusal: the price moves no bill, or no price of 0 or more reaches the target.
        QuantityRefused: more than 12 decimals.

    >>> from pricing import usage, impact
    >>> from pricing.catalog import parse
    >>> import pandas as pd
    >>> plan = {"name": "Only", "charges": [{"tiers": [{"unit_price": "2"}]}]}
    >>> shop = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]})
    >>> day = pd.to_datetime(["2026-11-20"])
    >>> rows = pd.DataFrame({"customer": "Ada", "date": day, "meter": "calls", "quantity": [3]})
    >>> offer = Offer.of(shop)
    >>> found = solve(offer, Place("unit_price"), impact.book(usage.totals(usage.parse(rows), "month"), offer), 1000)
    >>> found.exact, found.root, plain(found.value), str(found.revenue)
    (True, Fraction(10, 3), '3.3333', '10.00')
    """
    digits = minor_digits(offer.catalog.currency)
    slope = weight(offer, bills, place)
    if not slope:
        todo = "Choose a price that the usage pays."
        raise Refusal(f"the {place} is paid by nobody, so no value of it changes the revenue", todo=todo)
    unit = Fraction(1, 10 ** _places(offer, place, digits, decimals))
    search = _Search(offer, place, bills, target, unit)
    goal = Fraction(target, 10**digits)
    root = (goal - exact_revenue(search.at(0), bills)) / slope
    exact = root >= 0 and search.linear(floor(root / unit))
    steps = search.nearest(max(0, round((root if exact else goal / slope) / unit)))
    return Solution(
        place=place,
        value=steps * unit,
        step=unit,
        exact=exact,
        root=root if exact else None,
        target=from_minor(target, digits),
        revenue=search.money(steps),
        lower=search.money(steps - 1) if steps else None,
        higher=search.money(steps + 1),
        offer=search.at(steps),
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """Revenue by the number of steps of a price; it never falls as the price rises."""

    offer: Offer
    place: Place
    bills: Book
    target: int
    unit: Fraction
    known: dict[int, int] = field(default_factory=dict)

    def at(self, steps: int) -> Offer:
        """The offer with the price set."""
        return replace(self.offer, plan=with_price(self.offer.plan, self.place, steps * self.unit))

    def revenue(self, steps: int) -> int:
        """All bills rated again, in minor units."""
        if steps not in self.known:
            self.known[steps] = sum(self.bills.bills(self.at(steps)).tolist())
        return self.known[steps]

    def money(self, steps: int) -> Decimal:
        """The same as an amount."""
        return from_minor(self.revenue(steps), minor_digits(self.offer.catalog.currency))

    def linear(self, low: int) -> bool:
        """Whether nothing binds at a price and at the next one: then nothing does between them either."""
        if self.offer.plan.credit:  # it bends every bill, and may hide that a minimum does
            return False
        for offer in (self.at(low), self.at(low + 1)):
            free = replace(offer, plan=unbound(offer.plan))
            if not np.array_equal(self.bills.bills(offer), self.bills.bills(free)):
                return False
        return True

    def nearest(self, guess: int) -> int:
        """The price whose revenue is nearest to the target; of several alike the present one, or that by the guess."""
        first = self._first(self.target, guess)
        if first == 0 and self.revenue(0) > self.target:
            raise self._unreachable("even at 0", "is still", self.revenue(0), "Lower another price.")
        best = min(range(max(0, first - 1), first + 1), key=lambda steps: abs(self.revenue(steps) - self.target))
        level, present = self.revenue(best), price(self.offer.plan, self.place) / self.unit
        for wish in (present.numerator, guess) if present.denominator == 1 else (guess,):
            if self.revenue(wish) == level:
                return wish
        return self._first(level, best) if guess < best else self._bisected(level + 1, best, guess) - 1

    def _first(self, level: int, guess: int) -> int:
        """The lowest price that brings a revenue, looked for in ever wider steps around a guess."""
        low = high = guess
        width = 1
        while self.revenue(high) < level:
            if high > FAR * max(guess, 1):
                most = self.revenue(high)
                raise self._unreachable(f"even at {plain(high * self.unit)}", "is only", most, "Raise another price.")
            low, high, width = high, high + width, width * 4
        while low >= 0 and self.revenue(low) >= level:
            low, high, width = low - width, low, width * 4
        return self._bisected(level, max(low, -1), high)

    def _bisected(self, level: int, low: int, high: int) -> int:
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.revenue(middle) < level else (low, middle)
        return high

    def _unreachable(self, when: str, verb: str, units: int, todo: str) -> Refusal:
        book = self.offer.catalog
        shown = show_money(from_minor(units, minor_digits(book.currency)), book.currency, book.locale)
        return Refusal(f"no value of this price reaches the target: {when} the revenue {verb} {shown}", todo=todo)


def _places(offer: Offer, place: Place, digits: int, decimals: int | None) -> int:
    if decimals is None:
        return min(MAX_DECIMALS, max(digits, decimals_of(price(offer.plan, place))) + 2)
    if not 0 <= decimals <= MAX_DECIMALS:
        raise QuantityRefused(f"a price has 0 to {MAX_DECIMALS} decimals", value=decimals, todo="Ask for fewer.")
    return decimals
