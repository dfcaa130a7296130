"""Another date for casework's answer, as the CPP team sets it (OUT-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cpp_core.deadlines.follow_up import is_answered, times_of
from cpp_core.deadlines.time import london_date
from cpp_core.messages.answer_dates import answer_dates
from cpp_core.messages.message import Message
from cpp_core.messages.words import day
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.panel import Panel
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.follow_up import around, save
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow.answers import set_date

OFFICERS = (Relation.OFFICER, Relation.CPP_TEAM)


@dataclass(frozen=True)
class ShowAnswerDates:
    """`answers.dates`: the recommendations of a panel that casework has not answered, and until when it may."""

    panel_id: str


@dataclass(frozen=True)
class SetAnswerDate:
    """`answers.set_date`: casework answers these cases of the panel by another date, and why."""

    panel_id: str
    case_refs: tuple[str, ...]
    answer_by: date | None
    why: str
    unreadable: tuple[tuple[str, str], ...] = ()


@use_case("answers.dates", "OUT-3", ShowAnswerDates, *OFFICERS)
async def show(work: Work, command: ShowAnswerDates, actor: Actor) -> Reply:
    """The form, as things stand."""
    return Reply(await _shown(work, await work.panel(command.panel_id), actor))


@use_case("answers.set_date", "OUT-3", SetAnswerDate, *OFFICERS)
async def set_dates(work: Work, command: SetAnswerDate, actor: Actor) -> Reply:
    """Set it for each of these cases that is still to be answered; its owner is told."""
    panel = await work.panel(command.panel_id)
    chosen = [each for each in await _open(work, panel) if each.case_ref in command.case_refs]
    faults = _faults(work, command, chosen)
    if faults or command.answer_by is None:
        raise Refusal("OUT-3", *faults)
    for each in chosen:
        setting = await around(work, panel, each)
        await save(work, set_date(each, command.answer_by, command.why.strip(), setting, actor.name))
    said = f"Casework answers {', '.join(each.case_ref for each in chosen)} by {day(command.answer_by)}."
    return Reply(await _shown(work, panel, actor, said))


def _faults(work: Work, command: SetAnswerDate, chosen: list[FollowUp]) -> tuple[Fault, ...]:
    faults = [Fault(where, f"“{typed}” is no date.", "Give it like 22/12/2026.") for where, typed in command.unreadable]
    if not chosen:
        faults.append(Fault("Cases", "none is chosen that is still to be answered.", "Choose at least one."))
    if command.answer_by is None and not command.unreadable:
        faults.append(Fault("New date", "is missing.", "Give the date by which casework is to answer."))
    if command.answer_by is not None and command.answer_by <= london_date(work.now):
        faults.append(Fault("New date", "is not to come.", "Give a date after today."))
    if not command.why.strip():
        faults.append(Fault("Why", "is missing.", "Say why: it goes on record, and the case owners read it."))
    return tuple(faults)


async def _shown(work: Work, panel: Panel, actor: Actor, said: str = "") -> Message:
    view = await view_of(work, panel, actor.person_id)
    rows = [
        (each.case_ref, london_date(times_of(each, work.policy_of(panel), work.calendar).ends))
        for each in await _open(work, panel)
    ]
    return answer_dates(view, rows, said=said)


async def _open(work: Work, panel: Panel) -> list[FollowUp]:
    found = [each for each in await work.follow_ups.of_panel(panel.id) if each.runs and not is_answered(each)]
    return sorted(found, key=lambda each: each.case_ref)
