"""Usage: the sample, uploads with guessed and corrected columns, refused rows, made sets, cycles, gaps."""

import os
import re
from pathlib import Path

import pandas as pd
import pytest

from data import downloads, home, store
from pages.parts import usage_sets
from tests.pages.loading import USAGE, key, load, loaded, offered, rows
from tests.pages.opening import chart, lead, numbers, opened, refusals, said, sound, table

# Two whole months: ann 30 + 70 calls and 2.5 gb, ben 5 calls, and a day on which nobody knows what ben used.
BOOK = rows(
    "ann,2026-09-01,calls,30",
    "ann,2026-10-31,calls,70",
    "ann,2026-10-31,gb,2.5",
    "ben,2026-10-02,calls,5",
    "ben,2026-10-02,gb,",
)


def notes(app: object) -> str:
    """All quiet remarks of a page, as a reader sees them."""
    return " ".join(said(caption.value) for caption in app.caption)  # type: ignore[attr-defined]


def test_opens_with_a_true_sentence() -> None:
    app = opened(USAGE)
    sample = usage_sets.load(usage_sets.SHIPPED)
    whole = int(sum(sample.units.tolist())) // 10**sample.decimals
    assert lead(app) == f"60 customers used {whole:,} calls in 92 days; the largest took 32 %"
    assert refusals(app) == []
    assert numbers(chart(app)["data"][0]["y"]).sum() == whole  # every day is drawn


def test_a_file_is_loaded_and_counted() -> None:
    app = loaded(BOOK)
    assert lead(app) == "2 customers used 105 calls in 61 days; the largest took 95 %"  # 100 of 105
    assert table(app, "Share") == [["ann", "100", "95.2 %"], ["ben", "5", "4.8 %"]]
    assert "usage.csv: 5 rows in 5 lines, 5 accepted, 1 of them unknown, 0 refused." in notes(app)
    # October, the latest whole cycle: ann 70, ben 5
    assert "2 customers, cycle from 2026-10-01. Half of them used 37.50 or less; the mean is 37.50." in notes(app)


def test_unknown_is_not_zero() -> None:
    app = loaded(BOOK)
    sound(app.selectbox(key="meter").set_value("gb").run())
    assert lead(app) == "2 customers used 2.50 gb in 61 days; the largest took 100 %"
    assert table(app, "Share") == [["ann", "2.50", "100.0 %"]]  # ben's is unknown, so he is not the least
    assert "1 quantity unknown, and not counted as zero." in notes(app)
    assert "1 of unknown usage (not drawn)." in notes(app)
    assert numbers(chart(app, 1)["data"][0]["y"]).sum() == 1


def test_gaps_are_listed_the_longest_first() -> None:
    app = loaded(BOOK)
    found = next(frame.value for frame in app.dataframe if "kind" in frame.value)
    assert found["customer"].tolist() == ["ann", "ben", "ben"]
    assert found["days"].tolist() == [59, 31, 29]  # 2 September - 30 October; 1 September - 1 October; 3 - 31 October
    assert found["kind"].tolist() == ["between two rows", "before the first row", "after the last row"]
    assert any(one.value == "3 gaps: days without a row" for one in app.header)


def test_refused_rows_are_shown_with_their_reasons_and_can_be_downloaded() -> None:
    app = loaded(rows("ann,2026-11-01,calls,3", ",2026-11-02,calls,7", "ben,soon,calls,7", "ben,2026-11-04,calls,=1+1"))
    assert lead(app) == "1 customer used 3 calls in 1 day"
    refused = next(frame.value for frame in app.dataframe if "reason" in frame.value)
    assert refused[["line", "column", "value"]].to_numpy().tolist() == [
        [3, "customer", ""],
        [4, "date", "soon"],
        [5, "quantity", "=1+1"],
    ]
    assert all(reason.endswith(".") for reason in refused["reason"])
    assert any(one.value == "3 refused rows" for one in app.header)
    assert any(button.label == "Download the refused rows" for button in app.download_button)
    assert b'"\'=1+1"' in downloads.csv_bytes(usage_sets.upload(key(app)).refused)  # no spreadsheet calculates it


def test_columns_are_guessed_and_can_be_corrected() -> None:
    data = b"account,day,colour,calls,minutes\nann,2026-11-01,x,3,40\nben,2026-11-02,y,5,60\n"
    app = offered(data)
    file = next(str(box.key) for box in app.multiselect if str(box.key).startswith("_quantities_")).rsplit("_", 1)[1]
    assert app.multiselect(key=f"_quantities_{file}").value == ["calls", "minutes"]
    app.multiselect(key=f"_quantities_{file}").set_value(["minutes"])
    load(sound(app.run()))
    assert lead(app) == "2 customers used 100 minutes in 2 days; the largest took 60 %"
    assert "Columns not used: colour, calls." in [said(one.value) for one in app.warning]


def test_what_cannot_be_guessed_is_asked() -> None:
    app = offered(b"a,b,c\nann,red,3\nben,blue,5\n")
    assert any("column" in said(one.value).lower() for one in app.warning)
    load(app)
    assert len(refusals(app)) == 1
    assert lead(app).startswith("60 customers")  # the last good set stays


