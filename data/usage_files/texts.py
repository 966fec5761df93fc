"""Columns of repeated texts: each different one is trimmed and judged once, however many rows hold it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts as places in its different values, which stand in order of their characters."""

    codes: NDArray[np.int32]
    different: Any  # pyarrow.StringArray

    def counts(self) -> Codes:
        """Return how often each value occurs."""
        return np.bincount(self.codes, minlength=len(self.different))

    def at(self, places: Codes) -> Any:
        """Return the texts of some rows."""
        return self.different.take(pa.array(self.codes[places]))


def texts(column: Any) -> Texts:
    """Return a column of texts, without spaces around them; missing ones are empty.

    >>> texts(pa.array(["b ", None, "a", "b"])).codes.tolist()
    [2, 0, 1, 2]
    """
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    found = pc.dictionary_encode(column.fill_null(""))
    trimmed = pc.dictionary_encode(pc.utf8_trim_whitespace(found.dictionary))
    order = pc.array_sort_indices(trimmed.dictionary).to_numpy()
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    codes = ranks[trimmed.indices.to_numpy()][found.indices.to_numpy()]
    return Texts(codes, trimmed.dictionary.take(pa.array(order)))
