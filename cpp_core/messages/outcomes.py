"""What casework, SPOCs, casework leads and the CPP lead get from a panel (chapters G and H)."""

from __future__ import annotations

from collections.abc import Iterable

from cpp_core.deadlines.time import duty_ends, london_date
from cpp_core.messages.message import Block, Facts, Items, Message, Table, Text
from cpp_core.messages.sitting import KIND_WORDS, outcome_blocks
from cpp_core.messages.words import View, day, reader_of_seat, short_panel, why
from cpp_core.model.case import Case
from cpp_core.model.feedback import ChairFeedback, Escalation
from cpp_core.model.panel import SeatKind
from cpp_core.model.recommendation import Kind, Recommendation


def answer_due(view: View, each: Recommendation) -> str:
    """Until when casework records on Atlas whether it agrees, in words (OUT-3)."""
    until = duty_ends(london_date(each.confirmed_at), view.scene.policy.answer_days, view.scene.calendar)
    return f"the end of {day(london_date(until))}"


def outcome(view: View, each: Recommendation, case: Case | None, *, to: str = "", replaces: bool = False) -> Message:
    """The mail to case owner and casework team: the recommendation, its reasons, and what they must do by when (OUT-1).

    It says that it is a correction to whoever had the entry before.
    """
    corrected = replaces
    title = f"{'Corrected ' if corrected else ''}CPP recommendation for case {each.case_ref}"
    blocks: list[Block] = []
    if corrected:
        blocks.append(
            Text(f"This replaces what you had before. Why it was corrected: {each.correction_reason}", strong=True)
        )
    blocks += [
        Text(
            f"The Case Progression Panel of {day(each.panel_on)} looked at case {each.case_ref} and makes this recommendation."
        ),
        *outcome_blocks(each),
        *_left(case),
        Text("What you need to do", strong=True),
        Items(_to_do(view, each)),
        Text(
            "The casework team keeps the responsibility for reviewing and maintaining detention. It should carefully consider "
            "the panel's recommendation and give it significant weight."
        ),
    ]
    return Message(
        "outcome",
        title,
        title,
        tuple(blocks),
        why("OUT-1", f"{_stands_to(case, each.case_ref, to)}, and a panel has looked at it."),
        refs={"panel": each.panel_id, "case": each.case_ref},
    )


def _stands_to(case: Case | None, case_ref: str, to: str) -> str:
    """What somebody has to do with a case, by their address."""
    if case is not None and to and case.case_owner.casefold() == to.casefold():
        return f"You own case {case_ref}"
    if case is not None and to and case.casework_lead.casefold() == to.casefold():
        return f"You lead the casework of case {case_ref}"
    return f"You own case {case_ref} or lead its casework, or did when the panel looked at it"


def _left(case: Case | None) -> tuple[Block, ...]:
    left = case.left_on() if case else None
    return (
        (Text(f"On our records detention ended on {day(left)}, after the case was listed.", strong=True),)
        if left
        else ()
    )


def _to_do(view: View, each: Recommendation) -> tuple[str, ...]:
    todo = [
        f"Record on Atlas (manage detention) by {answer_due(view, each)} whether you agree, with the date of the panel "
        f"({each.panel_on:%d/%m/%Y}).",
        "Show in the next DCPR that the case was presented, what was recommended, whether you agree, and if, when and by whom "
        "it is taken forward.",
        "If you disagree: full reasons, on Atlas and in the next DCPR, approved by a colleague of the chair's grade or higher.",
    ]
    if each.kind is Kind.RELEASE:
        todo.append(
            "A release still goes through the release authorisation of your command, and is agreed at the right grade."
        )
    if each.kind is Kind.MAINTAIN_WITH_ACTIONS:
        todo.append("Carry out the actions promptly. An action that needs an authorisation still needs it.")
    if each.kind is Kind.MAINTAIN:
        todo.append(
            "This does not supersede any earlier decision to release, nor prevent one. Keep reviewing detention as usual."
        )
    if each.kind in (Kind.RELEASE, Kind.MAINTAIN_WITH_ACTIONS):
        todo.append(f"The CPP team audits progress {view.scene.policy.audit_days // 7} weeks after the panel.")
    return tuple(todo)


