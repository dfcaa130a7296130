"""Answers about attendance, and what the clock does about missing ones (chapter D of the rules)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from cpp_core.deadlines.obligations import cutoff_of
from cpp_core.effects import Effect
from cpp_core.model.panel import AnswerVia, Panel, PanelStatus, Place, PlaceStatus, SeatKind
from cpp_core.refusals import Fault, Refusal
from cpp_core.workflow import keys
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.quorum import check_quorum
from cpp_core.workflow.seats import Change, ask, fill, member_answer_by, note, release_others, settle
from cpp_core.workflow.step import Step


@dataclass(frozen=True)
class Answer:
    """An answer about attendance: whose, by whom it was given here, how it reached us, and the reason if any."""

    person_id: str
    by: str
    via: AnswerVia
    reason: str = ""


def confirm(panel: Panel, answer: Answer, contacts: Contacts, scene: Scene) -> Step:
    """The person is coming (ATT-1). Late answers count as ATT-3 says; raises `Refusal` where the seat is gone."""
    kind, place = _place_of(panel, answer.person_id)
    if place.status is PlaceStatus.CONFIRMED:
        return Step(panel)
    if place.status is not PlaceStatus.ASKED:
        _refuse_return(panel, kind, place, scene)
    urgent = _is_urgent(panel, scene)
    change = Change(kind, answer.person_id, PlaceStatus.CONFIRMED, answer.by, "ATT-1", answer.reason, urgent)
    step = Step(_answered_via(panel, kind, place, answer.via))
    step = step.then(lambda it: release_others(it, kind, answer.person_id, contacts, scene, urgent=urgent))
    step = step.then(lambda it: settle(it, change, contacts, scene))
    if place.status is not PlaceStatus.ASKED:
        step = step.sending(_invited_again(panel, answer.person_id, scene))
    return step.then(lambda it: check_quorum(it, contacts, scene))


def decline(panel: Panel, answer: Answer, contacts: Contacts, scene: Scene) -> Step:
    """The person is not coming: declined (ATT-3), or withdrawn after having confirmed (ATT-5); a reserve is asked at once."""
    kind, place = _place_of(panel, answer.person_id)
    if place.status not in (PlaceStatus.ASKED, PlaceStatus.CONFIRMED):
        return Step(panel)
    withdrawn = place.status is PlaceStatus.CONFIRMED
    status = PlaceStatus.WITHDRAWN if withdrawn else PlaceStatus.DECLINED
    urgent = _is_urgent(panel, scene)
    clause = "ATT-5" if withdrawn else "ATT-3"
    change = Change(kind, answer.person_id, status, answer.by, clause, answer.reason, urgent)
    step = Step(_answered_via(panel, kind, place, answer.via))
    step = step.then(lambda it: settle(it, change, contacts, scene))
    step = step.then(lambda it: fill(it, kind, contacts, scene, urgent=urgent))
    return step.then(lambda it: check_quorum(it, contacts, scene))


def cut_off(panel: Panel, contacts: Contacts, scene: Scene) -> Step:
    """The effective cutoff: whoever has not answered and whose own time is over is stood down (ATT-3)."""
    until = cutoff_of(panel, scene.policy, scene.calendar).effective
    silent = [
        (seat.kind, place)
        for seat, place in panel.places()
        if place.status is PlaceStatus.ASKED and (place.answer_by is None or place.answer_by <= until)
    ]
    step = Step(panel).for_each(silent, lambda it, each: _stand_down(it, *each, contacts, scene))
    return step.then(lambda it: check_quorum(it, contacts, scene))


def time_up(panel: Panel, kind: SeatKind, person_id: str, contacts: Contacts, scene: Scene) -> Step:
    """A reserve's time is over (TIME-5): the next one is asked."""
    place = panel.seat(kind).place_of(person_id)
    if place is None or place.status is not PlaceStatus.ASKED:
        return Step(panel)
    return _stand_down(panel, kind, place, contacts, scene).then(lambda it: check_quorum(it, contacts, scene))


