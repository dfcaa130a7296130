"""Working days: Monday to Friday less the bank holidays of England and Wales (TIME-1)."""

from dataclasses import dataclass
from datetime import date, timedelta

from cpp_core.rules.registry import rule

ONE_DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)


class OutsideCalendarError(ValueError):
    """The bank holidays of that date are not known, so that nobody can say whether it is a working day."""

    def __init__(self, day: date, covers: tuple[date, date]) -> None:
        self.day = day
        self.covers = covers
        super().__init__(
            f"TIME-1: {day.isoformat()} lies outside the calendar of bank holidays, which covers "
            f"{covers[0].isoformat()} to {covers[1].isoformat()}. Check the date, or load that year's bank holidays."
        )


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The bank holidays known, and from which date to which (both included) they are known."""

    bank_holidays: frozenset[date]
    covers: tuple[date, date]
    working_weekdays: tuple[int, ...] = MONDAY_TO_FRIDAY

    def __post_init__(self) -> None:
        if self.covers[0] > self.covers[1]:
            raise ValueError("a calendar covers the dates from its first to its last, not the other way round")
        if not self.working_weekdays:
            raise ValueError("a calendar needs at least one working weekday")

    @rule("TIME-1", "CPP 9.0 §6", reading=True)
    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, and no bank holiday."""
        if not self.covers[0] <= day <= self.covers[1]:
            raise OutsideCalendarError(day, self.covers)
        return day.weekday() in self.working_weekdays and day not in self.bank_holidays

    def previous_working_day_on_or_before(self, day: date) -> date:
        """The day itself if it is a working day, else the last one before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def next_working_day_on_or_after(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def last_working_day_before(self, day: date) -> date:
        """The last working day before the day, whatever the day itself is."""
        return self.previous_working_day_on_or_before(day - ONE_DAY)

    def next_working_day_after(self, day: date) -> date:
        """The first working day after the day, whatever the day itself is."""
        return self.next_working_day_on_or_after(day + ONE_DAY)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after the day (before it, where n is negative); the day itself is never counted.

        For n = 0 the day itself if it is a working day, else the first one after it.
        """
        if n == 0:
            return self.next_working_day_on_or_after(day)
        for _ in range(abs(n)):
            day = self.next_working_day_after(day) if n > 0 else self.last_working_day_before(day)
        return day

    def working_day_of_month(self, year: int, month: int, n: int) -> date:
        """The n-th working day of a month, counted from 1."""
        return self.add_working_days(date(year, month, 1) - ONE_DAY, n)
