"""Rebalancing policies seen in the field, one TOML file each, by name."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from data import documents

FOLDER = Path(__file__).resolve().parent / "policies"


def names() -> list[str]:
    """Return the names of all policies, the default one first, then sorted.

    >>> names()[0]
    'sustained'
    """
    return sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda name: (name != "sustained", name))


def read(name: str) -> dict[str, Any]:
    """Return a policy's document as a plain mapping.

    Raises:
        DocumentError: no policy of this name; names the nearest one.

    >>> read("ratchet")["downgrade"]
    'off'
    """
    known = names()
    # Only a listed name becomes a path, so that none can leave the folder.
    if name not in known:
        typed = name.strip().casefold().replace(" ", "_").replace("-", "_")
        close = get_close_matches(typed, known, n=1, cutoff=0.6)
        todo = f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."
        raise documents.DocumentError("there is no such policy", value=name, todo=todo)
    return documents.load(FOLDER / f"{name}.toml")
