"""Which policies there are: the shipped ones and those that were saved; each is read once."""

from functools import lru_cache
from typing import TYPE_CHECKING

from data import home, policies
from data.documents import DocumentError
from pages.parts import show
from pricing.rebalancing import policy as rules
from pricing.rebalancing.policy import Policy

if TYPE_CHECKING:
    from data.store import Kind, Store

KIND: "Kind" = "policy"
SAVED = "saved:"


def names() -> dict[str, str]:
    """Return the policies that can be picked, key to title: the shipped ones, then those that were saved."""
    return titles() | {f"{SAVED}{name}": f"{name} (saved)" for name in _saved()}


@lru_cache(maxsize=1)
def titles() -> dict[str, str]:
    """Return the shipped policies' titles by name, the default one first."""
    return {name: str(policies.read(name).get("name", name)) for name in policies.names()}


def read(key: str) -> Policy:
    """Return a policy by its key in `names`.

    Raises:
        Refusal: what was saved is no policy any more.
        DocumentError: it is gone, or the database cannot be read.
    """
    if not key.startswith(SAVED):
        return shipped(key)
    return rules.parse(_store().load(KIND, own(key)).document)


@lru_cache(maxsize=32)
def shipped(name: str) -> Policy:
    """Return a shipped policy."""
    return rules.parse(policies.read(name))


def own(key: str) -> str:
    """Return the name under which a policy was saved; "" for a shipped one."""
    return key.removeprefix(SAVED) if key.startswith(SAVED) else ""


def newest(name: str) -> int | None:
    """Return the newest version saved under a name, or None."""
    try:
        return _store().load(KIND, " ".join(name.split())).number
    except DocumentError:
        return None


def save(name: str, made: Policy, parent: int | None) -> str:
    """Save a policy under a name as the next version, and return its key.

    Raises:
        Conflict: somebody saved a newer version meanwhile.
        DocumentError: a name that cannot be kept, or a database that cannot be written.
        Refusal: a name that no policy can have.
    """
    named = rules.parse(made.document() | {"name": " ".join(name.split())})
    return f"{SAVED}{_store().save(KIND, name, named.document(), parent=parent).name}"


def _saved() -> list[str]:
    if not home.has_database():
        return []
    try:
        return [one.name for one in _store().saved(KIND)]
    except DocumentError as error:
        show.refusal(error)
        return []


def _store() -> "Store":
    from data import store  # noqa: PLC0415  # heavy, and needed only where something was saved

    return store.default()
