"""Exact numbers, currencies, the one rounding, and shares that lose no cent.

Inside the package every amount and quantity is a `Fraction`; a rounded amount of money is a `Decimal` with just
the decimals of its currency. Floats are refused at the door. Currencies and their formats are Babel's (CLDR).
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError, numbers

from pricing.errors import NumberRefused, UnknownName, nearest
from pricing.numerals import WIDE, in_full, written

Rounding = Literal["half_up", "half_even"]
Number = Fraction | Decimal | int | str

MAX_DIGITS = 24
MAX_DECIMALS = 12
LONGEST = 2 * (MAX_DIGITS + MAX_DECIMALS)
_PLAIN = re.compile(rf"[+-]?\d{{1,{MAX_DIGITS}}}(\.\d{{0,{MAX_DECIMALS}}})?|[+-]?\.\d{{1,{MAX_DECIMALS}}}", re.ASCII)


def exact(value: object, where: str = "") -> Fraction:
    """Return a plain number as an exact fraction.

    Takes text, whole numbers, `Decimal` and `Fraction`, with at most 24 digits before the point and 12 after it.

    Raises:
        NumberRefused: a float, NaN, infinity, an exponent, too many digits, or no number at all.

    >>> exact("0.0015")
    Fraction(3, 2000)
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise NumberRefused("a number is written as text", value=value, where=where, todo='Write it in quotes: "0.10".')
    if isinstance(value, Decimal):
        return _from_decimal(value, where)
    if isinstance(value, int) and abs(value) >= 10**MAX_DIGITS:
        raise _too_long(None, where)
    text = str(value).strip()
    if len(text) > LONGEST or not _PLAIN.fullmatch(text):
        raise _refused(text[:LONGEST], where)  # of a page of digits, the patterns there need not read all
    return Fraction(text)


def _from_decimal(value: Decimal, where: str) -> Fraction:
    if not value.is_finite():
        raise _refused(str(value), where)
    # Asked before the digits are written out: 1E+400000 would be half a megabyte of zeros.
    if value.adjusted() >= MAX_DIGITS or int(value.as_tuple().exponent) < -3 * MAX_DIGITS:
        raise _refused(str(value), where)
    text = f"{value:f}"
    return exact(text.rstrip("0") if "." in text else text, where)


def _refused(text: str, where: str) -> NumberRefused:
    if re.fullmatch(r"[+-]?(nan|inf(inity)?)", text, re.IGNORECASE):
        return NumberRefused("a finite number is needed", value=text, where=where, todo="Give a figure.")
    if re.fullmatch(r"[+-]?\d*\.?\d*[eE][+-]?\d+", text):
        return NumberRefused("a number is written without exponent", value=text, where=where, todo="Write it out.")
    if re.fullmatch(r"[+-]?\d+([ ,_']\d{3})+(\.\d+)?", text):
        return NumberRefused("digits are not grouped", value=text, where=where, todo="Write 100000 for 100,000.")
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return NumberRefused("decimals stand behind a point", value=text, where=where, todo="Write 1.5, not 1,5.")
    if re.fullmatch(r"[+-]?\d*\.?\d*", text, re.ASCII) and any(c.isdigit() for c in text):
        return _too_long(text, where)
    return NumberRefused("a number is needed", value=text, where=where, todo='Write digits, such as "0.10".')


def _too_long(text: str | None, where: str) -> NumberRefused:
    todo = f"Use at most {MAX_DIGITS} digits before the point and {MAX_DECIMALS} decimals."
    return NumberRefused("a number of fewer digits is needed", value=text, where=where, todo=todo)


@lru_cache(maxsize=512)
def currency(code: str, where: str = "") -> str:
    """Return a currency's code if Babel knows it.

    Raises:
        UnknownName: no such currency; names the nearest code.

    >>> currency("KWD")
    'KWD'
    """
    known = set(Locale("en").currencies) - {"XXX", "XTS"}
    if code not in known:
        hint = nearest(code, [code.upper()] if code.upper() in known else sorted(known))
        raise UnknownName("no such currency", value=code, where=where, todo=hint)
    return code


@lru_cache(maxsize=512)
def locale(name: str, where: str = "") -> str:
    """Return a locale's name if Babel knows it.

    Raises:
        UnknownName: no such locale.

    >>> locale("de_DE")
    'de_DE'
    """
    try:
        return str(Locale.parse(name))
    except (ValueError, UnknownLocaleError, TypeError):
        todo = "Write a language and a country, such as 'en_US' or 'de_DE'."
        raise UnknownName("no such locale", value=name, where=where, todo=todo) from None


@lru_cache(maxsize=512)
def minor_digits(code: str) -> int:
    """Return how many decimals a currency has (CLDR): USD 2, JPY 0, KWD 3.

    >>> [minor_digits(code) for code in ("USD", "JPY", "KWD")]
    [2, 0, 3]
    """
    return int(numbers.get_currency_precision(currency(code)))


