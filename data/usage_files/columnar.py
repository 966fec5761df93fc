"""Parquet to a sheet: every column as text, so that one set of checks serves all formats."""

import io
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from data.usage_files.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED, ReaderError
from data.usage_files.sheet import Sheet

BATCH = 65_536


def read(data: bytes, top: int | None = None) -> Sheet:
    """Return the sheet of a Parquet file, or of its `top` rows; the first row has line 2, as below a header.

    Raises:
        ReaderError: a broken file, or more rows, columns or bytes unpacked than allowed.
    """
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        _check_size(file.metadata)
        texts = [field.name for field in file.schema_arrow if _is_text(field.type)]
        table = _table(pq.ParquetFile(io.BytesIO(data), read_dictionary=texts), top)
        table.validate(full=True)
    except (pa.ArrowException, OSError, UnicodeError) as error:
        what = f"the Parquet file is broken ({str(error).partition(chr(10))[0][:100]})"
        raise ReaderError(what, todo="Write it anew.") from None
    header = _names(table.schema.names)
    table = table.rename_columns([f"c{place}" for place in range(len(header))])
    return Sheet(
        format="Parquet",
        header=header,
        table=table.append_column("line", pa.array(np.arange(2, table.num_rows + 2, dtype=np.int32))),
        source="SELECT * FROM sheet",
        cells=tuple(_text(f"c{place}", field.type) for place, field in enumerate(table.schema)),
        width=str(len(header)),
        raw="''",
    )


def _check_size(metadata: Any) -> None:
    rows, columns = metadata.num_rows, metadata.num_columns
    if columns > MAX_COLUMNS:
        what = f"a usage file has at most {MAX_COLUMNS} columns, and this one has {columns:,}"
        raise ReaderError(what, todo="Leave out those that are neither customer, date, meter nor quantity.")
    if rows > MAX_ROWS:
        what = f"a usage file has at most {MAX_ROWS:,} rows, and this one has {rows:,}"
        raise ReaderError(what, todo="Split it by customer, or sum it to days first.")
    if rows * columns > MAX_CELLS:
        raise ReaderError(f"a usage file has at most {MAX_CELLS:,} cells", todo="Leave out columns, or split it.")


def _table(file: Any, top: int | None) -> Any:
    """Return a file's rows, and stop as soon as they unpack to more than allowed, whatever its directory says."""
    batches, size = [], 0
    for batch in islice(file.iter_batches(batch_size=top or BATCH), top and 1):
        batches.append(batch)
        size += batch.nbytes
        if size > MAX_UNPACKED:
            what = f"a Parquet file unpacks to at most {MAX_UNPACKED // 1024**2} MiB, and this one to more"
            raise ReaderError(what, todo="Leave out columns, or split it by customer.")
    return pa.Table.from_batches(batches, file.schema_arrow)


def _names(names: list[str]) -> tuple[str, ...]:
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise ReaderError("two columns have one name", value=twice, todo="Rename one of them.")
    return tuple(names)


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _text(name: str, kind: Any) -> str:
    """Return the expression of a cell as text; floats are exact to 15 digits, as many as they are sure of."""
    if pa.types.is_floating(kind):
        return (
            f"CASE WHEN {name} <> 0 AND abs({name}) < 1e-4 AND abs({name}) >= 5e-7 "
            f"THEN rtrim(printf('%.19f', {name}::DOUBLE), '0') ELSE printf('%.15g', {name}::DOUBLE) END"
        )
    return f"CAST({name} AS VARCHAR)"
