"""The store keeps documents and their versions, views and usage sets: SQLite and PostgreSQL alike."""

from decimal import Decimal
from typing import Any

import pytest

from data import engine, policies, presets
from data.store import Conflict, Store, StoreError
from pricing import invoice
from pricing.catalog import Catalog, parse
from pricing.errors import Refusal
from pricing.rebalancing import policy
from tests.pricing.exchange.bills import quantities


def save(kept: Store, name: str, price: str, parent: int | None = None, **more: Any) -> int:
    return kept.save("catalogue", name, {"price": price}, parent=parent, **more).number


def prices(kept: Store, name: str) -> list[str]:
    """The price in each version of a table, the newest first."""
    return [one.document["price"] for one in kept.versions("catalogue", name)]


def names(kept: Store, *, deleted: bool = False) -> list[str]:
    return [one.name for one in kept.saved("catalogue", deleted=deleted)]


def bills(book: Catalog) -> list[str]:
    """What every plan bills at 0, at every bound and beyond, or why it does not."""
    found = []
    for plan in book.plans:
        for meter in plan.meters:
            for quantity in quantities(book, plan, meter):
                try:
                    made = invoice.quote(book, plan, {meter: quantity})
                    found.append(f"{made.total} {made.exact}")
                except Refusal as refusal:
                    found.append(str(refusal))
    return found


# Round trips


def test_every_preset_comes_back_with_the_same_bills(kept: Store) -> None:
    for name in presets.names():
        before = parse(presets.read(name))
        kept.save("catalogue", name, before.document(), parent=None)
        document = kept.load("catalogue", name).document
        assert document == before.document()
        assert parse(document) == before
        assert bills(parse(document)) == bills(before)
    assert names(kept) == presets.names()


def test_a_preset_is_kept_as_it_was_written(kept: Store) -> None:
    for name in presets.names():
        kept.save("catalogue", name, presets.read(name), parent=None)
        assert parse(kept.load("catalogue", name).document) == parse(presets.read(name))


def test_every_policy_comes_back(kept: Store) -> None:
    for name in policies.names():
        kept.save("policy", name, policies.read(name), parent=None)
        assert kept.load("policy", name).document == policies.read(name)
        if name != "messages":
            assert policy.parse(kept.load("policy", name).document) == policy.parse(policies.read(name))
    assert kept.saved("catalogue") == []


def test_the_order_of_fields_is_kept(kept: Store) -> None:
    document = {"z": {"gb": "1", "calls": "2"}, "a": [{"y": 1, "b": True}, None]}
    read = kept.save("catalogue", "x", document, parent=None).document
    assert list(read) == ["z", "a"]
    assert list(read["z"]) == ["gb", "calls"]
    assert read == document


@pytest.mark.parametrize(
    "digits", ["0.000000000001", "999999999999999999999999.999999999999", "12345678901.123456789", "1.50", "-0.10"]
)
def test_money_keeps_every_digit(kept: Store, digits: str) -> None:
    state = kept.save("catalogue", "x", {"text": digits, "number": Decimal(digits)}, parent=None)
    for read in (state.document, kept.load("catalogue", "x").document):
        assert read["text"] == digits
        assert read["number"].as_tuple() == Decimal(digits).as_tuple()


def test_whole_units_keep_every_digit(kept: Store) -> None:
    kept.save("catalogue", "x", {"units": 10**24 + 1}, parent=None)
    assert kept.load("catalogue", "x").document["units"] == 10**24 + 1


# List, load, versions


def test_versions_have_numbers_parents_notes_and_times(kept: Store) -> None:
    save(kept, "API", "1.50", note="first", author="Ann")
    save(kept, "API", "1.40", 1, note="cheaper\nfor all", author="Bob")
    new, old = kept.versions("catalogue", "API")
    assert (new.number, new.parent, new.note, new.author) == (2, 1, "cheaper\nfor all", "Bob")
    assert (old.number, old.parent, old.note, old.author) == (1, None, "first", "Ann")
    assert old.saved_at < new.saved_at
    assert kept.load("catalogue", "API") == new
    assert kept.load("catalogue", "API", 1) == old


def test_what_is_saved_is_listed_by_name(kept: Store) -> None:
    for name in ("beta", "Alpha", "Ärger", "alpha 2"):
        save(kept, name, "1")
    kept.save("policy", "Alpha", {}, parent=None)
    save(kept, "beta", "2", 1)
    assert names(kept) == ["Alpha", "alpha 2", "beta", "Ärger"]
    assert [one.number for one in kept.saved("catalogue")] == [1, 1, 2, 1]
    assert kept.saved("catalogue")[2].saved_at == kept.load("catalogue", "beta").saved_at
    assert [one.name for one in kept.saved("policy")] == ["Alpha"]


@pytest.mark.parametrize(("name", "number"), [("unknown", None), ("known", 2), ("known", 0), ("known", -1)])
def test_what_is_not_there_is_refused(kept: Store, name: str, number: int | None) -> None:
    save(kept, "known", "1")
    with pytest.raises(StoreError, match=r"Choose one of the list\.$"):
        kept.load("catalogue", name, number)
    assert kept.versions("catalogue", "unknown") == []


# Restore, branch, delete


