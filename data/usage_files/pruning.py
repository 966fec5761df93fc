"""Kept uploads that nobody uses go when there are many, those used longest ago first."""

import os
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

MOST, LARGEST = 100, 5 * 1024**3  # uploads, bytes
LATELY = 30 * 24 * 3600  # seconds


def prune(folder: str | Path, spared: Collection[str], *, most: int = MOST, largest: int = LARGEST) -> list[str]:
    """Delete uploads while there are more than `most` or they take more than `largest` bytes; return their keys.

    Never one of the keys in `spared`, and never one that was kept or looked at in the last 30 days: another session may
    use it. What cannot be deleted stays.
    """
    uploads = _uploads(folder)
    count, size = len(uploads), sum(size for _, size, _ in uploads)
    latest, gone = time.time() - LATELY, list[str]()
    for used, bytes_, key in sorted(uploads):
        if (count <= most and size <= largest) or used > latest:
            break
        if key in spared:
            continue
        with suppress(OSError):
            # The clean frame goes first: without it nothing is kept under the key.
            for frame in ("clean", "refused"):
                Path(folder, f"{key}.{frame}.parquet").unlink(missing_ok=True)
            gone.append(key)
            count, size = count - 1, size - bytes_
    return gone


def _uploads(folder: str | Path) -> list[tuple[float, int, str]]:
    """When each upload was used last, how many bytes it takes, and its key."""
    found: dict[str, tuple[float, int]] = {}
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            key, _, ending = entry.name.partition(".")
            if ending in ("clean.parquet", "refused.parquet"):
                with suppress(OSError):  # somebody else deletes too
                    used, size = found.get(key, (0.0, 0))
                    about = entry.stat()
                    found[key] = (max(used, about.st_mtime), size + about.st_size)
    return [(used, size, key) for key, (used, size) in found.items()]
