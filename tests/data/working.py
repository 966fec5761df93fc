"""Stores that are closed again, and the store's worker: a process that tests watch, and may kill."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data import engine
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def opened(url: str, wait: float = 5) -> Iterator[Store]:
    """A store at an address, closed in the end."""
    kept = Store(engine.opened(url, wait=wait))
    try:
        yield kept
    finally:
        kept.close()


def working(job: str, *urls: str, before: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
    """Start a job; `before` are words to put before the command."""
    words = [*before, sys.executable, "-W", "error", str(ROOT / "tests" / "data" / "store_worker.py"), job, *urls]
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        words, stdout=subprocess.PIPE, pipesize=4096, text=True, env=os.environ | {"PYTHONPATH": path}
    )


def lines(job: str, *urls: str, before: tuple[str, ...] = ()) -> list[str]:
    """Run a job to its end and return what it said."""
    with working(job, *urls, before=before) as process:
        said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return said.splitlines()