def test_duplicates_and_corrections_are_choices() -> None:
    data = rows("ann,2026-11-01,calls,3", "ann,2026-11-01,calls,4", "ann,2026-11-02,calls,-2")
    app = offered(data)
    for box in app.checkbox:
        box.check()
    load(sound(app.run()))
    assert lead(app) == "1 customer used 5 calls in 2 days"  # 3 + 4 - 2
    app = loaded(data)
    assert any(one.value == "2 refused rows" for one in app.header)  # the second of the pair, and the negative one


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.csv", b"", "empty"),
        ("page.csv", b"<!doctype html><html><body>not signed in</body></html>", "web page"),
        ("nul.csv", b"customer,date,meter,quantity\nann\x00,2026-11-01,calls,1\n", "NUL"),
        ("long.csv", b"customer,date,meter,quantity\n" + b"a" * 1_100_000 + b",2026-11-01,calls,1\n", "line"),
        ("book.xlsx", b"PK\x03\x04 no workbook", "book.xlsx"),
        ("head.csv", b"customer,date,meter,quantity\n", "no rows"),
    ],
)
def test_a_hostile_file_gets_a_sentence_and_the_last_good_set_stays(name: str, data: bytes, says: str) -> None:
    app = offered(data, name)
    assert len(refusals(app)) == 1
    assert says in refusals(app)[0]
    assert "Traceback" not in refusals(app)[0]
    assert lead(app).startswith("60 customers")


def test_the_link_reopens_an_upload_in_another_session() -> None:
    app = loaded(BOOK)
    again = opened(USAGE, usage=key(app), meter="gb")
    assert lead(again) == "2 customers used 2.50 gb in 61 days; the largest took 100 %"
    assert again.selectbox(key="_usage_pick").options[:2] == ["Sample of 60 customers", "usage.csv"]
    assert refusals(again) == []


def test_an_upload_is_offered_in_later_sessions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(home.VARIABLE, str(tmp_path))
    assert opened(USAGE).selectbox(key="_usage_pick").options == ["Sample of 60 customers"]
    assert not home.has_database()  # a look creates nothing
    first = lead(loaded(BOOK))
    again = opened(USAGE)
    shipped, upload = again.selectbox(key="_usage_pick").options
    assert re.fullmatch(r"usage\.csv \(\d{4}-\d\d-\d\d \d\d:\d\d\)", upload)
    again.selectbox(key="_usage_pick").select(upload)
    assert lead(sound(again.run())) == first
    for path in home.uploads().iterdir():
        path.unlink()
    assert opened(USAGE).selectbox(key="_usage_pick").options == [shipped]


@pytest.mark.parametrize(
    "name", ["0" * 64, "../../etc/passwd", "made-x-1-1", "made-1-0-5", "made-1-9999999-9999", "<b>"]
)
def test_a_set_that_is_not_there_falls_back_to_the_sample(name: str) -> None:
    app = opened(USAGE, usage=name)
    assert lead(app).startswith("60 customers")
    assert refusals(app) == []


def test_a_made_set_is_made_again_by_its_link() -> None:
    app = opened(USAGE)
    app.segmented_control(key="_source").set_value("make")
    sound(app.run())
    for field, value in zip(app.number_input, (20, 10, 3), strict=True):
        field.set_value(value)
    sound(next(one for one in app.button if one.label == "Make it").click().run())
    assert lead(app).startswith("20 customers used ")
    assert "in 10 days" in lead(app)
    assert key(app) == "made-3-20-10"
    assert lead(opened(USAGE, usage="made-3-20-10")) == lead(app)
    assert lead(opened(USAGE, usage="made-4-20-10")) != lead(app)


@pytest.mark.parametrize(
    ("cycle", "begins"),
    [
        ("month", "2 customers, cycle from 2026-10-01."),
        ("week", "1 customer, cycle from 2026-10-19."),  # Monday to Sunday; the last one ends on 1 November
        ("7 days", "1 customer, cycle from 2026-10-20."),  # eight times seven days after 1 September is 27 October
    ],
)
def test_cycles(cycle: str, begins: str) -> None:
    app = opened(USAGE, usage=key(loaded(BOOK)), cycle=cycle)
    assert begins in notes(app)


def test_a_set_without_a_whole_cycle_says_so() -> None:
    app = loaded(rows("ann,2026-11-03,calls,7"))
    assert lead(app) == "1 customer used 7 calls in 1 day"
    assert "1 customer, cycle from 2026-11-01, not whole." in notes(app)
    assert chart(app)["data"][0]["width"] < 86_400_000  # a bar of less than a day, in milliseconds


def test_names_are_text() -> None:
    app = loaded(rows("<b>ann</b>,2026-11-03,<i>calls</i>,7", "ben,2026-11-03,<i>calls</i>,3"), "<script>x.csv")
    assert "\\<i\\>calls" in app.title[0].value
    assert table(app, "Share")[0][0] == "<b>ann</b>"
    assert "<i>" not in str(chart(app)) + str(chart(app, 1))
    assert pd.Series([caption.value for caption in app.caption]).str.contains("<script>", regex=False).sum() == 0


def test_old_uploads_go_but_not_those_that_a_saved_view_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(home.VARIABLE, str(tmp_path))
    home.uploads().mkdir()
    names = [f"{number:064x}" for number in range(102)]
    for name in names:
        for frame in ("clean", "refused"):
            path = home.uploads() / f"{name}.{frame}.parquet"
            path.write_bytes(b"")
            os.utime(path, (0, 0))
    store.default().keep_view("Mine", "usage", f"usage={names[50]}&meter=calls")
    app = loaded(BOOK)
    left = {path.name.partition(".")[0] for path in home.uploads().iterdir()}
    assert len(left) == 100
    assert {key(app), names[50]} < left
