"""Seeded random catalogues, policies and books, for laws that hold of all of them."""

from datetime import date

import numpy as np

from pricing.catalog import Catalog
from pricing.rebalancing.book import Book, Late, book
from pricing.rebalancing.policy import Policy
from tests.pricing.rebalancing.stories import catalog, policy

DAYS = 75


def random_catalog(seed: int) -> Catalog:
    """Two to four plans with rising allowances; fees mostly rise too, and sometimes the last one is for sales."""
    dice = np.random.default_rng([seed, 1])
    count = int(dice.integers(2, 5))
    included = np.cumsum(dice.integers(0, 400, count)) * int(dice.integers(1, 3))
    fees = np.sort(dice.integers(0, 20_000, count)) if dice.random() < 0.8 else dice.integers(0, 20_000, count)
    plans: list[dict[str, object]] = []
    for k in range(count):
        fee = "contact_sales" if k == count - 1 > 1 and dice.random() < 0.2 else f"{fees[k] / 100:.2f}"
        charge: dict[str, object] = {"meters": ["tokens"], "included": str(included[k]), "tiers": _tiers(dice)}
        charge |= {"model": str(dice.choice(["progressive", "progressive", "volume"]))}
        extra = {"credit": "3.50"} if dice.random() < 0.2 else {}
        extra |= {"minimum": "12.34"} if dice.random() < 0.2 else {}
        plans.append({"name": f"P{k}", "fee": fee, "charges": [charge], **extra})
    currency = str(dice.choice(["USD", "USD", "JPY", "KWD"]))
    conventions = {"allowance": "rebill"} if dice.random() < 0.1 else {}
    return catalog(*plans, currency=currency, conventions=conventions)


def _tiers(dice: np.random.Generator) -> list[dict[str, str]]:
    prices = [f"{price / 1000:.3f}" for price in dice.integers(1, 900, 2)]
    return [{"up_to": str(dice.integers(300, 3000)), "unit_price": prices[0]}, {"unit_price": prices[1]}]


def random_policy(seed: int, **fixed: object) -> Policy:
    """Every parameter drawn."""
    dice = np.random.default_rng([seed, 2])

    def one(*values: object) -> object:
        return values[int(dice.integers(len(values)))]

    drawn = {
        "cycle": one("month", "week", 10),
        "anchor_day": one(0, 0, 1, 31),
        "notify_at": one(["0.80", "1"], ["0.90"], ["0.5", "0.75", "1"], []),
        "grace_days": one(0, 1, 3),
        "trend": one("weeks_over_pace(2)", "always", "none", "m_of_n(5, 7)", "median_over_pace(9)", "projected(3, 5)"),
        "over_cycles_confirm": one(0, 1, 2),
        "min_observed": one("0.75", "0.5"),
        "upgrade_when": one("next_billing_date", "now", "now", "never"),
        "upgrade_target": one("smallest_fit", "next_tier", "cheapest"),
        "fairness_guard": bool(one(True, False)),
        "upgrade_charge": one("prorated", "prorated", "full_difference", "none"),
        "usage_on_change": one("carry", "carry", "split", "reset"),
        "allowance_on_change": one("prorated", "full"),
        "notice_days": one(0, 5, 7),
        "response": one({"accept": "1"}, {"accept": "0.4", "pause": "0.2", "overage": "0.2", "none": "0.2"}),
        "response_delay_days": one(0, 1, 3),
        "on_no_response": one("accept", "pause", "overage"),
        "during_grace": one("serve", "serve", "block"),
        "overage_cap": one("none", "none", "1.5", "1"),
        "downgrade": one("apply", "apply", "suggest", "off"),
        "downgrade_patience": one(1, 2),
        "hysteresis": one("0", "0.1"),
        "cooldown_days": one(0, 14, 30),
        "switch_cost": one("0", "2.50"),
        **fixed,
    }
    return policy(**drawn)


def random_book(seed: int, of: Catalog, count: int = 12, days: int = DAYS, *, plain: bool = False) -> Book:
    """Customers of all sizes, steady and spiky; unless `plain`, with gaps, corrections, late rows, joins and leaves."""
    dice = np.random.default_rng([seed, 3])
    level = np.exp(dice.normal(2.5, 1.3, (count, 1)))
    drift = np.exp(np.cumsum(dice.normal(0, 0.12, (count, days)), axis=1))
    units = (level * drift * dice.lognormal(0, 0.5, (count, days))).astype(np.int64)
    units[dice.random((count, days)) < 0.02] *= 20
    sale = [k for k, one in enumerate(of.plans) if one.for_sale]
    plans = dice.choice(sale, count)
    if plain:
        return book(units, date(2026, 1, 20), plans=plans)
    known = dice.random((count, days)) > 0.05
    known[:, : days // 2] |= dice.random((count, 1)) < 0.5
    units[dice.random((count, days)) < 0.01] *= -1
    units *= known
    joins = np.where(dice.random(count) < 0.4, dice.integers(0, days, count), 0)
    for row, day in enumerate(joins):
        units[row, :day], known[row, :day] = 0, False
    leaves = np.where(dice.random(count) < 0.3, dice.integers(1, days, count), days + 1)
    return book(units, date(2026, 1, 20), known=known, plans=plans, leaves=leaves, late=_late(dice, count, days))


def _late(dice: np.random.Generator, count: int, days: int) -> Late:
    size = count // 2
    of = dice.integers(0, days - 1, size)
    on = of + dice.integers(1, 15, size)
    return Late(dice.integers(0, count, size), of, on, dice.integers(-40, 90, size))
