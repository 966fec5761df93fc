"""The catalogue: meters, conventions and plans in rank order; `parse` reads a document into one, checked."""

import itertools
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Self, TypeVar

from pydantic import ValidationError, ValidationInfo, field_validator, model_validator

from pricing.conventions import Conventions
from pricing.errors import Refusal, TableRefused, UnknownName, nearest, shown
from pricing.fields import (
    Amount,
    Ceiling,
    Count,
    Covers,
    Currency,
    Features,
    Fee,
    Flag,
    Label,
    LocaleName,
    Model,
    Name,
    Status,
    Text,
    Usage,
)
from pricing.money import plain
from pricing.refused import refusal
from pricing.terms import ZERO, Charge, Terms

Named = TypeVar("Named", "Meter", "Plan")


class Meter(Terms):
    """Something counted: whole units, or fractional ones with up to 12 decimals."""

    name: Name
    unit: Name = "unit"
    plural: Label = ""
    whole: Flag = True

    def units(self, quantity: Fraction) -> str:
        """Return the unit's name as a quantity of it is called.

        >>> Meter(name="calls", unit="call").units(Fraction(2)), Meter(name="s", unit="GB").units(Fraction(2))
        ('calls', 'GB')
        """
        if quantity == 1 or self.unit.isupper():
            return self.unit
        return self.plural or (self.unit if self.unit.endswith("s") else f"{self.unit}s")


class Seats(Terms):
    """How many seats a customer has unless a quote says so, and what each costs a cycle."""

    count: Count = 1
    price: Amount = ZERO


class Plan(Terms):
    """What a customer subscribes to: fee, seats, charges, credit, minimum and maximum spend, features.

    `fee` is None where the price is agreed with sales. `rank` orders the plans from small to large.
    """

    name: Name
    rank: Count = 0
    fee: Fee = ZERO
    seats: Seats = Seats()
    credit: Amount = ZERO
    minimum: Amount = ZERO
    maximum: Ceiling = None
    features: Features = ()
    covers: Covers = ()
    charges: tuple[Charge, ...] = ()

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        if self.maximum is not None and self.maximum < self.minimum:
            what = f"the maximum {plain(self.maximum)} is below the minimum {plain(self.minimum)}"
            raise TableRefused(what, todo="Raise the maximum or lower the minimum.")
        return self

    @property
    def for_sale(self) -> bool:
        """Whether the plan has a price of its own."""
        return self.fee is not None

    @property
    def priced(self) -> bool:
        """Whether anything about the plan costs money, as far as its terms say."""
        return bool(self.fee or self.seats.price or self.charges or self.minimum)

    @property
    def meters(self) -> tuple[str, ...]:
        """The meters that the plan charges for, in the order of its charges."""
        return tuple(dict.fromkeys(meter for charge in self.charges for meter in charge.meters))


class Golden(Terms):
    """A worked example: what a usage costs, to the minor unit (`total`) and before rounding (`exact`)."""

    plan: Name
    usage: Usage = ()
    seats: Count | None = None
    model: Model | None = None
    total: Amount
    exact: Amount | None = None


