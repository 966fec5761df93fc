"""How fast the curve page answers: on the server, in Chromium, alone and among fifty visitors.

`python benchmarks/page.py` starts a dashboard of its own and measures; `--json PATH` keeps the figures.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import sessions
from benchmarks.dashboard import FLAGS, chromium, serving

Row = dict[str, object]
SEED = 20261121
SLIDER = "[data-testid=stSlider] input[type=range]"
# From the key's event to the first frame in which a chart stands that marks the new quantity.
STOPWATCH = """expected => {
    window.drawn = null
    addEventListener('keydown', () => {
        const start = performance.now()
        const look = () => {
            const plot = document.querySelector('.js-plotly-plot')
            const here = plot?._fullData?.find(trace => trace.marker?.symbol === 'diamond')
            const there = here && Array.from(here.x)[0] === expected && plot.querySelector('.scatterlayer .trace')
            if (there) window.drawn = performance.now() - start
            else requestAnimationFrame(look)
        }
        look()
    }, {once: true, capture: true})
}"""
DRAWN = "() => document.querySelector('.js-plotly-plot .scatterlayer .trace') && performance.now()"


def row(name: str, seconds: list[float], figure: str = "", target: float | None = None) -> Row:
    """Return one line of the report in milliseconds; the target is for its `figure`, "median" or "p95"."""
    times = [1000 * one for one in seconds]
    found: Row = {"what": name, "n": len(times), "median": median(times), "p95": quantiles(times, n=20)[-1]}
    if target is None:
        return found | {"target": "", "met": ""}
    met = float(str(found[figure])) < target
    return found | {"target": f"{figure} < {target:g}", "met": "met" if met else "NOT MET"}


def on_server(address: str, runs: int, visitors: int, seconds: float) -> Iterator[Row]:
    """Yield what is measured without a browser."""
    yield row("rerun, one session", asyncio.run(sessions.alone(address, 4 * runs, SEED)), "median", 30)
    crowd = asyncio.run(sessions.together(address, visitors, seconds, SEED))
    yield row(f"rerun, {visitors} sessions, a move every 2 s", crowd, "p95", 250)


def in_chromium(address: str, browser: Browser, runs: int) -> Iterator[Row]:
    """Yield what a visitor with a browser waits for."""
    yield row("slider key to redrawn chart", list(keys(browser, address, runs)), "median", 200)
    yield row("cold page, empty browser cache", [first_chart(browser, address) for _ in range(max(3, runs // 4))])
    yield row("warm reload", list(reloads(browser, address, max(3, runs // 4))))


def first_chart(browser: Browser, address: str) -> float:
    """Return the seconds from a visitor's first request to the drawn chart."""
    with visit(browser) as page:
        page.goto(address, wait_until="commit")
        return seconds_to_chart(page)


def reloads(browser: Browser, address: str, runs: int) -> Iterator[float]:
    """Yield the seconds from a reload to the drawn chart."""
    with visit(browser) as page:
        page.goto(address)
        seconds_to_chart(page)
        for _ in range(runs):
            page.reload(wait_until="commit")
            yield seconds_to_chart(page)


def keys(browser: Browser, address: str, runs: int) -> Iterator[float]:
    """Yield the seconds from an arrow key on the slider to the redrawn chart."""
    with visit(browser) as page:
        page.goto(address)
        seconds_to_chart(page)
        slider = page.locator(SLIDER)
        slider.focus()
        step = float(slider.get_attribute("step") or 1)
        for _ in range(runs):
            page.evaluate(STOPWATCH, float(slider.input_value()) + step)
            page.keyboard.press("ArrowRight")
            page.wait_for_function("window.drawn !== null")
            yield float(page.evaluate("window.drawn")) / 1000
            page.wait_for_timeout(200)


def seconds_to_chart(page: Page) -> float:
    """Return the seconds since the page was asked for, once its chart is drawn."""
    return float(page.wait_for_function(DRAWN, polling="raf").json_value()) / 1000


@contextmanager
def visit(browser: Browser) -> Iterator[Page]:
    """A page with an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def machine() -> Row:
    """Return what the figures depend on."""
    packages: Row = {name: version(name) for name in ("streamlit", "plotly", "numpy", "websockets")}
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = round(os.getloadavg()[0], 1)  # well below the cores, or the figures tell of something else
    python, system = platform.python_version(), platform.platform()
    return {"cores": cores, "load": load, "python": python, "system": system, **packages}


def shown(rows: Iterable[Row]) -> list[Row]:
    """Print each line of the report as it comes, and return them all."""
    kept = []
    for one in rows:
        figures = f"{one['what']:<40}{one['n']:>6}{one['median']:>9.1f}{one['p95']:>9.1f}"
        print(f"{figures}  {one['target']} {one['met']}".rstrip(), flush=True)
        kept.append(one)
    return kept


def main() -> None:
    """Measure, print a table, and keep the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=25, help="key presses in Chromium; four times as many reruns")
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30, help="how long the visitors stay")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    given = parser.parse_args()
    program = chromium()
    if program is None:
        raise SystemExit("Chromium is not installed (Debian: apt-get install chromium; elsewhere name it in CHROMIUM).")
    facts = machine()
    print(", ".join(f"{name} {value}" for name, value in facts.items()))
    print(f"{'milliseconds':<40}{'n':>6}{'median':>9}{'p95':>9}  target")
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as address:
        rows = shown(on_server(address, given.runs, given.visitors, given.seconds))
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=program, args=FLAGS)
            rows += shown(in_chromium(address, browser, given.runs))
            facts["chromium"] = browser.version
            browser.close()
    if given.json:
        given.json.write_text(json.dumps({"machine": facts, "rows": rows}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
