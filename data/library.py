"""A folder of shipped documents, one TOML file each, by name."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from data import documents

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Library:
    """The documents of one kind; `first` is listed before the others."""

    kind: str
    folder: Path
    first: str = ""

    def names(self) -> list[str]:
        """Return the names of all documents, sorted.

        >>> Library("preset", HERE / "presets").names()[:2]
        ['ai-ladder', 'api-calls']
        """
        return sorted((path.stem for path in self.folder.glob("*.toml")), key=lambda name: (name != self.first, name))

    def read(self, name: str) -> dict[str, Any]:
        """Return a document as a plain mapping.

        Raises:
            DocumentError: no document of this name; names the nearest one.

        >>> Library("policy", HERE / "policies").read("ratchet")["downgrade"]
        'off'
        """
        known = self.names()
        # Only a listed name becomes a path, so that none can leave the folder.
        if name not in known:
            what = f"there is no such {self.kind}"
            raise documents.DocumentError(what, value=name, todo=_nearest(name, known))
        return documents.load(self.folder / f"{name}.toml")


def _nearest(name: str, known: list[str]) -> str:
    plain = {_plain(one): one for one in known}
    typed = _plain(name)
    close = get_close_matches(typed, plain, n=1, cutoff=0.6) or [one for one in plain if typed and typed in one]
    return f"Did you mean {plain[close[0]]!r}?" if close else f"Known: {', '.join(known)}."


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.strip().casefold())
