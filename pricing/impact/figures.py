"""The figures of a comparison: money before and after, groups of customers, margin, quantiles."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

What = Literal["winner", "loser", "unmoved", "new payer", "stops paying"]
WHATS: tuple[What, ...] = ("winner", "loser", "unmoved", "new payer", "stops paying")


@dataclass(frozen=True, slots=True)
class Change:
    """An amount of money before and after."""

    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """What is more (or less) after."""
        return self.after - self.before

    @property
    def share(self) -> Fraction | None:
        """The change as a share of the amount before, None where that is 0."""
        return Fraction(self.change) / Fraction(self.before) if self.before else None


@dataclass(frozen=True, slots=True)
class Group:
    """The customers to whom one thing happens, and their money; each customer is in just one group.

    "winner" pays less than before, "loser" more; "new payer" paid nothing before, "stops paying" does so after.
    """

    what: What
    customers: int
    money: Change


@dataclass(frozen=True, slots=True)
class Margin:
    """Revenue less the cost to serve, and how many customers pay less than they cost, before and after."""

    cost: Decimal
    money: Change
    below_cost_before: int
    below_cost_after: int


@dataclass(frozen=True, slots=True)
class Quantile:
    """At least this `share` of customers sees no larger change; `percent` is that of those who paid before."""

    share: Fraction
    change: Decimal
    percent: float | None
