"""Answers about attendance, from chat, calendar or telephone (ATT-1 to ATT-5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from cpp_core.deadlines.time import local, london_date
from cpp_core.messages.at_a_glance import recorded
from cpp_core.messages.presence import RECORDED
from cpp_core.messages.presence import attended as attended_words
from cpp_core.model.panel import AnswerVia, Panel, PlaceStatus
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.commands import (
    AskAgainTomorrow,
    ConfirmAttendance,
    DeclineAttendance,
    GiveSeatBack,
    RecordAnswer,
    RecordAttended,
    ShowAttendance,
)
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.officer import glance
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import attendance_message, view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow import attendance
from cpp_core.workflow.attendance import Answer
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import Step

Decide = Callable[[Panel, Answer, Contacts, Scene], Step]


async def _answered(
    work: Work, panel_id: str, answer: Answer, decide: Decide, given_at: datetime | None = None
) -> Panel:
    panel = await work.panel(panel_id)
    if given_at is not None and _is_overtaken(panel, answer.person_id, given_at):
        return panel
    contacts = await contacts_of(work, panel)
    step = decide(panel, answer, contacts, scene_of(work, panel))
    if step.panel == panel:
        return panel
    return await work.apply(_dated(step, answer.person_id, given_at) if given_at else step)


_ANSWERED = frozenset({PlaceStatus.CONFIRMED, PlaceStatus.DECLINED, PlaceStatus.WITHDRAWN})


def _is_overtaken(panel: Panel, person_id: str, given_at: datetime) -> bool:
    """Whether an answer that reached us late is older than the panel's date, the question or an answer known already."""
    place = panel.place_of(person_id)
    if place is None:
        return False
    known = [place.asked_at, *(move.at for move in panel.moves)]
    known += [place.answered_at] if place.status in _ANSWERED else []
    return any(moment is not None and given_at < moment for moment in known)


def _dated(step: Step, person_id: str, given_at: datetime) -> Step:
    """The step with the answer at the moment at which it was given, so that the latest answer can be told (ATT-1)."""
    seat, place = step.panel.seat_of(person_id), step.panel.place_of(person_id)
    if seat is None or place is None:
        return step
    return replace(step, panel=step.panel.with_seat(seat.with_place(replace(place, answered_at=given_at))))


@use_case("attendance.confirm", "ATT-1", ConfirmAttendance, Relation.NAMED)
async def confirm(work: Work, command: ConfirmAttendance, actor: Actor) -> Reply:
    """One tap: I am coming."""
    answer = Answer(actor.person_id, actor.name, command.via)
    panel = await _answered(work, command.panel_id, answer, attendance.confirm, command.at)
    return Reply(await attendance_message(work, panel, actor.person_id))


@use_case("attendance.decline", "ATT-3", DeclineAttendance, Relation.NAMED)
async def decline(work: Work, command: DeclineAttendance, actor: Actor) -> Reply:
    """I cannot come, or no longer can."""
    answer = Answer(actor.person_id, actor.name, command.via, command.reason.strip())
    panel = await _answered(work, command.panel_id, answer, attendance.decline, command.at)
    return Reply(await attendance_message(work, panel, actor.person_id))


@use_case("attendance.later", "ATT-2", AskAgainTomorrow, Relation.NAMED)
async def later(work: Work, command: AskAgainTomorrow, actor: Actor) -> Reply:
    """Ask me again on the next working day: the reminder is written now and held back until then."""
    panel = await work.panel(command.panel_id)
    answer = Answer(actor.person_id, actor.name, AnswerVia.CHAT)
    panel = await work.apply(attendance.later(panel, answer, scene_of(work, panel)))
    return Reply(await attendance_message(work, panel, actor.person_id))


@use_case("attendance.show", "ATT-1", ShowAttendance, Relation.NAMED)
async def show(work: Work, command: ShowAttendance, actor: Actor) -> Reply:
    """My card for one panel, as it stands."""
    return Reply(await attendance_message(work, await work.panel(command.panel_id), actor.person_id))


@use_case("attendance.record", "ATT-1", RecordAnswer, Relation.OFFICER, Relation.CPP_TEAM)
async def record(work: Work, command: RecordAnswer, actor: Actor) -> Reply:
    """The officer records an answer that somebody gave by telephone."""
    if not command.how.strip():
        raise Refusal("ATT-1", Fault("How", "is missing.", "Say how the answer reached you."))
    panel = await work.panel(command.panel_id)
    if command.at is not None and command.at > work.now:
        raise Refusal("ATT-1", Fault("When", "lies in the future.", "Give the moment at which you were told."))
    if command.at is not None and _is_overtaken(panel, command.person_id, command.at):
        what = "is before this person was asked, or before an answer that is known already."
        raise Refusal("ATT-1", Fault("When", what, "The latest answer stands; check the day and the time."))
    answer = Answer(command.person_id, actor.name, AnswerVia.TELEPHONE, how=command.how.strip())
    decide = attendance.confirm if command.coming else attendance.decline
    try:
        panel = await _answered(work, command.panel_id, answer, decide, command.at)
    except Refusal as refusal:
        if refusal.clause != "ATT-5":
            raise
        what = "A reserve has been asked in their place, and this seat is no longer open."
        raise Refusal("ATT-5", Fault("", what, "Give the seat back instead, if it should be theirs.")) from refusal
    return await _at_a_glance(work, panel, answer, actor, "by telephone")


@use_case("attendance.give_back", "ATT-5", GiveSeatBack, Relation.OFFICER, Relation.CPP_TEAM)
async def give_back(work: Work, command: GiveSeatBack, actor: Actor) -> Reply:
    """The officer undoes a swap: somebody who lost their seat to a reserve has it again."""
    if not command.reason.strip():
        raise Refusal("ATT-5", Fault("Reason", "is missing.", "Say why the seat is given back."))
    answer = Answer(command.person_id, actor.name, AnswerVia.OFFICER, how=command.reason.strip())
    panel = await _answered(work, command.panel_id, answer, attendance.give_back)
    return await _at_a_glance(work, panel, answer, actor, "the seat was given back")


@use_case("attendance.attended", "ATT-7", RecordAttended, Relation.OFFICER, Relation.CPP_TEAM)
async def attended(work: Work, command: RecordAttended, actor: Actor) -> Reply:
    """The officer records from when each was at the panel, or that they were not; what is as it was is not noted again."""
    panel = await work.panel(command.panel_id)
    if command.unreadable:
        what = tuple(Fault(who, f"“{typed}” is no time.", "Give it like 10:00.") for who, typed in command.unreadable)
        raise Refusal("ATT-7", *what)
    day, scene = london_date(panel.starts_at), scene_of(work, panel)
    since = {who: local(day, at) if at is not None else None for who, at in command.since.items()}
    changed = [(who, at) for who, at in since.items() if panel.attended.get(who) != at or RECORDED not in panel.done]
    step = Step(panel).for_each(changed, lambda it, each: attendance.attended(it, *each, actor.name, scene))
    panel = await work.apply(replace(step, panel=step.panel.with_done(RECORDED, work.now)))
    return Reply(attended_words(await view_of(work, panel, reader=actor.person_id), report=False))


async def _at_a_glance(work: Work, panel: Panel, answer: Answer, actor: Actor, how: str) -> Reply:
    view = await view_of(work, panel, reader=actor.person_id)
    return Reply(await glance(work, view, said=recorded(view, answer.person_id, how=how)))
