"""Files that were read, kept as Parquet under the hash of what they were read from."""

import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from data.usage_files.limits import ReaderError
from data.usage_files.quantities import EXACT
from data.usage_files.results import Read
from data.usage_files.roles import Columns

_KEY = re.compile(r"[0-9a-f]{64}")
_FACTS = b"tierscope"
_FRAMES = ("clean", "refused")


def keep(read: Read, folder: str | Path) -> str:
    """Keep what was read in a folder, and return its key.

    Raises:
        ReaderError: a folder that cannot be written to.
    """
    facts = {field.name: getattr(read, field.name) for field in fields(read) if field.name not in _FRAMES}
    facts["columns"] = asdict(read.columns)
    try:
        os.makedirs(folder, exist_ok=True)
        # The clean frame comes last: where it is, everything is.
        _write(pa.Table.from_pandas(read.refused, preserve_index=False), _path(read.key, folder, "refused"))
        clean = pa.Table.from_pandas(read.clean, preserve_index=False)
        _write(
            clean.replace_schema_metadata({_FACTS: json.dumps(facts, default=str)}), _path(read.key, folder, "clean")
        )
    except OSError as error:
        what = f"what was read cannot be kept ({error.strerror})"
        raise ReaderError(what, todo="Check the folder and its rights.") from None
    return read.key


def kept(key: str, folder: str | Path) -> Read | None:
    """Return what was kept under a key, or None if nothing is; that it was looked at is noted for `prune`.

    Raises:
        ReaderError: no key at all, or files that are broken.
    """
    path = _path(key, folder, "clean")
    if not os.path.exists(path):
        return None
    with suppress(OSError):  # a folder that can only be read is good enough
        os.utime(path)
    try:
        clean, refused = pq.read_table(path), pq.read_table(_path(key, folder, "refused"))
        facts: dict[str, Any] = json.loads(clean.schema.metadata[_FACTS])
        columns = facts["columns"] | {"first_day": date.fromisoformat(facts["columns"]["first_day"])}
        facts["columns"] = Columns(**columns | {"quantities": tuple(columns["quantities"])})
        facts["warnings"] = tuple(facts["warnings"])
        return Read(**facts, clean=_frame(clean), refused=_frame(refused))
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError):
        raise ReaderError("what was kept is broken", value=key, todo="Upload the file again.") from None


def keys(folder: str | Path) -> set[str]:
    """Return the keys under which something is kept."""
    with suppress(OSError):
        return {name.partition(".")[0] for name in os.listdir(folder) if name.endswith(".clean.parquet")}
    return set()


def _frame(table: Any) -> pd.DataFrame:
    frame: pd.DataFrame = table.replace_schema_metadata().to_pandas(types_mapper={EXACT: pd.ArrowDtype(EXACT)}.get)
    return frame


def _path(key: str, folder: str | Path, frame: str) -> str:
    # Only a hash becomes a file's name, so that none can leave the folder.
    if not _KEY.fullmatch(key):
        raise ReaderError("this is no key of a kept file", value=key, todo="Upload the file again.")
    return os.path.join(folder, f"{key}.{frame}.parquet")


def _write(table: Any, path: str) -> None:
    """Write a table whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=os.path.dirname(path), suffix=".part", delete=False) as file:
        try:
            pq.write_table(table, file)
            file.close()
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
