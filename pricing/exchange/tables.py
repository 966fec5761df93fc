"""From the rows of a sheet to a document: one tier a row, columns by their usual names.

A column called `up_to`, `to` or `last_unit` holds upper bounds, one called `next` or `size` how many units a tier
spans. `units`, `quantity`, `bound` and `tier` say neither, so that two closed rows of it are a question, not a guess:
1,000 and 5,000 may be "up to 5,000" or "the next 5,000". Numbers that do not rise can only be spans.
"""

import csv
import io
import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from pricing.errors import DocumentRefused, TableRefused
from pricing.exchange.drafts import Draft, add_charge
from pricing.exchange.reading import Node
from pricing.exchange.translation import Translation
from pricing.fields import Model
from pricing.money import plain

Bounds = Literal["up_to", "next"]
UP_TO = ("up_to", "to", "last_unit", "ending_unit")
NEXT = ("next", "size")
SILENT = ("units", "quantity", "bound", "tier")
FROM = ("from", "first_unit", "starting_unit")
UNIT_PRICE = ("unit_price", "price", "rate")
FLAT_FEE = ("flat_fee", "fee")
OPEN = ("", "inf", "∞", "none", "unlimited")
Rows = Sequence[Mapping[str, object]]


def rows(text: str) -> list[dict[str, object]]:
    r"""Return the rows of a text with a header, separated by tabs, semicolons or commas.

    Raises:
        DocumentRefused: no rows, a row that is longer than the header, or a cell that is too long.

    >>> rows("Up to;Unit price\n100;0.10\n;0.08")
    [{'up_to': '100', 'unit_price': '0.10'}, {'up_to': '', 'unit_price': '0.08'}]
    """
    head = text.lstrip("\ufeff").partition("\n")[0]
    mark = next((mark for mark in "\t;" if mark in head), ",")
    try:
        lines = [line for line in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=mark) if any(line)]
    except csv.Error as error:
        raise DocumentRefused(f"the rows cannot be read ({error})", todo="Mend the text.") from None
    if len(lines) < 2:
        raise DocumentRefused("a header and at least one row are needed", todo="Begin with up_to,unit_price.")
    names = ["_".join(name.lower().split()) for name in lines[0]]
    for i, line in enumerate(lines[1:], 1):
        if len(line) > len(names):
            todo = "Quote cells that hold the separator."
            raise DocumentRefused("it has more cells than the header", where=f"row {i}", todo=todo)
    return [dict(zip(names, (cell.strip() for cell in line), strict=False)) for line in lines[1:]]


def read(
    found: Rows,
    *,
    currency: str | None = None,
    model: Model = "progressive",
    meter: str = "usage",
    bounds: Bounds | None = None,
) -> Translation:
    """Return the document of a table's rows: one plan with one charge on one meter.

    Raises:
        Refusal: a column is missing or wrong, the bounds are a question that `bounds` does not answer, or no currency.

    >>> sheet = [{"units": "100", "price": "3"}, {"units": "200", "price": "2"}, {"units": "", "price": "1"}]
    >>> made = read(sheet, currency="EUR", bounds="next").result
    >>> [tier.get("up_to") for tier in made["plans"][0]["charges"][0]["tiers"]]
    ['100', '300', None]
    """
    draft = Draft("", currency or "")
    draft.pays_in("", "")
    lines = [Node(row, f"row {i}") for i, row in enumerate(found, 1)]
    if not lines:
        raise DocumentRefused("a table needs at least one row", todo="Add rows of up_to and unit_price.")
    tiers = []
    for line, bound in zip(lines, _bounds(lines, bounds), strict=True):
        amounts = {"unit_price": plain(_amount(line, UNIT_PRICE)), "flat_fee": plain(_amount(line, FLAT_FEE))}
        tiers.append(({} if bound is None else {"up_to": plain(bound)}) | amounts)
        if not any(name in line.table for name in (*UNIT_PRICE, *FLAT_FEE)):
            line.need(*UNIT_PRICE)
    add_charge(draft.plan("Plan"), {"meters": [draft.meter(meter)], "model": model, "tiers": tiers})
    return draft.translation()


def _amount(line: Node, names: Sequence[str]) -> Fraction:
    cell = line.get(*names)
    return Fraction(0) if cell is None or cell.value == "" else cell.number


def _bounds(lines: list[Node], bounds: Bounds | None) -> list[Fraction | None]:
    """The upper bound of each row, None where it is open."""
    known = (*UP_TO, *NEXT, *SILENT)
    column = next((name for name in known if any(name in line.table for line in lines)), None)
    if column is None:
        if len(lines) == 1:
            return [None]
        raise DocumentRefused("no column holds the bounds", todo=f"Name one of them {', '.join(known)}.")
    stated = [_bound(line, column) for line in lines]
    if _meaning(column, [bound for bound in stated if bound is not None], bounds) == "next":
        sums = itertools.accumulate((bound or Fraction(0) for bound in stated), initial=Fraction(0))
        return [None if bound is None else end for bound, end in zip(stated, list(sums)[1:], strict=True)]
    for before, line in zip(stated, lines[1:], strict=False):
        _meets(before, line)
    return stated


def _bound(line: Node, column: str) -> Fraction | None:
    cell = line.get(column)
    return None if cell is None or str(cell.value).strip().lower() in OPEN else cell.number


def _meaning(column: str, stated: list[Fraction], bounds: Bounds | None) -> Bounds:
    if column not in SILENT:
        return "next" if column in NEXT else "up_to"
    if any(two <= one for one, two in itertools.pairwise(stated)):
        return "next"
    if bounds or len(stated) < 2:
        return bounds or "up_to"
    first, second = plain(stated[0]), plain(stated[1])
    what = f"does {second} after {first} mean up to {second}, or the next {second}? The column {column!r} does not say"
    raise DocumentRefused(what, where="bounds", todo='Say "up_to" or "next".')


def _meets(before: Fraction | None, line: Node) -> None:
    """A row that states its first unit starts where the one before it ends: at its bound, or one above."""
    cell = line.get(*FROM)
    if cell is None or cell.value == "" or before is None or cell.number in (before, before + 1):
        return
    what = f"a row starts where the one before it ends, at {plain(before)}"
    raise TableRefused(what, value=cell.value, where=line.where, todo="Close the hole between the two.")
