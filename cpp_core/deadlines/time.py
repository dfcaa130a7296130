"""What each phrase of time means to the second (rules chapter 0). Every moment is aware, and kept in UTC.

Wall-clock times are Europe/London. Two nights of the year need a word: in spring the times from 01:00 to 01:59 do not
exist, and are read as if the clock had not gone forward yet (01:30 is 01:30 GMT, shown as 02:30 BST); in autumn they
happen twice, and mean the first time (BST). The end of a date is its last microsecond: a deadline is always a moment
at which an answer is still in time (TIME-1).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.policy import Policy
from cpp_core.rules.registry import rule

LONDON = ZoneInfo("Europe/London")


class NaiveMomentError(ValueError):
    """A moment without its offset can be any of many: give it one (`local(day, time)` makes it from London time)."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(f"TIME-1: {moment.isoformat()} has no offset; say which moment it is, e.g. with local()")


@rule("TIME-1", "CPP 9.0 §6", reading=True)
@lru_cache(maxsize=16_384)
def local(day: date, at: time) -> datetime:
    """The moment at which it is `at` in London on `day`, in UTC."""
    return datetime.combine(day, at.replace(tzinfo=None), tzinfo=LONDON).astimezone(UTC)


def in_london(moment: datetime) -> datetime:
    """The same moment as London's clocks show it."""
    if moment.tzinfo is None:
        raise NaiveMomentError(moment)
    return moment.astimezone(LONDON)


def london_date(moment: datetime) -> date:
    """The date in London at a moment."""
    return in_london(moment).date()


def end_of(day: date) -> datetime:
    """The last instant of a date in London: what happens at it is still in time."""
    return local(day, time.max)


def is_in_time(done_at: datetime, deadline: datetime) -> bool:
    """At the very moment of a deadline is in time (TIME-1)."""
    return done_at <= deadline


@rule("TIME-2", "CPP 9.0 §6", reading=True)
def days_before(moment: datetime, n: int) -> datetime:
    """The same time of day in London, n dates earlier, also over a clock change (TIME-2)."""
    shown = in_london(moment)
    return moment.astimezone(UTC) if n == 0 else local(shown.date() - timedelta(days=n), shown.time())


def days_after(moment: datetime, n: int) -> datetime:
    """The same time of day in London, n dates later (TIME-2)."""
    return days_before(moment, -n)


@rule("TIME-2", "IPM 1.0 Pay", reading=True)
def hours_before(moment: datetime, hours: int) -> datetime:
    """So many elapsed hours before (TIME-2): over a clock change the time of day differs."""
    return in_london(moment).astimezone(UTC) - timedelta(hours=hours)


def hours_after(moment: datetime, hours: int) -> datetime:
    """So many elapsed hours after (TIME-2)."""
    return hours_before(moment, -hours)


@rule("TIME-2", "IPM 1.0 Arranging 1", reading=True)
def calendar_month_before(day: date, n: int = 1) -> date:
    """The same day of the month n months earlier, or that month's last day (31 March -> 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 - n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def calendar_month_after(day: date, n: int = 1) -> date:
    """The same day of the month n months later, or that month's last day."""
    return calendar_month_before(day, -n)


