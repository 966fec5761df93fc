"""Laws that hold of every catalogue, policy and book: seeded worlds with every parameter drawn."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from pricing.rebalancing import simulate, timeline
from pricing.rebalancing.events import KINDS, Events
from pricing.rebalancing.outcome import Cycles, Outcome
from pricing.rebalancing.proration import share
from pricing.rebalancing.states import Event, Why
from tests.pricing.rebalancing.worlds import random_book, random_catalog, random_policy

WORLDS = range(20)
ONCE = (Event.USAGE_NOTICE, Event.LIMIT_REACHED, Event.LIMIT_EXCEEDED, Event.USAGE_CAPPED, Event.INVOICE_ISSUED)


def world(seed: int, **more: object) -> Outcome:
    of = random_catalog(seed)
    return simulate.run(of, random_policy(seed, **more), random_book(seed, of), seed=seed, block=5)


def same(one: Events, two: Events) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(two, name)) for name in KINDS)


@pytest.mark.parametrize("seed", WORLDS)
def test_served_and_throttled_make_demanded(seed: int) -> None:
    made = world(seed)
    book = made.book
    days = np.arange(book.days)
    there = (days >= book.starts[:, None]) & (days < book.leaves[:, None])
    late = book.late
    arrived = np.flatnonzero(
        (late.on < np.minimum(book.leaves, book.days)[late.customer]) & (late.of >= book.starts[late.customer])
    )
    demanded = (book.units * there).sum(axis=1)
    np.add.at(demanded, late.customer[arrived], late.units[arrived])
    found = np.zeros(len(book.customers), dtype=np.int64)
    for cycles in (made.cycles, made.running):
        np.add.at(found, cycles.customer, cycles.demanded)
    # A cycle that corrections took below nothing bills nothing: only there more is billed than was used.
    below = np.unique(np.concatenate([c.customer[c.units == 0] for c in (made.cycles, made.running)]))
    whole = np.setdiff1d(np.arange(len(found)), below)
    cut = made.rules.policy.usage_on_change != "carry"
    running = np.unique(made.events.of(Event.PRORATION_INVOICED).customer) if cut else np.zeros(0, np.int64)
    whole = np.setdiff1d(whole, running)
    assert found[whole].tolist() == demanded[whole].tolist()
    assert (found[below] >= demanded[below]).all()


@pytest.mark.parametrize("seed", range(8))
def test_no_rule_reads_a_later_day(seed: int) -> None:
    whole = world(seed)
    for day in range(whole.book.days):
        cut = simulate.run(whole.rules.ladder.catalog, whole.rules.policy, whole.book.until(day + 1), seed=seed)
        assert _rules_only(cut.events, day) == _rules_only(whole.events, day)


def _rules_only(events: Events, day: int) -> list[tuple[int, ...]]:
    kept = events.only(events.day <= day)
    return list(zip(*(getattr(kept, name).tolist() for name in KINDS), strict=True))


@pytest.mark.parametrize("seed", WORLDS)
def test_results_depend_on_neither_blocks_nor_order(seed: int) -> None:
    of = random_catalog(seed)
    rules, book = random_policy(seed), random_book(seed, of)
    one = simulate.run(of, rules, book, seed=seed, block=1)
    other = simulate.run(of, rules, book, seed=seed, block=4096)
    assert same(one.events, other.events)
    assert one.cycles.bill.tolist() == other.cycles.bill.tolist()
    back = np.arange(len(book.customers))[::-1]
    mirrored = simulate.run(of, rules, book.only(back), seed=seed)
    turned = mirrored.events
    order = np.argsort(back[turned.customer], kind="stable")
    mapped = Events(**{n: (back[turned.customer] if n == "customer" else getattr(turned, n))[order] for n in KINDS})
    assert same(mapped, one.events)


def test_the_timeline_tells_the_events_of_the_whole_book_for_1000_customers() -> None:
    count = 0
    for seed in range(20):
        of = random_catalog(seed)
        rules, book = random_policy(seed, cycle="week"), random_book(seed, of, count=50, days=28)
        whole = simulate.run(of, rules, book, seed=seed)
        for customer in range(len(book.customers)):
            alone = timeline.of(whole, customer).outcome.events
            mine = whole.events.only(whole.events.customer == customer)
            assert all(np.array_equal(getattr(alone, n), getattr(mine, n)) for n in KINDS if n != "customer")
            count += 1
    assert count == 1000


@pytest.mark.parametrize("seed", WORLDS)
def test_no_message_twice(seed: int) -> None:
    events = world(seed).events.of(*ONCE)
    told = Counter((row["customer"], row["cycle"], row["plan_from"], row["code"], row["why"]) for row in events.rows())
    assert max(told.values(), default=1) == 1


@pytest.mark.parametrize("seed", WORLDS)
def test_invoices_sum_to_the_bills(seed: int) -> None:
    made = world(seed)
    money = made.events.of(Event.INVOICE_ISSUED, Event.PRORATION_INVOICED, Event.USAGE_LATE, Event.USAGE_CORRECTED)
    invoiced = np.zeros(len(made.book.customers), dtype=np.int64)
    np.add.at(invoiced, money.customer, money.amount)
    billed = np.zeros_like(invoiced)
    np.add.at(billed, made.cycles.customer, made.cycles.bill)
    still = np.unique(money.customer[money.cycle >= np.diff(made.offsets)[money.customer]])
    settled = np.setdiff1d(np.arange(len(billed)), still)
    assert (invoiced - made.balances)[settled].tolist() == billed[settled].tolist()
    assert (money.amount[money.why != Why.CLOSED] >= 0).all()


@pytest.mark.parametrize("seed", WORLDS)
def test_fees_are_weighted_by_time_within_a_minor_unit_a_line(seed: int) -> None:
    made = world(seed, upgrade_charge="prorated")
    changes = made.events.of(Event.PRORATION_INVOICED)
    ladder, scale = made.rules.ladder, 10**made.rules.ladder.digits
    for row, cycle in enumerate(_rows(made.cycles)):
        mine = changes.only((changes.customer == cycle["customer"]) & (changes.cycle == cycle["number"]))
        plans = [*mine.plan_from.tolist(), cycle["plan"]]
        days = [cycle["start"], *mine.day.tolist()]
        start, end = _period(made, cycle)
        shares = [share(made.book.date(day), start, end) for day in days] + [0]
        exact = sum(
            (
                ladder.exact_fees[plan] * (one - two)
                for plan, one, two in zip(plans, shares[:-1], shares[1:], strict=True)
            ),
            start=0,
        )
        assert abs(int(made.cycles.fees[row]) - exact * scale) <= 1 + 2 * len(mine)


def _rows(cycles: Cycles) -> list[dict[str, int]]:
    names = ("customer", "number", "start", "end", "plan")
    return [
        dict(zip(names, row, strict=True)) for row in zip(*(getattr(cycles, n).tolist() for n in names), strict=True)
    ]


def _period(made: Outcome, cycle: dict[str, int]) -> tuple[date, date]:
    group = made.groups[cycle["customer"]]
    calendar = made.rules.calendar
    return tuple(calendar.date(int(bound[group, cycle["start"]])) for bound in (calendar.start, calendar.end))  # type: ignore[return-value]


@pytest.mark.parametrize("seed", WORLDS)
def test_units_billed_over_stretches_are_units_used(seed: int) -> None:
    of = random_catalog(seed)
    rules = random_policy(seed, during_grace="serve", overage_cap="none", response={"accept": "1"})
    book = random_book(seed, of, plain=True)
    made = simulate.run(of, rules, book, seed=seed)
    sums = np.concatenate([np.zeros((len(book.units), 1), np.int64), book.units.cumsum(axis=1)], axis=1)
    cycles = made.cycles
    used = sums[cycles.customer, cycles.end] - sums[cycles.customer, cycles.start]
    assert cycles.units.tolist() == used.tolist()
    assert not cycles.throttled.any()
