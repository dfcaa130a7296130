"""What people are told about their own place on a panel, and what SPOCs and officers hear of it (chapter D)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cpp_core.deadlines.obligations import cutoff_of
from cpp_core.messages.message import Block, Facts, Message, Text
from cpp_core.messages.nominations import Candidate
from cpp_core.messages.words import (
    View,
    moment,
    panel_facts,
    reader_of_seat,
    runs_panels,
    said_of,
    seat_name,
    sentence_case,
    short_panel,
    why,
)
from cpp_core.model.panel import LIVE, SUPPLEMENTARY, PanelStatus, Place, PlaceStatus, Seat, SeatKind
from cpp_core.rules.panel import waivable
from cpp_core.workflow.holds import held_key, times_to_prepare

STATE_TITLES = {
    "asked": "Can you attend?",
    "asked_reserve": "Can you step in?",
    "confirmed": "You are coming",
    "declined": "You are not coming",
    "stood_down": "You have been stood down",
    "withdrawn": "You have withdrawn",
    "not_needed": "You are not needed this time",
    "off": "This panel is off",
    "over": "This panel is over",
}


def attendance(view: View, person_id: str) -> Message:
    """The question whether somebody attends, and afterwards how it stands: one card, edited as things change."""
    seat, place = view.panel.seat_of(person_id), view.panel.place_of(person_id)
    if seat is None or place is None:
        raise LookupError(f"{person_id} has no place on panel {view.panel.id}")
    state = attendance_state(view, place)
    hold = _hold(view, person_id, state)
    return Message(
        name="attendance",
        title=_headed(state, view),
        preview=_headed(state, view),
        blocks=(
            Text(_lead(view, seat, place, state)),
            Facts(
                (*panel_facts(view), ("Your seat", _seat_line(seat, place)), *_answer_facts(view, seat, place, state))
            ),
            *_preparation(view, state),
            *((Text(_held(view)),) if hold == "held" else ()),
        ),
        why=why("ATT-1", _why_sentence(seat, place)),
        state=state,
        refs={"panel": view.panel.id},
        values={"hold": hold} if hold else {},
    )


def _hold(view: View, person_id: str, state: str) -> str:
    """Whether time to prepare can be held for this person, or is."""
    if state != "confirmed" or view.panel.status is not PanelStatus.PLANNED:
        return ""
    if held_key(person_id) in view.panel.done:
        return "held"
    return "offered" if any(times_to_prepare(view.panel, view.scene)) else ""


def _held(view: View) -> str:
    return (
        f"{view.scene.policy.preparation_hours} hours to prepare are held in your calendar, at a time that is free there. "
        "You can move them; if you give up your seat, they are taken away."
    )


def hold_body(view: View) -> Message:
    """What stands in the calendar where time to prepare is held."""
    title = f"Preparation: {short_panel(view.panel)}"
    return Message(
        name="hold",
        title=title,
        preview=title,
        blocks=(
            Text("This time is held for you to read the cases on the list. Move it to whenever suits you better."),
            Facts(panel_facts(view)[:2]),
        ),
        why=why("INV-1", "You asked, on your card for this panel, for time to prepare to be held."),
        refs={"panel": view.panel.id},
    )


def _headed(state: str, view: View) -> str:
    words = STATE_TITLES[state]
    return f"{words}{'' if words.endswith('?') else ':'} {short_panel(view.panel)}"


def attendance_state(view: View, place: Place) -> str:
    """The state of a person's card."""
    if view.panel.status is PanelStatus.CANCELLED:
        return "off"
    if view.panel.status is PanelStatus.CLOSED:
        return "over"
    if place.status in (PlaceStatus.ASKED, PlaceStatus.NAMED):
        return "asked_reserve" if place.ordinal else "asked"
    return {
        PlaceStatus.CONFIRMED: "confirmed",
        PlaceStatus.DECLINED: "declined",
        PlaceStatus.STOOD_DOWN: "stood_down",
        PlaceStatus.WITHDRAWN: "withdrawn",
        PlaceStatus.NOT_NEEDED: "not_needed",
        PlaceStatus.BARRED: "not_needed",
    }[place.status]


