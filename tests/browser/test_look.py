"""Every page in light, in dark and on a phone: nothing in the console, nothing cut off, a picture of each kept."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.sights import CHART, PAGES, look, opened

# Several meters and seats, bands with many findings, nothing but seats.
TABLES = ["Vercel Pro", "ElevenLabs plans", "Figma plans"]

CHARTS = {"Price table": 3, "Usage": 2}  # on all others one; two fixes of the cliff are drawn below the table's curve


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_complains_of_nothing(visit: Visit, server: str, artefacts: Path, name: str, scheme: str) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page = opened(visit.page, server, PAGES[name], table="API calls, by volume")
    expect(page.locator(CHART)).to_have_count(CHARTS.get(name, 1))
    page.screenshot(path=artefacts / f"{PAGES[name].strip('/') or 'invoice_curve'}-{scheme}.png")
    assert visit.errors == []


def too_wide(page: Page) -> list[str]:
    """What reaches beyond the right edge, unless it scrolls by itself."""
    found: list[str] = look(
        page,
        "[...document.querySelectorAll('[data-testid=stMain] *')].filter(one => {"
        "  const right = one.getBoundingClientRect().right;"
        "  const scrolls = one.closest('[style*=overflow-x], .js-plotly-plot, pre');"
        "  return right > innerWidth + 1 && !scrolls && getComputedStyle(one).visibility === 'visible'"
        "}).map(one => one.tagName + ' ' + one.dataset.testid + ' ' + one.textContent.slice(0, 60))",
    )
    charts: list[float] = look(
        page, "[...document.querySelectorAll('.js-plotly-plot')].map(one => one.getBoundingClientRect().right)"
    )
    return found + [f"a chart that reaches to {right} px" for right in charts if right > 401]


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_shows_everything(page: Page, server: str, artefacts: Path, name: str) -> None:
    page.set_viewport_size({"width": 400, "height": 860})
    for table in TABLES:
        opened(page, server, PAGES[name], table=table)
        assert look(page, "document.querySelector('[data-testid=stMain]').scrollWidth") <= 400, table
        assert too_wide(page) == [], table
    page.screenshot(path=artefacts / f"{PAGES[name].strip('/') or 'invoice_curve'}-phone.png")
