"""What reading a usage file gives: a preview to correct the roles by, and the rows that hold or are refused."""

from dataclasses import dataclass, field

import pandas as pd

from data.usage_files.roles import Columns


@dataclass(frozen=True, slots=True)
class Column:
    """A file's column: its name, the role guessed ("" for none), what it holds, and its first different values."""

    name: str
    role: str
    kind: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The top of a file and what its columns seem to mean; `problem` says why it cannot be read without a choice."""

    name: str
    format: str
    delimiter: str
    encoding: str
    sheets: tuple[str, ...]
    columns: tuple[Column, ...]
    guess: Columns
    problem: str
    rows: pd.DataFrame = field(compare=False)


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: its clean rows, its refused ones, and the counts that tie them to the file.

    A *line* is a record of the file below its header; blank lines are none. A *row* is what one line says of one
    meter: one a line in a long file, one a line and meter column in a wide one. Each row is accepted (known or
    unknown) or refused:  `rows == accepted + refused_rows`.
    `len(clean) == accepted - merged`, where `merged` rows were added to another of the same customer, date and meter.
    In a long file `len(refused) == refused_rows`; in a wide one a line without customer or date stands in `refused`
    once and counts for all its meters.
    """

    name: str
    format: str
    columns: Columns
    lines: int
    rows: int
    accepted: int
    unknown: int
    refused_rows: int
    merged: int
    warnings: tuple[str, ...]
    key: str
    clean: pd.DataFrame = field(compare=False)
    refused: pd.DataFrame = field(compare=False)