def attendance_reminder(view: View, person_id: str) -> Message:
    """A reminder to whoever has not answered: the same card again, with its last moment in front."""
    card = attendance(view, person_id)
    place = view.panel.place_of(person_id)
    until = moment(place.answer_by) if place and place.answer_by else moment(_cutoff(view))
    seat = view.panel.seat_of(person_id)
    after = "; after that a reserve is asked" if seat and seat.askable() else ""
    lead = Text(f"We have not heard from you yet. Please answer by {until}{after}.", strong=True)
    title = f"Reminder: can you attend? {short_panel(view.panel)}"
    return Message(
        card.name,
        title,
        title,
        (lead, *card.blocks[1:]),
        why("ATT-2", "You were asked for this panel and have not answered.", reading=True),
        card.state,
        card.refs,
    )


def seat_changed(view: View, kind: SeatKind, person_id: str, status: PlaceStatus) -> Message:
    """SPOC and officer hear at once what became of a seat, and what happens next (ATT-3)."""
    said = {
        PlaceStatus.DECLINED: "cannot attend",
        PlaceStatus.STOOD_DOWN: "did not answer in time and has been stood down",
        PlaceStatus.WITHDRAWN: "had confirmed and has now withdrawn",
        PlaceStatus.BARRED: "cannot be seated and is not asked",
    }.get(status, f"has {said_of(status)}")
    title = f"{seat_name(kind)} seat {_headline(status)}: {short_panel(view.panel)}"
    place = view.panel.seat(kind).place_of(person_id)
    reason = (
        (("Reason given", place.reason),) if place and place.reason and status is not PlaceStatus.STOOD_DOWN else ()
    )
    return Message(
        name="seat_changed",
        title=title,
        preview=title,
        blocks=(
            Text(f"{view.name(person_id)} {said}."),
            Facts(
                (*panel_facts(view)[:2], ("Seat", seat_name(kind)), *reason, ("What happens next", _next(view, kind)))
            ),
        ),
        why=why("ATT-3", f"{reader_of_seat(view, kind)}, and hear of every change to this seat."),
        state="officer" if runs_panels(view) else "",
        refs={"panel": view.panel.id},
    )


def vacancy(view: View, kind: SeatKind, candidates: Iterable[Candidate]) -> Message:
    """Nobody is left to ask for a seat: a name is wanted (ATT-4), and can be given on this very card."""
    people = tuple((each.person.id, each.line(view)) for each in candidates)
    title = f"Nobody left for the {seat_name(kind)} seat: {short_panel(view.panel)}"
    tried = tuple(f"{view.name(place.person_id)} has {said_of(place.status)}" for place in view.panel.seat(kind).places)
    so_far = "Everybody named for this seat has been asked." if tried else "Nobody is named for this seat."
    then = (
        "the chair may have to decide whether the panel proceeds"
        if waivable(kind)
        else "without it the panel cannot proceed"
    )
    return Message(
        name="vacancy",
        title=title,
        preview=title,
        blocks=(
            Text(f"{so_far} Please name somebody who is trained, as soon as you can; they are asked at once."),
            Facts(
                (
                    *panel_facts(view)[:2],
                    ("Seat", seat_name(kind)),
                    ("Asked so far", "; ".join(tried) or "nobody named"),
                )
            ),
            Text(f"Until somebody is found the seat counts as vacant, and {then}."),
        ),
        why=why("ATT-4", f"{reader_of_seat(view, kind)}, and nobody is left to ask for this seat."),
        state="officer" if runs_panels(view) else "",
        refs={"panel": view.panel.id, "area": kind},
        choices={"member": people, "reserves": people},
    )


def _cutoff(view: View) -> datetime:
    return cutoff_of(view.panel, view.scene.policy, view.scene.calendar).effective


