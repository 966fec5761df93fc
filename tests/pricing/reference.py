"""A second opinion on bills: sections 2 to 4 of the design, read literally from a plain document, slow and obvious.

It walks the tiers itself, position by position of the table, and shares nothing with the package but `to_minor`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from pricing.money import to_minor

DIGITS = {"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3}
DEFAULTS = {
    "boundary": "up_to",
    "flat_fee_at_zero": "charge",
    "rounding": "half_up",
    "rounding_scope": "line",
    "allowance": "subtract",
    "tier_counts": "all",
    "beyond_table": "refuse",
}
PROFILES = {
    "openmeter": {"rounding_scope": "tier"},
    "killbill": {"flat_fee_at_zero": "waive"},
    "flexprice": {"rounding_scope": "total"},
}
Document = Mapping[str, Any]
Usage = Mapping[str, Fraction]


class BeyondClosedTable(Exception):
    """The usage, or its last whole block, lies above the last tier of a closed table."""


@dataclass(frozen=True)
class Bill:
    """What is due: whole minor units, and the exact amount before any rounding."""

    minor: int
    exact: Fraction


def bill(document: Document, plan: str, usage: Usage, seats: int | None = None) -> Bill:
    """Return the bill of one cycle (section 4)."""
    rules = switches(document)
    unit = Fraction(1, 10 ** DIGITS[document["currency"]])
    chosen = next(one for one in document["plans"] if one["name"] == plan)
    exact = stack(chosen, usage, seats, rules, unit, "never")
    total = stack(chosen, usage, seats, rules, unit, rules["rounding_scope"])
    return Bill(to_minor(total / unit, 0, rules["rounding"]), exact)


def stack(plan: Document, usage: Usage, seats: int | None, rules: Document, unit: Fraction, scope: str) -> Fraction:
    """Charges, each rounded and kept within its own bounds; credit; fee and seats; then minimum or maximum."""

    def rounded(amount: Fraction, *scopes: str) -> Fraction:
        return to_minor(amount / unit, 0, rules["rounding"]) * unit if scope in scopes else amount

    def line(amount: Fraction) -> Fraction:
        return rounded(amount, "line", "tier")

    used = Fraction(0)
    for charge in plan.get("charges", []):
        amount = line(sum((rounded(part, "tier") for part in tier_lines(charge, usage, rules)), Fraction(0)))
        amount = max(amount, line(number(charge, "minimum")))
        if charge.get("maximum", "none") != "none" and amount > line(number(charge, "maximum")):
            amount = line(number(charge, "maximum"))
        used += amount
    used = max(Fraction(0), used - line(number(plan, "credit")))
    stated = plan.get("seats", {})
    count = int(stated.get("count", 1)) if seats is None else seats
    whole = used + line(number(plan, "fee")) + line(count * number(stated, "price"))
    if whole < line(number(plan, "minimum")):
        return line(number(plan, "minimum"))
    if plan.get("maximum", "none") != "none" and whole > line(number(plan, "maximum")):
        return line(number(plan, "maximum"))
    return whole


def tier_lines(charge: Document, usage: Usage, rules: Document) -> list[Fraction]:
    """Return the exact amount of each line that a charge's tiers make (sections 2 and 3)."""
    tiers, model = charge["tiers"], charge.get("model", "progressive")
    if model == "percentage":
        money, count = (usage.get(name, Fraction(0)) for name in charge["meters"])
        return [money * price(charge, 0), count * number(tiers[0], "flat_fee")]
    included = number(charge, "included")
    billable = max(Fraction(0), sum_of(charge, usage) - included)
    blocks = whole_blocks(charge, billable)
    refuse_beyond(charge, rules, billable, blocks)
    if blocks == 0:
        return [number(tiers[0], "flat_fee")] if rules["flat_fee_at_zero"] == "charge" else []
    rebill = rules["allowance"] == "rebill"
    if model in ("volume", "stairstep"):
        landed = landing(charge, rules, front(charge, rules) + blocks)
        units = Fraction(0) if model == "stairstep" else blocks + included if rebill else blocks
        return [units * price(charge, landed), number(tiers[landed], "flat_fee")]
    # Re-billed units are units of the table like all others, so they are counted from its first one.
    first = Fraction(0) if rebill else front(charge, rules)
    last = blocks + (included if rebill else front(charge, rules))
    lines = [units * price(charge, k, meter) for k, meter, units in stretches(charge, usage, rules, first, last)]
    return lines + [number(tiers[k], "flat_fee") for k in range(len(tiers)) if reached(tiers, rules, k, first, last)]


