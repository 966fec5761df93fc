"""What every test shares: a data folder of its own, so that none touches the user's."""

import os
from collections.abc import Iterator

import pytest

from data import home


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Point the data folder at a temporary one, for servers that tests start too."""
    before = os.environ.get(home.VARIABLE)
    os.environ[home.VARIABLE] = str(tmp_path_factory.mktemp("home"))
    yield
    if before is None:
        del os.environ[home.VARIABLE]
    else:
        os.environ[home.VARIABLE] = before
