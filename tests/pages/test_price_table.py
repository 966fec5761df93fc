"""Price table: the grid and every field, findings and fixes as one types, versions, conflicts, the guide."""

from collections.abc import Iterable, Iterator, Mapping
from math import isnan
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import home, store
from tests.pages.loading import TABLE, key, loaded, rows
from tests.pages.opening import CURVE, bullets, chart, lead, opened, refusals, said, sound, table, trace, typed

VOLUME = "API calls, by volume"


@pytest.fixture(scope="module", autouse=True)
def own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A data folder of this file's own: what it saves is in no other test's list of tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(home.VARIABLE, str(tmp_path_factory.mktemp("tables")))
        yield


CALM = "No cliff, no wide step: using more never costs less"


def field(app: AppTest, name: str) -> str:
    """The key of one of the draft's fields: each turn of the editor has new ones."""
    return str(app.session_state["_draft"].key(name))


def edited(
    app: AppTest, cells: Mapping[int, Mapping[str, str]], added: Iterable[Mapping[str, str]] = (), gone: Any = ()
) -> AppTest:
    """The page after cells of the first charge's grid were typed over, rows added and rows deleted."""
    change = {"edited_rows": dict(cells), "added_rows": list(added), "deleted_rows": list(gone)}
    app.session_state[field(app, "tiers_0_0")] = change
    return sound(app.run())


def press(app: AppTest, label: str) -> AppTest:
    return sound(next(one for one in app.button if one.label == label).click().run())


def tiers(app: AppTest) -> list[dict[str, str]]:
    """The first charge's tiers as the draft states them."""
    found: list[dict[str, str]] = app.session_state["_draft"].latest["plans"][0]["charges"][0]["tiers"]
    return found


def pasted(app: AppTest, block: str) -> AppTest:
    sound(app.text_area(key=field(app, "paste_0_0")).set_value(block).run())
    return press(app, "Replace the tiers")


def drawn(app: AppTest, name: str) -> list[float]:
    """The bills along a curve, without its gaps."""
    return [bill for bill in trace(app, name)[1] if not isnan(bill)]


def below(app: AppTest) -> str:
    return said(app.caption[0].value)


def saved(app: AppTest, name: str, note: str = "", author: str = "") -> AppTest:
    """The page after the draft was saved as a version."""
    for label, text in (("Save as", name), ("What changed", note), ("Your name", author)):
        next(one for one in app.text_input if one.label == label).set_value(text)
    return press(app, "Save this version")


def test_opens_with_a_true_sentence() -> None:
    app = opened(TABLE)
    assert lead(app) == CALM
    assert below(app) == "API calls, plan Standard."
    assert refusals(app) == []


def test_counts_what_a_table_does_to_customers() -> None:
    app = opened(TABLE, table=VOLUME)
    assert lead(app) == "2 cliffs and 2 gaming zones in this table"
    assert any(row.startswith("Cliff. After 100,000 calls the bill falls by $50.00") for row in joined(app))


def joined(app: AppTest) -> list[str]:
    """The findings as a reader sees them: a code in bold, and its sentence."""
    return [" ".join(row.split()) for row in bullets(app)]


def test_an_edit_changes_curve_and_findings() -> None:
    app = edited(opened(TABLE), {1: {"Unit price": "0.50"}, 2: {"Unit price": "3"}})
    # 100 x 2 + 900 x 0.50 = 650, + 500 x 3 = 2,150 at 1,500,000; as picked 200 + 1,350 + 500 = 2,050
    assert drawn(app, "progressive")[-1] == 2150
    assert drawn(app, "as picked")[-1] == 2050
    assert below(app) == "API calls, plan Standard, changed here."


def test_two_edits_in_a_row_both_stay() -> None:
    app = edited(opened(TABLE), {0: {"Unit price": "3"}})
    edited(app, {0: {"Unit price": "3"}, 1: {"Unit price": "2.5"}})
    assert [tier["unit_price"] for tier in tiers(app)] == ["3", "2.5", "1"]
    typed(app, field(app, "fee0"), "10")
    assert [tier["unit_price"] for tier in tiers(app)] == ["3", "2.5", "1"]
    assert drawn(app, "progressive")[0] == 10  # the fee


def test_a_tier_is_added_and_another_deleted() -> None:
    app = edited(opened(TABLE), {}, added=[{"Up to": "5000000", "Unit price": "0.8"}])
    assert [tier.get("up_to") for tier in tiers(app)] == ["100000", "1000000", "5000000", None]  # the open one last
    assert refusals(app) == []
    edited(app, {}, gone=[0, 1])
    assert tiers(app) == [{"unit_price": "1"}]


