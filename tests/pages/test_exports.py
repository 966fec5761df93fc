"""What is taken away and brought in: tables in six formats with what does not translate, bills and reports."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import exports, tables
from pages.parts.editor import door
from pages.parts.exports import Table
from pages.parts.view import View
from pricing import invoice
from pricing.catalog import Catalog, parse
from pricing.exchange import texts
from tests.pages.loading import TABLE
from tests.pages.opening import bullets, lead, opened, refusals, said, sound

OPENING = "No cliff, no wide step: using more never costs less"
STRIPE = {
    "object": "price",
    "id": "price_1",
    "currency": "eur",
    "nickname": "Metered",
    "billing_scheme": "tiered",
    "tiers_mode": "volume",
    "recurring": {"interval": "month", "usage_type": "metered", "meter": "calls"},
    "tiers": [{"up_to": 100, "unit_amount_decimal": "5"}, {"up_to": None, "unit_amount_decimal": "3"}],
}
MARKUP = '<img src=x onerror="alert(1)">'


def brought(text: str, app: AppTest | None = None) -> AppTest:
    """The Price table page with a text in its import field."""
    page = app or opened(TABLE)
    return sound(page.text_area(key="door_text").set_value(text).run())


def replaced(app: AppTest) -> dict[str, Any]:
    """The draft after it was replaced by what was imported."""
    sound(next(one for one in app.button if one.label == "Replace the draft by it").click().run())
    found: dict[str, Any] = app.session_state["_draft"].latest
    return found


def tiers(document: dict[str, Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = document["plans"][0]["charges"][0]["tiers"]
    return found


def view(catalog: Catalog) -> View:
    plan = catalog.plans[0]
    return View("own", catalog, plan, plan, catalog.meter(plan.meters[0]), {}, None)


def bought(name: str = "Pro", currency: str = "USD", locale: str = "en_US") -> Catalog:
    charge = {"meters": ["calls"], "name": name, "tiers": [{"up_to": "10", "unit_price": "2"}, {"unit_price": "1"}]}
    head = {"name": name, "source": name, "currency": currency, "locale": locale}
    return parse({**head, "meters": [{"name": "calls"}], "plans": [{"name": name, "charges": [charge]}]})


@pytest.mark.parametrize("name", ["TOML", "JSON", "CSV", "Stripe", "Lago", "OpenMeter"])
def test_every_format_is_offered_with_what_it_cannot_say(name: str) -> None:
    app = opened(TABLE)
    sound(app.selectbox(key="export").set_value(name).run())
    assert any(button.label == f"Download {name}" for button in app.download_button)
    assert refusals(app) == []
    notes = [said(caption.value) for caption in app.caption]
    assert "Everything translates." in notes or any("not translate" in note for note in notes)


def test_what_does_not_translate_is_listed_with_its_reason() -> None:
    app = opened(TABLE, table="Vercel Pro")
    sound(app.selectbox(key="export").set_value("Stripe").run())
    assert any("credit" in row and "have no credit" in row for row in bullets(app))


@pytest.mark.parametrize("kind", ["toml", "json"])
@pytest.mark.parametrize("name", ["api-calls", "vercel-pro", "elevenlabs", "figma"])
def test_our_own_formats_come_back_as_they_went(name: str, kind: str) -> None:
    catalog = tables.preset(name)
    data, lost = door.written(view(catalog) if catalog.plans[0].meters else by_seats(catalog), kind)
    assert parse(door.understood(data.decode())) == catalog
    assert lost == ()


def by_seats(catalog: Catalog) -> View:
    plan = catalog.plans[0]
    return View("own", catalog, plan, plan, catalog.meters[0] if catalog.meters else view(bought()).axis, {}, 1)


def test_rows_come_back_at_the_same_prices() -> None:
    data, lost = door.written(view(tables.preset("api-calls")), "csv")
    assert data.decode("utf-8-sig").splitlines() == [
        '"up_to","unit_price","flat_fee"',
        '"100000","0.002","0"',  # 2.00 per 1,000
        '"1000000","0.0015","0"',
        '"","0.001","0"',
    ]
    assert lost == ("Standard, calls: only the tiers are written, read as progressive, by the single unit.",)
    document = replaced(brought(data.decode("utf-8-sig")))
    assert [tier["unit_price"] for tier in tiers(document)] == ["0.002", "0.0015", "0.001"]


def test_what_rows_cannot_hold_is_refused() -> None:
    app = opened(TABLE, table="Figma plans", plan="Organization")
    sound(app.selectbox(key="export").set_value("CSV").run())
    assert "rows hold the tiers of one charge" in refusals(app)[0].lower()


def test_a_price_of_stripe_becomes_the_draft() -> None:
    app = brought(json.dumps(STRIPE))
    assert "Read as Stripe." in [said(caption.value) for caption in app.caption]
    document = replaced(app)
    assert document["currency"] == "EUR"
    assert tiers(document) == [{"up_to": "100", "unit_price": "0.05"}, {"unit_price": "0.03"}]
    assert document["plans"][0]["charges"][0]["model"] == "volume"
    assert lead(app).startswith("One cliff")  # 100 x 0.05 = 5.00, 101 x 0.03 = 3.03


def test_a_draft_that_was_replaced_is_taken_back() -> None:
    app = brought(json.dumps(STRIPE))
    replaced(app)
    sound(next(one for one in app.button if one.label == "Undo").click().run())
    assert lead(app) == OPENING


def test_exported_systems_come_back() -> None:
    for kind in ("stripe", "lago", "openmeter"):
        data, _ = door.written(view(tables.preset("api-calls-volume")), kind)
        document = replaced(brought(data.decode()))
        charge = document["plans"][0]["charges"][0]
        assert charge["model"] == "volume", kind
        assert [tier.get("up_to") for tier in charge["tiers"]] == ["100000", "1000000", None], kind


def test_bounds_are_asked_where_rows_do_not_say() -> None:
    app = brought("units,price\n1000,3\n5000,2\n,1")
    assert "does 5000 after 1000 mean up to 5000, or the next 5000?" in refusals(app)[0]
    sound(app.radio(key="door_bounds").set_value("the next").run())
    assert refusals(app) == []
    assert [tier.get("up_to") for tier in tiers(replaced(app))] == ["1000", "6000", None]


def test_a_currency_is_asked_where_the_format_does_not_say() -> None:
    app = brought("up_to,price\n10,3\n,1")
    assert app.text_input(key="door_currency").value == "USD"  # of the table at hand
    sound(app.text_input(key="door_currency").set_value("JPY").run())
    sound(app.selectbox(key="door_model").set_value("volume").run())
    document = replaced(app)
    assert document["currency"] == "JPY"
    assert document["plans"][0]["charges"][0]["model"] == "volume"


@pytest.mark.parametrize(
    "text",
    ["{", "[[", "a = ", "no table at all", '{"a": 1}', "up_to,price\n1,x", "[1, 2]", '[{"up_to": 1}]', '{"data": []}'],
)
def test_nonsense_gets_a_sentence_and_the_draft_stays(text: str) -> None:
    app = brought(text)
    assert len(refusals(app)) == 1
    assert "Traceback" not in refusals(app)[0]
    assert lead(app) == OPENING
    assert app.text_area(key="door_text").value == text


def test_a_file_is_as_good_as_text() -> None:
    app = opened(TABLE)
    file = ("mine.toml", texts.toml(bought("Mine")).encode(), "text/plain")
    sound(app.file_uploader(key="door_file").set_value(file).run())
    assert replaced(app)["name"] == "Mine"


def test_a_bill_as_pdf_is_the_same_bytes_each_time() -> None:
    catalog = bought()
    bill = invoice.quote(catalog, catalog.plans[0], {"calls": "25"})
    first = exports.bill(catalog, bill, "25 calls cost $35.00")
    assert first.startswith(b"%PDF-")
    assert first == exports.bill(catalog, bill, "25 calls cost $35.00")


@pytest.mark.parametrize(
    ("currency", "locale"), [("JPY", "ja_JP"), ("PLN", "pl_PL"), ("INR", "hi_IN"), ("AED", "ar_AE"), ("EUR", "fr_FR")]
)
def test_a_bill_as_pdf_in_any_currency_and_with_markup_in_names(currency: str, locale: str) -> None:
    catalog = bought(MARKUP + " 你好 & <para>", currency, locale)
    bill = invoice.quote(catalog, catalog.plans[0], {"calls": "25"})
    assert exports.bill(catalog, bill, MARKUP).startswith(b"%PDF-")


def test_a_report_shows_names_as_text() -> None:
    page = exports.report(MARKUP, MARKUP, [], [Table(MARKUP, [MARKUP], [[MARKUP]])], 'en"onload="x').decode()
    assert "<img" not in page
    assert "onload=" not in page.replace("&quot;onload=&quot;", "")
    assert page.count("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;") == 6
