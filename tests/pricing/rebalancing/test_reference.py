"""The vectorised simulator and a plain walk through the rules, written apart, tell the same story."""

import pytest

from pricing.rebalancing import simulate
from pricing.rebalancing.states import Event
from tests.pricing.rebalancing.reference import walk
from tests.pricing.rebalancing.worlds import random_book, random_catalog, random_policy

KNOWN: dict[str, object] = {
    "anchor_day": 0,
    "usage_on_change": "carry",
    "allowance_on_change": "prorated",
    "upgrade_charge": "prorated",
    "response": {"accept": "1"},
    "during_grace": "serve",
    "overage_cap": "none",
}


@pytest.mark.parametrize("seed", range(40))
def test_tells_the_same_story_and_bills(seed: int) -> None:
    of = random_catalog(seed)
    trend = ("weeks_over_pace(2)", "weeks_over_pace(1)", "always", "none")[seed % 4]
    rules = random_policy(seed, **KNOWN, trend=trend, downgrade=("apply", "off")[seed % 5 == 0])
    book = random_book(seed, of, count=10, days=100, plain=True)
    made = simulate.run(of, rules, book, seed=seed)
    for customer in range(len(book.customers)):
        alone = walk(of, rules, book.units[customer].tolist(), book.first, int(book.plans[customer]))
        mine = made.events.only(made.events.customer == customer)
        told = [(day, Event(code).label) for day, code in zip(mine.day.tolist(), mine.code.tolist(), strict=True)]
        assert told == alone.events, customer
        assert made.cycles.bill[made.cycles.customer == customer].tolist() == alone.bills
