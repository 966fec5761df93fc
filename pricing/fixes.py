"""Mended tables: each fix is a new charge to look at beside the old one, never a change in place."""

import itertools
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from math import floor

from pricing.catalog import Catalog, Plan
from pricing.curve import ZERO
from pricing.findings import WIDE_STEP, Finding, findings
from pricing.models import ONE
from pricing.money import MAX_DECIMALS, minor_digits
from pricing.plans import charges
from pricing.priced import Priced
from pricing.terms import Charge, Tier

FALLS = ("cliff", "gaming_zone", "recovery_zone")
STEPS = ("wide_step", "step")


def propose(
    catalog: Catalog, plan: Plan, found: Iterable[Finding], book: Iterable[Fraction] = ()
) -> list[tuple[str, Plan]]:
    """Return the plans that would mend what was found, each once after the sentence that says what changes.

    `book` is what customers use of the findings' meter, for a fix that keeps revenue as it is.
    """
    alike: dict[tuple[str, Fraction | None], list[Finding]] = {}
    for one in found:
        if one.code in FALLS or one.code in STEPS:  # one change mends every fall, another one each step
            alike.setdefault((one.meter, None if one.code in FALLS else one.start), []).append(one)
    rows = list(book)
    made: dict[tuple[str, Plan], None] = {}
    counts = {meter: _counts(catalog, plan, meter) for meter in {meter for meter, _ in alike}}
    for group in alike.values():
        for sentence, changed in _changes(catalog, plan, group[0], rows).items():
            new = _counts(catalog, changed, group[0].meter)
            # A fee due at zero, or a credit, may defeat it.
            if any(new[one.code] < counts[one.meter][one.code] for one in group):
                made[sentence, changed] = None
    return list(made)


def _counts(catalog: Catalog, plan: Plan, meter: str) -> Counter[str]:
    """How many findings of each code a plan has; of a step it matters only whether it is a wide one."""
    codes = Counter(one.code for one in findings(catalog, plan, meter))
    codes["step"] = codes["wide_step"]
    return codes


def _changes(catalog: Catalog, plan: Plan, finding: Finding, book: list[Fraction]) -> dict[str, Plan]:
    """The plan with every charge on the finding's meter mended, by sentence."""
    changes: dict[str, Plan] = {}
    for i, charge in enumerate(charges(catalog, plan)):
        if finding.meter not in charge.charge.meters or charge.charge.by_meter:
            continue
        for sentence, mended in _mended(catalog, charge, finding, book):
            before = changes.get(sentence, plan)  # another charge may have been mended by the same sentence
            rows = (*before.charges[:i], mended, *before.charges[i + 1 :])
            changes[sentence] = before.model_copy(update={"charges": rows})
    return changes


def _mended(catalog: Catalog, charge: Priced, finding: Finding, book: list[Fraction]) -> Iterable[tuple[str, Charge]]:
    if finding.code in FALLS and charge.charge.model == "volume":
        whole = all(catalog.meter(name).whole for name in charge.charge.meters)
        yield "Cap the bill at the next tier's entry price", capped(charge, whole)
        revenue = " at equal revenue on the loaded usage" if any(book) else ""
        yield f"Price the table progressively{revenue}", graduated(charge, book)
    if finding.code in STEPS and charge.charge.model == "stairstep" and finding.start is not None:
        split = narrowed(charge, finding.start, minor_digits(catalog.currency))
        if split:
            yield "Split the step into bands at most 30 % apart", split


def capped(charge: Priced, whole: bool) -> Charge:
    """Return a volume table in which no bill is above the entry price of a later tier.

    In each gaming zone the bill stands still: a tier without unit price, its flat fee the entry price of the cheapest
    later tier.
    """
    rows: list[Tier] = []
    lows = [ZERO, *(tier.up_to or ZERO for tier in charge.charge.tiers)]
    for tier, low, entry in zip(charge.charge.tiers, lows, _entries(charge, lows), strict=False):
        place = _meets(charge, tier, low, entry, whole)
        dearer = entry is not None and entry > charge.curve(0)
        if place is None or entry is None or (dearer and not place):
            rows.append(tier)  # nothing to cap, or a cap that would be due at zero
            continue
        # Of a part without billable units only the fee at zero counts: it stays where the cap would be dearer.
        if place > (rows[-1].up_to or ZERO if rows else ZERO) and (place > charge.start or dearer):
            rows.append(tier.model_copy(update={"up_to": place}))
        rows.append(Tier(up_to=tier.up_to, flat_fee=entry))
    return charge.charge.model_copy(update={"tiers": tuple(rows)})


