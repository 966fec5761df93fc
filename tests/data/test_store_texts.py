"""Names and texts that users type, or that somebody makes to do harm: kept as they are, or refused in a sentence."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.records import LONGEST, LONGEST_NOTE
from data.store import Store, StoreError

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=\"alert('x')\">",
    "'; DROP TABLE document; --",
    '" OR 1=1 --',
    "%s %(name)s {0} :name ?",
    "../../../etc/passwd",
    "C:\\Windows\\system32",
    "/",
    "..",
    "NUL",
    "= cmd|' /C calc'!A0",
    "$$ \\$ `x` **b** [a](javascript:alert(1))",
    "Preise für Straßenbahn",
    "価格表 · السعر · מחיר",
    "می‌خواهم",
    "👩‍👩‍👧 plan",
    "x" * LONGEST,
]
REFUSED = ["", "   ", "\u200d", "a\x00b", "a\x1b[31mb", "a\u202eb", "a\ufeffb", "a\ud800b", "x" * (LONGEST + 1)]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_a_name(kept: Store, tmp_path: Path, name: str) -> None:
    kept.save("catalogue", "other", {}, parent=None)
    state = kept.save("catalogue", name, {name: name}, parent=None, note=name, author=name)
    assert kept.load("catalogue", name) == state
    assert (state.name, state.note, state.author, state.document) == (name, name, name, {name: name})
    assert {one.name for one in kept.saved("catalogue")} == {name, "other"}
    kept.keep_view(name, "invoice_curve", name)
    assert [(view.name, view.query) for view in kept.views()] == [(name, name)]
    kept.keep_usage("ab12", name, 1, 1, "2026-05-01", "2026-05-31")
    assert [one.name for one in kept.usages()] == [name]
    kept.delete("catalogue", name)
    kept.undelete("catalogue", name)
    assert {path.name for path in tmp_path.iterdir()} <= {"0.db", "0.db-wal", "0.db-shm"}


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_cannot_be_seen_is_refused(kept: Store, name: str) -> None:
    calls: list[Any] = [
        lambda: kept.save("catalogue", name, {}, parent=None),
        lambda: kept.load("catalogue", name),
        lambda: kept.versions("catalogue", name),
        lambda: kept.delete("catalogue", name),
        lambda: kept.undelete("catalogue", name),
        lambda: kept.keep_view(name, "invoice_curve", ""),
        lambda: kept.forget_view(name),
    ]
    for call in calls:
        with pytest.raises(StoreError, match="A name is needed") as refused:
            call()
        assert str(refused.value).isprintable()
    assert kept.saved("catalogue") == []


def test_names_that_look_the_same_are_the_same(kept: Store) -> None:
    kept.save("catalogue", "  Caf\u00e9 \n prices ", {}, parent=None)
    state = kept.save("catalogue", "Cafe\u0301 prices", {}, parent=1)
    assert (state.name, state.number) == ("Caf\u00e9 prices", 2)
    assert kept.load("catalogue", "Cafe\u0301   prices") == state
    assert [one.name for one in kept.saved("catalogue")] == ["Caf\u00e9 prices"]


def test_what_a_note_cannot_hold_is_marked(kept: Store) -> None:
    note = "a\x00b\x1bc\ud800d\te\r\nf"
    state = kept.save("catalogue", "x", {}, parent=None, note=note, author=note)
    assert kept.load("catalogue", "x") == state
    assert state.note == state.author == "a\ufffdb\ufffdc\ufffdd\te\nf"
    kept.keep_view("v", "invoice_curve", "q=\x00")
    kept.keep_usage("k", "\x00" * (LONGEST + 1), 1, 1, "", "")
    assert kept.usages()[0].name == "\ufffd" * LONGEST
    with pytest.raises(StoreError, match="at most 100,000 characters"):
        kept.save("catalogue", "x", {}, parent=1, note="x" * (LONGEST_NOTE + 1))


def test_control_characters_in_a_document_come_back(kept: Store) -> None:
    document = {"note": "".join(map(chr, range(0x120))) + "\u2028\uffff\U0010ffff"}
    kept.save("catalogue", "x", document, parent=None)
    assert kept.load("catalogue", "x").document == document


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"fee": 0.1}, "holds text, exact numbers, lists and tables: '0.1'"),
        ({"fee": {1, 2}}, "holds text, exact numbers"),
        ({"fee": {1: "x"}}, "A field's name is text: '1'"),
        ({"fee": "\ud800"}, "half a character"),
        ({"fee": "x" * 5 * 1024**2}, "at most 4 MiB"),
        ({"fee": 10**1200}, "at most 1,000 digits"),
    ],
)
def test_what_could_not_be_read_again_is_not_saved(kept: Store, document: dict[str, Any], says: str) -> None:
    with pytest.raises(StoreError, match=says):
        kept.save("catalogue", "x", document, parent=None)
    nested: Any = "x"
    for _ in range(30):
        nested = [nested]
    with pytest.raises(StoreError, match="20 deep"):
        kept.save("catalogue", "x", {"a": nested}, parent=None)
    assert kept.saved("catalogue") == []


def test_a_date_is_kept_as_text(kept: Store) -> None:
    state = kept.save("catalogue", "x", {"checked_on": date(2026, 11, 21)}, parent=None)
    assert state.document == {"checked_on": "2026-11-21"}


def test_random_texts_come_back(kept: Store) -> None:
    dice = random.Random(20261121)  # noqa: S311
    letters = [chr(code) for code in range(0x21, 0x3000) if chr(code).isprintable()]
    parent = None
    for _ in range(20):
        note, value = ("".join(dice.choices(letters, k=dice.randint(1, 300))) for _ in range(2))
        parent = kept.save("catalogue", "x", {"value": [value]}, parent=parent, note=note).number
        state = kept.load("catalogue", "x")
        assert (state.note, state.document) == (note, {"value": [value]})
