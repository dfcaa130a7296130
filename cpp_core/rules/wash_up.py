"""Wash-up and feedback (FBK-1 to FBK-5): who takes part, what is followed up, who sees what, what is deleted when."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, time

from cpp_core.deadlines.time import end_of_working_day, local, london_date
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.feedback import CaseNote, ChairFeedback, Escalation, FeedbackKind
from cpp_core.model.panel import SEAT_NAMES, SeatKind
from cpp_core.model.person import Person, Role
from cpp_core.rules.registry import rule


@rule("FBK-1", "CPP 9.0 §8.1, §15; IPM 1.0 Feedback")
def wash_up_lacks(present: Iterable[SeatKind]) -> tuple[Finding, ...]:
    """Every panel ends with a wash-up of chair and independent member; a warning for whoever is not there."""
    there = frozenset(present)
    return tuple(
        Finding(
            "FBK-1",
            "CPP 9.0 §8.1",
            f"{SEAT_NAMES[seat]} did not take part in the wash-up",
            "chair and independent member hold it together",
            "Ask them for their feedback afterwards.",
            "warning",
        )
        for seat in (SeatKind.CHAIR, SeatKind.IPM)
        if seat not in there
    )


@rule("FBK-1", "CPP 9.0 §8.1", reading=True)
def escalation_follow_up_at(escalation: Escalation, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """When somebody asks the casework lead again: the end of the fifth working day after the escalation."""
    days = policy.escalation_follow_up_working_days
    return end_of_working_day(london_date(escalation.raised_at), days, policy, calendar)


@rule("FBK-1", "CPP 9.0 §8.1", reading=True)
def escalation_unanswered(
    escalation: Escalation, now: datetime, policy: Policy, calendar: WorkingCalendar
) -> tuple[Finding, ...]:
    """A warning where the casework lead has not answered by then."""
    if escalation.answered_at is not None or now <= escalation_follow_up_at(escalation, policy, calendar):
        return ()
    what = f"the escalation of {escalation.case_ref} is not answered"
    why = f"it was raised on {london_date(escalation.raised_at).isoformat()}"
    return (Finding("FBK-1", "CPP 9.0 §8.1", what, why, "Ask the casework lead.", "warning", reading=True),)


@rule("FBK-2", "IPM 1.0 Feedback 1")
def may_see_chair_feedback(person: Person) -> bool:
    """The log of feedback on chairs is open to CPP managers alone (the CPP lead, to whom it goes, is one of them)."""
    return person.has(Role.CPP_MANAGER, Role.CPP_LEAD)


@rule("FBK-2", "IPM 1.0 Feedback 1")
def once_passed_on(feedback: ChairFeedback, passed_on_at: datetime) -> ChairFeedback:
    """Given to the chair, what tells who they are is deleted: who, which panel, by whom, the words; the kind stays.

    Of the moment at which it was given only the month is kept: the panel's record says when its member gave some [R].
    """
    month = local(london_date(feedback.given_at).replace(day=1), time())
    return ChairFeedback(feedback.id, feedback.kind, "", month, passed_on_at=passed_on_at)


@rule("FBK-2", "IPM 1.0 Feedback 1")
def trends(log: Iterable[ChairFeedback]) -> Mapping[FeedbackKind, int]:
    """How often each kind of feedback was given: what is left for trends."""
    counts = Counter(each.kind for each in log)
    return {kind: counts[kind] for kind in FeedbackKind}


@rule("FBK-3", "CPP 9.0 §8.1, §8.4, §15")
def may_give_to_independent_member(person: Person) -> bool:
    """The chair's feedback goes to the CPP lead; the operational and the strategic lead give it to the member."""
    return person.has(Role.CPP_LEAD, Role.CPP_MANAGER)


@rule("FBK-3", "CPP 9.0 §8.1, §15")
def feedback_on_member_missing(closed_at: datetime | None, given: bool, member_attended: bool) -> tuple[Finding, ...]:
    """After a panel with an independent member the chair gives feedback on them; a warning where it is missing."""
    if closed_at is None or given or not member_attended:
        return ()
    return (
        Finding(
            "FBK-3",
            "CPP 9.0 §8.1",
            "the chair's feedback on the independent member is missing",
            "chairs give it to the CPP lead after the panel, on its form",
            "Ask the chair.",
            "warning",
        ),
    )


@rule("FBK-4", "CPP 9.0 §8.4; IPM 1.0 Feedback 2")
def reporting_back_missing(closed_at: datetime | None, notes: Iterable[CaseNote], member: str) -> tuple[Finding, ...]:
    """After a panel the independent member reports back; a warning where the log has nothing of theirs."""
    if closed_at is None or not member or any(note.by == member and note.words.strip() for note in notes):
        return ()
    return (
        Finding(
            "FBK-4",
            "CPP 9.0 §8.4",
            "the independent member has not reported back",
            "they record significant discussion points and best practice after a panel",
            "Ask them for the Case Feedback Log.",
            "warning",
        ),
    )
