"""What the documents say is true: the price table that they print, and every field that one can have."""

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from pricing import catalog, findings, invoice
from pricing.catalog import Catalog, Golden, Meter, Plan, Seats
from pricing.conventions import PROFILES, Conventions
from pricing.fields import Model, Status
from pricing.terms import Charge, Tier

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = (ROOT / "docs/document.md").read_text(encoding="utf-8")


def test_the_printed_price_table_bills_what_it_says() -> None:
    found = re.search(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found
    book = catalog.parse(tomllib.loads(found[1]))
    assert not [one for one in findings.check(book, {}) if one.severity == "error"]
    assert str(invoice.quote(book, "Standard", {"calls": 150_000}).total) == "275.00"
    assert [str(one.total) for one in book.golden] == ["275"]


@pytest.mark.parametrize("part", [Catalog, Meter, Plan, Seats, Charge, Tier, Conventions, Golden])
def test_every_field_of_a_document_is_explained(part: type[BaseModel]) -> None:
    missing = [name for name in part.model_fields if not re.search(rf"`{name}`|\b{name} = ", DOCUMENT)]
    assert not missing, f"docs/document.md: say what these mean: {missing}"


@pytest.mark.parametrize("name", [*PROFILES, *get_args(Status), *get_args(Model)])
def test_every_name_that_can_be_chosen_is_listed(name: str) -> None:
    assert f"`{name}`" in DOCUMENT
