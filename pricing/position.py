"""Where one quantity stands on a curve: how far the next bound is, what is free until then, where less is paid."""

from dataclasses import dataclass
from fractions import Fraction

from pricing import shape
from pricing.curve import Curve
from pricing.shape import Cliff, Grid


@dataclass(frozen=True, slots=True)
class Position:
    """One quantity among a curve's bounds; quantities in units, None where there is none ahead.

    `next` is the next quantity that can be had; `bound` the next place where the price changes; `free` up to where
    more usage costs nothing; `better` the cheapest larger quantity, where it costs less than this one; `cliff` the
    next place where the bill falls.
    """

    quantity: Fraction
    next: Fraction | None
    bound: Fraction | None
    free: Fraction | None
    better: Fraction | None
    cliff: Cliff | None

    @property
    def room(self) -> Fraction | None:
        """How many more units there are up to the next bound."""
        return None if self.bound is None else self.bound - self.quantity


def stand(curve: Curve, quantity: Fraction, grid: Grid | None = None) -> Position:
    """Return where a quantity stands on a curve, of the quantities that a customer can have.

    Raises:
        BeyondTable: the curve ends before the quantity.

    >>> volume = Curve.of((0, 0, 0, "0.002"), (100_000, 200, 150, "0.0015"))
    >>> here = stand(volume, Fraction(99_000), Grid(Fraction(1)))
    >>> int(here.room), int(here.better)
    (1000, 100001)
    """
    curve(quantity)
    following = grid.up(quantity, strict=True) if grid else quantity + 1
    inside = curve.end is None or following <= curve.end
    bounds = [knot.start for knot in curve.knots[1:]] + ([] if curve.end is None else [curve.end])
    return Position(
        quantity,
        next=following if inside else None,
        bound=next((bound for bound in bounds if bound >= quantity), None),
        free=_free(curve, quantity, grid),
        better=_better(curve, quantity, grid),
        cliff=next((cliff for cliff in shape.cliffs(curve, grid) if cliff.after >= quantity), None),
    )


def _free(curve: Curve, quantity: Fraction, grid: Grid | None) -> Fraction | None:
    for zone in shape.dead_zones(curve, grid):
        if (zone.start < quantity or quantity == zone.start == 0) and zone.end is not None and quantity < zone.end:
            return zone.end if curve(quantity) == zone.bill else None
    return None


def _better(curve: Curve, quantity: Fraction, grid: Grid | None) -> Fraction | None:
    for zone in shape.gaming_zones(curve, grid):
        if zone.start < quantity and zone.end is not None and quantity <= zone.end:
            # Off a grid the saving begins just above the bound; a customer has the next whole unit in mind.
            return zone.target if grid else zone.target + 1
    return None
