"""What the clock asks for: everything that is due for one panel, in order, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from cpp_core.deadlines.obligations import Duty, Obligation, obligations
from cpp_core.model.panel import ASKABLE, LIVE, Panel, PanelStatus, SeatKind
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.lists import share_list
from cpp_core.usecases.outcomes import send_outcomes
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work
from cpp_core.workflow import attendance, case_list, invitations, keys, nominations, quorum
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.step import Step, note


@dataclass(frozen=True)
class Tick:
    """`panel.tick`: do what is due for this panel."""

    panel_id: str


@dataclass(frozen=True)
class Due:
    """An obligation that is due, with what it is carried out with."""

    work: Work
    panel: Panel
    each: Obligation
    contacts: Contacts

    @property
    def scene(self) -> keys.Scene:
        """The moment and the panel's policy."""
        return scene_of(self.work, self.panel)

    @property
    def seat(self) -> SeatKind:
        """The seat that the obligation is about."""
        if self.each.seat is None:
            raise ValueError(f"{self.each.key} is about no seat")
        return self.each.seat


@use_case("panel.tick", "TIME-1", Tick, Relation.CLOCK)
async def tick(work: Work, command: Tick, actor: Actor) -> Reply:
    """Carry out what is due, in the order in which it fell due; answers with the keys that it carried out."""
    panel = await work.panel(command.panel_id)
    contacts = await contacts_of(work, panel)
    carried_out = []
    while (each := _first_due(work, panel)) is not None:
        step = Step(panel)
        if _still_matters(work, panel, each):
            step = await CARRY_OUT[each.duty](Due(work, panel, each, contacts))
            carried_out.append(each.key)
            step = _marked_if_late(work, step, panel, each)
        panel = await work.apply(Step(step.panel.with_done(each.key, work.now), step.effects, step.entries))
    return Reply(data={"carried_out": carried_out})


def _marked_if_late(work: Work, step: Step, panel: Panel, each: Obligation) -> Step:
    """What is done late is marked so: with the reason of the panel's maker or mover, or because the service was down."""
    if work.now - each.due_at <= LATE:
        return step
    known_at, why = (panel.moves[-1].at, panel.moves[-1].reason) if panel.moves else (panel.made_at, panel.late_reason)
    reason = why if each.due_at < known_at else "the service was not running"
    what = f"done late: {each.duty}"
    return step.noting(note(panel, scene_of(work, panel), what, each.clause, "clock", text=reason))


def _first_due(work: Work, panel: Panel) -> Obligation | None:
    every = obligations(panel, work.policy_of(panel), work.calendar)
    return next((each for each in every if each.key not in panel.done and each.due_at <= work.now), None)


def _still_matters(work: Work, panel: Panel, each: Obligation) -> bool:
    """Of a ladder only what still matters: the question itself, else its last rung; nothing before a panel that is over."""
    if each.duty not in _AFTERWARDS and (panel.status is not PanelStatus.PLANNED or panel.starts_at <= work.now):
        return False
    due = [other for other in obligations(panel, work.policy_of(panel), work.calendar) if other.due_at <= work.now]
    if each.duty in _OVERTAKEN and any(other.duty is _OVERTAKEN[each.duty] for other in due):
        return False
    if _is_said_as_vacant(panel, each, due):
        return False
    if not each.ladder or each.rung == 0:
        return True
    rungs = [other for other in due if other.ladder == each.ladder]
    question = next((other for other in rungs if other.rung == 0), None)
    asked_just_now = question is not None and panel.done.get(question.key) == work.now
    is_reminder = each.rung != 99
    return each.key == max(rungs, key=lambda other: other.rung).key and not (asked_just_now and is_reminder)


def _is_said_as_vacant(panel: Panel, each: Obligation, due: Sequence[Obligation]) -> bool:
    """Made late or after downtime: with the invitations due as well, an empty seat is said once, as vacant (ATT-4)."""
    if each.duty not in _FOR_A_NAME or each.seat is None:
        return False
    nobody = not any(place.status in ASKABLE | LIVE for place in panel.seat(each.seat).places)
    return nobody and any(other.duty is Duty.INVITE for other in due)


_FOR_A_NAME = frozenset(
    {Duty.ASK_NOMINATION, Duty.REMIND_NOMINATION, Duty.ESCALATE_NOMINATION, Duty.ESCALATE_AVAILABILITY}
)
_AFTERWARDS = frozenset({Duty.SEND_OUTCOMES, Duty.REMIND_DELETE, Duty.END_ACCESS})
_OVERTAKEN: Mapping[Duty, Duty] = {Duty.ASK_EXTRACT: Duty.RERUN_LIST, Duty.SHARE_LIST_BACKSTOP: Duty.RERUN_LIST}
"""After downtime: what has lost its use because what it was for is due as well."""
LATE = timedelta(hours=1)


