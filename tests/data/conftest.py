"""The store's tests run on SQLite and on a PostgreSQL server of their own, each on a new, empty database."""

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from data import engine
from data.store import Store
from tests.data import postgres
from tests.data.postgres import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgres.serving() as running:
        if running is None:
            reason = "no PostgreSQL server is installed (Debian: apt-get install postgresql)"
            if os.environ.get(postgres.REQUIRED):
                pytest.fail(f"{reason}, and {postgres.REQUIRED} is set")
            pytest.skip(reason)
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Addresses of databases that nobody has opened yet."""
    if request.param == "sqlite":
        made = count()
        return lambda: f"sqlite:///{tmp_path / f'{next(made)}.db'}"
    running: Server = request.getfixturevalue("server")
    return running.url


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    """The address of a database that nobody has opened yet."""
    return new_url()


class Clock:
    """Ten seconds on at each look."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> str:
        self.looks += 1
        return f"2026-11-21T10:{self.looks // 6:02}:{self.looks % 6}0+00:00"


@pytest.fixture
def kept(url: str) -> Iterator[Store]:
    """A store in which nothing is kept yet."""
    made = Store(engine.opened(url, wait=5), Clock())
    yield made
    made.close()
