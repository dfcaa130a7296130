"""A panel that is cancelled or postponed: everybody is told, the meeting follows (PAN-8, TIME-8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cpp_core.deadlines.obligations import cutoff_of, obligations
from cpp_core.deadlines.time import answer_by, cutoff
from cpp_core.effects import Effect
from cpp_core.model.panel import (
    LIVE,
    SUPPLEMENTARY,
    Move,
    Panel,
    PanelStatus,
    Place,
    PlaceStatus,
    Seat,
    SeatKind,
)
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.registry import rule
from cpp_core.workflow import keys
from cpp_core.workflow.asking import ask_first, is_invited
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.folder import close_folder, extend_access
from cpp_core.workflow.holds import held_by, release
from cpp_core.workflow.invitations import seats_in_order
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.quorum import new_start_faults
from cpp_core.workflow.step import Step, note


def cancel(panel: Panel, by: str, reason: str, contacts: Contacts, scene: Scene) -> Step:
    """The panel does not take place: the meeting goes, access ends, everybody asked is told."""
    _refuse_unless_planned(panel, reason)
    urgent = scene.is_urgent(panel)
    after = replace(panel, status=PanelStatus.CANCELLED, off_reason=reason.strip())
    off = keys.meeting(f"PAN-8:cancel:{keys.about(panel)}", "cancel_meeting", "PAN-8", panel)
    told = _tell_everybody(panel, panel, "panel_cancelled", contacts)
    cards = tuple(
        effect
        for _, place in panel.places()
        if place.status in LIVE and place.asked_at is not None and place.asked_at <= scene.now
        for effect in keys.chat(
            f"ATT-1:off:{keys.about(panel)}",
            "attendance",
            "PAN-8",
            panel,
            place.person_id,
            replaces=f"{keys.asked(panel, place.asks)}:{place.person_id}",
        )
    )
    deleted = tuple(
        scene.held_back(effect, any_hour=False)
        for person in sorted(panel.had_list)
        for effect in keys.chat(f"LST-5:delete:{keys.about(panel)}", "delete_downloads", "LST-5", panel, person)
    )
    meeting = (off,) if is_invited(panel) else ()
    effects = tuple(scene.held_back(effect, any_hour=urgent) for effect in (*meeting, *told, *cards))
    step = Step(after, (*effects, *deleted), (note(panel, scene, "panel cancelled", "PAN-8", by, text=reason),))
    step = step.for_each(sorted(panel.opened_to), lambda it, person: close_folder(it, person, scene))
    return step.for_each(held_by(panel), lambda it, person: release(it, person, scene))


@rule("PAN-8", "CPP 9.0 §5", reading=True)
def postpone(
    panel: Panel,
    new_start: datetime,
    by: str,
    reason: str,
    contacts: Contacts,
    scene: Scene,
    *,
    cutoff_at: datetime | None = None,
) -> Step:
    """The panel moves, and its meeting with it. Whoever was to come is asked anew; the others are reserves again.

    What was due before the move stays done; what is due for the new date is done in its time. Where the cutoff of the
    new date is past and none is given, answers are wanted by the time of TIME-5 [R].
    """
    _refuse_unless_planned(panel, reason)
    faults = tuple(new_start_faults(panel, new_start, scene))
    if faults:
        raise Refusal("PAN-8", *faults)
    urgent = scene.is_urgent(panel)
    moved = _moved(panel, Move(scene.now, by, panel.starts_at, new_start, reason.strip()), cutoff_at, scene)
    told = _tell_everybody(panel, moved, "panel_postponed", contacts)
    meeting = (keys.meeting(keys.meeting_made(moved), "move_meeting", "PAN-8", moved),) if is_invited(panel) else ()
    questions = tuple(
        effect
        for seat, place in moved.places()
        if place.status is PlaceStatus.ASKED
        for effect in keys.chat(
            keys.asked(moved, place.asks), "attendance", "ATT-1", moved, place.person_id, seat=seat.kind
        )
    )
    effects = tuple(scene.held_back(effect, any_hour=urgent) for effect in (*meeting, *told, *questions))
    step = Step(moved, effects, (note(panel, scene, "panel postponed", "PAN-8", by, text=reason),))
    step = step.for_each(held_by(moved), lambda it, person: release(it, person, scene))
    step = step.for_each(_off_the_invitation(panel, moved), lambda it, person: _taken_off(it, person, scene))
    step = step.for_each(sorted(moved.opened_to), lambda it, person: _access(it, person, scene))
    if "INV-3:invite" in moved.done:
        step = step.for_each(seats_in_order(moved, scene), lambda it, kind: ask_first(it, kind, contacts, scene))
    return step


def _refuse_unless_planned(panel: Panel, reason: str) -> None:
    if panel.status is not PanelStatus.PLANNED:
        raise Refusal("PAN-8", Fault("", f"This panel is {panel.status}.", "It can no longer be moved or cancelled."))
    if not reason.strip():
        raise Refusal("PAN-8", Fault("Reason", "is missing.", "Say why, for everybody who was asked."))


def _moved(panel: Panel, move: Move, cutoff_at: datetime | None, scene: Scene) -> Panel:
    usual = cutoff(move.to_start, scene.policy, scene.calendar).effective
    if cutoff_at is None and usual <= scene.now:
        asked_at = scene.leaves_at(any_hour=scene.is_urgent(panel))
        cutoff_at = answer_by(asked_at, move.to_start, scene.policy, scene.calendar).at
    moved = replace(
        panel,
        starts_at=move.to_start,
        moves=(*panel.moves, move),
        cutoff_at=cutoff_at,
        quorum_asked_for=(),
        quorum_asked_of="",
        quorum_card="",
        busy=frozenset(),
    )
    to_come = {each.key for each in obligations(moved, scene.policy, scene.calendar) if each.due_at > scene.now}
    done = {key: at for key, at in panel.done.items() if key not in to_come and not key.startswith("LST-5:deleted:")}
    until = cutoff_of(moved, scene.policy, scene.calendar).effective
    asked_at = scene.leaves_at(any_hour=scene.is_urgent(panel))
    return replace(moved, done=done, seats=tuple(_asked_anew(seat, asked_at, until) for seat in panel.seats))


def _asked_anew(seat: Seat, asked_at: datetime, until: datetime) -> Seat:
    """Who was to come comes first and is asked; the others follow as reserves, whatever they said of the old date.

    Independent members who only said that they are not available on the old date are asked for it afresh.
    """
    known = [place for place in seat.places if place.asked_at is not None or place.status is not PlaceStatus.DECLINED]
    live = [place for place in known if place.status in LIVE]
    live.sort(key=lambda place: (place.status is not PlaceStatus.CONFIRMED, place.ordinal))
    first = live if seat.kind in SUPPLEMENTARY else live[:1]
    order = [*first, *sorted((place for place in known if place not in first), key=lambda place: place.ordinal)]
    places = tuple(
        Place(place.person_id, number, PlaceStatus.ASKED, place.named_at, asked_at, until, asks=1)
        if place in first
        else Place(place.person_id, number, named_at=place.named_at)
        for number, place in enumerate(order)
    )
    return replace(seat, places=places)


def _off_the_invitation(panel: Panel, moved: Panel) -> tuple[str, ...]:
    """Those who were asked for the old date beside somebody who is now asked before them."""
    live = {place.person_id for _, place in moved.places() if place.status in LIVE}
    return tuple(place.person_id for _, place in panel.places() if place.status in LIVE and place.person_id not in live)


def _taken_off(panel: Panel, person_id: str, scene: Scene) -> Step:
    after, stamp = keys.stamped(panel, "off", person_id)
    off = keys.meeting(f"INV-5:{stamp}:{person_id}", "uninvite", "INV-5", panel, person_id)
    return Step(after, (scene.held_back(off, any_hour=scene.is_urgent(panel)),))


def _access(panel: Panel, person_id: str, scene: Scene) -> Step:
    live = (place.person_id for _, place in panel.places() if place.status in LIVE)
    return extend_access(panel, person_id) if person_id in live else close_folder(panel, person_id, scene)


def _tell_everybody(panel: Panel, now: Panel, what: str, contacts: Contacts) -> tuple[Effect, ...]:
    """Who was to come, SPOCs and CPP team hear of it, each once; `now` is the panel as it stands afterwards."""
    return tuple(
        effect
        for person in who_hears(panel, contacts)
        for effect in keys.chat(f"PAN-8:{what}:{keys.about(now)}", what, "PAN-8", now, person)
    )


def who_hears(panel: Panel, contacts: Contacts) -> tuple[str, ...]:
    """Who is told when a panel moves or is called off: who was to come, SPOCs and CPP team, each once (PAN-8)."""
    asked = [place.person_id for _, place in panel.places() if place.status in LIVE]
    kinds = dict.fromkeys((*(seat.kind for seat in panel.seats), *SeatKind))
    spocs = [spoc for kind in kinds for spoc in contacts.spocs.get(kind, ())]
    return tuple(dict.fromkeys((*asked, *spocs, *contacts.cpp_team)))