def stretches(
    charge: Document, usage: Usage, rules: Document, first: Fraction, last: Fraction
) -> list[tuple[int, str, Fraction]]:
    """Return tier, meter and units; meters take the table's units in the order in which the charge names them."""
    rows = []
    by_meter = any(isinstance(tier.get("unit_price"), dict) for tier in charge["tiers"])
    ends = [("", first, last)]
    if by_meter:
        ends, used = [], Fraction(0)
        # From units used to units of the table: included units lie in front of the first billed one.
        gap = last - sum_of(charge, usage)
        for meter in charge["meters"]:
            start, used = used, used + usage.get(meter, Fraction(0))
            ends.append((meter, max(first, start + gap), max(first, used + gap)))
    for k in range(len(charge["tiers"])):
        low, high = lower(charge["tiers"], k), upper(charge["tiers"], rules, k)
        for meter, start, end in ends:
            units = (end if high is None else min(end, high)) - max(start, low)
            if units > 0:
                rows.append((k, meter, units))
    return rows


def reached(tiers: list[Document], rules: Document, k: int, first: Fraction, last: Fraction) -> bool:
    """Whether a tier holds a quantity that is above `first` and at most `last`."""
    low, high = lower(tiers, k), upper(tiers, rules, k)
    if high is not None and high <= first:
        return False
    return low <= last if rules["boundary"] == "from" and low > first else low < last


def landing(charge: Document, rules: Document, position: Fraction) -> int:
    """Return the tier in which a quantity lands: who owns a bound, `boundary` says."""
    for k in range(len(charge["tiers"]) - 1):
        high = number(charge["tiers"][k], "up_to")
        if position < high or (position == high and rules["boundary"] == "up_to"):
            return k
    return len(charge["tiers"]) - 1


def refuse_beyond(charge: Document, rules: Document, billable: Fraction, blocks: Fraction) -> None:
    """Refuse what lies above a closed table: the units used, or the whole blocks that they make."""
    last = charge["tiers"][-1]
    closed = "up_to" in last and rules["beyond_table"] == "refuse"
    units = max(billable, blocks)
    if closed and units > 0 and ahead(charge, rules) + units > number(last, "up_to"):
        raise BeyondClosedTable(str(units))


def ahead(charge: Document, rules: Document) -> Fraction:
    """Return how many units the table has priced when it comes to the first billable one."""
    rebilled = charge.get("model", "progressive") not in ("volume", "stairstep") and rules["allowance"] == "rebill"
    return number(charge, "included") if rebilled else front(charge, rules)


def front(charge: Document, rules: Document) -> Fraction:
    """Return how many units of the table lie in front of the first billable one."""
    return number(charge, "included") if rules["tier_counts"] == "all" else Fraction(0)


def whole_blocks(charge: Document, units: Fraction) -> Fraction:
    """Return units rounded to whole blocks."""
    package = charge.get("model") == "package"
    block = number(charge, "block") or (number(charge, "per", 1) if package else Fraction(0))
    if not block:
        return units
    modes: dict[str, Callable[[Fraction], int]] = {
        "up": ceil,
        "down": floor,
        "nearest": lambda blocks: floor(blocks + Fraction(1, 2)),
    }
    return modes[charge.get("block_rounding", "up")](units / block) * block


def switches(document: Document) -> Document:
    """Return every switch: the document's own, else its profile's, else the default."""
    stated = document.get("conventions", {})
    return {**DEFAULTS, **PROFILES.get(stated.get("profile", ""), {}), **stated}


def sum_of(charge: Document, usage: Usage) -> Fraction:
    """Return the combined quantity of a charge's meters."""
    return sum((usage.get(meter, Fraction(0)) for meter in charge["meters"]), Fraction(0))


def price(charge: Document, tier: int, meter: str = "") -> Fraction:
    """Return the price of a single unit."""
    stated = charge["tiers"][tier].get("unit_price", "0")
    return Fraction(stated[meter] if isinstance(stated, dict) else stated) / number(charge, "per", 1)


def lower(tiers: list[Document], k: int) -> Fraction:
    """Return a tier's lower bound."""
    return number(tiers[k - 1], "up_to") if k else Fraction(0)


def upper(tiers: list[Document], rules: Document, k: int) -> Fraction | None:
    """Return a tier's upper bound; the last band may go on."""
    goes_on = k == len(tiers) - 1 and rules["beyond_table"] == "last_band"
    return None if goes_on or "up_to" not in tiers[k] else number(tiers[k], "up_to")


def number(table: Document, key: str, default: int = 0) -> Fraction:
    """Return a field as an exact number."""
    return Fraction(table.get(key, default))
