"""A bill as PDF: the same bill gives the same bytes, and its letters are inside the file."""

import io
from functools import lru_cache
from html import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from pages.parts.show import about_plan
from pricing.catalog import Catalog
from pricing.invoice import Invoice
from pricing.money import show_money

PLAIN, BOLD = "Vera", "VeraBd"
WIDTHS = (125 * mm, 40 * mm)


def bill(catalog: Catalog, invoice: Invoice, title: str) -> bytes:
    """Return a bill as a PDF of one or more A4 pages; names are text, whatever they contain."""
    _fonts()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        title=f"Bill, {catalog.name}, {invoice.plan}",
        author="Tierscope",
        invariant=1,
    )
    document.build(list(_story(catalog, invoice, title)))
    return out.getvalue()


def _story(catalog: Catalog, invoice: Invoice, title: str) -> list[Flowable]:
    small = ParagraphStyle("small", fontName=PLAIN, fontSize=8.5, leading=12, textColor=colors.HexColor("#5b6270"))
    normal = ParagraphStyle("normal", fontName=PLAIN, fontSize=9.5, leading=13)
    head = ParagraphStyle("head", fontName=BOLD, fontSize=15, leading=20)
    rows: list[list[Paragraph | str]] = [["Line", f"Amount ({invoice.currency})"]]
    lines = [(Paragraph(_text(one.description), normal), _money(catalog, invoice, one.amount)) for one in invoice.lines]
    rows += [list(line) for line in lines]
    rows += [["Total", _money(catalog, invoice, invoice.total)]]
    table = Table(rows, colWidths=WIDTHS, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), PLAIN, 9.5),
                ("FONT", (0, 0), (-1, 0), BOLD, 9.5),
                ("FONT", (0, -1), (-1, -1), BOLD, 9.5),
                ("ALIGN", (1, 0), (1, -1), "RIGHT"),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black),
                ("LINEBELOW", (0, 1), (-1, -2), 0.3, colors.HexColor("#cccccc")),
                ("LINEABOVE", (0, -1), (-1, -1), 0.8, colors.black),
            ]
        )
    )
    return [
        Paragraph(_text(title), head),
        Paragraph(_text(about_plan(catalog, invoice.plan)), small),
        Spacer(1, 6 * mm),
        table,
    ]


def _money(catalog: Catalog, invoice: Invoice, amount: object) -> str:
    return _drawable(show_money(amount, invoice.currency, catalog.locale))  # type: ignore[arg-type]


def _text(text: str) -> str:
    """A text as a paragraph shows it letter by letter: a paragraph reads a small XML."""
    return escape(_drawable(text), quote=False)


def _drawable(text: str) -> str:
    """A text with a question mark for every letter that the font lacks; narrow spaces become plain ones."""
    known = _fonts()
    plain = text.replace("\u202f", "\u00a0")
    return "".join(letter if ord(letter) in known else "?" for letter in plain)


@lru_cache(maxsize=1)
def _fonts() -> frozenset[int]:
    """Make the letters known, once (they come with the library), and return which there are."""
    fonts = [TTFont(name, f"{name}.ttf") for name in (PLAIN, BOLD)]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))
