"""Answers about attendance, and what the clock does about missing ones (chapter D of the rules)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cpp_core.deadlines.obligations import cutoff_of
from cpp_core.deadlines.time import end_of, london_date, next_working_moment
from cpp_core.effects import Effect
from cpp_core.model.panel import SUPPLEMENTARY, AnswerVia, Panel, PanelStatus, Place, PlaceStatus, SeatKind
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.registry import rule
from cpp_core.workflow import keys
from cpp_core.workflow.asking import fill
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.quorum import check_quorum
from cpp_core.workflow.seats import Change, release_others, settle
from cpp_core.workflow.step import Step, note


@dataclass(frozen=True)
class Answer:
    """An answer about attendance: whose, by whom it was given here, how it reached us, and the reason if any.

    `how` is what an officer writes down of an answer that was given by telephone.
    """

    person_id: str
    by: str
    via: AnswerVia
    reason: str = ""
    how: str = ""


@rule("ATT-1", "CPP 9.0 §6, §15")
def confirm(panel: Panel, answer: Answer, contacts: Contacts, scene: Scene) -> Step:
    """The person is coming (ATT-1). Late answers count as ATT-3 says; raises `Refusal` where the seat is gone."""
    kind, place = _place_of(panel, answer)
    if place.status is PlaceStatus.CONFIRMED:
        return Step(panel)
    if place.status is not PlaceStatus.ASKED:
        _refuse_return(panel, kind, scene)
    return _seated(panel, kind, place, answer, contacts, scene)


def give_back(panel: Panel, answer: Answer, contacts: Contacts, scene: Scene) -> Step:
    """The officer undoes a swap: this person has the seat again, and whoever has it or is asked for it is released."""
    kind, place = _place_of(panel, answer)
    if place.status is PlaceStatus.CONFIRMED:
        return Step(panel)
    return _seated(panel, kind, place, answer, contacts, scene)


def _seated(panel: Panel, kind: SeatKind, place: Place, answer: Answer, contacts: Contacts, scene: Scene) -> Step:
    urgent, who = scene.is_urgent(panel), answer.person_id
    change = Change(kind, who, PlaceStatus.CONFIRMED, answer.by, "ATT-1", answer.reason, urgent, answer.how)
    step = Step(_answered_via(panel, kind, place, answer.via))
    step = step.then(lambda it: release_others(it, kind, who, contacts, scene, urgent=urgent))
    step = step.then(lambda it: settle(it, change, contacts, scene))
    if place.status is not PlaceStatus.ASKED:
        step = step.then(lambda it: _invited_again(it, who, scene, urgent=urgent))
    return step.then(lambda it: check_quorum(it, contacts, scene))


@rule("ATT-5", "CPP 9.0 §6")
def decline(panel: Panel, answer: Answer, contacts: Contacts, scene: Scene) -> Step:
    """The person is not coming: declined (ATT-3), or withdrawn after having confirmed (ATT-5); a reserve is asked at once."""
    kind, place = _place_of(panel, answer)
    if place.status not in (PlaceStatus.ASKED, PlaceStatus.CONFIRMED):
        return Step(panel)
    withdrawn = place.status is PlaceStatus.CONFIRMED
    status = PlaceStatus.WITHDRAWN if withdrawn else PlaceStatus.DECLINED
    urgent = scene.is_urgent(panel)
    clause = "ATT-5" if withdrawn else "ATT-3"
    change = Change(kind, answer.person_id, status, answer.by, clause, answer.reason, urgent, answer.how)
    step = Step(_answered_via(panel, kind, place, answer.via))
    step = step.then(lambda it: settle(it, change, contacts, scene))
    step = step.then(lambda it: fill(it, kind, contacts, scene, urgent=urgent))
    return step.then(lambda it: check_quorum(it, contacts, scene))


@rule("ATT-3", "CPP 9.0 §6, §15")
def cut_off(panel: Panel, contacts: Contacts, scene: Scene) -> Step:
    """The effective cutoff: whoever has not answered and whose own time is over is stood down (ATT-3)."""
    until = cutoff_of(panel, scene.policy, scene.calendar).effective
    silent = [
        (seat.kind, place)
        for seat, place in panel.places()
        if place.status is PlaceStatus.ASKED and (place.answer_by is None or place.answer_by <= until)
    ]
    step = Step(panel).for_each(silent, lambda it, each: _stand_down(it, *each, contacts, scene, urgent=True))
    return step.then(lambda it: check_quorum(it, contacts, scene, urgent=True))


def time_up(panel: Panel, kind: SeatKind, person_id: str, contacts: Contacts, scene: Scene) -> Step:
    """A reserve's time is over (TIME-5): the next one is asked."""
    place = panel.seat(kind).place_of(person_id)
    if place is None or place.status is not PlaceStatus.ASKED:
        return Step(panel)
    step = _stand_down(panel, kind, place, contacts, scene, urgent=scene.is_urgent(panel))
    return step.then(lambda it: check_quorum(it, contacts, scene))


def remind(panel: Panel, scene: Scene) -> Step:
    """Remind everybody who was asked before today and has not answered, once (ATT-2, TIME-7)."""
    today = london_date(scene.now)
    waiting = [place for _, place in panel.places() if place.status is PlaceStatus.ASKED]
    asked_before = [place for place in waiting if place.asked_at and london_date(place.asked_at) < today]
    at = scene.leaves_at(any_hour=False)
    return Step(panel, tuple(effect for place in asked_before for effect in reminder(panel, place, at, scene)))


