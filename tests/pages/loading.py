"""Usage files brought to the Usage page, and what a page keeps of them."""

from collections.abc import Iterable

from streamlit.testing.v1 import AppTest

from tests.pages.opening import opened, sound

USAGE, IMPACT, TABLE = "pages/usage.py", "pages/customer_impact.py", "pages/price_table.py"
HEAD = "customer,date,meter,quantity"


def rows(*lines: str) -> bytes:
    """A long CSV file of these lines."""
    return "\n".join((HEAD, *lines)).encode()


def month(quantities: Iterable[tuple[str, str, str]], day: str = "2026-11-03") -> bytes:
    """A CSV file in which customers use (customer, meter, quantity) on one day."""
    return rows(*(f"{customer},{day},{meter},{quantity}" for customer, meter, quantity in quantities))


def offered(data: bytes, name: str = "usage.csv", **link: str) -> AppTest:
    """The Usage page with a file that is not loaded yet."""
    app = opened(USAGE, **link)
    app.segmented_control(key="_source").set_value("upload")
    sound(app.run())
    return sound(app.file_uploader(key="usage_file").set_value((name, data, "text/csv")).run())


def load(app: AppTest) -> AppTest:
    """The page after the offered file was loaded."""
    return sound(next(one for one in app.button if one.label == "Load this file").click().run())


def loaded(data: bytes, name: str = "usage.csv") -> AppTest:
    """The Usage page with a file loaded as its columns were guessed."""
    return load(offered(data, name))


def key(app: AppTest) -> str:
    """What the link calls the loaded usage."""
    value = app.query_params["usage"]
    return value if isinstance(value, str) else value[0]
