"""Messages as they stand now, for a person who asked, pressed, or is about to be sent one."""

from __future__ import annotations

from cpp_core.deadlines.time import london_date
from cpp_core.messages import attendance as attendance_words
from cpp_core.messages import case_list as list_words
from cpp_core.messages import nominations as nomination_words
from cpp_core.messages import sitting as sitting_words
from cpp_core.messages.message import Message
from cpp_core.messages.nominations import Candidate
from cpp_core.messages.words import View
from cpp_core.model.panel import Panel, SeatKind
from cpp_core.model.person import Person, Role
from cpp_core.refusals import Fault
from cpp_core.rules.people import may_fill
from cpp_core.usecases.agenda import agenda_of
from cpp_core.usecases.context import scene_of, standing
from cpp_core.usecases.seating import at_the_same_time, busy_with, is_restricted, limits_on
from cpp_core.usecases.sittings import with_sittings
from cpp_core.usecases.work import Work


async def view_of(work: Work, panel: Panel, reader: str = "") -> View:
    """What a message about the panel is made from, with everybody on it by name, and whoever reads it."""
    ids = {place.person_id for _, place in panel.places()}
    people = await work.people.many({*ids, *([reader] if reader else [])})
    return View(panel, scene_of(work, panel), people, people.get(reader))


async def candidates(work: Work, panel: Panel, kind: SeatKind) -> tuple[Candidate, ...]:
    """Who can be named for a seat: of the area, trained, of the grade, free, and not asked for this panel already."""
    roles = {SeatKind.CHAIR: Role.CHAIR, SeatKind.OFFICER: Role.OFFICER, SeatKind.IPM: Role.IPM}
    area = None if kind in roles else str(kind)
    found: dict[str, Person] = {}
    for role in (roles[kind],) if kind in roles else (Role.MEMBER, Role.RESERVE):
        found |= {person.id: person for person in await work.people.holding(role, area)}
    policy, panel_on = work.policy_of(panel), london_date(panel.starts_at)
    others = await at_the_same_time(work, panel)
    here = {place.person_id for place in panel.seat(kind).next_reserves()}
    limits = await limits_on(work, found)
    able = [
        person
        for person in sorted(found.values(), key=lambda person: person.name)
        if not may_fill(person, kind, panel.band, panel_on, policy)
        and (panel.place_of(person.id) is None or person.id in here)
        and busy_with(person.id, panel, others) is None
        and not is_restricted(panel, person.id, kind, limits)
    ]
    return await with_sittings(work, panel, kind, able)


async def attendance_message(work: Work, panel: Panel, person_id: str) -> Message:
    """The attendance card of a person as it stands."""
    return attendance_words.attendance(await view_of(work, panel, reader=person_id), person_id)


async def nomination_message(
    work: Work, panel: Panel, kind: SeatKind, reader: str, *, reminder: bool = False
) -> Message:
    """The card of whoever names people for a seat, as it stands."""
    return nomination_words.nomination(
        await view_of(work, panel, reader), kind, await candidates(work, panel, kind), reminder=reminder
    )


async def case_list_message(
    work: Work, panel: Panel, *, link: str = "", version: int | None = None, changed: bool = False
) -> Message | None:
    """The list's card, if there is a list: the whole of it, or what changed."""
    made = await work.lists.get(f"{panel.id}:v{version or panel.list_version}")
    return list_words.case_list(await view_of(work, panel), made, link=link, changed=changed) if made else None


async def console_message(work: Work, panel: Panel, *, errors: tuple[Fault, ...] = ()) -> Message:
    """The panel console as it stands."""
    given, agenda = await standing(work, panel), await agenda_of(work, panel)
    return sitting_words.console(await view_of(work, panel), given, agenda=agenda, errors=errors)


async def wash_up_message(work: Work, panel: Panel, person_id: str, *, errors: tuple[Fault, ...] = ()) -> Message:
    """The wash-up card as this person sees it: only the independent member gives feedback on the chair."""
    holder = panel.seat(SeatKind.IPM).holder()
    given = await work.chair_feedback.of_panel(panel.id)
    chairs = panel.holders().get(SeatKind.CHAIR) == person_id
    on_ipm = await work.independent_feedback.of_panel(panel.id) if chairs else ()
    return sitting_words.wash_up(
        await view_of(work, panel),
        independent=holder is not None and holder.person_id == person_id,
        on_independent=chairs and holder is not None and not on_ipm,
        escalations=await work.escalations.of_panel(panel.id),
        notes=await work.case_notes.of_panel(panel.id),
        given=any(each.given_by == person_id for each in given),
        errors=errors,
    )
