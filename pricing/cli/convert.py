"""`convert`: a price table from one format to another, and what has no place there."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import click

from pricing.catalog import Catalog, parse
from pricing.cli import outputs
from pricing.cli.catalogs import BLANK, FILES, STDIN, refusing, standard_input
from pricing.cli.home import reach_data
from pricing.errors import DocumentRefused, shown
from pricing.exchange import formats, lago, openmeter, stripe, tables, texts
from pricing.exchange.stripe import Licensed
from pricing.exchange.tables import Bounds
from pricing.exchange.translation import Translation, Untranslated

reach_data()
from data import documents, presets  # noqa: E402  # importable only once its folder is known

OURS = ("toml", "json")
LIST = re.compile(r"\[\s*[{\]]")  # of JSON: a document in TOML may start with [, too
SYSTEMS = tuple(formats.EXPORTS)


@click.command(
    epilog="\b\nExamples:\n  python -m pricing convert api-calls --to stripe\n"
    "  python -m pricing convert ai-ladder --to toml -o mine.toml"
)
@click.argument("source", metavar="IN")
@click.option("--to", "target", type=click.Choice([*OURS, *SYSTEMS]), required=True, help="The format to write.")
@click.option("-o", "--out", default="-", show_default=True, help="The file to write; - is standard output.")
@click.option("--from", "origin", type=click.Choice(["document", *SYSTEMS, "table"]), help="IN's format, not guessed.")
@click.option("--currency", metavar="CODE", help="The currency, where IN does not say it.")
@click.option("--licensed", type=click.Choice(["fee", "seats"]), help="What a licensed Stripe price is.")
@click.option("--bounds", type=click.Choice(["up_to", "next"]), help='Whether a bound is "up to" or "the next".')
@click.option("--strict", is_flag=True, help="Exit 1 where something did not translate.")
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
@refusing
def convert(
    source: str,
    target: str,
    out: str,
    origin: str | None,
    currency: str | None,
    licensed: Licensed | None,
    bounds: Bounds | None,
    strict: bool,
    force: bool,
) -> None:
    """Convert a price table from one format to another.

    What does not translate is told on standard error, a line each.

    IN is a TOML, JSON or CSV file of ours, of Stripe, Lago or OpenMeter, or a table's rows, or the name of a
    preset; - is standard input.
    """
    if out != "-" and not force and os.path.lexists(out):
        raise DocumentRefused(f"there is a file {shown(out)} already", todo="Choose another name, or add --force.")
    book, lost = _read(source, origin, currency, licensed, bounds)
    text, more = _write(book, target)
    _save(text, out, force=force)
    for one in (*lost, *more):
        click.echo(str(one), err=True)
    if strict and (lost or more):
        sys.exit(1)


def _read(
    source: str, origin: str | None, currency: str | None, licensed: Licensed | None, bounds: Bounds | None
) -> tuple[Catalog, tuple[Untranslated, ...]]:
    data = _load(source)
    kind = origin or formats.guess(data) or ("table" if isinstance(data, list) else "document")
    if kind == "document":
        if not isinstance(data, dict):
            raise DocumentRefused("a document is a table of named fields", where=source, todo="Say --from table.")
        return parse(data), ()
    if kind == "stripe":
        found = stripe.read(data, currency=currency, licensed=licensed)
    elif kind == "table":
        found = _read_table(data, currency, bounds)
    else:
        found = (lago if kind == "lago" else openmeter).read(data, currency=currency)
    return parse(found.result), found.untranslated


def _read_table(data: Any, currency: str | None, bounds: Bounds | None) -> Translation:
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise DocumentRefused("a table is a list of rows", todo='Write [{"up_to": "100", "unit_price": "0.10"}].')
    return tables.read(data, currency=currency, bounds=bounds)


def _load(source: str) -> Any:
    """A preset's or a file's content: a mapping, or the list that JSON or rows of a sheet hold."""
    if source == STDIN:
        text = standard_input().lstrip(BLANK)
        if LIST.match(text):
            return _listed(text, "standard input")
        return documents.loads(text, "json" if text.startswith("{") else "toml")
    path = Path(source)
    kind = path.suffix.lower()
    named = kind in (*FILES, ".csv") or len(path.parts) > 1
    if not named and (source in presets.names() or not path.is_file()):
        return presets.read(source)
    if kind == ".csv":
        return tables.rows(_text(path))
    text = _text(path).lstrip(BLANK) if kind == ".json" else ""
    return _listed(text, source) if text.startswith("[") else documents.load(path)


def _listed(text: str, source: str) -> Any:
    found = documents.loads(f'{{"data":{text}}}', "json")  # a document is a mapping, an answer may be a list
    if len(found) > 1:
        raise DocumentRefused("the list is broken", where=source, todo="Mend the JSON.")
    return found["data"]


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(documents.MAX_BYTES + 1)
        if len(data) > documents.MAX_BYTES:
            what = f"a file has at most {documents.MAX_BYTES // 1024**2} MiB, and this one is larger"
            raise DocumentRefused(what, where=shown(path), todo="Split it.")
        return data.decode()
    except (OSError, ValueError) as error:
        if isinstance(error, DocumentRefused):
            raise
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise DocumentRefused(f"the file cannot be read ({reason})", where=shown(path)) from None


def _write(book: Catalog, target: str) -> tuple[str, tuple[Untranslated, ...]]:
    if target == "toml":
        return texts.toml(book), ()
    if target == "json":
        return texts.as_json(book.document()), ()
    made = formats.EXPORTS[target](book)
    return texts.as_json(made.result), made.untranslated


def _save(text: str, out: str, *, force: bool) -> None:
    if out == "-":
        click.echo(text.encode(), nl=False)
        return
    try:
        with Path(out).open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        raise outputs.unwritten(out, error) from None