async def _ask_availability(due: Due) -> Step:
    if not nominations.names_wanted(due.panel, SeatKind.IPM, due.scene):
        return Step(due.panel)
    return nominations.ask_independent(due.panel, due.contacts, due.scene, what="availability", rung="ask")


async def _remind_availability(due: Due) -> Step:
    if not nominations.names_wanted(due.panel, SeatKind.IPM, due.scene):
        return Step(due.panel)
    rung = due.each.key
    return nominations.ask_independent(due.panel, due.contacts, due.scene, what="availability_reminder", rung=rung)


async def _escalate(due: Due) -> Step:
    if not nominations.names_wanted(due.panel, due.seat, due.scene):
        return Step(due.panel)
    return nominations.escalate(due.panel, due.seat, due.contacts, due.scene, clause=due.each.clause)


async def _ask_nomination(due: Due) -> Step:
    if not nominations.names_wanted(due.panel, due.seat, due.scene):
        return Step(due.panel)
    return nominations.ask_spocs(due.panel, due.seat, due.contacts, due.scene, what="nomination", rung="ask")


async def _remind_nomination(due: Due) -> Step:
    if not nominations.names_wanted(due.panel, due.seat, due.scene):
        return Step(due.panel)
    return nominations.ask_spocs(
        due.panel, due.seat, due.contacts, due.scene, what="nomination_reminder", rung=due.each.key
    )


async def _invite(due: Due) -> Step:
    return invitations.invite(due.panel, due.contacts, due.scene)


async def _ask_extract(due: Due) -> Step:
    return case_list.ask_extract(due.panel, due.contacts, due.scene, rung=due.each.key)


async def _share_list(due: Due) -> Step:
    return await share_list(due.work, due.panel, due.contacts, clause="LST-1")


async def _share_list_backstop(due: Due) -> Step:
    if due.panel.list_version == 0:
        return await _share_list(due)
    return case_list.open_to_independent(due.panel, due.scene)


async def _rerun_list(due: Due) -> Step:
    step = await share_list(due.work, due.panel, due.contacts, clause="LST-3")
    return step.then(lambda it: invitations.offer_console(it, due.contacts, due.scene))


async def _remind_attendance(due: Due) -> Step:
    return attendance.remind(due.panel, due.scene)


async def _cut_off(due: Due) -> Step:
    return attendance.cut_off(due.panel, due.contacts, due.scene)


async def _time_up(due: Due) -> Step:
    return attendance.time_up(due.panel, due.seat, due.each.person_id, due.contacts, due.scene)


async def _check_quorum(due: Due) -> Step:
    return quorum.check_quorum(due.panel, due.contacts, due.scene)


async def _send_outcomes(due: Due) -> Step:
    await send_outcomes(due.work, due.panel)
    return Step(due.panel)


async def _remind_to_delete(due: Due) -> Step:
    return case_list.remind_to_delete(due.panel, due.scene)


async def _end_access(due: Due) -> Step:
    return case_list.end_access(due.panel, due.scene)


CARRY_OUT: Mapping[Duty, Callable[[Due], Awaitable[Step]]] = {
    Duty.ASK_AVAILABILITY: _ask_availability,
    Duty.REMIND_AVAILABILITY: _remind_availability,
    Duty.ESCALATE_AVAILABILITY: _escalate,
    Duty.ASK_NOMINATION: _ask_nomination,
    Duty.REMIND_NOMINATION: _remind_nomination,
    Duty.ESCALATE_NOMINATION: _escalate,
    Duty.INVITE: _invite,
    Duty.ASK_EXTRACT: _ask_extract,
    Duty.SHARE_LIST: _share_list,
    Duty.SHARE_LIST_BACKSTOP: _share_list_backstop,
    Duty.REMIND_ATTENDANCE: _remind_attendance,
    Duty.CUTOFF: _cut_off,
    Duty.RESERVE_TIME_UP: _time_up,
    Duty.CHECK_QUORUM: _check_quorum,
    Duty.RERUN_LIST: _rerun_list,
    Duty.SEND_OUTCOMES: _send_outcomes,
    Duty.REMIND_DELETE: _remind_to_delete,
    Duty.END_ACCESS: _end_access,
}
