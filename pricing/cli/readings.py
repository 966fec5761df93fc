"""How a usage file is to be read: the options that every command on usage has, and the columns that they choose."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import wraps
from typing import Any

import click

from pricing.cli.home import reach_data
from pricing.errors import Refusal, UnknownName, nearest
from pricing.usage import Cycle

reach_data()
from data import reader  # noqa: E402  # importable only once its folder is known
from data.reader import Columns  # noqa: E402
from data.usage_files.roles import DateOrder  # noqa: E402

SINGLE = ("customer", "date", "meter", "correction")


class CycleType(click.ParamType[Cycle]):
    """`month`, `week` (from Monday), or a number of days."""

    name = "month|week|DAYS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Cycle:
        """Return the cycle that a word names."""
        if value == "month":
            return "month"
        if value == "week":
            return "week"
        if not str(value).isdecimal() or not int(value):
            self.fail(f"a cycle is month, week or a number of days, not {value!r}.", param, ctx)
        return int(value)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a command was told of a usage file; what it was not told is guessed."""

    rename: tuple[str, ...] = ()
    column: tuple[str, ...] = ()
    dates: DateOrder | None = None
    decimal: str = "."
    add_up: bool = False
    allow_refused: bool = False

    def names(self) -> dict[str, str]:
        """Return the new name of each meter that has one."""
        return dict(_two(word, "--rename", "METER=NAME") for word in self.rename)

    def columns(self, source: bytes | str, name: str) -> Columns | None:
        """Return what each column means, or None where all of it is left to be guessed."""
        if not self.column and self.dates is None and self.decimal == ".":
            return None
        chosen = [_two(word, "--column", "ROLE=NAME") for word in self.column]
        roles: dict[str, Any] = {}
        for role, column in chosen:
            if role not in (*SINGLE, "quantity"):
                raise UnknownName("no such role", value=role, todo=nearest(role, (*SINGLE, "quantity")))
            roles["quantities" if role == "quantity" else role] = column
        if "quantities" in roles:
            roles["quantities"] = tuple(column for role, column in chosen if role == "quantity")
        guessed = _without(reader.preview(source, name).guess, {column for _, column in chosen})
        decimal: Any = self.decimal
        return replace(guessed, **roles, date_order=self.dates or "", decimal=decimal)


OPTIONS = (
    click.option("--rename", multiple=True, metavar="METER=NAME", help="A meter's name in the catalogue."),
    click.option(
        "--column", multiple=True, metavar="ROLE=NAME", help=f"What a column is: {', '.join(SINGLE)} or quantity."
    ),
    click.option(
        "--dates", type=click.Choice(["dmy", "mdy"]), help="How to read 3/4/2026, where the file leaves it open."
    ),
    click.option("--decimal", type=click.Choice([".", ","]), default=".", show_default=True, help="The decimal sign."),
    click.option("--add-up", is_flag=True, help="Add up rows of one customer, date and meter."),
    click.option("--allow-refused", is_flag=True, help="Go on without rows and customers that are refused."),
)


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of every command that reads usage; they come as one `reading`."""

    @wraps(command)
    def run(**given: Any) -> None:
        reading = Reading(**{field.name: given.pop(field.name) for field in fields(Reading)})
        command(**given, reading=reading)

    for option in reversed(OPTIONS):
        run = option(run)
    return run


def cycle_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the billing cycle."""
    cycle = click.option("--cycle", type=CycleType(), default="month", show_default=True, help="The billing cycle.")
    return cycle(command)


def _without(guess: Columns, names: set[str]) -> Columns:
    """A guess in which columns that somebody gave a role have no other."""
    freed = {role: "" for role in SINGLE if getattr(guess, role) in names}
    return replace(guess, **freed, quantities=tuple(one for one in guess.quantities if one not in names))  # type: ignore[arg-type]


def _two(word: str, option: str, form: str) -> tuple[str, str]:
    left, sign, right = word.partition("=")
    if not sign or not left or not right:
        raise Refusal("two names are needed", value=word, where=option, todo=f"Write {form}.")
    return left, right
