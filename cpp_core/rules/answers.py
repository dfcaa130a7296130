"""Casework's answer to a recommendation (OUT-3): when it is due, who is reminded when, and how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cpp_core.deadlines.time import duty_ends, london_date, reminders_after
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.answer import CaseworkAnswer
from cpp_core.rules.registry import rule


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """When owner and SPOC are reminded, and the last instant at which an answer is in time."""

    reminders: tuple[datetime, ...]
    ends: datetime


class AnswerState(StrEnum):
    """How a recommendation stands with casework."""

    OPEN = "open"
    IN_TIME = "in time"
    LATE = "late"
    OVERDUE = "overdue"


@rule("OUT-3", "CPP 9.0 §11.1")
def answer_times(
    recommended_on: date, policy: Policy, calendar: WorkingCalendar, set_by_team: date | None = None
) -> AnswerTimes:
    """Within 2 weeks of the recommendation, or by the date that the CPP team set; to the end of a working day (TIME-6).

    Reminders are a reading of ours. One that would fall on or after the end is dropped.
    """
    if set_by_team is not None:
        ends = duty_ends(set_by_team, 0, calendar)
    else:
        ends = duty_ends(recommended_on, policy.answer_days, calendar)
    return AnswerTimes(reminders_after(recommended_on, policy.answer_reminder_days, ends, policy, calendar), ends)


@rule("OUT-3", "CPP 9.0 §11.1, §12")
def answer_state(answered_on: date | None, times: AnswerTimes, now: datetime) -> AnswerState:
    """Whether an answer is still awaited, came in time, came late, or is overdue."""
    if answered_on is None:
        return AnswerState.OPEN if now <= times.ends else AnswerState.OVERDUE
    return AnswerState.IN_TIME if answered_on <= london_date(times.ends) else AnswerState.LATE


@rule("OUT-3", "CPP 9.0 §11.1", reading=True)
def prevailing(answers: Iterable[CaseworkAnswer]) -> CaseworkAnswer | None:
    """The answer that counts: the latest on Atlas where there is one, else the latest that was given here."""
    found = sorted(answers, key=lambda answer: (answer.on_atlas, answer.answered_on))
    return found[-1] if found else None


@rule("OUT-3", "CPP 9.0 §11.1, §13")
def overdue(case_ref: str, answered_on: date | None, times: AnswerTimes, now: datetime) -> tuple[Finding, ...]:
    """A warning where casework's time is over and nothing is recorded."""
    if answer_state(answered_on, times, now) is not AnswerState.OVERDUE:
        return ()
    return (
        Finding(
            "OUT-3",
            "CPP 9.0 §11.1",
            f"no answer to the recommendation for {case_ref}",
            f"it was due by the end of {london_date(times.ends).isoformat()}",
            "Record on Atlas whether casework agrees, with full reasons if not.",
            "warning",
        ),
    )
