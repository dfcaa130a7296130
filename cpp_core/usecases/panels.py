"""Making a panel (TIME-8, PAN-2)."""

from __future__ import annotations

from datetime import timedelta

from cpp_core.deadlines.obligations import cutoff_of, obligations
from cpp_core.deadlines.time import in_london, london_date
from cpp_core.guidance.policy import policy_on
from cpp_core.model.panel import Panel, PanelStatus, Place, Seat
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.people import may_fill
from cpp_core.usecases.commands import CreatePanel
from cpp_core.usecases.context import scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work
from cpp_core.workflow.seats import note
from cpp_core.workflow.step import Step


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
    await _check(work, panel)
    entry = note(panel, scene_of(work, panel), "panel made", "PAN-1", actor.name, text=panel.late_reason)
    panel = await work.apply(Step(panel, (), (entry,)))
    return Reply(data={"id": panel.id})


async def _free_id(work: Work, command: CreatePanel) -> str:
    stem = f"P-{in_london(command.starts_at):%Y%m%d-%H%M}-{command.band}"
    number = 1
    while await work.panels.get(stem if number == 1 else f"{stem}-{number}") is not None:
        number += 1
    return stem if number == 1 else f"{stem}-{number}"


async def _check(work: Work, panel: Panel) -> None:
    faults = [*_time_faults(work, panel)]
    panel_on = london_date(panel.starts_at)
    seen: set[str] = set()
    for seat, place in panel.places():
        person = await work.person(place.person_id)
        faults += may_fill(person, seat.kind, panel.band, panel_on, work.policy_of(panel))
        if place.person_id in seen:
            faults.append(Fault(person.name, "is named for two seats.", "One person has one seat."))
        seen.add(place.person_id)
    if faults:
        raise Refusal("PAN-2", *faults)


def _time_faults(work: Work, panel: Panel) -> list[Fault]:
    policy, calendar = policy_on(london_date(panel.starts_at)), work.calendar
    if panel.starts_at <= work.now:
        return [Fault("--at", f"{in_london(panel.starts_at):%d/%m/%Y %H:%M} is past.", "Give a date and time to come.")]
    faults = []
    past = [each for each in obligations(panel, policy, calendar) if each.due_at < work.now]
    if past and not panel.late_reason:
        what = f"comes too late for: {', '.join(sorted({each.clause for each in past}))}."
        mend = "Give the reason with --late-reason; what is late is then done at once and marked so."
        faults.append(Fault("The panel", what, mend))
    until = cutoff_of(panel, policy, calendar).effective
    if until <= work.now:
        mend = "Set a new one with --cutoff, between now and the panel."
        faults.append(Fault("The cutoff", f"for answers, {in_london(until):%d/%m/%Y %H:%M}, is past.", mend))
    elif panel.cutoff_at is not None and panel.cutoff_at > panel.starts_at - timedelta(minutes=1):
        faults.append(Fault("--cutoff", "is not before the panel.", "Give a moment before it starts."))
    if not calendar.is_working_day(london_date(panel.starts_at)):
        faults.append(Fault("--at", "is not a working day in England and Wales.", "Choose a working day."))
    return faults


def is_over(panel: Panel) -> bool:
    """Whether nothing can be answered for the panel any more."""
    return panel.status in (PanelStatus.CLOSED, PanelStatus.CANCELLED)