def test_a_refused_edit_keeps_the_last_good_chart_and_what_was_typed() -> None:
    app = edited(opened(TABLE), {0: {"Unit price": "3"}})
    good = chart(app)["data"]
    edited(app, {0: {"Unit price": "three"}})
    assert len(refusals(app)) == 1
    assert "tier 1" in refusals(app)[0]
    assert "'three'" in refusals(app)[0]
    assert chart(app)["data"] == good
    assert tiers(app)[0]["unit_price"] == "three"
    assert refusals(edited(app, {0: {"Unit price": "3.5"}})) == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [("fee0", "x", "fee"), ("per0_0", "0", "per"), ("included0_0", "-1", "included"), ("currency", "XXY", "XXY")],
)
def test_a_refused_field_is_said_and_what_was_typed_stays(name: str, value: str, says: str) -> None:
    app = opened(TABLE)
    typed(app, field(app, name), value)
    assert len(refusals(app)) == 1
    assert says in refusals(app)[0]
    assert app.text_input(key=field(app, name)).value == value
    assert lead(app) == CALM


def test_fifty_rows_are_pasted_from_a_spreadsheet() -> None:
    block = (
        "Up to\tUnit price\tFlat fee\n" + "\n".join(f"{n},000\t${100 - n}.00\t" for n in range(1, 50)) + "\n∞\t$50\t0"
    )
    app = pasted(opened(TABLE), block)
    assert len(tiers(app)) == 50
    assert tiers(app)[0] == {"up_to": "1000", "unit_price": "99.00"}
    assert tiers(app)[49] == {"unit_price": "50", "flat_fee": "0"}
    assert refusals(app) == []
    press(app, "Undo")
    assert len(tiers(app)) == 3


@pytest.mark.parametrize(
    ("block", "says"),
    [("1\t2\t3\t4", "two or three cells"), ("just 1 sentence", "two or three cells"), ("10\tcheap\n\t1", "'cheap'")],
)
def test_pasted_nonsense_gets_a_sentence(block: str, says: str) -> None:
    app = pasted(opened(TABLE), block)
    assert len(refusals(app)) == 1
    assert says in refusals(app)[0]
    assert lead(app) == CALM
    assert app.get("plotly_chart")


def test_tiers_are_sorted_by_their_bounds() -> None:
    app = edited(opened(TABLE), {0: {"Up to": "2000000"}})
    assert "tier 2" in refusals(app)[0]
    press(app, "Sort by bound")
    assert [tier.get("up_to") for tier in tiers(app)] == ["1000000", "2000000", None]
    assert refusals(app) == []


def test_a_fix_shows_both_tables_and_is_taken_and_undone() -> None:
    app = opened(TABLE, table=VOLUME)
    notes = [said(caption.value) for caption in app.caption]
    assert any(note.startswith("On the loaded usage revenue goes from ") for note in notes)
    labels = [said(one.label) for one in app.expander]
    fix = "Price the table progressively at equal revenue on the loaded usage"
    assert fix in labels
    press(app, "Take this fix")
    assert lead(app) != "2 cliffs and 2 gaming zones in this table"
    assert below(app).endswith("changed here.")
    press(app, "Undo")
    assert lead(app) == "2 cliffs and 2 gaming zones in this table"


def test_a_fix_keeps_what_was_typed_just_before_it() -> None:
    app = opened(TABLE, table=VOLUME)
    app.text_input(key=field(app, "fee0")).set_value("10")  # and no rerun before the button
    press(app, "Take this fix")
    assert app.session_state["_draft"].latest["plans"][0]["fee"] == "10"
    assert lead(app) != "2 cliffs and 2 gaming zones in this table"
    press(app, "Undo")
    assert app.session_state["_draft"].latest["plans"][0]["fee"] == "10"


def test_no_fix_is_taken_while_what_was_typed_is_refused() -> None:
    app = opened(TABLE, table=VOLUME)
    typed(app, field(app, "fee0"), "ten")
    assert all(one.disabled for one in app.button if one.label == "Take this fix")
    assert app.text_input(key=field(app, "fee0")).value == "ten"


