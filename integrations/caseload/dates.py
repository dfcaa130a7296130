"""Dates as people and spreadsheets write them, always in UK order: day, month, year."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from integrations.caseload.cells import From1904, Raw, UnfitError, words_of

FIRST_YEAR, LAST_YEAR = 1950, 2100
PIVOT = 80
"""A year of two digits below this lies in this century."""

EXCEL_EPOCH = date(1899, 12, 30)
MAC_EPOCH = date(1904, 1, 1)

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

_TIME = r"(?:[ T,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?)?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
_YEAR_LAST = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ ./\-]+(\d{{1,2}}|[a-z]{{3,9}})[ ./,\-]+(\d{{4}}|\d{{2}}){_TIME}",
    re.I | re.ASCII,
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[./\-](\d{{1,2}})[./\-](\d{{1,2}}){_TIME}", re.I | re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)

HOW = "Write it as day/month/year, such as 23/11/2026"


def read_date(raw: Raw) -> date | None:
    """Reads a date; a time of day with it is left out."""
    if isinstance(raw, datetime):
        return _plausible(raw.date())
    if isinstance(raw, date):
        return _plausible(raw)
    if isinstance(raw, From1904):
        return _from_serial(raw, MAC_EPOCH)
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        return _from_serial(float(raw), EXCEL_EPOCH)
    words = " ".join(words_of(raw).split())
    return _from_words(words) if words else None


@lru_cache(maxsize=50_000)
def _from_words(words: str) -> date:
    found = _YEAR_LAST.fullmatch(words)
    if found:
        day, month, year = found.groups()
        return _made(_year(year), _month(month), int(day))
    found = _YEAR_FIRST.fullmatch(words)
    if found:
        year, month, day = found.groups()
        return _made(int(year), int(month), int(day))
    if _SERIAL.fullmatch(words):
        return _from_serial(float(words), EXCEL_EPOCH)
    if words.strip("#") == "":
        raise UnfitError(
            "The column was too narrow to show the date when the file was saved as text, so the date is lost.",
            "In the workbook, widen the column (double-click its edge), and save it as text again.",
        )
    raise UnfitError("It is not a date.", f"{HOW}; if no date is known, leave the cell blank.")


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year < PIVOT else 1900 + year


def _month(words: str) -> int:
    if words.isdigit():
        return int(words)
    for number, name in enumerate(MONTHS, start=1):
        if name.startswith(words.casefold()) or words.casefold() == name[:4]:
            return number
    raise UnfitError(f"There is no month {words!r}.", f"{HOW} or 23 Nov 2026.")


def _made(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnfitError(f"The year {year} is not between {FIRST_YEAR} and {LAST_YEAR}.", "Correct the year.")
    if not 1 <= month <= 12:
        raise UnfitError(f"There is no month {month}.", _mend_month(year, month, day))
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise UnfitError(
            f"{MONTHS[month - 1].title()} {year} has {last} days, so there is no day {day}.", "Correct the day."
        )
    return date(year, month, day)


def _mend_month(year: int, month: int, day: int) -> str:
    if 1 <= day <= 12 and 1 <= month <= calendar.monthrange(year, day)[1]:
        return (
            f"Write it as day/month/year: {month:02}/{day:02}/{year}, if that is meant. "
            "If the file is in American order (month first), all its dates must be turned round."
        )
    return f"{HOW}."


def _from_serial(days: float, epoch: date) -> date:
    try:
        return _plausible(epoch + timedelta(days=int(days)))
    except (OverflowError, ValueError):
        raise UnfitError("It is a number, and no date.", f"{HOW}.") from None


def _plausible(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnfitError(f"As a date of a spreadsheet it would lie in the year {day.year}.", f"{HOW}.")
    return day
