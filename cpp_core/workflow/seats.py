"""Asking people for seats, seating them, standing them down, and finding the next reserve (ATT-1 to ATT-6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cpp_core.deadlines.obligations import access_ends_at, cutoff_of
from cpp_core.deadlines.time import answer_by
from cpp_core.effects import Effect
from cpp_core.model.panel import LIVE, Panel, Place, PlaceStatus, SeatKind
from cpp_core.ports import Entry
from cpp_core.workflow import keys
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import Step


@dataclass(frozen=True)
class Change:
    """One change of one place: who, in which seat, to which status, why, by whom; `urgent` lets it leave at any hour."""

    seat: SeatKind
    person_id: str
    status: PlaceStatus
    by: str
    clause: str
    reason: str = ""
    urgent: bool = False


def note(panel: Panel, scene: Scene, what: str, clause: str, by: str, *, text: str = "", **details: str) -> Entry:
    """An audit entry in the panel's chain."""
    texts = {"reason": text} if text else {}
    return Entry(f"panel:{panel.id}", what, clause, by, scene.now, {"panel": panel.id, **details}, texts)


def ask(panel: Panel, seat: SeatKind, person_id: str, answer_until: datetime, scene: Scene, *, urgent: bool) -> Step:
    """Ask a person for a seat: their invitation, the question in chat and, if the list is out, the folder."""
    place = panel.seat(seat).place_of(person_id) or Place(person_id, len(panel.seat(seat).places))
    asked = replace(place, status=PlaceStatus.ASKED, asked_at=scene.now, answer_by=answer_until, answered_at=None)
    after = panel.with_seat(panel.seat(seat).with_place(asked))
    key = f"{keys.about(panel)}:{person_id}"
    made = f"INV-3:meeting:{keys.about(panel)}"
    effects = [
        scene.held_back(effect, any_hour=urgent)
        for effect in (
            keys.meeting(f"INV-3:invite:{key}", "invite", "INV-3", panel, person_id, after=made),
            *keys.chat(f"ATT-1:ask:{keys.about(panel)}", "attendance", "ATT-1", panel, person_id, seat=seat),
        )
    ]
    entry = note(panel, scene, "asked for a seat", "ATT-1", "clock", seat=seat, person=person_id)
    return Step(after, tuple(effects), (entry,)).then(lambda it: open_folder(it, person_id, scene))


def open_folder(panel: Panel, person_id: str, scene: Scene) -> Step:
    """Open the panel's folder to someone, once a list lies in it (LST-5)."""
    if panel.list_version == 0 or person_id in panel.opened_to:
        return Step(panel)
    if scene.now >= access_ends_at(panel, scene.policy, scene.calendar):
        return Step(panel)
    stamp = f"{scene.now:%Y%m%dT%H%M%S}"
    opened = keys.folder(
        f"LST-5:open:{keys.about(panel)}:{person_id}:{stamp}", "open_folder", "LST-5", panel, person=person_id
    )
    told = keys.chat(
        f"LST-1:list:{keys.about(panel)}:{stamp}",
        "case_list",
        "LST-1",
        panel,
        person_id,
        version=str(panel.list_version),
    )
    after = replace(panel, opened_to=panel.opened_to | {person_id})
    card = replace(told[1], after=opened.key)
    return Step(after, (opened, told[0], scene.held_back(card, any_hour=False)))


def close_folder(panel: Panel, person_id: str, scene: Scene) -> Step:
    """Take the panel's folder from someone at once."""
    if person_id not in panel.opened_to:
        return Step(panel)
    stamp = f"{scene.now:%Y%m%dT%H%M%S}"
    ended = keys.folder(
        f"LST-5:end:{keys.about(panel)}:{person_id}:{stamp}", "end_access", "LST-5", panel, person=person_id
    )
    return Step(replace(panel, opened_to=panel.opened_to - {person_id}), (ended,))


