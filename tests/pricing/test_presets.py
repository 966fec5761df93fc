"""Every worked example of every preset, recomputed: to the cent, exactly, and by the independent reference."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from data import presets
from pricing import derive, invoice
from pricing.catalog import Catalog, Golden, parse
from pricing.errors import NotForSale
from pricing.money import plain
from tests.pricing import reference

DOCUMENTS = {name: presets.read(name) for name in presets.names()}
CATALOGS = {name: parse(document) for name, document in DOCUMENTS.items()}


def goldens() -> Iterator[Any]:
    """Yield each worked example, named by preset, plan, usage and what it comes to."""
    for name, catalog in CATALOGS.items():
        for golden in catalog.golden:
            used = " ".join(f"{meter}={plain(quantity)}" for meter, quantity in golden.usage)
            seats = "" if golden.seats is None else f" {golden.seats} seats"
            model = f" as {golden.model}" if golden.model else ""
            label = f"{name}, {golden.plan}{model}: {used}{seats} -> {plain(golden.exact or golden.total)}"
            yield pytest.param(name, catalog, golden, id=label)


def with_model(document: dict[str, Any], model: str | None) -> dict[str, Any]:
    """Return a document with its tier tables under another model."""
    if model is None:
        return document
    changed = [
        {**plan, "charges": [{**charge, "model": model} for charge in plan.get("charges", [])]}
        for plan in document["plans"]
    ]
    return {**document, "plans": changed}


@pytest.mark.parametrize(("name", "catalog", "golden"), list(goldens()))
def test_worked_example_of_a_preset(name: str, catalog: Catalog, golden: Golden) -> None:
    plan = catalog.plan(golden.plan)
    plan = derive.as_model(plan, golden.model) if golden.model else plan
    bill = invoice.quote(catalog, plan, dict(golden.usage), golden.seats)
    exact = golden.exact or golden.total
    assert (Fraction(bill.total), bill.exact) == (golden.total, exact)
    assert sum(line.amount for line in bill.lines) == bill.total
    other = reference.bill(with_model(DOCUMENTS[name], golden.model), golden.plan, dict(golden.usage), golden.seats)
    assert (Fraction(other.minor, 100), other.exact) == (golden.total, exact)


@pytest.mark.parametrize("name", CATALOGS)
def test_a_preset_is_read_back_from_its_own_document(name: str) -> None:
    assert parse(CATALOGS[name].document()) == CATALOGS[name]


@pytest.mark.parametrize(
    ("name", "plan"), [(name, plan.name) for name, book in CATALOGS.items() for plan in book.plans if not plan.for_sale]
)
def test_contact_sales_is_never_billed_at_nothing(name: str, plan: str) -> None:
    with pytest.raises(NotForSale, match="contacting sales"):
        invoice.quote(CATALOGS[name], plan, {})
