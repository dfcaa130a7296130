"""The chair works through the checklist, and returns the Minimum Review Checklist to the CPP team (REC-9)."""

from __future__ import annotations

from cpp_core.messages.checklists import checklist
from cpp_core.messages.message import Message
from cpp_core.model.console import ChairChecklist
from cpp_core.model.panel import Panel, PanelStatus, SeatKind
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.checklists import checklist_left
from cpp_core.usecases.commands_officer import ReturnChecklist, ShowChecklist, TickChecklist
from cpp_core.usecases.context import contacts_of, scene_of, standing
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys
from cpp_core.workflow.step import Step, note


@use_case("checklist.show", "REC-9", ShowChecklist, Relation.CHAIR, Relation.OFFICER, Relation.CPP_TEAM)
async def show(work: Work, command: ShowChecklist, actor: Actor) -> Reply:
    """The checklist as it stands."""
    return Reply(await checklist_message(work, await work.panel(command.panel_id), actor))


@use_case("checklist.tick", "REC-9", TickChecklist, Relation.CHAIR)
async def tick(work: Work, command: TickChecklist, actor: Actor) -> Reply:
    """Keep what has been gone through so far."""
    panel = await _not_returned(work, command.panel_id)
    await work.checklists.save(_ticked(work, panel, command, actor))
    return Reply(await checklist_message(work, panel, actor))


@use_case("checklist.return", "REC-9", ReturnChecklist, Relation.CHAIR)
async def return_it(work: Work, command: ReturnChecklist, actor: Actor) -> Reply:
    """Back to the CPP team: once every case has an answer, and with a remark where something is left."""
    panel = await _not_returned(work, command.panel_id)
    found = await _faults(work, panel, command)
    ticked = _ticked(work, panel, command, actor)
    if found:
        await work.checklists.save(ticked)
        return Reply(await checklist_message(work, panel, actor, errors=found))
    await work.checklists.save(
        ChairChecklist(ticked.id, panel.id, ticked.by, ticked.at, ticked.done, ticked.remarks, work.now)
    )
    scene, contacts = scene_of(work, panel), await contacts_of(work, panel)
    effects = tuple(
        scene.held_back(effect, any_hour=False)
        for person in contacts.officer_of(panel)
        for effect in keys.chat(f"REC-9:checklist:{keys.about(panel)}", "checklist_returned", "REC-9", panel, person)
    )
    entry = note(panel, scene, "Minimum Review Checklist returned", "REC-9", actor.name, text=ticked.remarks)
    panel = await work.apply(Step(panel, effects, (entry,)))
    return Reply(await checklist_message(work, panel, actor))


async def checklist_message(work: Work, panel: Panel, actor: Actor, *, errors: tuple[Fault, ...] = ()) -> Message:
    """The checklist as this person sees it."""
    chairs = panel.holders().get(SeatKind.CHAIR) == actor.person_id
    kept = await work.checklists.get(_id_of(panel))
    return checklist(await view_of(work, panel), kept, await standing(work, panel), chairs=chairs, errors=errors)


def _id_of(panel: Panel) -> str:
    return f"{panel.id}:checklist"


def _ticked(work: Work, panel: Panel, command: TickChecklist | ReturnChecklist, actor: Actor) -> ChairChecklist:
    known = {item.key for item in work.policy_of(panel).chair_checklist}
    done = tuple(key for key in command.done if key in known)
    return ChairChecklist(_id_of(panel), panel.id, actor.person_id, work.now, done, command.remarks.strip())


async def _not_returned(work: Work, panel_id: str) -> Panel:
    panel = await work.panel(panel_id)
    if panel.status not in (PanelStatus.OPEN, PanelStatus.CLOSED):
        mend = "The checklist is worked through once the panel is open."
        raise Refusal("REC-9", Fault("", f"This panel is {panel.status}.", mend))
    kept = await work.checklists.get(_id_of(panel))
    if kept is not None and kept.returned_at is not None:
        raise Refusal(
            "REC-9", Fault("", "The checklist has been returned.", "Write to the CPP officer if it is wrong.")
        )
    return panel


async def _faults(work: Work, panel: Panel, command: ReturnChecklist) -> tuple[Fault, ...]:
    answered = {each.case_ref for each in await standing(work, panel)}
    open_ones = [
        each.case_ref for each in panel.open_cases() if each.case_ref not in answered and not each.not_reached_reason
    ]
    found = []
    if open_ones:
        found.append(Fault("Cases", f"without an answer: {', '.join(open_ones)}.", "Record an outcome for each first."))
    left = checklist_left(command.done, work.policy_of(panel))
    if left and not command.remarks.strip():
        words = "; ".join(item.words for item in left)
        found.append(Fault("Remarks", f"are missing, and this is left: {words}.", "Tick it, or say why it is left."))
    return tuple(found)
