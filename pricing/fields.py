"""The kinds of field that a price table's document has: how each is read, checked and written back."""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, PlainSerializer, PlainValidator, StrictBool, StrictInt, StrictStr

from pricing.errors import DocumentRefused, NumberRefused, Refusal, UnknownKey, nearest, shown
from pricing.money import currency, exact, locale, plain

FeatureValue = bool | Fraction | str
Pairs = tuple[tuple[str, Fraction], ...]
NAME_LENGTH = 200


def amount(value: object) -> Fraction:
    """Return a number of money or units that is not negative.

    >>> amount("0.10")
    Fraction(1, 10)
    """
    number = exact(value)
    if number < 0:
        raise NumberRefused("a number of 0 or more is needed", value=value, todo="Remove the minus sign.")
    return number


def _positive(value: object) -> Fraction:
    number = exact(value)
    if number <= 0:
        raise NumberRefused("a number above 0 is needed", value=value, todo="Use a larger one, or leave it out.")
    return number


def _ceiling(value: object) -> Fraction | None:
    return None if value is None or value == "none" else amount(value)


def _fee(value: object) -> Fraction | None:
    if value is None or value == "contact_sales":
        return None
    try:
        return amount(value)
    except NumberRefused as error:
        error.todo = f'{error.todo} Or write "contact_sales".'.strip()
        raise


def _mapping(value: object) -> dict[str, object]:
    if isinstance(value, tuple):  # pairs, as this module keeps them
        value = dict(value)
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise DocumentRefused("a table of names and values is needed", value=value, todo='Write { name = "1" }.')
    return value


def _pairs(value: object) -> Pairs:
    return tuple((name, _amount_of(name, number)) for name, number in _mapping(value).items())


def _amount_of(name: str, value: object) -> Fraction:
    try:
        return amount(value)
    except Refusal as error:
        raise error.at(shown(name)) from None


def _prices(value: object) -> Pairs:
    if value in ({}, ()):
        raise DocumentRefused("a price for each meter is needed", todo='Write { METER = "0.10" }, or one price.')
    return _pairs(value) if isinstance(value, dict | tuple) else (("", amount(value)),)


def _features(value: object) -> tuple[tuple[str, FeatureValue], ...]:
    return tuple((_name(name), _feature(shown(name), entry)) for name, entry in _mapping(value).items())


def _feature(name: str, value: object) -> FeatureValue:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, list | dict) or value is None:
        todo = "Write true, false, a number or a text."
        raise DocumentRefused("a feature is yes or no, a limit or a text", value=value, where=name, todo=todo)
    return exact(value, name)


def _covers(value: object) -> tuple[tuple[str, Fraction, Fraction | None], ...]:
    if isinstance(value, tuple):
        return value
    ranges = []
    for name, given in _mapping(value).items():
        try:
            ranges.append((name, *_range(given)))
        except Refusal as error:
            raise error.at(shown(name)) from None
    return tuple(ranges)


def _range(value: object) -> tuple[Fraction, Fraction | None]:
    if not isinstance(value, dict):
        todo = 'Write { from = "0", to = "none" }.'
        raise DocumentRefused("a range of usage is needed", value=value, todo=todo)
    for key in value:
        if key not in ("from", "to"):
            raise UnknownKey("a range has from and to", value=key, todo=nearest(str(key), ["from", "to"]))
    low, high = amount(value.get("from", 0)), _ceiling(value.get("to"))
    if high is not None and high < low:
        what = f"the range ends at {plain(high)}, before it begins at {plain(low)}"
        raise DocumentRefused(what, todo="Swap from and to.")
    return low, high


def _written_covers(ranges: tuple[tuple[str, Fraction, Fraction | None], ...]) -> dict[str, dict[str, str]]:
    return {name: {"from": plain(low), "to": "none" if high is None else plain(high)} for name, low, high in ranges}


def _written(pairs: Pairs) -> object:
    return plain(pairs[0][1]) if [name for name, _ in pairs] == [""] else {n: plain(x) for n, x in pairs}


def _written_feature(value: FeatureValue) -> object:
    if not isinstance(value, Fraction):
        return value
    return int(value) if value.denominator == 1 else plain(value)


def _name(text: str) -> str:
    clean = " ".join(text.split())
    if not clean or len(clean) > NAME_LENGTH or not clean.isprintable():
        todo = f"Use 1 to {NAME_LENGTH} printable characters."
        raise DocumentRefused("a name is needed", value=text, todo=todo)
    return clean


Amount = Annotated[Fraction, PlainValidator(amount), PlainSerializer(plain)]
Positive = Annotated[Fraction, PlainValidator(_positive), PlainSerializer(plain)]
Ceiling = Annotated[
    Fraction | None, PlainValidator(_ceiling), PlainSerializer(lambda top: "none" if top is None else plain(top))
]
Fee = Annotated[
    Fraction | None, PlainValidator(_fee), PlainSerializer(lambda fee: "contact_sales" if fee is None else plain(fee))
]
Prices = Annotated[Pairs, PlainValidator(_prices), PlainSerializer(_written)]
Usage = Annotated[Pairs, PlainValidator(_pairs), PlainSerializer(lambda pairs: {n: plain(x) for n, x in pairs})]
Features = Annotated[
    tuple[tuple[str, FeatureValue], ...],
    PlainValidator(_features),
    PlainSerializer(lambda pairs: {name: _written_feature(value) for name, value in pairs}),
]
Covers = Annotated[
    tuple[tuple[str, Fraction, Fraction | None], ...], PlainValidator(_covers), PlainSerializer(_written_covers)
]
Name = Annotated[StrictStr, AfterValidator(_name)]
Text = StrictStr
Label = Annotated[StrictStr, AfterValidator(lambda text: _name(text) if text else "")]
Flag = StrictBool
Count = Annotated[StrictInt, AfterValidator(lambda n: int(amount(n)))]
Currency = Annotated[StrictStr, AfterValidator(currency)]
LocaleName = Annotated[StrictStr, AfterValidator(locale)]
Status = Literal["published", "third_party", "indicative", "teaching"]
Model = Literal["progressive", "volume", "stairstep", "per_unit", "flat", "package", "percentage"]
