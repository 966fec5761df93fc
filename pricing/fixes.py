"""Mended tables: each fix is a new charge to look at beside the old one, never a change in place."""

from collections.abc import Iterable
from fractions import Fraction
from math import floor

from pricing.catalog import Catalog, Plan
from pricing.curve import ZERO, Curve
from pricing.findings import WIDE_STEP, Finding
from pricing.money import MAX_DECIMALS, minor_digits
from pricing.plans import charges
from pricing.priced import Priced
from pricing.terms import FREE, Charge, Tier


def propose(catalog: Catalog, plan: Plan, finding: Finding, book: Iterable[Fraction] = ()) -> dict[str, Plan]:
    """Return the plans that would mend a finding, by the sentence that says what changes; none where none helps.

    `book` is what customers use of the finding's meter, for a fix that keeps revenue as it is.
    """
    changes: dict[str, Plan] = {}
    for i, charge in enumerate(charges(catalog, plan)):
        if finding.meter not in charge.charge.meters or charge.charge.by_meter:
            continue
        for sentence, mended in _for_code(catalog, charge, finding, list(book)):
            rows = (*plan.charges[:i], mended, *plan.charges[i + 1 :])
            changes[sentence] = plan.model_copy(update={"charges": rows})
    return changes


def _for_code(catalog: Catalog, charge: Priced, finding: Finding, book: list[Fraction]) -> Iterable[tuple[str, Charge]]:
    if finding.code in ("cliff", "gaming_zone", "recovery_zone") and charge.charge.model == "volume":
        whole = all(catalog.meter(name).whole for name in charge.charge.meters)
        yield "Cap the bill at the next tier's entry price", capped(charge, whole)
        revenue = " at equal revenue on the loaded usage" if any(book) else ""
        yield f"Price the table progressively{revenue}", graduated(charge, book)
    if finding.code in ("wide_step", "step") and charge.charge.model == "stairstep" and finding.start is not None:
        split = narrowed(charge, finding.start, minor_digits(catalog.currency))
        if split:
            yield "Split the step into bands at most 30 % apart", split


def capped(charge: Priced, whole: bool) -> Charge:
    """Return a volume table in which no bill is above the entry price of a later tier.

    In each gaming zone the bill stands still: a tier without unit price, its flat fee the entry price of the cheapest
    later tier.
    """
    rows: list[Tier] = []
    for tier, nexts in zip(charge.charge.tiers, _entries(charge), strict=True):
        place = _meets(charge, tier, nexts, whole)
        if place is None or nexts is None:
            rows.append(tier)
            continue
        if place > (rows[-1].up_to or ZERO if rows else ZERO):
            rows.append(tier.model_copy(update={"up_to": place}))
        rows.append(Tier.model_construct(up_to=tier.up_to, unit_price=FREE, flat_fee=nexts))
    return charge.charge.model_copy(update={"tiers": tuple(rows)})


def _entries(charge: Priced) -> list[Fraction | None]:
    """For each tier, the lowest entry price of the tiers after it."""
    entries: list[Fraction | None] = []
    lowest: Fraction | None = None
    for tier in reversed(charge.charge.tiers):
        entries.append(lowest)
        low = _bound_below(charge, tier) - charge.start
        if low > 0:
            entry = charge.curve.above(low)
            lowest = entry if lowest is None else min(lowest, entry)
    return entries[::-1]


def _bound_below(charge: Priced, tier: Tier) -> Fraction:
    index = charge.charge.tiers.index(tier)
    return (charge.charge.tiers[index - 1].up_to or ZERO) if index else ZERO


def _meets(charge: Priced, tier: Tier, entry: Fraction | None, whole: bool) -> Fraction | None:
    """The table's quantity from which the tier's bill would be above `entry`; None where it never is."""
    if entry is None or tier.up_to is None or charge.curve.left(max(ZERO, tier.up_to - charge.start)) <= entry:
        return None
    price = tier.price("") / charge.charge.per
    if not price:
        return None
    low = max(ZERO, _bound_below(charge, tier) - charge.start)
    place = max(low, low + (entry - charge.curve.above(low)) / price) + charge.start
    scale = 1 if whole else 10**MAX_DECIMALS
    return Fraction(floor(place * scale), scale)


def graduated(charge: Priced, book: list[Fraction]) -> Charge:
    """Return the table priced progressively, its unit prices scaled so that the book's revenue stays the same.

    Prices keep 12 decimals, so revenue agrees to far below a cent. With an empty book prices stay as they are.
    """
    progressive = charge.charge.model_copy(update={"model": "progressive"})
    other = Priced(progressive, charge.conventions)
    revenue = sum((charge.curve(charge.billable(q)) for q in book), ZERO)
    fees = sum((other.fees(other.billable(q)) for q in book), ZERO)
    usage = sum((other.curve(other.billable(q)) for q in book), ZERO) - fees
    factor = (revenue - fees) / usage if usage and revenue > fees else Fraction(1)
    unit = 10**MAX_DECIMALS
    rows = (
        tier.model_copy(update={"unit_price": (("", Fraction(round(tier.price("") * factor * unit), unit)),)})
        for tier in progressive.tiers
    )
    return progressive.model_copy(update={"tiers": tuple(rows)})


def narrowed(charge: Priced, after: Fraction, digits: int) -> Charge | None:
    """Return a stairstep table whose step after a bound is split into bands at most 30 % apart.

    The new bounds lie where the fee, drawn straight across the old band, has the new fees. None where the step starts
    at a fee of 0, where a minor unit is more than 30 %, or where the next band is open.
    """
    tiers = charge.charge.tiers
    index = next(
        (i for i, tier in enumerate(tiers[:-1]) if tier.up_to == after + charge.start - charge.charge.included), None
    )
    if index is None or tiers[index + 1].up_to is None or tiers[index].flat_fee <= 0:
        return None
    one, two = tiers[index], tiers[index + 1]
    line = Curve.line(one.flat_fee, (two.flat_fee - one.flat_fee) / ((two.up_to or ZERO) - (one.up_to or ZERO)))
    rows, fee, unit = [], one.flat_fee, 10**digits
    while True:
        higher = Fraction(floor(fee * (1 + WIDE_STEP) * unit), unit)
        if higher <= fee:
            return None
        if higher >= two.flat_fee:
            break
        fee = higher
        bound = (one.up_to or ZERO) + floor((fee - line(0)) / line.slope(0))
        rows.append(Tier.model_construct(up_to=bound, unit_price=FREE, flat_fee=fee))
    return charge.charge.model_copy(update={"tiers": (*tiers[: index + 1], *rows, *tiers[index + 1 :])})
