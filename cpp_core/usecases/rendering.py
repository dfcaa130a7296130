"""An effect becomes an order at the moment of sending, from the facts of that moment, if it is still wanted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from cpp_core.deadlines.obligations import access_ends_at
from cpp_core.effects import Channel, Effect
from cpp_core.messages import attendance as attendance_words
from cpp_core.messages import case_list as list_words
from cpp_core.messages import nominations as nomination_words
from cpp_core.messages import outcomes as outcome_words
from cpp_core.messages import quorum as quorum_words
from cpp_core.messages.message import Message
from cpp_core.messages.words import ends_at
from cpp_core.model.panel import LIVE, Panel, PanelStatus, PlaceStatus, SeatKind
from cpp_core.model.person import Person
from cpp_core.orders import (
    AccessAct,
    AccessOrder,
    ChatOrder,
    InstallOrder,
    MailOrder,
    MeetingAct,
    MeetingOrder,
    NotWanted,
    Order,
    WorkbookOrder,
)
from cpp_core.rules.case_list import as_workbook, file_name
from cpp_core.usecases import show
from cpp_core.usecases.context import standing
from cpp_core.usecases.work import Work

Rendered = Order | NotWanted
Words = Callable[[Work, Panel, Effect], Awaitable[Message | None]]


async def render(work: Work, effect: Effect) -> Rendered:
    """The order for a sender, or why the effect is not wanted any more."""
    if effect.channel is Channel.INSTALL:
        return InstallOrder(await work.person(effect.refs["person"]))
    panel = await work.panels.get(effect.refs["panel"])
    if panel is None:
        return NotWanted("the panel is gone")
    if effect.channel is Channel.CALENDAR:
        return await _meeting(work, panel, effect)
    if effect.channel is Channel.FILES:
        return await _file(work, panel, effect)
    return await _message(work, panel, effect)


async def _message(work: Work, panel: Panel, effect: Effect) -> Rendered:
    gone = _not_wanted(panel, effect)
    if gone:
        return NotWanted(gone)
    message = await WORDS[effect.what](work, panel, effect)
    if message is None:
        return NotWanted("what it is about is gone")
    if effect.channel is Channel.MAIL:
        return MailOrder((effect.refs["to"],), message)
    person = await work.people.get(effect.refs["person"])
    return ChatOrder(person, message) if person else NotWanted("the person has left the directory")


def _not_wanted(panel: Panel, effect: Effect) -> str:
    """Whether a message has lost its use since it was written (a question that was answered meanwhile, say)."""
    if panel.status is PanelStatus.CANCELLED and effect.what in _ASKS:
        return "the panel is cancelled"
    place = panel.place_of(effect.refs.get("person", ""))
    if effect.what == "attendance_reminder" and (place is None or place.status is not PlaceStatus.ASKED):
        return "the question has been answered"
    if effect.what in ("nomination_reminder", "nobody_named") and any(
        each.status in (PlaceStatus.NAMED, *LIVE) for each in panel.seat(SeatKind(effect.refs["seat"])).places
    ):
        return "somebody has been named"
    if effect.what == "availability_reminder" and panel.seat(SeatKind.IPM).place_of(effect.refs["person"]) is not None:
        return "the question has been answered"
    if effect.what == "vacancy" and any(
        each.status in (PlaceStatus.NAMED, *LIVE) for each in panel.seat(SeatKind(effect.refs["seat"])).places
    ):
        return "somebody has been found"
    if effect.what == "extract_wanted" and panel.status is not PanelStatus.PLANNED:
        return "the panel has begun"
    return ""


_ASKS = frozenset(
    {
        "nomination",
        "nomination_reminder",
        "nobody_named",
        "availability",
        "availability_reminder",
        "attendance_reminder",
        "vacancy",
        "quorum",
        "case_list",
        "list_gaps",
        "extract_wanted",
        "console",
        "washup",
    }
)


async def _meeting(work: Work, panel: Panel, effect: Effect) -> Rendered:
    act = _MEETING_ACTS[effect.what]
    if panel.status is PanelStatus.CANCELLED and act is not MeetingAct.CANCEL:
        return NotWanted("the panel is cancelled")
    person: Person | None = None
    if "person" in effect.refs:
        person = await work.people.get(effect.refs["person"])
        place = panel.place_of(effect.refs["person"])
        invited = place is not None and place.status in LIVE
        if person is None:
            return NotWanted("the person has left the directory")
        if (act is MeetingAct.INVITE) != invited:
            return NotWanted("the seat has changed since")
    view = await show.view_of(work, panel)
    end = ends_at(panel, view.scene.policy.panel_minutes)
    return MeetingOrder(act, panel.id, panel.starts_at, end, nomination_words.meeting_body(view), person)


_MEETING_ACTS: Mapping[str, MeetingAct] = {
    "make_meeting": MeetingAct.MAKE,
    "invite": MeetingAct.INVITE,
    "uninvite": MeetingAct.UNINVITE,
    "move_meeting": MeetingAct.MOVE,
    "cancel_meeting": MeetingAct.CANCEL,
}


async def _file(work: Work, panel: Panel, effect: Effect) -> Rendered:
    if effect.what == "list_workbook":
        made = await work.lists.get(f"{panel.id}:v{effect.refs['version']}")
        if made is None:
            return NotWanted("this version of the list is gone")
        return WorkbookOrder(panel.id, file_name(made), as_workbook(made, panel, work.policy_of(panel)))
    act = AccessAct.OPEN if effect.what == "open_folder" else AccessAct.END
    if (act is AccessAct.OPEN) != (effect.refs["person"] in panel.opened_to):
        return NotWanted("who may open the folder has changed since")
    person = await work.people.get(effect.refs["person"])
    if person is None:
        return NotWanted("the person has left the directory")
    return AccessOrder(act, panel.id, person, access_ends_at(panel, work.policy_of(panel), work.calendar))


async def _attendance(work: Work, panel: Panel, effect: Effect) -> Message | None:
    if panel.place_of(effect.refs["person"]) is None:
        return None
    return await show.attendance_message(work, panel, effect.refs["person"])


async def _attendance_reminder(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return attendance_words.attendance_reminder(await show.view_of(work, panel), effect.refs["person"])


async def _seat_changed(work: Work, panel: Panel, effect: Effect) -> Message | None:
    refs = effect.refs
    view = await show.view_of(work, panel)
    return attendance_words.seat_changed(view, SeatKind(refs["seat"]), refs["about"], PlaceStatus(refs["status"]))


async def _vacancy(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return attendance_words.vacancy(await show.view_of(work, panel), SeatKind(effect.refs["seat"]))


async def _nomination(work: Work, panel: Panel, effect: Effect) -> Message | None:
    reminder = effect.what == "nomination_reminder"
    return await show.nomination_message(work, panel, SeatKind(effect.refs["seat"]), reminder=reminder)


async def _nobody_named(work: Work, panel: Panel, effect: Effect) -> Message | None:
    kind = SeatKind(effect.refs["seat"])
    return nomination_words.nobody_named(
        await show.view_of(work, panel), kind, await show.candidates(work, panel, kind)
    )


async def _availability(work: Work, panel: Panel, effect: Effect) -> Message | None:
    reminder = effect.what == "availability_reminder"
    return nomination_words.availability(await show.view_of(work, panel), effect.refs["person"], reminder=reminder)


async def _quorum(work: Work, panel: Panel, effect: Effect) -> Message | None:
    view = await show.view_of(work, panel)
    return quorum_words.quorum(view, for_chair=effect.refs["person"] == panel.chair_id())


async def _quorum_settled(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return quorum_words.quorum_settled(await show.view_of(work, panel))


async def _quorum_decided(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return quorum_words.quorum_decided(await show.view_of(work, panel))


async def _case_list(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return await show.case_list_message(work, panel, version=int(effect.refs["version"]))


async def _list_gaps(work: Work, panel: Panel, effect: Effect) -> Message | None:
    made = await work.lists.get(f"{panel.id}:v{effect.refs['version']}")
    return list_words.list_gaps(await show.view_of(work, panel), made) if made else None


async def _extract_wanted(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return list_words.extract_wanted(await show.view_of(work, panel))


async def _delete_downloads(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return list_words.delete_downloads(await show.view_of(work, panel))


async def _console(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return await show.console_message(work, panel)


async def _wash_up(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return await show.wash_up_message(work, panel, effect.refs["person"])


async def _outcome(work: Work, panel: Panel, effect: Effect) -> Message | None:
    each = await work.recommendations.get(effect.refs["recommendation"])
    if each is None:
        return None
    case = await work.cases.get(each.case_ref)
    return outcome_words.outcome(await show.view_of(work, panel), each, case)


async def _outcome_spoc(work: Work, panel: Panel, effect: Effect) -> Message | None:
    given = await standing(work, panel)
    cases = await work.cases.many([each.case_ref for each in given])
    area = effect.refs["area"]
    theirs = [each for each in given if each.case_ref in cases and cases[each.case_ref].area == area]
    return outcome_words.outcome_spoc(await show.view_of(work, panel), area, theirs) if theirs else None


async def _escalation(work: Work, panel: Panel, effect: Effect) -> Message | None:
    made = await work.escalations.get(effect.refs["escalation"])
    return outcome_words.escalation(await show.view_of(work, panel), made) if made else None


async def _chair_feedback(work: Work, panel: Panel, effect: Effect) -> Message | None:
    made = await work.chair_feedback.get(effect.refs["feedback"])
    return outcome_words.chair_feedback(await show.view_of(work, panel), made) if made and made.words else None


async def _panel_off(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return outcome_words.panel_off(await show.view_of(work, panel), postponed=effect.what == "panel_postponed")


WORDS: Mapping[str, Words] = {
    "attendance": _attendance,
    "attendance_reminder": _attendance_reminder,
    "seat_changed": _seat_changed,
    "vacancy": _vacancy,
    "nomination": _nomination,
    "nomination_reminder": _nomination,
    "nobody_named": _nobody_named,
    "availability": _availability,
    "availability_reminder": _availability,
    "quorum": _quorum,
    "quorum_settled": _quorum_settled,
    "quorum_decided": _quorum_decided,
    "case_list": _case_list,
    "list_gaps": _list_gaps,
    "extract_wanted": _extract_wanted,
    "delete_downloads": _delete_downloads,
    "console": _console,
    "washup": _wash_up,
    "outcome": _outcome,
    "outcome_spoc": _outcome_spoc,
    "escalation": _escalation,
    "escalation_answered": _escalation,
    "chair_feedback": _chair_feedback,
    "panel_cancelled": _panel_off,
    "panel_postponed": _panel_off,
}
