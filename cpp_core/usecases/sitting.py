"""The panel itself: opening, outcomes, closing (chapter F)."""

from __future__ import annotations

from cpp_core.deadlines.time import london_date
from cpp_core.messages.sitting import recommendation_form, recorded
from cpp_core.model.case import Case
from cpp_core.model.panel import Panel, PlaceStatus, SeatKind
from cpp_core.model.person import Person
from cpp_core.model.recommendation import Kind, Recommendation
from cpp_core.refusals import Fault, NotFound, Refusal
from cpp_core.rules.collective_view import Attendee, is_counted
from cpp_core.rules.panel import conflicts, owns
from cpp_core.rules.people import training_faults
from cpp_core.rules.recommendation import Sitting, faults
from cpp_core.rules.repeats import repeats_of
from cpp_core.usecases.commands import (
    ClosePanel,
    NotReached,
    OpenPanel,
    RecordRecommendation,
    ShowConsole,
    ShowForm,
)
from cpp_core.usecases.context import contacts_of, previous_of, scene_of, standing
from cpp_core.usecases.drafts import keep_key_points, with_draft
from cpp_core.usecases.fees import panel_held
from cpp_core.usecases.follow_up import ask_anew, begin
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.left_over import plan_reminders
from cpp_core.usecases.lists import share_list
from cpp_core.usecases.outcomes import send_correction, send_releases
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import console_message, view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow import sitting

RUNS_IT = (Relation.CHAIR, Relation.OFFICER)


@use_case("panel.console", "REC-9", ShowConsole, *RUNS_IT)
async def show_console(work: Work, command: ShowConsole, actor: Actor) -> Reply:
    """The agenda and what is left to do."""
    return Reply(await console_message(work, await work.panel(command.panel_id)))


@use_case("panel.open", "PAN-1", OpenPanel, *RUNS_IT)
async def open_panel(work: Work, command: OpenPanel, actor: Actor) -> Reply:
    """The panel begins; its list is run once more, and members get what changed (LST-3)."""
    panel = await work.panel(command.panel_id)
    opened = sitting.open_panel(panel, actor.name, scene_of(work, panel))
    if opened.panel != panel:
        panel = await work.apply(opened)
        if work.policy_of(panel).list_rerun_at_opening:
            step = await share_list(work, panel, await contacts_of(work, panel), clause="LST-3")
            panel = await work.apply(step)
    return Reply(await console_message(work, panel))


@use_case("recommendation.form", "REC-1", ShowForm, *RUNS_IT)
async def show_form(work: Work, command: ShowForm, actor: Actor) -> Reply:
    """What the chosen outcome needs, for this case."""
    panel = await work.panel(command.panel_id)
    case = await _case(work, panel, command.case_ref)
    if command.key_points:
        panel = await keep_key_points(work, panel, command.case_ref, command.key_points, actor)
    known = any(each.case_ref == command.case_ref for each in await standing(work, panel))
    previous = await previous_of(work, command.case_ref, panel)
    voters = await _voters(work, panel, case)
    form = recommendation_form(
        await view_of(work, panel),
        case,
        command.kind,
        previous,
        voters=voters,
        correcting=known,
        repeats=command.kind is Kind.RELEASE and any(each.kind is Kind.RELEASE for each in previous),
        warnings=await _warnings(work, panel, case),
    )
    return Reply(await with_draft(work, panel, form, actor))


@use_case("recommendation.record", "REC-9", RecordRecommendation, Relation.CHAIR)
async def record(work: Work, command: RecordRecommendation, actor: Actor) -> Reply:
    """The chair confirms a recommendation. What is missing comes back on the same form, with everything that was typed."""
    panel = await work.panel(command.panel_id)
    case = await _case(work, panel, command.case_ref)
    entries = [each for each in await work.recommendations.of_panel(panel.id) if each.case_ref == command.case_ref]
    previous = await previous_of(work, command.case_ref, panel)
    found = await _faults(work, panel, case, command, previous, correcting=bool(entries))
    if found:
        form = recommendation_form(
            await view_of(work, panel),
            case,
            command.draft.kind or Kind.MAINTAIN,
            previous,
            faults=found,
            voters=await _voters(work, panel, case),
            correcting=bool(entries),
            repeats=bool(repeats_of(command.draft, previous, work.policy_of(panel))),
            warnings=await _warnings(work, panel, case),
        )
        return Reply(form, data={"refused": [fault.sentence() for fault in found]})
    entry = len(entries) + 1
    made = Recommendation(
        id=f"{panel.id}:{command.case_ref}:{entry}",
        panel_id=panel.id,
        panel_on=london_date(panel.starts_at),
        case_ref=command.case_ref,
        entry=entry,
        draft=command.draft,
        confirmed_by=actor.person_id,
        confirmed_at=work.now,
        correction_reason=command.correction_reason.strip(),
    )
    scene, contacts = scene_of(work, panel), await contacts_of(work, panel)
    panel = await work.apply(sitting.record(panel, made, contacts, scene))
    await work.recommendations.save(made)
    if made.entry > 1 and panel.closed_at is not None:
        await send_correction(work, panel, made)
        await ask_anew(work, panel, made)
    return Reply(recorded(await view_of(work, panel), made, await _left(work, panel)))


