"""Feedback on the independent member, the CPP lead's cards of feedback, and the Case Feedback Log (FBK-2 to FBK-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from cpp_core.messages.feedback import independent_feedback, log
from cpp_core.messages.message import Message
from cpp_core.model.feedback import IndependentFeedback
from cpp_core.model.panel import Panel, PanelStatus, SeatKind
from cpp_core.ports import Entry
from cpp_core.refusals import Fault, NotFound, Refusal
from cpp_core.rules.wash_up import may_see_chair_feedback, trends
from cpp_core.usecases.chair_feedback import chair_feedback_message
from cpp_core.usecases.commands import PassOnFeedback
from cpp_core.usecases.commands_concerns import GiveIndependentFeedback, ShowLog, ViewFeedback
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import view_of, wash_up_message
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys
from cpp_core.workflow.step import Step, note

BEHIND = timedelta(days=120)
MANAGERS = (Relation.CPP_LEAD, Relation.CPP_MANAGER)


@use_case("feedback.independent", "FBK-3", GiveIndependentFeedback, Relation.CHAIR)
async def on_independent(work: Work, command: GiveIndependentFeedback, actor: Actor) -> Reply:
    """The chair's feedback on the independent member goes to the CPP lead alone; once for each panel."""
    panel = await work.panel(command.panel_id)
    holder = panel.seat(SeatKind.IPM).holder()
    if panel.status not in (PanelStatus.OPEN, PanelStatus.CLOSED) or holder is None:
        mend = "Feedback is given at or after a panel with an independent member."
        raise Refusal("FBK-3", Fault("", "There is nobody to give feedback on.", mend))
    if not command.words.strip():
        fault = Fault("Feedback", "is empty.", "Write what the CPP lead is to pass on.")
        return Reply(await wash_up_message(work, panel, actor.person_id, errors=(fault,)))
    made = IndependentFeedback(
        f"independent-feedback:{uuid4().hex}",
        panel.id,
        command.kind,
        holder.person_id,
        actor.person_id,
        work.now,
        command.words.strip(),
    )
    await work.independent_feedback.save(made)
    scene, contacts = scene_of(work, panel), await contacts_of(work, panel)
    effects = tuple(
        scene.held_back(effect, any_hour=False)
        for lead in contacts.cpp_lead
        for effect in keys.chat(f"FBK-3:{made.id}", "independent_feedback", "FBK-3", panel, lead, feedback=made.id)
    )
    entry = note(panel, scene, "feedback on the independent member given", "FBK-3", actor.name)
    panel = await work.apply(Step(panel, effects, (entry,)))
    return Reply(await wash_up_message(work, panel, actor.person_id))


@use_case("feedback.given", "FBK-3", PassOnFeedback, *MANAGERS)
async def given(work: Work, command: PassOnFeedback, actor: Actor) -> Reply:
    """The lead has given it to the independent member."""
    made = await work.independent_feedback.get(command.feedback_id)
    if made is None:
        raise NotFound("FBK-3", Fault("Feedback", "is not known.", "Ask for a new card."))
    if made.passed_on_at is None:
        made = replace(made, passed_on_at=work.now)
        await work.independent_feedback.save(made)
        await work.unit.record([Entry("feedback", "feedback given", "FBK-3", actor.name, work.now)])
    return Reply(await feedback_message(work, command.feedback_id, actor.person_id))


@use_case("feedback.view", "FBK-2", ViewFeedback, *MANAGERS)
async def view(work: Work, command: ViewFeedback, actor: Actor) -> Reply:
    """A piece of feedback as it stands: once it is passed on, nothing of a chair is left on anybody's card."""
    return Reply(await feedback_message(work, command.feedback_id, actor.person_id))


@use_case("log.show", "FBK-4", ShowLog, *MANAGERS, Relation.CPP_TEAM)
async def show_log(work: Work, command: ShowLog, actor: Actor) -> Reply:
    """The Case Feedback Log of the last months, the newest panel first; for managers also trends of feedback on chairs."""
    panels = await work.panels.between(work.now - BEHIND, work.now + timedelta(days=1))
    kept: list[Panel] = [panel for panel in reversed(panels) if panel.opened_at is not None]
    notes = [(panel, await work.case_notes.of_panel(panel.id)) for panel in kept]
    person = await work.people.get(actor.person_id)
    manages = person is not None and may_see_chair_feedback(person)
    return Reply(log(notes, trends(await work.chair_feedback.all()) if manages else {}))


async def feedback_message(work: Work, feedback_id: str, reader: str) -> Message:
    """The card of feedback on a chair or on an independent member."""
    on_chair = await work.chair_feedback.get(feedback_id)
    if on_chair is not None:
        return await chair_feedback_message(work, on_chair, reader)
    each = await work.independent_feedback.get(feedback_id)
    if each is None:
        raise NotFound("FBK-2", Fault("Feedback", "is not known.", "Ask for a new card."))
    seen = await view_of(work, await work.panel(each.panel_id), reader)
    known = await work.people.many([each.about])
    return independent_feedback(replace(seen, people={**known, **seen.people}), each)
