"""What the simulator's cycles come to: rated at once, after the last day, for no rule reads a bill."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from pricing import rating
from pricing.catalog import Catalog, Plan
from pricing.frames import Ints
from pricing.rebalancing.book import Book
from pricing.rebalancing.events import Events
from pricing.rebalancing.ladder import UNLIMITED, Ladder
from pricing.rebalancing.proration import driving, terms
from pricing.rebalancing.rows import Column, Columns
from pricing.rebalancing.states import Event


def variant(ladder: Ladder, plan: int, limit: int, fee: int, rest: Fraction) -> Plan:
    """Return a plan as it bills a stretch: its own fee (minor units, 0 or more), allowance, share of the cycle."""
    whole = ladder.plans[plan]
    known = driving(whole, ladder.meter) is not None and limit < UNLIMITED
    included = Fraction(limit, ladder.scale) if known else None
    return terms(whole, ladder.meter, included, Fraction(fee, 10**ladder.digits), rest)


def rate(ladder: Ladder, rows: Columns, units: Ints, more: Mapping[str, Ints], *, beyond: bool = False) -> Ints:
    """Return the bill of each stretch in minor units; `beyond` prices units past a closed table at its last tier."""
    catalog = opened(ladder.catalog) if beyond else ladder.catalog
    found = np.zeros(len(units), dtype=np.int64)
    for plan, back, chosen in _groups(ladder, rows):
        quantities = {name: column[chosen] for name, column in more.items()}
        quantities[ladder.meter] = units[chosen]
        found[chosen] = rating.rate(catalog, plan, quantities, ladder.decimals) + back
    return found


def opened(catalog: Catalog) -> Catalog:
    """Return the catalogue with tables that go on past their end, at their last tier."""
    rules = catalog.conventions.model_copy(update={"beyond_table": "last_band"})
    return catalog.model_copy(update={"conventions": rules})


def _groups(ladder: Ladder, rows: Columns) -> list[tuple[Plan, int, Ints]]:
    """Rows that are billed alike, with the plan that bills them and what is given back: fees below 0 (minor units)."""
    plain, plans = rows["plain"], rows["plan"]
    groups = [
        (ladder.plans[plan], 0, np.flatnonzero(plain & (plans == plan))) for plan in np.unique(plans[plain]).tolist()
    ]
    own = np.flatnonzero(~plain)
    if len(own):
        names = ("plan", "limit", "fees", "days", "length")
        keys = np.stack([rows[name][own].astype(np.int64) for name in names], axis=1)
        alike = (keys == keys[0]).all()  # as often in hindsight: nothing to sort
        distinct, place = (
            (keys[:1], np.zeros(len(own), np.int64)) if alike else np.unique(keys, axis=0, return_inverse=True)
        )
        order = np.argsort(place.ravel(), kind="stable")
        cuts = np.cumsum(np.bincount(place.ravel()))[:-1]
        for (plan, limit, fee, days, length), part in zip(distinct.tolist(), np.split(order, cuts), strict=True):
            billed = variant(ladder, plan, limit, max(0, fee), Fraction(days, length))
            groups.append((billed, min(0, fee), own[part]))
    return groups


def others(book: Book, ladder: Ladder, rows: Columns) -> dict[str, Ints]:
    """Return the units of further meters that fall into each stretch."""
    found = {}
    for name, units in book.others.items():
        if name != ladder.meter:
            sums = np.concatenate([np.zeros((len(units), 1), np.int64), np.cumsum(units, axis=1)], axis=1)
            total = sums[rows["customer"], rows["end"]] - sums[rows["customer"], rows["begin"]]
            found[name] = np.maximum(total, 0) * 10 ** (ladder.decimals - book.decimals)
    return found


def above(ladder: Ladder, rows: Columns, bill: Ints, more: Mapping[str, Ints]) -> Ints:
    """Return which part of each stretch's bill is for units above its allowance: 0 or more."""
    found = np.zeros(len(bill), dtype=np.int64)
    over = np.flatnonzero(rows["units"] > rows["limit"])
    if len(over):
        some = {name: column[over] for name, column in rows.items()}
        others = {name: units[over] for name, units in more.items()}
        within = rate(ladder, some, some["limit"], others, beyond=True)
        found[over] = np.maximum(bill[over] - within, 0)
    return found


def rounds(place: Ints) -> list[Ints]:
    """Return amendments in rounds, in the order they came: within a round each place occurs once.

    >>> [found.tolist() for found in rounds(np.array([4, 4, 7]))]
    [[0, 2], [1]]
    """
    order = np.argsort(place, kind="stable")
    turn = np.empty(len(place), dtype=np.int64)
    turn[order] = np.arange(len(place)) - np.searchsorted(place[order], place[order])
    return [np.flatnonzero(turn == n) for n in range(int(turn.max(initial=-1)) + 1)]


def invoiced(happened: Events, offsets: Ints, bills: Ints, over: Ints, customers: int) -> tuple[Events, Ints]:
    """Return the events with the amounts of invoices, and each customer's credit balance left at the end.

    A closing invoice is the cycle's bill less what changes invoiced before; a negative one becomes 0 and a balance
    that later ones use up. Cycles of a customer begin at `offsets`; `bills` are theirs before late units, `over` the
    parts of these that are for usage above the allowance.
    """
    amount, due = happened.amount.copy(), bills.copy()
    closing, prorated = happened.places(Event.INVOICE_ISSUED), happened.places(Event.PRORATION_INVOICED)
    closed = prorated[happened.cycle[prorated] < np.diff(offsets)[happened.customer[prorated]]]
    np.subtract.at(due, offsets[happened.customer[closed]] + happened.cycle[closed], amount[closed])
    amount[closing] = due[offsets[happened.customer[closing]] + happened.cycle[closing]]
    billed = happened.places(Event.OVERAGE_BILLED)
    amount[billed] = over[offsets[happened.customer[billed]] + happened.cycle[billed]]
    money = happened.places(Event.INVOICE_ISSUED, Event.PRORATION_INVOICED, Event.USAGE_LATE, Event.USAGE_CORRECTED)
    left = _balanced(happened.customer, amount, money, customers)
    return replace(happened, amount=amount), left


def _balanced(customer: Column, amount: Ints, money: Ints, customers: int) -> Ints:
    """Turn negative invoices into credit that later ones use up; few customers have any."""
    left = np.zeros(customers, dtype=np.int64)
    negative = money[amount[money] < 0]
    if not len(negative):
        return left
    credited = np.zeros(customers, dtype=np.bool_)
    credited[customer[negative]] = True
    for row in money[credited[customer[money]]].tolist():
        who = customer[row]
        due = int(amount[row]) - int(left[who])
        amount[row], left[who] = max(0, due), max(0, -due)
    return left
