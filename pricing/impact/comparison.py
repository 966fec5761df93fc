"""Baseline against candidate on one usage: what changes for the seller, for each customer, and for whom most.

A bill is one customer's cycle. All figures sum over the cycles of the totals they are made from; `Totals.full` and
`Totals.at` choose cycles. Money is whole minor units inside and `Decimal` outside; only shares may be rounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pricing import frames
from pricing.errors import Refusal
from pricing.frames import Flags, Ints
from pricing.impact import spread
from pricing.impact.books import Book, LeftOut, Offer, book
from pricing.impact.figures import WHATS, Change, Group, Margin, Quantile, What
from pricing.impact.spread import Bin, Concentration
from pricing.impact.zones import Standing, standings
from pricing.money import from_minor, minor_digits, to_minor
from pricing.usage import Totals

QUANTILES = tuple(Fraction(percent, 100) for percent in (0, 10, 25, 50, 75, 90, 100))


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """What serving each customer costs, in `parts` of one minor unit over `whole`: exact whole numbers of any size."""

    parts: NDArray[np.object_]
    whole: int

    def total(self, chosen: Flags) -> Fraction:
        """The cost of some customers, in minor units."""
        return Fraction(sum(self.parts[chosen].tolist()), self.whole)

    def below(self, bills: Ints) -> int:
        """How many customers pay less than they cost."""
        return int(np.asarray(bills.astype(object) * self.whole < self.parts, np.bool_).sum())


@dataclass(frozen=True, eq=False)
class Impact:
    """What a change of prices does; `before` and `after` are minor units by customer, in the order of the book."""

    currency: str
    book: Book
    before: Ints
    after: Ints
    costs: Costs | None
    standing_before: tuple[Standing, ...]
    standing_after: tuple[Standing, ...]

    @property
    def customers(self) -> tuple[str, ...]:
        """The customers compared."""
        return self.book.customers

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The customers who are not compared, each with the reason."""
        return self.book.left_out

    @cached_property
    def digits(self) -> int:
        """How many decimals the currency has."""
        return minor_digits(self.currency)

    @cached_property
    def what(self) -> NDArray[np.int64]:
        """What happens to each customer: a place in `WHATS`."""
        new, gone = (self.before == 0) & (self.after > 0), (self.before > 0) & (self.after == 0)
        moved = np.where(self.after < self.before, 0, np.where(self.after > self.before, 1, 2))
        return np.where(new, 3, np.where(gone, 4, moved))

    @cached_property
    def revenue(self) -> Change:
        """What all customers pay."""
        return self._money(np.ones(len(self.before), dtype=np.bool_))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Winners, losers, unmoved, new payers and those who stop paying, in the order of `WHATS`."""
        masks = [self.what == i for i in range(len(WHATS))]
        return tuple(Group(what, int(m.sum()), self._money(m)) for what, m in zip(WHATS, masks, strict=True))

    def group(self, what: What) -> Group:
        """Return one of the groups."""
        return self.groups[WHATS.index(what)]

    @cached_property
    def money_bins(self) -> tuple[Bin, ...]:
        """How the changes of the bills spread in money."""
        return spread.money_bins(self.after - self.before, self.digits)

    @cached_property
    def percent_bins(self) -> tuple[Bin, ...]:
        """How they spread in percent; a new payer has none and is counted apart."""
        return spread.percent_bins(self.before, self.after, self.digits)

    def quantiles(self, shares: tuple[Fraction, ...] = QUANTILES) -> tuple[Quantile, ...]:
        """Return the change that each share of customers does not exceed: amounts that were observed."""
        change = np.sort(self.after - self.before)
        percent = np.sort(self.percents()[self.before > 0]).tolist()
        found = []
        for share in shares:
            money = from_minor(int(change[spread.rank(share, len(change))]), self.digits)
            rise = percent[spread.rank(share, len(percent))] if percent else None
            found.append(Quantile(share, money, rise))
        return tuple(found)

    def percents(self) -> NDArray[np.float64]:
        """Return each customer's change in percent of the bill before; NaN where that was 0."""
        return spread.percents(self.before, self.after)

    @cached_property
    def concentration_before(self) -> Concentration | None:
        """How much of the revenue the largest customers pay before."""
        return spread.concentration(self.before)

    @cached_property
    def concentration_after(self) -> Concentration | None:
        """How much of it they pay after."""
        return spread.concentration(self.after)

    @cached_property
    def margin(self) -> Margin | None:
        """Revenue less the cost to serve; None where no cost was given."""
        if self.costs is None:
            return None
        everyone = np.ones(len(self.before), dtype=np.bool_)
        cost = from_minor(to_minor(self.costs.total(everyone), 0), self.digits)
        money = Change(self.revenue.before - cost, self.revenue.after - cost)
        return Margin(cost, money, self.costs.below(self.before), self.costs.below(self.after))

    @cached_property
    def break_even_churn(self) -> Fraction | None:
        """Which share of those who pay more may leave before the change earns nothing; None if nobody pays more.

        (revenue after - revenue before) / what losers and new payers pay after; with a cost to serve, both are net of
        it. 0 where the change earns nothing even if all stay; above 1 where it earns even if they all leave.
        """
        dearer = self.after > self.before
        if not dearer.any():
            return None
        paid = Fraction(sum(self.after[dearer].tolist()))
        if self.costs is not None:
            paid -= self.costs.total(dearer)
        gain = max(0, sum(self.after.tolist()) - sum(self.before.tolist()))
        return gain / paid if paid > 0 else None

    def movers(self, n: int | None = None) -> pd.DataFrame:
        """Return the customers by the size of their change (ties by name): the first n, or all.

        Columns: customer; the usage of each meter; before, after, change (exact decimals); percent (NaN for a new
        payer); what.
        """
        change = self.after - self.before
        rows = np.argsort(-np.abs(change), kind="stable")[:n]
        money = {"before": self.before, "after": self.after, "change": change}
        table = pd.DataFrame({"customer": [self.customers[i] for i in rows.tolist()]})
        for meter, units in self.book.units.items():
            taken = {*table.columns, *money, "percent", "what"}
            column = f"{meter} used" if meter in taken else meter
            table[column] = frames.decimals(self.book.by_customer(units)[rows], self.book.decimals)
        for name, amounts in money.items():
            table[name] = frames.decimals(amounts[rows], self.digits)
        table["percent"] = self.percents()[rows]
        table["what"] = [WHATS[i] for i in self.what[rows].tolist()]
        return table

    def _money(self, chosen: Flags) -> Change:
        sums = (sum(bills[chosen].tolist()) for bills in (self.before, self.after))
        before, after = (from_minor(units, self.digits) for units in sums)
        return Change(before, after)


