"""What a usage file may be at most, and the one error for files that are not."""

from datetime import date

from data.documents import DocumentError

MAX_BYTES = 200 * 1024 * 1024
MAX_ROWS = 5_000_000
MAX_COLUMNS = 200
MAX_CELLS = 50_000_000
MAX_LINE = 1_000_000  # bytes of one line
MAX_NAME = 1_000  # characters of a customer's or a meter's name
MAX_SHEETS = 50
MAX_PARTS = 1_000  # files inside a workbook
MAX_UNPACKED = 500 * 1024 * 1024  # bytes of a workbook's parts, or of a Parquet file's columns
MAX_RATIO = 200  # how much smaller packing may make a workbook of more than 10 MB
DECIMALS = 6
LIMIT = 10**12  # every quantity is below it
FIRST_DATE, LAST_DATE = date(1970, 1, 1), date(2100, 12, 31)
MAX_DAY = 9_999  # of numbered days
SHOWN = 200  # characters of a refused value
PREVIEWED = 20  # rows
SAMPLED = 1_000  # rows that columns are guessed from


class ReaderError(DocumentError):
    """A usage file that cannot be read at all: what is wrong, the value, where, and what to do.

    >>> print(ReaderError("the file is empty", where="usage.csv", todo="Choose another one."))
    Usage.csv: the file is empty. Choose another one.
    """

    def at(self, where: str) -> "ReaderError":
        """Return the same error with its place put before any it has already."""
        place = f"{where}, {self.where}" if self.where else where
        return ReaderError(self.what, value=self.value, where=place, todo=self.todo)
