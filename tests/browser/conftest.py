"""A server of this checkout, and headless Chromium pages on it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
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
# Under a deep link Streamlit looks for its server at /page/_stcore/... first, and finds it one step up.
PROBES = ("/_stcore/health", "/_stcore/host-config")
START_SECONDS = 60


@dataclass
class Visit:
    """A page in a browser of its own, with everything its console complained of."""

    page: Page
    errors: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Keep an error of the console."""
        source = message.location["url"]
        probe = source.endswith(PROBES) and "404" in message.text
        if message.type == "error" and not probe:
            self.errors.append(f"{message.text} ({source})")


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """The folder that keeps screenshots."""
    folder = Path(os.environ.get("TIERSCOPE_ARTEFACTS", ROOT / "tests" / "artefacts"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard that runs for all browser tests, such as http://127.0.0.1:40001."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    log = tmp_path_factory.mktemp("server") / "log.txt"
    start = "from pricing.__main__ import dashboard; dashboard()"
    words = ["--server.headless", "true", "--server.port", port]
    with (
        log.open("w") as written,
        subprocess.Popen(
            [sys.executable, "-c", start, *words],
            cwd=log.parent,
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
    sys.stdout.write(f"The server's log:\n{log.read_text()}")  # pytest shows it beside a failure


def wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; fail with its log when it ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=5) as answer:  # noqa: S310  # always http
                if answer.status == 200:
                    return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"The dashboard did not start:\n{log.read_text()}")


# One browser a module, not a session: while Playwright's synchronous driver runs, the main thread has a
# running event loop, and a later test that starts a loop of its own would trip over it.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium from the machine; nothing is downloaded."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium; elsewhere name it in CHROMIUM)."
        if os.environ.get("TIERSCOPE_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A fresh page of 1280 x 900 with `errors`: what its console complained of."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    seen = Visit(context.new_page())
    seen.page.on("console", seen.hear)
    seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
    yield seen
    context.close()


@pytest.fixture
def page(visit: Visit) -> Page:
    """The fresh page alone."""
    return visit.page
