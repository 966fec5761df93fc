"""Two catalogues' difference in words, as a person who keeps the price list would say it."""

import itertools
from collections.abc import Iterator
from fractions import Fraction

from pricing import wording
from pricing.catalog import Catalog, Plan
from pricing.conventions import Conventions
from pricing.money import plain
from pricing.terms import Charge, Tier

PLAN_MONEY = ("fee", "credit", "minimum", "maximum")
CHARGE_MONEY = ("minimum", "maximum")
CHARGE_UNITS = ("per", "block", "included")
CHARGE_WORDS = ("name", "model", "block_rounding")
HEAD = ("name", "currency", "locale", "source", "note")
FACTS = ("status", "checked_on", "valid_until")


def differences(before: Catalog, after: Catalog) -> tuple[str, ...]:
    """Return what changed from one catalogue to the other, a sentence a change; none where they are equal.

    >>> from pricing.catalog import parse
    >>> def book(price):
    ...     tiers = [{"up_to": "100", "unit_price": "2"}, {"unit_price": price}]
    ...     plan = {"name": "Pro", "charges": [{"per": "1000", "tiers": tiers}]}
    ...     return parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": [plan]})
    >>> differences(book("1.5"), book("1.4"))
    ('Pro, calls: tier 2 from $1.50 to $1.40 per 1,000',)
    """
    return tuple(itertools.chain(_head(before, after), _conventions(before, after), _plans(before, after)))


def _head(before: Catalog, after: Catalog) -> Iterator[str]:
    for field in HEAD:
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield f"{field} from {old!r} to {new!r}"
    for field in FACTS:
        old, new = (getattr(catalog, field) or "none" for catalog in (before, after))
        if old != new:
            yield f"{field.replace('_', ' ')} from {old} to {new}"
    old, new = ({meter.name: meter for meter in catalog.meters} for catalog in (before, after))
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield f"meter {name} is {'new' if name not in old else 'gone' if name not in new else 'changed'}"
    if before.golden != after.golden:
        yield f"worked examples changed, from {len(before.golden)} to {len(after.golden)}"


def _conventions(before: Catalog, after: Catalog) -> Iterator[str]:
    for field in Conventions.model_fields:
        old, new = getattr(before.conventions, field), getattr(after.conventions, field)
        if old != new:
            both = [str(value or "none").replace("_", " ") for value in (new, old)]
            yield f"convention {field.replace('_', ' ')} is now {both[0]} (was {both[1]})"


def _plans(before: Catalog, after: Catalog) -> Iterator[str]:
    old, new = ({plan.name: plan for plan in catalog.plans} for catalog in (before, after))
    yield from (f"plan {name} is gone" for name in old if name not in new)
    for name, plan in new.items():
        if name not in old:
            yield f"plan {name} is new"
        elif old[name] != plan:
            yield from (f"{name}{said}" for said in _plan(after, old[name], plan))


def _plan(catalog: Catalog, old: Plan, new: Plan) -> Iterator[str]:
    for field in PLAN_MONEY:
        yield from _money(catalog, field, getattr(old, field), getattr(new, field))
    yield from _money(catalog, "price of a seat", old.seats.price, new.seats.price)
    for name, was, now in (("seats", old.seats.count, new.seats.count), ("rank", old.rank, new.rank)):
        if was != now:
            yield f": {name} from {was} to {now}"
    yield from _features(dict(old.features), dict(new.features))
    yield from _covers(catalog, old, new)
    for i, (one, two) in enumerate(itertools.zip_longest(old.charges, new.charges), 1):
        if one is None or two is None:
            yield f": charge {i}, {(one or two).label}, is {'gone' if two is None else 'new'}"
        elif one != two:
            yield from (f", {two.label}{said}" for said in _charge(catalog, one, two))


def _features(old: dict[str, object], new: dict[str, object]) -> Iterator[str]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name, False) != new.get(name, False):
            yield f": feature {name} from {_shown(old.get(name))} to {_shown(new.get(name))}"


def _covers(catalog: Catalog, old: Plan, new: Plan) -> Iterator[str]:
    ranges = [{name: (low, high) for name, low, high in plan.covers} for plan in (old, new)]
    for name in dict.fromkeys((*ranges[0], *ranges[1])):
        one, two = (_range(catalog, known.get(name)) for known in ranges)
        if one != two:
            yield f": covers {two} of {name} (was {one})"


def _range(catalog: Catalog, known: tuple[Fraction, Fraction | None] | None) -> str:
    if known is None:
        return "nothing stated"
    low, high = known
    return f"{wording.number(catalog, low)} {'on' if high is None else f'to {wording.number(catalog, high)}'}"


def _charge(catalog: Catalog, old: Charge, new: Charge) -> Iterator[str]:
    for field in CHARGE_WORDS:
        if getattr(old, field) != getattr(new, field):
            name = field.replace("_", " ")
            yield f": {name} from {getattr(old, field) or 'none'} to {getattr(new, field) or 'none'}"
    for field in CHARGE_UNITS:
        one, two = getattr(old, field), getattr(new, field)
        if one != two:
            yield f": {field} from {wording.number(catalog, one)} to {wording.number(catalog, two)} units"
    for field in CHARGE_MONEY:
        yield from _money(catalog, field, getattr(old, field), getattr(new, field))
    if old.meters != new.meters:
        yield f": meters from {', '.join(old.meters)} to {', '.join(new.meters)}"
    if len(old.tiers) != len(new.tiers):
        yield f": from {len(old.tiers)} to {len(new.tiers)} tiers"
    for i, (one, two) in enumerate(zip(old.tiers, new.tiers, strict=False), 1):
        yield from (f": tier {i}{said}" for said in _tier(catalog, one, two, new.per))


def _tier(catalog: Catalog, old: Tier, new: Tier, per: Fraction) -> Iterator[str]:
    if old.up_to != new.up_to:
        both = [wording.number(catalog, one) if one is not None else "open" for one in (old.up_to, new.up_to)]
        yield f" up to {both[1]} (was {both[0]})"
    every = f" per {wording.number(catalog, per)}" if per != 1 else ""
    prices = [dict(one.unit_price) for one in (old, new)]
    for meter in dict.fromkeys((*prices[0], *prices[1])):
        one, two = (prices_.get(meter, Fraction(0)) for prices_ in prices)
        if one != two:
            of = f" for {meter}" if meter else ""
            yield f"{of} from {wording.price(catalog, one)} to {wording.price(catalog, two)}{every}"
    if old.flat_fee != new.flat_fee:
        yield f", flat fee from {wording.price(catalog, old.flat_fee)} to {wording.price(catalog, new.flat_fee)}"


def _money(catalog: Catalog, name: str, old: Fraction | None, new: Fraction | None) -> Iterator[str]:
    if old != new:
        nothing = "contact sales" if name == "fee" else "none"
        both = [nothing if one is None else wording.price(catalog, one) for one in (old, new)]
        yield f": {name} from {both[0]} to {both[1]}"


def _shown(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value) if isinstance(value, Fraction) else str(value)
