"""A document in the making: plans, meters and charges as they are read from another system."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pricing import catalog
from pricing.errors import DocumentRefused, Refusal
from pricing.exchange.rows import Package, Row, Table
from pricing.exchange.translation import Effect, Translation, Untranslated
from pricing.money import MAX_DECIMALS, currency, plain

PERS = (1, 1000, 10**6, 10**9)


@dataclass
class Draft:
    """What has been read so far.

    `profile` names the conventions of the system it comes from, `asked` the currency where that one does not say.
    """

    profile: str
    asked: str = ""
    currency: str = ""
    meters: dict[str, dict[str, Any]] = field(default_factory=dict)
    plans: dict[str, dict[str, Any]] = field(default_factory=dict)
    losses: list[Untranslated] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)

    def lose(self, what: str, where: str, why: str, effect: Effect = "left out") -> None:
        """Note something that a document cannot say."""
        self.losses.append(Untranslated(what, where, why, effect))

    def pays_in(self, code: str, where: str) -> str:
        """Set the currency and return it; "" stands for the one that was asked for.

        Raises:
            Refusal: none is known, no such currency, or another one than before.
        """
        code = (code or self.asked).upper()
        if not code:
            todo = "Name it, such as USD."
            raise DocumentRefused("which currency is it? The format does not say", where=where, todo=todo)
        if self.currency and code != self.currency:
            what = f"a document has one currency, and {self.currency} came first"
            raise DocumentRefused(what, value=code, where=where, todo="Convert each currency by itself.")
        self.currency = currency(code, where)
        return self.currency

    def meter(self, name: str, unit: str = "", *, whole: bool = False) -> str:
        """Note a meter and return its name; fractions are allowed unless the source says otherwise."""
        known = {"name": name, "whole": whole} | ({"unit": unit} if unit else {})
        self.meters.setdefault(name, known)
        return name

    def plan(self, name: str) -> dict[str, Any]:
        """Return the plan of this name, a new one where there is none yet."""
        return self.plans.setdefault(name, {"name": name})

    def apart(self, name: str) -> dict[str, Any]:
        """Return a new plan, its name numbered where it is taken."""
        free = name
        while free in self.plans:
            self.taken[name] = self.taken.get(name, 1) + 1
            free = f"{name} ({self.taken[name]})"
        return self.plan(free)

    def translation(self) -> Translation:
        """Return the finished document, checked as any other.

        Raises:
            Refusal: nothing could be read, or the tables contradict themselves.
        """
        if not self.plans:
            why = f" ({self.losses[0]})" if self.losses else ""
            raise DocumentRefused(f"nothing in it can be priced here{why}", todo="Export its prices with their tiers.")
        document = {
            "name": f"From {self.profile.capitalize()}" if self.profile else "Untitled",
            "currency": self.currency,
            "conventions": {"profile": self.profile} if self.profile else {},
            "meters": list(self.meters.values()),
            "plans": list(self.plans.values()),
        }
        return Translation(catalog.parse(document).document(), tuple(self.losses))


def slug(name: str) -> str:
    """Return a name as codes and keys are written: small letters, digits and single underscores.

    >>> slug("Edge Requests (EU)"), slug("…")
    ('edge_requests_eu', 'item')
    """
    plain_letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain_letters).strip("_")[:64].strip("_") or "item"


def add_charge(plan: dict[str, Any], charge: dict[str, Any]) -> None:
    """Append a charge to a plan in the making."""
    plan.setdefault("charges", []).append(charge)


def priced(meters: Iterable[str], made: Table | Package, name: str = "") -> dict[str, Any]:
    """Return the fields of a charge that prices as a table or a package does.

    >>> priced(["calls"], Table("graduated", (Row(None, Fraction(1, 50)),)))["model"]
    'per_unit'
    """
    known: dict[str, Any] = {"meters": list(meters)} | ({"name": name} if name else {})
    if isinstance(made, Package):
        tiers = [{"unit_price": plain(made.amount)}]
        rest = {"block_rounding": made.rounding, "included": plain(made.free)}
        return known | {"model": "package", "per": plain(made.size), "tiers": tiers} | rest
    per = _per([row.unit for row in made.rows])
    return known | {"model": _model(made), "per": str(per), "tiers": [_tier(row, per) for row in made.rows]}


def _model(made: Table) -> str:
    if len(made.rows) == 1:
        return "per_unit"
    if made.mode == "graduated":
        return "progressive"
    return "volume" if any(row.unit for row in made.rows) else "stairstep"


def _tier(row: Row, per: int) -> dict[str, str]:
    bound = {} if row.up_to is None else {"up_to": plain(row.up_to)}
    return bound | {"unit_price": plain(row.unit * per), "flat_fee": plain(row.flat)}


def _per(prices: list[Fraction]) -> int:
    """How many units a price is for, so that it has at most as many decimals as a document allows."""
    for per in PERS:
        if all((price * per * 10**MAX_DECIMALS).denominator == 1 for price in prices):
            return per
    raise Refusal(f"a price has more than {MAX_DECIMALS} decimals", value=plain(min(prices), 3 * MAX_DECIMALS))
