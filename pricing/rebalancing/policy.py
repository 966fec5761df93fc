"""A policy: when customers are warned, asked and moved, and what a move costs; every parameter has a default."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, StrictInt, ValidationError, model_validator

from pricing.errors import DocumentRefused, NumberRefused, TableRefused, UnknownKey, UnknownName, nearest
from pricing.fields import Amount, Count, Flag, Name, Text
from pricing.money import exact, plain
from pricing.refused import refusal
from pricing.terms import Terms

Answer = Literal["accept", "pause", "overage", "none"]
ANSWERS: tuple[Answer, ...] = ("accept", "pause", "overage", "none")
# How many numbers each trend rule takes, and what they are when left out.
TRENDS: dict[str, tuple[int, ...]] = {
    "weeks_over_pace": (2,),
    "median_over_pace": (14,),
    "m_of_n": (5, 7),
    "projected": (8, 10),
    "always": (),
    "none": (),
}
LONGEST = 366  # days: of a cycle, and of every window that a rule looks back on


def _share(value: object) -> Fraction:
    share = exact(value)
    if not 0 <= share <= 4 or (share * 1000).denominator != 1:
        raise NumberRefused("a share from 0 to 4 with at most 3 decimals is needed", value=value)
    return share


def _shares(value: object) -> tuple[Fraction, ...]:
    if not isinstance(value, list | tuple):
        raise DocumentRefused("a list of shares is needed", value=value, todo='Write ["0.80", "1"].')
    shares = tuple(_share(one) for one in value)
    if not all(shares) or list(shares) != sorted(set(shares)):
        raise DocumentRefused("shares above 0 are needed that rise", value=value, todo='Write ["0.80", "1"].')
    return shares


def _odds(value: object) -> tuple[tuple[Answer, Fraction], ...]:
    given = dict(value) if isinstance(value, Mapping | tuple) else {}
    for name in given:
        if name not in ANSWERS:
            raise UnknownName("no such answer", value=name, todo=nearest(str(name), ANSWERS))
    odds = tuple((name, _share(given[name])) for name in ANSWERS if given.get(name))
    if sum(share for _, share in odds) != 1:
        todo = 'Write { accept = "0.7", none = "0.3" }.'
        raise NumberRefused("the probabilities of the answers sum to 1", value=value, todo=todo)
    return odds


def _trend(value: object) -> tuple[str, tuple[int, ...]]:
    if isinstance(value, tuple):
        value = _written_trend(value)
    found = re.fullmatch(r"(\w+)(?:\(([\d\s,]+)\))?", str(value).strip())
    name = found[1] if found else str(value)
    if found is None or name not in TRENDS:
        raise UnknownName("no such trend rule", value=value, todo=nearest(name, TRENDS))
    numbers = tuple(int(word) for word in (found[2] or "").split(",") if word.strip()) or TRENDS[name]
    days = tuple(n * 7 for n in numbers) if name == "weeks_over_pace" else numbers
    if len(numbers) != len(TRENDS[name]) or not all(0 < n <= LONGEST for n in days) or list(days) != sorted(days):
        example = f"{name}({', '.join(map(str, TRENDS[name]))})"
        raise NumberRefused(f"a trend's numbers of days are 1 to {LONGEST}", value=value, todo=f"Write {example}.")
    return name, numbers


def _written_trend(trend: tuple[str, tuple[int, ...]]) -> str:
    name, numbers = trend
    return f"{name}({', '.join(map(str, numbers))})" if numbers else name


def _cap(value: object) -> Fraction | None:
    if value is None or value == "none":
        return None
    cap = exact(value)
    if not 1 <= cap <= 1000 or (cap * 1000).denominator != 1:
        raise NumberRefused('"none" or a multiple of the allowance, 1 or more, is needed', value=value)
    return cap


def _price(value: object) -> Fraction | None:
    price = None if value is None or value == "overage_rate" else exact(value)
    if price is not None and price < 0:
        raise NumberRefused('"overage_rate" or a price of 0 or more is needed', value=value)
    return price


def _cycle(value: object) -> str | int:
    if value in ("month", "week"):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST:
        return value
    raise DocumentRefused('"month", "week" or a number of days is needed', value=value)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError that carries an OSError's meaning
        raise UnknownName("no such time zone", value=name, todo="Write one such as 'Europe/Berlin'.") from None
    except KeyError:
        raise UnknownName("no such time zone", value=name, todo="Write one such as 'Europe/Berlin'.") from None
    return name


Share = Annotated[Fraction, PlainValidator(_share), PlainSerializer(plain)]
Days = Annotated[StrictInt, Field(ge=0, le=LONGEST)]


class Policy(Terms):
    """When customers are warned, asked and moved; shares are of the allowance, times are days. See docs."""

    name: Name = "Untitled"
    source: Text = ""
    note: Text = ""
    cycle: Annotated[str | int, PlainValidator(_cycle)] = "month"
    meter: Text = ""
    timezone: Annotated[Text, AfterValidator(_zone)] = "UTC"
    anchor_day: Annotated[StrictInt, Field(ge=0, le=31)] = 0
    notify_at: Annotated[
        tuple[Fraction, ...], PlainValidator(_shares), PlainSerializer(lambda row: [plain(one) for one in row])
    ] = (Fraction("0.80"), Fraction(1))
    grace_days: Days = 3
    trend: Annotated[tuple[str, tuple[int, ...]], PlainValidator(_trend), PlainSerializer(_written_trend)] = (
        "weeks_over_pace",
        (2,),
    )
    over_cycles_confirm: Count = 2
    over_margin: Share = Fraction("0.10")
    min_observed: Share = Fraction("0.75")
    upgrade_when: Literal["next_billing_date", "now", "never"] = "next_billing_date"
    upgrade_target: Literal["smallest_fit", "next_tier", "cheapest"] = "smallest_fit"
    fairness_guard: Flag = True
    upgrade_charge: Literal["prorated", "full_difference", "none"] = "prorated"
    usage_on_change: Literal["carry", "split", "reset"] = "carry"
    allowance_on_change: Literal["prorated", "full"] = "prorated"
    notice_days: Days = 7
    response: Annotated[
        tuple[tuple[Answer, Fraction], ...],
        PlainValidator(_odds),
        PlainSerializer(lambda odds: {name: plain(share) for name, share in odds}),
    ] = (("accept", Fraction(1)),)
    response_delay_days: Days = 1
    on_no_response: Literal["accept", "pause", "overage"] = "accept"
    during_grace: Literal["serve", "block"] = "serve"
    overage_cap: Annotated[
        Fraction | None, PlainValidator(_cap), PlainSerializer(lambda cap: "none" if cap is None else plain(cap))
    ] = None
    downgrade: Literal["apply", "suggest", "off"] = "apply"
    downgrade_patience: Annotated[StrictInt, Field(ge=1, le=24)] = 2
    hysteresis: Share = Fraction("0.10")
    cooldown_days: Days = 30
    proration_grain: Literal["day", "second"] = "day"
    late_days: Days = 3
    switch_cost: Amount = Fraction(0)
    unserved_price: Annotated[
        Fraction | None, PlainValidator(_price), PlainSerializer(lambda p: "overage_rate" if p is None else plain(p))
    ] = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.hysteresis > 1:
            raise TableRefused("hysteresis is at most 1", where="hysteresis", todo="Write 0.10 for 10 %.")
        if self.min_observed > 1:
            raise TableRefused("min_observed is at most 1", where="min_observed", todo="Write 0.75 for 75 %.")
        if self.over_cycles_confirm > 100:
            raise TableRefused("at most 100 cycles confirm", where="over_cycles_confirm", todo="Write 0 for never.")
        return self

    @property
    def mid_cycle(self) -> bool:
        """Whether a plan may change within a cycle."""
        return self.upgrade_when == "now"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to know before this policy is used, a sentence each."""
        found = []
        if self.mid_cycle and self.upgrade_charge != "full_difference" and self.allowance_on_change == "full":
            found.append(
                "A prorated fee with a full allowance makes an upgrade on the last day of a cycle nearly free: "
                'write allowance_on_change = "prorated" or upgrade_charge = "full_difference".'
            )
        return tuple(found)

    def document(self) -> dict[str, object]:
        """Return the policy as a plain mapping that `parse` reads back into an equal one."""
        return self.model_dump(mode="json", exclude_defaults=True)


def parse(document: Mapping[str, object]) -> Policy:
    """Return the policy that a document states; what it leaves out takes its default.

    Raises:
        Refusal: an unknown or wrong parameter: what, the value, where, what to do.

    >>> policy = parse({"name": "Careful", "grace_days": 5, "trend": "m_of_n(5, 7)"})
    >>> policy.grace_days, policy.trend, policy.notice_days
    (5, ('m_of_n', (5, 7)), 7)
    """
    try:
        return Policy.model_validate(dict(document))
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "extra_forbidden":
            key = str(first["loc"][0])
            raise UnknownKey("no such parameter", value=key, todo=nearest(key, Policy.model_fields)) from None
        if first["type"] in ("greater_than_equal", "less_than_equal"):
            place = ", ".join(map(str, first["loc"]))
            what = f"a number {first['msg'].removeprefix('Input should be ')} is needed"
            raise NumberRefused(what, value=first["input"], where=place) from None
        raise refusal(error, document) from None
