"""A charge under its conventions as what other systems price: rows (graduated or volume), or a package.

Both have included units written out: a first row at 0, or a package's free units. Prices are for one unit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from pricing.conventions import Conventions
from pricing.money import plain
from pricing.terms import ZERO, Charge

Mode = Literal["graduated", "volume"]


@dataclass(frozen=True, slots=True)
class Row:
    """A tier by its inclusive upper bound (None: open), the price of one unit, and the tier's flat fee."""

    up_to: Fraction | None
    unit: Fraction = ZERO
    flat: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that are all priced in one mode; the first row's flat fee is due at zero usage too."""

    mode: Mode
    rows: tuple[Row, ...]

    @property
    def bounds(self) -> list[Fraction]:
        """The upper bounds that are stated."""
        return [row.up_to for row in self.rows if row.up_to is not None]

    @property
    def single(self) -> Fraction | None:
        """The price of a unit, where the table is nothing else."""
        return self.rows[0].unit if len(self.rows) == 1 and not self.rows[0].flat else None

    def settled(self) -> Iterator[Fraction]:
        """Yield the amounts on a bill beside its last, partly used tier: flat fees and full tiers."""
        low = ZERO
        for row in self.rows:
            if row.flat:
                yield row.flat
            if self.mode == "graduated" and row.up_to is not None:
                yield (row.up_to - low) * row.unit
                low = row.up_to


@dataclass(frozen=True, slots=True)
class Package:
    """`amount` for each block of `size` units after the `free` ones, blocks counted `up` or `down`."""

    size: Fraction
    amount: Fraction
    free: Fraction = ZERO
    rounding: str = "up"


def obstacles(charge: Charge, rules: Conventions) -> Iterator[tuple[str, str]]:
    """Yield what and why no table or package prices as this charge does; it is then left out."""
    table = _table(charge, rules)
    if charge.included and rules.allowance == "rebill":
        yield "rebill allowance", "no system bills all units again once the included ones are exceeded"
    elif _subtracts_in_volume(charge, rules):
        yield "included units by volume", "a volume tier prices all units, the included ones too"
    if charge.step and len(charge.tiers) > 1:
        yield "block with tiers", "blocks and tiers cannot be combined in one price"
    elif charge.step:
        yield from _block_obstacles(charge)
    if not table.rows or (charge.included and len(table.rows) == 1):
        yield "nothing above the included units", "the table ends inside them"
    if rules.boundary == "from" and _bound_matters(charge):
        yield "boundary", "a bound belongs to the tier below it there, here to the tier above"
    if _fee_only_at_zero(charge, rules):
        yield "first flat fee", "it is due only until the included units are used, and tiers add up there"


def differences(charge: Charge, rules: Conventions) -> Iterator[tuple[str, str]]:
    """Yield what and why of a charge whose price carries over, but not on every usage."""
    end = charge.tiers[-1].up_to
    if end is not None and rules.beyond_table == "refuse":
        shifted = end + charge.included if rules.tier_counts == "overage" else end
        why = f"the last tier there is open, so usage above {plain(shifted)} costs that tier's price"
        yield "closed last band", why
    if rules.flat_fee_at_zero == "waive" and not charge.included and charge.tiers[0].flat_fee:
        yield "waived flat fee", "the first tier's flat fee is charged at zero usage there"


def table(charge: Charge, rules: Conventions) -> Table | Package:
    """Return what prices as a charge without `obstacles` does; its last row is open.

    >>> from pricing.terms import Tier
    >>> tiers = (Tier(up_to="100", unit_price="0.30"), Tier(unit_price="0.20"))
    >>> made = table(Charge(meters=("calls",), included="20", tiers=tiers), Conventions())
    >>> [(row.up_to and int(row.up_to), str(row.unit)) for row in made.rows]
    [(20, '0'), (100, '3/10'), (None, '1/5')]
    """
    if charge.step:
        unit = charge.tiers[0].price("") / charge.per
        return Package(charge.step, unit * charge.step, charge.included, charge.block_rounding)
    closed = _table(charge, rules)
    return replace(closed, rows=(*closed.rows[:-1], replace(closed.rows[-1], up_to=None)))


def _table(charge: Charge, rules: Conventions) -> Table:
    """The rows with their own end: open at the end only where the charge is."""
    shift = charge.included if rules.tier_counts == "overage" else ZERO
    mode: Mode = "volume" if charge.model in ("volume", "stairstep") and len(charge.tiers) > 1 else "graduated"
    rows = []
    for tier in charge.tiers:
        unit = ZERO if charge.model == "stairstep" or charge.by_meter else tier.price("") / charge.per
        rows.append(Row(None if tier.up_to is None else tier.up_to + shift, unit, tier.flat_fee))
    if rules.beyond_table == "last_band":
        rows[-1] = replace(rows[-1], up_to=None)
    return Table(mode, tuple(_with_free(rows, charge.included, mode, rules) if charge.included else rows))


def _with_free(rows: list[Row], included: Fraction, mode: Mode, rules: Conventions) -> list[Row]:
    """Put a row at 0 in front of what lies above the included units."""
    due = rows[0].flat if rules.flat_fee_at_zero == "charge" else ZERO
    kept = [row for row in rows if row.up_to is None or row.up_to > included]
    if mode == "graduated" and due and kept and kept[0] is rows[0]:
        kept[0] = replace(kept[0], flat=ZERO)  # graduated tiers add up, and the free row has charged it
    return [Row(included, ZERO, due), *kept]


def _subtracts_in_volume(charge: Charge, rules: Conventions) -> bool:
    priced = charge.model == "volume" and len(charge.tiers) > 1 and any(tier.price("") for tier in charge.tiers)
    return bool(charge.included) and rules.allowance == "subtract" and priced


def _block_obstacles(charge: Charge) -> Iterator[tuple[str, str]]:
    if charge.block_rounding == "nearest":
        yield "block rounding", "blocks are counted up or down there, not to the nearest"
    if charge.tiers[0].flat_fee:
        yield "flat fee with a block", "a price in blocks has no flat fee"
    if charge.model == "stairstep":
        yield "block without a price", "a flat fee has no blocks"


def _bound_matters(charge: Charge) -> bool:
    if len(charge.tiers) == 1:
        return False
    return charge.model in ("volume", "stairstep") or any(tier.flat_fee for tier in charge.tiers[1:])


def _fee_only_at_zero(charge: Charge, rules: Conventions) -> bool:
    """Whether the first tier lies inside the included units, its fee due at zero usage and never again."""
    first = charge.tiers[0]
    graduated = charge.model not in ("volume", "stairstep") and rules.tier_counts == "all"
    inside = first.up_to is not None and first.up_to <= charge.included
    due = first.flat_fee > 0 and rules.flat_fee_at_zero == "charge"
    return graduated and inside and due and len(charge.tiers) > 1
