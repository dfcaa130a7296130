"""What Microsoft 365 knows about people: accounts that are gone (INV-1), a late yes (ATT-5), who was there (ATT-7).

Choices: a seat is never changed because an account is gone. An account is disabled for a parental leave as well as for a
leaver, so its SPOC and the officer decide; they are told once for each person and panel. A report never overwrites what
the officer has recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from cpp_core.model.panel import LIVE, Panel, PanelStatus, PlaceStatus, SeatKind
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import Step, note

COMING = frozenset({PlaceStatus.NAMED, *LIVE})
PREFILLED = "ATT-7:prefill"


@dataclass(frozen=True)
class PeopleGone:
    """`people.gone`: these people's accounts are disabled or deleted."""

    panel_id: str
    person_ids: tuple[str, ...]


@dataclass(frozen=True)
class PrefillAttendance:
    """`attendance.prefill`: from when these people were in the panel's meeting; `report` is False where Teams has none."""

    panel_id: str
    joined: Mapping[str, datetime] = field(default_factory=dict)
    report: bool = True


@dataclass(frozen=True)
class AnsweredTooLate:
    """`attendance.too_late`: this person accepted in their calendar after a reserve had taken the seat."""

    panel_id: str
    person_id: str


@use_case("attendance.too_late", "ATT-5", AnsweredTooLate, Relation.CLOCK)
async def too_late(work: Work, command: AnsweredTooLate, actor: Actor) -> Reply:
    """Tell them so, kindly, once: in a calendar a yes is never answered, and they would come."""
    panel = await work.panel(command.panel_id)
    place = panel.place_of(command.person_id)
    said = f"ATT-5:too_late:{keys.about(panel)}:{command.person_id}"
    if panel.status is not PanelStatus.PLANNED or place is None or place.status in LIVE or said in panel.done:
        return Reply(data={"told": False})
    scene = scene_of(work, panel)
    word = keys.chat(f"ATT-5:too_late:{keys.about(panel)}", "too_late", "ATT-5", panel, command.person_id)
    entry = note(panel, scene, "answered too late", "ATT-5", actor.name, person=command.person_id)
    effects = tuple(scene.held_back(effect, any_hour=scene.is_urgent(panel)) for effect in word)
    await work.apply(Step(panel.with_done(said, scene.now), effects, (entry,)))
    return Reply(data={"told": True})


@use_case("people.gone", "INV-1", PeopleGone, Relation.CLOCK)
async def people_gone(work: Work, command: PeopleGone, actor: Actor) -> Reply:
    """Put it to SPOC and officer, once for each person and panel; answers with those of whom they were told now."""
    panel = await work.panel(command.panel_id)
    if panel.status is not PanelStatus.PLANNED:
        return Reply(data={"told_of": []})
    contacts, scene = await contacts_of(work, panel), scene_of(work, panel)
    gone = [
        (seat.kind, place.person_id)
        for seat, place in panel.places()
        if place.person_id in command.person_ids
        and place.status in COMING
        and account_gone_key(place.person_id) not in panel.done
    ]
    if gone:
        await work.apply(Step(panel).for_each(gone, lambda it, each: _gone(it, *each, contacts, scene)))
    return Reply(data={"told_of": [person_id for _, person_id in gone]})


def account_gone_key(person_id: str) -> str:
    """Under which a panel remembers that its people were told."""
    return f"INV-1:gone:{person_id}"


def _gone(panel: Panel, kind: SeatKind, person_id: str, contacts: Contacts, scene: Scene) -> Step:
    told = (one for one in contacts.about_seat(panel, kind) if one != person_id)
    effects = tuple(
        scene.held_back(effect, any_hour=False)
        for one in told
        for effect in keys.chat(
            f"INV-1:gone:{panel.id}:{person_id}", "account_gone", "INV-1", panel, one, seat=kind, about=person_id
        )
    )
    entry = note(panel, scene, "account gone", "INV-1", "clock", seat=kind, person=person_id)
    return Step(panel.with_done(account_gone_key(person_id), scene.now), effects, (entry,))


@use_case("attendance.prefill", "ATT-7", PrefillAttendance, Relation.CLOCK)
async def prefill(work: Work, command: PrefillAttendance, actor: Actor) -> Reply:
    """Keep what the report says of people with a place, and give it to the officer to confirm; once for each panel."""
    panel = await work.panel(command.panel_id)
    if panel.status is not PanelStatus.CLOSED or PREFILLED in panel.done:
        return Reply(data={"prefilled": 0})
    contacts, scene = await contacts_of(work, panel), scene_of(work, panel)
    seen = {who: at for who, at in command.joined.items() if panel.place_of(who) and who not in panel.attended}
    after = replace(panel, attended={**panel.attended, **seen}).with_done(PREFILLED, scene.now)
    effects = tuple(
        scene.held_back(effect, any_hour=False)
        for officer in contacts.officer_of(panel)
        for effect in keys.chat(
            f"ATT-7:prefill:{panel.id}",
            "attended",
            "ATT-7",
            panel,
            officer,
            report="yes" if command.report else "no",
        )
    )
    entry = note(panel, scene, "attendance prefilled", "ATT-7", "clock", people=str(len(seen)))
    await work.apply(Step(after, effects, (entry,)))
    return Reply(data={"prefilled": len(seen)})
