"""Dates as people and programs write them, each different text read once."""

from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from data.usage_files.faults import Fault
from data.usage_files.limits import FIRST_DATE, LAST_DATE
from data.usage_files.roles import Columns
from data.usage_files.sheet import database

_CLOCK = r"[T ]([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?"
_PATTERNS = {
    "iso": r"\d{4}[-/]\d{1,2}[-/]\d{1,2}",
    "compact": r"(19|20)\d{6}",
    "local": rf"\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}{_CLOCK}",
    "zoned": r"\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|UTC|[+-]\d{2}(:?\d{2})?)",
    "slashed": rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}({_CLOCK}( ?[AaPp][Mm])?)?",
}
_KIND = " ".join(f"WHEN regexp_full_match(text, '{pattern}') THEN '{kind}'" for kind, pattern in _PATTERNS.items())
_DAY_MONTH = "regexp_extract(regexp_replace(text, '[-.]', '/', 'g'), '[0-9/]+')"
# Both readings of day/month/year; the file's other dates decide which one holds.
_KINDS = f"""
CREATE TEMP TABLE kinds AS
SELECT row_number() OVER () AS place, text, kind,
    CASE WHEN kind = 'slashed' THEN CAST(try_strptime({_DAY_MONTH}, '%d/%m/%Y') AS DATE) END AS dmy,
    CASE WHEN kind = 'slashed' THEN CAST(try_strptime({_DAY_MONTH}, '%m/%d/%Y') AS DATE) END AS mdy
FROM (SELECT text, CASE {_KIND} ELSE '' END AS kind FROM texts)
"""  # noqa: S608  # built from constants
_EVIDENCE = """
SELECT coalesce(bool_or(mdy IS NULL AND dmy IS NOT NULL), false),
       coalesce(bool_or(dmy IS NULL AND mdy IS NOT NULL), false) FROM kinds
"""
_READ = """
SELECT kind, text LIKE '%:%' AS timed, dmy <> mdy AS open, CASE kind
    WHEN 'iso' THEN TRY_CAST(replace(text, '/', '-') AS DATE)
    WHEN 'compact' THEN CAST(try_strptime(text, '%Y%m%d') AS DATE)
    WHEN 'local' THEN CAST(TRY_CAST(replace(text, '/', '-') AS TIMESTAMP) AS DATE)
    WHEN 'zoned' THEN CAST(TRY_CAST(text AS TIMESTAMPTZ) AT TIME ZONE $timezone AS DATE)
    WHEN 'slashed' THEN CASE
        WHEN $order = 'dmy' THEN dmy WHEN $order = 'mdy' THEN mdy
        WHEN dmy IS NULL OR dmy = mdy THEN mdy WHEN mdy IS NULL THEN dmy END
END AS day FROM kinds ORDER BY place
"""
Days = NDArray[np.int32]
Faults = NDArray[np.int8]
Flags = NDArray[np.bool_]


def read(texts: Any, counts: NDArray[np.int64], columns: Columns) -> tuple[Days, Faults, tuple[str, ...]]:
    """Return the day of each different text, counted from 1970, what is wrong with it, and warnings.

    `counts` says how often each text occurs. Numbered days are told from dates by what most rows hold. A date that
    can be day/month or month/day is read as the file's other dates demand, and is a fault where they do not.
    """
    filled = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
    fits = pc.match_substring_regex(texts, "^[0-9]{1,4}$").to_numpy(zero_copy_only=False)
    if 2 * counts[fits].sum() > counts[filled].sum():
        return *_numbered(texts, fits, filled, columns), (f"Day 0 is read as {columns.first_day}.",)
    with database(texts=pa.table({"text": texts})) as base:
        base.execute(_KINDS)
        order = columns.date_order or _order(base)
        table = base.sql(_READ, params={"timezone": columns.timezone, "order": order}).to_arrow_table()
    days, faults = _checked(table, filled)
    if not order:
        undecided = table["open"].fill_null(False).to_numpy()
        faults[undecided] = Fault.AMBIGUOUS_DATE
    return days, faults, _told(table, columns)


def _order(base: Any) -> str:
    """Return "dmy" or "mdy", whichever the file's dates allow, or "" where they allow both or contradict."""
    days_first, months_first = base.sql(_EVIDENCE).fetchall()[0]
    if days_first == months_first:
        return ""
    return "dmy" if days_first else "mdy"


def _numbered(texts: Any, fits: Flags, filled: Flags, columns: Columns) -> tuple[Days, Faults]:
    numbers = pc.if_else(pa.array(fits), texts, "0").cast(pa.int32()).to_numpy()
    days = numbers + np.datetime64(columns.first_day, "D").astype(np.int32)
    faults = np.where(filled, Fault.NO_DAY, Fault.NO_DATE)
    return days, np.where(fits, _distance(days), faults).astype(np.int8)


def _checked(table: Any, filled: Flags) -> tuple[Days, Faults]:
    days = table["day"].combine_chunks().cast(pa.int32())
    read = days.is_valid().to_numpy(zero_copy_only=False)
    days = days.fill_null(0).to_numpy(zero_copy_only=False)
    shaped = pc.not_equal(table["kind"], "").to_numpy()
    faults = np.where(read, _distance(days), Fault.IMPOSSIBLE_DATE)
    faults = np.where(shaped, faults, np.where(filled, Fault.NOT_A_DATE, Fault.NO_DATE))
    return days.astype(np.int32), faults.astype(np.int8)


def _distance(days: Days) -> NDArray[np.int64]:
    """Return which days lie too far away."""
    first, last = (np.datetime64(day, "D").astype(np.int32) for day in (FIRST_DATE, LAST_DATE))
    return np.where((days < first) | (days > last), Fault.FAR_DATE, Fault.NONE)


def _told(table: Any, columns: Columns) -> tuple[str, ...]:
    timed = pc.any(table["timed"]).as_py()
    zoned = pc.any(pc.equal(table["kind"], "zoned")).as_py()
    told = ["Times of day are left out: each row counts for its day."] if timed else []
    return tuple(told + [f"Times with a zone count for their day in {columns.timezone}."] * bool(zoned))