@rule("TIME-3", "CPP 9.0 §6", reading=True)
def service_does_on(day: date, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """When the service does what it owes by a date: 09:30 on it, or on the working day before it."""
    return local(calendar.previous_working_day_on_or_before(day), policy.send_at)


@rule("TIME-3", "CPP 9.0 §6", reading=True)
def service_does_by(panel: datetime | date, days: int, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """When the service does what it owes at least so many days before a panel (TIME-3)."""
    day = london_date(panel) if isinstance(panel, datetime) else panel
    return service_does_on(day - timedelta(days=days), policy, calendar)


@rule("TIME-1", "CPP 9.0 §6", reading=True)
def in_working_hours(moment: datetime, policy: Policy, calendar: WorkingCalendar) -> bool:
    """From 09:00 to 17:00 of a working day, both included."""
    shown = in_london(moment)
    return policy.work_starts <= shown.time() <= policy.work_ends and calendar.is_working_day(shown.date())


@rule("TIME-7", "CPP 9.0 §6", reading=True)
def next_working_moment(moment: datetime, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """The moment itself if it is in working hours, else the start of the next working hours."""
    if in_working_hours(moment, policy, calendar):
        return moment.astimezone(UTC)
    shown = in_london(moment)
    earliest = shown.date() if shown.time() < policy.work_starts else shown.date() + timedelta(days=1)
    return local(calendar.next_working_day_on_or_after(earliest), policy.work_starts)


def end_of_last_working_hours(moment: datetime, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """The moment itself if it is in working hours, else the end of the last working hours before it (TIME-4)."""
    if in_working_hours(moment, policy, calendar):
        return moment.astimezone(UTC)
    shown = in_london(moment)
    latest = shown.date() if shown.time() > policy.work_ends else shown.date() - timedelta(days=1)
    return local(calendar.previous_working_day_on_or_before(latest), policy.work_ends)


def end_of_working_day(day: date, n: int, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """17:00 on the n-th working day after a date: "by the end of the next working day" is n = 1 [R]."""
    return local(calendar.add_working_days(day, n), policy.work_ends)


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The moment until which a person can answer: as the guidance counts it, and as it is kept (TIME-4)."""

    nominal: datetime
    effective: datetime

    @property
    def moved(self) -> bool:
        """True where the nominal cutoff falls outside working hours."""
        return self.nominal != self.effective


@rule("TIME-4", "CPP 9.0 §6", reading=True)
@rule("ATT-2", "CPP 9.0 §6")
def cutoff(starts_at: datetime, policy: Policy, calendar: WorkingCalendar) -> Cutoff:
    """Until when attendance is confirmed: nominally the panel's start less 3 days, effectively in working hours.

    By policy days are calendar days (the same time of day, 3 dates earlier); working days (the same time of day on the
    third working day before the panel); or clear days (3 whole days lie between: the end of the date before them).
    """
    panel_on = london_date(starts_at)
    if policy.cutoff_counts == "calendar":
        nominal = days_before(starts_at, policy.cutoff_days)
    elif policy.cutoff_counts == "working":
        day = calendar.add_working_days(panel_on, -policy.cutoff_days) if policy.cutoff_days else panel_on
        nominal = local(day, in_london(starts_at).time())
    else:
        nominal = end_of(panel_on - timedelta(days=policy.cutoff_days + 1))
    return Cutoff(nominal, end_of_last_working_hours(nominal, policy, calendar))


@dataclass(frozen=True, slots=True)
class AnswerBy:
    """Until when somebody who was asked can answer, and whether time is so short that all are asked at once."""

    at: datetime
    ask_all_together: bool


@rule("TIME-5", "CPP 9.0 §6", reading=True)
def answer_by(asked_at: datetime, panel_starts_at: datetime, policy: Policy, calendar: WorkingCalendar) -> AnswerBy:
    """Until when a reserve answers: the same time on the next working day, but not past the panel's last working day.

    That is 17:00 on the last working day before the panel; with less left than the full time, all remaining reserves
    are asked together. Asked on a day that is no working day counts as asked when the next working day starts. Asked
    after the last moment itself (on the day of the panel, say), they can answer until the panel starts.
    """
    asked = in_london(asked_at)
    if not calendar.is_working_day(asked.date()):
        asked = in_london(next_working_moment(asked_at, policy, calendar))
    answer_on = calendar.add_working_days(asked.date(), policy.reserve_answer_working_days)
    full_time = local(answer_on, asked.time())
    latest = local(calendar.last_working_day_before(london_date(panel_starts_at)), policy.work_ends)
    if full_time <= latest:
        return AnswerBy(full_time, False)
    return AnswerBy(latest if asked_at < latest else panel_starts_at.astimezone(UTC), True)


@rule("TIME-6", "CPP 9.0 §11.1", reading=True)
def duty_ends(from_day: date, days: int, calendar: WorkingCalendar) -> datetime:
    """The last instant at which somebody else's duty of so many days is in time.

    The end of that date, or of the next working day where it is not one.
    """
    return end_of(calendar.next_working_day_on_or_after(from_day + timedelta(days=days)))


@rule("TIME-7", "CPP 9.0 §6", reading=True)
def reminders_before(
    panel: datetime | date, days: tuple[int, ...], until: datetime, policy: Policy, calendar: WorkingCalendar
) -> tuple[datetime, ...]:
    """When somebody is reminded before a panel: at most once a working day, never on or after the cutoff (`until`)."""
    moments = sorted({service_does_by(panel, n, policy, calendar) for n in days})
    return tuple(moment for moment in moments if moment < until)


@rule("TIME-7", "CPP 9.0 §11.1", reading=True)
def reminders_after(
    from_day: date, days: tuple[int, ...], until: datetime, policy: Policy, calendar: WorkingCalendar
) -> tuple[datetime, ...]:
    """When somebody is reminded after a date, of what they owe until `until`; forward, to the next working day."""
    due = {calendar.next_working_day_on_or_after(from_day + timedelta(days=n)) for n in days}
    moments = (local(day, policy.send_at) for day in sorted(due))
    return tuple(moment for moment in moments if moment < until)
