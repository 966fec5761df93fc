"""The sentences of `check`: what a table does to customers, with money as the locale writes it."""

from dataclasses import dataclass
from fractions import Fraction

from pricing import shape, wording
from pricing.catalog import Catalog
from pricing.curve import ZERO
from pricing.money import decimal, rounded, show_percent, show_significant


@dataclass(frozen=True, slots=True)
class Sentences:
    """Puts the shapes of a bill along one meter into words."""

    catalog: Catalog
    meter: str

    def cliff(self, cliff: shape.Cliff) -> str:
        """Return what a customer saves by using one more unit."""
        both = f"from {self.money(cliff.bill)} to {self.money(cliff.then)}"
        return f"After {self.units(cliff.after)} the bill falls by {self.money(cliff.drop)}, {both}."

    def gaming(self, zone: shape.Zone) -> str:
        """Return where customers pay less by using more, and how much less."""
        saving = f"customers pay up to {self.money(zone.money)} less by using more"
        target = self.units(zone.target)
        beyond = f"just above {target} they cost less" if zone.target == zone.end else f"{target} cost less"
        return f"From {self.number(zone.start)} to {self.units(zone.end)} {saving}: {beyond}."

    def recovery(self, zone: shape.Zone) -> str:
        """Return how far above a cliff the bill is no higher than just before it."""
        end = "for ever" if zone.end is None else f"up to {self.units(zone.end)}"
        below = f"at most {self.money(zone.money)} below it"
        return f"After {self.number(zone.start)}, {end}, the bill is no higher than just before; {below}."

    def step(self, step: shape.Step) -> str:
        """Return by how much the bill jumps after a bound."""
        both = f"from {self.money(step.bill)} to {self.money(step.then)}"
        return f"After {self.units(step.after)} the bill jumps by {self.money(step.jump)}, {both}{self.share(step)}."

    def wide_step(self, step: shape.Step) -> str:
        """Return that a step is wider than customers bear."""
        more = f"{self.money(step.jump)} for one more"
        return f"The step after {self.units(step.after)}{self.share(step)} is wider than 30 %: {more}."

    def dead(self, zone: shape.DeadZone) -> str:
        """Return where more usage costs nothing, and what ends it."""
        end = "on" if zone.end is None else f"to {self.units(zone.end)}"
        jump = zone.jump is not None and rounded(zone.jump, self.catalog.currency) > 0
        after = f"; the next one adds {self.money(zone.jump or ZERO)}" if jump else ""
        stays = f"more usage costs nothing (the bill stays {self.money(zone.bill)})"
        return f"From {self.number(zone.start)} {end} {stays}{after}."

    def inversion(self, start: Fraction, prices: tuple[Fraction, Fraction], per: Fraction) -> str:
        """Return that a full band costs more a unit than the one before it."""
        low, high = (show_significant(price * per, self.catalog.currency, self.catalog.locale) for price in prices)
        return f"A full band's price rises from {low} to {high} per {self.units(per)} after {self.units(start)}."

    def below(self, zone: shape.Zone) -> str:
        """Return where the bill is under the cost to serve."""
        end = "on" if zone.end is None else f"to {self.units(zone.end)}"
        loss = f"by up to {self.money(zone.money)}"
        return f"From {self.number(zone.start)} {end} the bill is under the cost to serve, {loss}."

    def crossover(self, quantity: Fraction, before: str, after: str) -> str:
        """Return from where another plan is the cheapest."""
        return f"From {self.units(quantity)} on, {after} is cheaper than {before}."

    def dominated(self, plan: str) -> str:
        """Return that nobody is best off with a plan."""
        return f"Plan {plan} is the cheapest at no number of {self.meter}, and another plan has the same features."

    def share(self, step: shape.Step) -> str:
        """Return a step's share of the bill before it, in brackets."""
        return "" if step.share is None else f" ({show_percent(step.share, self.catalog.locale)})"

    def money(self, amount: Fraction) -> str:
        """Return an amount of money."""
        return wording.money(self.catalog, amount)

    def number(self, quantity: Fraction) -> str:
        """Return a quantity with at most two decimals."""
        return wording.number(self.catalog, Fraction(decimal(quantity, 2)))

    def units(self, quantity: Fraction | None) -> str:
        """Return a quantity and the name of its unit."""
        amount = quantity or ZERO
        return f"{self.number(amount)} {self.catalog.meter(self.meter).units(amount)}"
