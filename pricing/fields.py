"""The kinds of field that a price table's document has: how each is read, checked and written back."""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, PlainSerializer, PlainValidator, StrictBool, StrictInt, StrictStr

from pricing.errors import DocumentRefused, NumberRefused, UnknownKey, nearest
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
        raise NumberRefused("a price or quantity is not negative", value=value, todo="Use 0 or more.")
    return number


def _positive(value: object) -> Fraction:
    number = exact(value)
    if number <= 0:
        raise NumberRefused("a number above 0 is needed", value=value)
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
    return tuple((name, amount(number)) for name, number in _mapping(value).items())


def _prices(value: object) -> Pairs:
    return _pairs(value) if isinstance(value, dict | tuple) else (("", amount(value)),)


def _features(value: object) -> tuple[tuple[str, FeatureValue], ...]:
    return tuple((name, _feature(name, entry)) for name, entry in _mapping(value).items())


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
        known = _mapping(given)
        for key in known:
            if key not in ("from", "to"):
                raise UnknownKey("a range has from and to", value=key, where=name, todo=nearest(key, ["from", "to"]))
        ranges.append((name, amount(known.get("from", 0)), _ceiling(known.get("to"))))
    return tuple(ranges)


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
Bound = Annotated[
    Fraction | None,
    PlainValidator(lambda value: None if value is None else _positive(value)),
    PlainSerializer(lambda bound: None if bound is None else plain(bound)),
]
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
Flag = StrictBool
Count = Annotated[StrictInt, AfterValidator(lambda n: int(amount(n)))]
Currency = Annotated[StrictStr, AfterValidator(currency)]
LocaleName = Annotated[StrictStr, AfterValidator(locale)]
Status = Literal["published", "third_party", "indicative", "teaching"]
Model = Literal["progressive", "volume", "stairstep", "per_unit", "flat", "package", "percentage"]
