"""What is said about casework's answer: to case owner, approver and SPOC (OUT-3, OUT-4). References only (LST-6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cpp_core.deadlines.follow_up import times_of
from cpp_core.deadlines.time import london_date
from cpp_core.messages.message import Block, Facts, Items, Message, Table, Text
from cpp_core.messages.sitting import KIND_WORDS
from cpp_core.messages.words import View, day, grade_name, moment, short_panel, why
from cpp_core.model.answer import CaseworkAnswer, Says
from cpp_core.model.follow_up import Approval, FollowUp
from cpp_core.model.person import Grade
from cpp_core.model.recommendation import Kind
from cpp_core.refusals import Fault
from cpp_core.rules.answers import prevailing

SAYS_WORDS: Mapping[Says, str] = {Says.AGREE: "Casework agrees", Says.DISAGREE: "Casework disagrees"}


@dataclass(frozen=True)
class OpenAnswer:
    """One recommendation in a list of what is open: whose panel, which case, by when, and what is missing."""

    panel_id: str
    case_ref: str
    kind: Kind
    due_on: date
    what: str
    verb: str = "response.show"


def state_of(follow_up: FollowUp, view: View) -> str:
    """How a recommendation stands with casework, for the card."""
    given = prevailing(follow_up.answers)
    if follow_up.superseded:
        return "corrected"
    if follow_up.pending is not None:
        return "pending"
    if given is not None:
        return "on_atlas" if given.on_atlas else "agreed" if given.says is Says.AGREE else "disagreed"
    ends = times_of(follow_up, view.scene.policy, view.scene.calendar).ends
    return "asked" if view.scene.now <= ends else "overdue"


def response(view: View, follow_up: FollowUp, least: Grade, errors: tuple[Fault, ...] = ()) -> Message:
    """The case owner's card: agree, or disagree with reasons and an approver; and how it stands since."""
    title = f"Do you agree? CPP recommendation for case {follow_up.case_ref}"
    state = state_of(follow_up, view)
    if state not in ("asked", "overdue"):
        title = f"Your answer: CPP recommendation for case {follow_up.case_ref}"
    return Message(
        "response",
        title,
        title,
        (Text(_lead(view, follow_up, state)), Facts(_facts(view, follow_up)), *_what_it_takes(follow_up, state, least)),
        why("OUT-3", f"You own case {follow_up.case_ref}, and casework says whether it agrees."),
        state,
        _refs(follow_up),
        errors=tuple(fault.sentence() for fault in errors),
    )


def _lead(view: View, follow_up: FollowUp, state: str) -> str:
    until = day(london_date(times_of(follow_up, view.scene.policy, view.scene.calendar).ends))
    refused = follow_up.approvals[-1] if follow_up.approvals and not follow_up.approvals[-1].approved else None
    if refused is not None and state in ("asked", "overdue"):
        return f"Your disagreement was not approved: {refused.why} Please agree, or give further reasons by {until}."
    if state == "pending" and follow_up.pending is not None:
        asked = moment(follow_up.pending.at)
        return f"{view.name(follow_up.pending.approver_id)} was asked on {asked} to approve that you disagree."
    return {
        "asked": f"Please say by the end of {until} whether casework agrees. The reasons are in the mail that you have.",
        "overdue": f"This was due by the end of {until}. Please answer now. The reasons are in the mail that you have.",
        "agreed": "Thank you, your answer is on record here. It also goes on Atlas and into the next DCPR.",
        "disagreed": "Your disagreement is approved and on record here. It also goes on Atlas and into the next DCPR.",
        "on_atlas": "This is what Atlas says. It prevails over what was typed here.",
        "corrected": "This recommendation has been corrected. You are asked about the new one.",
    }[state]


def _facts(view: View, follow_up: FollowUp) -> tuple[tuple[str, str], ...]:
    given = prevailing(follow_up.answers)
    rows = [
        ("Case", follow_up.case_ref),
        ("Panel", short_panel(view.panel)),
        ("Recommendation", KIND_WORDS[follow_up.kind]),
        ("Answer by", day(london_date(times_of(follow_up, view.scene.policy, view.scene.calendar).ends))),
    ]
    if follow_up.date_reason and given is None:
        rows.append(("Why this date", follow_up.date_reason))
    if given is not None:
        rows.append(("Answer", f"{SAYS_WORDS[given.says]}, {day(given.answered_on)}"))
        rows += [("Done on", day(given.done_on))] if given.done_on else []
    return tuple(rows)


def _what_it_takes(follow_up: FollowUp, state: str, least: Grade) -> tuple[Block, ...]:
    if state in ("corrected", "on_atlas", "agreed", "disagreed"):
        release = follow_up.kind is Kind.RELEASE and state == "agreed"
        authority = "A release still goes to the appropriate grade in your command, and is agreed by them."
        return (Text(authority),) if release else ()
    points = [
        f"To disagree, give full reasons. {grade_name(least)} or above approves it, on their own card, and not you.",
        "The casework team keeps the responsibility, and gives the recommendation significant weight.",
    ]
    return (Items(tuple(points)),)


