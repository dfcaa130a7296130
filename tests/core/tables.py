"""Reads the tables of worked examples in `data/`, which a person who writes no code can read and add to.

Times in them are what a clock in London shows. Where it shows a time twice (autumn), GMT or BST says which is meant;
`end of 2026-12-04` is the last instant of that date. The last column, `why`, names the example when it fails.
"""

import csv
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import holidays
import pytest
from _pytest.mark.structures import ParameterSet

from cpp_core.deadlines.time import end_of, local
from cpp_core.deadlines.working_days import WorkingCalendar

DATA = Path(__file__).parent / "data"
_FIRST, _LAST = 2015, 2040
ENGLAND = WorkingCalendar(
    frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(_FIRST, _LAST + 1))),
    (date(_FIRST, 1, 1), date(_LAST, 12, 31)),
)
"""The bank holidays of England and Wales as the `holidays` package knows them."""

_ZONES = {"GMT": UTC, "BST": timezone(timedelta(hours=1))}

Row = dict[str, str]


def rows(name: str) -> list[ParameterSet]:
    """The rows of a table, each under the name that its last column gives it."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["why"]) for row in csv.DictReader(file)]


def day(text: str) -> date:
    """A date of a table."""
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """A moment of a table."""
    if text.startswith("end of "):
        return end_of(day(text.removeprefix("end of ")))
    on, at, *zone = text.split()
    if zone:
        return datetime.combine(day(on), time.fromisoformat(at), _ZONES[zone[0]]).astimezone(UTC)
    return local(day(on), time.fromisoformat(at))


def yes(text: str) -> bool:
    """A yes or no of a table."""
    return {"yes": True, "no": False}[text]
