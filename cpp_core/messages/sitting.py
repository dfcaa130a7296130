"""The panel's own cards: console, outcome form, wash-up (chapters F and H)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cpp_core.messages.agenda import Agenda, time_left
from cpp_core.messages.feedback import NOTE_WORDS
from cpp_core.messages.message import Block, Facts, Heading, Items, Message, Table, Text
from cpp_core.messages.words import (
    View,
    day,
    granted_by,
    listed,
    panel_facts,
    seat_name,
    sentence_case,
    short_panel,
    why,
)
from cpp_core.model.case import Case
from cpp_core.model.feedback import CaseNote, Escalation
from cpp_core.model.listing import CaseList
from cpp_core.model.panel import ListedCase, Panel, PanelStatus
from cpp_core.model.recommendation import Draft, Kind, Recommendation, ReleaseReason
from cpp_core.refusals import Fault
from cpp_core.rules.collective_view import collective_view
from cpp_core.workflow.quorum import missing_required

KIND_WORDS: Mapping[Kind, str] = {
    Kind.RELEASE: "Grant of Secretary of State bail (release)",
    Kind.MAINTAIN_WITH_ACTIONS: "Maintain detention, with case progression actions",
    Kind.MAINTAIN: "Maintain detention",
    Kind.NO_RECOMMENDATION: "No recommendation",
}


def console(
    view: View, standing: Iterable[Recommendation], *, agenda: Agenda | None = None, errors: tuple[Fault, ...] = ()
) -> Message:
    """The chair's and the officer's view: the agenda with what each case has, the time left, and what is left to do."""
    agenda = agenda or Agenda()
    state = {PanelStatus.PLANNED: "planned", PanelStatus.OPEN: "open"}.get(view.panel.status, "closed")
    outcomes = {each.case_ref: KIND_WORDS[each.kind] for each in standing}
    rows = tuple(
        (
            str(number),
            listed_case.case_ref,
            outcomes.get(listed_case.case_ref) or _not_reached(listed_case, agenda),
        )
        for number, listed_case in enumerate(view.panel.open_cases(), 1)
    )
    waiting = [case.case_ref for case in view.panel.open_cases() if case.case_ref not in outcomes]
    to_come = [
        case.case_ref for case in view.panel.open_cases() if case.case_ref in waiting and not case.not_reached_reason
    ]
    lead = {
        "planned": "When everybody is here, open the panel. The case list is then run once more.",
        "open": f"{_of(len(rows) - len(waiting), len(rows))} an outcome."
        + (
            " Go on to the wash-up when every case has an answer."
            if to_come
            else " Every case has an answer: now the wash-up."
        ),
        "closed": "This panel is closed. Outcomes go to case owners and SPOCs.",
    }[state]
    missing = missing_required(view.panel, view.scene)
    present = listed(tuple(f"{view.name(person)} ({seat_name(kind)})" for kind, person in view.panel.holders().items()))
    left = time_left(view, agenda, to_come)
    blocks: list[Block] = [Text(lead), *([Text(left, strong=True)] if left else [])]
    blocks.append(Facts((*panel_facts(view)[:2], ("Confirmed", present))))
    if missing:
        blocks.append(Text(f"Seats without anybody: {listed(tuple(seat_name(kind) for kind in missing))}."))
    if rows:
        blocks.append(Table(("", "Case", "Outcome"), rows))
    title = f"Panel console: {short_panel(view.panel)}"
    refs = [case.case_ref for case in view.panel.open_cases()]
    return Message(
        name="console",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("REC-9", "You chair this panel, or are its officer."),
        state=state,
        refs={"panel": view.panel.id},
        choices={
            "case": tuple((ref, ref) for ref in [*waiting, *(ref for ref in refs if ref not in waiting)]),
            "kind": tuple((kind.value, words) for kind, words in KIND_WORDS.items()),
            "next": tuple((ref, ref) for ref in to_come[:1]),
        },
        errors=tuple(fault.sentence() for fault in errors),
    )


def _of(answered: int, every: int) -> str:
    """`1 of 3 cases has`, `2 of 3 cases have`."""
    return f"{answered} of {every} cases {'has' if answered == 1 else 'have'}"


def _not_reached(case: ListedCase, agenda: Agenda) -> str:
    if case.not_reached_reason:
        return f"not reached: {case.not_reached_reason}"
    minutes, drafted = agenda.minutes.get(case.case_ref), agenda.drafted.get(case.case_ref)
    about = f", about {minutes} minutes" if minutes else ""
    return f"to come{about}" + (f"; drafted: {KIND_WORDS[drafted]}" if drafted else "")


def recommendation_form(
    view: View,
    case: Case,
    kind: Kind,
    previous: tuple[Recommendation, ...],
    *,
    faults: tuple[Fault, ...] = (),
    voters: tuple[tuple[str, str], ...] = (),
    correcting: bool = False,
    repeats: bool = False,
    warnings: tuple[str, ...] = (),
) -> Message:
    """What this outcome needs, for this case, with earlier recommendations beside it. What was typed is put back by whoever draws the form."""
    policy = view.scene.policy
    title = f"{KIND_WORDS[kind]}: case {case.case_ref}"
    blocks: list[Block] = []
    if case.bail_in_principle is not None:
        blocks.append(
            Text(
                f"Bail was granted in principle {granted_by(case.bail_in_principle)}. The default is release in line with the grant; "
                "another outcome needs a change of circumstances.",
                strong=True,
            )
        )
        blocks += [Text("For the discussion:"), Items(tuple(choice.words for choice in policy.bail_prompts))]
    blocks += [Text(warning) for warning in warnings]
    if previous:
        said = tuple(f"{day(each.panel_on)}: {KIND_WORDS[each.kind]}{_actions(each)}" for each in previous)
        blocks += [Heading("Earlier panels recommended"), Items(said)]
    flags = {
        "kind": kind.value,
        "bail": "yes" if case.bail_in_principle is not None else "",
        "repeats": "yes" if repeats else "",
        "correcting": "yes" if correcting else "",
    }
    return Message(
        name="recommendation",
        title=title,
        preview=f"Outcome for case {case.case_ref}",
        blocks=tuple(blocks),
        why=why("REC-9", "You chair this panel: a recommendation stands once you confirm it."),
        state=kind.value,
        refs={"panel": view.panel.id, "case": case.case_ref},
        choices={
            "documents": tuple((choice.key, choice.words) for choice in policy.documents),
            "release_reasons": tuple((reason.name.lower(), sentence_case(reason.value)) for reason in ReleaseReason),
            "standards": tuple((choice.key, choice.words) for choice in policy.standards),
            "change": tuple((choice.key, choice.words) for choice in policy.circumstance_changes),
            "voters": voters,
        },
        values=flags,
        errors=tuple(fault.sentence() for fault in faults),
    )


def recorded(view: View, recommendation: Recommendation, left: tuple[str, ...]) -> Message:
    """The recommendation stands; what comes next."""
    title = f"Recorded: case {recommendation.case_ref}"
    then = f"Still to come: {', '.join(left)}." if left else "Every case has an answer. Go on to the wash-up."
    return Message(
        name="recommendation",
        title=title,
        preview=title,
        blocks=(
            Text(f"{KIND_WORDS[recommendation.kind]}. Thank you, it is recorded as the panel's recommendation."),
            *_in_short(recommendation),
            Text(then),
        ),
        why=why("REC-9", "You confirmed this recommendation."),
        state="recorded",
        refs={"panel": view.panel.id, "case": recommendation.case_ref},
        choices={"next": tuple((ref, ref) for ref in left[:1])},
    )


def _in_short(each: Recommendation) -> tuple[Block, ...]:
    """What was recorded, for the chat: without its reasons, which may speak of health or offences (LST-6)."""
    draft = each.draft
    rows = [("Reached by", how_reached(draft))]
    rows += [("Actions", str(len(draft.actions)))] if draft.actions else []
    rows += [("Long stop", day(draft.long_stop_on))] if draft.long_stop_on else []
    rows += [("To be resolved by", day(draft.resolved_by))] if draft.resolved_by else []
    return (Facts(tuple(rows)),)


def outcome_blocks(each: Recommendation) -> tuple[Block, ...]:
    """What a recommendation says, in full, for whoever has to act on it."""
    draft = each.draft
    rows = [("Recommendation", KIND_WORDS[each.kind]), ("Reasoning", draft.reasoning)]
    if draft.release_reasons:
        rows.append(("Because of", listed(tuple(reason.value for reason in draft.release_reasons))))
    rows += [("Facts", draft.facts)] if draft.facts else []
    rows += [("Justified and proportionate because", draft.justification)] if draft.justification else []
    rows += [("Detention is assessed again if this does not happen", draft.event)] if draft.event else []
    rows += [("Change of circumstances", draft.change_of_circumstances)] if draft.change_of_circumstances else []
    rows += [("Made again because", draft.repeat_reason)] if draft.repeat_reason else []
    rows += [("To be resolved by", day(draft.resolved_by))] if draft.resolved_by else []
    rows += (
        [("Alternatives to detention", draft.standards.alternatives_summary)]
        if draft.standards.alternatives_summary
        else []
    )
    rows += [("Long stop", day(draft.long_stop_on))] if draft.long_stop_on else []
    rows.append(("Reached by", how_reached(draft)))
    rows += [("Dissent", draft.dissent)] if draft.dissent else []
    blocks: list[Block] = [Facts(tuple(rows))]
    if draft.actions:
        table = tuple((act.what, act.who, day(act.by), act.authorisation or "none") for act in draft.actions)
        blocks += [Heading("Actions"), Table(("What", "Who", "By", "Authorisation still needed"), table)]
    return tuple(blocks)


def wash_up(
    view: View,
    *,
    independent: bool,
    on_independent: bool = False,
    escalations: Iterable[Escalation],
    notes: Iterable[CaseNote],
    given: bool,
    errors: tuple[Fault, ...] = (),
) -> Message:
    """The wash-up of chair and independent member: escalations, the log, feedback in confidence (FBK-1 to FBK-4)."""
    title = f"Wash-up: {short_panel(view.panel)}"
    escalated = tuple(f"{each.case_ref}: {each.what_for}" for each in escalations)
    logged = tuple(f"{NOTE_WORDS.get(each.kind, each.kind)}: {each.words}" for each in notes)
    closed = view.panel.status is PanelStatus.CLOSED
    after = "The panel is closed. What is still to be learned from it can be added here."
    blocks: list[Block] = [
        Text(after if closed else "Which cases need escalation, and what can be learned from this panel?")
    ]
    blocks += [Heading("Escalated"), Items(escalated)] if escalated else []
    blocks += [Heading("Case Feedback Log"), Items(logged)] if logged else []
    if independent and given:
        blocks.append(Text("Your feedback on the chair has gone to the CPP lead in confidence. Thank you."))
    return Message(
        name="washup",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("FBK-1", "Every panel ends with a wash-up by the chair and the independent member."),
        state="closed" if closed else "open",
        refs={"panel": view.panel.id},
        choices={"case": tuple((case.case_ref, case.case_ref) for case in view.panel.open_cases())},
        values={"who": "ipm" if independent else "chair", **({"on_independent": "yes"} if on_independent else {})},
        errors=tuple(fault.sentence() for fault in errors),
    )


def _actions(each: Recommendation) -> str:
    return f" ({'; '.join(action.what for action in each.draft.actions)})" if each.draft.actions else ""


def order_of_cases(panel: Panel, made: CaseList | None) -> tuple[str, ...]:
    """The agenda: longest detained first, as the list has it."""
    order = {row.case.case_ref: index for index, row in enumerate(made.rows)} if made else {}
    return tuple(
        sorted((case.case_ref for case in panel.open_cases()), key=lambda ref: (order.get(ref, len(order)), ref))
    )


def how_reached(draft: Draft) -> str:
    """How the panel came to its recommendation; where views were given, how they were split (REC-5)."""
    if not draft.views:
        return draft.reached_by.value
    return f"{draft.reached_by.value}. {collective_view(draft.views.values()).sentence}"
