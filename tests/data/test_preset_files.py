"""Presets: each file says where its figures come from, with worked examples at every bound."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from data import documents, presets

NAMES = presets.names()
STATUSES = {"published", "third_party", "indicative", "teaching"}
SHIPPED = {
    "ai-ladder",
    "api-calls",
    "api-calls-volume",
    "aws-data-transfer-out",
    "aws-s3-standard",
    "claude-style",
    "elevenlabs",
    "figma",
    "figma-before-2025-03",
    "fonts",
    "fonts-volume",
    "growth-volume",
    "linear",
    "posthog-events-2024-01",
    "segment-style",
    "sendgrid-style",
    "twilio-conversations",
    "twilio-voice",
    "vercel-pro",
    "water",
    "water-volume",
}


def values(inside: Any) -> Iterator[Any]:
    """Yield every value in a document that is no table and no list."""
    if isinstance(inside, dict | list):
        for inner in inside.values() if isinstance(inside, dict) else inside:
            yield from values(inner)
    else:
        yield inside


@pytest.fixture(params=NAMES)
def preset(request: pytest.FixtureRequest) -> dict[str, Any]:
    return presets.read(request.param)


def test_the_presets_that_the_design_names_are_there_sorted() -> None:
    assert set(NAMES) >= SHIPPED
    assert sorted(NAMES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_is_kebab_case(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)


def test_titles_differ() -> None:
    titles = [presets.read(name)["name"] for name in NAMES]
    assert len(set(titles)) == len(titles)


def test_every_preset_says_where_its_figures_come_from_and_when(preset: dict[str, Any]) -> None:
    assert preset["name"].strip()
    assert preset["currency"] == "USD"
    assert preset["status"] in STATUSES
    assert isinstance(preset["checked_on"], date)
    assert date(2026, 11, 20) <= preset["checked_on"]
    source = preset["source"]
    assert len(source) > 40
    assert source.endswith(".")
    assert re.search(r"20\d\d|January|https://", source)


def test_published_figures_name_a_page(preset: dict[str, Any]) -> None:
    if preset["status"] in ("published", "third_party"):
        assert "https://" in preset["source"]


def test_an_outdated_preset_says_since_when() -> None:
    assert presets.read("figma-before-2025-03")["valid_until"] == date(2025, 3, 11)
    assert "outdated" in presets.read("figma-before-2025-03")["note"].lower()


def test_numbers_are_texts_dates_or_whole(preset: dict[str, Any]) -> None:
    assert {type(value) for value in values(preset)} <= {str, int, bool, date}


def test_every_plan_for_sale_has_a_worked_example(preset: dict[str, Any]) -> None:
    sold = {plan["name"] for plan in preset["plans"] if plan.get("fee") != "contact_sales"}
    assert {golden["plan"] for golden in preset["golden"]} == sold


def test_worked_examples_are_in_cents_and_agree_with_their_exact_value(preset: dict[str, Any]) -> None:
    meters = {meter["name"] for meter in preset.get("meters", [])}
    for golden in preset["golden"]:
        assert set(golden["usage"]) <= meters
        assert re.fullmatch(r"\d+\.\d{2}", golden["total"])
        exact = Decimal(golden.get("exact", golden["total"]))
        assert exact.quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(golden["total"])


def test_worked_examples_stand_at_zero_at_each_bound_and_just_above(preset: dict[str, Any]) -> None:
    for plan in preset["plans"]:
        for charge in plan.get("charges", []):
            if len(charge["meters"]) > 1:
                continue  # the pool's bound is met by several usages
            tried = tried_quantities(preset, plan["name"], charge["meters"][0])
            bounds = [Decimal(tier["up_to"]) for tier in charge["tiers"] if "up_to" in tier]
            included = Decimal(charge.get("included", "0"))
            assert {Decimal(0), included, *bounds} <= tried
            last = None if "up_to" not in charge["tiers"][-1] else bounds[-1]
            for bound in {included, *bounds} - {Decimal(0), last}:
                assert any(bound < quantity <= bound + 1 for quantity in tried)


def tried_quantities(preset: dict[str, Any], plan: str, meter: str) -> set[Decimal]:
    """Return the quantities of a meter in a plan's worked examples; a meter left out is at zero."""
    return {
        Decimal(golden["usage"].get(meter, "0"))
        for golden in preset["golden"]
        if golden["plan"] == plan and "model" not in golden
    }


def test_the_ladder_for_rebalancing_has_allowances_that_rise_and_overage_that_falls() -> None:
    charges = [plan["charges"][0] for plan in presets.read("ai-ladder")["plans"]]
    assert [charge["included"] for charge in charges] == ["100000", "1000000", "5000000"]
    prices = [[Decimal(tier["unit_price"]) for tier in charge["tiers"]] for charge in charges]
    assert prices == sorted(prices, reverse=True)
    covers = [plan["covers"]["tokens"] for plan in presets.read("ai-ladder")["plans"]]
    assert covers[1] == {"from": "100000", "to": "1000000"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("elevnlabs", "elevenlabs"),
        ("API Calls", "api-calls"),
        ("twilio_voice", "twilio-voice"),
        ("s3", "aws-s3-standard"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(documents.DocumentError, match="There is no such preset") as error:
        presets.read(typed)
    assert f"Did you mean {meant!r}?" in str(error.value)


@pytest.mark.parametrize("name", ["", "zzzz"])
def test_a_name_near_to_none_is_answered_with_all(name: str) -> None:
    with pytest.raises(documents.DocumentError) as error:
        presets.read(name)
    assert all(known in str(error.value) for known in NAMES)


@pytest.mark.parametrize(
    "name",
    [
        "../presets/water",
        "../documents",
        "/etc/passwd",
        "water.toml",
        ".",
        "..",
        "./water",
        "water\0",
        "WATER",
    ],
)
def test_a_name_never_leaves_the_folder(name: str) -> None:
    with pytest.raises(documents.DocumentError):
        presets.read(name)


def test_presets_are_found_from_any_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert presets.names() == NAMES
    assert presets.read("water")["name"] == "Water"
