"""A report as one HTML file: sentences, charts and tables, with all that it needs inside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import plotly.graph_objects as go

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1f2430; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font: 600 1.9rem/1.25 Georgia, serif; } h2 { font: 600 1.25rem/1.3 Georgia, serif; margin-top: 2rem; }
p.below { color: #5b6270; } table { border-collapse: collapse; width: 100%; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid #dcd9d0; text-align: left; vertical-align: top; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
@media print { body { margin: 0; max-width: none; } }
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report: a heading, column heads, rows of text, and which columns hold numbers."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = field(default=())

    def html(self) -> str:
        """Return the table as HTML, every cell as text."""
        css = [' class="number"' if i in self.numbers else "" for i in range(len(self.heads))]
        head = "".join(f'<th scope="col"{c}>{escape(text)}</th>' for text, c in zip(self.heads, css, strict=True))
        body = "".join(
            "<tr>" + "".join(f"<td{c}>{escape(cell)}</td>" for cell, c in zip(row, css, strict=True)) + "</tr>"
            for row in self.rows
        )
        return (
            f"<h2>{escape(self.title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            if self.rows
            else ""
        )


def report(title: str, below: str, figures: Sequence[go.Figure], tables: Sequence[Table], locale: str = "en") -> bytes:
    """Return a report that opens in any browser without a network: the chart library is inside, once."""
    drawn = [
        figure.to_html(full_html=False, include_plotlyjs=i == 0, config={"displaylogo": False}, div_id=f"chart{i}")
        for i, figure in enumerate(figures)
    ]
    language = escape(locale.partition("_")[0], quote=True)
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style>{STYLE}</style></head><body><h1>{escape(title)}</h1><p class="below">{escape(below)}</p>'
        f"{''.join(drawn)}{''.join(table.html() for table in tables)}</body></html>"
    )
    return page.encode()
