"""A charge as its document states it: tiers, model, blocks, included units, minimum and maximum."""

import itertools
from fractions import Fraction
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from pricing.errors import TableRefused, shown
from pricing.fields import Amount, Ceiling, Label, Model, Name, Positive, Prices
from pricing.models import SINGLE_TIER
from pricing.money import plain

ZERO = Fraction(0)
FREE = (("", ZERO),)


class Terms(BaseModel):
    """What all parts of a document share: frozen, compared by value, no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Tier(Terms):
    """One row of a table: its upper bound (None: open), the price of `per` units, and a flat fee."""

    up_to: Positive | None = None
    unit_price: Prices = FREE
    flat_fee: Amount = ZERO

    def price(self, meter: str) -> Fraction:
        """Return what `per` units of a meter cost in this tier."""
        prices = dict(self.unit_price)
        return prices[meter] if meter in prices else prices[""]


class Charge(Terms):
    """A tier table priced by a model, on one meter or on the combined volume of several.

    `included` units are free; `per` says how many units a unit price buys; `block` rounds the billable quantity to
    whole blocks (0: not); `minimum` and `maximum` bound this charge's amount.
    """

    name: Label = ""
    meters: tuple[Name, ...] = ()
    model: Model = "progressive"
    per: Positive = Fraction(1)
    block: Amount = ZERO
    block_rounding: Literal["up", "down", "nearest"] = "up"
    included: Amount = ZERO
    minimum: Amount = ZERO
    maximum: Ceiling = None
    tiers: tuple[Tier, ...]

    @field_validator("tiers")
    @classmethod
    def _in_order(cls, tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
        if not tiers:
            raise TableRefused("a charge needs at least one tier", todo='Add tiers = [{ unit_price = "1" }].')
        open_tiers = [i for i, tier in enumerate(tiers, 1) if tier.up_to is None]
        if len(open_tiers) > 1:
            numbers = f"tiers {open_tiers[0]} and {open_tiers[1]}"
            raise TableRefused(
                f"only one tier is open, but {numbers} have no up_to", todo="Give all but the last one an up_to."
            )
        if open_tiers and open_tiers[0] != len(tiers):
            todo = "Move it to the end, or give it an up_to."
            raise TableRefused("the open tier comes last", where=f"tier {open_tiers[0]}", todo=todo)
        for i, (one, two) in enumerate(itertools.pairwise(tiers), 2):
            if one.up_to is not None and two.up_to is not None and two.up_to <= one.up_to:
                equal = "is equal to" if two.up_to == one.up_to else "is below"
                gap = f"up_to {plain(two.up_to)} {equal} the one before it, {plain(one.up_to)}"
                what = f"bounds rise from tier to tier, but {gap}"
                raise TableRefused(what, where=f"tier {i}", todo="Sort the tiers and merge equal ones.")
        return tiers

    @model_validator(mode="after")
    def _model_fits(self) -> Self:
        if self.model in SINGLE_TIER and len(self.tiers) != 1:
            todo = "Use progressive, volume or stairstep for more."
            raise TableRefused(f"model {self.model} has one tier, not {len(self.tiers)}", todo=todo)
        if self.model == "flat" and self.tiers[0].unit_price != FREE:
            raise TableRefused("model flat has no unit_price", todo="Put the fee into flat_fee.")
        if self.maximum is not None and self.maximum < self.minimum:
            what = f"the maximum {plain(self.maximum)} is below the minimum {plain(self.minimum)}"
            raise TableRefused(what, todo="Raise the maximum or lower the minimum.")
        priced = any(price for tier in self.tiers for _, price in tier.unit_price)
        if self.model == "stairstep" and priced and not any(tier.flat_fee for tier in self.tiers):
            # It would bill 0 for every quantity, in silence.
            what = "model stairstep reads flat_fee, which every tier leaves at 0, and no unit_price"
            raise TableRefused(what, todo="Give each tier a flat_fee, or use another model.")
        return self._prices_fit()

    def _prices_fit(self) -> Self:
        if self.model == "percentage":
            named = any(tier.unit_price[0][0] for tier in self.tiers)
            if len(self.meters) != 2 or self.block or self.included or named or self.tiers[0].up_to is not None:
                what = "model percentage takes two meters and one open tier, without block or included units"
                raise TableRefused(what, todo='Write meters = ["amount", "payments"]: the money, then what is counted.')
        elif self.by_meter and (self.model != "progressive" or self.block):
            what = "prices by meter need the progressive model without blocks"
            raise TableRefused(what, todo="Give one unit_price for all meters, or a charge for each meter.")
        for i, tier in enumerate(self.tiers, 1):
            names = [name for name, _ in tier.unit_price]
            if names != [""] and sorted(names) != sorted(self.meters):
                mine, theirs = shown(", ".join(names)), shown(", ".join(self.meters))
                what = f"unit_price names the meters {mine}, but the charge has {theirs}"
                raise TableRefused(what, where=f"tier {i}", todo="Give each meter of the charge a price.")
        return self

    @property
    def by_meter(self) -> bool:
        """Whether the charge's meters have prices of their own."""
        return any(tier.unit_price[0][0] for tier in self.tiers) or self.model == "percentage"

    @property
    def step(self) -> Fraction:
        """The block that quantities are rounded to, or 0; a package's block is what its price buys."""
        return self.block or (self.per if self.model == "package" else ZERO)

    @property
    def label(self) -> str:
        """What the charge is called on a bill."""
        return self.name or " + ".join(self.meters)
