"""The wash-up of chair and independent member (FBK-1 to FBK-4)."""

from __future__ import annotations

from uuid import uuid4

from cpp_core.messages.feedback import chair_feedback_passed_on
from cpp_core.messages.outcomes import escalation
from cpp_core.model.feedback import CaseNote, ChairFeedback, Escalation
from cpp_core.model.panel import Panel, PanelStatus, SeatKind
from cpp_core.model.person import Role
from cpp_core.ports import Entry
from cpp_core.refusals import Fault, NotFound, Refusal
from cpp_core.usecases.commands import (
    AnswerEscalation,
    Escalate,
    GiveChairFeedback,
    NoteForLog,
    PassOnFeedback,
    ShowWashUp,
)
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import view_of, wash_up_message
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys
from cpp_core.workflow.step import Step, note

AT_THE_WASH_UP = (Relation.CHAIR, Relation.OFFICER, Relation.INDEPENDENT)


async def _panel_at_wash_up(work: Work, panel_id: str) -> Panel:
    panel = await work.panel(panel_id)
    if panel.status not in (PanelStatus.OPEN, PanelStatus.CLOSED):
        raise Refusal("FBK-1", Fault("", f"This panel is {panel.status}.", "The wash-up comes at its end."))
    return panel


@use_case("washup.show", "FBK-1", ShowWashUp, *AT_THE_WASH_UP)
async def show(work: Work, command: ShowWashUp, actor: Actor) -> Reply:
    """The wash-up's card, which the independent member is sent as well."""
    panel = await _panel_at_wash_up(work, command.panel_id)
    people = [person for person in (_independent(panel), panel.chair_id()) if person and person != actor.person_id]
    for person in people:
        await work.unit.send(keys.chat(f"FBK-1:washup:{keys.about(panel)}", "washup", "FBK-1", panel, person))
    return Reply(await wash_up_message(work, panel, actor.person_id))


def _independent(panel: Panel) -> str | None:
    holder = panel.seat(SeatKind.IPM).holder()
    return holder.person_id if holder else None


@use_case("washup.escalate", "FBK-1", Escalate, *AT_THE_WASH_UP)
async def escalate(work: Work, command: Escalate, actor: Actor) -> Reply:
    """Put a case to its casework lead at once, by e-mail, and in chat where the bot can."""
    panel = await _panel_at_wash_up(work, command.panel_id)
    case = await work.cases.get(command.case_ref)
    if case is None or all(listed.case_ref != command.case_ref for listed in panel.cases):
        raise NotFound(
            "FBK-1", Fault("Case", f"{command.case_ref} is not on this panel's list.", "Choose one of the list.")
        )
    if not command.what_for.strip():
        fault = Fault("What for", "is missing.", "Say what the casework lead is to look at.")
        return Reply(await wash_up_message(work, panel, actor.person_id, errors=(fault,)))
    made = Escalation(
        await _escalation_id(work, panel, command.case_ref),
        panel.id,
        command.case_ref,
        command.what_for.strip(),
        actor.person_id,
        work.now,
    )
    await work.escalations.save(made)
    lead = case.casework_lead or case.case_owner
    if lead:
        await work.unit.send(
            [keys.mail(f"FBK-1:escalation:{made.id}", "escalation", "FBK-1", panel, lead, escalation=made.id)]
        )
        person = await work.people.find(lead)
        if person is not None:
            key = f"FBK-1:escalation-chat:{made.id}"
            await work.unit.send(keys.chat(key, "escalation", "FBK-1", panel, person.id, escalation=made.id))
    scene = scene_of(work, panel)
    entry = note(panel, scene, "case escalated", "FBK-1", actor.name, text=made.what_for, case=made.case_ref)
    await work.apply(Step(panel, (), (entry,)))
    return Reply(await wash_up_message(work, panel, actor.person_id))


async def _escalation_id(work: Work, panel: Panel, case_ref: str) -> str:
    """One case can be escalated more than once; each has an answer of its own."""
    before = [each for each in await work.escalations.of_panel(panel.id) if each.case_ref == case_ref]
    return f"{panel.id}:{case_ref}" + (f":{len(before) + 1}" if before else "")


async def _to_be_answered(work: Work, panel: Panel, case_ref: str) -> Escalation | None:
    """The latest of a case that has no answer, or the latest."""
    found = [each for each in await work.escalations.of_panel(panel.id) if each.case_ref == case_ref]
    open_ones = [each for each in found if not each.answer]
    return next(reversed(open_ones or found), None)


