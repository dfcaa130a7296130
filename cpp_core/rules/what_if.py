"""What would have made it different: the same thing for a panel on another day, or for a detention that began on another."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from cpp_core.deadlines.obligations import Duty, Obligation, cutoff_of, obligations
from cpp_core.deadlines.time import days_after, in_london, london_date
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.policy import Policy
from cpp_core.model.panel import Panel
from cpp_core.rules.detention_clock import Week, band_on, days_detained, due_in_week_of, next_due

_A_WEEK = 7


def at(moment: datetime) -> str:
    """A moment as people read it."""
    return f"{in_london(moment):%A %d/%m/%Y %H:%M}"


def on(day: date) -> str:
    """A date as people read it."""
    return f"{day:%A %d/%m/%Y}"


def had_it_started_otherwise(
    panel: Panel, each: Obligation, policy: Policy, calendar: WorkingCalendar
) -> tuple[str, ...]:
    """When an obligation would be due if the panel started at the same time on the working day before, or after.

    Of a cutoff that was moved into working hours (TIME-4) also the next start for which it would not have been.
    """
    found = [_had(panel, days, each, policy, calendar) for days in _neighbours(panel, calendar)]
    if each.duty is Duty.CUTOFF:
        found.extend(_unmoved_cutoff(panel, policy, calendar))
    return tuple(sentence for sentence in found if sentence)


def _neighbours(panel: Panel, calendar: WorkingCalendar) -> Iterator[int]:
    starts_on = london_date(panel.starts_at)
    yield (calendar.last_working_day_before(starts_on) - starts_on).days
    yield (calendar.next_working_day_after(starts_on) - starts_on).days


def _shifted(panel: Panel, days: int) -> Panel:
    return replace(panel, starts_at=days_after(panel.starts_at, days))


def _had(panel: Panel, days: int, each: Obligation, policy: Policy, calendar: WorkingCalendar) -> str:
    moved = _shifted(panel, days)
    same = next((other for other in obligations(moved, policy, calendar) if _alike(other, each)), None)
    if same is None:
        return ""
    return f"Had the panel started on {at(moved.starts_at)}, it would be due {at(same.due_at)}."


def _alike(one: Obligation, other: Obligation) -> bool:
    return (one.duty, one.seat, one.person_id, one.ladder, one.rung) == (
        other.duty,
        other.seat,
        other.person_id,
        other.ladder,
        other.rung,
    )


def _unmoved_cutoff(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> Iterator[str]:
    if not cutoff_of(panel, policy, calendar).moved:
        return
    for days in range(1, _A_WEEK + 1):
        later = _shifted(panel, days)
        there = cutoff_of(later, policy, calendar)
        if calendar.is_working_day(london_date(later.starts_at)) and not there.moved:
            yield f"Had it started on {at(later.starts_at)}, its cutoff would not have moved: {at(there.effective)}."
            return


def cutoff_facts(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> tuple[tuple[str, str], ...]:
    """Both cutoffs of a panel, and whether they differ."""
    found = cutoff_of(panel, policy, calendar)
    moved = (
        "outside working hours, so it moved to the end of the last ones before it (TIME-4)" if found.moved else "kept"
    )
    return (
        ("Nominal cutoff", f"{at(found.nominal)}, {policy.cutoff_days} days before the start: {moved}"),
        ("Effective cutoff", at(found.effective)),
    )


def clock_facts(detained_on: date, day: date, policy: Policy) -> tuple[tuple[str, str], ...]:
    """Where a detention stands on a day: its days, band, the point that is due in the week, and the next one."""
    due, coming = due_in_week_of(detained_on, day, policy), next_due(detained_on, day, policy)
    facts = [
        ("Detained on", on(detained_on)),
        ("Days detained", f"{days_detained(detained_on, day)} on {on(day)}"),
        ("Band", f"{band_on(detained_on, day, policy)}"),
    ]
    if due is not None:
        facts.append((f"Review point {due.number}", f"{on(due.falls_on)}; due {_week(due.due_week)}"))
    facts.append((f"Review point {coming.number}", f"{on(coming.falls_on)}; due {_week(coming.due_week)}"))
    return tuple(facts)


def _week(week: Week) -> str:
    return f"{on(week.monday)} to {on(week.sunday)}"


def had_detention_begun_otherwise(detained_on: date, day: date, policy: Policy) -> tuple[str, ...]:
    """The dates around: the first and last start of detention with the same due week, and what lies beyond them."""
    point = due_in_week_of(detained_on, day, policy) or next_due(detained_on, day, policy)
    week = Week.of(point.falls_on)
    first = detained_on - (point.falls_on - week.monday)
    last = detained_on + (week.sunday - point.falls_on)
    one = timedelta(days=1)
    return (
        f"Detained on any day from {on(first)} to {on(last)} it is due in the same week, {_week(point.due_week)}.",
        f"Had detention begun on {on(first - one)}, it would be due {_week(point.due_week.plus(-1))}.",
        f"Had it begun on {on(last + one)}, it would be due {_week(point.due_week.plus(1))}.",
    )
