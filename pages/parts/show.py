"""Words and small tables on a page: what a user typed is shown as text, never as markup."""

import re
from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from pages.parts.palette import Palette
from pages.parts.view import View
from pricing.catalog import Catalog
from pricing.errors import Refusal
from pricing.invoice import Invoice
from pricing.money import show_money

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:&^=-])")
NAMES = {
    "cliff": "Cliff",
    "gaming_zone": "Gaming zone",
    "recovery_zone": "Recovery zone",
    "step": "Step",
    "wide_step": "Wide step",
    "dead_zone": "Dead zone",
    "price_inversion": "Price inversion",
    "below_cost": "Below cost",
    "dominated_plan": "Dominated plan",
    "crossover": "Crossover",
    "golden_mismatch": "Worked example",
}


def md(text: str) -> str:
    r"""Return text that Streamlit's Markdown shows letter by letter.

    >>> md("$5 *each*")
    '\\$5 \\*each\\*'
    """
    return _MARKUP.sub(r"\\\1", text)


def lead(sentence: str, below: str = "", *, large: bool = False) -> None:
    """Show the page's one computed sentence in large type (`large`: for a far wall), and a quieter one below it."""
    if large:
        st.html("<style>h1 {font-size: 2.8rem !important}</style>")
    st.title(md(sentence), anchor=False)
    if below:
        st.caption(md(below))


def about(view: View) -> str:
    """Return which table a page speaks of, and where its figures come from."""
    return about_plan(view.catalog, f"{view.plan.name}, {view.model}")


def about_plan(catalog: Catalog, plan: str) -> str:
    """Return a table's and plan's names, and where the figures come from."""
    checked = f" Checked on {catalog.checked_on}." if catalog.checked_on else ""
    outdated = f" Outdated since {catalog.valid_until}." if catalog.valid_until else ""
    return f"{catalog.name}, plan {plan}. {catalog.source}{checked}{outdated}".strip()


def refusal(error: Refusal | ValueError) -> None:
    """Show a refusal's own text."""
    st.error(md(str(error)), icon=":material/block:")


def findings(rows: Iterable[tuple[str, str]], colours: Palette) -> None:
    """Show findings (code and sentence) as a list, each with the colour it has on the chart."""
    items = "".join(
        f'<li style="margin:.35rem 0;display:flex;gap:.6rem;align-items:baseline">'
        f'<span aria-hidden="true" style="flex:none;width:.8rem;height:.8rem;border-radius:2px;'
        f'background:{colours.findings.get(code, colours.soft)}"></span>'
        f"<span><b>{escape(NAMES[code])}.</b> {escape(sentence)}</span></li>"
        for code, sentence in rows
    )
    st.html(f'<ul style="list-style:none;padding:0;margin:0">{items}</ul>')


def note(sentence: str) -> None:
    """Show a quiet remark."""
    st.caption(md(sentence))


def bullets(sentences: Iterable[str]) -> None:
    """Show sentences as a plain list."""
    items = "".join(f'<li style="margin:.35rem 0">{escape(sentence)}</li>' for sentence in sentences)
    st.html(f'<ul style="padding-left:1.1rem;margin:0">{items}</ul>')


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Iterable[int] = (),
    *,
    total: bool = False,
    large: bool = False,
) -> None:
    """Show a small table; the columns in `numbers` align right, `total` sets the last row in bold."""
    right = set(numbers)
    cell = "padding:.35rem .6rem;border-bottom:1px solid rgba(128,128,128,.25);vertical-align:top"
    align = [
        "text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums" if i in right else "text-align:left"
        for i in range(len(heads))
    ]
    body = [[escape(text) for text in row] for row in rows]
    if total and body:
        body[-1] = [f"<b>{text}</b>" for text in body[-1]]
    head = "".join(
        f'<th scope="col" style="{cell};{a};white-space:normal">{escape(text)}</th>'
        for text, a in zip(heads, align, strict=True)
    )
    lines = "".join(
        "<tr>" + "".join(f'<td style="{cell};{a}">{text}</td>' for text, a in zip(row, align, strict=True)) + "</tr>"
        for row in body
    )
    st.html(
        '<div style="overflow-x:auto"><table style="border-collapse:collapse;width:100%;'
        f'font-size:{"1.4rem" if large else "1rem"}">'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def bill(catalog: Catalog, invoice: Invoice) -> None:
    """Show a bill's lines and their total."""
    rows = [(line.description, show_money(line.amount, catalog.currency, catalog.locale)) for line in invoice.lines]
    rows.append(("Total", show_money(invoice.total, catalog.currency, catalog.locale)))
    table(["Line", "Amount"], rows, numbers=[1], total=True)
