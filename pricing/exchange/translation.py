"""What both directions return: a plain mapping, and everything that has no place on the other side."""

from dataclasses import dataclass
from typing import Any, Literal

Effect = Literal["left out", "bills differ", "bills stay"]


@dataclass(frozen=True, slots=True)
class Untranslated:
    """One thing that has no place on the other side: `what`, `where` in the source, `why`, and what follows.

    `effect`: the thing at `where` is "left out", it is there but "bills differ", or "bills stay" as they were.

    >>> print(Untranslated("credit", "plan 'Pro'", "a Stripe price has none", "bills differ"))
    Plan 'Pro': credit (bills differ): a Stripe price has none.
    """

    what: str
    where: str
    why: str
    effect: Effect = "left out"

    def __str__(self) -> str:
        sentence = f"{self.where}: {self.what} ({self.effect}): {self.why}."
        return sentence[:1].upper() + sentence[1:]


@dataclass(frozen=True, slots=True)
class Translation:
    """What a translation gives, as a plain mapping, and what it could not carry over."""

    result: dict[str, Any]
    untranslated: tuple[Untranslated, ...] = ()
