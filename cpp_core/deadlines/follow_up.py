"""What falls due for a recommendation after its panel, and when (OUT-2, OUT-3, OUT-5, OUT-6); no timer holds a fact.

As for panels (`deadlines.obligations`): an obligation is over when its key is in `FollowUp.done`, and rungs of one
`ladder` belong together. What was answered, entered, audited or reviewed falls due no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from cpp_core.deadlines.time import local, london_date
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.policy import Policy
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.recommendation import Kind
from cpp_core.rules.answers import AnswerTimes, answer_times, prevailing
from cpp_core.rules.audits import audit_due, is_audited
from cpp_core.rules.outcomes import atlas_entry_due

LAST_RUNG = 99
MONDAY = 0


class FollowUpDuty(StrEnum):
    """What the service does at an obligation's moment."""

    ASK = "ask the case owner whether casework agrees"
    REMIND = "remind casework of the answer"
    OVERDUE = "say that the answer is overdue"
    SHEET = "give the officer the sheet for Atlas"
    NOT_ENTERED = "remind the officer of the entry on Atlas"
    REVIEW = "ask for the entry in the next review"
    AUDIT = "ask the officer for the audit"
    DIGEST = "tell the SPOC what is open"


@dataclass(frozen=True)
class Due:
    """One thing that falls due for a recommendation."""

    key: str
    duty: FollowUpDuty
    clause: str
    due_at: datetime
    ladder: str = ""
    rung: int = 0


def times_of(follow_up: FollowUp, policy: Policy, calendar: WorkingCalendar) -> AnswerTimes:
    """When casework is reminded, and until when its answer is in time (OUT-3)."""
    return answer_times(follow_up.recommended_on, policy, calendar, follow_up.answer_by)


def is_answered(follow_up: FollowUp) -> bool:
    """Whether an answer stands, given here or imported from Atlas."""
    return prevailing(follow_up.answers) is not None


def review_wanted(follow_up: FollowUp) -> bool:
    """Whether the next review has been asked for and nobody has said that it reflects the panel (OUT-6)."""
    asked = "OUT-6:review" in follow_up.done and follow_up.review_on is not None
    return asked and follow_up.reviewed_on is None


def is_open(follow_up: FollowUp) -> bool:
    """Whether the SPOC still has something to chase."""
    return follow_up.runs and (not is_answered(follow_up) or review_wanted(follow_up))


def follow_up_duties(follow_up: FollowUp, policy: Policy, calendar: WorkingCalendar) -> tuple[Due, ...]:
    """Everything that falls due, past and to come, in the order in which it is to be done."""
    if not follow_up.runs:
        return ()
    found = [
        *_answer(follow_up, policy, calendar),
        *_atlas(follow_up, policy, calendar),
        *_afterwards(follow_up, policy, calendar),
    ]
    return tuple(sorted(found, key=lambda each: each.due_at))


def follow_up_due_at(follow_up: FollowUp, policy: Policy, calendar: WorkingCalendar) -> datetime | None:
    """When the next of them falls due that is not over."""
    duties = follow_up_duties(follow_up, policy, calendar)
    return min((each.due_at for each in duties if each.key not in follow_up.done), default=None)


def _answer(follow_up: FollowUp, policy: Policy, calendar: WorkingCalendar) -> Iterator[Due]:
    if is_answered(follow_up):
        return
    ladder = "OUT-3"
    yield Due("OUT-3:ask", FollowUpDuty.ASK, "OUT-3", follow_up.asked_at, ladder)
    times = times_of(follow_up, policy, calendar)
    for rung, at in enumerate(times.reminders, 1):
        yield Due(f"OUT-3:remind:{london_date(at)}", FollowUpDuty.REMIND, "OUT-3", at, ladder, rung)
    at = _morning(calendar.next_working_day_after(london_date(times.ends)), policy)
    yield Due(f"OUT-3:overdue:{london_date(times.ends)}", FollowUpDuty.OVERDUE, "OUT-3", at, ladder, LAST_RUNG)


def _atlas(follow_up: FollowUp, policy: Policy, calendar: WorkingCalendar) -> Iterator[Due]:
    if follow_up.entered_at is not None:
        return
    ladder = "OUT-2"
    sheet = follow_up.asked_at
    if follow_up.kind is Kind.RELEASE and follow_up.entry == 1:
        sheet = _morning(calendar.next_working_day_after(london_date(follow_up.asked_at)), policy)
    yield Due("OUT-2:sheet", FollowUpDuty.SHEET, "OUT-2", sheet, ladder)
    until = max(atlas_entry_due(follow_up.panel_on, policy, calendar), sheet)
    at = _morning(calendar.next_working_day_after(london_date(until)), policy)
    yield Due("OUT-2:remind", FollowUpDuty.NOT_ENTERED, "OUT-2", at, ladder, LAST_RUNG)


def _afterwards(follow_up: FollowUp, policy: Policy, calendar: WorkingCalendar) -> Iterator[Due]:
    if is_audited(follow_up.kind) and follow_up.audit is None:
        at = audit_due(follow_up.panel_on, times_of(follow_up, policy, calendar).ends, policy, calendar)
        yield Due("OUT-5:audit", FollowUpDuty.AUDIT, "OUT-5", at)
    if follow_up.review_on is not None and follow_up.reviewed_on is None:
        at = _morning(calendar.next_working_day_on_or_after(follow_up.review_on), policy)
        yield Due("OUT-6:review", FollowUpDuty.REVIEW, "OUT-6", at)
    if is_open(follow_up):
        since = max(london_date(follow_up.asked_at), follow_up.digested_on or date.min)
        monday = since + timedelta(days=(MONDAY - since.weekday() - 1) % 7 + 1)
        at = _morning(calendar.next_working_day_on_or_after(monday), policy)
        yield Due(f"OUT-3:digest:{monday}", FollowUpDuty.DIGEST, "OUT-3", at)


def _morning(day: date, policy: Policy) -> datetime:
    return local(day, policy.send_at)
