"""The working days of England and Wales, from the `holidays` package, as the value that the core asks for (TIME-1)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

from cpp_core.deadlines.working_days import WorkingCalendar

FIRST_YEAR, LAST_YEAR = 2016, 2045


@lru_cache(maxsize=1)
def working_calendar() -> WorkingCalendar:
    """Bank holidays from before the first panels (2017) until long after the last deadline that can be asked about."""
    days = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1))
    return WorkingCalendar(frozenset(days), (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
