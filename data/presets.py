"""Published and teaching price tables, by name."""

from data.library import HERE, Library

FOLDER = HERE / "presets"
_LIBRARY = Library("preset", FOLDER)
names = _LIBRARY.names
read = _LIBRARY.read
