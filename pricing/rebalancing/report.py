"""A simulation for files: events as a frame with their messages, costs and figures as plain text fields."""

import numpy as np
import pandas as pd

from pricing import frames
from pricing.money import from_minor
from pricing.rebalancing.hindsight import Hindsight
from pricing.rebalancing.messages import texts
from pricing.rebalancing.metrics import Metric
from pricing.rebalancing.outcome import Outcome
from pricing.rebalancing.states import Event

COSTS = ("policy", "fixed", "overage_only", "hindsight")


def events(outcome: Outcome) -> pd.DataFrame:
    """Return the events by date and customer: date, customer, event, plan_from, plan_to, amount, message."""
    happened = outcome.events.only(np.argsort(outcome.events.day, kind="stable"))
    first = np.datetime64(outcome.book.first, "D")
    plans = pd.array([plan.name for plan in outcome.rules.ladder.plans], dtype="str")
    return pd.DataFrame(
        {
            "date": (first + happened.day.astype("timedelta64[D]")).astype(str),
            "customer": pd.array(outcome.book.customers, dtype="str").take(happened.customer),
            "event": pd.array([event.label for event in Event], dtype="str").take(happened.code),
            "plan_from": plans.take(happened.plan_from),
            "plan_to": plans.take(happened.plan_to),
            "amount": frames.decimals(happened.amount, outcome.rules.ladder.digits),
            "message": pd.array(list(texts(outcome, happened)), dtype="str"),
        }
    )


def costs(best: Hindsight) -> dict[str, int]:
    """Return what the whole book cost, in minor units: under the policy, and on the paths beside it.

    `fixed` is each customer's best single plan, `overage_only` the first plan kept, `hindsight` the best path.
    """
    rows = (best.policy, best.fixed, best.overage_only, best.best)
    return {name: int(row.sum()) for name, row in zip(COSTS, rows, strict=True)}


def as_json(outcome: Outcome, best: Hindsight, measured: dict[str, Metric]) -> dict[str, object]:
    """Return costs, counts of events and metrics; money as text in the currency's major unit."""
    digits = outcome.rules.ladder.digits
    return {
        "cost": {name: f"{from_minor(cost, digits):f}" for name, cost in costs(best).items()},
        "events": outcome.events.counts(),
        "metrics": {name: metric.as_json(digits) for name, metric in measured.items()},
    }
