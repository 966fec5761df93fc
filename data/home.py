"""The user's data folder: where uploads that were read and the database lie."""

import os
from pathlib import Path

import platformdirs

VARIABLE = "TIERSCOPE_HOME"
DATABASE = "DATABASE_URL"
SAMPLE = Path(__file__).resolve().parent / "sample_usage.csv"


def folder() -> Path:
    """Return the data folder: `TIERSCOPE_HOME`, or where this system keeps a user's data; it need not exist yet."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("tierscope", appauthor=False))


def uploads() -> Path:
    """Return the folder of usage files that were read."""
    return folder() / "usage"


def database() -> str:
    """Return the database's address: `DATABASE_URL`, or a SQLite file in the data folder."""
    return os.environ.get(DATABASE) or f"sqlite:///{folder() / 'tierscope.db'}"


def has_database() -> bool:
    """Return whether something may have been saved: a page that only lists what is saved need not open a new one."""
    try:
        return bool(os.environ.get(DATABASE)) or (folder() / "tierscope.db").exists()
    except PermissionError:  # nobody can look: opening it says so in a sentence
        return True