async def _faults(
    work: Work,
    panel: Panel,
    case: Case,
    command: RecordRecommendation,
    previous: tuple[Recommendation, ...],
    *,
    correcting: bool,
) -> tuple[Fault, ...]:
    countable = frozenset(person_id for person_id, _ in await _voters(work, panel, case))
    chair_owns_it = any(
        finding.severity == "refusal" for finding in conflicts(case, await _seated(work, panel), work.policy_of(panel))
    )
    about = Sitting(case, london_date(panel.starts_at), countable, previous, chair_owns_it)
    unreadable = tuple(
        Fault(where, f"“{typed}” could not be read.", "Check it and type it again.")
        for where, typed in command.unreadable
    )
    why = (Fault("Reason for the correction", "is missing.", "Say why the entry is corrected."),)
    return (
        *unreadable,
        *faults(command.draft, about, work.policy_of(panel)),
        *(why if correcting and not command.correction_reason.strip() else ()),
    )


async def _voters(work: Work, panel: Panel, case: Case) -> tuple[tuple[str, str], ...]:
    """Whose views are counted when members are split (REC-5): core members, IPM and experts, not who owns the case."""
    policy, panel_on = work.policy_of(panel), london_date(panel.starts_at)
    held = [(seat.kind, place.person_id) for seat, place in panel.places() if place.status is PlaceStatus.CONFIRMED]
    people = await work.people.many(one for _, one in held)
    there = [(kind, people[one]) for kind, one in held if one in people]
    return tuple(
        (person.id, person.name)
        for kind, person in there
        if is_counted(
            Attendee(kind, owns(person, case), not training_faults(person, SeatKind.EXPERT, panel_on)), policy
        )
    )


async def _seated(work: Work, panel: Panel) -> dict[SeatKind, Person]:
    holders = panel.holders()
    people = await work.people.many(holders.values())
    return {kind: people[one] for kind, one in holders.items() if one in people}


async def _warnings(work: Work, panel: Panel, case: Case) -> tuple[str, ...]:
    """What follows for this case from its owner sitting on the panel (PAN-7)."""
    found = conflicts(case, await _seated(work, panel), work.policy_of(panel))
    return tuple(f"{finding.what}: {finding.why}. {finding.mend}" for finding in found)


async def _case(work: Work, panel: Panel, case_ref: str) -> Case:
    case = await work.cases.get(case_ref)
    if case is None or all(listed.case_ref != case_ref for listed in panel.cases):
        raise NotFound("REC-1", Fault("Case", f"{case_ref} is not on this panel's list.", "Choose one of the list."))
    return case


async def _left(work: Work, panel: Panel) -> tuple[str, ...]:
    answered = {each.case_ref for each in await standing(work, panel)}
    return tuple(
        case.case_ref for case in panel.open_cases() if case.case_ref not in answered and not case.not_reached_reason
    )


@use_case("case.not_reached", "PAN-3", NotReached, *RUNS_IT)
async def not_reached(work: Work, command: NotReached, actor: Actor) -> Reply:
    """There was no time for a case."""
    panel = await work.panel(command.panel_id)
    given = await standing(work, panel)
    step = sitting.not_reached(panel, command.case_ref, command.reason, given, actor.name, scene_of(work, panel))
    return Reply(await console_message(work, await work.apply(step)))


@use_case("panel.close", "FBK-1", ClosePanel, *RUNS_IT)
async def close_panel(work: Work, command: ClosePanel, actor: Actor) -> Reply:
    """The wash-up is over; releases are mailed at once (OUT-1). A case without an answer keeps the panel open."""
    panel = await work.panel(command.panel_id)
    given = await standing(work, panel)
    try:
        step = sitting.close_panel(panel, given, actor.name, scene_of(work, panel))
    except Refusal as refusal:
        return Reply(await console_message(work, panel, errors=refusal.faults))
    if step.panel != panel:
        panel = await work.apply(step)
        await send_releases(work, panel, given)
        await begin(work, panel, given)
        await plan_reminders(work, panel)
        await panel_held(work, panel)
    return Reply(await console_message(work, panel))
