"""Why something is due, was asked or was said about a case after its panel: the facts of its recommendation."""

from __future__ import annotations

from collections.abc import Iterator

from cpp_core.deadlines.follow_up import is_answered, times_of
from cpp_core.model.feedback import Escalation
from cpp_core.model.follow_up import FollowUp
from cpp_core.rules import what_if
from cpp_core.rules.answers import answer_state, prevailing
from cpp_core.rules.wash_up import escalation_follow_up_at
from cpp_core.usecases.after_rows import of_follow_up
from cpp_core.usecases.explanation import Explanation, policy_values
from cpp_core.usecases.work import Work

Facts = Iterator[tuple[str, str]]


async def explain_after(work: Work, about: str) -> Explanation | None:
    """Explain a recommendation by its id, or one thing that falls due for it, `RECOMMENDATION/KEY`; or an escalation."""
    record_id, _, key = about.partition("/")
    follow_up = await work.follow_ups.get(record_id)
    if follow_up is not None:
        return _duty(work, follow_up, about) if key else _recommendation(work, follow_up)
    escalation = await work.escalations.get(record_id)
    return await _escalation(work, escalation) if escalation is not None else None


def _recommendation(work: Work, each: FollowUp) -> Explanation:
    return Explanation(f"Recommendation {each.id}", tuple(recommendation_facts(work, each)), "OUT-3", _otherwise(each))


def _duty(work: Work, each: FollowUp, about: str) -> Explanation | None:
    due = next((row for row in of_follow_up(work, each) if row.key == about), None)
    if due is None:
        return None
    facts = [
        ("What", due.what),
        ("Due", what_if.at(due.due_at)),
        ("Done", what_if.at(due.done_at) if due.done_at else "not yet"),
        *recommendation_facts(work, each),
        *policy_values(work, due.clause, each.panel_on),
    ]
    return Explanation(about, tuple(facts), due.clause, _otherwise(each))


def _otherwise(each: FollowUp) -> tuple[str, ...]:
    if not each.runs:
        return ()
    return () if is_answered(each) else ("An answer of casework, here or on Atlas, ends the reminders.",)


def recommendation_facts(work: Work, each: FollowUp) -> Facts:
    """What is known of a recommendation after its panel: its dates, casework's answer, the audit, the next review."""
    times = times_of(each, work.policy_on(each.panel_on), work.calendar)
    yield "Case", each.case_ref
    yield "Panel", f"{each.panel_id}, {what_if.on(each.panel_on)}"
    yield "Recommendation", f"{each.kind}, {what_if.on(each.recommended_on)}"
    yield "Entry", f"{each.entry}" + (", corrected since: nobody is asked about it any more" if each.superseded else "")
    if each.imported:
        yield "Known from", "an import of what was before the service: nobody is reminded of it"
    yield "Answer in time until", what_if.at(times.ends) + (", as the CPP team set it" if each.answer_by else "")
    answer = prevailing(each.answers)
    state = answer_state(answer.answered_on if answer else None, times, work.now)
    said = f"{answer.says}, {what_if.on(answer.answered_on)}, " if answer else ""
    yield "Casework's answer", f"{said}{state}"
    if each.pending is not None:
        yield "Disagreement", f"waits for its approver since {what_if.at(each.pending.at)}"
    if each.entered_at is not None:
        yield "Entered on Atlas", what_if.at(each.entered_at)
    if each.audit is not None:
        yield "Audited", f"{what_if.on(each.audit.audited_on)}: {'followed' if each.audit.followed else 'not followed'}"
    if each.review_on is not None:
        reflected = f", reflected on {what_if.on(each.reviewed_on)}" if each.reviewed_on else ""
        yield "Next review", f"{what_if.on(each.review_on)}{reflected}"


async def _escalation(work: Work, each: Escalation) -> Explanation:
    panel = await work.panel(each.panel_id)
    at = escalation_follow_up_at(each, work.policy_of(panel), work.calendar)
    facts = [
        ("Case", each.case_ref),
        ("Panel", f"{panel.id}, {what_if.at(panel.starts_at)}"),
        ("Escalated", what_if.at(each.raised_at)),
        ("Asked again", what_if.at(at)),
        ("Answered", what_if.at(each.answered_at) if each.answered_at else "not yet"),
        *policy_values(work, "FBK-1", panel.starts_at.date()),
    ]
    return Explanation(f"Escalation {each.id}", tuple(facts), "FBK-1")
