"""The grid of tiers: rows as text, because a browser's numbers are doubles; a block can be pasted into it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts.editor.draft import Draft
from pricing.errors import Refusal
from pricing.money import exact

UP_TO, PRICE, FEE = "Up to", "Unit price", "Flat fee"
ROWS = 60_000


def tiers(draft: Draft, charge: Mapping[str, Any], place: str) -> list[dict[str, Any]]:
    """Draw the grid of a charge's tiers and return them as it stands; an empty "up to" is the open tier."""
    meters = meters_priced(charge)
    base = frame(charge.get("tiers", []), meters)
    columns = {
        UP_TO: st.column_config.TextColumn(help="The tier's last unit; empty: no end."),
        FEE: st.column_config.TextColumn(help="Charged once the tier is reached."),
    }
    edited = st.data_editor(
        base,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        key=draft.key(f"tiers_{place}"),
        column_config=columns,
    )
    return rows(edited, meters)


def meters_priced(charge: Mapping[str, Any]) -> list[str]:
    """Return the meters that have prices of their own, or none."""
    tiers: list[dict[str, Any]] = charge.get("tiers", [])
    price = tiers[0].get("unit_price") if tiers else None
    return list(price) if isinstance(price, dict) else []


def frame(tiers: list[dict[str, Any]], meters: list[str]) -> pd.DataFrame:
    """Return a document's tiers as a frame of texts."""
    prices = [f"{PRICE}, {meter}" for meter in meters] or [PRICE]
    cells = []
    for tier in tiers:
        price = tier.get("unit_price", "")
        own = [str(price.get(meter, "")) for meter in meters] if isinstance(price, dict) else [str(price)]
        cells.append([str(tier.get("up_to", "") or ""), *own, str(tier.get("flat_fee", ""))])
    return pd.DataFrame(cells, columns=[UP_TO, *prices, FEE], dtype="str")


def rows(table: pd.DataFrame, meters: list[str]) -> list[dict[str, Any]]:
    """Return the tiers that a frame of texts states; rows without any text are no tiers."""
    found = []
    cells: list[str]
    for cells in table.fillna("").astype(str).to_numpy().tolist():
        up_to, *prices, fee = (cell.strip() for cell in cells)
        if not any((up_to, *prices, fee)):
            continue
        priced: Any = dict(zip(meters, prices, strict=True)) if meters else prices[0]
        tier = {"up_to": up_to, "unit_price": priced, "flat_fee": fee}
        found.append({key: value for key, value in tier.items() if value not in ("", None)})
    return _open_last(found)


def pasted(text: str) -> list[dict[str, Any]]:
    """Return the tiers of a block copied from a spreadsheet: up to, unit price and, where there is one, flat fee.

    Raises:
        Refusal: a line with another number of cells, or too many lines.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > ROWS:
        raise Refusal(f"a table has at most {ROWS:,} rows", value=len(lines), todo="Paste fewer.")
    split = "\t" if "\t" in text else ";" if ";" in text else ","
    found = []
    for place, line in enumerate(lines, 1):
        cells = [cell.strip().strip('"') for cell in line.split(split)]
        if place == 1 and not any(character.isdigit() for character in line):
            continue  # the heading
        if not 2 <= len(cells) <= 3:
            todo = "Copy two or three columns: up to, unit price, flat fee."
            raise Refusal("a row has two or three cells", value=line, where=f"line {place}", todo=todo)
        tier = dict(zip(("up_to", "unit_price", "flat_fee"), cells, strict=False))
        found.append({key: number for key, value in tier.items() if (number := _number(value))})
    return found


def ordered(tiers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tiers by their bounds, the open one last.

    Raises:
        Refusal: a bound is no number.
    """
    return sorted(tiers, key=lambda tier: (tier.get("up_to") is None, exact(tier.get("up_to") or 0, "Up to")))


def _open_last(tiers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tiers with the open one at the end: a grid adds its rows below."""
    opened = [tier for tier in tiers if "up_to" not in tier]
    return [tier for tier in tiers if "up_to" in tier] + opened if len(opened) == 1 else tiers


def _number(text: str) -> str:
    """A cell as a number is written here: no currency sign, no grouping, no infinity sign."""
    bare = text.replace("$", "").replace("€", "").replace("£", "").replace("\u00a0", "").replace(" ", "")
    if bare.lower() in ("∞", "inf", "infinity", "unlimited", "none"):
        return ""
    whole, _, fraction = bare.partition(".")
    groups = whole.split(",")
    grouped = len(groups) > 1 and all(len(group) == 3 for group in groups[1:])
    return (whole.replace(",", "") + (f".{fraction}" if fraction else "")) if grouped else bare
