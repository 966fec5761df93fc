"""Documents: what is read, and one clear sentence for everything that cannot be."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data import documents
from data.documents import DocumentError

PLACED = [
    ("toml", "a = \n", ["Line 1, column 5: the TOML is broken (invalid value): 'a ='. Mend this line."]),
    ("toml", "a = 1\nb = [1 2]\n", ["Line 2, column 8", "'b = [1 2]'"]),
    ("toml", "[plans\n", ["Line 1, column 7", "expected ']'", "'[plans'"]),
    ("toml", "a = 1\na = 2\n", ["Line 2, column 6", "cannot overwrite a value", "'a = 2'"]),
    ("toml", 'a = 1\nb = """never closed', ["End of the document", "unterminated", "never closed'"]),
    ("toml", "a = 2026-13-45\n", ["Line 1", "'a = 2026-13-45'"]),
    ("toml", "a = \x00\n", ["Line 1, column 5", r"'a = \x00'"]),
    ("json", "", ["Line 1, column 1", "the JSON is broken (expecting value)"]),
    ("json", "{", ["Line 1, column 2", "'{'"]),
    ("json", '{"a": 1,\n "b" 2}', ["Line 2, column 6", "expecting ':' delimiter", "'\"b\" 2}'"]),
    ("json", '{"a": 1,}', ["Line 1, column", "the JSON is broken", "'{\"a\": 1,}'"]),
    ("json", '\ufeff{"a": tru}', ["Line 1, column 7", "'{\"a\": tru}'"]),
    ("json", '{"a": [' + "1, " * 5000 + "2 3]}", ["Line 1, column 15010", "2 3]}"]),
]
REFUSED = [
    ("json", '{"a": NaN}', ["A finite number is needed: 'NaN'. Give a figure"]),
    ("json", '{"a": Infinity}', ["'Infinity'"]),
    ("json", '{"a": -Infinity}', ["'-Infinity'"]),
    ("json", '{"fee": "1", "fee": "2"}', ["A key stands twice in one object: 'fee'. Keep one of the two."]),
    ("json", '{"a": {"b": 1, "c": 2, "b": 3}}', ["A key stands twice", "'b'"]),
    ("json", "[1, 2]", ["A document is a table of named fields: '[1, 2]'. Start it with {"]),
    ("json", "3", ["a table of named fields", "'3'"]),
    ("json", "null", ["a table of named fields", "'null'"]),
    ("json", r'{"a": "\ud800"}', ["A text holds half a character", "Retype"]),
    ("json", r'{"\ud800": 1}', ["A text holds half a character"]),
    ("json", '{"a": ' + "[" * 100_000, ["at most 20 deep", "Flatten"]),
    ("json", '{"a": ' + "[" * 30 + "]" * 30 + "}", ["at most 20 deep"]),
    ("json", '{"a": ' + "9" * 5000 + "}", ["A number has at most 1,000 digits"]),
    ("json", '{"a": 1e99999999999999999999}', ["at most 1,000 digits", "'1e99999999999999999999'"]),
    ("toml", "a = " + "[" * 100_000, ["at most 20 deep"]),
    ("toml", "a = " + "{a = " * 100_000, ["at most 20 deep"]),
    ("toml", ".".join("a" * 2_000_000) + " = 1", ["at most 20 deep", "'a.a.a"]),
    ("toml", '"a" . ' * 500_000 + "a = 1", ["at most 20 deep"]),
    ("toml", "[" + ".".join("a" * 21) + "]", ["at most 20 deep"]),
    ("toml", "a = " + "9" * 5000, ["at most 1,000 digits", "Shorten it."]),
    ("toml", "a = " + "9" * 1100, ["at most 1,000 digits"]),
    ("toml", "a = 0x" + "f" * 5000, ["at most 1,000 digits"]),
    ("toml", "a = 1e99999999999999999999", ["at most 1,000 digits", "'1e99999999999999999999'"]),
    ("toml", "x" * (documents.MAX_BYTES + 1), ["at most 4 MiB", "larger"]),
    ("toml", "é" * (documents.MAX_BYTES // 2 + 1), ["at most 4 MiB"]),
    ("yaml", "a: 1", ["A document is TOML or JSON: 'yaml'. Name its kind"]),
]


def told(error: pytest.ExceptionInfo[DocumentError]) -> str:
    """Return an error's text, which is always one short line of full sentences."""
    text = str(error.value)
    assert text.endswith(".")
    assert "\n" not in text
    assert len(text) < 400
    assert text.isprintable()
    return text


@pytest.mark.parametrize(("kind", "text", "parts"), PLACED + REFUSED, ids=lambda value: repr(value)[:30])
def test_an_unreadable_document_is_told_in_one_sentence(kind: str, text: str, parts: list[str]) -> None:
    with pytest.raises(DocumentError) as error:
        documents.loads(text, kind)
    sentence = told(error)
    for part in parts:
        assert part in sentence


@pytest.mark.parametrize(
    ("kind", "text"),
    [("toml", "a = 0.10\nb = 1\nc = 'x'\nd = true\n"), ("json", '{"a": 0.10, "b": 1, "c": "x", "d": true}')],
)
def test_decimals_are_exact_in_both_kinds(kind: str, text: str) -> None:
    document = documents.loads(text, kind)
    assert document == {"a": Decimal("0.10"), "b": 1, "c": "x", "d": True}
    assert str(document["a"]) == "0.10"


def test_a_toml_date_is_a_date() -> None:
    assert documents.loads("checked_on = 2026-11-20", "toml") == {"checked_on": date(2026, 11, 20)}


def test_an_empty_toml_text_is_an_empty_table() -> None:
    assert documents.loads("", "toml") == {}


@pytest.mark.parametrize(("kind", "text"), [("toml", "\ufeffa = 1"), ("json", '\ufeff{"a": 1}')])
def test_a_byte_order_mark_is_no_part_of_the_document(kind: str, text: str) -> None:
    assert documents.loads(text, kind) == {"a": 1}


def test_a_number_of_just_1000_digits_and_a_document_just_20_deep_are_read() -> None:
    assert documents.loads("a = " + "9" * documents.MAX_DIGITS, "toml")["a"] == 10**documents.MAX_DIGITS - 1
    lists = documents.MAX_DEPTH - 1
    assert "a" in documents.loads('{"a": ' + "[" * lists + "]" * lists + "}", "json")


def test_ten_thousand_tiers_are_read() -> None:
    tiers = ", ".join(f'{{ up_to = "{i}", unit_price = "0.1" }}' for i in range(1, 10_001))
    assert len(documents.loads(f"tiers = [{tiers}]", "toml")["tiers"]) == 10_000


def test_long_values_are_cut_in_the_sentence() -> None:
    with pytest.raises(DocumentError) as error:
        documents.loads(json.dumps(["x" * 10_000]), "json")
    assert "xxx…'" in told(error)


@pytest.mark.parametrize(
    ("name", "text"), [("a.toml", "fee = 0.5"), ("a.json", '{"fee": 0.5}'), ("A.TOML", "fee = 0.5")]
)
def test_a_file_is_read_by_its_ending(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert documents.load(path) == documents.load(str(path)) == {"fee": Decimal("0.5")}


@pytest.mark.parametrize(
    ("name", "content", "parts"),
    [
        ("broken.toml", b"a = 1\nb = ,\n", ["broken.toml', line 2, column 5: the TOML is broken"]),
        ("latin.toml", b"a = 1\nb = 'caf\xe9'\n", ["latin.toml', line 2: the text is not UTF-8 (byte 0xe9)"]),
        ("utf16.json", '{"a": 1}'.encode("utf-16"), ["utf16.json', line 1: the text is not UTF-8"]),
        ("large.json", b" " * (documents.MAX_BYTES + 1), ["large.json': a document has at most 4 MiB"]),
        ("a.yaml", b"a: 1", ["a.yaml': the file's ending is not known. Use a .toml or .json file."]),
        ("none", b"a = 1", ["none': the file's ending is not known"]),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_unreadable_file_is_named(tmp_path: Path, name: str, content: bytes, parts: list[str]) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentError) as error:
        documents.load(path)
    sentence = told(error)
    for part in parts:
        assert part in sentence


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as error:
        documents.load(tmp_path / "missing.toml")
    assert "missing.toml': there is no such file. Check its name" in told(error)
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    with pytest.raises(DocumentError) as error:
        documents.load(folder)
    assert "folder.toml': a file is needed, not a folder." in told(error)


@pytest.mark.parametrize("name", ["a\0b.toml", "x" * 5000 + ".toml"])
def test_a_name_that_no_file_can_have_is_told(name: str) -> None:
    with pytest.raises(DocumentError) as error:
        documents.load(name)
    assert "the file cannot be read" in told(error)


def test_the_error_is_a_value_error_and_keeps_its_parts() -> None:
    error = DocumentError("a number is needed", value="x", where="line 2", todo="Write digits.")
    error = error.at("'a.toml'")
    assert isinstance(error, ValueError)
    assert [error.what, error.value, error.where] == ["a number is needed", "x", "'a.toml', line 2"]
    assert str(error) == "'a.toml', line 2: a number is needed: 'x'. Write digits."
