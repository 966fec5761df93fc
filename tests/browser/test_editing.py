"""Price table in a browser: the grid takes real keys, nothing typed is lost, and what was saved comes back."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.sights import CHART, look, opened, pick, says, settled, write

PAGE = "/price_table"
VOLUME = "API calls, by volume"
CALM = "No cliff, no wide step"
KEY = 40  # milliseconds: the grid forgets keys that come faster than any hand
MARKER, HEAD, ROW, COLUMNS = 33, 35, 35, 3  # pixels of the grid's first column, its heading and each row


def cell(page: Page, row: int, column: int) -> Locator:
    """A cell of the grid of tiers as a screen reader finds it; what one sees is a canvas."""
    return page.get_by_test_id(f"glide-cell-{column + 1}-{row}").first


def click(page: Page, row: int, column: int) -> None:
    """Click into a cell of the grid."""
    grid = settled(page).get_by_test_id("stDataFrame").first
    grid.evaluate("grid => grid.scrollIntoView({ block: 'center' })")  # the page's head covers what lies at the top
    box = grid.bounding_box()
    assert box is not None
    wide = (box["width"] - MARKER) / COLUMNS
    page.mouse.click(box["x"] + MARKER + (column + 0.5) * wide, box["y"] + HEAD + (row + 0.5) * ROW)


def type_over(page: Page, row: int, column: int, text: str) -> None:
    """Write another text into a cell with the keyboard, as a user does."""
    click(page, row, column)
    expect(cell(page, row, column)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    write_down(page, row, column, text)


def write_down(page: Page, row: int, column: int, text: str) -> None:
    """Write into a cell whose editor is open."""
    expect(page.locator("textarea.gdg-input")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(text, delay=KEY)
    page.keyboard.press("Enter")
    expect(cell(page, row, column)).to_have_text(text)


def shows_bill(page: Page, bill: float) -> None:
    """Wait until the last curve ends at this bill."""
    drawn = f"[...document.querySelector('{CHART}')._fullData].filter(one => one.mode === 'lines').at(-1)"
    page.wait_for_function(f"Math.abs([...{drawn}.y].filter(one => !Number.isNaN(one)).at(-1) - {bill}) < 1e-6")


def save(page: Page, name: str, note: str) -> None:
    """Save the draft as a version."""
    field = page.get_by_role("textbox", name="Save as")
    if not field.is_visible():
        page.get_by_text("Save and versions").click()
    field.fill(name)
    page.get_by_role("textbox", name="What changed").fill(note)
    page.get_by_role("button", name="Save this version").click()
    expect(page.get_by_role("combobox", name="Price table", exact=True)).to_have_value(f"{name} (saved)")


def test_edits_in_a_row_change_finding_and_curve_and_a_fix_is_taken(visit: Visit, server: str) -> None:
    page = opened(visit.page, server, PAGE, table=VOLUME)
    says(page, "2 cliffs and 2 gaming zones")
    shows_bill(page, 1500)  # 1,500,000 at 1.00 per 1,000
    type_over(page, 2, 1, "1.2")
    shows_bill(page, 1800)
    type_over(page, 1, 1, "1.8")
    expect(page.get_by_text("the bill falls by $20.00, from $200.00 to $180.00")).to_be_visible()
    shows_bill(page, 1800)  # the first edit is still there
    page.get_by_text("Cap the bill at the next tier's entry price").click()
    page.get_by_role("button", name="Take this fix").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("cliffs")
    page.get_by_role("button", name="Undo").click()
    says(page, "2 cliffs and 2 gaming zones")
    shows_bill(page, 1800)
    assert visit.errors == []


def test_a_tier_is_added(page: Page, server: str) -> None:
    opened(page, server, PAGE)
    click(page, 3, 0)  # the row below the last one opens at once
    write_down(page, 3, 0, "5000000")
    type_over(page, 3, 1, "1.2")
    says(page, CALM)
    shows_bill(page, 9_350)  # 200 + 1,350 + 4,000 x 1.20 = 6,350 at 5,000,000, + 3,000 x 1.00 to 8,000,000


def test_fifty_rows_are_pasted(page: Page, server: str) -> None:
    opened(page, server, PAGE)
    page.get_by_text("Paste from a spreadsheet").click()
    block = "\n".join(f"{n * 1000}\t{100 - n}" for n in range(1, 50)) + "\n\t50"
    page.get_by_role("textbox", name="Rows: up to, unit price, flat fee").fill(block)
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Replace the tiers").click()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    # per 1,000: 99 + 98 + ... + 51 = 3,675 to 49,000, then 50 each to 250,000
    shows_bill(page, 13_725)


def test_a_version_is_saved_reopened_elsewhere_and_the_old_one_restored(
    page: Page, browser: Browser, server: str
) -> None:
    opened(page, server, PAGE)
    save(page, "Browser prices", "as it was")
    type_over(settled(page), 0, 1, "3")
    shows_bill(page, 2150)  # 300 + 1,350 + 500
    save(page, "Browser prices", "dearer")
    link = settled(page).get_by_test_id("stCode").last.inner_text().strip()
    elsewhere = browser.new_context(viewport={"width": 1280, "height": 900})
    fresh = elsewhere.new_page()
    fresh.goto(link)
    settled(fresh)
    shows_bill(fresh, 2150)
    pick(fresh, "Compare what is here with version", "1", "ArrowDown")
    expect(fresh.get_by_text("Standard, calls: tier 1 from $2.00 to $3.00 per 1,000")).to_be_visible()
    fresh.get_by_role("button", name="Restore version 1").click()
    shows_bill(fresh, 2050)
    elsewhere.close()


def test_a_draft_is_used_on_all_pages(page: Page, server: str) -> None:
    opened(page, server, PAGE)
    type_over(page, 0, 1, "4")
    shows_bill(page, 2250)
    page.get_by_role("button", name="Use on all pages").click()
    expect(page.get_by_role("combobox", name="Price table", exact=True)).to_have_value("API calls (yours)")
    page.get_by_role("link", name="Invoice curve").click()
    says(page, "250,000 calls cost $625.00")


def test_downloads_are_what_they_should_be(page: Page, browser: Browser, server: str, tmp_path: Path) -> None:
    opened(page, server, "/explain_a_bill")
    files: list[Path] = []
    for label in ("PDF", "PDF", "CSV", "Report"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Download {label}").click()
        file = tmp_path / f"{len(files)}-{waiting.value.suggested_filename}"
        waiting.value.save_as(file)
        files.append(file)
    assert files[0].read_bytes().startswith(b"%PDF-")
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[2].read_text("utf-8-sig").splitlines()[0].startswith('"')
    offline = browser.new_context(offline=True)
    asked: list[str] = []
    errors: list[str] = []
    report = offline.new_page()
    report.on("request", lambda request: asked.append(request.url))
    report.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    report.on("pageerror", lambda error: errors.append(str(error)))
    report.goto(files[3].as_uri())
    expect(report.get_by_role("heading", level=1)).to_contain_text("$425.00 for 250,000 calls")
    expect(report.locator(f"{CHART} .main-svg").first).to_be_visible()
    assert [url for url in asked if not re.match(r"(file|data|blob):", url)] == []
    assert errors == []
    offline.close()


def test_markup_in_names_is_text_on_every_page(visit: Visit, server: str, tmp_path: Path) -> None:
    markup = "<img src=x onerror=alert(1)>"
    visit.page.on("dialog", lambda dialog: visit.errors.append(dialog.message))
    page = opened(visit.page, server, PAGE)
    write(page, "Table", markup)
    page.get_by_role("button", name="Use on all pages").click()
    expect(page.get_by_role("combobox", name="Price table", exact=True)).to_have_value(f"{markup} (yours)")
    save(page, markup, markup)
    for name in ("Invoice curve", "Explain a bill", "Compare models", "Customer impact", "Usage", "Price table"):
        page.get_by_role("link", name=name).click()
        settled(page)
        assert look(page, "document.querySelectorAll('img[src=x]').length") == 0
    page.get_by_role("link", name="Explain a bill").click()
    says(page, "$425.00 for 250,000 calls")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download Report").click()
    waiting.value.save_as(tmp_path / "report.html")
    assert "<img" not in (tmp_path / "report.html").read_text().partition("<script")[0]
    assert visit.errors == []
