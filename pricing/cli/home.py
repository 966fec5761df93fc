"""Where the application lies: beside this package in a checkout, inside it in an installed wheel."""

import sys
from pathlib import Path


def home() -> Path:
    """Return the folder that holds app.py, pages and data."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_app", package.parent):
        if (folder / "app.py").is_file() or (folder / "data" / "__init__.py").is_file():
            return folder
    raise SystemExit("Tierscope is installed without its application files. Install it again.")


def reach_data() -> None:
    """Make the `data` package importable, before any other of that name."""
    folder = str(home())
    if folder not in sys.path:
        sys.path.insert(0, folder)
