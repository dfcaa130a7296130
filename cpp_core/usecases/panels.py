"""Making a panel, moving it and calling it off (TIME-8, PAN-2, PAN-8)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from cpp_core.deadlines.obligations import obligations
from cpp_core.deadlines.time import cutoff, end_of_last_working_hours, in_london
from cpp_core.deadlines.working_days import OutsideCalendarError
from cpp_core.messages.off import panel_off
from cpp_core.model.panel import Panel, PanelStatus, Place, Seat
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.commands import CancelPanel, CreatePanel, MovePanel
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.fees import panel_called_off
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.seating import seating_faults
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow import moving
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import Step, note


@use_case("panel.create", "PAN-1", CreatePanel, Relation.CPP_TEAM, Relation.SERVICE_OWNER)
async def create(work: Work, command: CreatePanel, actor: Actor) -> Reply:
    """A new panel; what should have been done for it by now is done at once and marked late, with its maker's reason."""
    panel = Panel(
        id=await _free_id(work, command),
        band=command.band,
        starts_at=command.starts_at,
        made_at=work.now,
        made_by=actor.name,
        late_reason=command.late_reason.strip(),
        cutoff_at=command.cutoff_at,
        seats=tuple(
            Seat(kind, tuple(Place(person, index, named_at=work.now) for index, person in enumerate(people)))
            for kind, people in command.named.items()
        ),
    )
    await _check(work, panel, command)
    entry = note(panel, scene_of(work, panel), "panel made", "PAN-1", actor.name, text=panel.late_reason)
    panel = await work.apply(Step(panel, (), (entry,)))
    return Reply(data={"id": panel.id})


async def _free_id(work: Work, command: CreatePanel) -> str:
    stem = f"P-{in_london(command.starts_at):%Y%m%d-%H%M}-{command.band}"
    number = 1
    while await work.panels.get(stem if number == 1 else f"{stem}-{number}") is not None:
        number += 1
    return stem if number == 1 else f"{stem}-{number}"


async def _check(work: Work, panel: Panel, command: CreatePanel) -> None:
    """Raises `Refusal` with everything that is wrong: first the time, without which nothing else can be judged."""
    faults = _date_faults(work, panel)
    if faults:
        raise Refusal("TIME-8", *faults)
    late = _late_faults(work, panel)
    seats = await _seat_faults(work, panel, command)
    if late or seats:
        raise Refusal("TIME-8" if late else "PAN-2", *late, *seats)


async def _seat_faults(work: Work, panel: Panel, command: CreatePanel) -> list[Fault]:
    faults: list[Fault] = []
    named = [(kind, person_id) for kind, people in command.named.items() for person_id in people]
    often = Counter(person_id for _, person_id in named)
    for kind, person_id in dict.fromkeys(named):
        person = await work.person(person_id)
        faults += await seating_faults(work, panel, person, kind)
        if often[person_id] > 1 and not any(fault.where == person.name and "twice" in fault.what for fault in faults):
            faults.append(Fault(person.name, "is named twice.", "One person has one seat."))
    return faults


def _date_faults(work: Work, panel: Panel) -> list[Fault]:
    starts = in_london(panel.starts_at)
    if panel.starts_at <= work.now:
        return [Fault("--at", f"{starts:%d/%m/%Y %H:%M} is past.", "Give a date and time to come.")]
    try:
        if work.calendar.is_working_day(starts.date()):
            return []
    except OutsideCalendarError as error:
        return [Fault("--at", str(error), "Check the year.")]
    return [Fault("--at", "is not a working day in England and Wales.", "Choose a working day.")]


def _late_faults(work: Work, panel: Panel) -> list[Fault]:
    policy, calendar = work.policy_of(panel), work.calendar
    faults = []
    past = [each for each in obligations(panel, policy, calendar) if each.due_at < work.now]
    if past and not panel.late_reason:
        what = f"comes too late for: {', '.join(sorted({each.clause for each in past}))}."
        mend = "Give the reason with --late-reason; what is late is then done at once and marked so."
        faults.append(Fault("The panel", what, mend))
    return [*faults, *cutoff_faults(panel.starts_at, panel.cutoff_at, scene_of(work, panel))]


def cutoff_faults(starts_at: datetime, cutoff_at: datetime | None, scene: Scene) -> list[Fault]:
    """What is wrong with a cutoff: one is set only where the usual one is past, between now and the panel (TIME-8)."""
    usual = cutoff(starts_at, scene.policy, scene.calendar).effective
    if usual > scene.now:
        if cutoff_at is None:
            return []
        mend = f"Leave --cutoff out: the usual one, {in_london(usual):%d/%m/%Y %H:%M}, is still to come."
        return [Fault("--cutoff", "is not needed.", mend)]
    if cutoff_at is None:
        mend = "Set a new one with --cutoff, between now and the panel."
        return [Fault("The cutoff", f"for answers, {in_london(usual):%d/%m/%Y %H:%M}, is past.", mend)]
    effective = end_of_last_working_hours(cutoff_at, scene.policy, scene.calendar)
    if effective <= scene.now:
        return [Fault("--cutoff", "is past, or has no working hours before it.", "Give a later moment.")]
    if cutoff_at >= starts_at:
        return [Fault("--cutoff", "is not before the panel.", "Give a moment before it starts.")]
    return []


@use_case("panel.cancel", "PAN-8", CancelPanel, Relation.CPP_TEAM, Relation.SERVICE_OWNER)
async def cancel(work: Work, command: CancelPanel, actor: Actor) -> Reply:
    """The CPP team calls a panel off, for instance one that has no chair to decide [R]."""
    panel = await work.panel(command.panel_id)
    contacts, scene = await contacts_of(work, panel), scene_of(work, panel)
    step = moving.cancel(panel, actor.name, command.reason, contacts, scene)
    await panel_called_off(work, panel)
    panel = await work.apply(step)
    return Reply(panel_off(await view_of(work, panel, reader=actor.person_id), postponed=False))


@use_case("panel.move", "PAN-8", MovePanel, Relation.CPP_TEAM, Relation.SERVICE_OWNER)
async def move(work: Work, command: MovePanel, actor: Actor) -> Reply:
    """The CPP team moves a panel to another date [R]."""
    panel = await work.panel(command.panel_id)
    contacts, scene = await at_new_start(work, panel, command.new_start)
    if command.cutoff_at is not None:
        faults = cutoff_faults(command.new_start, command.cutoff_at, scene)
        if faults:
            raise Refusal("TIME-8", *faults)
    step = moving.postpone(
        panel, command.new_start, actor.name, command.reason, contacts, scene, cutoff_at=command.cutoff_at
    )
    await panel_called_off(work, panel)
    panel = await work.apply(step)
    return Reply(panel_off(await view_of(work, panel, reader=actor.person_id), postponed=True))


async def at_new_start(work: Work, panel: Panel, new_start: datetime) -> tuple[Contacts, Scene]:
    """Who is told, and the scene, for a panel that is moved: it runs under the policy of its new date."""
    moved = replace(panel, starts_at=max(new_start, work.now))
    return await contacts_of(work, moved), scene_of(work, moved)


def is_over(panel: Panel) -> bool:
    """Whether nothing can be answered for the panel any more."""
    return panel.status in (PanelStatus.CLOSED, PanelStatus.CANCELLED)
