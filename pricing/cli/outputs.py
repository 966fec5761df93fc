"""What commands print and write: JSON in UTF-8 on any terminal, and files that never replace what was read."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from pricing.errors import Refusal, shown


def say_json(value: Any) -> None:
    """Print JSON as bytes: it is UTF-8 by definition, also where the terminal or the pipe is not."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2).encode())


def check(path: str, endings: Iterable[str], *inputs: str) -> None:
    """Refuse a file's name before the work is done.

    Raises:
        Refusal: another ending, a folder that is not there, or the very file that is read.
    """
    if Path(path).suffix.lower() not in endings:
        todo = f"Let the name end in {' or '.join(endings)}."
        raise Refusal("the file's ending does not say how to write it", where=shown(path), todo=todo)
    if not Path(path).absolute().parent.is_dir():
        raise Refusal("there is no such folder", where=shown(path), todo="Make it first.")
    for one in inputs:
        if os.path.exists(path) and os.path.exists(one) and os.path.samefile(path, one):  # noqa: PTH110, PTH121
            raise Refusal("the file that is read would be overwritten", where=shown(path), todo="Choose another name.")


def write(content: bytes, path: str) -> None:
    """Write a file.

    Raises:
        Refusal: a place that cannot be written to.
    """
    try:
        Path(path).write_bytes(content)
    except (OSError, ValueError) as error:
        raise unwritten(path, error) from None


def unwritten(path: str, error: Exception) -> Refusal:
    """Return the sentence for a file that cannot be written."""
    reason = getattr(error, "strerror", None) or str(error)
    return Refusal(
        f"the file cannot be written ({reason})", where=shown(path), todo="Check its name, its folder and their rights."
    )
