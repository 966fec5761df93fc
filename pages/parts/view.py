"""What a page shows: a plan of a catalogue and one usage of it, with the axis it is looked at along."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from pricing import findings, invoice, plans, position
from pricing.catalog import Catalog, Meter, Plan
from pricing.curve import Curve
from pricing.findings import Finding
from pricing.invoice import Invoice
from pricing.money import show_money, show_quantity
from pricing.position import Position
from pricing.shape import Grid

# Plans that meter nothing are priced by the seat, so that seats are the axis.
SEATS = Meter(name="seats", unit="seat")


@dataclass(frozen=True, slots=True)
class View:
    """A plan (as `stated`, and as priced under the picked model), one usage of it, and the chart's `reach`."""

    table: str
    catalog: Catalog
    stated: Plan
    plan: Plan
    axis: Meter
    usage: dict[str, Fraction]
    seats: int | None
    reach: Fraction = Fraction(1)

    @property
    def by_seats(self) -> bool:
        """Whether the axis counts seats."""
        return self.axis is SEATS

    @property
    def meter(self) -> str:
        """The name of the meter on the axis; "" where it counts seats."""
        return "" if self.by_seats else self.axis.name

    @property
    def quantity(self) -> Fraction:
        """Units on the axis."""
        return Fraction(self.seats or 0) if self.by_seats else self.usage[self.axis.name]

    @property
    def model(self) -> str:
        """The model of the plan's first charge on the axis, for colours and words."""
        return model_of(self.plan, self.axis)

    def at(self, quantity: Fraction) -> "View":
        """Return the view at another quantity of the axis."""
        if self.by_seats:
            return replace(self, seats=int(quantity))
        return replace(self, usage={**self.usage, self.axis.name: quantity})

    def under(self, plan: Plan, catalog: Catalog | None = None) -> "View":
        """Return the same view of another plan; a catalogue of its own where it has one."""
        return replace(self, plan=plan, catalog=catalog or self.catalog)

    def bill(self) -> Invoice:
        """Return the bill of the usage."""
        return invoice.quote(self.catalog, self.plan, self.usage, self.seats)

    def curve(self, until: Fraction | None = None) -> Curve:
        """Return the exact bill along the axis."""
        if self.by_seats:
            return plans.seat_curve(self.catalog, self.plan, self.usage)
        return plans.curve(self.catalog, self.plan, self.axis.name, self.usage, self.seats, until)

    def grid(self) -> Grid | None:
        """Return the quantities that a customer can have along the axis."""
        return Grid(Fraction(1)) if self.by_seats else findings.grid_of(self.catalog, self.plan, self.axis.name)

    def position(self) -> Position:
        """Return where the usage stands on its curve, of the units that a customer can use."""
        return position.stand(self.curve(self.reach), self.quantity, Grid(Fraction(1)) if self.axis.whole else None)

    def findings(self) -> tuple[Finding, ...]:
        """Return what the table does along the axis; seats have one price and do nothing."""
        return () if self.by_seats else findings.findings(self.catalog, self.plan, self.axis.name)

    def units(self, quantity: Fraction) -> str:
        """Return a quantity with its unit, as the catalogue's locale writes it."""
        return f"{show_quantity(quantity, self.catalog.locale)} {self.axis.units(quantity)}"

    def count(self, quantity: Fraction) -> str:
        """Return a quantity without its unit."""
        return show_quantity(quantity, self.catalog.locale)

    def money(self, amount: Decimal | Fraction) -> str:
        """Return an amount as the catalogue's locale writes it."""
        return show_money(amount, self.catalog.currency, self.catalog.locale)


def model_of(plan: Plan, axis: Meter) -> str:
    """Return the model of the plan's first charge on the axis; "per seat" where nothing is metered there."""
    models = (charge.model.replace("_", " ") for charge in plan.charges if axis.name in charge.meters)
    return next(models, "per seat")
