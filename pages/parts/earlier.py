"""Uploads of earlier sessions: their names are kept in the database, their rows beside it."""

from contextlib import suppress

from data import home, reader
from data.reader import Read


def uploads() -> list[tuple[str, str]]:
    """Return those that are still there: key, and name with the minute when they came, the newest first."""
    if not home.has_database():
        return []
    from data import store  # heavy, and needed only where something was kept

    there = reader.keys(home.uploads())
    try:
        rows = [row for row in store.default().usages() if row.key in there]
    except store.StoreError:  # told where what is saved is listed
        return []
    return [(row.key, f"{row.name} ({row.saved_at[:16].replace('T', ' ')})") for row in rows]


def remember(found: Read, name: str) -> None:
    """Have later sessions offer an upload; where that cannot be noted, its link still opens it."""
    from data import store

    clean = found.clean
    first, last = (str(day.date()) for day in (clean["date"].min(), clean["date"].max()))
    with suppress(store.StoreError):
        store.default().keep_usage(found.key, name, len(clean), clean["customer"].nunique(), first, last)
