"""Many bills at once: the plan's curves on whole numbers, evaluated block by block, exact to the minor unit.

Nothing here walks tiers. `tables` reads a curve off as straight lines over whole numbers, `bills` puts a plan's tables
in the order of an invoice, `lanes` evaluates them in 32 or 64 bits or in Python's own integers, whichever holds the
rows of a block, and `arrays` takes the user's columns through them.
"""

from pricing.rating.arrays import Rated, rate, rate_masked, rate_totals

__all__ = ["Rated", "rate", "rate_masked", "rate_totals"]
