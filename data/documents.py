"""Documents: TOML or JSON, from a text or a file, to a plain mapping; what is wrong is told in one sentence.

Decimals are read as `Decimal`, never as float. What a document means is not known here.
"""

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 20
MAX_DIGITS = 1000
SHOWN = 60

_MAX_BITS = MAX_DIGITS * 10 // 3
_TOML_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
# tomllib takes time that grows with the square of a dotted key's parts: 4 MiB of "a.a.a" would run for hours.
_KEY_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_LONG_KEY = re.compile(rf"""(?<![\w."'-])(?:{_KEY_PART}){{{MAX_DEPTH}}}""")
_SURROGATE = re.compile("[\ud800-\udfff]")


class DocumentError(ValueError):
    """A document that cannot be read: what is wrong, the value, where, and what to do.

    >>> print(DocumentError("a number is needed", value="x", where="line 2", todo="Write digits."))
    Line 2: a number is needed: 'x'. Write digits.
    """

    def __init__(self, what: str, *, value: str = "", where: str = "", todo: str = "") -> None:
        self.what, self.value, self.where, self.todo = what, value, where, todo
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        value = f": {_shown(self.value)}" if self.value else ""
        sentence = f"{place}{self.what}{value}. {self.todo}".strip()
        return sentence[:1].upper() + sentence[1:]

    def at(self, where: str) -> "DocumentError":
        """Return the same error with its place put before any it has already."""
        place = f"{where}, {self.where}" if self.where else where
        return DocumentError(self.what, value=self.value, where=place, todo=self.todo)


def load(path: str | Path) -> dict[str, Any]:
    """Return the mapping that a .toml or .json file holds.

    Raises:
        DocumentError: no such file, a folder, another ending, not UTF-8, or anything that `loads` refuses.
    """
    try:
        if os.path.isdir(path):
            raise DocumentError("a file is needed, not a folder", todo="Name a .toml or .json file in it.")
        kind = Path(path).suffix.lower().removeprefix(".")
        if kind not in READERS:
            raise DocumentError("the file's ending is not known", todo="Use a .toml or .json file.")
        return loads(_decoded(_bytes(path)), kind)
    except DocumentError as error:
        raise error.at(_shown(str(path), 4 * SHOWN)) from None


def loads(text: str, kind: str) -> dict[str, Any]:
    """Return the mapping that a text holds; `kind` is "toml" or "json".

    Raises:
        DocumentError: broken syntax, a key twice, JSON's NaN, no table at the top, too large, too deep, or a
            number too long to be read at all.

    >>> loads('fee = 0.10', "toml")
    {'fee': Decimal('0.10')}
    """
    if kind not in READERS:
        raise DocumentError("a document is TOML or JSON", value=kind, todo='Name its kind "toml" or "json".')
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise _too_large()
    text = text.removeprefix("\ufeff")
    try:
        return _checked(READERS[kind](text), text)
    except DocumentError:
        raise
    except RecursionError:
        raise _too_deep() from None
    except ValueError:  # the interpreter's own limit of digits
        raise _too_long() from None


def _read_toml(text: str) -> object:
    long_key = _LONG_KEY.search(text)
    if long_key:
        raise _too_deep(long_key[0])
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except tomllib.TOMLDecodeError as error:
        raise _broken_toml(str(error), text) from None


def _read_json(text: str) -> object:
    try:
        return json.loads(text, parse_float=_decimal, parse_constant=_no_constant, object_pairs_hook=_distinct)
    except json.JSONDecodeError as error:
        raise _broken("JSON", error.msg, text, error.lineno, error.colno) from None


READERS: dict[str, Callable[[str], object]] = {"toml": _read_toml, "json": _read_json}


def _decimal(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise _too_long(digits) from None


def _no_constant(name: str) -> object:
    raise DocumentError("a finite number is needed", value=name, todo="Give a figure, or leave it out.")


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            raise DocumentError("a key stands twice in one object", value=key, todo="Keep one of the two.")
        table[key] = value
    return table


def _checked(document: object, text: str) -> dict[str, Any]:
    if not isinstance(document, dict):
        todo = 'Start it with {, such as {"name": "..."}.'
        raise DocumentError("a document is a table of named fields", value=text.strip(), todo=todo)
    level: list[object] = [document]
    for _ in range(MAX_DEPTH):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return document
    raise _too_deep()


def _inside(value: object) -> Iterable[object]:
    """Yield what a value holds, one level down; refuse values that could not be shown in an error later."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, list):
        return value
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        raise _too_long()
    if isinstance(value, str) and not value.isascii() and _SURROGATE.search(value):
        raise DocumentError("a text holds half a character", value=value, todo="Retype the text.")
    return ()


def _broken_toml(message: str, text: str) -> DocumentError:
    found = _TOML_PLACE.fullmatch(message)
    if found is None:
        return DocumentError(f"the TOML is broken ({message})", todo="Mend it.")
    what, line, column = found.groups(default="0")
    return _broken("TOML", what, text, int(line), int(column))


def _broken(kind: str, message: str, text: str, line: int, column: int) -> DocumentError:
    """Return a syntax error; line 0 stands for the end of the document."""
    what = f"the {kind} is broken ({message[:1].lower()}{message[1:]})"
    if not line:
        last = text.rstrip().rpartition("\n")[2]
        return DocumentError(what, value=last, where="end of the document", todo="Mend its last line.")
    shown = text.split("\n")[line - 1][max(0, column - SHOWN // 2) :].strip()
    return DocumentError(what, value=shown, where=f"line {line}, column {column}", todo="Mend this line.")


def _bytes(path: str | Path) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DocumentError("there is no such file", todo="Check its name and its folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        what = f"the file cannot be read ({reason})"
        raise DocumentError(what, todo="Check its name and its rights.") from None
    if len(data) > MAX_BYTES:
        raise _too_large()
    return data


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"the text is not UTF-8 (byte {data[error.start]:#04x})"
        raise DocumentError(what, where=f"line {line}", todo="Save it as UTF-8.") from None


def _too_large() -> DocumentError:
    what = f"a document has at most {MAX_BYTES // 1024**2} MiB, and this one is larger"
    return DocumentError(what, todo="Split it, or leave out what it does not need.")


def _too_deep(value: str = "") -> DocumentError:
    what = f"tables and lists stand at most {MAX_DEPTH} deep in each other"
    return DocumentError(what, value=value, todo="Flatten the document.")


def _too_long(value: str = "") -> DocumentError:
    what = f"a number has at most {MAX_DIGITS:,} digits, and one here has more"
    return DocumentError(what, value=value, todo="Shorten it.")


def _shown(value: str, length: int = SHOWN) -> str:
    return repr(value if len(value) <= length else value[: length - 1] + "…")
