"""Telling casework (OUT-1), and the entry on Atlas (OUT-2): by when, and what they say."""

from dataclasses import dataclass
from datetime import date, datetime

from cpp_core.deadlines.time import end_of_working_day, london_date
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.recommendation import Kind, Recommendation
from cpp_core.rules.registry import rule

_WITH_DETAILS = (Kind.RELEASE, Kind.MAINTAIN_WITH_ACTIONS)


@rule("OUT-1", "CPP 9.0 §10.1, §11", reading=True)
def outcome_due(kind: Kind, closed_at: datetime, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """By when casework is told: a release when the panel is closed, else by the end of the next working day."""
    if kind is Kind.RELEASE and policy.release_mail_at_close:
        return closed_at
    return end_of_working_day(london_date(closed_at), policy.outcome_mail_working_days, policy, calendar)


@rule("OUT-2", "CPP 9.0 §11.1", reading=True)
def atlas_entry_due(panel_on: date, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """By when the CPP team has entered the recommendation on Atlas: the end of the next working day."""
    return end_of_working_day(panel_on, policy.atlas_entry_working_days, policy, calendar)


@dataclass(frozen=True, slots=True)
class AtlasEntry:
    """What the officer enters on Atlas for one case."""

    case_ref: str
    panel_on: date
    recommendation: str
    details: str = ""
    reasons: str = ""


@rule("OUT-2", "CPP 9.0 §11.1")
def atlas_entry(recommendation: Recommendation) -> AtlasEntry:
    """Date and recommendation of every case; details and reasons where release or actions were recommended."""
    draft, kind = recommendation.draft, recommendation.kind
    if kind not in _WITH_DETAILS:
        return AtlasEntry(recommendation.case_ref, recommendation.panel_on, str(kind))
    if kind is Kind.RELEASE:
        details = "; ".join((*(str(reason) for reason in draft.release_reasons), draft.facts))
    else:
        details = "; ".join(f"{action.what} ({action.who}, by {action.by:%d/%m/%Y})" for action in draft.actions)
    return AtlasEntry(recommendation.case_ref, recommendation.panel_on, str(kind), details, draft.reasoning)


@rule("OUT-2", "CPP 9.0 §11.1", reading=True)
def not_entered(
    entered_at: datetime | None, panel_on: date, now: datetime, policy: Policy, calendar: WorkingCalendar
) -> tuple[Finding, ...]:
    """A warning where a recommendation is not on Atlas when its time is over."""
    due = atlas_entry_due(panel_on, policy, calendar)
    if entered_at is not None or now <= due:
        return ()
    return (
        Finding(
            "OUT-2",
            "CPP 9.0 §11.1",
            "the recommendation is not on Atlas",
            f"it was to be entered by the end of {london_date(due).isoformat()}",
            "Enter it, and tick it on the entry sheet.",
            "warning",
            reading=True,
        ),
    )
