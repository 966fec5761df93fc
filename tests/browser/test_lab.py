"""Rebalancing in a browser as a new user would: a ladder, a policy, a customer, the book, two policies, the events."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.sights import CHART, look, opened, pick, says, settled
from tests.browser.test_look import too_wide

LAB = "/rebalancing"
CHARTS = {"one customer": 1, "the book": 3, "two policies": 4}
LOOKS = tuple(CHARTS)


def turn(page: Page, name: str) -> Page:
    """Look at something else."""
    page.get_by_role("radio", name=name).click()
    return settled(page)


def find(page: Page, name: str) -> None:
    """Find a customer in the long list by typing, once the page stands still: a list drawn anew loses what is typed."""
    settled(page).get_by_role("combobox", name="Customer", exact=True).click()
    page.keyboard.type(name)
    expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()
    page.keyboard.press("Enter")


def saved(page: Page, button: str, folder: Path) -> Path:
    """The file that a button hands out."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_a_new_user_finds_the_way(visit: Visit, server: str, tmp_path: Path) -> None:
    page = opened(visit.page, server, LAB)
    says(page, "customer-000013 moved to Pro on September 1, 2026")
    pick(page, "Ladder of plans", "SendGrid-style email plans")
    expect(page.get_by_text("SendGrid-style email plans, Sustained growth")).to_be_visible()
    pick(page, "Policy", "Ratchet")
    expect(page.get_by_text("SendGrid-style email plans, Ratchet")).to_be_visible()
    says(settled(page), "customer-")
    pick(page, "Ladder of plans", "AI product ladder")
    expect(page.get_by_text("AI product ladder, Ratchet")).to_be_visible()
    find(page, "customer-000007")
    says(page, "customer-000007 moved to")
    expect(page.get_by_text("You are on Enterprise from today").first).to_be_visible()
    turn(page, "the book")
    says(page, "60 customers, 39 moves up, 0 down")
    expect(page.get_by_text("Lite moves up at 100,000, Pro is cheaper only from 150,000")).to_be_visible()
    turn(page, "two policies")
    pick(page, "Against", "Sustained growth")
    says(page, "Under Ratchet customers pay")
    expect(page).to_have_url(re.compile(r"policy=Ratchet"))
    with saved(page, "Download all events", tmp_path).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["date", "customer", "event", "plan_from", "plan_to", "amount", "message"]
    assert sum(row["event"] == "plan_upgraded" for row in rows) == 39
    assert visit.errors == []


def test_a_report_opens_without_a_server(visit: Visit, server: str, tmp_path: Path) -> None:
    page = opened(visit.page, server, LAB)
    sentence = page.get_by_role("heading", level=1).inner_text()
    path = saved(page, "Download report", tmp_path)
    page.goto(path.as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(sentence)
    expect(page.locator(".main-svg").first).to_be_visible()
    expect(page.get_by_role("cell", name="upgrade proposed").first).to_be_visible()
    assert visit.errors == []


def test_a_sign_says_its_message(page: Page, server: str) -> None:
    opened(page, server, LAB)
    sign = page.locator(f"{CHART} .scatterlayer .trace:has(path.point) path.point").last
    sign.scroll_into_view_if_needed()
    sign.hover(force=True)
    expect(page.locator(".hoverlayer")).to_contain_text("plan upgraded")
    expect(page.locator(".hoverlayer")).to_contain_text("included for $299.00 a cycle")


def test_refused_parameters_stay_beside_their_text(page: Page, server: str) -> None:
    opened(page, server, LAB)
    sentence = page.get_by_role("heading", level=1).inner_text()
    page.get_by_text("Parameters of Sustained growth").click()
    field = page.get_by_role("textbox", name="As TOML")
    field.fill("grace_day = 4")
    field.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("grace_days")
    expect(field).to_have_value("grace_day = 4")
    says(settled(page), sentence)
    field.fill('upgrade_when = "never"')
    field.press("Control+Enter")
    says(page, "customer-000013 stayed on Lite")
    page.get_by_role("button", name="Start over").click()
    says(page, sentence)
    expect(field).to_have_value(re.compile('name = "Sustained growth"'))


def test_a_view_survives_another_page_and_a_copied_link(page: Page, server: str) -> None:
    opened(page, server, LAB)
    pick(page, "Policy", "Ratchet")
    expect(page.get_by_text("AI product ladder, Ratchet")).to_be_visible()
    find(page, "customer-000007")
    says(page, "customer-000007 moved to")
    sentence = settled(page).get_by_role("heading", level=1).inner_text()
    link = page.url
    page.get_by_role("link", name="Usage").click()
    says(page, "60 customers used")
    page.get_by_role("link", name="Rebalancing").click()
    says(page, sentence)
    expect(page.get_by_role("combobox", name="Policy")).to_have_value("Ratchet")
    page.goto(link)
    says(settled(page), sentence)


def test_a_long_run_names_the_day(page: Page, server: str) -> None:
    heard: list[str] = []

    def hear(payload: str | bytes) -> None:
        text = payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
        heard.extend(re.findall(r"Simulating (\d{4}-\d\d-\d\d)", text))

    page.on("websocket", lambda socket: socket.on("framereceived", hear))
    opened(page, server, LAB, usage="made-7-10000-365", look="the book")
    says(page, "10,000 customers, ")
    assert heard
    assert heard == sorted(heard)
    expect(page.get_by_role("progressbar")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_lab_complains_of_nothing(visit: Visit, server: str, artefacts: Path, scheme: str) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page = opened(visit.page, server, LAB)
    for name in LOOKS:
        turn(page, name)
        expect(page.locator(CHART)).to_have_count(CHARTS[name])
        page.screenshot(path=artefacts / f"rebalancing-{name.replace(' ', '-')}-{scheme}.png")
        assert look(page, "[...document.querySelectorAll('h1')].length") == 1
    assert visit.errors == []


def test_a_phone_shows_the_whole_lab(page: Page, server: str, artefacts: Path) -> None:
    page.set_viewport_size({"width": 400, "height": 860})
    opened(page, server, LAB)
    for name in LOOKS:
        turn(page, name)
        expect(page.locator(CHART)).to_have_count(CHARTS[name])
        assert look(page, "document.querySelector('[data-testid=stMain]').scrollWidth") <= 400
        assert too_wide(page) == []
        page.screenshot(path=artefacts / f"rebalancing-{name.replace(' ', '-')}-phone.png")
