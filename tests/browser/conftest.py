"""A server of this checkout, and headless Chromium pages on it."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from benchmarks.dashboard import FLAGS, ROOT, chromium, serving

# Under a deep link Streamlit looks for its server at /page/_stcore/... first, and finds it one step up.
PROBES = ("/_stcore/health", "/_stcore/host-config")
PATIENCE = 20_000  # milliseconds: a busy machine is slow, not wrong


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
    folder = tmp_path_factory.mktemp("server")
    with serving(folder) as address:
        yield address
    sys.stdout.write(f"The server's log:\n{(folder / 'log.txt').read_text()}")  # pytest shows it beside a failure


# One browser a module, not a session: while Playwright's synchronous driver runs, the main thread has a
# running event loop, and a later test that starts a loop of its own would trip over it.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium from the machine."""
    program = chromium()
    if program is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium; elsewhere name it in CHROMIUM)."
        if os.environ.get("TIERSCOPE_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """One visitor of all tests of a module: the dashboard's scripts are loaded once, a session is new on each page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def visit(visitor: BrowserContext) -> Iterator[Visit]:
    """A fresh page of 1280 x 900 with `errors`: what its console complained of."""
    seen = Visit(visitor.new_page())
    seen.page.on("console", seen.hear)
    seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
    yield seen
    seen.page.close()


@pytest.fixture
def page(visit: Visit) -> Page:
    """The fresh page alone."""
    return visit.page
