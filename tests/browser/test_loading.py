"""A usage file in a browser: uploaded, corrected, loaded, and carried to the curve and the impact of a change."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.sights import CHART, look, opened, says, settled

CUSTOMERS, DAYS = 100, 30


def book(folder: Path, name: str = "usage.csv") -> Path:
    """A file of 3,000 rows: customer n uses n x 100 calls on each day of November; one row more is refused."""
    days = [f"2026-11-{day:02}" for day in range(1, DAYS + 1)]
    rows = [f"<b>{n:03}</b>,{day},calls,{n * 100}" for n in range(1, CUSTOMERS + 1) for day in days]
    file = folder / name
    file.write_text("\n".join(["customer,date,meter,quantity", *rows, "<b>101</b>,soon,calls,1"]), encoding="utf-8")
    return file


def upload(page: Page, file: Path) -> Page:
    """The Usage page after a file was chosen and loaded."""
    page.get_by_role("radio", name="upload").click()
    page.get_by_test_id("stSidebar").locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Load this file").click()
    return page


def test_a_file_goes_from_upload_to_the_first_impact_chart(visit: Visit, server: str, tmp_path: Path) -> None:
    page = upload(opened(visit.page, server, "/usage"), book(tmp_path))
    says(page, "100 customers used 15,150,000 calls in 30 days")  # 30 x 100 x (1 + ... + 100)
    expect(page.get_by_role("heading", name="1 refused row")).to_be_visible()
    page.get_by_role("link", name="Customer impact").click()
    # more than 100,000 calls a month: customers 34 to 100; each pays 50.00 less by volume
    says(page, "Revenue falls by $3,350.00")
    expect(settled(page).locator(CHART)).to_be_visible()
    page.get_by_role("link", name="Invoice curve").click()
    expect(page.get_by_text("Customers: 100 of usage.csv, cycle from 2026-11-01.")).to_be_visible()
    assert look(page, "document.querySelectorAll('[data-testid=stMain] td b').length") <= 2  # those of the total
    assert visit.errors == []


def test_the_refused_rows_are_downloaded(page: Page, server: str, tmp_path: Path) -> None:
    upload(opened(page, server, "/usage"), book(tmp_path))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the refused rows").click()
    waiting.value.save_as(tmp_path / "refused.csv")
    head, row = (tmp_path / "refused.csv").read_text("utf-8-sig").splitlines()
    assert head == '"line","column","value","reason"'
    assert row.startswith('3002,"date","soon",')


def test_the_link_reopens_the_upload(page: Page, server: str, tmp_path: Path) -> None:
    upload(opened(page, server, "/usage"), book(tmp_path, "<i>usage.csv"))
    says(page, "100 customers used 15,150,000 calls")
    expect(page).to_have_url(re.compile("usage=[0-9a-f]{64}"))
    link = settled(page).get_by_test_id("stCode").last.inner_text().strip()
    page.goto(link)
    says(page, "100 customers used 15,150,000 calls")
    expect(page.get_by_role("combobox", name="Usage", exact=True)).to_have_value(re.compile("usage"))
    assert look(page, "document.querySelectorAll('[data-testid=stMain] i').length") == 0


def test_a_web_page_is_no_usage_file(page: Page, server: str, tmp_path: Path) -> None:
    file = tmp_path / "page.csv"
    file.write_text("<!doctype html><html><script>alert(1)</script></html>", encoding="utf-8")
    opened(page, server, "/usage")
    page.get_by_role("radio", name="upload").click()
    page.get_by_test_id("stSidebar").locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_test_id("stSidebar").get_by_role("alert")).to_contain_text("this one is a web page")
    says(page, "60 customers")
