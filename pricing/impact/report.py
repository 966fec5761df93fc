"""An impact as plain text fields: money and quantities as strings, shares as decimals of at most six places."""

from collections.abc import Iterable
from fractions import Fraction

from pricing.impact.comparison import Impact
from pricing.impact.figures import Change, Margin
from pricing.impact.spread import Bin, Concentration
from pricing.impact.zones import Standing
from pricing.money import plain

Json = dict[str, object]


def as_json(impact: Impact, movers: int = 10) -> Json:
    """Return every figure of an impact as a mapping that JSON can hold, with the largest movers."""
    return {
        "currency": impact.currency,
        "cycles": [str(start) for start in impact.book.cycles],
        "customers": len(impact.customers),
        "bills": len(impact.book.customer),
        "revenue": _change(impact.revenue),
        "groups": {one.what: {"customers": one.customers, **_change(one.money)} for one in impact.groups},
        "quantiles": [
            {"share": plain(one.share), "change": f"{one.change:f}", "percent": _rounded(one.percent)}
            for one in impact.quantiles()
        ],
        "change_in_money": [_bin(one) for one in impact.money_bins],
        "change_in_percent": [_bin(one) for one in impact.percent_bins],
        "concentration": {
            "before": _concentration(impact.concentration_before),
            "after": _concentration(impact.concentration_after),
        },
        "margin": _margin(impact.margin),
        "break_even_churn": _share(impact.break_even_churn),
        "zones": {"baseline": _standings(impact.standing_before), "candidate": _standings(impact.standing_after)},
        "movers": _movers(impact, movers),
        "left_out": [
            {"customer": one.customer, "cycle": str(one.cycle), "reason": one.reason} for one in impact.left_out
        ],
        "missing_meters": list(impact.book.missing),
        "unbilled_meters": list(impact.book.unbilled),
    }


def _change(money: Change) -> Json:
    return {
        "before": f"{money.before:f}",
        "after": f"{money.after:f}",
        "change": f"{money.change:f}",
        "share": _share(money.share),
    }


def _share(share: Fraction | None) -> str | None:
    return None if share is None else plain(share, 6)


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 6)


def _bin(one: Bin) -> Json:
    ends = {"low": None if one.low is None else f"{one.low:f}", "high": None if one.high is None else f"{one.high:f}"}
    return {**ends, "customers": one.customers, "change": f"{one.change:f}", "what": one.what}


def _concentration(one: Concentration | None) -> Json | None:
    if one is None:
        return None
    return {"top_1_percent": _share(one.top_1), "top_10_percent": _share(one.top_10), "gini": _share(one.gini)}


def _margin(one: Margin | None) -> Json | None:
    if one is None:
        return None
    below = {"below_cost_before": one.below_cost_before, "below_cost_after": one.below_cost_after}
    return {"cost": f"{one.cost:f}", **_change(one.money), **below}


def _standings(rows: Iterable[Standing]) -> list[Json]:
    return [
        {
            "kind": one.kind,
            "meter": one.meter,
            "start": plain(one.start, 6),
            "end": None if one.end is None else plain(one.end, 6),
            "customers": one.customers,
            "bills": one.bills,
            "money": f"{one.money:f}",
        }
        for one in rows
    ]


def _movers(impact: Impact, count: int) -> list[Json]:
    table = impact.movers(count)
    rows = []
    for record in table.to_dict("records"):
        percent = record.pop("percent")
        row: Json = {str(name): value if isinstance(value, str) else f"{value:f}" for name, value in record.items()}
        rows.append(row | {"percent": None if percent != percent else round(percent, 6)})  # noqa: PLR0124  # NaN
    return rows