def compare(baseline: Offer, candidate: Offer, totals: Totals, cost: Mapping[str, Fraction] | None = None) -> Impact:
    """Return what going from the baseline to the candidate does on a usage; `cost` is that of one unit of a meter.

    Raises:
        NotForSale: a plan's price is agreed with sales.
        Refusal: two currencies, no meter in common, a cost on an unknown meter, or nobody who can be billed.
    """
    currency = baseline.catalog.currency
    if candidate.catalog.currency != currency:
        both = f"{currency} and {candidate.catalog.currency}"
        raise Refusal("baseline and candidate have one currency", value=both, todo="State both in the same one.")
    bills = book(totals, baseline, candidate, counted=cost or ())
    return Impact(
        currency=currency,
        book=bills,
        before=bills.by_customer(bills.bills(baseline)),
        after=bills.by_customer(bills.bills(candidate)),
        costs=_costs(bills, cost, minor_digits(currency)) if cost else None,
        standing_before=standings(baseline, bills),
        standing_after=standings(candidate, bills),
    )


def _costs(bills: Book, cost: Mapping[str, Fraction], digits: int) -> Costs:
    rates = {meter: amount * 10**digits / 10**bills.decimals for meter, amount in cost.items()}
    whole = lcm(*(rate.denominator for rate in rates.values()))
    columns = (
        bills.by_customer(bills.units[meter]).astype(object) * int(rate * whole) for meter, rate in rates.items()
    )
    return Costs(sum(columns, np.zeros(len(bills.customers), dtype=object)), whole)