class Catalog(Terms):
    """A seller's meters, conventions and plans in rank order, in one currency."""

    name: Name = "Untitled"
    currency: Currency
    locale: LocaleName = "en_US"
    source: Text = ""
    checked_on: date | None = None
    valid_until: date | None = None
    status: Status | None = None
    note: Text = ""
    conventions: Conventions = Conventions()
    meters: tuple[Meter, ...] = ()
    plans: tuple[Plan, ...]
    golden: tuple[Golden, ...] = ()

    @field_validator("meters")
    @classmethod
    def _meters_differ(cls, meters: tuple[Meter, ...]) -> tuple[Meter, ...]:
        _distinct([meter.name for meter in meters], "meters")
        return meters

    @field_validator("plans")
    @classmethod
    def _plans_fit(cls, plans: tuple[Plan, ...], info: ValidationInfo) -> tuple[Plan, ...]:
        if not plans:
            raise TableRefused("a catalogue needs at least one plan", todo="Add a [[plans]] table.")
        _distinct([plan.name for plan in plans], "plans")
        meters = info.data.get("meters")
        if meters is None:  # refused already, with its own sentence
            return plans
        known = [meter.name for meter in meters]
        return _in_order([_ranked(_with_meters(plan, known), i) for i, plan in enumerate(plans, 1)])

    @model_validator(mode="after")
    def _golden_known(self) -> Self:
        for i, golden in enumerate(self.golden, 1):
            try:
                self.plan(golden.plan)
                for meter, _ in golden.usage:
                    self.meter(meter)
            except Refusal as error:
                raise error.at(f"golden {i}") from None
        return self

    def plan(self, name: str) -> Plan:
        """Return a plan by name.

        Raises:
            UnknownName: no such plan; names the nearest one.
        """
        return _named(self.plans, name, "plan")

    def meter(self, name: str) -> Meter:
        """Return a meter by name.

        Raises:
            UnknownName: no such meter; names the nearest one.
        """
        return _named(self.meters, name, "meter")

    def document(self) -> dict[str, Any]:
        """Return the catalogue as a plain mapping that `parse` reads back into an equal one."""
        document = self.model_dump(mode="json", exclude_defaults=True)
        return document | ({"conventions": rules} if (rules := self.conventions.document()) else {})


def parse(document: Mapping[str, object]) -> Catalog:
    """Return the catalogue that a document (a mapping as TOML or JSON give it) states.

    Raises:
        Refusal: the first thing in the document that cannot be priced: what, the value, where, what to do.

    >>> tiers = [{"up_to": "100", "unit_price": "2"}, {"unit_price": "1"}]
    >>> plan = {"name": "Only", "charges": [{"tiers": tiers}]}
    >>> parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]}).plan("Only").meters
    ('calls',)
    """
    try:
        return Catalog.model_validate(dict(document))
    except ValidationError as error:
        raise refusal(error, document) from None
    except RecursionError:
        raise TableRefused("the document is nested too deeply") from None


def _named(items: tuple[Named, ...], name: str, kind: str) -> Named:
    for item in items:
        if item.name == name:
            return item
    raise UnknownName(f"no such {kind}", value=name, todo=nearest(name, [item.name for item in items]))


def _distinct(names: list[str], kind: str) -> None:
    seen: dict[str, str] = {}
    for name in names:
        if name.casefold() in seen:
            raise TableRefused(f"two {kind} have the same name, {shown(name)}", todo="Give each a name of its own.")
        seen[name.casefold()] = name


def _ranked(plan: Plan, position: int) -> Plan:
    return plan if plan.rank else plan.model_copy(update={"rank": position})


def _in_order(plans: list[Plan]) -> tuple[Plan, ...]:
    plans.sort(key=lambda plan: plan.rank)
    for one, two in itertools.pairwise(plans):
        if one.rank == two.rank:
            what = f"plans {shown(one.name)} and {shown(two.name)} have the same rank, {one.rank}"
            raise TableRefused(what, todo="Number all plans from small to large.")
    return tuple(plans)


def _with_meters(plan: Plan, known: list[str]) -> Plan:
    place = f"plan {shown(plan.name)}"
    charges = []
    for i, charge in enumerate(plan.charges, 1):
        if not charge.meters and len(known) == 1:
            charge = charge.model_copy(update={"meters": (known[0],)})
        where = f"{place}, charge {i}"
        if not charge.meters:
            todo = f"Write meters = [...]. {nearest('', known)}"
            raise TableRefused("a charge names what it counts", where=where, todo=todo)
        _all_known(charge.meters, known, where)
        if len(set(charge.meters)) < len(charge.meters):
            raise TableRefused("a charge counts each meter once", where=where, todo="Name each meter once.")
        charges.append(charge)
    _all_known((name for name, *_ in plan.covers), known, f"{place}, covers")
    return plan.model_copy(update={"charges": tuple(charges)})


def _all_known(meters: Iterable[str], known: list[str], where: str) -> None:
    for meter in meters:
        if meter not in known:
            raise UnknownName("no such meter", value=meter, where=where, todo=nearest(meter, known))
