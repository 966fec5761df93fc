"""What the tests of rebalancing share: catalogues and policies in a line, one customer's story in short."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from pricing.catalog import Catalog, parse
from pricing.rebalancing.book import book
from pricing.rebalancing.policy import Policy
from pricing.rebalancing.policy import parse as parse_policy
from pricing.rebalancing.timeline import Timeline, timeline

NEW_YEAR = date(2026, 1, 1)


def plan(name: str, fee: str, included: int | None, price: str, **more: object) -> dict[str, object]:
    charge: dict[str, object] = {"meters": ["tokens"], "tiers": [{"unit_price": price}]}
    if included:
        charge["included"] = str(included)
    return {"name": name, "fee": fee, "charges": [charge], **more}


def catalog(*plans: dict[str, object], currency: str = "USD", **more: object) -> Catalog:
    meters = [{"name": "tokens", "unit": "token", "whole": more.pop("whole", True)}]
    return parse({"name": "Ladder", "currency": currency, "meters": meters, "plans": list(plans), **more})


def policy(**changes: object) -> Policy:
    """The default policy with some parameters changed; `at_once` turns a move into the first thing that happens."""
    if changes.pop("at_once", False):
        changes = {"trend": "always", "grace_days": 0, "upgrade_when": "now", "response_delay_days": 0, **changes}
    return parse_policy(changes)


def story(of: Catalog, rules: Policy, days: Sequence[int], first: date = NEW_YEAR, **more: object) -> Timeline:
    """The timeline of one customer with these units a day; -999 stands for an unknown day."""
    units = np.array([days], dtype=np.int64)
    known = units != -999
    more = {name: np.array(value) if isinstance(value, list) else value for name, value in more.items()}
    made = book(np.where(known, units, 0), first, known=known, **more)  # type: ignore[arg-type]
    return timeline(of, rules, made, 0)


QUIET = {"service_started", "cycle_closed", "invoice_issued", "cooldown_started", "usage_notice", "limit_reached"}


def told(made: Timeline, *only: str, quiet: bool = False) -> list[str]:
    """The events as "01-31 name", the routine ones left out unless they are asked for."""
    return [
        f"{entry.date:%m-%d} {entry.event}"
        for entry in made.entries
        if (entry.event in only if only else quiet or entry.event not in QUIET)
    ]


def bills(made: Timeline) -> list[int]:
    """The bills of the closed cycles, in minor units."""
    found: list[int] = made.outcome.cycles.bill.tolist()
    return found
