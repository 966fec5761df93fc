"""Which of several curves is the cheapest where, and where two of them cost the same: exact."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pricing.curve import ZERO, Curve


@dataclass(frozen=True, slots=True)
class Stretch:
    """Quantities from `start` to `end` (None: for ever) on which the same curves, `names`, are the cheapest."""

    start: Fraction
    end: Fraction | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """The quantity from which another curve is the cheaper one; at a jump it lies just beyond `quantity`."""

    quantity: Fraction
    cheaper_before: str
    cheaper_after: str


def crossovers(one: Curve, two: Curve) -> tuple[Fraction, ...]:
    """Return the quantities above 0 at which the cheaper of two curves changes, or a tie begins or ends.

    >>> fee, metered = Curve.line(30), Curve.line(0, "0.01")
    >>> crossovers(fee, metered)
    (Fraction(3000, 1),)
    """
    row = cheapest({"one": one, "two": two})
    return tuple(stretch.start for stretch in row[1:])


def handovers(curves: Mapping[str, Curve]) -> tuple[Handover, ...]:
    """Return, from small to large, where the cheapest curve gives way to another one (ties go on as before).

    >>> row = handovers({"fee": Curve.line(30), "metered": Curve.line(0, "0.01")})
    >>> [(str(one.quantity), one.cheaper_before, one.cheaper_after) for one in row]
    [('3000', 'metered', 'fee')]
    """
    found: list[Handover] = []
    current = ""
    for stretch in cheapest(curves):
        if current not in stretch.names:
            found += [Handover(stretch.start, current, stretch.names[0])] if current else []
            current = stretch.names[0]
    return tuple(found)


def cheapest(curves: Mapping[str, Curve]) -> tuple[Stretch, ...]:
    """Return the lower envelope as stretches in order: who is cheapest, ties by name.

    A curve that ends takes no part beyond its end, and the last stretch ends where the last curve does. Stretches are
    compared on their inside: a single quantity, such as a bound owned by the other side, makes none.

    >>> [stretch.names for stretch in cheapest({"fee": Curve.line(30), "metered": Curve.line(0, "0.01")})]
    [('metered',), ('fee',)]
    """
    bounds = sorted(_bounds(curves))
    stretches: list[Stretch] = []
    for start, end in zip(bounds, [*bounds[1:], None], strict=True):
        names = _cheapest_inside(curves, start, end)
        if not names:  # beyond all ends
            break
        if stretches and stretches[-1].names == names:
            start = stretches.pop().start
        stretches.append(Stretch(start, end, names))
    return tuple(stretches)


def dominated(curves: Mapping[str, Curve]) -> tuple[str, ...]:
    """Return the names of curves that are the cheapest nowhere, not even at a tie.

    >>> dominated({"a": Curve.line(1, 1), "b": Curve.line(2, 1)})
    ('b',)
    """
    somewhere = {name for stretch in cheapest(curves) for name in stretch.names}
    return tuple(name for name in curves if name not in somewhere)


def _bounds(curves: Mapping[str, Curve]) -> set[Fraction]:
    """Every quantity at which the order of the curves can change."""
    found = {ZERO}
    rows = list(curves.values())
    for i, one in enumerate(rows):
        found |= {knot.start for knot in one.knots}
        found |= set() if one.end is None else {one.end}
        for other in rows[i + 1 :]:
            found |= set(one.crossings(other))
    return found


def _cheapest_inside(curves: Mapping[str, Curve], start: Fraction, end: Fraction | None) -> tuple[str, ...]:
    middle = start + 1 if end is None else (start + end) / 2
    bills = {name: curve(middle) for name, curve in curves.items() if curve.end is None or middle <= curve.end}
    least = min(bills.values(), default=None)
    return tuple(name for name, bill in bills.items() if bill == least)
