"""What a billing system can say, as data, and so what of a plan or a charge it cannot."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from pricing.catalog import Catalog, Plan
from pricing.errors import shown
from pricing.exchange import rows
from pricing.exchange.rows import Package, Table
from pricing.exchange.translation import Effect, Untranslated
from pricing.money import MAX_DECIMALS, minor_digits, plain
from pricing.terms import Charge

Reasons = Iterator[tuple[str, str]]


@dataclass
class System:
    """A billing system's name, what its prices have a field for, and how it rounds; `lost` gathers the rest.

    `digits` are the decimals of a rounded amount, `decimals` those that a price may have in the major unit.
    """

    name: str
    digits: int
    decimals: int = MAX_DECIMALS
    scope: Literal["line", "tier"] = "line"
    whole_bounds: bool = True
    free_before_blocks: bool = False
    blocks_down: bool = False
    charge_minimum: bool = False
    charge_maximum: bool = False
    plan_minimum: bool = False
    lost: list[Untranslated] = field(default_factory=list)

    def lose(self, what: str, where: str, why: str, effect: Effect = "left out") -> None:
        """Note something that the system cannot say."""
        self.lost.append(Untranslated(what, where, why, effect))

    def fits(self, amount: Fraction, what: str, where: str) -> bool:
        """Return whether an amount can be written exactly; note it where it cannot."""
        if (amount * 10**self.decimals).denominator == 1:
            return True
        why = f"{self.name} amounts have at most {self.decimals} decimals, not {plain(amount, 3 * MAX_DECIMALS)}"
        self.lose(what, where, why)
        return False

    def take_catalog(self, catalog: Catalog) -> list[Plan]:
        """Return the plans that have a price; note the others, and how all bills are rounded otherwise."""
        rules, where = catalog.conventions, "conventions"
        if rules.rounding != "half_up":
            self.lose("rounding", where, f"{self.name} rounds a half up, these bills to even", "bills differ")
        if rules.rounding_scope == "total":
            why = f"{self.name} rounds every {self.scope}, these bills their total"
            self.lose("rounding scope", where, why, "bills differ")
        own = minor_digits(catalog.currency)
        if own != self.digits:
            why = f"{self.name} counts {catalog.currency} with {self.digits} decimals, these bills with {own}"
            self.lose("currency decimals", where, why, "bills differ")
        for plan in catalog.plans:
            if plan.fee is None:
                self.lose("contact sales", place(plan), f"a price in {self.name} needs an amount, this plan has none")
        return [plan for plan in catalog.plans if plan.fee is not None]

    def take_plan(self, plan: Plan) -> None:
        """Note what a plan has beside its fee, seats and charges."""
        where = place(plan)
        if plan.credit:
            why = f"prices in {self.name} have no credit; grant {plain(plan.credit)} a cycle to the customer there"
            self.lose("credit", where, why, "bills differ")
        if plan.minimum and not self.plan_minimum:
            self.lose("minimum", where, f"{self.name} has no least spend for a whole plan", "bills differ")
        if plan.maximum is not None:
            self.lose("maximum", where, f"{self.name} has no greatest spend for a whole plan", "bills differ")
        if plan.features:
            self.lose("features", where, f"{self.name} keeps entitlements apart from prices", "bills stay")
        if plan.covers:
            self.lose("covers", where, f"{self.name} has no advised range of usage", "bills stay")

    def take_charge(self, catalog: Catalog, plan: Plan, index: int) -> Table | Package | None:
        """Return what prices a charge, or None; note what keeps it from that, or how bills then differ."""
        charge, rules, where = plan.charges[index], catalog.conventions, place(plan, index)
        bars = [*self._meters(charge), *rows.obstacles(charge, rules)]
        made = None if bars else rows.table(charge, rules)
        if isinstance(made, Package):
            bars = list(self._package(made))
        elif made:
            bars = list(self._table(made))
        for what, why in bars:
            self.lose(what, where, why)
        if bars or made is None:
            return None
        for what, why in (*rows.differences(charge, rules), *self._bounds(charge), *self._scope(catalog, made)):
            self.lose(what, where, why, "bills differ")
        return made

    def _meters(self, charge: Charge) -> Reasons:
        if charge.model == "percentage":
            yield "percentage", f"{self.name} has no price that is a share of an amount"
            return
        if len(charge.meters) > 1:
            yield "combined volume", f"a price in {self.name} reads one meter, this one the sum of {len(charge.meters)}"
        if charge.by_meter:
            yield "prices by meter", f"a tier in {self.name} has one unit price"

    def _package(self, made: Package) -> Reasons:
        if made.free and not self.free_before_blocks:
            yield "included units with a block", f"a block in {self.name} starts with the first unit"
        if made.rounding != "up" and not self.blocks_down:
            yield "block rounding", f"{self.name} rounds blocks up"
        for what, number in (("fractional block", made.size), ("fractional included units", made.free)):
            if self.whole_bounds and number.denominator != 1:
                yield what, f"{self.name} writes {plain(number)} as a whole number only"
        yield from self._decimals([made.amount])

    def _table(self, made: Table) -> Reasons:
        for bound in made.bounds:
            if self.whole_bounds and bound.denominator != 1:
                yield "fractional bound", f"{self.name} writes bounds as whole numbers, not {plain(bound)}"
        yield from self._decimals([amount for row in made.rows for amount in (row.unit, row.flat)])

    def _decimals(self, amounts: list[Fraction]) -> Reasons:
        for amount in amounts:
            if (amount * 10**self.decimals).denominator != 1:
                yield "decimals", f"{self.name} writes at most {self.decimals}, not {plain(amount, 3 * MAX_DECIMALS)}"
                return

    def _bounds(self, charge: Charge) -> Reasons:
        if charge.minimum and not self.charge_minimum:
            yield "charge minimum", f"a price in {self.name} has no least amount"
        if charge.maximum is not None and not self.charge_maximum:
            yield "charge maximum", f"a price in {self.name} has no greatest amount"

    def _scope(self, catalog: Catalog, made: Table | Package) -> Reasons:
        """Rounding by tier and by charge agree while all full tiers and flat fees are whole minor units."""
        own = catalog.conventions.rounding_scope
        if own in (self.scope, "total") or isinstance(made, Package):
            return
        if any((amount * 10**self.digits).denominator != 1 for amount in made.settled()):
            yield "rounding scope", f"{self.name} rounds every {self.scope}, these bills every {own}"


def place(plan: Plan, charge: int | None = None) -> str:
    """Return where something stands in a document; charges count from 0.

    >>> place(Plan(name="Pro"), 0)
    "plan 'Pro', charge 1"
    """
    named = f"plan {shown(plan.name)}"
    return named if charge is None else f"{named}, charge {charge + 1}"
