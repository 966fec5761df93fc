"""Money and names of events as the lab writes them."""

from pricing.money import from_minor, show_money
from pricing.rebalancing.outcome import Outcome


def money(outcome: Outcome, minor: int) -> str:
    """Return minor units as an amount of the ladder's currency."""
    catalog = outcome.rules.ladder.catalog
    return show_money(from_minor(minor, outcome.rules.ladder.digits), catalog.currency, catalog.locale)


def major(outcome: Outcome, minor: int) -> float:
    """Return minor units to draw."""
    return float(from_minor(minor, outcome.rules.ladder.digits))


def named(event: str) -> str:
    """Return an event's or a figure's name as people read it.

    >>> named("plan_upgraded"), named("mrr_volatility"), named("notice_lead_p10")
    ('plan upgraded', 'MRR volatility', 'notice lead, shortest tenth')
    """
    words = event.replace("_lead_p10", "_lead,_shortest_tenth").split("_")
    return " ".join(word.upper() if word in ("mrr", "nrr") else word for word in words)


def fees_called(outcome: Outcome) -> str:
    """Return what the recurring fees of a period are called."""
    return "MRR" if outcome.rules.policy.cycle == "month" else "recurring fees"