def test_an_import_is_what_the_text_says_at_the_click() -> None:
    app = opened(TABLE)
    sound(app.text_area(key="door_text").set_value("up_to,unit_price\n1000,0.10\n,0.08").run())
    app.text_area(key="door_text").set_value("up_to,unit_price\n1000,0.10\n,0.07")  # and no rerun before the button
    press(app, "Replace the draft by it")
    assert [tier["unit_price"] for tier in tiers(app)] == ["0.1", "0.07"]


def test_the_grid_says_how_many_units_a_price_is_for() -> None:
    app = opened(TABLE)
    assert "A unit price is for 1,000 units." in [said(one.value) for one in app.caption]
    typed(app, field(app, "per0_0"), "500")
    assert "A unit price is for 500 units." in [said(one.value) for one in app.caption]
    typed(app, field(app, "per0_0"), "1")
    assert not any(said(one.value).startswith("A unit price is for") for one in app.caption)


def test_the_model_is_a_field_of_the_charge() -> None:
    app = opened(TABLE)
    sound(app.selectbox(key=field(app, "model_0_0")).set_value("volume").run())
    assert lead(app) == "2 cliffs and 2 gaming zones in this table"


def test_conventions_show_both_figures_at_each_bound() -> None:
    app = opened(TABLE, table=VOLUME)
    # 100,000 calls: to the bound 100 x 2.00, from it 100 x 1.50; a million: 1,000 x 1.50 and 1,000 x 1.00
    assert table(app, "Bill now") == [
        ["boundary: from", "100,000", "$200.00", "$150.00"],
        ["boundary: from", "1,000,000", "$1,500.00", "$1,000.00"],
    ]
    sound(app.selectbox(key=field(app, "switch_boundary_stripe")).set_value("from").run())
    assert table(app, "Bill now")[0] == ["boundary: up_to", "100,000", "$150.00", "$200.00"]


def test_a_vendor_profile_sets_every_switch() -> None:
    app = opened(TABLE)
    sound(app.selectbox(key=field(app, "profile")).set_value("none").run())
    assert "conventions" not in app.session_state["_draft"].latest
    sound(app.selectbox(key=field(app, "profile")).set_value("lago").run())
    assert app.session_state["_draft"].latest["conventions"] == {"profile": "lago"}
    assert refusals(app) == []


def test_features_are_a_grid_of_names_and_values() -> None:
    app = opened(TABLE)
    cells = [
        {"Feature": "sso", "Value": "yes"},
        {"Feature": "seats", "Value": "5"},
        {"Feature": "help", "Value": "chat"},
    ]
    app.session_state[field(app, "features_0")] = {"edited_rows": {}, "added_rows": cells, "deleted_rows": []}
    sound(app.run())
    assert app.session_state["_draft"].latest["plans"][0]["features"] == {"sso": True, "seats": 5, "help": "chat"}
    assert refusals(app) == []


def test_a_draft_is_used_on_all_pages() -> None:
    app = press(edited(opened(TABLE), {0: {"Unit price": "4"}}), "Use on all pages")
    assert app.selectbox(key="table").value == "own"
    sound(app.switch_page(CURVE).run())
    assert lead(app).startswith("250,000 calls cost $625.00;")  # 100 x 4 + 150 x 1.50
    sound(app.switch_page(TABLE).run())
    assert tiers(app)[0]["unit_price"] == "4"


def test_what_was_typed_last_is_used_too() -> None:
    app = opened(TABLE)
    app.text_input(key=field(app, "fee0")).set_value("10")  # and no rerun before the button
    press(app, "Use on all pages")
    sound(app.switch_page(CURVE).run())
    assert lead(app).startswith("250,000 calls cost $435.00;")  # 425 + 10


def test_a_draft_is_found_as_it_was_left() -> None:
    app = edited(opened(TABLE), {0: {"Unit price": "4"}})
    sound(app.switch_page(CURVE).run())
    assert lead(app).startswith("250,000 calls cost $425.00;")  # a draft is not a table yet
    sound(app.switch_page(TABLE).run())
    assert tiers(app)[0]["unit_price"] == "4"
    assert drawn(app, "progressive")[-1] == 2250  # 100 x 4 + 900 x 1.50 + 500


def test_a_plan_and_a_charge_are_added() -> None:
    app = press(opened(TABLE), "Add a plan like this one")
    assert app.selectbox(key="plan").options == ["Standard", "Standard 2"]
    press(app, "Add a charge")
    plans = app.session_state["_draft"].latest["plans"]
    assert [len(plan["charges"]) for plan in plans].count(2) == 1
    assert refusals(app) == []


