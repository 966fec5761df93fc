"""Pairs of a random plan and a random usage: do bulk rating and the exact path agree on every one of them?

A third of the usages are drawn small, a third lie on a bound or one smallest unit beside it, and a third are of any
size that an array holds, far beyond 63 bits once they are multiplied. All conventions and kinds of charge take turns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pricing import invoice, plans
from pricing.catalog import Catalog, Plan, parse
from pricing.errors import QuantityRefused
from pricing.money import minor_digits, to_minor
from pricing.priced import Priced
from pricing.rating import rate_masked
from tests import curves

LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Case:
    """A catalogue of one plan, with usages in units of 10**-decimals and the seats of each, if they differ."""

    catalog: Catalog
    usages: list[dict[str, int]]
    decimals: int
    seats: list[int] | None

    @property
    def plan(self) -> Plan:
        """The catalogue's plan."""
        return self.catalog.plans[0]

    def usage(self, row: int) -> dict[str, Fraction]:
        """Return a row's exact quantities by meter."""
        return {meter: Fraction(units, 10**self.decimals) for meter, units in self.usages[row].items()}

    def rated(self, rows_at_once: int = 25) -> list[int | None]:
        """Return each row's bill by bulk rating; None where it has none. Rows of a size share a lane."""
        bills: list[int | None] = [None] * len(self.usages)
        by_size = sorted(range(len(bills)), key=lambda row: max(self.usages[row].values()))
        for first in range(0, len(bills), rows_at_once):
            rows = by_size[first : first + rows_at_once]
            columns = {meter: np.array([self.usages[row][meter] for row in rows]) for meter in self.usages[0]}
            seats = None if self.seats is None else np.array([self.seats[row] for row in rows])
            totals, refused = rate_masked(self.catalog, self.plan, columns, self.decimals, seats)
            for row, total, no in zip(rows, totals, refused, strict=True):
                bills[row] = None if no else int(total)
        return bills

    def quoted(self, row: int) -> int | None:
        """Return a row's bill as its invoice has it; None where it has none, or one that no array holds."""
        seats = None if self.seats is None else self.seats[row]
        try:
            total = invoice.quote(self.catalog, self.plan, self.usage(row), seats).total
        except QuantityRefused:
            return None
        return _held(int(total.scaleb(minor_digits(self.catalog.currency))))

    def stacked(self, row: int) -> int | None:
        """Return the same from the exact amounts of the charges, rounded as the scope says: ten times as fast."""
        plan, rules, digits = self.plan, self.catalog.conventions, minor_digits(self.catalog.currency)
        seats = plan.seats.count if self.seats is None else self.seats[row]

        def minor(amount: Fraction) -> int:
            return to_minor(amount, digits, rules.rounding)

        def line(amount: Fraction) -> Fraction:
            return amount if rules.rounding_scope == "total" else Fraction(minor(amount), 10**digits)

        def used(charge: Priced) -> Fraction:
            usage = self.usage(row)
            if rules.rounding_scope != "tier":
                return line(charge.amount(usage))
            slices = [one.amount for one in charge.slices(usage)]
            amount = sum(map(line, [*slices, *(fee for _, fee in charge.fees_due(usage))]), Fraction(0))
            return line(charge.clamp(amount))

        try:
            charged = sum(map(used, plans.charges(self.catalog, plan)), Fraction(0))
        except QuantityRefused:
            return None
        fixed = line(plans.for_sale(plan)) + line(plan.seats.price * seats)
        spend = max(line(plan.minimum), max(Fraction(0), charged - line(plan.credit)) + fixed)
        return _held(minor(spend if plan.maximum is None else min(line(plan.maximum), spend)))


def cases(seed: int, pairs: int, rows: int) -> Iterator[Case]:
    """Yield cases of `rows` usages each, `pairs` in all."""
    for i in range(0, pairs, rows):
        turn = seed + i // rows
        kind = curves.KINDS[turn // len(curves.CONVENTIONS) % len(curves.KINDS)]
        others = curves.dice(turn).sample(curves.KINDS, turn % 3)
        conventions = curves.CONVENTIONS[turn % len(curves.CONVENTIONS)]
        yield case(turn, curves.document(turn, (kind, *others), conventions), min(rows, pairs - i))


def case(seed: int, document: curves.Document, rows: int) -> Case:
    """Return usages of a document's plan: small ones, those at bounds, and those of any size."""
    chance = curves.dice(seed)
    whole = {meter["name"]: meter["whole"] for meter in document["meters"]}
    decimals = chance.choice((0, 0, 2, 6)) if all(whole.values()) else 6
    usages: list[dict[str, int]] = []
    while len(usages) < rows:
        small = curves.usage(chance, document)
        meter = chance.choice(list(small))
        bounds = curves.probes(document, meter, small)
        for bound in chance.sample(bounds, min(8, len(bounds))):
            usage = {**small, meter: bound} if chance.random() < 0.6 else curves.usage(chance, document)
            usages.append({name: int(quantity * 10**decimals) for name, quantity in usage.items()})
            if chance.random() < 0.5:
                grain = 10**decimals if whole[meter] else 1
                usages.append({**usages[-1], meter: chance.randrange(2 ** chance.randint(1, 63)) // grain * grain})
    seats = [chance.choice((0, 1, 7, 10**6)) for _ in range(rows)] if chance.random() < 0.2 else None
    return Case(parse(document), usages[:rows], decimals, seats)


def differences(one: Case, quoted: int = 10) -> Iterator[str]:
    """Yield the rows on which bulk rating and the exact path differ; every `quoted`-th one is invoiced."""
    for row, rated in enumerate(one.rated()):
        by_invoice = row % quoted == 0
        expected = one.quoted(row) if by_invoice else one.stacked(row)
        if rated != expected:
            seats = "" if one.seats is None else f" seats {one.seats[row]}"
            path = "invoice" if by_invoice else "exact path"
            yield f"{path} {expected}, rated {rated}: {one.usage(row)}{seats} on {one.catalog.document()}"


def _held(total: int) -> int | None:
    return total if total <= LARGEST else None