def remind(panel: Panel, scene: Scene, day: str) -> Step:
    """Remind everybody who was asked before today and has not answered, once (ATT-2, TIME-7)."""
    effects = []
    for _, place in panel.places():
        if place.status is PlaceStatus.ASKED and place.asked_at and scene.now - place.asked_at >= timedelta(hours=20):
            lapses = cutoff_of(panel, scene.policy, scene.calendar).effective
            pair = keys.chat(
                f"ATT-2:remind:{keys.about(panel)}:{day}",
                "attendance_reminder",
                "ATT-2",
                panel,
                place.person_id,
                lapses_at=lapses,
            )
            effects += [pair[0], scene.held_back(pair[1], any_hour=False)]
    return Step(panel, tuple(effects))


def _stand_down(panel: Panel, kind: SeatKind, place: Place, contacts: Contacts, scene: Scene) -> Step:
    reason = "no answer in time"
    change = Change(kind, place.person_id, PlaceStatus.STOOD_DOWN, "clock", "ATT-3", reason, urgent=True)
    return settle(panel, change, contacts, scene).then(lambda it: fill(it, kind, contacts, scene, urgent=True))


def _place_of(panel: Panel, person_id: str) -> tuple[SeatKind, Place]:
    if panel.status is not PanelStatus.PLANNED and panel.status is not PanelStatus.OPEN:
        raise Refusal("ATT-1", Fault("", f"This panel is {panel.status}.", "There is nothing to answer any more."))
    seat, place = panel.seat_of(person_id), panel.place_of(person_id)
    if seat is None or place is None or place.status is PlaceStatus.NAMED:
        raise Refusal("ATT-1", Fault("", "You have not been asked for this panel.", "If you should be, ask your SPOC."))
    return seat.kind, place


def _refuse_return(panel: Panel, kind: SeatKind, place: Place, scene: Scene) -> None:
    """A yes after a no (or after silence) has the seat back until the nominal cutoff, unless a reserve has it (ATT-3)."""
    taken = panel.seat(kind).holder() is not None
    late = scene.now > cutoff_of(panel, scene.policy, scene.calendar).nominal
    if taken or (late and place.ordinal == 0 and panel.seat(kind).waiting()):
        raise Refusal(
            "ATT-5",
            Fault(
                "",
                "Thank you for coming forward. A reserve has been asked in your place and this seat is no longer open.",
                "There is nothing more that you need to do. If you think that this is wrong, write to the CPP officer.",
            ),
        )


def _is_urgent(panel: Panel, scene: Scene) -> bool:
    """Within 24 hours of the panel what a change causes may leave at any hour (TIME-7)."""
    return panel.starts_at - scene.now <= timedelta(hours=scene.policy.urgent_withdrawal_hours)


def _answered_via(panel: Panel, kind: SeatKind, place: Place, via: AnswerVia) -> Panel:
    return panel.with_seat(panel.seat(kind).with_place(replace(place, answered_via=via)))


def _invited_again(panel: Panel, person_id: str, scene: Scene) -> Effect:
    """Someone whose invitation was taken back gets it again."""
    key = f"INV-5:again:{keys.about(panel)}:{person_id}:{scene.now:%Y%m%dT%H%M%S}"
    return keys.meeting(key, "invite", "INV-5", panel, person_id)


def seat_late_name(panel: Panel, kind: SeatKind, contacts: Contacts, scene: Scene) -> Step:
    """A name that came after the invitations went out is asked at once (INV-5, ATT-4)."""
    if "INV-3:invite" not in panel.done:
        return Step(panel)
    return fill(panel, kind, contacts, scene, urgent=False)


def ask_first(panel: Panel, kind: SeatKind, contacts: Contacts, scene: Scene) -> Step:
    """Ask whoever is named first for a seat, with the effective cutoff to answer by."""
    seat = panel.seat(kind)
    if seat.holder() or seat.waiting():
        return Step(panel)
    named = seat.next_reserves()
    if not named:
        return Step(panel, (), (note(panel, scene, "nobody named at the invitation", "INV-1", "clock", seat=kind),))
    until = member_answer_by(panel, scene)
    return ask(panel, kind, named[0].person_id, until, scene, urgent=False)
