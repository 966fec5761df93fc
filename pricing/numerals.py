"""Numbers as people of a locale write them, in Babel's words (CLDR) at a fraction of its time.

How many digits a number has, before the point and behind it, settles everything that stands between them: each such
shape is asked of Babel once, and filled with digits from then on.
"""

from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from functools import lru_cache
from typing import Any

from babel import numbers

WIDE = Context(prec=200)
"""More digits than any checked number, product of two of them or sum of a bill can have."""
_ONES = str.maketrans("0123456789", "1111111111")
_BARE = str.maketrans("", "", "-.")


def written(value: Decimal, place: str, code: str = "", *, exact: bool = False) -> str:
    r"""Return a quantity with all its decimals, or an amount with its currency's: all of them too where `exact`.

    >>> written(Decimal("-1234567.5"), "de_DE", "EUR"), written(Decimal("1234.5"), "fr_FR")
    ('-1.234.567,50\xa0€', '1\u202f234,5')
    """
    text = f"{value:f}"
    if (exact or not code) and "." in text:
        text = text.rstrip("0").rstrip(".")
    form, slots = _form(text.translate(_ONES), place, code, exact)
    digits = text.translate(_BARE)
    # A number that Babel rounds or lengthens has other digits than its own.
    return form % tuple(digits) if slots == len(digits) else _asked(value, place, code, exact)


def in_full(write: Callable[..., str], *args: object, **options: Any) -> str:
    """Call Babel, which calculates in the thread's own context, with more than the 28 digits of that."""
    with localcontext(WIDE):
        return write(*args, **options)


@lru_cache(maxsize=4096)
def _form(shape: str, place: str, code: str, exact: bool) -> tuple[str, int]:
    """A shape, all of its digits ones, as a form to fill with digits, and how many it takes."""
    text = _asked(Decimal(shape), place, code, exact)
    return text.replace("%", "%%").replace("1", "%s"), text.count("1")


def _asked(value: Decimal, place: str, code: str, exact: bool) -> str:
    if code:
        return in_full(numbers.format_currency, value, code, locale=place, decimal_quantization=not exact)
    return in_full(numbers.format_decimal, value, locale=place, decimal_quantization=False)
