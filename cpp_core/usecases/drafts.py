"""Each case while the panel runs: the introduction, key points, and the officer's draft for the chair (REC-9)."""

from __future__ import annotations

from dataclasses import replace

from cpp_core.messages.case_at_panel import AtPanel, case_at_panel
from cpp_core.messages.message import Message, Text
from cpp_core.messages.prefilled import as_values
from cpp_core.messages.words import why
from cpp_core.model.console import CaseDraft
from cpp_core.model.panel import Panel, PanelStatus, SeatKind
from cpp_core.refusals import Fault, NotFound, Refusal
from cpp_core.usecases.agenda import agenda_of, draft_id
from cpp_core.usecases.commands import ShowForm
from cpp_core.usecases.commands_officer import SaveDraft, SaveKeyPoints, ShowCase
from cpp_core.usecases.context import previous_of, scene_of, standing
from cpp_core.usecases.frame import USE_CASES, Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import console_message, view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow.step import Step, note

RUNS_IT = (Relation.CHAIR, Relation.OFFICER)


@use_case("case.introduce", "REC-9", ShowCase, *RUNS_IT)
async def introduce(work: Work, command: ShowCase, actor: Actor) -> Reply:
    """The case that was chosen, else the next one; the console where none is to come."""
    panel = await work.panel(command.panel_id)
    if command.left:
        panel = await keep_key_points(work, panel, command.left, command.key_points, actor)
    case_ref = command.case_ref or await _next_of(work, panel)
    return Reply(await case_message(work, panel, case_ref) if case_ref else await console_message(work, panel))


@use_case("case.key_points", "REC-9", SaveKeyPoints, *RUNS_IT)
async def save_key_points(work: Work, command: SaveKeyPoints, actor: Actor) -> Reply:
    """The key points of the discussion, as they are now; what was written before is replaced."""
    panel = await _before_its_close(work, command.panel_id, command.case_ref)
    panel = await keep_key_points(work, panel, command.case_ref, command.words, actor)
    return Reply(await case_message(work, panel, command.case_ref, said="The key points are saved."))


async def keep_key_points(work: Work, panel: Panel, case_ref: str, words: str, actor: Actor) -> Panel:
    """Keep what was typed, where it is new and the panel is not over."""
    kept = await _kept(work, panel, case_ref, actor)
    over = panel.status not in (PanelStatus.PLANNED, PanelStatus.OPEN)
    if over or words.strip() == kept.key_points:
        return panel
    await work.drafts.save(replace(kept, key_points=words.strip(), by=actor.person_id, at=work.now))
    return await _noted(work, panel, case_ref, "key points saved", actor)


@use_case("recommendation.draft", "REC-9", SaveDraft, *RUNS_IT)
async def save_draft(work: Work, command: SaveDraft, actor: Actor) -> Reply:
    """Keep what was typed, without the checks. It is no recommendation: the chair confirms one from it, or changes it."""
    panel = await _before_its_close(work, command.panel_id, command.case_ref)
    if command.unreadable:
        kind = command.draft.kind
        if kind is None:
            raise Refusal("REC-9", Fault("Outcome", "is missing.", "Choose the outcome."))
        form = await USE_CASES["recommendation.form"].handler(work, ShowForm(panel.id, command.case_ref, kind), actor)
        faults = (
            Fault(where, f"“{typed}” could not be read.", "Type it again.") for where, typed in command.unreadable
        )
        shown = form.message
        return Reply(replace(shown, errors=tuple(fault.sentence() for fault in faults)) if shown else None)
    kept = await _kept(work, panel, command.case_ref, actor)
    unaffirmed = replace(command.draft, standards=replace(command.draft.standards, affirmed=False))
    await work.drafts.save(replace(kept, draft=unaffirmed, by=actor.person_id, at=work.now))
    panel = await _noted(work, panel, command.case_ref, "recommendation drafted", actor)
    said = "The draft is saved. The chair finds it in the form, and confirms or changes it."
    return Reply(await case_message(work, panel, command.case_ref, said=said))


async def case_message(work: Work, panel: Panel, case_ref: str, *, said: str = "") -> Message:
    """The case's card as it stands."""
    order = [listed.case_ref for listed in panel.open_cases()]
    case = await work.cases.get(case_ref)
    if case is None or case_ref not in order:
        raise NotFound("REC-1", Fault("Case", f"{case_ref} is not on this panel's list.", "Choose one of the list."))
    given = {each.case_ref: each for each in await standing(work, panel)}
    at = AtPanel(
        case,
        await previous_of(work, case_ref, panel),
        await work.drafts.get(draft_id(panel, case_ref)),
        given.get(case_ref),
        order.index(case_ref) + 1,
        len(order),
        await _next_of(work, panel, after=case_ref),
    )
    return case_at_panel(await view_of(work, panel), at, await agenda_of(work, panel), said=said)


async def with_draft(work: Work, panel: Panel, form: Message, actor: Actor) -> Message:
    """The form as the actor sees it: filled from the draft, or from what stands; who does not chair can only draft."""
    case_ref = form.refs["case"]
    kept = await work.drafts.get(draft_id(panel, case_ref))
    stands = next((each for each in await standing(work, panel) if each.case_ref == case_ref), None)
    source = stands.draft if stands else kept.draft if kept and kept.draft.kind else None
    filled = as_values(source) if source else {}
    form = replace(form, values={**filled, **form.values})
    if panel.holders().get(SeatKind.CHAIR) == actor.person_id:
        lead = Text("Drafted by the CPP officer: please check it, change what is not right, and confirm.", strong=True)
        return form if stands or not source else replace(form, blocks=(lead, *form.blocks))
    return replace(
        form,
        name="draft",
        title=f"Draft. {form.title}",
        why=why("REC-9", "You are the CPP officer of this panel, and draft what the chair then confirms."),
    )


async def _next_of(work: Work, panel: Panel, *, after: str = "") -> str:
    """The next case without an answer, from the one after this on, and then from the top."""
    answered = {each.case_ref for each in await standing(work, panel)}
    order = [each.case_ref for each in panel.open_cases()]
    start = order.index(after) + 1 if after in order else 0
    open_ones = {each.case_ref for each in panel.open_cases() if not each.not_reached_reason} - answered - {after}
    return next((ref for ref in (*order[start:], *order[:start]) if ref in open_ones), "")


async def _before_its_close(work: Work, panel_id: str, case_ref: str) -> Panel:
    panel = await work.panel(panel_id)
    if panel.status not in (PanelStatus.PLANNED, PanelStatus.OPEN):
        mend = "Nothing is drafted any more; the chair can correct what was recorded."
        raise Refusal("REC-9", Fault("", f"This panel is {panel.status}.", mend))
    if all(listed.case_ref != case_ref for listed in panel.open_cases()):
        raise NotFound("REC-9", Fault("Case", f"{case_ref} is not on this panel's list.", "Choose one of the list."))
    return panel


async def _kept(work: Work, panel: Panel, case_ref: str, actor: Actor) -> CaseDraft:
    found = await work.drafts.get(draft_id(panel, case_ref))
    return found or CaseDraft(draft_id(panel, case_ref), panel.id, case_ref, actor.person_id, work.now)


async def _noted(work: Work, panel: Panel, case_ref: str, what: str, actor: Actor) -> Panel:
    entry = note(panel, scene_of(work, panel), what, "REC-9", actor.name, case=case_ref)
    return await work.apply(Step(panel, (), (entry,)))
