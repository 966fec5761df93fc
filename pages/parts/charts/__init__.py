"""Results as Plotly figures; nothing here knows Streamlit.

Figures are built from plain mappings and numpy arrays: a curve needs only its knots, and Plotly's own builders cost
ten times as much.
"""

from pages.parts.charts.comparison import comparison
from pages.parts.charts.curve import invoice_curve
from pages.parts.charts.elements import Frame
from pages.parts.charts.impact import spread
from pages.parts.charts.rebalancing import Band, Bill, Days, Mark, costs, mix, recurring, story
from pages.parts.charts.usage import daily, distribution
from pages.parts.charts.vessels import vessels

__all__ = [
    "Band",
    "Bill",
    "Days",
    "Frame",
    "Mark",
    "comparison",
    "costs",
    "daily",
    "distribution",
    "invoice_curve",
    "mix",
    "recurring",
    "spread",
    "story",
    "vessels",
]
