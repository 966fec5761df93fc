"""Why a row is refused: one sentence a reason, which says what to do."""

from enum import IntEnum

from data.usage_files.limits import DECIMALS, FIRST_DATE, LAST_DATE, LIMIT, MAX_DAY, MAX_NAME


class Fault(IntEnum):
    """What is wrong with a row or a cell; the first that holds, in this order, is told."""

    NONE = 0
    WIDTH = 1
    NO_CUSTOMER = 2
    LONG_CUSTOMER = 3
    NO_DATE = 4
    NO_DAY = 5
    NOT_A_DATE = 6
    IMPOSSIBLE_DATE = 7
    FAR_DATE = 8
    AMBIGUOUS_DATE = 9
    NO_METER = 10
    LONG_METER = 11
    UNKNOWN_METER = 12
    NOT_A_NUMBER = 13
    NOT_FINITE = 14
    EXPONENT = 15
    THOUSANDS = 16
    DECIMAL_SIGN = 17
    TOO_FINE = 18
    TOO_LARGE = 19
    NEGATIVE = 20
    DUPLICATE = 21
    SUM_TOO_LARGE = 22


REASONS = {
    Fault.WIDTH: "The line has more or fewer cells than the header: check its delimiters and quotation marks.",
    Fault.NO_CUSTOMER: "The customer is missing: fill it in.",
    Fault.LONG_CUSTOMER: f"The customer's name has more than {MAX_NAME:,} characters: shorten it.",
    Fault.NO_DATE: "The date is missing: fill it in.",
    Fault.NO_DAY: f"The days of this file are numbered, and this is no whole number up to {MAX_DAY:,}: write one.",
    Fault.NOT_A_DATE: "This is not a date that can be read: write it as 2024-01-31.",
    Fault.IMPOSSIBLE_DATE: "There is no such day in the calendar, or time on the clock: correct it.",
    Fault.FAR_DATE: f"The date does not lie between {FIRST_DATE} and {LAST_DATE}: correct it.",
    Fault.AMBIGUOUS_DATE: "The date can be read as day/month or as month/day: choose the order of the file's dates.",
    Fault.NO_METER: "The meter is missing: fill it in.",
    Fault.LONG_METER: f"The meter's name has more than {MAX_NAME:,} characters: shorten it.",
    Fault.UNKNOWN_METER: "The price table has no such meter: rename it, or add it to the table.",
    Fault.NOT_A_NUMBER: "The quantity is not a number: write plain digits, or leave the cell empty if it is unknown.",
    Fault.NOT_FINITE: "The quantity is not a finite number: write it out, or leave the cell empty if it is unknown.",
    Fault.EXPONENT: f"The quantity has an exponent: write digits alone, below 10^12, at most {DECIMALS} decimals.",
    Fault.THOUSANDS: "The quantity has separators of thousands, which could be decimals: write it without them.",
    Fault.DECIMAL_SIGN: "The quantity has another decimal sign than the file's: choose the file's decimal sign.",
    Fault.TOO_FINE: f"The quantity has more than {DECIMALS} decimals: round it.",
    Fault.TOO_LARGE: f"The quantity is {LIMIT:,} or more: use a larger unit.",
    Fault.NEGATIVE: "The quantity is negative: mark the row as a correction, or correct it.",
    Fault.DUPLICATE: "This customer, date and meter stand on line {} already: keep one row, or choose to add them up.",
    Fault.SUM_TOO_LARGE: f"The rows of this customer, date and meter add up to {LIMIT:,} or more: use a larger unit.",
}