@rule("TIME-7", "CPP 9.0 §6", reading=True)
def reminder(panel: Panel, place: Place, at: datetime, scene: Scene) -> tuple[Effect, ...]:
    """A reminder that leaves at a moment; none at or after the moment by which the person must answer (TIME-7).

    Its key names person, panel and day, so that there is one a day, also where somebody asked to be reminded.
    """
    until = place.answer_by or cutoff_of(panel, scene.policy, scene.calendar).effective
    if at >= until:
        return ()
    key = f"ATT-2:remind:{keys.about(panel)}:{london_date(at)}"
    installed, card = keys.chat(key, "attendance_reminder", "ATT-2", panel, place.person_id, lapses_at=until)
    return installed, replace(card, not_before=at) if at > scene.now else card


def later(panel: Panel, answer: Answer, scene: Scene) -> Step:
    """Somebody asks to be asked again on the next working day. Raises `Refusal` where their time ends before it."""
    _, place = _place_of(panel, answer)
    if place.status is not PlaceStatus.ASKED:
        return Step(panel)
    tomorrow = next_working_moment(end_of(london_date(scene.now)) + timedelta(hours=9), scene.policy, scene.calendar)
    effects = reminder(panel, place, tomorrow, scene)
    if not effects:
        fault = Fault("", "Your time to answer ends before we could ask you again.", "Please answer now.")
        raise Refusal("ATT-2", fault)
    return Step(panel, effects, (note(panel, scene, "asked to be reminded", "ATT-2", answer.by),))


def _stand_down(panel: Panel, kind: SeatKind, place: Place, contacts: Contacts, scene: Scene, *, urgent: bool) -> Step:
    reason = "no answer in time"
    change = Change(kind, place.person_id, PlaceStatus.STOOD_DOWN, "clock", "ATT-3", reason, urgent)
    step = settle(panel, change, contacts, scene)
    return step.then(lambda it: fill(it, kind, contacts, scene, urgent=urgent))


def _place_of(panel: Panel, answer: Answer) -> tuple[SeatKind, Place]:
    if panel.status is not PanelStatus.PLANNED and panel.status is not PanelStatus.OPEN:
        raise Refusal("ATT-1", Fault("", f"This panel is {panel.status}.", "There is nothing to answer any more."))
    for seat, place in panel.places():
        if place.person_id == answer.person_id and place.asked_at is not None:
            return seat.kind, place
    if answer.via is AnswerVia.TELEPHONE:
        raise Refusal("ATT-1", Fault("", "This person has not been asked for this panel.", "Name them first."))
    mend = "If you should be, ask your SPOC."
    raise Refusal("ATT-1", Fault("", "You have not been asked for this panel.", mend))


@rule("ATT-3", "CPP 9.0 §6", reading=True)
def _refuse_return(panel: Panel, kind: SeatKind, scene: Scene) -> None:
    """A yes after a no (or after silence) has the seat back until the nominal cutoff, unless a reserve has it (ATT-3)."""
    taken = panel.seat(kind).holder() is not None and kind not in SUPPLEMENTARY
    late = scene.now > cutoff_of(panel, scene.policy, scene.calendar).nominal
    if taken or (late and panel.seat(kind).waiting()):
        raise Refusal(
            "ATT-5",
            Fault(
                "",
                "Thank you for coming forward. A reserve has been asked in your place and this seat is no longer open.",
                "There is nothing more that you need to do. If you think that this is wrong, write to the CPP officer.",
            ),
        )


def _answered_via(panel: Panel, kind: SeatKind, place: Place, via: AnswerVia) -> Panel:
    return panel.with_seat(panel.seat(kind).with_place(replace(place, answered_via=via)))


def _invited_again(panel: Panel, person_id: str, scene: Scene, *, urgent: bool) -> Step:
    """Someone whose invitation was taken back gets it again."""
    after, stamp = keys.stamped(panel, "again", person_id)
    made = keys.meeting_made(panel)
    again = keys.meeting(f"INV-5:{stamp}:{person_id}", "invite", "INV-5", panel, person_id, after=made)
    return Step(after, (scene.held_back(again, any_hour=urgent),))


@rule("ATT-7", "CPP 9.0 §8.6, §14, §15")
def attended(panel: Panel, person_id: str, since: datetime | None, by: str, scene: Scene) -> Step:
    """The officer records from when somebody was there, or that they were not (ATT-7)."""
    if panel.status not in (PanelStatus.OPEN, PanelStatus.CLOSED):
        raise Refusal("ATT-7", Fault("", f"This panel is {panel.status}.", "Attendance is recorded once it is open."))
    place = panel.place_of(person_id)
    if place is None:
        raise Refusal("ATT-7", Fault("Person", "has no place on this panel.", "Name them for a seat first."))
    others = {who: at for who, at in panel.attended.items() if who != person_id}
    late = since is not None and since > panel.starts_at
    said = "absent" if since is None else "late" if late else "on time"
    entry = note(panel, scene, f"attended: {said}", "ATT-7", by, person=person_id)
    return Step(replace(panel, attended={**others, person_id: since} if since else others), (), (entry,))
