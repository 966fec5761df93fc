"""A dashboard of this checkout on a port of its own, and the Chromium that visits it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START = "from pricing.__main__ import dashboard; dashboard()"
START_SECONDS = 60


def chromium() -> str | None:
    """The machine's Chromium, or none; nothing is downloaded."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run a dashboard on a free port, its log in a folder; the address is such as http://127.0.0.1:40001."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    log = folder / "log.txt"
    with (
        log.open("w") as written,
        subprocess.Popen(
            [sys.executable, "-c", START, "--server.headless", "true", "--server.port", port],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_healthy(address, process, log)
            yield address
        finally:
            process.terminate()


def wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers.

    Raises:
        RuntimeError: it ended or takes too long; its log is in the text.
    """
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=5) as answer:  # noqa: S310  # always http
                if answer.status == 200:
                    return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"The dashboard did not start:\n{log.read_text()}")
