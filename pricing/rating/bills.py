"""A plan made ready for many bills: each charge's tables over whole numbers, in the order of an invoice.

Curves come from `Priced`, the order of the stack from `invoice`; both are only written in whole numbers here. Where
prices differ by meter, a charge is a sum of curves over the running volume of its meters: what meter m pays between
two running volumes is its curve at the one less its curve at the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor, lcm

from pricing import plans
from pricing.catalog import Catalog, Plan
from pricing.curve import Curve
from pricing.money import Rounding, minor_digits, to_minor
from pricing.priced import Priced
from pricing.rating.tables import Line, Table, denominator, lines, settled, table

SEATS = ""
"""The column of seats among those of the meters, whose names are never empty."""

Draft = list[tuple[int, list[Line]]]


@dataclass(frozen=True, slots=True)
class Term:
    """Tables summed and rounded once: each reads the running volume of its number. `even` where a tie may be odd."""

    tables: tuple[tuple[int, Table], ...]
    whole: int
    even: bool


@dataclass(frozen=True, slots=True)
class Blocks:
    """Units to whole blocks, all in whole numbers: (max(units * scale, free) - free + ahead) // size."""

    scale: int
    free: int
    ahead: int
    size: int

    def last(self, block: int) -> int:
        """Return the most units that come to no more than a number of blocks."""
        return (block * self.size + self.size - 1 - self.ahead + self.free) // self.scale


@dataclass(frozen=True, slots=True)
class Charged:
    """One charge: its terms over the meters' volume, its minimum and maximum, the most units it prices.

    `running` where terms read the volume after each meter, which counts for nothing up to `free` units in all.
    """

    meters: tuple[str, ...]
    terms: tuple[Term, ...]
    blocks: Blocks | None = None
    running: bool = False
    free: int = 0
    low: int = 0
    high: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """A plan's charges and what an invoice does to their sum; money in minor units times `whole`."""

    charged: tuple[Charged, ...]
    credit: int
    fixed: int
    seats: Charged | None
    minimum: int
    maximum: int | None
    whole: int
    even: bool


@dataclass(frozen=True)
class _Reading:
    """How a catalogue's charges are read: units of 10**-decimals, money in minor units, the rounding and its scope."""

    decimals: int
    minor: int
    rounding: Rounding
    scope: str

    @property
    def unit(self) -> Fraction:
        return Fraction(1, 10**self.decimals)

    def round(self, minor_units: Fraction) -> int:
        return to_minor(minor_units, 0, self.rounding)

    def drafts(self, charge: Priced) -> list[Draft]:
        """The terms of a charge before they have a denominator: for each a running volume and lines over it."""
        if charge.charge.by_meter:
            return self._by_meter(charge)
        if self.scope != "tier":
            return [[(0, self._lines(charge, charge.curve))]]
        parts = [
            self._lines(charge, curve)
            for i, part in enumerate(charge.parts)
            for curve in (part.units.scale(charge.price(i)), part.due.scale(charge.flat_fee(i)))
        ]
        two = settled(parts, self.round)
        return [[(0, part)] for part in parts] if two is None else self._rejoined(*two)

    def _rejoined(self, varying: list[Line], still: list[Line]) -> list[Draft]:
        # An odd amount added before the rounding would turn half even into half odd.
        if self.rounding == "half_even" and any(line.base % 2 for line in still):
            return [[(0, varying)], [(0, still)]]
        pairs = zip(varying, still, strict=True)
        return [[(0, [Line(one.start, one.base + two.base, one.slope) for one, two in pairs])]]

    def _by_meter(self, charge: Priced) -> list[Draft]:
        meters, used = charge.charge.meters, charge.afresh or charge
        if self.scope != "tier":
            usage = [Curve.total(_paid(used, meter)).shift(used.charge.included) for meter in meters]
            usage.append(charge.fees.shift(charge.charge.included).scale(-1))
            pairs = enumerate(pairwise(usage))
            return [[(i, lines(one - two, self.unit, self.minor)) for i, (one, two) in pairs]]
        due = [self._lines(charge, part.due.scale(charge.flat_fee(i))) for i, part in enumerate(charge.parts)]
        drafts = [[(len(meters) - 1, row)] for row in due]
        for i, meter in enumerate(meters):
            for curve in _paid(used, meter):
                term = [(i, self._lines(used, curve))]
                drafts.append([*term, (i - 1, self._lines(used, curve.scale(-1)))] if i else term)
        return [draft for draft in drafts if any(line.base or line.slope for _, row in draft for line in row)]

    def _lines(self, charge: Priced, curve: Curve) -> list[Line]:
        step = charge.charge.step
        if step:
            return lines(curve, step, self.minor)
        return lines(curve.shift(charge.charge.included), self.unit, self.minor)


