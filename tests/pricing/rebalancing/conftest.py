"""The ladder that most tests of rebalancing climb."""

import pytest

from pricing.catalog import Catalog
from tests.pricing.rebalancing.stories import catalog, plan


@pytest.fixture
def ladder() -> Catalog:
    """Lite 49 with 100 tokens, Pro 99 with 1,000, Enterprise 299 with 5,000; overage 1.00, 0.50 and 0.08."""
    return catalog(
        plan("Lite", "49", 100, "1"), plan("Pro", "99", 1000, "0.50"), plan("Enterprise", "299", 5000, "0.08")
    )
