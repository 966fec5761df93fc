"""Counts and percentages in words, the same on every page."""

from decimal import Decimal


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    >>> counted(1, "customer"), counted(1200, "customer"), counted(2, "pays", "pay")
    ('1 customer', '1,200 customers', '2 pay')
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def percent(number: float, sign: str = "") -> str:
    """Return a percentage with one decimal; one that would read as 0 shows its first digit.

    >>> percent(10.94), percent(-31.5, "+"), percent(-0.0338, "+"), percent(0, "+")
    ('10.9 %', '-31.5 %', '-0.03 %', '0.0 %')
    """
    if number and abs(number) < 0.05:
        return f"{Decimal(f'{number:.1g}'):{sign}f} %"
    return f"{number:{sign if number else ''},.1f} %"
