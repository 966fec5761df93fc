"""Tests: they mirror the tree; `curves` and `books` make what several of them need."""
