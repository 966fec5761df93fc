"""A bad document on the page: the library's own sentence beside the field, and the last good bill stays."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import documents
from pricing.catalog import parse
from pricing.errors import Refusal
from tests.pricing.bad_documents import BAD, Bad, good

APP = str(Path(__file__).parent.parent / "app.py")
# What a user types has no name whose ending would tell its kind: the page goes by the first character.
TYPED = [bad for bad in BAD if bad.text.strip() and bad.text.lstrip().startswith(("{", "[")) == (bad.kind == "json")]


@pytest.fixture(scope="module")
def app() -> AppTest:
    return AppTest.from_file(APP, default_timeout=30).run()


def bare(text: str) -> str:
    """Return a text without the backslashes that keep Markdown from reading it."""
    return re.sub(r"\\([\W_])", r"\1", text)


def sentence(text: str, kind: str) -> str:
    """Return what the library says of a bad document."""
    with pytest.raises((Refusal, documents.DocumentError)) as error:
        parse(documents.loads(text, kind))
    return str(error.value)


def test_nearly_all_kinds_can_be_typed() -> None:
    assert len(TYPED) > len(BAD) - 10


@pytest.mark.parametrize("bad", TYPED, ids=lambda bad: bad.id)
def test_a_typed_bad_table_is_refused_and_the_bill_stays(app: AppTest, bad: Bad) -> None:
    app.text_area(key="own_text").set_value(bad.text).run()
    assert not app.exception
    assert [bare(error.value) for error in app.error] == [bare(sentence(bad.text, bad.kind))]
    assert "250,000 calls cost" in app.title[0].value
    assert "425.00" in app.title[0].value


@pytest.mark.parametrize("bad", [BAD[0], BAD[20], BAD[-1]], ids=lambda bad: bad.id)
def test_an_uploaded_bad_table_is_refused_and_the_bill_stays(bad: Bad) -> None:
    app = AppTest.from_file(APP, default_timeout=30).run()
    app.file_uploader(key="own_file").set_value((f"table.{bad.kind}", bad.text.encode(), "text/plain")).run()
    assert not app.exception
    assert [bare(error.value) for error in app.error] == [bare(sentence(bad.text, bad.kind))]
    assert "425.00" in app.title[0].value


def test_a_good_table_takes_the_place_and_a_bad_one_after_it_does_not() -> None:
    app = AppTest.from_file(APP, default_timeout=30).run()
    app.text_area(key="own_text").set_value(good()).run()
    assert not app.exception
    assert not app.error
    app.text_input(key="q").set_value("250").run()
    mine = app.title[0].value
    assert "250 calls cost" in mine
    assert "350.00" in mine
    app.text_area(key="own_text").set_value(good("charge", 'per = "0"')).run()
    assert [error.value for error in app.error] == [sentence(good("charge", 'per = "0"'), "toml")]
    assert app.title[0].value == mine
