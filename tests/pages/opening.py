"""Pages opened through app.py without a browser, and what they show as plain values."""

import base64
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[2] / "app.py")
CURVE, EXPLAIN, COMPARE = "pages/invoice_curve.py", "pages/explain_a_bill.py", "pages/compare_models.py"
PAGES = (CURVE, EXPLAIN, COMPARE)


def opened(page: str = CURVE, **link: str) -> AppTest:
    """A page as a link with these parameters opens it; nothing went wrong inside."""
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in link.items():
        app.query_params[name] = value
    if page != CURVE:
        app.switch_page(page)
    return sound(app.run())


def sound(app: AppTest) -> AppTest:
    """The page itself, after a look that nothing went wrong inside."""
    assert not app.exception, app.exception[0].stack_trace
    return app


def typed(app: AppTest, key: str, value: str) -> AppTest:
    """The page after a user wrote into one of its fields."""
    return sound(app.text_input(key=key).set_value(value).run())


def own(text: str, page: str = CURVE) -> AppTest:
    """A page after a user brought a table."""
    return sound(opened(page).text_area(key="own_text").set_value(text).run())


def said(markdown: str) -> str:
    """What a reader sees of Markdown in which signs are escaped."""
    return re.sub(r"\\(.)", r"\1", markdown)


def lead(app: AppTest) -> str:
    """The page's one sentence."""
    return said(app.title[0].value)


def refusals(app: AppTest) -> list[str]:
    """The texts of what was refused."""
    return [said(error.value) for error in app.error]


class _Cells(HTMLParser):
    """Rows of cells, and items of lists, as text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # its base's
        self.tags.add(tag)
        if tag in ("tr", "li"):
            self.rows.append([])
        if tag in ("th", "td", "li"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows:
            self.rows[-1][-1] += data


def html(app: AppTest) -> list[_Cells]:
    """Each table and list of the page, read as a browser reads it."""
    found = []
    for element in app.get("html"):
        cells = _Cells()
        cells.feed(element.proto.body)
        found.append(cells)
    return found


def table(app: AppTest, head: str) -> list[list[str]]:
    """The rows below the first table that has a column called so."""
    return next(cells.rows[1:] for cells in html(app) if "table" in cells.tags and head in cells.rows[0])


def bullets(app: AppTest) -> list[str]:
    """The items of all lists."""
    return [row[0] for cells in html(app) if "ul" in cells.tags for row in cells.rows]


def chart(app: AppTest, place: int = 0) -> dict[str, Any]:
    """A chart's own description: `data` and `layout`."""
    spec: dict[str, Any] = json.loads(app.get("plotly_chart")[place].proto.spec)
    return spec


def numbers(array: Any) -> NDArray[np.float64]:
    """A trace's x or y: a list, or an array that travels as base64."""
    if isinstance(array, dict):
        return np.frombuffer(base64.b64decode(array["bdata"]), dtype=array["dtype"]).astype(np.float64)
    return np.array(array, dtype=np.float64)


def trace(app: AppTest, name: str) -> tuple[list[float], list[float]]:
    """The x and y of the trace of this name; a gap is NaN."""
    one = next(row for row in chart(app)["data"] if row.get("name") == name)
    return numbers(one["x"]).tolist(), numbers(one["y"]).tolist()
