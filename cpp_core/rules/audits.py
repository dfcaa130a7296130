"""The CPP team's audit two weeks after a panel (OUT-5): of what, when, and what it decides."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cpp_core.deadlines.time import london_date, service_does_on
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.answer import ActionState, Audit
from cpp_core.model.recommendation import Kind, Recommendation
from cpp_core.model.referral import AdHocReferral
from cpp_core.rules.registry import rule

_AUDITED = (Kind.RELEASE, Kind.MAINTAIN_WITH_ACTIONS)


@rule("OUT-5", "CPP 9.0 §10.1, §10.2")
def is_audited(kind: Kind) -> bool:
    """A release and actions are audited; to maintain detention, and no recommendation [R], are not."""
    return kind in _AUDITED


@rule("OUT-5", "CPP 9.0 §10.1, §10.2")
def audit_due(panel_on: date, answer_ends: datetime, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """Two weeks after the panel, on the first working day after casework's own time is over [R]."""
    over = max(panel_on + timedelta(days=policy.audit_days), london_date(answer_ends))
    return service_does_on(calendar.next_working_day_after(over), policy, calendar)


@rule("OUT-5", "CPP 9.0 §10.1, §10.2, §11.3")
def audit_faults(audit: Audit, recommendation: Recommendation, next_point_on: date) -> tuple[Finding, ...]:
    """What an audit lacks: each action's state and why, and the decision whether a panel sees the case again sooner."""
    return tuple(_audit_faults(audit, recommendation, next_point_on))


def _audit_faults(audit: Audit, recommendation: Recommendation, next_point_on: date) -> Iterator[Finding]:
    if not is_audited(recommendation.kind):
        yield _fault("there is nothing to audit", f"{recommendation.kind} is not audited", "Leave it.")
        return
    if not audit.followed and not audit.why_not.strip():
        yield _fault("why it was not followed is missing", "the account is clear and auditable", "Say why not.")
    found = {action.what: action for action in audit.actions}
    for action in recommendation.draft.actions:
        state = found.get(action.what)
        if state is None:
            yield _fault(f"nothing is said of: {action.what}", "each action is audited", "Say how it stands.")
        elif state.state is ActionState.NOT_FOLLOWED and not state.why.strip():
            why = "the account says why an action was not followed"
            yield _fault(f"why it was not followed is missing: {action.what}", why, "Say why not.")
    yield from _decision_faults(audit, next_point_on)


def _decision_faults(audit: Audit, next_point_on: date) -> Iterator[Finding]:
    if is_decision_due(audit) and audit.refer_again is None:
        why = "the CPP team decides whether a panel sees the case again, sooner than its next review point"
        yield _fault("the decision is missing", why, "Decide whether to refer it again.")
    if not audit.refer_again:
        return
    if not audit.refer_why.strip():
        yield _fault("why it is referred again is missing", "a panel has to know what to look at", "Give the reason.")
    if audit.refer_by is None or audit.refer_by >= next_point_on:
        why = f"its next review point is on {next_point_on.isoformat()} anyway"
        yield _fault("by when is missing or too late", why, "Give a date before that.")


def _fault(what: str, why: str, mend: str) -> Finding:
    return Finding("OUT-5", "CPP 9.0 §10.1, §10.2", what, why, mend)


@rule("OUT-5", "CPP 9.0 §10.1, §10.2")
def is_decision_due(audit: Audit) -> bool:
    """Whether the CPP team has to decide about a new panel: not followed, or an action that is not done."""
    return not audit.followed or any(action.state is not ActionState.DONE for action in audit.actions)


@rule("OUT-5", "CPP 9.0 §10.1, §10.2")
def referral_from(audit: Audit, case_ref: str) -> AdHocReferral | None:
    """The referral that the decision makes, where it is to refer the case again."""
    if not audit.refer_again or audit.refer_by is None:
        return None
    return AdHocReferral(case_ref, "cpp-audit", audit.refer_why, audit.refer_by, audit.audited_on, audit.audited_by)
