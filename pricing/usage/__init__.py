"""A usage frame, checked and turned into arrays of whole units: days, cycles, totals, gaps.

The clean frame has one row per customer, day and meter (columns customer, date, meter, quantity). A day without a row
is missing, a row without a quantity is unknown, and neither is zero.
"""

from pricing.usage.clean import frame, parse
from pricing.usage.cycles import Cycle, Cycles
from pricing.usage.overview import daily, gaps, largest
from pricing.usage.series import Usage
from pricing.usage.totals import Totals, totals

__all__ = ["Cycle", "Cycles", "Totals", "Usage", "daily", "frame", "gaps", "largest", "parse", "totals"]
