"""A panel that is cancelled or postponed: everybody is told, the meeting follows (PAN-8, TIME-8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cpp_core.deadlines.obligations import cutoff_of, obligations
from cpp_core.effects import Effect
from cpp_core.model.panel import LIVE, Panel, PanelStatus, Place, PlaceStatus, Seat
from cpp_core.workflow import keys
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.seats import close_folder, note
from cpp_core.workflow.step import Step


def cancel(panel: Panel, by: str, reason: str, contacts: Contacts, scene: Scene) -> Step:
    """The panel does not take place: the meeting goes, access ends, everybody asked is told."""
    after = replace(panel, status=PanelStatus.CANCELLED)
    told = _tell_everybody(panel, "panel_cancelled", contacts, scene)
    off = keys.meeting(f"PAN-8:cancel:{keys.about(panel)}", "cancel_meeting", "PAN-8", panel)
    step = Step(after, (off, *told), (note(panel, scene, "panel cancelled", "PAN-8", by, text=reason),))
    return step.for_each(sorted(panel.opened_to), lambda it, person: close_folder(it, person, scene))


def postpone(panel: Panel, new_start: datetime, by: str, reason: str, contacts: Contacts, scene: Scene) -> Step:
    """The panel moves: the meeting with it; who was asked or had confirmed is asked again for the new date.

    What was due before the move stays done; what is due for the new date is done in its time.
    """
    moved = replace(
        panel,
        starts_at=new_start,
        seats=tuple(_asked_anew(seat) for seat in panel.seats),
        cutoff_at=None,
        quorum_asked_for=(),
        quorum_decisions=panel.quorum_decisions,
        list_version=panel.list_version,
    )
    to_come = {each.key for each in obligations(moved, scene.policy, scene.calendar) if each.due_at > scene.now}
    moved = replace(moved, done={key: at for key, at in panel.done.items() if key not in to_come})
    until = cutoff_of(moved, scene.policy, scene.calendar).effective
    moved = replace(moved, seats=tuple(_answer_by(seat, until) for seat in moved.seats))
    at = keys.meeting(f"PAN-8:move:{keys.about(moved)}", "move_meeting", "PAN-8", moved)
    made = replace(at, key=f"INV-3:meeting:{keys.about(moved)}") if "INV-3:invite" in panel.done else at
    told = _tell_everybody(moved, "panel_postponed", contacts, scene)
    questions = tuple(
        effect
        for _, place in moved.places()
        if place.status is PlaceStatus.ASKED
        for effect in keys.chat(f"ATT-1:ask:{keys.about(moved)}", "attendance", "ATT-1", moved, place.person_id)
    )
    return Step(moved, (made, *told, *questions), (note(panel, scene, "panel postponed", "PAN-8", by, text=reason),))


def _asked_anew(seat: Seat) -> Seat:
    return replace(
        seat,
        places=tuple(
            replace(place, status=PlaceStatus.ASKED, answered_at=None) if place.status in LIVE else place
            for place in seat.places
        ),
    )


def _answer_by(seat: Seat, until: datetime) -> Seat:
    def with_until(place: Place) -> Place:
        return replace(place, answer_by=until) if place.status is PlaceStatus.ASKED else place

    return replace(seat, places=tuple(with_until(place) for place in seat.places))


def _tell_everybody(panel: Panel, what: str, contacts: Contacts, scene: Scene) -> tuple[Effect, ...]:
    asked = [place.person_id for _, place in panel.places() if place.status in LIVE]
    spocs = [spoc for seat in panel.seats for spoc in contacts.for_seat(seat.kind)]
    return tuple(
        effect
        for person in dict.fromkeys((*asked, *spocs, *contacts.cpp_team))
        for effect in keys.chat(f"PAN-8:{what}:{keys.about(panel)}", what, "PAN-8", panel, person)
    )