def approval(
    view: View, follow_up: FollowUp, reader: str, least: Grade, errors: tuple[Fault, ...] = ()
) -> Message | None:
    """The approver's card: the recommendation, the reasons against it, yes or no; None for whom nobody asked."""
    pending = follow_up.pending
    said = next((each for each in reversed(follow_up.approvals) if each.by == reader), None)
    asked = pending is not None and pending.approver_id == reader
    state = "asked" if asked else _over(said)
    number = pending.number if pending is not None and asked else 0
    title = f"Approve a disagreement? Case {follow_up.case_ref}"
    facts = (
        ("Case", follow_up.case_ref),
        ("Panel", short_panel(view.panel)),
        ("Recommendation", KIND_WORDS[follow_up.kind]),
        ("Who may approve", f"{grade_name(least)} or above, and not the case owner"),
    )
    blocks: list[Block] = [Text(_APPROVAL_LEADS[state]), Facts(facts)]
    if pending is not None and asked:
        blocks += [Text("Casework's reasons", strong=True), Text(pending.reasons)]
    return Message(
        "approval",
        title,
        title,
        tuple(blocks),
        why("OUT-4", f"You were named to approve that casework disagrees about case {follow_up.case_ref}."),
        state,
        {**_refs(follow_up), "number": str(number)},
        errors=tuple(fault.sentence() for fault in errors),
    )


_APPROVAL_LEADS = {
    "asked": "Casework would disagree with this recommendation, and asks you to approve it.",
    "approved": "You approved that casework disagrees. The case owner sees it.",
    "refused": "You did not approve it. The case owner has your reason.",
    "over": "You are not asked any more: the case owner has answered in another way.",
}


def _over(said: Approval | None) -> str:
    return "over" if said is None else "approved" if said.approved else "refused"


def answers_due(view: View, rows: tuple[OpenAnswer, ...], *, overdue: bool = False) -> Message:
    """One reminder to a case owner with all that they still have to answer of a panel (OUT-3, TIME-7)."""
    many = "answers" if len(rows) > 1 else "answer"
    title = (
        f"Overdue: {many} to {short_panel(view.panel)}" if overdue else f"Reminder: {many} to {short_panel(view.panel)}"
    )
    late = "Casework's time to answer these recommendations is over. Please answer now, here or on Atlas."
    lead = "Please say whether casework agrees with these recommendations, here or on Atlas."
    return _list("answers_due", title, late if overdue else lead, rows, "You own these cases.", view.panel.id, overdue)


def answers_due_spoc(view: View, area: str, rows: tuple[OpenAnswer, ...], *, overdue: bool = False) -> Message:
    """The same for a SPOC, or the officer: what their area has not answered of a panel."""
    where = f" in {area}" if area else ""
    title = f"{'Overdue' if overdue else 'Still open'}{where}: answers to {short_panel(view.panel)}"
    lead = "These recommendations are not answered on Atlas or here. Please see to it with the case owners."
    sentence = f"You are the point of contact (SPOC) for {area}." if area else "You are the CPP officer of this panel."
    return _list("answers_open", title, lead, rows, sentence, view.panel.id, overdue)


def spoc_digest(area: str, rows: tuple[OpenAnswer, ...]) -> Message:
    """Once a week: everything that is open in a SPOC's area, whatever panel it is of."""
    title = f"This week in {area or 'cases without an area'}: {len(rows)} open after panels"
    lead = "These cases still wait for casework: an answer to the recommendation, or the entry in the next DCPR."
    sentence = f"You are the point of contact (SPOC) for {area}, and get this once a week while something is open."
    return _list("spoc_digest", title, lead, rows, sentence, "", overdue=False)


def my_answers(rows: tuple[OpenAnswer, ...]) -> Message:
    """What the asker still has to answer, approve or audit."""
    lead = "This waits for you:" if rows else "Nothing waits for your answer after a panel."
    return _list("answers_due", "Your answers after panels", lead, rows, "You asked for it.", "", overdue=False)


def _list(
    name: str, title: str, lead: str, rows: Iterable[OpenAnswer], sentence: str, panel_id: str, overdue: bool
) -> Message:
    listed = sorted(rows, key=lambda row: (row.due_on, row.case_ref))
    columns = ("Case", "Recommendation", "By", "Open")
    cells = tuple((row.case_ref, KIND_WORDS[row.kind], day(row.due_on), row.what) for row in listed)
    return Message(
        name,
        title,
        title,
        (Text(lead), *((Table(columns, cells),) if cells else ())),
        why("OUT-3", sentence, reading=True),
        "overdue" if overdue else "open",
        {"panel": panel_id} if panel_id else {},
        choices={"open": tuple((f"{row.verb}|{row.panel_id}|{row.case_ref}", row.case_ref) for row in listed)},
    )


def accepted_words(follow_up: FollowUp) -> str:
    """What casework answered, for the column of the case list (LST-2)."""
    given = prevailing(follow_up.answers)
    if given is None:
        return "approval asked for" if follow_up.pending is not None else "not answered"
    return f"{'yes' if given.says is Says.AGREE else 'no'}, {given.answered_on:%d/%m/%Y}"


def not_carried_out_words(follow_up: FollowUp) -> str:
    """Why a recommended release was not carried out: casework's reasons, and what the audit found (LST-2)."""
    if follow_up.kind is not Kind.RELEASE:
        return ""
    given: CaseworkAnswer | None = prevailing(follow_up.answers)
    reasons = [given.reasons] if given is not None and given.says is Says.DISAGREE else []
    reasons += [follow_up.audit.why_not] if follow_up.audit is not None and not follow_up.audit.followed else []
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))


def _refs(follow_up: FollowUp) -> dict[str, str]:
    return {"panel": follow_up.panel_id, "case": follow_up.case_ref, "entry": str(follow_up.entry)}
