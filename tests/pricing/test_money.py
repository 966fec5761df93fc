"""Exact numbers, the one rounding, currencies, formats, and shares that lose no cent."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest

from pricing import money
from pricing.errors import NumberRefused, UnknownName
from pricing.numerals import WIDE
from tests import curves

MODES: dict[money.Rounding, str] = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}
NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("0.10", "1/10"),
        (".5", "1/2"),
        ("5.", "5"),
        ("-3", "-3"),
        ("+3", "3"),
        (" 7 ", "7"),
        ("007", "7"),
        (12, "12"),
        (Decimal("1.50"), "3/2"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1.000000000000000000"), "1"),
        (Fraction(1, 3), "1/3"),
        ("9" * 24 + "." + "9" * 12, "9" * 24 + "." + "9" * 12),
        ("0.000000000001", "1/1000000000000"),
    ],
    ids=repr,
)
def test_exact_reads_plain_numbers(given: object, number: str) -> None:
    assert money.exact(given) == Fraction(number)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (0.1, "A number is written as text, not '0.1'. Write it in quotes: \"0.10\"."),
        (True, "A number is written as text, not 'True'. Write it in quotes: \"0.10\"."),
        (None, 'A number is written as text. Write it in quotes: "0.10".'),
        ("nan", "A finite number is needed, not 'nan'. Give a figure."),
        ("-Infinity", "A finite number is needed, not '-Infinity'. Give a figure."),
        (Decimal("NaN"), "A finite number is needed, not 'NaN'. Give a figure."),
        (Decimal("Infinity"), "A finite number is needed, not 'Infinity'. Give a figure."),
        ("1e400", "A number is written without exponent, not '1e400'. Write it out."),
        (Decimal("1e400"), "A number is written without exponent, not '1E+400'. Write it out."),
        ("1,000", "Digits are not grouped, not '1,000'. Write 100000 for 100,000."),
        ("1,5", "Decimals stand behind a point, not '1,5'. Write 1.5, not 1,5."),
        ("", "A number is needed, not ''. Write digits, such as \"0.10\"."),
        (".", "A number is needed, not '.'. Write digits, such as \"0.10\"."),
        ("$5", "A number is needed, not '$5'. Write digits, such as \"0.10\"."),
        ("\N{ARABIC-INDIC DIGIT FIVE}", "A number is needed, not '\N{ARABIC-INDIC DIGIT FIVE}'."),
        ("0.0000000000001", "A number of fewer digits is needed, not '0.0000000000001'."),
        ("1" * 25, "A number of fewer digits is needed, not '" + "1" * 25 + "'."),
        (10**24, "A number of fewer digits is needed. Use at most 24 digits"),
        (-(10**5000), "A number of fewer digits is needed. Use at most 24 digits"),
        (Decimal("1e-13"), "A number of fewer digits is needed, not '0.0000000000001'."),
    ],
    ids=lambda value: str(value)[:30] if not isinstance(value, int) or isinstance(value, bool) else "large",
)
def test_exact_refuses_all_else_in_one_sentence(given: object, sentence: str) -> None:
    with pytest.raises(NumberRefused) as refused:
        money.exact(given)
    assert str(refused.value).startswith(sentence)


def random_amounts(count: int) -> list[Fraction]:
    """Return amounts of which many are just halves of a minor unit, and some negative."""
    chance = curves.dice(20)
    halves = [Fraction(chance.randint(-2001, 2001), 2000) for _ in range(count)]
    return halves + [Fraction(chance.randint(-(10**9), 10**9), chance.randint(1, 10**6)) for _ in range(count)]


@pytest.mark.parametrize("rounding", MODES)
@pytest.mark.parametrize("digits", [0, 2, 3])
def test_the_one_rounding_is_the_one_of_decimal(rounding: money.Rounding, digits: int) -> None:
    for amount in random_amounts(400):
        wide = WIDE.divide(Decimal(amount.numerator), Decimal(amount.denominator))
        expected = wide.quantize(Decimal(1).scaleb(-digits), MODES[rounding], WIDE)
        units = money.to_minor(amount, digits, rounding)
        assert money.from_minor(units, digits) == expected
        assert -money.to_minor(-amount, digits, rounding) == units, "both sides of zero alike"
        assert money.to_minor(Fraction(units, 10**digits), digits, rounding) == units, "rounded once is rounded"


@pytest.mark.parametrize(
    ("amount", "code", "up", "even"),
    [
        ("0.005", "USD", "0.01", "0.00"),
        ("0.015", "USD", "0.02", "0.02"),
        ("-0.005", "USD", "-0.01", "0.00"),
        ("1000.001", "USD", "1000.00", "1000.00"),
        ("32.565", "USD", "32.57", "32.56"),
        ("0.5", "JPY", "1", "0"),
        ("1.5", "JPY", "2", "2"),
        ("2.5", "JPY", "3", "2"),
        ("0.0005", "KWD", "0.001", "0.000"),
        ("0.0015", "KWD", "0.002", "0.002"),
        ("999999999999999999999999.995", "USD", "1000000000000000000000000.00", "1000000000000000000000000.00"),
    ],
)
def test_amounts_round_to_the_minor_unit_of_their_currency(amount: str, code: str, up: str, even: str) -> None:
    assert str(money.rounded(Fraction(amount), code)) == up
    assert str(money.rounded(Fraction(amount), code, "half_even")) == even


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        ("3/2000", 12, "0.0015"),
        ("2000/3", 6, "666.666667"),
        ("1/3", 12, "0.333333333333"),
        ("300", 2, "300"),
        ("100000", 0, "100000"),
        ("1/1000", 2, "0"),
        ("-1/1000", 2, "0"),
        ("5/2", 0, "3"),
        ("-5/2", 0, "-3"),
        ("199/2", 0, "100"),
        ("1000000000000000000000000", 12, "1000000000000000000000000"),
    ],
)
def test_plain_writes_digits_and_a_point(number: str, places: int, text: str) -> None:
    assert money.plain(Fraction(number), places) == text
    assert money.decimal(Fraction(number), places) == Decimal(text)


def test_plain_is_read_back_exactly() -> None:
    chance = curves.dice(21)
    for _ in range(400):
        number = Fraction(chance.randint(-(10**30), 10**30), 10 ** chance.randint(6, 12))
        assert money.exact(money.plain(number)) == number


@pytest.mark.parametrize(("code", "digits"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)])
def test_currencies_have_their_own_decimals(code: str, digits: int) -> None:
    assert money.minor_digits(code) == digits


@pytest.mark.parametrize(
    ("given", "hint"), [("usd", "Did you mean 'USD'?"), ("USX", "Did you mean 'UZS'?"), ("XXX", ""), ("", "Known: ")]
)
def test_a_currency_that_does_not_exist_is_refused(given: str, hint: str) -> None:
    with pytest.raises(UnknownName, match="No such currency") as refused:
        money.currency(given)
    assert refused.value.todo.startswith(hint)


@pytest.mark.parametrize("name", ["xx_YY", "", "en_US_POSIX_WRONG_AND_LONG", "not a place"])
def test_a_locale_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(UnknownName, match="No such locale"):
        money.locale(name)


@pytest.mark.parametrize(
    ("amount", "code", "place", "text"),
    [
        ("1234.5", "USD", "en_US", "$1,234.50"),
        ("-0.005", "USD", "en_US", "-$0.01"),
        ("1234.5", "EUR", "de_DE", f"1.234,50{NBSP}€"),
        ("1234.5", "EUR", "fr_FR", f"1{NARROW}234,50{NBSP}€"),
        ("1234.5", "JPY", "en_US", "¥1,235"),
        ("1.2345", "KWD", "en_US", "KWD1.235"),
    ],
)
def test_money_is_shown_as_its_readers_write_it(amount: str, code: str, place: str, text: str) -> None:
    assert money.show_money(Fraction(amount), code, place) == text
    assert money.show_money(money.rounded(Fraction(amount), code), code, place) == text


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (money.show_price(Fraction("0.0000052"), "USD"), "$0.0000052"),
        (money.show_price(Fraction("0.000000000001"), "USD"), "$0.000000000001"),
        (money.show_price(Fraction(2), "USD"), "$2.00"),
        (money.show_price(Fraction("0.5"), "JPY"), "¥0.5"),
        (money.show_quantity(Fraction(1_000_000)), "1,000,000"),
        (money.show_quantity(Fraction("5.010000")), "5.01"),
        (money.show_quantity(Fraction("0.0000004")), "0"),
        (money.show_quantity(1_000_000, "de_DE"), "1.000.000"),
        (money.show_percent(Fraction(16, 6)), "+267 %"),
        (money.show_percent(Fraction(77, 22)), "+350 %"),
        (money.show_percent(Fraction(200, 99)), "+202 %"),
        (money.show_percent(Fraction(0)), "0 %"),
        (money.show_significant(Fraction("0.2"), "USD"), "$0.200"),
        (money.show_significant(Fraction("0.0015"), "USD"), "$0.00150"),
        (money.show_significant(Fraction(0), "USD"), "$0.00"),
        # 24 digits of price times 24 of quantity are more than the 28 that decimals keep by themselves.
        (money.show_money(Fraction(10**33) + Fraction(1, 4), "USD"), f"$1{',000' * 11}.25"),
        (money.show_price(Fraction(10**33), "JPY"), f"¥1{',000' * 11}"),
        (money.show_price(Fraction(10**33) + Fraction(1, 8), "USD"), f"$1{',000' * 11}.125"),
        (money.show_quantity(10**33), f"1{',000' * 11}"),
        (money.show_percent(Fraction(10**31)), f"+1{',000' * 11} %"),
        (money.show_significant(Fraction(10**33), "USD"), f"$1{',000' * 11}.00"),
    ],
)
def test_prices_quantities_and_shares_are_shown_with_all_that_matters(shown: str, text: str) -> None:
    assert shown == text


def test_shares_sum_and_are_never_a_unit_off_the_ideal() -> None:
    chance = curves.dice(22)
    for _ in range(300):
        weights = [Fraction(chance.randint(0, 9), chance.randint(1, 7)) for _ in range(chance.randint(1, 8))]
        weights[0] += 1
        total = chance.randint(-5000, 5000)
        parts = money.shares(total, weights)
        assert sum(parts) == total
        ideal = [total * weight / sum(weights) for weight in weights]
        assert all(abs(part - wish) < 1 for part, wish in zip(parts, ideal, strict=True))
        assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [(100, [1, 1, 1], [34, 33, 33]), (1, [1, 1], [1, 0]), (-1, [1, 1], [0, -1]), (5, [0, 3], [0, 5]), (0, [2], [0])],
)
def test_shares_by_hand(total: int, weights: list[Any], parts: list[int]) -> None:
    assert money.shares(total, [Fraction(weight) for weight in weights]) == parts


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]], ids=str)
def test_shares_need_weights(weights: list[int]) -> None:
    with pytest.raises(NumberRefused, match="weights"):
        money.shares(10, [Fraction(weight) for weight in weights])