def settle(panel: Panel, change: Change, contacts: Contacts, scene: Scene) -> Step:
    """Bring a place to a new status: the person's own card is edited, SPOC and officer are told, access follows."""
    seat = panel.seat(change.seat)
    place = seat.place_of(change.person_id)
    if place is None:
        raise ValueError(f"{change.person_id} has no place in seat {change.seat} of panel {panel.id}")
    settled = replace(place, status=change.status, answered_at=scene.now, reason=change.reason)
    after = panel.with_seat(seat.with_place(settled))
    stamp = f"{keys.about(panel)}:{change.seat}:{change.person_id}:{scene.now:%Y%m%dT%H%M%S}"
    effects = list(_own_card(panel, change, scene, stamp))
    if _concerns_others(panel, change, place):
        told = (person for person in contacts.about_seat(panel, change.seat) if person != change.person_id)
        effects += [
            scene.held_back(effect, any_hour=change.urgent)
            for person in told
            for effect in keys.chat(
                f"ATT-3:told:{stamp}",
                "seat_changed",
                "ATT-3",
                panel,
                person,
                seat=change.seat,
                about=change.person_id,
                status=change.status,
            )
        ]
    entry = note(
        panel,
        scene,
        f"attendance: {change.status}",
        change.clause,
        change.by,
        text=change.reason,
        seat=change.seat,
        person=change.person_id,
    )
    step = Step(after, tuple(effects), (entry,))
    if change.status is PlaceStatus.CONFIRMED:
        return step.then(lambda it: open_folder(it, change.person_id, scene))
    off = keys.meeting(f"INV-5:off:{stamp}", "uninvite", "INV-5", panel, change.person_id)
    return step.sending(scene.held_back(off, any_hour=change.urgent)).then(
        lambda it: close_folder(it, change.person_id, scene)
    )


def _concerns_others(panel: Panel, change: Change, place: Place) -> bool:
    """SPOC and officer hear of a seat that is lost or found again; that a member simply confirms is no news (ATT-3)."""
    if change.status is PlaceStatus.CONFIRMED:
        return place.ordinal > 0 or place.status is not PlaceStatus.ASKED
    return change.status is not PlaceStatus.NOT_NEEDED


def _own_card(panel: Panel, change: Change, scene: Scene, stamp: str) -> tuple[Effect, ...]:
    """The person's own card, edited to show how things stand, so that no place shows an old answer (ATT-1)."""
    asked = f"ATT-1:ask:{keys.about(panel)}:{change.person_id}"
    pair = keys.chat(
        f"ATT-1:state:{stamp}", "attendance", change.clause, panel, change.person_id, replaces=asked, seat=change.seat
    )
    return pair[0], scene.held_back(pair[1], any_hour=change.urgent)


def fill(panel: Panel, seat: SeatKind, contacts: Contacts, scene: Scene, *, urgent: bool) -> Step:
    """Find the next person for a seat that nobody holds: the next reserve, all that remain when time is short, or a name."""
    current = panel.seat(seat)
    if current.holder() or current.waiting():
        return Step(panel)
    reserves = current.next_reserves()
    if not reserves:
        return _vacant(panel, seat, contacts, scene, urgent=urgent)
    time_left = answer_by(scene.now, panel.starts_at, scene.policy, scene.calendar)
    until = max(time_left.at, scene.now)
    asked = reserves if time_left.ask_all_together else reserves[:1]
    return Step(panel).for_each(asked, lambda it, place: ask(it, seat, place.person_id, until, scene, urgent=urgent))


def _vacant(panel: Panel, seat: SeatKind, contacts: Contacts, scene: Scene, *, urgent: bool) -> Step:
    """Nobody is left to ask: SPOC and CPP team are asked for a name (ATT-4)."""
    gone = len(panel.seat(seat).places)
    asked = tuple(dict.fromkeys((*contacts.for_seat(seat), *contacts.cpp_team)))
    effects = tuple(
        scene.held_back(effect, any_hour=urgent)
        for person in asked
        for effect in keys.chat(
            f"ATT-4:vacant:{keys.about(panel)}:{seat}:{gone}", "vacancy", "ATT-4", panel, person, seat=seat
        )
    )
    return Step(panel, effects, (note(panel, scene, "seat vacant", "ATT-4", "clock", seat=seat),))


def release_others(
    panel: Panel, seat: SeatKind, person_id: str, contacts: Contacts, scene: Scene, *, urgent: bool
) -> Step:
    """The seat is taken: whoever else was asked for it is told that they are not needed (TIME-5)."""
    changes = [
        Change(seat, place.person_id, PlaceStatus.NOT_NEEDED, "clock", "ATT-3", "the seat is taken", urgent=urgent)
        for place in panel.seat(seat).places
        if place.person_id != person_id and place.status in LIVE
    ]
    return Step(panel).for_each(changes, lambda it, change: settle(it, change, contacts, scene))


def member_answer_by(panel: Panel, scene: Scene) -> datetime:
    """Until when someone asked in good time has to answer: the effective cutoff, or TIME-5 when it is past."""
    until = cutoff_of(panel, scene.policy, scene.calendar).effective
    return until if scene.now < until else answer_by(scene.now, panel.starts_at, scene.policy, scene.calendar).at