def test_a_plan_that_sales_agree_on_has_no_curve_of_its_own() -> None:
    app = opened(TABLE, table="Figma plans", plan="Organization")
    typed(app, field(app, "fee2"), "contact_sales")
    assert app.get("plotly_chart")
    assert lead(app) == "The price of Organization is agreed with sales: there is no bill to draw"
    assert [one["name"] for one in chart(app)["data"] if "name" in one] == ["as picked"]


def test_every_plan_of_a_table_can_be_edited() -> None:
    app = opened(TABLE, table="Figma plans", plan="Organization", q="4")
    typed(app, field(app, "price2"), "60")
    assert app.session_state["_draft"].latest["plans"][2]["seats"] == {"price": "60"}
    assert refusals(app) == []


def test_versions_are_saved_compared_and_restored() -> None:
    app = saved(opened(TABLE), "Prices of 2027", "as it was", "Ann")
    assert app.selectbox(key="table").value == "saved:Prices of 2027"
    saved(edited(app, {1: {"Unit price": "1.40"}}), "Prices of 2027", "cheaper", "Ben")
    listed = table(app, "Version")
    assert [[row[0], *row[2:]] for row in listed] == [["2", "Ben", "cheaper"], ["1", "Ann", "as it was"]]
    sound(app.selectbox(key="version").set_value(1).run())
    assert "Standard, calls: tier 2 from $1.50 to $1.40 per 1,000" in bullets(app)
    notes = [said(caption.value) for caption in app.caption]
    assert any(note.startswith("On the loaded usage revenue goes from ") for note in notes)
    press(app, "Restore version 1")
    assert [tier["unit_price"] for tier in tiers(app)] == ["2", "1.5", "1"]
    assert [one.number for one in store.default().versions("catalogue", "Prices of 2027")] == [3, 2, 1]


def test_a_saved_table_opens_from_its_link() -> None:
    saved(edited(opened(TABLE), {0: {"Unit price": "7"}}), "Shared")
    app = opened(TABLE, table="Shared (saved)")
    assert tiers(app)[0]["unit_price"] == "7"
    assert lead(opened(CURVE, table="Shared (saved)")).startswith("250,000 calls cost $925.00;")  # 100 x 7 + 225


def test_the_second_of_two_who_save_is_told_and_loses_nothing() -> None:
    saved(opened(TABLE), "Contested")
    ann, ben = (opened(TABLE, table="Contested (saved)") for _ in range(2))
    saved(edited(ann, {0: {"Unit price": "3"}}), "Contested", author="Ann")
    edited(ben, {1: {"Unit price": "1.2"}})
    assert "Version 2 was saved meanwhile by Ann." in said(ben.info[0].value)
    saved(ben, "Contested", author="Ben")
    assert "Ann" in refusals(ben)[0]
    assert "Standard, calls: tier 1 from $3.00 to $2.00 per 1,000" in bullets(ben)
    assert tiers(ben)[1]["unit_price"] == "1.2"  # nothing is lost
    press(ben, "Save mine as version 3")
    found = store.default().versions("catalogue", "Contested")
    assert [(one.number, one.author) for one in found] == [(3, "Ben"), (2, "Ann"), (1, "")]


def test_a_newer_version_is_taken_up_only_when_asked() -> None:
    saved(opened(TABLE), "Moving")
    ann, ben = (opened(TABLE, table="Moving (saved)") for _ in range(2))
    saved(edited(ann, {0: {"Unit price": "3"}}), "Moving")
    typed(ben, field(ben, "fee0"), "5")
    assert tiers(ben)[0]["unit_price"] == "2"
    press(ben, "Take the newer one up")
    assert tiers(ben)[0]["unit_price"] == "3"
    assert ben.text_input(key=field(ben, "fee0")).value in ("", "0")  # what was changed here is given up
    assert not ben.info


def test_a_restored_version_fills_every_field() -> None:
    app = saved(opened(TABLE), "Fees")
    typed(app, field(app, "fee0"), "10")
    saved(app, "Fees")
    sound(app.selectbox(key="version").set_value(1).run())
    press(app, "Restore version 1")
    assert app.text_input(key=field(app, "fee0")).value in ("", "0")
    assert drawn(app, "progressive")[0] == 0