def outcome_spoc(view: View, area: str, standing: Iterable[Recommendation], *, corrected: bool = False) -> Message:
    """One mail to a SPOC with all the recommendations for their area (OUT-1, CPP 9.0 §13); again where one changed."""
    title = f"{'Corrected ' if corrected else ''}CPP recommendations for {area}: {short_panel(view.panel)}"
    each_row = tuple(
        (
            each.case_ref,
            KIND_WORDS[each.kind],
            "; ".join(act.what for act in each.draft.actions),
            answer_due(view, each),
        )
        for each in sorted(standing, key=lambda each: each.case_ref)
    )
    return Message(
        "outcome_spoc",
        title,
        title,
        (
            Text(
                f"These are the recommendations of the panel of {day(london_date(view.panel.starts_at))} for cases of {area}. "
                "The case owners have theirs with the full reasons."
            ),
            Table(("Case", "Recommendation", "Actions", "Answer on Atlas by"), each_row),
            Text(
                "As SPOC you see to it that each is considered, fed back to the case owner, and answered on Atlas and in the "
                "next DCPR."
            ),
        ),
        why("OUT-1", f"You are the point of contact (SPOC) for {area}."),
        refs={"panel": view.panel.id, "area": area},
    )


def escalation(view: View, each: Escalation, case: Case | None = None, *, to: str = "") -> Message:
    """A case put to its casework lead after the wash-up, for an answer (FBK-1)."""
    reader = to or (view.reader.upn if view.reader else "")
    title = f"Escalated by a panel: case {each.case_ref}"
    facts = [("Case", each.case_ref), ("Panel", short_panel(view.panel)), ("What for", each.what_for)]
    facts += [("Your answer", each.answer)] if each.answer else []
    lead = (
        "Thank you, the CPP team has your answer."
        if each.answer
        else ("The panel's chair and independent member ask you to look at this case. Please say what will be done.")
    )
    return Message(
        "escalation",
        title,
        title,
        (Text(lead), Facts(tuple(facts))),
        why("FBK-1", f"{_stands_to(case, each.case_ref, reader)}, and the panel's wash-up put it to you."),
        "answered" if each.answer else "asked",
        {"panel": each.panel_id, "case": each.case_ref},
    )


def escalation_answered(view: View, each: Escalation) -> Message:
    """The officer hears what casework does about an escalated case (FBK-1)."""
    title = f"Escalation answered: case {each.case_ref}"
    facts = (
        ("Case", each.case_ref),
        ("Panel", short_panel(view.panel)),
        ("What for", each.what_for),
        ("The answer", each.answer),
    )
    return Message(
        "escalation_answered",
        title,
        title,
        (Text("Casework has answered."), Facts(facts)),
        why(
            "FBK-1",
            f"{reader_of_seat(view, SeatKind.OFFICER)}, and follow up what its wash-up escalated.",
            reading=True,
        ),
        refs={"panel": each.panel_id, "case": each.case_ref},
    )


def chair_feedback(view: View, each: ChairFeedback) -> Message:
    """The CPP lead gets the independent member's feedback on the chair, in confidence (FBK-2)."""
    title = "Feedback on a chair, in confidence"
    rows = (
        ("Panel", short_panel(view.panel)),
        ("Chair", view.name(each.chair_id)),
        ("Kind", each.kind.value),
        ("From the independent member", each.words),
    )
    return Message(
        "chair_feedback",
        title,
        title,
        (
            Facts(rows),
            Text("Once it has been given to the chair, the chair's details are deleted and only its kind is kept."),
        ),
        why("FBK-2", "You are the CPP lead, to whom feedback on chairs goes."),
        "open",
        {"panel": each.panel_id, "feedback": each.id},
    )
