"""What a page offers to take away: downloads and the link to the view; files are made when they are asked for."""

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data import downloads
from pages.parts import explain, exports, show, views
from pages.parts.contenders import Comparison
from pages.parts.exports import Table
from pages.parts.view import View
from pricing.invoice import Invoice

ICON = ":material/download:"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def bill(
    view: View, invoice: Invoice, sentence: str, figures: Sequence[go.Figure], models: Sequence[Sequence[str]]
) -> None:
    """Offer a bill as PDF, CSV, Excel and report, and the link to it."""
    lines = [(line.description, view.money(line.amount)) for line in invoice.lines]
    tables = [
        Table("The sum", ["Line", "Amount"], [*lines, ("Total", view.money(invoice.total))], [1]),
        Table("The same usage under each model", ["Model", "Bill", "Difference", ""], models, [1, 2]),
    ]
    below, locale = show.about(view), view.catalog.locale
    with st.container(horizontal=True):
        _download("PDF", lambda: exports.bill(view.catalog, invoice, sentence), "bill.pdf", "application/pdf")
        _table(lambda: pd.DataFrame(explain.rows(invoice)), "bill")
        _download("Report", lambda: exports.report(sentence, below, figures, tables, locale), "bill.html", "text/html")
    link()


def comparison(both: Comparison, sentence: str, figure: go.Figure) -> None:
    """Offer a comparison as report, CSV and Excel, and the link to it."""
    view = both.view
    heads = ["", *(view.units(size) for size in both.sizes())]
    rows = [[one.name, *(one.bill(size) for size in both.sizes())] for one in both.contenders]
    tables = [
        Table("Bills", heads, rows, range(1, len(heads))),
        Table("Where the cheapest changes", [""], [[said] for said in both.handovers()]),
    ]
    below, locale = show.about(view), view.catalog.locale
    with st.container(horizontal=True):
        _download(
            "Report", lambda: exports.report(sentence, below, [figure], tables, locale), "comparison.html", "text/html"
        )
        _table(lambda: pd.DataFrame(rows, columns=heads), "comparison")
    link()


def link() -> None:
    """Offer the link to the view at hand, and the saved views."""
    views.link()
    views.bar()


def frame(label: str, rows: pd.DataFrame, name: str) -> None:
    """Offer a frame as CSV that a spreadsheet may open."""
    st.download_button(label, lambda: downloads.csv_bytes(rows), name, "text/csv", on_click="ignore", icon=ICON)


def _table(rows: Callable[[], pd.DataFrame], name: str) -> None:
    """Offer a table as CSV and as Excel workbook."""
    _download("CSV", lambda: downloads.csv_bytes(rows()), f"{name}.csv", "text/csv")
    _download("Excel", lambda: downloads.xlsx_bytes(rows()), f"{name}.xlsx", EXCEL)


def _download(label: str, make: Callable[[], bytes], name: str, kind: str) -> None:
    st.download_button(f"Download {label}", make, name, kind, on_click="ignore", icon=ICON)