def _lead(view: View, seat: Seat, place: Place, state: str) -> str:
    spoc = _told(seat.kind)
    if state == "asked":
        return f"You are named {_as_what(seat.kind)} for this panel. Please say whether you can attend."
    if state == "asked_reserve":
        return f"You are a reserve for the {seat_name(seat.kind)} seat, and it has become free. Can you take it?"
    return {
        "confirmed": "Thank you, you are confirmed. If anything changes, tell us here at once so that a reserve can prepare.",
        "declined": f"Thank you for telling us. {spoc}",
        "stood_down": f"We had no answer from you in time, so you are not expected any more. {spoc}",
        "withdrawn": f"Thank you for telling us. {spoc}",
        "not_needed": "Somebody else has taken the seat. Thank you for standing by; there is nothing more to do.",
        "off": "This panel does not take place. There is nothing more to do.",
        "over": "This panel has taken place. There is nothing more to answer.",
    }[state]


def _as_what(kind: SeatKind) -> str:
    """`as the chair`, `for the Returns Logistics seat` …"""
    if kind in _SINGLE or kind is SeatKind.IPM:
        return f"as the {seat_name(kind)}"
    return f"as {seat_name(kind).lower()}" if kind in SUPPLEMENTARY else f"for the {seat_name(kind)} seat"


def _told(kind: SeatKind) -> str:
    """Who knows of a seat that was lost, and what they do."""
    if kind in SUPPLEMENTARY:
        return "The CPP team knows."
    who = "the CPP team knows" if kind in _SINGLE or kind is SeatKind.IPM else "your SPOC knows"
    return f"A reserve is asked at once where there is one, and {who}."


def _seat_line(seat: Seat, place: Place) -> str:
    if seat.kind in _SINGLE or seat.kind in SUPPLEMENTARY:
        return sentence_case(seat_name(seat.kind))
    return f"{seat_name(seat.kind)}, {'reserve' if place.ordinal else 'member'}"


_SINGLE = frozenset({SeatKind.CHAIR, SeatKind.OFFICER})


def _answer_facts(view: View, seat: Seat, place: Place, state: str) -> tuple[tuple[str, str], ...]:
    if state not in ("asked", "asked_reserve"):
        return ()
    until = ("Answer by", moment(place.answer_by or _cutoff(view)))
    if seat.kind in SUPPLEMENTARY:
        return (until,)
    reserves = [each for each in seat.askable() if each.person_id != place.person_id]
    others = view.name(reserves[0].person_id) if reserves else "nobody is named yet"
    return (until, ("Who would step in", others))


def _preparation(view: View, state: str) -> tuple[Block, ...]:
    if state not in ("asked", "asked_reserve", "confirmed"):
        return ()
    hours = view.scene.policy.preparation_hours
    return (
        Text(
            f"Before the panel: read the cases on the list, up to {hours} hours of preparation. The CPP Information "
            "Reference Guide is attached to your invitation. Please turn your camera on for introductions."
        ),
    )


def _why_sentence(seat: Seat, place: Place) -> str:
    how = "as a reserve" if place.ordinal and seat.kind not in SUPPLEMENTARY else _as_what(seat.kind)
    return f"You were named {how} for this panel, and everybody who is to sit confirms that they will."


def _headline(status: PlaceStatus) -> str:
    return {PlaceStatus.CONFIRMED: "filled", PlaceStatus.WITHDRAWN: "given up"}.get(status, "not taken")


def _next(view: View, kind: SeatKind) -> str:
    seat = view.panel.seat(kind)
    holder = seat.holder()
    if view.panel.status is not PanelStatus.PLANNED:
        return "Nothing: the panel has begun."
    if kind in SUPPLEMENTARY:
        return "Nothing: the panel does not depend on this seat."
    if holder:
        return f"Nothing: {view.name(holder.person_id)} has the seat."
    waiting = [place for place in seat.places if place.status in LIVE]
    if not waiting:
        return "Nobody is left to ask: please name somebody else who is trained."
    names = ", ".join(view.name(place.person_id) for place in waiting)
    until = max((place.answer_by for place in waiting if place.answer_by), default=None)
    return f"{names} {'has' if len(waiting) == 1 else 'have'} been asked" + (
        f", to answer by {moment(until)}." if until else "."
    )
