"""The Rebalancing page on a ladder and a usage that are worked out by hand."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta

from streamlit.testing.v1 import AppTest

from data import home, policies, reader
from pricing import catalog, usage
from pricing.catalog import Catalog
from pricing.rebalancing import policy, simulate
from pricing.rebalancing.book import of_usage
from pricing.rebalancing.outcome import Outcome
from tests.pages.loading import rows
from tests.pages.opening import bullets, opened, said, sound

LAB, CURVE = "pages/rebalancing.py", "pages/invoice_curve.py"
SHOP = """
name = "Shop"
currency = "USD"
meters = [{ name = "calls", unit = "call" }]
[[plans]]
name = "Lite"
fee = "10"
charges = [{ meters = ["calls"], included = "100", tiers = [{ unit_price = "0.10" }] }]
[[plans]]
name = "Pro"
fee = "30"
charges = [{ meters = ["calls"], included = "1000", tiers = [{ unit_price = "0.05" }] }]
"""
STEADY = {"Ada": "10", "Bob": "1"}  # a day
QUARTER = 90  # days of January to March 2026


def daily(customers: Mapping[str, str], days: int = QUARTER) -> bytes:
    """A file in which customers use the same every day from 1 January 2026 on."""
    dates = [date(2026, 1, 1) + timedelta(day) for day in range(days)]
    return rows(*(f"{name},{day},calls,{units}" for name, units in customers.items() for day in dates))


def kept(data: bytes) -> str:
    """The key of a file that was read and kept, as links call it."""
    found = reader.read(data, "usage.csv")
    assert not len(found.refused)
    return reader.keep(found, home.uploads())


def shop(data: bytes, document: str = SHOP, **link: str) -> AppTest:
    """The page on a ladder and a usage of one's own."""
    app = opened(CURVE, usage=kept(data), **link)
    sound(app.text_area(key="own_text").set_value(document).run())
    app.switch_page(LAB)
    return sound(app.run())


def picked(app: AppTest, key: str, value: str) -> AppTest:
    """The page after a pick from a list of the sidebar."""
    return sound(app.selectbox(key=key).set_value(value).run())


def looked(app: AppTest, look: str) -> AppTest:
    """The page after a look at something else."""
    app.segmented_control(key="look").set_value(look)
    return sound(app.run())


def told(app: AppTest) -> list[str]:
    """The messages that the page shows, each under its day and name."""
    return bullets(app)


def outcome(data: bytes, name: str, document: str = SHOP) -> Outcome:
    """What the simulator itself finds."""
    book, rules = parsed(document), policy.parse(policies.read(name))
    return simulate.run(book, rules, of_usage(usage.parse(reader.read(data, "usage.csv").clean), book, rules))


def parsed(document: str) -> Catalog:
    """A catalogue of a TOML text."""
    return catalog.parse(tomllib.loads(document))


def captions(app: AppTest) -> list[str]:
    """The quiet remarks."""
    return [said(str(one.value)) for one in app.caption]
