"""How far a chart and a slider reach, and which quantity a page opens on: round numbers near a table's bounds."""

from fractions import Fraction
from math import floor, log10

from pages.parts.view import View
from pricing.catalog import Plan
from pricing.curve import Curve

OPEN_BILL = 100
FIRST_LOOK = Fraction(5, 2)
BEYOND = Fraction(3, 2)
SLIDER_STEPS = 250
SEATS_SHOWN, FIRST_SEATS = Fraction(50), Fraction(10)


def nice(number: Fraction, *, whole: bool = False) -> Fraction:
    """Return the round number (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten) at or above this one."""
    if number <= 0:
        return Fraction(1)
    magnitude = Fraction(10) ** floor(log10(number))
    for lead in (1, Fraction(3, 2), 2, Fraction(5, 2), 3, 4, 5, 6, 8, 10):
        if lead * magnitude >= number and (not whole or (lead * magnitude).denominator == 1):
            return lead * magnitude
    return 10 * magnitude


def opening(view: View) -> tuple[Fraction, Fraction]:
    """Return how far the view's chart reaches, and the quantity that a page opens on."""
    if view.by_seats:
        return SEATS_SHOWN, FIRST_SEATS
    curve = view.curve()
    return horizon(curve), first_quantity(view.plan, view.axis.name, curve)


def horizon(curve: Curve) -> Fraction:
    """Return how far a chart of a curve reaches: half as far again as its last bound, or to its end."""
    if curve.end:
        return curve.end
    last = curve.knots[-1].start
    if last:
        return nice(last * BEYOND, whole=True)
    slope = curve.knots[-1].slope
    return nice(OPEN_BILL / slope, whole=True) if slope else Fraction(100)


def first_quantity(plan: Plan, meter: str, curve: Curve) -> Fraction:
    """Return a telling quantity to open on: two and a half times the table's first bound, where it has one."""
    reach = horizon(curve)
    bounds = [
        bound
        for charge in plan.charges
        if meter in charge.meters
        for bound in (charge.included or None, *(tier.up_to for tier in charge.tiers))
        if bound
    ]
    first = min(bounds) * FIRST_LOOK if bounds else reach / 4
    return Fraction(floor(min(first, reach / 2 if len(bounds) > 1 else reach * 3 / 4)))


def step(reach: Fraction, first: Fraction, *, whole: bool) -> Fraction:
    """Return the slider's step: 250 to 625 round ones (1, 2, 5 times a power of ten) to the whole reach.

    It is up to ten times finer where the opening quantity lies between two steps: bounds far apart begin far below.

    >>> int(step(Fraction(1_500_000), Fraction(250_000), whole=True))
    5000
    >>> int(step(Fraction(400_000_000), Fraction(2_500_000), whole=True))
    500000
    """
    rough = reach / SLIDER_STEPS
    power = Fraction(10) ** floor(log10(rough))
    sizes = [size for lead in (5, 2, 1, Fraction(1, 2), Fraction(1, 5)) if (size := lead * power) <= rough][:4]
    if whole or sizes[0] >= 1:
        sizes = [max(Fraction(1), size) for size in sizes]
    return next((size for size in sizes if first % size == 0), sizes[0])


def increment(quantity: Fraction) -> Fraction:
    """Return the "next" units to speak of beside a quantity: 1,000 beside 250,000, and 1 beside 20.

    >>> [int(increment(Fraction(q))) for q in (0, 20, 250_000, 7_000_000)]
    [1, 1, 1000, 10000]
    """
    return Fraction(1) if quantity < 1000 else Fraction(10) ** (floor(log10(quantity)) - 2)
