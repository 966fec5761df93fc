"""Navigation and links in a browser: the view goes along, stands in the address bar, and a copied link reopens it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.dashboard import serving
from tests.browser.sights import CHART, PAGES, opened, says, settled, write

STORAGE = {"table": "AWS S3 Standard storage", "q": "60000"}
SENTENCES = {  # 60,000 x 0.022, read by volume
    "Explain a bill": "$1,320.00 for 60,000 GB",
    "Compare models": "At 60,000 GB, volume is the cheapest: $1,320.00",
    "Invoice curve": "60,000 GB cost $1,320.00",
}


def test_navigation_carries_the_view(page: Page, server: str) -> None:
    opened(page, server, **STORAGE, model="volume")
    for name, sentence in SENTENCES.items():
        page.get_by_role("link", name=name).click()
        says(page, sentence)
        expect(page).to_have_url(re.compile("table=AWS"))
        expect(page).to_have_url(re.compile("q=60000"))
        settled(page)


def test_navigation_carries_what_was_typed(page: Page, server: str) -> None:
    opened(page, server)
    write(page, "Calls", "101000")
    says(page, "101,000 calls cost $201.50")
    page.get_by_role("link", name="Explain a bill").click()
    says(page, "$201.50 for 101,000 calls")
    write(page, "Calls", "99000")
    says(page, "$198.00 for 99,000 calls")
    page.get_by_role("link", name="Invoice curve").click()
    says(page, "99,000 calls cost $198.00")


def test_a_copied_link_reopens_the_view_elsewhere(page: Page, browser: Browser, server: str) -> None:
    opened(page, server, **STORAGE)
    page.get_by_role("link", name="Explain a bill").click()
    says(page, "$1,371.20 for 60,000 GB")  # 1,177.60 + 8,800 x 0.022
    link = settled(page).get_by_test_id("stCode").inner_text().strip()
    elsewhere = browser.new_context()
    fresh = elsewhere.new_page()
    fresh.goto(link)
    says(fresh, "$1,371.20 for 60,000 GB")
    elsewhere.close()


def test_the_home_pages_link_has_a_path_before_its_query(page: Page, server: str) -> None:
    opened(page, server, **STORAGE)
    expect(page.get_by_test_id("stCode")).to_contain_text(f"{server}/?table=AWS+S3+Standard+storage")
    page.get_by_role("link", name="Explain a bill").click()
    expect(page.get_by_test_id("stCode")).to_contain_text(f"{server}/explain_a_bill?")


def test_the_address_bar_reopens_the_view_elsewhere(page: Page, browser: Browser, server: str) -> None:
    opened(page, server, "/compare_models")
    page.get_by_role("radio", name="log").click()
    page.get_by_role("radio", name="tables").click()
    write(page, "Calls", "90000")
    expect(page).to_have_url(re.compile("scale=log"))
    expect(page).to_have_url(re.compile("by=tables"))
    expect(page).to_have_url(re.compile("q=90000"))
    sentence = settled(page).get_by_role("heading", level=1).inner_text()
    elsewhere = browser.new_context()
    fresh = elsewhere.new_page()
    fresh.goto(page.url)
    says(settled(fresh), sentence)
    expect(fresh.get_by_role("radio", name="log")).to_be_checked()
    expect(fresh.get_by_role("radio", name="tables")).to_be_checked()
    elsewhere.close()


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path) as address:
        yield address


def test_the_very_first_visit_may_be_a_link(page: Page, fresh_server: str) -> None:
    opened(page, fresh_server, "/explain_a_bill", **STORAGE)
    says(page, "$1,371.20 for 60,000 GB")
    for name in PAGES:
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page).to_have_title(re.compile("Explain a bill|Tierscope"))
    expect(page.locator(CHART)).to_be_visible()
