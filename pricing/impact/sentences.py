"""An impact in lines that people read: revenue, who pays more and less, zones, largest movers."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from babel import numbers

from pricing.impact.comparison import Impact
from pricing.impact.figures import Change
from pricing.impact.zones import Standing
from pricing.money import show_money, show_quantity, to_minor

MOVERS = SHOWN = 5
SAID = {
    "winner": "pay less",
    "loser": "pay more",
    "unmoved": "pay the same",
    "new payer": "start to pay",
    "stops paying": "stop paying",
}


def sentences(impact: Impact, locale: str = "en_US") -> list[str]:
    """Return an impact as lines of text, money as people of a locale read it."""
    say = _Say(impact, locale)
    return [*say.revenue(), *say.groups(), *say.standing(), *say.movers(), *say.notes()]


@dataclass(frozen=True, slots=True)
class _Say:
    """Puts the figures of one impact into lines."""

    impact: Impact
    locale: str

    def revenue(self) -> Iterator[str]:
        book = self.impact.book
        cycles = f"{len(book.cycles)} cycle{'s' if len(book.cycles) > 1 else ''} from {book.cycles[0]} on"
        yield f"{len(book.customers)} customers, {len(book.customer)} bills, {cycles}"
        yield f"Revenue: {self.change(self.impact.revenue)}"
        margin = self.impact.margin
        if margin:
            below = f"{margin.below_cost_before} -> {margin.below_cost_after} customers below cost"
            yield f"Margin: {self.change(margin.money)}; {below}"
        churn = self.impact.break_even_churn
        if churn is not None:
            yield f"Break-even churn: {self.percent(churn)} of what those who pay more would pay"

    def groups(self) -> Iterator[str]:
        for group in self.impact.groups:
            yield f"{group.customers:>7} {SAID[group.what]}: {self.change(group.money)}"

    def standing(self) -> Iterator[str]:
        for title, rows in (("Before", self.impact.standing_before), ("After", self.impact.standing_after)):
            for one in rows:
                if one.customers:
                    yield f"{title}: {one.customers} in the {self.place(one)}: {self.money(one.money)}"

    def movers(self) -> Iterator[str]:
        for row in self.impact.movers(MOVERS).to_dict("records"):
            if row["change"]:
                both = f"{self.money(row['before'])} -> {self.money(row['after'])}"
                yield f"{row['customer']}: {both} ({row['what']})"

    def notes(self) -> Iterator[str]:
        for meter in self.impact.book.missing:
            yield f"The usage does not state the meter {meter}: it is billed as 0."
        for one in self.impact.left_out[:SHOWN]:
            yield f"Left out: {one.customer}, cycle of {one.cycle}: {one.reason}"
        if len(self.impact.left_out) > SHOWN:
            yield f"Left out: {len(self.impact.left_out) - SHOWN} more"

    def change(self, money: Change) -> str:
        share = "" if money.share is None else f", {self.percent(money.share, sign=True)}"
        amount = f"{'+' if money.change > 0 else ''}{self.money(money.change)}"
        return f"{self.money(money.before)} -> {self.money(money.after)} ({amount}{share})"

    def place(self, one: Standing) -> str:
        name = one.kind.replace("_", " ")
        if one.kind == "cliff":
            return f"{name} at {show_quantity(one.end or Fraction(0), self.locale)} {one.meter}"
        end = "on" if one.end is None else f"to {show_quantity(one.end, self.locale)}"
        return f"{name} from {show_quantity(one.start, self.locale)} {end} {one.meter}"

    def money(self, amount: Decimal) -> str:
        return show_money(amount, self.impact.currency, self.locale)

    def percent(self, share: Fraction, sign: bool = False) -> str:
        tenths = Decimal(to_minor(share * 1000, 0)).scaleb(-1)
        text = numbers.format_decimal(tenths, format="#,##0.0", locale=self.locale)
        return f"{'+' if sign and tenths > 0 else ''}{text} %"
