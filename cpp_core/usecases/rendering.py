"""An effect becomes an order at the moment of sending, from the facts of that moment, if it is still wanted."""

from __future__ import annotations

from collections.abc import Mapping

from cpp_core.deadlines.obligations import access_ends_at
from cpp_core.deadlines.time import london_date
from cpp_core.effects import Channel, Effect
from cpp_core.messages.follow_up import atlas_sheet
from cpp_core.messages.message import Message
from cpp_core.messages.nominations import meeting_body
from cpp_core.messages.off import panel_off
from cpp_core.messages.uploads import import_message
from cpp_core.messages.words import ends_at
from cpp_core.model.panel import LIVE, SUPPLEMENTARY, Panel, PanelStatus
from cpp_core.model.person import Person
from cpp_core.orders import (
    AccessAct,
    AccessOrder,
    ChatOrder,
    ImportOrder,
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
from cpp_core.usecases.chair_feedback import chair_feedback_order
from cpp_core.usecases.context import scene_of, standing
from cpp_core.usecases.holds import hold_order
from cpp_core.usecases.monthly import compliance_order
from cpp_core.usecases.reconcile import report_of
from cpp_core.usecases.uploads import file_away_order
from cpp_core.usecases.wanted import not_wanted
from cpp_core.usecases.wording import WORDS
from cpp_core.usecases.work import Work

__all__ = ["WORDS", "render"]

Rendered = Order | NotWanted


async def render(work: Work, effect: Effect) -> Rendered:
    """The order for a sender, or why the effect is not wanted any more."""
    if effect.channel is Channel.INSTALL:
        return InstallOrder(await work.person(effect.refs["person"]))
    if "import" in effect.refs:
        return await _about_a_file(work, effect)
    for of_no_panel in (report_of, compliance_order, chair_feedback_order):
        if (order := await of_no_panel(work, effect)) is not None:
            return order
    panel = await work.panels.get(effect.refs["panel"])
    if panel is None:
        return NotWanted("the panel is gone")
    if effect.channel is Channel.CALENDAR:
        return await _meeting(work, panel, effect)
    if effect.channel is Channel.FILES:
        return await _file(work, panel, effect)
    return await _message(work, panel, effect)


async def _message(work: Work, panel: Panel, effect: Effect) -> Rendered:
    gone = not_wanted(panel, effect, scene_of(work, panel))
    if gone:
        return NotWanted(gone)
    message = await WORDS[effect.what](work, panel, effect)
    if message is None:
        return NotWanted("what it is about is gone")
    return await _to_somebody(work, effect, message)


async def _about_a_file(work: Work, effect: Effect) -> Rendered:
    """An import that was asked for, what is said about it, or its file's way out of the folder."""
    if effect.channel is Channel.IMPORT:
        return ImportOrder(effect.refs["import"])
    file = await work.file_imports.get(effect.refs["import"])
    if file is None:
        return NotWanted("the file is forgotten")
    if effect.channel is Channel.FILES:
        return file_away_order(file) or NotWanted("the file has come in anew")
    return await _to_somebody(work, effect, import_message(file))


async def _to_somebody(work: Work, effect: Effect, message: Message) -> Rendered:
    if effect.channel is Channel.MAIL:
        return MailOrder((effect.refs["to"],), message)
    return await _to_person(work, effect, message)


async def _to_person(work: Work, effect: Effect, message: Message) -> Rendered:
    person = await work.people.get(effect.refs["person"])
    return ChatOrder(person, message) if person else NotWanted("the person has left the directory")


async def _meeting(work: Work, panel: Panel, effect: Effect) -> Rendered:
    if effect.what in ("hold", "release_hold"):
        return await hold_order(work, panel, effect)
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
    seat = panel.seat_of(person.id) if person else None
    optional = seat is not None and seat.kind in SUPPLEMENTARY
    body = panel_off(view, postponed=False) if act is MeetingAct.CANCEL else meeting_body(view)
    return MeetingOrder(act, panel.id, panel.starts_at, end, body, person, optional)


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
    if effect.what == "atlas_sheet":
        return await _atlas_sheet(work, panel)
    act = AccessAct.OPEN if effect.what == "open_folder" else AccessAct.END
    if (act is AccessAct.OPEN) != (effect.refs["person"] in panel.opened_to):
        return NotWanted("who may open the folder has changed since")
    person = await work.people.get(effect.refs["person"])
    if person is None:
        return NotWanted("the person has left the directory")
    return AccessOrder(act, panel.id, person, access_ends_at(panel, work.policy_of(panel), work.calendar))


async def _atlas_sheet(work: Work, panel: Panel) -> Rendered:
    """The entry sheet for Atlas as of now, under a name of its own for each day on which it changed (OUT-2)."""
    made = atlas_sheet(await show.view_of(work, panel), await standing(work, panel))
    return WorkbookOrder(panel.id, f"Atlas entry sheet {panel.id} {london_date(work.now):%Y-%m-%d}.xlsx", made)
