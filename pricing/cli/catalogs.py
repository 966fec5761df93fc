"""What commands share: catalogues by file or preset name, METER=NUMBER pairs, and refusals as exit status 2."""

import os
import sys
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from pricing.catalog import Catalog, parse
from pricing.cli.home import reach_data
from pricing.errors import Refusal
from pricing.money import exact

reach_data()
from data import documents, presets  # noqa: E402  # importable only once its folder is known

P = ParamSpec("P")
FILES = (".toml", ".json")
STDIN, BLANK = "-", "\ufeff \t\r\n"


def load(name: str) -> Catalog:
    """Return the catalogue of a TOML or JSON file, of standard input (-), or of a preset by name.

    Raises:
        Refusal: the document is no price table.
        documents.DocumentError: no such file or preset, or its text is broken.
    """
    if name == STDIN:
        text = standard_input()
        return parse(documents.loads(text, "json" if text.lstrip(BLANK).startswith("{") else "toml"))
    path = Path(name)
    # os.path answers where pathlib raises: of a name that no file can have.
    if path.suffix.lower() in FILES or len(path.parts) > 1 or (name not in presets.names() and os.path.exists(name)):  # noqa: PTH110
        return parse(documents.load(name))
    return parse(presets.read(name))


def standard_input() -> str:
    """Return the text on standard input, as much of it as a document may have, and one byte more.

    Raises:
        Refusal: it is not UTF-8.
    """
    try:
        return sys.stdin.buffer.read(documents.MAX_BYTES + 1).decode()
    except UnicodeDecodeError:
        raise Refusal("the text is not UTF-8", where="standard input", todo="Save it as UTF-8.") from None


def pairs(given: Iterable[str], option: str) -> dict[str, Fraction]:
    """Return METER=NUMBER words as exact numbers by meter.

    Raises:
        Refusal: no "=", no number, or a meter twice.
    """
    return {name: exact(number, f"{option} {name}") for name, number in words(given, option).items()}


def words(given: Iterable[str], option: str) -> dict[str, str]:
    """Return METER=NUMBER words as texts by meter, for what reads the numbers itself.

    Raises:
        Refusal: no "=", or a meter twice.
    """
    found: dict[str, str] = {}
    for word in given:
        name, sign, number = word.rpartition("=")
        if not sign:
            raise Refusal("a meter and a number are needed", value=word, where=option, todo="Write METER=NUMBER.")
        if name in found:
            raise Refusal("a meter is given once", value=word, where=option, todo="Add its quantities up.")
        found[name] = number
    return found


def refusing(command: Callable[P, None]) -> Callable[P, None]:
    """Wrap a command so that a refusal is its text on stderr and exit status 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (Refusal, documents.DocumentError) as error:
            click.echo(str(error), err=True)
            sys.exit(2)
        except BrokenPipeError:
            raise  # whoever read has read enough: click ends in silence
        except OSError as error:
            click.echo(f"The output cannot be written ({error.strerror}).", err=True)
            sys.exit(2)

    return run
