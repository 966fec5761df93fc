"""Checked access to JSON that somebody else wrote: every refusal names its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pricing.errors import DocumentRefused, NumberRefused, nearest
from pricing.fields import amount


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a JSON document and where it stands; null and absent are the same."""

    value: Any
    where: str = ""

    def __post_init__(self) -> None:
        """Keep places short where a hostile key is long."""
        object.__setattr__(self, "where", self.where[:200])

    @property
    def table(self) -> Mapping[str, Any]:
        """The value as an object.

        Raises:
            DocumentRefused: it is something else.
        """
        if not isinstance(self.value, Mapping):
            raise DocumentRefused("an object with named fields is needed", value=self.value, where=self.where)
        return self.value

    @property
    def items(self) -> list["Node"]:
        """The value as a list, its entries counted from 1.

        Raises:
            DocumentRefused: it is something else.
        """
        if not isinstance(self.value, list):
            raise DocumentRefused("a list is needed", value=self.value, where=self.where)
        return [Node(item, f"{self.where} {i}".strip()) for i, item in enumerate(self.value, 1)]

    def get(self, *names: str) -> "Node | None":
        """Return the first of these fields that is there and not null."""
        table = self.table
        for name in names:
            if table.get(name) is not None:
                return Node(table[name], f"{self.where}, {name}" if self.where else name)
        return None

    def need(self, *names: str) -> "Node":
        """Return the first of these fields that is there.

        Raises:
            DocumentRefused: none is.
        """
        found = self.get(*names)
        if found is None:
            raise DocumentRefused(f"the field {names[0]} is missing", where=self.where, todo=f"Add {names[0]}.")
        return found

    def words(self, *names: str) -> str:
        """Return the first of these fields as text, or "" where none is there."""
        found = self.get(*names)
        return "" if found is None else found.text

    def sums(self, *names: str) -> Fraction:
        """Return the first of these fields as a number, or 0 where none is there."""
        found = self.get(*names)
        return Fraction(0) if found is None else found.number

    @property
    def text(self) -> str:
        """The value as text.

        Raises:
            DocumentRefused: it is something else.
        """
        if not isinstance(self.value, str):
            raise DocumentRefused("a text is needed", value=self.value, where=self.where)
        return self.value

    @property
    def number(self) -> Fraction:
        """The value as an exact number that is not negative.

        Raises:
            NumberRefused: it is something else.
        """
        try:
            return amount(self.value)
        except NumberRefused as error:
            raise error.at(self.where) from None

    @property
    def count(self) -> int:
        """The value as a whole number.

        Raises:
            NumberRefused: it is something else.
        """
        number = self.number
        if number.denominator != 1:
            raise NumberRefused("a whole number is needed", value=self.value, where=self.where)
        return int(number)

    def one_of(self, *known: str) -> str:
        """Return the value as one of these words.

        Raises:
            DocumentRefused: it is another one.
        """
        if self.value not in known:
            what = f"one of {', '.join(known)} is needed"
            raise DocumentRefused(what, value=self.value, where=self.where, todo=nearest(str(self.value), known))
        return str(self.value)


def listed(data: object, kind: str, *wrappers: str) -> list[Node]:
    """Return the objects of an answer: one object, a list of them, or a list under one of these fields.

    >>> [node.where for node in listed({"data": [{}, {}]}, "price", "data")]
    ['price 1', 'price 2']
    """
    if isinstance(data, Mapping):
        for name in wrappers:
            if isinstance(data.get(name), list):
                data = data[name]
                break
    found = Node(data, kind).items if isinstance(data, list) else [Node(data, kind)]
    if not found:
        raise DocumentRefused(f"there is no {kind} in it", todo=f"Export at least one {kind}.")
    return found
