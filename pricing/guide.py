"""Which model fits: three answers and the loaded usage, weighed by a table of stated reasons.

The reasons follow from what the models do (see `models`): each names its model, and no hidden weight decides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Fit = Literal["progressive", "volume", "stairstep", "flat fee", "hybrid"]
FITS: tuple[Fit, ...] = ("progressive", "volume", "stairstep", "flat fee", "hybrid")

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "What does serving a customer cost you?": ("each unit costs", "mostly fixed", "both"),
    "Do customers need to know next month's bill?": ("to the cent", "roughly", "no"),
    "What should the price reward?": ("using more", "neither", "staying small"),
}
# Answer -> (model, points, reason). Points are small whole numbers; the reasons are what a reader judges them by.
REASONS: Mapping[str, tuple[tuple[Fit, int, str], ...]] = {
    "each unit costs": (
        ("progressive", 2, "every unit pays for itself, at the price of its tier"),
        ("hybrid", 1, "units beyond the included ones pay for themselves"),
        ("stairstep", -1, "inside a band more units cost you and pay nothing"),
        ("flat fee", -2, "a heavy user costs more than the fee"),
    ),
    "mostly fixed": (
        ("flat fee", 2, "the fee pays what a customer costs"),
        ("stairstep", 1, "bands follow the size of a customer"),
    ),
    "both": (
        ("hybrid", 2, "the fee pays the fixed part, overage the rest"),
        ("progressive", 1, "a flat fee on the first tier can pay the fixed part"),
    ),
    "to the cent": (
        ("flat fee", 2, "the bill never moves"),
        ("stairstep", 2, "the bill moves only from band to band"),
        ("hybrid", 1, "the bill moves only beyond the included units"),
        ("volume", -1, "at a bound the price of all units changes at once"),
    ),
    "roughly": (
        ("progressive", 1, "the bill moves smoothly"),
        ("hybrid", 1, "the bill has a floor and moves smoothly"),
    ),
    "no": (("progressive", 1, "the bill follows usage"), ("volume", 1, "the bill follows usage")),
    "using more": (
        ("volume", 2, "a larger customer gets the lower price on every unit; mind the cliffs"),
        ("progressive", 1, "further units get cheaper, and no bill ever falls"),
    ),
    "neither": (("progressive", 1, "it needs no discount to work"), ("hybrid", 1, "it needs no discount to work")),
    "staying small": (
        ("stairstep", 1, "a step ahead holds usage back"),
        ("volume", -2, "it pays customers to use more"),
    ),
}
UNEVEN = Fraction(1, 2)
IDLE = Fraction(1, 5)


@dataclass(frozen=True, slots=True)
class Advice:
    """How well one model fits: points, and each reason for (+) or against (-)."""

    model: Fit
    points: int
    reasons: tuple[tuple[int, str], ...]


def advise(
    answers: tuple[str, ...], top_10: Fraction | None = None, idle: Fraction | None = None
) -> tuple[Advice, ...]:
    """Return every model, the best first, with reasons from the answers and from the usage.

    `top_10` is the share of all usage by the largest 10 % of customers, `idle` the share of customers at zero.

    >>> [one.model for one in advise(("each unit costs", "no", "neither"))][:2]
    ['progressive', 'hybrid']
    """
    rows = [row for answer in answers for row in REASONS.get(answer, ())] + list(_from_usage(top_10, idle))
    found = []
    for model in FITS:
        reasons = tuple((points, reason) for name, points, reason in rows if name == model)
        found.append(Advice(model, sum(points for points, _ in reasons), reasons))
    return tuple(sorted(found, key=lambda advice: -advice.points))


def _from_usage(top_10: Fraction | None, idle: Fraction | None) -> Iterator[tuple[Fit, int, str]]:
    if top_10 is not None and top_10 > UNEVEN:
        share = f"the largest 10 % of your customers use {int(top_10 * 100)} %"
        yield "flat fee", -2, f"{share}: one fee is wrong for most"
        yield "progressive", 1, f"{share}: each pays by use"
    if idle is not None and idle > IDLE:
        share = f"{int(idle * 100)} % of your customers used nothing"
        yield "hybrid", 1, f"{share}: a fee is paid all the same"
        yield "progressive", -1, f"{share} and would pay nothing"
