"""A file's bytes: how large they may be, what they are whatever their name says, and their encoding."""

import os
import re
from pathlib import Path

from data.usage_files.limits import MAX_BYTES, ReaderError

FORMATS = {".csv": "CSV", ".tsv": "CSV", ".txt": "CSV", ".parquet": "Parquet", ".pq": "Parquet", ".xlsx": "Excel"}
KNOWN = "Use a .csv, .parquet or .xlsx file."
_MARKS = {
    b"PK\x03\x04": "Excel",
    b"PK\x05\x06": "an empty zip archive",
    b"PAR1": "Parquet",
    b"\xd0\xcf\x11\xe0": "an old or locked Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a SQLite database",
}
_PAGE = re.compile(rb"\s*<(!doctype|html|head|body|table|\?xml|!--)", re.IGNORECASE)
_JSON = re.compile(rb'\s*[{[]\s*["{\[\]}]')
_BOM = b"\xef\xbb\xbf"
_NOTHING = b"\xef\xbb\xbf\xff\xfe\r\n\t "


def content(source: bytes | str | Path) -> bytes:
    """Return the bytes of a file, or those given.

    Raises:
        ReaderError: no such file, a folder, nothing in it, or more than `MAX_BYTES`.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        if len(source) > MAX_BYTES:
            raise _too_large()
        data = bytes(source)
    else:
        data = _read(source)
    if not (data[:100].strip(_NOTHING) or data.strip(_NOTHING)):
        raise ReaderError("the file is empty", todo="Choose a file with a line of column names and rows.")
    return data


def _read(path: str | Path) -> bytes:
    if os.path.isdir(path):
        raise ReaderError("a file is needed, not a folder", todo=KNOWN)
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ReaderError("there is no such file", todo="Check its name and its folder.") from None
    except (OSError, ValueError) as error:
        what = f"the file cannot be read ({getattr(error, 'strerror', None) or error})"
        raise ReaderError(what, todo="Check its name and its rights.") from None
    if len(data) > MAX_BYTES:
        raise _too_large()
    return data


def _too_large() -> ReaderError:
    what = f"a usage file has at most {MAX_BYTES // 1024**2} MiB, and this one is larger"
    return ReaderError(what, todo="Save it as Parquet, or split it by customer.")


def format_of(data: bytes, name: str) -> str:
    """Return "CSV", "Parquet" or "Excel": the format that a file's ending promises and its bytes keep.

    Raises:
        ReaderError: an ending that is not known, or content that is something else.
    """
    ending = os.path.splitext(name)[1].lower()
    if ending not in FORMATS:
        raise ReaderError("the file's ending is not known", value=ending, todo=KNOWN)
    promised, found = FORMATS[ending], kind(data)
    if found == promised:
        return promised
    shown = {"CSV": "text", "Parquet": "a Parquet file", "Excel": "an Excel workbook or zip archive"}.get(found, found)
    name = {"CSV": "a text of rows", "Parquet": "a Parquet file", "Excel": "an Excel workbook (.xlsx)"}[promised]
    todo = "Export the rows anew as .csv, .parquet or .xlsx."
    raise ReaderError(f"a {ending} file is {name}, and this one is {shown}", todo=todo)


def kind(data: bytes) -> str:
    """Return a format, or what else the bytes look like.

    >>> kind(b"customer,date,quantity"), kind(b"<html>")
    ('CSV', 'a web page, such as that of a sign-in or an error')
    """
    for mark, found in _MARKS.items():
        if data.startswith(mark):
            return found
    if _PAGE.match(data.removeprefix(_BOM)):
        return "a web page, such as that of a sign-in or an error"
    if _JSON.match(data.removeprefix(_BOM)):
        return "JSON"
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "no text (it holds NUL bytes)"
    return "CSV"


def utf8(data: bytes) -> tuple[bytes, str]:
    r"""Return a text's bytes as UTF-8 with line ends of one byte, and the encoding they had.

    >>> utf8(b"a\r\ncaf\xe9")
    (b'a\ncaf\xc3\xa9', 'Windows-1252')
    """
    encoding, text = _encoding(data)
    if b"\0" in text:
        raise ReaderError("the text holds NUL bytes", todo="Export the rows anew as UTF-8.")
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text, encoding


def _encoding(data: bytes) -> tuple[str, bytes]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return "UTF-16", data.decode("utf-16").encode()
        except UnicodeError:
            raise ReaderError("the text is broken UTF-16", todo="Export the rows anew as UTF-8.") from None
    data = data.removeprefix(_BOM)
    for name, codec in (("UTF-8", "utf-8"), ("Windows-1252", "cp1252"), ("Latin-1", "latin-1")):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        return name, data if name == "UTF-8" else text.encode()
    raise AssertionError("every byte is a character of Latin-1")
