"""The tiers of a charge as vessels that a usage fills one after another, each with what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pricing.curve import ZERO
from pricing.priced import Priced


@dataclass(frozen=True, slots=True)
class Vessel:
    """One tier from `low` to `high` units used (None: open) with the units `filled` in it and its exact amount.

    `tier` counts from 0; None is the vessel of the included units. A tier of a volume or stairstep table is filled
    like any other, but only the one in which the usage lands has an amount.
    """

    tier: int | None
    low: Fraction
    high: Fraction | None
    filled: Fraction
    amount: Fraction

    @property
    def share(self) -> Fraction | None:
        """How full the vessel is, 0 to 1; None of an open one."""
        return None if self.high is None or self.high == self.low else self.filled / (self.high - self.low)


def vessels(charge: Priced, usage: Mapping[str, Fraction]) -> tuple[Vessel, ...]:
    """Return the charge's vessels in order, filled by the combined volume of its meters.

    Raises:
        BeyondTable: more usage than a closed table prices.

    >>> from pricing.conventions import Conventions
    >>> from pricing.terms import Charge
    >>> tiers = [{"up_to": "100", "unit_price": "2"}, {"unit_price": "1"}]
    >>> charge = Charge.model_validate({"meters": ["calls"], "tiers": tiers})
    >>> [(int(v.filled), int(v.amount)) for v in vessels(Priced(charge, Conventions()), {"calls": Fraction(150)})]
    [(100, 200), (50, 50)]
    """
    used, included = charge.volume(usage), charge.charge.included
    amounts = dict.fromkeys(range(len(charge.charge.tiers)), ZERO)
    for one in charge.slices(usage):
        amounts[one.tier] += one.amount
    for tier, fee in charge.fees_due(usage):
        amounts[tier] += fee
    row = [Vessel(None, ZERO, included, min(used, included), ZERO)] if included else []
    low = included
    for tier, terms in enumerate(charge.charge.tiers):
        open_end = terms.up_to is None or (charge.end is None and tier == len(amounts) - 1)
        high = None if open_end or terms.up_to is None else max(ZERO, terms.up_to - charge.start) + included
        filled = max(ZERO, used - low if high is None else min(used, high) - low)
        if high is None or high > low or amounts[tier]:
            row.append(Vessel(tier, low, high, filled, amounts[tier]))
        low = high if high is not None else low
    return tuple(row)