def rounded(amount: Fraction, code: str, rounding: Rounding = "half_up") -> Decimal:
    """Return an amount to the minor unit of its currency: the one rounding of the package.

    Half up rounds a half away from zero, half even to the even neighbour.

    >>> rounded(Fraction("1000.005"), "USD"), rounded(Fraction("-0.005"), "USD", "half_even")
    (Decimal('1000.01'), Decimal('0.00'))
    """
    return from_minor(to_minor(amount, minor_digits(code), rounding), minor_digits(code))


def to_minor(amount: Fraction, digits: int, rounding: Rounding = "half_up") -> int:
    """Return an amount as a whole number of minor units.

    >>> to_minor(Fraction("32.565"), 2), to_minor(Fraction("32.565"), 2, "half_even")
    (3257, 3256)
    """
    scaled: Fraction = amount * 10**digits
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    up = 2 * rest > scaled.denominator or (2 * rest == scaled.denominator and (rounding == "half_up" or whole % 2 == 1))
    return (whole + up) * (-1 if scaled < 0 else 1)


def from_minor(units: int, digits: int) -> Decimal:
    """Return whole minor units as an amount with the currency's decimals.

    >>> from_minor(42500, 2), from_minor(0, 3)
    (Decimal('425.00'), Decimal('0.000'))
    """
    return Decimal(units).scaleb(-digits, WIDE)


def decimal(number: Fraction, places: int = MAX_DECIMALS, rounding: Rounding = "half_up") -> Decimal:
    """Return a fraction as a decimal with at most `places` decimals and no needless zeros.

    >>> decimal(Fraction(3, 2000)), decimal(Fraction(2000, 3), 6), decimal(Fraction(300))
    (Decimal('0.0015'), Decimal('666.666667'), Decimal('300'))
    """
    mode = ROUND_HALF_UP if rounding == "half_up" else ROUND_HALF_EVEN
    if number.denominator == 1:
        return Decimal(number.numerator)
    wide = WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))
    cut = wide.quantize(Decimal(1).scaleb(-places), mode, WIDE)
    text = f"{cut:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text) if cut else Decimal(0)


def plain(number: Fraction, places: int = MAX_DECIMALS) -> str:
    """Return a fraction as text for machines: digits and a point, nothing else.

    >>> plain(Fraction(3, 2000))
    '0.0015'
    """
    return f"{decimal(number, places):f}"


def show_money(amount: Decimal | Fraction, code: str, place: str = "en_US") -> str:
    """Return an amount as people of a locale read it, to the currency's minor unit.

    >>> show_money(Decimal("-1500"), "USD"), show_money(Fraction(1000), "JPY", "ja_JP")
    ('-$1,500.00', '￥1,000')
    """
    value = rounded(amount, code) if isinstance(amount, Fraction) else amount
    return written(value, place, code)


def show_price(price: Fraction, code: str, place: str = "en_US") -> str:
    """Return a unit price with all its decimals, and at least those of the currency.

    >>> show_price(Fraction("0.0015"), "USD"), show_price(Fraction(2), "USD")
    ('$0.0015', '$2.00')
    """
    value = decimal(price)
    return written(value, place, code, exact=-int(value.as_tuple().exponent) > minor_digits(code))


def show_quantity(quantity: Fraction | int, place: str = "en_US", places: int = 6) -> str:
    """Return a quantity with grouped digits and at most six decimals.

    >>> show_quantity(Fraction(250000)), show_quantity(Fraction("5.01"))
    ('250,000', '5.01')
    """
    return written(decimal(Fraction(quantity), places), place)


def show_percent(share: Fraction, place: str = "en_US") -> str:
    """Return a signed share as whole percents.

    >>> show_percent(Fraction(16, 6)), show_percent(Fraction(-1, 3))
    ('+267 %', '-33 %')
    """
    percent = to_minor(share * 100, 0)
    return f"{'+' if percent > 0 else ''}{in_full(numbers.format_decimal, percent, locale=place)} %"


def shares(total: int, weights: Sequence[Fraction]) -> list[int]:
    """Return whole units of `total` by weight that sum to it (largest remainder, earlier first on a tie).

    >>> shares(100, [Fraction(1)] * 3)
    [34, 33, 33]
    """
    whole = sum(weights, Fraction(0))
    if whole <= 0 or min(weights) < 0:
        raise NumberRefused("shares need weights that are not negative and not all zero")
    ideal = [total * weight / whole for weight in weights]
    parts = [part.numerator // part.denominator for part in ideal]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - ideal[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def show_significant(price: Fraction, code: str, place: str = "en_US", digits: int = 3) -> str:
    """Return a price with three significant digits, for comparing unit prices by eye.

    >>> show_significant(Fraction("0.22"), "USD"), show_significant(Fraction(1234), "USD")
    ('$0.220', '$1,234.00')
    """
    value = decimal(price, MAX_DECIMALS)
    if not value or value.adjusted() >= digits - minor_digits(code) - 1:
        return show_money(price, code, place)
    places = digits - 1 - value.adjusted()
    pattern = Locale.parse(place).currency_formats["standard"].pattern
    exactly = re.sub(r"\.0+", "." + "0" * places, pattern)
    cut = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, WIDE)
    return in_full(numbers.format_currency, cut, code, exactly, locale=place, currency_digits=False)
