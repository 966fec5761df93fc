"""Published and teaching price tables, one TOML file each, by name."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from data import documents

FOLDER = Path(__file__).resolve().parent / "presets"


def names() -> list[str]:
    """Return the names of all presets, sorted.

    >>> "api-calls" in names()
    True
    """
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(name: str) -> dict[str, Any]:
    """Return a preset's document as a plain mapping.

    Raises:
        DocumentError: no preset of this name; names the nearest one.

    >>> read("api-calls")["currency"]
    'USD'
    """
    known = names()
    # Only a listed name becomes a path, so that none can leave the folder.
    if name not in known:
        raise documents.DocumentError("there is no such preset", value=name, todo=_nearest(name, known))
    return documents.load(FOLDER / f"{name}.toml")


def _nearest(name: str, known: list[str]) -> str:
    typed = name.strip().casefold().replace(" ", "-").replace("_", "-")
    close = get_close_matches(typed, known, n=1, cutoff=0.6)
    near = close or [one for one in known if typed and typed in one]
    return f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