def test_a_restored_version_is_a_new_one(kept: Store) -> None:
    for number, price in enumerate(("1", "2", "3")):
        save(kept, "API", price, number or None)
    state = kept.restore("catalogue", "API", 1, author="Ann")
    assert (state.number, state.parent, state.note, state.author) == (4, 3, "version 1 again", "Ann")
    assert prices(kept, "API") == ["1", "3", "2", "1"]


def test_a_branch_goes_its_own_way(kept: Store) -> None:
    save(kept, "API", "1")
    save(kept, "API", "2", 1)
    state = kept.branch("catalogue", "API", 1, "API for partners", author="Ann")
    assert (state.number, state.parent, state.note) == (1, None, "from API, version 1")
    save(kept, "API for partners", "3", 1)
    assert prices(kept, "API") == ["2", "1"]
    assert prices(kept, "API for partners") == ["3", "1"]
    with pytest.raises(Conflict):
        kept.branch("catalogue", "API", 2, "API for partners")


def test_a_deleted_table_comes_back_with_all_its_versions(kept: Store) -> None:
    save(kept, "API", "1")
    save(kept, "API", "2", 1)
    kept.delete("catalogue", "API")
    assert names(kept) == []
    assert names(kept, deleted=True) == ["API"]
    with pytest.raises(StoreError, match="Choose one of the list"):
        kept.load("catalogue", "API")
    kept.undelete("catalogue", "API")
    assert prices(kept, "API") == ["2", "1"]
    assert names(kept, deleted=True) == []


def test_names_are_unique_among_those_that_live(kept: Store) -> None:
    save(kept, "API", "old")
    kept.delete("catalogue", "API")
    save(kept, "API", "new")
    assert prices(kept, "API") == ["new"]
    with pytest.raises(StoreError, match="taken again: 'API'"):
        kept.undelete("catalogue", "API")
    kept.undelete("catalogue", "API", under="API before")
    assert prices(kept, "API") == ["new"]
    assert prices(kept, "API before") == ["old"]


def test_the_one_that_was_deleted_last_comes_back_first(kept: Store) -> None:
    for price in ("1", "2", "3"):
        save(kept, "API", price)
        kept.delete("catalogue", "API")
    for number, price in enumerate(("3", "2", "1")):
        kept.undelete("catalogue", "API", under=f"again {number}")
        assert prices(kept, f"again {number}") == [price]
    with pytest.raises(StoreError, match="Nothing of this name was deleted"):
        kept.undelete("catalogue", "API")


def test_of_two_deleted_in_one_second_the_newer_comes_back(url: str) -> None:
    kept = Store(engine.opened(url), lambda: "2026-11-21T10:00:00+00:00")
    for price in ("1", "2"):
        save(kept, "API", price)
        kept.delete("catalogue", "API")
    kept.undelete("catalogue", "API")
    assert prices(kept, "API") == ["2"]
    kept.close()


def test_deleting_what_is_not_there_does_nothing(kept: Store) -> None:
    save(kept, "API", "1")
    kept.delete("catalogue", "unknown")
    kept.delete("policy", "API")
    kept.forget_view("unknown")
    assert names(kept) == ["API"]


# Two people


def test_the_second_of_two_people_is_told_and_loses_nothing(kept: Store) -> None:
    save(kept, "API", "1")
    save(kept, "API", "2", 1, author="Ann")
    with pytest.raises(Conflict, match=r"'API' was saved by Ann as version 2 while you worked on it\.") as conflict:
        save(kept, "API", "3", 1, author="Bob")
    assert conflict.value.newest == kept.load("catalogue", "API")
    assert prices(kept, "API") == ["2", "1"]
    save(kept, "API", "3", conflict.value.newest.number, author="Bob")
    assert prices(kept, "API") == ["3", "2", "1"]


@pytest.mark.parametrize("parent", [None, 0, 2, 7, -1])
def test_a_version_follows_the_newest_one_only(kept: Store, parent: int | None) -> None:
    save(kept, "API", "1")
    with pytest.raises(Conflict) as conflict:
        save(kept, "API", "2", parent)
    assert conflict.value.newest.number == 1
    assert prices(kept, "API") == ["1"]


def test_what_was_deleted_meanwhile_is_told(kept: Store) -> None:
    save(kept, "API", "1")
    kept.delete("catalogue", "API")
    with pytest.raises(StoreError, match="deleted while you worked on it: 'API'"):
        save(kept, "API", "2", 1)
    assert names(kept) == []


# Views and usage sets


def test_views_are_kept_under_a_short_name(kept: Store) -> None:
    kept.keep_view("May", "compare_models", "plan=Pro&amount=250")
    kept.keep_view("April", "invoice_curve", "")
    kept.keep_view(" May ", "invoice_curve", "plan=Pro")
    found = [(one.name, one.page, one.query) for one in kept.views()]
    assert found == [("April", "invoice_curve", ""), ("May", "invoice_curve", "plan=Pro")]
    kept.forget_view("April  ")
    assert [one.name for one in kept.views()] == ["May"]


def test_usage_sets_are_listed_newest_first(kept: Store) -> None:
    for key, name in (("a1", "May.csv"), ("b2", "June.csv"), ("a1", "May again.csv")):
        kept.keep_usage(key, name, 2_000_000, 3, "2026-05-01", "2026-05-31")
    found = [(one.key, one.name, one.rows, one.first) for one in kept.usages()]
    assert found == [
        ("a1", "May again.csv", 2_000_000, "2026-05-01"),
        ("b2", "June.csv", 2_000_000, "2026-05-01"),
    ]