@use_case("escalation.answer", "FBK-1", AnswerEscalation, Relation.CASEWORK_LEAD, Relation.CASE_OWNER)
async def answer(work: Work, command: AnswerEscalation, actor: Actor) -> Reply:
    """The casework lead says what will be done; the CPP officer is told."""
    panel = await work.panel(command.panel_id)
    made = await _to_be_answered(work, panel, command.case_ref)
    if made is None:
        raise NotFound("FBK-1", Fault("", "There is no such escalation.", "Ask the CPP team."))
    if not command.answer.strip():
        raise Refusal("FBK-1", Fault("Answer", "is missing.", "Say what will be done."))
    answered = Escalation(
        made.id,
        made.panel_id,
        made.case_ref,
        made.what_for,
        made.raised_by,
        made.raised_at,
        command.answer.strip(),
        actor.person_id,
        work.now,
    )
    await work.escalations.save(answered)
    scene, contacts = scene_of(work, panel), await contacts_of(work, panel)
    effects = tuple(
        scene.held_back(effect, any_hour=False)
        for person in contacts.officer_of(panel)
        for effect in keys.chat(
            f"FBK-1:answered:{made.id}:{work.now:%Y%m%dT%H%M%S%f}",
            "escalation_answered",
            "FBK-1",
            panel,
            person,
            escalation=made.id,
        )
    )
    entry = note(panel, scene, "escalation answered", "FBK-1", actor.name, text=answered.answer, case=made.case_ref)
    await work.apply(Step(panel, effects, (entry,)))
    case = await work.cases.get(made.case_ref)
    return Reply(escalation(await view_of(work, panel, reader=actor.person_id), answered, case))


@use_case("feedback.chair", "FBK-2", GiveChairFeedback, Relation.INDEPENDENT)
async def feedback_on_chair(work: Work, command: GiveChairFeedback, actor: Actor) -> Reply:
    """The independent member's feedback on the chair goes to the CPP lead alone."""
    panel = await _panel_at_wash_up(work, command.panel_id)
    if not command.words.strip():
        fault = Fault("Feedback", "is empty.", "Write what you would like the CPP lead to know.")
        return Reply(await wash_up_message(work, panel, actor.person_id, errors=(fault,)))
    made = ChairFeedback(
        f"chair-feedback:{uuid4().hex}",  # says nothing of panel or chair, for it is kept after they are deleted
        command.kind,
        actor.person_id,
        work.now,
        panel.id,
        panel.chair_id() or "",
        command.words.strip(),
    )
    await work.chair_feedback.save(made)
    contacts = await contacts_of(work, panel)
    scene = scene_of(work, panel)
    effects = [
        scene.held_back(effect, any_hour=False)
        for lead in contacts.cpp_lead
        for effect in keys.chat(f"FBK-2:{made.id}", "chair_feedback", "FBK-2", panel, lead, feedback=made.id)
    ]
    await work.unit.send(effects)
    entry = note(panel, scene, "feedback on the chair given", "FBK-2", actor.name)
    await work.apply(Step(panel, (), (entry,)))
    return Reply(await wash_up_message(work, panel, actor.person_id))


@use_case("feedback.passed_on", "FBK-2", PassOnFeedback, Relation.CPP_LEAD, Relation.CPP_MANAGER)
async def passed_on(work: Work, command: PassOnFeedback, actor: Actor) -> Reply:
    """The feedback has been given to the chair: what tells who they are is deleted, its kind stays for trends."""
    made = await work.chair_feedback.get(command.feedback_id)
    if made is None:
        raise NotFound("FBK-2", Fault("Feedback", "is not known.", "Choose one of the log."))
    if made.passed_on_at is None:
        kept = ChairFeedback(made.id, made.kind, "", made.given_at, passed_on_at=work.now)
        await work.chair_feedback.save(kept)
        await work.unit.record([Entry("feedback", "feedback passed on", "FBK-2", actor.name, work.now)])
        await _emptied_cards(work, made, actor)
        made = kept
    return Reply(chair_feedback_passed_on(made), data={"kind": made.kind})


async def _emptied_cards(work: Work, made: ChairFeedback, actor: Actor) -> None:
    """Every other CPP lead's card of it is emptied too."""
    panel = await work.panels.get(made.panel_id)
    leads = await work.people.holding(Role.CPP_LEAD) if panel else ()
    for lead in leads:
        card = f"FBK-2:{made.id}:{lead.id}"
        if panel is not None and lead.id != actor.person_id and await work.unit.sent(card):
            key, what = f"FBK-2:passed-on:{made.id}", "chair_feedback_passed_on"
            await work.unit.send(keys.chat(key, what, "FBK-2", panel, lead.id, replaces=card, feedback=made.id))


@use_case("washup.note", "FBK-4", NoteForLog, *AT_THE_WASH_UP)
async def note_for_log(work: Work, command: NoteForLog, actor: Actor) -> Reply:
    """A discussion point, best practice, or feedback on the process, for the Case Feedback Log."""
    panel = await _panel_at_wash_up(work, command.panel_id)
    if not command.words.strip():
        fault = Fault("Note", "is empty.", "Write what is to be kept.")
        return Reply(await wash_up_message(work, panel, actor.person_id, errors=(fault,)))
    number = len(await work.case_notes.of_panel(panel.id)) + 1
    made = CaseNote(
        f"{panel.id}:note:{number}", panel.id, command.kind, command.words.strip(), actor.person_id, work.now
    )
    await work.case_notes.save(made)
    entry = note(panel, scene_of(work, panel), "entry in the Case Feedback Log", "FBK-4", actor.name, kind=command.kind)
    await work.apply(Step(panel, (), (entry,)))
    return Reply(await wash_up_message(work, panel, actor.person_id))
