"""Every page without a mouse and without sight: labels, headings in order, tables with heads, keys alone."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sights import PAGES, SLIDER, look, opened, says

MOST_TABS = 40
NAMELESS = (
    "[...document.querySelectorAll('input, textarea, select, [role=combobox]')].filter(one => one.type !== 'hidden'"
    " && !(one.labels?.length || one.ariaLabel || one.getAttribute('aria-labelledby'))).map(one => one.outerHTML)"
)
# A data editor draws on a canvas; the table that it keeps for readers names its heads by their role.
HEADLESS = (
    "[...document.querySelectorAll('table')].filter(one => !one.querySelector('th[scope=col], [role=columnheader]'))"
    ".map(one => one.outerHTML.slice(0, 200))"
)
SILENT = "[...document.querySelectorAll('.stPlotlyChart')].filter(one => !one.ariaLabel).length"
LEVELS = "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => +one.tagName[1])"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_well_without_sight(page: Page, server: str, name: str) -> None:
    opened(page, server, PAGES[name], table="Vercel Pro", axis="transfer")
    sentence = page.get_by_role("heading", level=1).inner_text()
    expect(page.get_by_role("figure").first).to_have_attribute("aria-label", re.compile(re.escape(sentence)))
    assert look(page, SILENT) == 0
    assert look(page, NAMELESS) == []
    levels = look(page, LEVELS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert page.get_by_role("columnheader").count() > 0
    assert look(page, HEADLESS) == []


def test_the_keyboard_alone_reaches_the_slider(page: Page, server: str) -> None:
    opened(page, server)
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches('{SLIDER}')"):
            break
    page.keyboard.press("ArrowLeft")
    says(page, "245,000 calls cost $417.50")  # 200 + 145,000 x 1.50 / 1,000
