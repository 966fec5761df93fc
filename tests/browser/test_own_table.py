"""A table of one's own in a browser: pasted, uploaded, refused."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.sights import CHART, bring, opened, says, write

TABLE = """
name = "Lemonade"
currency = "EUR"
[[meters]]
name = "cups"
unit = "cup"
[[plans]]
name = "Stand"
[[plans.charges]]
meters = ["cups"]
tiers = [{ up_to = "10", unit_price = "2" }, { unit_price = "1" }]
"""


def test_a_pasted_table_is_drawn_and_goes_along(visit: Visit, server: str) -> None:
    page = opened(visit.page, server)
    bring(page, TABLE)
    write(page, "Cups", "25")
    says(page, "25 cups cost €35.00")  # 10 x 2 + 15 x 1
    expect(page.get_by_role("combobox", name="Price table")).to_have_value("Lemonade (yours)")
    page.get_by_role("link", name="Explain a bill").click()
    says(page, "€35.00 for 25 cups")
    assert visit.errors == []


def test_an_uploaded_table_is_drawn(page: Page, server: str, tmp_path: Path) -> None:
    file = tmp_path / "lemonade.toml"
    file.write_text(TABLE, encoding="utf-8")
    opened(page, server)
    page.get_by_text("Bring your own table").click()
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(file)
    write(page, "Cups", "25")
    says(page, "25 cups cost €35.00")


def test_a_bad_table_is_refused_and_the_chart_stays(page: Page, server: str) -> None:
    opened(page, server)
    bring(page, TABLE.replace('"2"', '"-2"'))
    refusal = page.get_by_test_id("stSidebar").get_by_role("alert")
    expect(refusal).to_contain_text("-2")
    expect(refusal).to_contain_text("tier 1")
    says(page, "250,000 calls cost $425.00")
    expect(page.locator(CHART)).to_be_visible()
    expect(page.get_by_role("textbox", name="… or its text")).to_have_value(TABLE.replace('"2"', '"-2"'))
