"""Numbers are written just as Babel writes them, whatever their digits, in every kind of locale."""

from decimal import Decimal

import numpy as np
import pytest
from babel import numbers

from pricing.numerals import written

PLACES = ("en_US", "de_DE", "de_CH", "fr_FR", "es_ES", "en_IN", "ja_JP", "sv_SE", "ar_EG", "fa_IR", "bn_BD")
CODES = ("USD", "EUR", "JPY", "KWD", "INR", "CHF")


@pytest.mark.parametrize("place", PLACES)
def test_as_babel_writes_them(place: str) -> None:
    dice = np.random.default_rng(len(place) + ord(place[0]))
    for _ in range(120):
        value = Decimal(int(dice.integers(-(10 ** dice.integers(1, 17)), 10**12))).scaleb(-int(dice.integers(0, 7)))
        code = str(dice.choice(CODES))
        assert written(value, place) == numbers.format_decimal(value, locale=place, decimal_quantization=False)
        for exact in (False, True):
            cash = numbers.format_currency(value, code, locale=place, decimal_quantization=not exact)
            assert written(value, place, code, exact=exact) == cash
