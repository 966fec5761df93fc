"""The simulator: a loop over days, customers side by side in blocks that stay in the cache.

A day, in this order: (1) boundary: close, invoice, apply the scheduled change, reset the meter, resume, judge a lower
plan; (2) take the day's usage, cap or pause it; (3) the meter and its messages; (4) grace and trend, on data up to
today; (5) propose and answer. A change takes effect at the start of the next day. No rule reads a later day.
"""

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np

from pricing.catalog import Catalog
from pricing.errors import NotForSale, QuantityRefused
from pricing.rebalancing import accounts, boundary, cycles, metering, moves
from pricing.rebalancing.block import Block
from pricing.rebalancing.book import Book
from pricing.rebalancing.ladder import ladder
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.policy import Policy
from pricing.rebalancing.rules import Rules

BLOCK = 50_000
Progress = Callable[[date, int, int], None]
Watch = Callable[[Block, int], None]


def run(
    catalog: Catalog,
    policy: Policy,
    book: Book,
    *,
    seed: int = 0,
    block: int = BLOCK,
    progress: Progress | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """Return what would have happened to a book of customers under a policy.

    `seed` draws the customers' answers; results depend on neither `block` nor the customers' order. `progress` is told
    the date being simulated, customer-days done and in all; to stop a run it raises. `watch` sees each block and
    evening, and changes nothing.

    Raises:
        Refusal: the catalogue has no ladder for the policy's meter, or a customer starts on a plan not for sale.

    >>> from pricing.catalog import parse
    >>> from pricing.rebalancing.book import book
    >>> charge = {"meters": ["calls"], "included": "10", "tiers": [{"unit_price": "1"}]}
    >>> plan = {"name": "Only", "fee": "5", "charges": [charge]}
    >>> catalog = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]})
    >>> made = run(catalog, Policy(), book(np.ones((1, 31), dtype=np.int64), date(2026, 1, 1)))
    >>> made.cycles.bill.tolist(), made.events.counts()["limit_exceeded"]
    ([2600], 1)
    """
    return replay(prepared(catalog, policy, book, seed), book, block=block, progress=progress, watch=watch)


def replay(
    rules: Rules, book: Book, *, block: int = BLOCK, progress: Progress | None = None, watch: Watch | None = None
) -> Outcome:
    """Return what `run` finds, by rules that were prepared for this book or a larger one."""
    return accounts.settled(rules, book, list(_blocks(rules, book, block, progress, watch)))


def prepared(catalog: Catalog, policy: Policy, book: Book, seed: int = 0) -> Rules:
    """Return the rules for a book.

    Raises:
        Refusal: no ladder, a plan that is not for sale to start on, or a meter refined beyond 63 bits.
    """
    rungs = ladder(catalog, policy, book.decimals)
    bad = np.flatnonzero(~rungs.for_sale[book.plans])
    if len(bad):
        name = rungs.plans[int(book.plans[bad[0]])].name
        where = f"customer {book.customers[bad[0]]!r}"
        raise NotForSale("a customer starts on a plan that is for sale", value=name, where=where)
    if rungs.decimals > book.decimals + 6:
        raise QuantityRefused("included units have at most 6 decimals more than the usage", value=rungs.decimals)
    return Rules(policy, rungs, cycles.calendar(policy, book.first, book.days), seed)


def _blocks(
    rules: Rules, book: Book, block: int, progress: Progress | None, watch: Watch | None
) -> Iterator[accounts.Written]:
    """What each block wrote; the space that they use one after the other goes with the last one."""
    group = cycles.groups(rules.policy, book.first, book.starts)
    order = np.argsort(group, kind="stable")
    space = np.empty((book.days, min(block, len(order))), dtype=np.int64)
    for low in range(0, max(len(order), 1), block):
        rows = order[low : low + block]
        part = Block(rules, book, rows, group[rows], space)
        _simulate(part, book, low * book.days, progress, watch)
        yield accounts.written(part)


def _simulate(block: Block, book: Book, done: int, progress: Progress | None, watch: Watch | None) -> None:
    total = len(book.customers) * book.days
    for day in range(book.days):
        boundary.turn(block, day)
        metering.take(block, day)
        moves.judge(block, day)
        if watch is not None:
            watch(block, day)
        if progress is not None and day % 7 == 0:
            progress(book.date(day), done + day * len(block.rows), total)
    # What the first hour of the day after the last one knows: the cycles that end with the data are closed.
    boundary.turn(block, book.days)
    there = np.flatnonzero((block.start < book.days) & (block.leave > book.days))
    boundary.write_cycle(block, block.running, there, book.days, np.zeros(len(there), dtype=np.bool_))
