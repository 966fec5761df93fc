"""A charge read under its conventions: the parts of its tiers, its curve, and what one usage comes to.

Everything that prices a charge (bills, curves, charts, bulk rating) asks here, so that there is one evaluator.
Quantities are `q`, the units used, or `b`, the billable ones: b = max(0, q - included), rounded to whole blocks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from math import ceil, floor

from pricing.conventions import Conventions
from pricing.curve import ZERO, Curve
from pricing.errors import BeyondTable
from pricing.models import MODELS, ONE, Part, bands
from pricing.money import plain
from pricing.terms import Charge

MAX_STAIRS = 2000


@dataclass(frozen=True, slots=True)
class Slice:
    """What one tier bills of one usage: `units` of `meter` at `price` each ("" stands for all the charge's meters)."""

    tier: int
    meter: str
    units: Fraction
    price: Fraction

    @property
    def amount(self) -> Fraction:
        """Exact money."""
        return self.units * self.price


@dataclass(frozen=True)
class Priced:
    """A charge and the conventions it is read under."""

    charge: Charge
    conventions: Conventions

    @cached_property
    def start(self) -> Fraction:
        """How many units of the table lie in front of the first billable one."""
        charge, rules = self.charge, self.conventions
        graduated_rebill = self.rebills and MODELS[charge.model] is MODELS["progressive"]
        return charge.included if rules.tier_counts == "all" or graduated_rebill else ZERO

    @property
    def rebills(self) -> bool:
        """Whether the included units are billed too, once they are exceeded."""
        return self.conventions.allowance == "rebill" and self.charge.included > 0

    @cached_property
    def end(self) -> Fraction | None:
        """The largest billable quantity, or None where the table is open."""
        last = self.charge.tiers[-1].up_to
        if last is None or self.conventions.beyond_table == "last_band":
            return None
        return max(ZERO, last - self.start)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What each tier bills by billable quantity, in the order of the tiers."""
        charge, rules = self.charge, self.conventions
        bounds = [tier.up_to for tier in charge.tiers]
        if self.end is None:
            bounds[-1] = None
        origin = ONE if rules.flat_fee_at_zero == "charge" else ZERO
        before = charge.included if self.rebills else ZERO
        lying = bands(bounds, rules.boundary, origin, self.start, before)
        return tuple(MODELS[charge.model](band) for band in lying)

    def price(self, tier: int, meter: str = "") -> Fraction:
        """Return what one unit of a meter costs in a tier (counted from 0)."""
        row = self.charge.tiers[tier]
        if self.charge.model == "percentage" and meter == self.charge.meters[1]:
            return row.flat_fee
        return row.price(meter) / self.charge.per

    def flat_fee(self, tier: int) -> Fraction:
        """Return a tier's flat fee; a percentage's fee is a price of its second meter instead."""
        return ZERO if self.charge.model == "percentage" else self.charge.tiers[tier].flat_fee

    @cached_property
    def fees(self) -> Curve:
        """The flat fees due, by billable quantity."""
        return self._bounded(part.due.scale(self.flat_fee(i)) for i, part in enumerate(self.parts))

    @cached_property
    def curve(self) -> Curve:
        """The exact amount by billable quantity, before the charge's own minimum and maximum."""
        return self._usage_curve("") + self.fees

    def billable(self, quantity: Fraction) -> Fraction:
        """Return the billable units of a quantity, in whole blocks.

        Raises:
            BeyondTable: more than a closed table prices.
        """
        over = units = max(ZERO, quantity - self.charge.included)
        step = self.charge.step
        if step:
            units = whole_blocks(over / step, self.charge.block_rounding) * step
        if self.end is not None and max(over, units) > self.end:
            limit = plain(self.end + self.charge.included)
            blocks = f", in whole blocks of {plain(step)}" if step else ""
            what = f"the table of {self.charge.label} ends at {limit}{blocks}"
            todo = "Choose a larger plan, ask sales for a price, or give the table an open last tier."
            raise BeyondTable(what, value=plain(quantity), todo=todo)
        return units

    def slices(self, usage: Mapping[str, Fraction]) -> Iterator[Slice]:
        """Yield what each tier bills of a usage, tier by tier; units are in whole blocks."""
        used = self.volume(usage)
        self.billable(used)  # refuses the usage as a whole, before the part that is first beyond the table
        if self.afresh and used > self.charge.included:
            yield from self.afresh.slices(usage)
            return
        windows = list(self._windows(usage))
        for i, part in enumerate(self.parts):
            for meter, low, high in windows:
                units = part.units(high) - part.units(low)
                if units:
                    yield Slice(i, meter, units, self.price(i, meter))

    def fees_due(self, usage: Mapping[str, Fraction]) -> Iterator[tuple[int, Fraction]]:
        """Yield the tiers (counted from 0) whose flat fee a usage owes, with the fee."""
        units = self.billable(self.volume(usage))
        for i, part in enumerate(self.parts):
            if self.flat_fee(i) and part.due(units):
                yield i, self.flat_fee(i)

    def volume(self, usage: Mapping[str, Fraction]) -> Fraction:
        """Return the combined quantity of the charge's meters."""
        return sum((usage.get(meter, ZERO) for meter in self.charge.meters), ZERO)

    def amount(self, usage: Mapping[str, Fraction]) -> Fraction:
        """Return the exact amount of a usage, within the charge's own minimum and maximum."""
        if not self.charge.by_meter:
            return self.clamp(self.curve(self.billable(self.volume(usage))))
        due = self.fees(self.billable(self.volume(usage)))
        return self.clamp(due + sum((one.amount for one in self.slices(usage)), ZERO))

    def clamp(self, amount: Fraction) -> Fraction:
        """Return an amount kept within the charge's own minimum and maximum."""
        low, high = self.charge.minimum, self.charge.maximum
        return max(low, amount if high is None else min(high, amount))

    def along(self, meter: str, usage: Mapping[str, Fraction], until: Fraction | None = None) -> Curve:
        """Return the exact amount as a curve of one meter, the charge's other meters fixed by `usage`.

        With blocks the curve runs straight through the whole blocks (of a bill rounded up, the end of each block),
        unless `until` asks for the stairs up to a quantity and they are at most 2,000.

        Raises:
            BeyondTable: the other meters alone use more than a closed table prices.
        """
        fixed = {**usage, meter: ZERO}
        others = self.volume(fixed)
        self.billable(others)  # refuses in words what the other meters alone put beyond the table
        if not self.charge.by_meter:
            curve = self._stairs(others, until).shift(self.charge.included).shift(-others)
        else:
            curve = self._along_by_meter(meter, fixed)
        low, high = self.charge.minimum, self.charge.maximum
        curve = curve.floored(low) if low else curve
        return curve if high is None else curve.capped(high)

    def _stairs(self, others: Fraction, until: Fraction | None) -> Curve:
        step = self.charge.step
        if not step or until is None:
            return self.curve
        reach = max(step, until + others - self.charge.included)
        reach = ceil(reach / step) * step
        if reach / step > MAX_STAIRS:
            return self.curve
        return self.curve.stairs(step, self.charge.block_rounding, reach)

    @cached_property
    def afresh(self) -> "Priced | None":
        """Where meters have prices of their own: what re-bills, which is the same table without included units."""
        if not (self.rebills and self.charge.by_meter):
            return None
        return priced(self.charge.model_copy(update={"included": ZERO}), self.conventions)

    def _along_by_meter(self, meter: str, fixed: Mapping[str, Fraction]) -> Curve:
        if self.afresh:
            before, due = self.charge.included - self.volume(fixed), self.fees(ZERO)
            if self.end == 0:
                return Curve.line(due).until(before)
            return _after(before, due, self.afresh._along_by_meter(meter, fixed))
        included, behind = self.charge.included, ZERO
        moving = False
        curves = [self.fees.shift(included).shift(-self.volume(fixed))]
        for name in self.charge.meters:
            amount = self._usage_curve(name)
            low = amount.shift(included).shift(-behind) if moving else _constant(amount, behind - included)
            behind += fixed.get(name, ZERO)
            moving = moving or name == meter
            high = amount.shift(included).shift(-behind) if moving else _constant(amount, behind - included)
            curves.append(high - low)
        return Curve.total(curves)

    def _usage_curve(self, meter: str) -> Curve:
        return self._bounded(part.units.scale(self.price(i, meter)) for i, part in enumerate(self.parts))

    def _bounded(self, curves: Iterator[Curve]) -> Curve:
        total = Curve.total(curves)
        return total if self.end is None else total.until(self.end)

    def _windows(self, usage: Mapping[str, Fraction]) -> Iterator[tuple[str, Fraction, Fraction]]:
        """Which stretch of the billable quantity each price applies to; meters fill it in the order they are listed."""
        if not self.charge.by_meter:
            yield "", ZERO, self.billable(self.volume(usage))
            return
        reached = low = ZERO
        for meter in self.charge.meters:
            reached += usage.get(meter, ZERO)
            high = self.billable(reached)
            yield meter, low, high
            low = high


def _constant(curve: Curve, units: Fraction) -> Curve:
    return Curve.line(curve(max(ZERO, units)))


def _after(before: Fraction, due: Fraction, curve: Curve) -> Curve:
    """`due` up to and at `before`, the curve above it."""
    first, *rest = curve.shift(-before).knots
    end = None if curve.end is None else curve.end - before
    return Curve((replace(first, at=due), *rest), end).shift(before)


@lru_cache(maxsize=1024)
def priced(charge: Charge, conventions: Conventions) -> Priced:
    """Return a charge read under conventions; the same pair gives the same object, with its curves kept."""
    return Priced(charge, conventions)


def whole_blocks(blocks: Fraction, rounding: str) -> int:
    """Return a number of blocks rounded `up`, `down` or to the `nearest` whole one (a half rounds up).

    >>> [whole_blocks(Fraction(5, 2), rounding) for rounding in ("up", "down", "nearest")]
    [3, 2, 3]
    """
    if rounding == "up":
        return ceil(blocks)
    return floor(blocks) if rounding == "down" else floor(blocks + Fraction(1, 2))
