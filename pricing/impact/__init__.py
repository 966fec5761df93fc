"""Baseline against candidate on a usage: what a change of prices does, customer by customer.

`compare` gives every figure, `book` makes the bills and lists who cannot be billed, and `standing` counts customers and
money in each zone of a curve.
"""

from pricing.impact.books import Book, LeftOut, Offer, book
from pricing.impact.comparison import Impact, compare
from pricing.impact.figures import WHATS, Change, Group, Margin, Quantile, What
from pricing.impact.spread import Bin, Concentration, concentration
from pricing.impact.zones import Standing, standing, standings

__all__ = [
    "WHATS",
    "Bin",
    "Book",
    "Change",
    "Concentration",
    "Group",
    "Impact",
    "LeftOut",
    "Margin",
    "Offer",
    "Quantile",
    "Standing",
    "What",
    "book",
    "compare",
    "concentration",
    "standing",
    "standings",
]
