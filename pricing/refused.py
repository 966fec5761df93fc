"""From the schema library's errors to one sentence of ours: what, the value, where, what to do."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from pricing.errors import DocumentRefused, Refusal, UnknownKey, UnknownName, nearest, shown

A_DATE = ("a date such as 2026-11-20", "Write it without quotes and without a time.")
A_TABLE = ("a table of fields", "Write { field = value }.")
# What is needed instead of a value of the wrong kind, and how it is written.
KINDS = {
    "string_type": ("a text", "Put it in quotes."),
    "bool_type": ("true or false", "Write it without quotes."),
    "int_type": ("a whole number", "Write it without quotes and without decimals."),
    "tuple_type": ("a list", "Put it in brackets: [ ... ]."),
    "model_type": A_TABLE,
    "model_attributes_type": A_TABLE,
    "dict_type": A_TABLE,
    "date_type": A_DATE,
    "date_parsing": A_DATE,
    "date_from_datetime_inexact": A_DATE,
    "date_from_datetime_parsing": A_DATE,
}
NAMED = {"plans": "plan", "meters": "meter"}
COUNTED = {"plans": "plan", "meters": "meter", "charges": "charge", "tiers": "tier", "golden": "golden"}


def refusal(error: ValidationError, document: object) -> Refusal:
    """Return the first of a validation's errors as a refusal that names its place in the document."""
    first = error.errors()[0]
    place = list(first["loc"])
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, Refusal):
        if cause.where and place and place[-1] in COUNTED:
            place = place[:-1]  # the refusal says which of them
        return cause.at(where(place, document)) if place else cause
    if first["type"] == "extra_forbidden":
        return _unknown_key(place, document)
    if first["type"] == "missing":
        what = f"the field {place[-1]} is missing"
        return DocumentRefused(what, where=where(place[:-1], document), todo=f"Add {place[-1]}.")
    return _wrong_kind(first, place, document)


def where(place: Sequence[int | str], document: object) -> str:
    """Return a path into a document as people say it, plans and meters by name.

    >>> where(["plans", 0, "charges", 1, "per"], {"plans": [{"name": "Pro"}]})
    "plan 'Pro', charge 2, per"
    """
    words: list[str] = []
    inside = document
    for i, step in enumerate(place):
        before = place[i - 1] if i else ""
        inside = _item(inside, step)
        if isinstance(step, int) and before in COUNTED:
            name = inside.get("name") if isinstance(inside, Mapping) and before in NAMED else None
            named = isinstance(name, str) and name.strip()
            words.append(f"{COUNTED[str(before)]} {shown(name) if named else step + 1}")
        elif isinstance(step, int):
            words.append(f"entry {step + 1}")
        elif not (step in COUNTED and i + 1 < len(place) and isinstance(place[i + 1], int)):
            words.append(step)
    return ", ".join(words)


def _item(inside: object, step: int | str) -> Any:
    try:
        return inside[step]  # type: ignore[index]  # whatever the document holds there
    except (KeyError, IndexError, TypeError):
        return None


def _wrong_kind(first: Any, place: list[int | str], document: object) -> Refusal:
    value = first["input"]
    if first["type"] == "literal_error":
        known = [word.strip("'") for word in first["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        return UnknownName(
            f"no such {place[-1]}", value=value, where=where(place[:-1], document), todo=nearest(str(value), known)
        )
    kind, todo = KINDS.get(first["type"], ("another value", "Change it."))
    return DocumentRefused(f"{kind} is needed", value=value, where=where(place, document), todo=todo)


def _unknown_key(place: list[int | str], document: object) -> Refusal:
    key = str(place[-1])
    known = _fields(place[:-1])
    spot = where(place[:-1], document)
    return UnknownKey("no such field", value=key, where=spot, todo=nearest(key, known))


def _fields(place: Sequence[int | str]) -> list[str]:
    """The field names of the table at a path, read off the schema itself."""
    from pricing.catalog import Catalog  # the schema's root; imported late because it names this module

    model: type[BaseModel] = Catalog
    for step in place:
        if isinstance(step, str):
            model = _inner(model.model_fields[step].annotation)
    return list(model.model_fields)


def _inner(annotation: Any) -> type[BaseModel]:
    for inner in getattr(annotation, "__args__", (annotation,)):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return BaseModel
