"""Safeguarding and vulnerability concerns (REC-11): recorded, sent to the team that must act, followed up."""

from collections.abc import Iterator
from datetime import datetime

from cpp_core.deadlines.time import end_of_working_day, in_london, london_date
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.concern import SafeguardingConcern
from cpp_core.rules.registry import rule


@rule("REC-11", "CPP 9.0 §3, §8.1, §8.2")
def safeguarding_faults(concern: SafeguardingConcern) -> tuple[Finding, ...]:
    """What a concern lacks: its words, the case, the team that must act."""
    return tuple(_faults(concern))


def _faults(concern: SafeguardingConcern) -> Iterator[Finding]:
    if not concern.case_ref.strip():
        yield _finding("which case is missing", "a concern is recorded for a case", "Give the reference.")
    if not concern.words.strip():
        yield _finding("the concern is missing", "the team has to know what to look at", "Describe it.")
    if not concern.sent_to.strip():
        yield _finding("the team is missing", "somebody has to act on it", "Name the team that must act.")


def _finding(what: str, why: str, mend: str) -> Finding:
    return Finding("REC-11", "CPP 9.0 §8.1", what, why, mend)


@rule("REC-11", "CPP 9.0 §8.1", reading=True)
def follow_up_at(concern: SafeguardingConcern, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """When somebody asks what was done: the end of the next working day after it was raised."""
    days = policy.safeguarding_follow_up_working_days
    return end_of_working_day(london_date(concern.raised_at), days, policy, calendar)


@rule("REC-11", "CPP 9.0 §8.1", reading=True)
def unanswered(
    concern: SafeguardingConcern, now: datetime, policy: Policy, calendar: WorkingCalendar
) -> tuple[Finding, ...]:
    """A warning where the team has not said by then what it did, or the concern was not even sent."""
    at = follow_up_at(concern, policy, calendar)
    if concern.done_at is not None or now <= at:
        return ()
    why = f"{concern.sent_to} had until {in_london(at):%d/%m/%Y %H:%M}"
    if concern.sent_at is None:
        why = "it has not been sent yet"
    what = f"nothing is known of the concern for {concern.case_ref}"
    return (Finding("REC-11", "CPP 9.0 §8.1", what, why, "Ask the team.", "warning", reading=True),)
