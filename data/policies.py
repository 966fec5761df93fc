"""Rebalancing policies seen in the field, by name, the default one first."""

from data.library import HERE, Library

FOLDER = HERE / "policies"
_LIBRARY = Library("policy", FOLDER, first="sustained")
names = _LIBRARY.names
read = _LIBRARY.read
