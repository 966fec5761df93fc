"""Crossovers beside stated thresholds, with the money between them."""

from fractions import Fraction

import numpy as np

from data import presets
from pricing.catalog import Catalog, parse
from pricing.rebalancing import advice
from tests.pricing.rebalancing.stories import catalog, plan


def test_customers_who_would_move_up_too_early() -> None:
    # The ladder: Lite to Pro pays from 150,000, Pro to Enterprise from 1,400,000 tokens.
    book = parse(presets.read("ai-ladder"))
    used = np.array([50_000, 120_000, 149_999, 150_000, 1_100_000, 1_000_000])
    lite, pro = advice.thresholds(book, "tokens", used)
    assert (lite.stated, lite.crossover) == (Fraction(100_000), Fraction(150_000))
    # 120,000 cost 69.00 on Lite and 149,999 cost 99.00 (98.999): 30.00 more, and nothing.
    assert (lite.customers, lite.overpaid) == (1, 3000)
    # 1,100,000 cost 149.00 on Pro and 299.00 on Enterprise.
    assert (pro.customers, pro.overpaid) == (1, 15000)
    assert pro.sentence == (
        "Pro moves up at 1,000,000, Enterprise is cheaper only from 1,400,000: "
        "1 customer would pay $150.00 more a cycle."
    )


def test_customers_who_stay_too_long() -> None:
    wide = plan("Lite", "49", 100, "1", covers={"tokens": {"from": "0", "to": "400"}})
    (one,) = advice.thresholds(catalog(wide, plan("Pro", "99", 1000, "1")), "tokens", np.array([120, 200, 400, 500]))
    # From 150 on Pro is cheaper: 200 pay 50.00 and 400 pay 250.00 too much.
    assert (one.crossover, one.customers, one.overpaid) == (Fraction(150), 2, 30000)
    assert "already from 150: 2 customers pay $300.00 more" in one.sentence


def test_a_plan_that_is_never_cheaper(ladder: Catalog) -> None:
    dear = catalog(plan("Lite", "49", 100, "0.01"), plan("Pro", "999", 200, "0.02"))
    (one,) = advice.thresholds(dear, "tokens", np.array([90, 101]))
    assert (one.crossover, one.customers, one.overpaid) == (None, 1, 99900 - 4901)
    assert one.sentence.startswith("Lite moves up at 100, but Pro is never cheaper: 1 customer would pay")
    assert advice.thresholds(ladder, "tokens")[0].sentence.endswith("cheaper only from 150.")


def test_a_threshold_at_the_crossover() -> None:
    (one,) = advice.thresholds(catalog(plan("Lite", "50", 100, "1"), plan("Pro", "50", 100, "0.5")), "tokens")
    assert (one.crossover, one.sentence) == (Fraction(100), "Lite moves up at 100, just where Pro becomes cheaper.")


def test_a_customer_at_the_crossover_itself_pays_more_where_the_bill_is_higher_there() -> None:
    dear = plan("Lite", "49", 100, "1")
    (one,) = advice.thresholds(catalog(dear, plan("Pro", "46", 1000, "1")), "tokens", np.array([0, 100, 101]))
    assert (one.crossover, one.customers, one.overpaid) == (Fraction(0), 2, 600)
