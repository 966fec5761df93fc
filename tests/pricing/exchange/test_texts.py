"""Documents as TOML and JSON: read back, they are the same, worked examples and dates included."""

import tomllib
from datetime import date

import pytest

from data import documents, presets
from pricing.catalog import parse
from pricing.exchange import formats, texts
from tests import curves

CATALOGS = {name: parse(presets.read(name)) for name in presets.names()}


@pytest.mark.parametrize("name", CATALOGS)
def test_toml_and_json_read_back(name: str) -> None:
    book = CATALOGS[name]
    for kind, text in (("toml", texts.toml(book)), ("json", texts.as_json(book.document()))):
        back = parse(documents.loads(text, kind))
        assert back == book
        assert back.document() == book.document()
        assert len(back.golden) == len(book.golden) > 0


@pytest.mark.parametrize("name", CATALOGS)
def test_numbers_are_texts_and_dates_are_dates(name: str) -> None:
    read = tomllib.loads(texts.toml(CATALOGS[name]))
    assert isinstance(read["checked_on"], date)
    amounts = [golden["total"] for golden in read["golden"]]
    amounts += [
        tier["unit_price"]
        for plan in read["plans"]
        for charge in plan.get("charges", [])
        for tier in charge["tiers"]
        if "unit_price" in tier and not isinstance(tier["unit_price"], dict)
    ]
    assert {type(amount) for amount in amounts} == {str}


@pytest.mark.parametrize("seed", range(25))
def test_any_plan_reads_back(seed: int) -> None:
    book = parse(curves.document(seed))
    assert parse(documents.loads(texts.toml(book), "toml")) == book


def test_names_and_notes_are_text_whatever_they_hold() -> None:
    odd = 'a "b" \\ # [x]\n\t<i> é 名'
    plan = {"name": 'x = "1" # y', "features": {"a.b c": odd, "=": True}}
    book = parse({"currency": "USD", "note": odd, "plans": [plan]})
    assert parse(documents.loads(texts.toml(book), "toml")) == book


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("system", formats.EXPORTS)
def test_what_an_export_is_of_is_obvious(name: str, system: str) -> None:
    made = formats.EXPORTS[system](CATALOGS[name]).result
    if made != {"object": "list", "data": []}:
        assert formats.guess(made) == system
    assert formats.guess(CATALOGS[name].document()) == "document"


@pytest.mark.parametrize("data", [None, 3, "x", [], {}, [[[]]], {"data": 5}, {"type": ["flat"]}])
def test_other_things_are_not_guessed(data: object) -> None:
    assert formats.guess(data) == ""