def _entries(charge: Priced, lows: list[Fraction]) -> list[Fraction | None]:
    """For each tier, the lowest entry price of the tiers after it."""
    entries: list[Fraction | None] = [None]
    for low in reversed(lows[1:-1]):
        known, place = entries[-1], low - charge.start
        entry = charge.curve.above(place) if place > 0 else known
        entries.append(entry if known is None or entry is None else min(known, entry))
    return entries[::-1]


def _meets(charge: Priced, tier: Tier, low: Fraction, entry: Fraction | None, whole: bool) -> Fraction | None:
    """The table's quantity from which the tier's bill would be above `entry`; None where it never is."""
    if entry is None or tier.up_to is None or charge.curve.left(max(ZERO, tier.up_to - charge.start)) <= entry:
        return None
    price = tier.price("") / charge.charge.per
    low = max(ZERO, low - charge.start)
    room = max(ZERO, entry - charge.curve.above(low))
    place = charge.start + (low + room / price if price else low)
    scale = 1 if whole else 10**MAX_DECIMALS
    return Fraction(floor(place * scale), scale)


def graduated(charge: Priced, book: list[Fraction]) -> Charge:
    """Return the table priced progressively, its prices scaled so that the book's revenue stays the same.

    Unit prices are scaled; flat fees too where they alone come to more than the revenue. Prices keep 12 decimals, so
    revenue agrees to far below a cent. With an empty book prices stay as they are.
    """
    progressive = charge.charge.model_copy(update={"model": "progressive"})
    other = Priced(progressive, charge.conventions)
    revenue = sum((charge.curve(charge.billable(q)) for q in book), ZERO)
    fees = sum((other.fees(other.billable(q)) for q in book), ZERO)
    usage = sum((other.curve(other.billable(q)) for q in book), ZERO) - fees
    prices, flat = _factors(revenue, usage, fees)
    rows = (
        tier.model_copy(
            update={"unit_price": (("", _cut(tier.price("") * prices)),), "flat_fee": _cut(tier.flat_fee * flat)}
        )
        for tier in progressive.tiers
    )
    return progressive.model_copy(update={"tiers": tuple(rows)})


def _factors(revenue: Fraction, usage: Fraction, fees: Fraction) -> tuple[Fraction, Fraction]:
    """What to multiply unit prices and flat fees by, so that they come to a revenue."""
    if not usage + fees:
        return ONE, ONE
    if usage and revenue >= fees:
        return (revenue - fees) / usage, ONE
    return revenue / (usage + fees), revenue / (usage + fees)


def _cut(amount: Fraction) -> Fraction:
    return Fraction(round(amount * 10**MAX_DECIMALS), 10**MAX_DECIMALS)


def narrowed(charge: Priced, after: Fraction, digits: int) -> Charge | None:
    """Return a stairstep table whose step after a bound is split into bands at most 30 % apart.

    The new bounds lie where the fee, drawn straight across the old band, has the new fees. None where the step starts
    at a fee of 0, where a minor unit is more than 30 %, where the next band is open, or has too few units to split.
    """
    tiers, bound = charge.charge.tiers, after + charge.start - charge.charge.included
    index = next((i for i, tier in enumerate(tiers[:-1]) if tier.up_to == bound), None)
    if index is None:
        return None
    low, high, end = tiers[index].flat_fee, tiers[index + 1].flat_fee, tiers[index + 1].up_to
    fees = _fees_between(low, high, 10**digits)
    if end is None or not fees:
        return None
    ends = [bound + floor((fee - low) / (high - low) * (end - bound)) for fee in fees]
    if any(two <= one for one, two in itertools.pairwise([bound, *ends])):
        return None
    rows = (Tier(up_to=place, flat_fee=fee) for place, fee in zip(ends, fees, strict=True))
    return charge.charge.model_copy(update={"tiers": (*tiers[: index + 1], *rows, *tiers[index + 1 :])})


def _fees_between(low: Fraction, high: Fraction, unit: int) -> list[Fraction]:
    """Fees in whole minor units between two, each at most 30 % above the one before; none where that cannot be."""
    fees = [low]
    while high > floor(fees[-1] * (1 + WIDE_STEP) * unit) / Fraction(unit):
        fees.append(Fraction(floor(fees[-1] * (1 + WIDE_STEP) * unit), unit))
        if fees[-1] <= fees[-2]:
            return []
    return fees[1:]