@dataclass(frozen=True)
class _Scale:
    """Exact amounts in whole numbers: rounded to minor units, or over the one denominator of a total rounded once."""

    reading: _Reading
    whole: int | None

    def amount(self, amount: Fraction) -> int:
        minor_units = amount * self.reading.minor
        return self.reading.round(minor_units) if self.whole is None else int(minor_units * self.whole)

    def term(self, draft: Draft) -> Term:
        if self.whole is not None:
            return Term(tuple((i, table(row, self.whole)) for i, row in draft), 1, even=False)
        whole = denominator(row for _, row in draft)
        even = whole % 2 == 0 and self.reading.rounding == "half_even"
        ahead = 0 if even else whole // 2
        tables = tuple((i, table(row, whole, 0 if n else ahead)) for n, (i, row) in enumerate(draft))
        return Term(tables, whole, even)

    def charged(self, charge: Priced, drafts: list[Draft]) -> Charged:
        terms, high, reading = charge.charge, charge.charge.maximum, self.reading
        blocks = _blocks(charge, reading.decimals) if terms.step else None
        last = None
        if charge.end is not None:
            last = floor((charge.end + terms.included) / reading.unit)
            last = last if blocks is None else min(last, blocks.last(floor(charge.end / terms.step)))
        return Charged(
            meters=terms.meters,
            terms=tuple(map(self.term, drafts)),
            blocks=blocks,
            running=terms.by_meter,
            free=floor(terms.included / reading.unit) if charge.afresh else 0,
            low=self.amount(terms.minimum),
            high=None if high is None else self.amount(high),
            last=last,
        )


def bill(catalog: Catalog, plan: Plan, decimals: int, seats: int | None, *, seats_by_row: bool = False) -> Bill:
    """Return a plan in whole numbers, for quantities in units of 10**-decimals.

    Raises:
        NotForSale: the plan's price is agreed with sales.
        QuantityRefused: a negative number of seats.
    """
    plans.fixed(plan, seats)
    count = 0 if seats_by_row else plan.seats.count if seats is None else seats
    rules, minor = catalog.conventions, 10 ** minor_digits(catalog.currency)
    reading = _Reading(decimals, minor, rules.rounding, rules.rounding_scope)
    priced = plans.charges(catalog, plan)
    drafts = [reading.drafts(charge) for charge in priced]
    scale = _Scale(reading, _common(plan, drafts, minor) if rules.rounding_scope == "total" else None)
    each: Draft = [(0, [Line(0, Fraction(0), plan.seats.price * minor)])]
    whole = scale.whole or 1
    return Bill(
        charged=tuple(map(scale.charged, priced, drafts)),
        credit=scale.amount(plan.credit),
        fixed=scale.amount(plans.for_sale(plan)) + scale.amount(plan.seats.price * count),
        seats=Charged((SEATS,), (scale.term(each),)) if seats_by_row else None,
        minimum=scale.amount(plan.minimum),
        maximum=None if plan.maximum is None else scale.amount(plan.maximum),
        whole=whole,
        even=whole % 2 == 0 and rules.rounding == "half_even",
    )


def _paid(charge: Priced, meter: str) -> Iterator[Curve]:
    return (part.units.scale(charge.price(i, meter)) for i, part in enumerate(charge.parts))


def _blocks(charge: Priced, decimals: int) -> Blocks:
    free, size = charge.charge.included * 10**decimals, charge.charge.step * 10**decimals
    scale = lcm(free.denominator, size.denominator)
    whole = int(size * scale)
    ahead = {"up": whole - 1, "down": 0, "nearest": whole // 2}[charge.charge.block_rounding]
    return Blocks(scale, int(free * scale), ahead, whole)


def _common(plan: Plan, drafts: list[list[Draft]], minor: int) -> int:
    stated = [plan.fee, plan.seats.price, plan.credit, plan.minimum, plan.maximum]
    stated += [amount for charge in plan.charges for amount in (charge.minimum, charge.maximum)]
    fixed = lcm(*((amount * minor).denominator for amount in stated if amount is not None))
    return lcm(fixed, *(denominator([row]) for charge in drafts for draft in charge for _, row in draft))
