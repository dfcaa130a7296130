"""Bringing a person's place to a new status, and what follows for their card, invitation and folder (ATT-1 to ATT-6)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cpp_core.effects import Effect
from cpp_core.model.panel import LIVE, SUPPLEMENTARY, Panel, Place, PlaceStatus, SeatKind
from cpp_core.workflow import keys
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.folder import close_folder, open_folder
from cpp_core.workflow.holds import release
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import Step, note


@dataclass(frozen=True)
class Change:
    """One change of one place: who, in which seat, to which status, why, by whom; `urgent` lets it leave at any hour.

    `how` is how an answer was given, for the record alone (a telephone call that the officer took, ATT-1).
    """

    seat: SeatKind
    person_id: str
    status: PlaceStatus
    by: str
    clause: str
    reason: str = ""
    urgent: bool = False
    how: str = ""


def settle(panel: Panel, change: Change, contacts: Contacts, scene: Scene) -> Step:
    """Bring a place to a new status: the person's own card is edited, SPOC and officer are told, access follows."""
    seat = panel.seat(change.seat)
    place = seat.place_of(change.person_id)
    if place is None:
        raise ValueError(f"{change.person_id} has no place in seat {change.seat} of panel {panel.id}")
    settled = replace(place, status=change.status, answered_at=scene.now, reason=change.reason)
    numbered, stamp = keys.stamped(panel, change.status.replace(" ", "-"), change.person_id)
    after = numbered.with_seat(seat.with_place(settled))
    effects = (
        *_own_card(panel, change, place, scene, stamp),
        *_others_told(panel, change, place, contacts, scene, stamp),
    )
    text = "; ".join(part for part in (change.reason, change.how) if part)
    entry = note(
        panel,
        scene,
        f"attendance: {change.status}",
        change.clause,
        change.by,
        text=text,
        seat=change.seat,
        person=change.person_id,
    )
    step = Step(after, effects, (entry,))
    if change.status is PlaceStatus.CONFIRMED:
        return step.then(lambda it: open_folder(it, change.person_id, scene, any_hour=change.urgent))
    if place.status not in LIVE:
        return step
    off = keys.meeting(f"INV-5:off:{stamp}:{change.person_id}", "uninvite", "INV-5", panel, change.person_id)
    step = step.sending(scene.held_back(off, any_hour=change.urgent))
    step = step.then(lambda it: close_folder(it, change.person_id, scene))
    return step.then(lambda it: release(it, change.person_id, scene))


def _own_card(panel: Panel, change: Change, place: Place, scene: Scene, stamp: str) -> tuple[Effect, ...]:
    """The person's own card, edited to show how things stand, so that no place shows an old answer (ATT-1)."""
    if place.asked_at is None:
        return ()
    card = f"{keys.asked(panel, place.asks)}:{change.person_id}"
    pair = keys.chat(
        f"ATT-1:state:{stamp}", "attendance", change.clause, panel, change.person_id, replaces=card, seat=change.seat
    )
    return pair[0], scene.held_back(pair[1], any_hour=change.urgent)


def _others_told(
    panel: Panel, change: Change, place: Place, contacts: Contacts, scene: Scene, stamp: str
) -> tuple[Effect, ...]:
    if not _concerns_others(change, place):
        return ()
    told = (person for person in contacts.about_seat(panel, change.seat) if person != change.person_id)
    return tuple(
        scene.held_back(effect, any_hour=change.urgent)
        for person in told
        for effect in keys.chat(
            f"ATT-3:told:{stamp}:{change.person_id}",
            "seat_changed",
            "ATT-3",
            panel,
            person,
            seat=change.seat,
            about=change.person_id,
            status=change.status,
        )
    )


def _concerns_others(change: Change, place: Place) -> bool:
    """SPOC and officer hear of a seat that is lost or found again; that a member simply confirms is no news (ATT-3)."""
    if change.status is PlaceStatus.CONFIRMED:
        return place.ordinal > 0 or place.status is not PlaceStatus.ASKED
    return change.status is not PlaceStatus.NOT_NEEDED


def release_others(
    panel: Panel, kind: SeatKind, person_id: str, contacts: Contacts, scene: Scene, *, urgent: bool
) -> Step:
    """The seat is taken: whoever else was asked for it is told that they are not needed (TIME-5)."""
    if kind in SUPPLEMENTARY:
        return Step(panel)
    changes = [
        Change(kind, place.person_id, PlaceStatus.NOT_NEEDED, "clock", "ATT-3", "the seat is taken", urgent=urgent)
        for place in panel.seat(kind).places
        if place.person_id != person_id and place.status in LIVE
    ]
    return Step(panel).for_each(changes, lambda it, change: settle(it, change, contacts, scene))
