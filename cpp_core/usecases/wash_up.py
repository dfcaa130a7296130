"""The wash-up of chair and independent member (FBK-1 to FBK-4)."""

from __future__ import annotations

from cpp_core.messages.outcomes import escalation
from cpp_core.model.feedback import CaseNote, Escalation
from cpp_core.model.panel import Panel, PanelStatus, SeatKind
from cpp_core.refusals import Fault, NotFound, Refusal
from cpp_core.usecases.commands import (
    AnswerEscalation,
    Escalate,
    NoteForLog,
    ShowWashUp,
)
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.left_over import plan_chasing
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import view_of, wash_up_message
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys
from cpp_core.workflow.step import Step, note

AT_THE_WASH_UP = (Relation.CHAIR, Relation.OFFICER, Relation.INDEPENDENT)


async def panel_at_wash_up(work: Work, panel_id: str) -> Panel:
    """The panel, open or closed; raises `Refusal` before."""
    panel = await work.panel(panel_id)
    if panel.status not in (PanelStatus.OPEN, PanelStatus.CLOSED):
        raise Refusal("FBK-1", Fault("", f"This panel is {panel.status}.", "The wash-up comes at its end."))
    return panel


@use_case("washup.show", "FBK-1", ShowWashUp, *AT_THE_WASH_UP)
async def show(work: Work, command: ShowWashUp, actor: Actor) -> Reply:
    """The wash-up's card, which the independent member is sent as well."""
    panel = await panel_at_wash_up(work, command.panel_id)
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
    panel = await panel_at_wash_up(work, command.panel_id)
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
    await plan_chasing(work, panel, made, lead)
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


@use_case("washup.note", "FBK-4", NoteForLog, *AT_THE_WASH_UP)
async def note_for_log(work: Work, command: NoteForLog, actor: Actor) -> Reply:
    """A discussion point, best practice, or feedback on the process, for the Case Feedback Log."""
    panel = await panel_at_wash_up(work, command.panel_id)
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
