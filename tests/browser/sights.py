"""What a visitor sees and does on a page in a browser, in a few words."""

import json
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

PAGES = {
    "Invoice curve": "/",
    "Price table": "/price_table",
    "Explain a bill": "/explain_a_bill",
    "Compare models": "/compare_models",
    "Customer impact": "/customer_impact",
    "Usage": "/usage",
    "Rebalancing": "/rebalancing",
}
SLIDER = "[data-testid=stSlider] input[type=range]"
CHART = ".js-plotly-plot"


def opened(page: Page, address: str, path: str = "/", **link: str) -> Page:
    """The page that a link with these parameters opens, once it stands still."""
    page.goto(f"{address}{path}?{urlencode(link)}" if link else f"{address}{path}")
    return settled(page)


def settled(page: Page) -> Page:
    """The page once its answer is there, nothing runs and every chart is drawn."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stPlotlyChart]')]"
        ".every(chart => chart.querySelector('.js-plotly-plot .main-svg'))"
    )
    return page


def says(page: Page, sentence: str) -> None:
    """Wait until the page's one sentence begins so."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(sentence)


def write(page: Page, label: str, text: str) -> None:
    """Write into a field and press Enter."""
    field = page.get_by_role("textbox", name=label, exact=True)
    field.fill(text)
    field.press("Enter")


def pick(page: Page, label: str, option: str, key: str = "") -> None:
    """Pick from a list, opened by a click or by a key."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.scroll_into_view_if_needed()
    # A list closes when the page scrolls: what brought it into view comes to rest first.
    page.evaluate("new Promise(rest => requestAnimationFrame(() => requestAnimationFrame(rest)))")
    box.press(key) if key else box.click()
    page.get_by_role("option", name=option, exact=True).click()


def visible_quantities(page: Page) -> tuple[float, float]:
    """The stretch of quantities that the chart shows."""
    low, high = page.evaluate(f"document.querySelector('{CHART}')._fullLayout.xaxis.range")
    return float(low), float(high)


def drag(page: Page, start: float, end: float) -> None:
    """Mark a stretch of the chart with the mouse, from one part of its width to another."""
    box = plot(page).bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + (start + end) / 2 * box["width"], y, steps=4)
    page.mouse.move(box["x"] + end * box["width"], y, steps=4)
    page.mouse.up()


def plot(page: Page) -> Locator:
    """The part of the first chart that takes the mouse."""
    return page.locator(f"{CHART} .nsewdrag").first


def bring(page: Page, text: str) -> None:
    """Paste a table of one's own."""
    page.get_by_text("Bring your own table").click()
    field = page.get_by_role("textbox", name="… or its text")
    field.fill(text)
    field.press("Control+Enter")


def look(page: Page, script: str) -> Any:
    """What a script finds on the page, as plain values."""
    return json.loads(page.evaluate(f"JSON.stringify({script})"))
