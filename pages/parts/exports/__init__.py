"""What can be taken away: a bill as PDF, and a report as one HTML file that needs no server."""

from pages.parts.exports.pdf import bill
from pages.parts.exports.report import Table, report

__all__ = ["Table", "bill", "report"]
