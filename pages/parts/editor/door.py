"""The door to other systems: the draft as a file of another format, and another system's file as the draft.

What a format cannot say is listed with its reason, both ways; what it leaves open is asked, never guessed.
"""

import re
from typing import Any

import pandas as pd
import streamlit as st

from data import documents, downloads
from pages.parts import show, words
from pages.parts.editor import draft as drafts
from pages.parts.editor.fields import MODELS
from pages.parts.view import View
from pricing.catalog import Catalog, parse
from pricing.errors import Refusal
from pricing.exchange import formats, lago, openmeter, stripe, tables, texts
from pricing.exchange.stripe import Licensed
from pricing.exchange.tables import Bounds
from pricing.exchange.translation import Translation
from pricing.money import MAX_DECIMALS, plain
from pricing.terms import Charge

OURS = {"TOML": "toml", "JSON": "json", "CSV": "csv"}
SYSTEMS = {"Stripe": "stripe", "Lago": "lago", "OpenMeter": "openmeter"}
NAMES = {kind: name for name, kind in SYSTEMS.items()} | {"document": "a price table", "table": "rows of tiers"}
SILENT = "as the file says"
BOUNDS: dict[str, Bounds | None] = {SILENT: None, "up to": "up_to", "the next": "next"}
LICENSED: dict[str, Licensed | None] = {SILENT: None, "a fee": "fee", "the price of a seat": "seats"}
_HEADER = re.compile(r"\[\[?\s*[A-Za-z_\"]")
_ENTRY = re.compile(r"^\s*[\w\"-]+\s*=", re.MULTILINE)
Written = tuple[bytes, tuple[str, ...]]


def ask(now: View) -> None:
    """Offer the draft in every format, and ask for a file or a text that replaces it."""
    out, into = st.columns(2, gap="large")
    with out:
        _export(now)
    with into:
        _import(now.catalog.currency)


def _export(now: View) -> None:
    formats_ = OURS | SYSTEMS
    name = st.selectbox("Export as", list(formats_), key="export", persist_state="session")
    kind = formats_[name]
    try:
        data, lost = written(now, kind)
    except Refusal as error:
        show.refusal(error)
        return
    ending = kind if name in OURS else f"{kind}.json"
    st.download_button(f"Download {name}", data, f"price-table.{ending}", on_click="ignore", icon=":material/download:")
    if lost:
        show.note(f"{words.counted(len(lost), 'thing does', 'things do')} not translate:")
        show.bullets(lost)
    else:
        show.note("Everything translates.")


def written(now: View, kind: str) -> Written:
    """Return the draft's bytes in a format, and a sentence for each thing that does not translate.

    Raises:
        Refusal: the format cannot hold the table at all.
    """
    if kind == "toml":
        return texts.toml(now.catalog).encode(), ()
    if kind == "json":
        return texts.as_json(now.catalog.document()).encode(), ()
    if kind == "csv":
        return _rows(now)
    made = formats.EXPORTS[kind](now.catalog)
    return texts.as_json(made.result).encode(), tuple(map(str, made.untranslated))


def _rows(now: View) -> Written:
    """The tiers of one charge as rows, its prices by the single unit."""
    charge = next((one for one in now.plan.charges if now.axis.name in one.meters), None)
    if charge is None or charge.by_meter:
        todo = "Take TOML or JSON."
        raise Refusal("rows hold the tiers of one charge with one price", where=now.plan.name, todo=todo)
    cells = [
        (plain(tier.up_to) if tier.up_to is not None else "", _single(charge, dict(tier.unit_price)), tier.flat_fee)
        for tier in charge.tiers
    ]
    texts_ = [(bound, price, plain(fee)) for bound, price, fee in cells]
    table = pd.DataFrame(texts_, columns=["up_to", "unit_price", "flat_fee"], dtype="str")
    rest = f"{now.plan.name}, {charge.label}: only the tiers are written, read as {charge.model}, by the single unit."
    return downloads.csv_bytes(table), (rest,)


def _single(charge: Charge, prices: dict[str, Any]) -> str:
    """A price by the single unit, exactly."""
    price = sum(prices.values()) / charge.per
    if (price * 10**MAX_DECIMALS).denominator != 1:
        todo = "Take TOML or JSON, which keep what a price is per."
        raise Refusal(f"a price has at most {MAX_DECIMALS} decimals", value=str(price), where=charge.label, todo=todo)
    return plain(price)


def _import(currency: str) -> None:
    kinds = ["toml", "json", "csv", "tsv", "txt"]
    up = st.file_uploader("Import TOML, JSON or CSV", type=kinds, key="door_file", max_upload_size=4)
    typed = st.text_area("… or its text", key="door_text", height=120, placeholder="up_to,unit_price\n1000,0.10\n,0.08")
    given = up.getvalue().decode("utf-8-sig", "replace") if up else typed
    if not given.strip():
        return
    try:
        data = understood(given)
        kind = formats.guess(data) or ("table" if isinstance(data, list) else "document")
        show.note(f"Read as {NAMES[kind]}.")
        found = _read(data, kind, currency)
        catalog = parse(found.result)
    except (Refusal, documents.DocumentError) as error:
        show.refusal(error)
        return
    _offer(catalog, found)


def _offer(catalog: Catalog, found: Translation) -> None:
    show.note(f"{words.counted(len(catalog.plans), 'plan')} in {catalog.currency}.")
    if found.untranslated:
        show.bullets(map(str, found.untranslated))
    if st.button("Replace the draft by it"):  # now: what was typed just before the click is in the text only here
        drafts.take(catalog.document())
        st.rerun()


def understood(text: str) -> Any:
    """Return what a text holds: a mapping of TOML or JSON, or a list of JSON or of rows.

    Raises:
        DocumentError: broken TOML or JSON.
        Refusal: rows that cannot be read.
    """
    bare = text.lstrip("\ufeff \t\r\n")
    if bare.startswith("{"):
        return documents.loads(bare, "json")
    if _HEADER.match(bare) or (not bare.startswith("[") and _ENTRY.search(bare)):
        return documents.loads(bare, "toml")
    if bare.startswith("["):
        return documents.loads(f'{{"data":{bare}}}', "json")["data"]  # a document is a mapping, an answer may be a list
    return tables.rows(bare)


def _read(data: Any, kind: str, currency: str) -> Translation:
    """What the data states, after what its format leaves open was asked."""
    if kind == "document":
        return Translation(data)
    code = st.text_input("Currency, where it does not say", currency, key="door_currency").strip()
    if kind == "stripe":
        licensed = st.selectbox("A licensed price is", list(LICENSED), key="door_licensed")
        return stripe.read(data, currency=code, licensed=LICENSED[licensed])
    if kind == "table":
        bounds = st.radio("A bound means", list(BOUNDS), key="door_bounds", horizontal=True)
        model = st.selectbox("Model", MODELS, key="door_model")
        meter = st.text_input("What is counted", "usage", key="door_meter").strip() or "usage"
        if not all(isinstance(row, dict) for row in data):
            raise Refusal("a table is a list of rows", todo='Write [{"up_to": "100", "unit_price": "0.10"}].')
        return tables.read(data, currency=code, model=model, meter=meter, bounds=BOUNDS[bounds])
    return lago.read(data, currency=code) if kind == "lago" else openmeter.read(data, currency=code)
