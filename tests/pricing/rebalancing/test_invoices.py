"""The invoices behind the bills: their lines sum to what the simulator billed, whatever happened in a cycle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pricing.catalog import Catalog, parse
from pricing.money import from_minor
from pricing.rebalancing import invoices, simulate
from pricing.rebalancing.book import Book
from pricing.rebalancing.outcome import Outcome
from tests.pricing.rebalancing.stories import catalog, plan, policy, story
from tests.pricing.rebalancing.worlds import random_book, random_catalog, random_policy


def as_it_is(of: Catalog) -> Catalog:
    return of


def closed(of: Catalog) -> Catalog:
    """The same tables with an end: units beyond it are not served."""
    document = of.document()
    for one in document["plans"]:
        one["charges"][0]["tiers"][-1]["up_to"] = "3500"
    document["conventions"] = {"beyond_table": "refuse"}
    return parse(document)


def bounded(of: Catalog) -> Catalog:
    """The same plans with seats, a bounded spend and a further meter."""
    document = of.document()
    document["meters"] = [*document["meters"], {"name": "mails"}]
    for one in document["plans"]:
        one["charges"].append({"meters": ["mails"], "tiers": [{"unit_price": "0.0375"}]})
        one |= {"maximum": "400"} | ({} if one["fee"] == "contact_sales" else {"seats": {"price": "1.25", "count": 3}})
    return parse(document)


def mailing(made: Book, seed: int) -> Book:
    dice = np.random.default_rng([seed, 4])
    return replace(made, others={"mails": dice.integers(-2, 30, made.units.shape)})


def agreed(made: Outcome) -> int:
    """How many cycles' invoices sum to the bill, which all have to."""
    digits = made.rules.ladder.digits
    for place in range(len(made.cycles)):
        found = invoices.of_cycle(made, place)
        assert sum(one.invoice.total for one in found) == from_minor(int(made.cycles.bill[place]), digits)
        for one in found:
            assert sum(line.amount for line in one.invoice.lines) == one.invoice.total
        assert found[0].first == made.book.date(made.cycles.start[place])
        assert found[-1].last == made.book.date(made.cycles.end[place] - 1)
    return len(made.cycles)


@pytest.mark.parametrize("change", [as_it_is, closed, bounded])
@pytest.mark.parametrize("usage", ["carry", "split", "reset"])
@pytest.mark.parametrize("seed", range(12))
def test_lines_sum_to_the_bill(seed: int, usage: str, change: Callable[[Catalog], Catalog]) -> None:
    of = change(random_catalog(seed))
    made = mailing(random_book(seed, of), seed) if change is bounded else random_book(seed, of)
    rules = random_policy(seed, usage_on_change=usage, upgrade_when="now", grace_days=1)
    assert agreed(simulate.run(of, rules, made, seed=seed))


LADDER = (plan("Lite", "10", 100, "0.10"), plan("Pro", "30", 1000, "0.05"))


def lines(made: Outcome, place: int) -> list[list[str]]:
    return [
        [f"{line.description}: {line.amount}" for line in one.invoice.lines] for one in invoices.of_cycle(made, place)
    ]


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        # Up on 12 January: 100 x 11/31 + 1,000 x 20/31 = 680.6, 20 days left of 31
        (
            "carry",
            [
                [
                    "Plan Lite, $10.00 a cycle: 10.00",
                    "Plan Lite, $10.00 a cycle, given back for 20 of 31 days: -6.45",
                    "Plan Pro, $30.00 a cycle, for 20 of 31 days: 19.35",
                    "First 310 tokens included (of 680): 0.00",
                ]
            ],
        ),
        # The first 11 days have 35 of the 100, the others 645 of the 1,000
        (
            "split",
            [
                [
                    "Plan Lite, $10.00 a cycle: 10.00",
                    "Plan Lite, $10.00 a cycle, given back for 20 of 31 days: -6.45",
                    "First 35 tokens included (of 35): 0.00",
                    "Next 75 tokens x $0.10 = $7.50: 7.50",
                ],
                ["Plan Pro, $30.00 a cycle, for 20 of 31 days: 19.35", "First 200 tokens included (of 645): 0.00"],
            ],
        ),
    ],
)
def test_a_change_within_a_cycle_is_told_line_by_line(usage: str, expected: list[list[str]]) -> None:
    made = story(catalog(*LADDER), policy(at_once=True, usage_on_change=usage), [10] * 31).outcome
    assert lines(made, 0) == expected
    assert agreed(made) == 1


def test_a_part_of_a_cycle_has_its_share_of_the_fee() -> None:
    made = story(catalog(*LADDER), policy(anchor_day=1, upgrade_when="never"), [2] * 22, date(2026, 1, 10)).outcome
    assert lines(made, 0) == [
        ["Plan Lite, $10.00 a cycle, for 22 of 31 days: 7.10", "First 44 tokens included (of 70): 0.00"]
    ]


def test_fees_below_nothing_are_given_back() -> None:
    falling = catalog(plan("Lite", "90", 100, "2"), plan("Pro", "0", 1000, "0.05"))
    rules = policy(at_once=True, anchor_day=1, upgrade_charge="full_difference", upgrade_target="next_tier")
    made = story(falling, rules, [40] * 22, date(2026, 1, 10)).outcome
    # 90 x 22/31 = 63.87 for a part of a cycle, and the whole fee back
    assert lines(made, 0)[0][:2] == [
        "Plan Lite, $90.00 a cycle, for 22 of 31 days: 63.87",
        "Plan Lite, $90.00 a cycle, given back: -90.00",
    ]
    assert made.cycles.fees.tolist() == [-2613]
    assert agreed(made) == 1
