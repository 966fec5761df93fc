"""Bills on both sides of a translation, at the quantities where they could part."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from pricing import invoice
from pricing.catalog import Catalog, Plan, parse
from pricing.exchange import formats, lago, openmeter, stripe
from pricing.exchange.translation import Translation

READS = {"stripe": stripe.read, "lago": lago.read, "openmeter": openmeter.read}
SYSTEMS = tuple(READS)
Bill = tuple[Decimal, Fraction]


def there_and_back(book: Catalog, system: str) -> tuple[Translation, Catalog]:
    """Return the export of a catalogue and the catalogue that is read from it."""
    made = formats.EXPORTS[system](book)
    return made, parse(READS[system](made.result).result)


def quantities(book: Catalog, plan: Plan, meter: str) -> Iterator[Fraction]:
    """Yield 0, every bound, the included units, one smallest unit either side of each, a block more, and beyond."""
    smallest = Fraction(1) if book.meter(meter).whole else Fraction(1, 10**6)
    places = {Fraction(0)}
    for charge in plan.charges:
        if meter in charge.meters:
            bounds = [tier.up_to for tier in charge.tiers if tier.up_to]
            shifted = [bound + charge.included for bound in bounds]
            places |= {charge.included, charge.included + charge.step, *bounds, *shifted}
    near = {place + side for place in places for side in (-smallest, Fraction(0), smallest)}
    near |= {max(places) * 2 + 7}
    yield from sorted(one for one in near if one >= 0 and (one / smallest).denominator == 1)


def bill(book: Catalog, plan: Plan, meter: str, quantity: Fraction) -> Bill:
    """Return total and exact amount of a bill."""
    made = invoice.quote(book, plan, {meter: quantity})
    return made.total, made.exact


def differing(one: Catalog, other: Catalog, up_to: Fraction | None = None) -> list[str]:
    """Return the bills that are not the same on both sides, of all plans that both have."""
    found = []
    for plan in other.plans:
        here = one.plan(plan.name)
        for meter in here.meters or ("",):
            for quantity in quantities(one, here, meter) if meter else [Fraction(0)]:
                if up_to is not None and quantity > up_to:
                    continue
                sides = [_side(book, book.plan(plan.name), meter, quantity) for book in (one, other)]
                if sides[0] != sides[1]:
                    found.append(f"{plan.name}, {meter} {quantity}: {sides[0]} and {sides[1]}")
    return found


def _side(book: Catalog, plan: Plan, meter: str, quantity: Fraction) -> Bill:
    if meter:
        return bill(book, plan, meter, quantity)
    made = invoice.quote(book, plan, {})
    return made.total, made.exact
