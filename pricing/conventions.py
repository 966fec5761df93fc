"""The switches on which real billing systems differ, and named profiles that set them all.

Sources: the vendors' public documentation as read for the design on 2026-11-20. Where a vendor's documents are silent
the profile's note says so and the switch keeps its default.
"""

from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from pricing.errors import UnknownName, nearest
from pricing.models import Boundary
from pricing.money import Rounding


class Conventions(BaseModel):
    """How a table is read; each switch's first value is its default.

    `boundary`: `up_to` puts a bound into the lower tier, (lower, upper]; `from` into the upper one, [lower, upper).
    `flat_fee_at_zero`: whether the first tier's flat fee is charged at zero usage.
    `rounding`: to the currency's minor unit, half up or half even.
    `rounding_scope`: once per charge `line`, once per `tier` line, or once for the `total`.
    `allowance`: `subtract` the included units, or `rebill` all units once they are exceeded.
    `tier_counts`: tier bounds count `all` units, the included ones free, or the `overage` only.
    `beyond_table`: `refuse` usage above a closed last tier, or let the `last_band` go on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: str = ""
    boundary: Boundary = "up_to"
    flat_fee_at_zero: Literal["charge", "waive"] = "charge"
    rounding: Rounding = "half_up"
    rounding_scope: Literal["line", "tier", "total"] = "line"
    allowance: Literal["subtract", "rebill"] = "subtract"
    tier_counts: Literal["all", "overage"] = "all"
    beyond_table: Literal["refuse", "last_band"] = "refuse"

    def document(self) -> dict[str, str]:
        """Return the profile, and each switch that says something else than the profile (or the default) does.

        >>> Conventions(profile="openmeter", rounding_scope="line").document()
        {'profile': 'openmeter', 'rounding_scope': 'line'}
        """
        plain = Conventions.model_validate({"profile": self.profile} if self.profile else {})
        told = {"profile": self.profile} if self.profile else {}
        switches = (name for name in Conventions.model_fields if name != "profile")
        return told | {name: getattr(self, name) for name in switches if getattr(self, name) != getattr(plain, name)}

    @model_validator(mode="before")
    @classmethod
    def _from_profile(cls, given: object) -> object:
        if not isinstance(given, dict) or not given.get("profile"):
            return given
        name = given["profile"]
        if not isinstance(name, str) or name not in PROFILES:
            raise UnknownName("no such vendor profile", value=name, todo=nearest(str(name), PROFILES))
        return {**PROFILES[name].switches, **given}


@dataclass(frozen=True, slots=True)
class Profile:
    """A vendor's switches and what to know beside them."""

    note: str
    switches: dict[str, str] = field(default_factory=dict)


PROFILES = {
    "stripe": Profile(
        "Rounds each line item half up; prices have up to 12 decimals; a block transform cannot combine with tiers. "
        "Flat fee at zero usage: not documented."
    ),
    "lago": Profile(
        "Charges the first flat fee at zero since July 2026 and waived it before; package prices bill "
        "ceil((q - free) / size)."
    ),
    "openmeter": Profile(
        "Rounds each tier line, then tops up to the minimum and discounts to the maximum.",
        {"rounding_scope": "tier"},
    ),
    "killbill": Profile(
        "A tier's max counts blocks of that tier, not units in all, and usage rounds up to a block in each tier; "
        "zero usage makes a zero item.",
        {"flat_fee_at_zero": "waive"},
    ),
    "orb": Profile("First unit exclusive, last inclusive. Flat fee at zero usage: not documented."),
    "flexprice": Profile(
        "Rounds the total once. Flat fee at zero usage: both exist, by code path.", {"rounding_scope": "total"}
    ),
    "chargebee": Profile(
        "Tiers have a starting and an ending unit; stairstep is a flat price per band. "
        "Flat fee at zero usage: not documented."
    ),
}
