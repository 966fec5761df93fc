"""What each column of a usage file means: guessed by name and by content, and correctable."""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal
from zoneinfo import ZoneInfo

from data.usage_files.limits import FIRST_DATE, LAST_DATE, ReaderError

DateOrder = Literal["", "dmy", "mdy"]
TUESDAY = dt.date(2024, 1, 2)
CUSTOMER: tuple[str, ...] = (
    "customerid",
    "customer",
    "accountid",
    "account",
    "clientid",
    "client",
    "tenantid",
    "tenant",
    "orgid",
    "org",
)
CUSTOMER += ("organizationid", "organization", "organisationid", "organisation", "companyid", "company", "workspaceid")
CUSTOMER += ("workspace", "teamid", "team", "subscriber", "subscriberid", "userid", "user", "customername", "name")
DATE: tuple[str, ...] = (
    "date",
    "day",
    "usagedate",
    "usageday",
    "timestamp",
    "datetime",
    "time",
    "ts",
    "eventtime",
    "startdate",
    "period",
)
METER = ("meter", "metername", "meterid", "metric", "product", "sku", "event", "eventname", "service", "usagetype")
QUANTITY = ("quantity", "qty", "usage", "units", "usagequantity", "amount", "value", "count", "volume", "total")
CERTAIN = QUANTITY[:5]  # the others may as well be a meter's name
CORRECTION = ("correction", "iscorrection", "adjustment", "isadjustment", "type", "recordtype", "kind")
MARKS = frozenset({"correction", "adjustment", "credit", "refund", "reversal", "true", "yes", "y", "1", "x"})
_NO_MARKS = frozenset({"", "usage", "normal", "regular", "false", "no", "n", "0"})
_KINDS = {
    "number": re.compile(r"[+-]?(\d[\d.,]*|\.\d+)([eE][+-]?\d+)?"),
    "date": re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"),
    "time": re.compile(r"(\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})[T ]\d{1,2}:\d{2}.*"),
}
NUMBERS = ("whole number", "number")
DATES = ("date", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column plays which role; "" where there is none. Two or more quantities are a wide file's meters.

    `first_day` is the date of day 0 where days are numbered, `timezone` the zone in which a time that states its
    own zone falls on a day, `correction` a column that marks the rows whose quantity may be negative.
    """

    customer: str = ""
    date: str = ""
    quantities: tuple[str, ...] = ()
    meter: str = ""
    correction: str = ""
    first_day: dt.date = field(default=TUESDAY)
    date_order: DateOrder = ""
    decimal: Literal[".", ","] = "."
    timezone: str = "UTC"
    sheet: str = ""

    @property
    def wide(self) -> bool:
        """Whether each quantity column is a meter of its own."""
        return not self.meter and len(self.quantities) > 1

    def roles(self) -> dict[str, str]:
        """Return the role of each column that has one."""
        single = {self.customer: "customer", self.date: "date", self.meter: "meter", self.correction: "correction"}
        roles = {name: role for name, role in single.items() if name}
        return dict.fromkeys(self.quantities, "quantity") | roles


def kind(values: Sequence[str]) -> str:
    """Return what most of a column is: whole number, number, date, time, text, or empty.

    >>> kind(["2024-01-31", ""]), kind(["3", "4.5"]), kind(["acme"])
    ('date', 'number', 'text')
    """
    filled = [value for value in values if value]
    if not filled:
        return "empty"
    for name, pattern in _KINDS.items():
        fits = [value for value in filled if pattern.fullmatch(value)]
        if 2 * len(fits) > len(filled):
            whole = name == "number" and all(value.lstrip("+-").isdigit() for value in fits)
            return "whole number" if whole else name
    return "text"


def guess(
    header: tuple[str, ...], rows: Sequence[Sequence[str]], meters: Collection[str] | None, sheet: str
) -> Columns:
    """Return the roles that names and content suggest; a role that nothing suits stays empty."""
    texts = {name: [row[place] for row in rows if len(row) > place] for place, name in enumerate(header) if name}
    kinds = {name: kind(values) for name, values in texts.items()}
    left = list(kinds)

    def take(names: Sequence[str], wanted: Sequence[str], *, any_name: bool = False) -> str:
        named = [name for plain in names for name in left if _plain(name) == plain and kinds[name] in wanted]
        unnamed = [name for name in left if any_name and kinds[name] in wanted]
        chosen = next(iter(named + unnamed), "")
        left[:] = [name for name in left if name != chosen]
        return chosen

    day = take(DATE, (*DATES, "whole number")) or take((), DATES, any_name=True) or take(DATE, ("text", "number"))
    customer = take(CUSTOMER, ("text", "whole number", "number"))
    meter = take(METER, ("text",))
    marker = take([name for name in CORRECTION if _marks(texts, name)], ("text", "whole number", "empty"))
    customer = customer or take((), ("text",), any_name=True)
    quantities = _quantities(left, kinds, meters, has_meter=bool(meter))
    if customer and day and len(left) == 1:
        quantities = left  # whatever its cells hold, nothing else is there
    return Columns(
        customer=customer, date=day, meter=meter, correction=marker, quantities=tuple(quantities), sheet=sheet
    )


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _marks(texts: dict[str, list[str]], plain: str) -> bool:
    """Return whether a column of this name holds nothing but words that mark corrections or their absence."""
    found = [values for name, values in texts.items() if _plain(name) == plain]
    return bool(found) and all(value.casefold() in MARKS | _NO_MARKS for value in found[0])


def _quantities(
    left: list[str], kinds: dict[str, str], meters: Collection[str] | None, *, has_meter: bool
) -> list[str]:
    numbers = [name for name in left if kinds[name] in NUMBERS]
    known = [name for name in left if meters and name in meters]
    if known and not has_meter:
        return known
    named = [name for plain in (QUANTITY if has_meter else CERTAIN) for name in left if _plain(name) == plain]
    if named or has_meter:
        return [*named, *numbers][:1]
    named = [name for plain in QUANTITY for name in left if _plain(name) == plain]
    return numbers or named[:1]


def check(columns: Columns, header: tuple[str, ...]) -> None:
    """Refuse roles that cannot be read.

    Raises:
        ReaderError: no column for a role, one that the file lacks, one with two roles, or an impossible option.
    """
    needed = {"customer": columns.customer, "date": columns.date, "quantity": "".join(columns.quantities)}
    for role, name in needed.items():
        if not name:
            todo = f"Say which one it is, of: {_listed(header)}."
            raise ReaderError(f"no column looks like the {role}", todo=todo)
    single = (columns.customer, columns.date, columns.meter, columns.correction)
    used = [name for name in (*single, *columns.quantities) if name]
    for place, name in enumerate(used):
        if name not in header:
            near = get_close_matches(name, header, n=1)
            todo = f"Did you mean {near[0]!r}?" if near else f"Choose one of: {_listed(header)}."
            raise ReaderError("the file has no such column", value=name, todo=todo)
        if name in used[:place]:
            raise ReaderError("a column has one role", value=name, todo="Choose another column for one of the two.")
    if columns.meter and len(columns.quantities) > 1:
        todo = "Choose one quantity column, or no meter column."
        raise ReaderError("where a column names the meter, one column has the quantity", todo=todo)
    _check_options(columns)


def _check_options(columns: Columns) -> None:
    if columns.date_order not in ("", "dmy", "mdy"):
        raise ReaderError("an order of dates is not known", value=columns.date_order, todo='Use "dmy" or "mdy".')
    if columns.decimal not in (".", ","):
        raise ReaderError("a decimal sign is a point or a comma", value=columns.decimal, todo='Use "." or ",".')
    if not FIRST_DATE <= columns.first_day <= LAST_DATE:
        todo = f"Choose one from {FIRST_DATE} to {LAST_DATE}."
        raise ReaderError("the date of day 0 lies too far away", value=str(columns.first_day), todo=todo)
    try:
        ZoneInfo(columns.timezone)
    except (KeyError, ValueError, OSError):
        todo = 'Use a name such as "Europe/Berlin".'
        raise ReaderError("the time zone is not known", value=columns.timezone, todo=todo) from None


def _listed(names: Sequence[str]) -> str:
    shown = [repr(name) for name in names if name]
    return ", ".join(shown[:20]) + (", ..." if len(shown) > 20 else "")
