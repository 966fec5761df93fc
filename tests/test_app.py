"""The pages through app.py, without a browser: they open, answer, refuse and restore."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import presets

APP = str(Path(__file__).parent.parent / "app.py")


def opened(**params: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def test_home_opens_with_a_true_sentence() -> None:
    app = opened()
    assert not app.exception
    assert "250,000 calls cost" in app.title[0].value
    assert "425.00" in app.title[0].value


def test_a_changed_quantity_changes_the_bill() -> None:
    app = opened()
    app.text_input(key="q").set_value("101000").run()
    assert "201.50" in app.title[0].value


def test_a_refused_quantity_is_said_and_the_last_bill_stays() -> None:
    app = opened()
    app.text_input(key="q").set_value("1.5").run()
    assert not app.exception
    assert "whole quantity" in app.error[0].value
    assert "425.00" in app.title[0].value


def test_a_link_restores_the_view() -> None:
    app = opened(table="AWS S3 Standard storage", model="volume", q="60000")
    assert "1,320.00" in app.title[0].value


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_opens_by_its_title(name: str) -> None:
    title = str(presets.read(name)["name"])
    app = opened(table=title)
    assert not app.exception
    assert app.selectbox(key="table").value == name
    assert app.title[0].value
