"""Every refusal of the package, one tree.

    Refusal                 a ValueError: what, the value, where, what to do
    ├── DocumentRefused     the document is not a price table (broken text, wrong type, missing field)
    │   └── UnknownKey      a field that no price table has; names the nearest one
    ├── NumberRefused       not an exact, finite, plain number, or one out of range
    ├── TableRefused        tiers that contradict each other (order, open tier, equal bounds)
    ├── UnknownName         no such plan, meter, model, currency or profile; names the nearest one
    ├── QuantityRefused     a usage that this meter or plan cannot have
    │   └── BeyondTable     more than a closed table prices
    └── NotForSale          a plan whose price is "contact sales"

The text of a refusal is made for people: pages and command line show it as it is.
"""

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 60


class Refusal(ValueError):
    """Something that cannot be priced, said so that its reader can mend it.

    >>> print(Refusal("up_to must rise", value="100", where="Plan 'Lite', tier 2", todo="Sort the tiers."))
    Plan 'Lite', tier 2: up_to must rise, not '100'. Sort the tiers.
    """

    joint = ", not "

    def __init__(self, what: str, *, value: object = None, where: str = "", todo: str = "") -> None:
        self.what, self.value, self.where, self.todo = what, value, where, todo
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        value = "" if self.value is None else f"{self.joint}{shown(self.value)}"
        sentence = f"{place}{self.what}{value}. {self.todo}".strip()
        return sentence[:1].upper() + sentence[1:]

    def at(self, where: str) -> "Refusal":
        """Return the same refusal with its place put before any it has already."""
        place = f"{where}, {self.where}" if self.where else where
        return type(self)(self.what, value=self.value, where=place, todo=self.todo)


class DocumentRefused(Refusal):
    """The document does not have the form of a price table."""


class UnknownKey(DocumentRefused):
    """A field that no price table has."""

    joint = ": "


class NumberRefused(Refusal):
    """Not an exact, finite, plain number, or one that is out of range."""


class TableRefused(Refusal):
    """Tiers that contradict each other."""


class UnknownName(Refusal):
    """No plan, meter, model, currency or profile has this name."""

    joint = ": "


class QuantityRefused(Refusal):
    """A usage that this meter or plan cannot have."""


class BeyondTable(QuantityRefused):
    """More usage than a closed table prices."""


class NotForSale(Refusal):
    """A plan whose price is agreed with sales, and so is never invoiced."""


def shown(value: object) -> str:
    """Return a value as a refusal quotes it, cut where it is long.

    >>> shown("x" * 100)[-8:]
    "xxxxxx…'"
    """
    text = str(value)
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return advice that names the nearest known name, or all of them where none is near.

    >>> nearest("Standrad", ["Standard", "Volume"])
    "Did you mean 'Standard'?"
    >>> nearest("zzz", ["a", "b"])
    "Known: 'a', 'b'."
    """
    names = list(known)
    folded = {candidate.casefold(): candidate for candidate in names}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {folded[close[0]]!r}?"
    listed = ", ".join(repr(candidate) for candidate in names[:12])
    return f"Known: {listed}{', …' if len(names) > 12 else ''}." if names else "None is known."