def test_an_old_version_is_branched_under_another_name() -> None:
    app = saved(opened(TABLE), "Stem")
    saved(edited(app, {1: {"Unit price": "1.40"}}), "Stem")
    sound(app.selectbox(key="version").set_value(1).run())
    sound(app.text_input(key="_branch").set_value("Stem").run())
    refused = next(one for one in app.button if one.label == "Branch version 1").click().run()
    assert any("another table has this name" in said(one.value).lower() for one in refused.error)
    sound(app.text_input(key="_branch").set_value("Twig").run())
    press(app, "Branch version 1")
    assert app.selectbox(key="table").value == "saved:Twig"
    assert [tier["unit_price"] for tier in tiers(app)] == ["2", "1.5", "1"]  # version 1, not the 1.40 of version 2
    assert [one.note for one in store.default().versions("catalogue", "Twig")] == ["from Stem, version 1"]
    assert [one.number for one in store.default().versions("catalogue", "Stem")] == [2, 1]


def test_a_table_is_deleted_and_brought_back() -> None:
    app = press(saved(opened(TABLE), "Fleeting"), "Delete this table")
    assert app.selectbox(key="table").value == "api-calls"
    assert "Fleeting (saved)" not in app.selectbox(key="table").options
    press(app, "Bring back Fleeting")
    assert app.selectbox(key="table").value == "saved:Fleeting"


def test_a_deleted_table_comes_back_beside_the_one_that_has_its_name_now() -> None:
    app = press(saved(edited(opened(TABLE), {0: {"Unit price": "4"}}), "Phoenix"), "Delete this table")
    app = saved(opened(TABLE), "Phoenix")
    sound(app.selectbox(key="_deleted_table").set_value("Phoenix").run())
    (back,) = [one for one in app.button if one.label == "Bring back Phoenix"]
    assert back.disabled
    sound(app.text_input(key="_under Phoenix").set_value("Phoenix").run())
    refused = next(one for one in app.button if one.label == "Bring back Phoenix").click().run()
    assert any("name is taken" in said(one.value) for one in refused.error)
    sound(app.text_input(key="_under Phoenix").set_value("  Phoenix   the first ").run())
    press(app, "Bring back Phoenix")
    assert app.selectbox(key="table").value == "saved:Phoenix the first"
    assert [tier["unit_price"] for tier in tiers(app)] == ["4", "1.5", "1"]
    assert "saved:Phoenix" in [f"saved:{one.name}" for one in store.default().saved("catalogue")]


def test_what_was_deleted_in_another_session_can_be_brought_back() -> None:
    press(saved(opened(TABLE), "Long gone"), "Delete this table")
    app = opened(TABLE)
    sound(app.selectbox(key="_deleted_table").set_value("Long gone").run())
    press(app, "Bring back Long gone")
    assert app.selectbox(key="table").value == "saved:Long gone"


@pytest.mark.parametrize("name", ["", "   ", "../../etc/passwd", "<b>x</b>", "x" * 5000])
def test_names_are_kept_as_text_or_refused(name: str) -> None:
    app = saved(opened(TABLE), name)
    assert refusals(app) or app.selectbox(key="table").value == f"saved:{' '.join(name.split())}"


def test_a_view_is_saved_and_forgotten() -> None:
    app = opened(TABLE, table=VOLUME)
    sound(app.text_input(key="_view_name").set_value("Cliffs").run())
    sound(app.button(key="_view_save").click().run())
    (view,) = [one for one in store.default().views() if one.name == "Cliffs"]
    assert "table=API+calls%2C+by+volume" in view.query
    sound(app.run())
    sound(next(one for one in app.button if one.help == "Forget Cliffs").click().run())
    assert all(one.name != "Cliffs" for one in store.default().views())


def test_the_guide_gives_reasons() -> None:
    app = opened(TABLE)
    assert table(app, "Points")[0][:2] == ["progressive", "+4"]
    sound(app.radio(key="fit0").set_value("mostly fixed").run())
    assert table(app, "Points")[0][0] in ("flat fee", "stairstep")


def test_findings_tell_who_stands_there() -> None:
    data = rows("ann,2026-11-03,calls,90000", "ben,2026-11-03,calls,100000", "cyd,2026-11-03,calls,5")
    app = opened(TABLE, table=VOLUME, usage=key(loaded(data, "three.csv")))
    zone = next(row for row in joined(app) if row.startswith("Gaming zone. From 75,000 "))
    # 100,001 calls cost 150.00: ann saves 180.00 - 150.00, ben 200.00 - 150.00
    assert zone.endswith("2 customers stand here and would save $80.00 by using more.")
