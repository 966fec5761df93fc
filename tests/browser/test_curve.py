"""Invoice curve in a browser: the chart is drawn, and every way to change the quantity changes the bill."""

import re

from playwright.sync_api import Page, expect

from tests.browser.sights import CHART, SLIDER, drag, look, opened, pick, plot, says, settled, visible_quantities, write

OWN_WAY = "Show the whole curve"


def test_the_curve_is_drawn(page: Page, server: str) -> None:
    opened(page, server, table="API calls, by volume")
    chart = page.locator(CHART)
    expect(chart).to_be_visible()
    expect(chart.locator(".scatterlayer path.js-line").first).to_be_visible()
    expect(chart.get_by_text("−500.00")).to_be_visible()  # noqa: RUF001  # a minus sign
    jumps = look(
        page, f"document.querySelector('{CHART}')._fullData.filter(t => t.mode === 'markers').map(t => [...t.x])"
    )
    assert jumps[0] == [100_000, 1_000_000]


def test_the_slider_changes_the_bill(page: Page, server: str) -> None:
    opened(page, server)
    says(page, "250,000 calls cost $425.00")
    page.locator(SLIDER).focus()
    page.keyboard.press("ArrowRight")
    says(page, "255,000 calls cost $432.50")  # 200 + 155,000 x 1.50 / 1,000
    expect(page.get_by_role("textbox", name="Calls")).to_have_value("255000")
    expect(page).to_have_url(re.compile("q=255000"))


def test_a_held_key_loses_no_step(page: Page, server: str) -> None:
    opened(page, server)
    page.locator(SLIDER).focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight", delay=30)
    says(page, "300,000 calls cost $500.00")  # 200 + 200,000 x 1.50 / 1,000


def test_typing_changes_the_bill_and_moves_the_slider(page: Page, server: str) -> None:
    opened(page, server)
    write(page, "Calls", "101000")
    says(page, "101,000 calls cost $201.50")
    expect(page.locator(SLIDER)).to_have_value("100000")  # its nearest step


def test_a_refused_quantity_leaves_chart_and_text(page: Page, server: str) -> None:
    opened(page, server)
    write(page, "Calls", "1.5")
    expect(page.get_by_test_id("stSidebar").get_by_role("alert")).to_contain_text("whole")
    says(page, "250,000 calls cost $425.00")
    expect(page.get_by_role("textbox", name="Calls")).to_have_value("1.5")
    expect(page.locator(CHART)).to_be_visible()
    write(page, "Calls", "99000")
    expect(page.get_by_test_id("stSidebar").get_by_role("alert")).to_have_count(0)


def test_a_picked_table_changes_field_and_answer_together(page: Page, server: str) -> None:
    opened(page, server, table="API calls, by volume", model="progressive", q="90000")
    pick(page, "Price table", "Fonts")
    says(page, "7 fonts cost $48.00")  # 5 x 7 + 2 x 6.50
    expect(page.get_by_role("textbox", name="Fonts")).to_have_value("7")
    expect(page).to_have_url(re.compile(r"\?table=Fonts$"))


def test_a_zoom_survives_a_changed_input_until_it_is_reset(page: Page, server: str) -> None:
    opened(page, server)
    assert visible_quantities(page) == (0, 1_500_000)
    plot(page).scroll_into_view_if_needed()
    drag(page, 0.2, 0.6)
    expect(page.get_by_role("button", name=OWN_WAY)).to_be_visible()
    expect(page).to_have_url(re.compile("zoom="))
    low, high = visible_quantities(settled(page))
    assert 250_000 < low < 350_000  # a fifth of the way, give or take the margin of a mouse
    assert 850_000 < high < 950_000
    write(page, "Calls", "400000")
    says(page, "400,000 calls cost $650.00")  # 200 + 300,000 x 1.50 / 1,000
    assert visible_quantities(settled(page)) == (low, high)
    page.get_by_role("button", name=OWN_WAY).click()
    expect(page.get_by_role("button", name=OWN_WAY)).to_have_count(0)
    assert visible_quantities(settled(page)) == (0, 1_500_000)
    expect(page).not_to_have_url(re.compile("zoom="))
