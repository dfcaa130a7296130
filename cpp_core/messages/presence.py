"""Who is no longer there, and who was: messages about accounts that are gone (INV-1) and about attendance (ATT-7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cpp_core.deadlines.time import in_london
from cpp_core.messages.message import Block, Facts, Message, Table, Text
from cpp_core.messages.words import View, panel_facts, reader_of_seat, said_of, seat_name, short_panel, why
from cpp_core.model.panel import PanelStatus, Place, PlaceStatus, SeatKind

MINUTE = timedelta(minutes=1)


def account_gone(view: View, kind: SeatKind, person_id: str) -> Message:
    """SPOC and officer hear that somebody with a place has no working account any more; they decide what follows."""
    place = view.panel.seat(kind).place_of(person_id)
    stands = f"has {said_of(place.status)}" if place else "is not named any more"
    title = f"An account for the {seat_name(kind)} seat is gone: {short_panel(view.panel)}"
    return Message(
        name="account_gone",
        title=title,
        preview=title,
        blocks=(
            Text(
                f"The account of {view.name(person_id)} has been disabled or deleted, so invitations and messages may "
                "not reach them."
            ),
            Facts((*panel_facts(view)[:2], ("Seat", seat_name(kind)), ("This person", stands))),
            Text(
                "Nothing has been changed. If they have left, please have somebody else named; if they are only away, "
                "ask them in another way and tell the CPP officer."
            ),
        ),
        why=why("INV-1", f"{reader_of_seat(view, kind)}.", reading=True),
        refs={"panel": view.panel.id},
    )


def too_late(view: View) -> Message:
    """Somebody accepted the invitation after a reserve had taken their seat (ATT-5)."""
    title = f"The seat has been taken: {short_panel(view.panel)}"
    return Message(
        name="too_late",
        title=title,
        preview=title,
        blocks=(
            Text(
                "Thank you for accepting the invitation. A reserve had already taken your place, so you are not expected "
                "at this panel, and the invitation is taken off your calendar."
            ),
            Facts(panel_facts(view)[:2]),
            Text(
                "There is nothing more that you need to do. If you think that this is wrong, write to the CPP officer."
            ),
        ),
        why=why(
            "ATT-5", "You accepted the invitation to this panel after somebody else had been seated in your place."
        ),
        refs={"panel": view.panel.id},
    )


RECORDED = "ATT-7:recorded"
"""Under which a panel remembers that the officer has recorded who was there."""
_LEADS = {
    "prefilled": "This is what the Teams attendance report says. People who dialled in or joined as guests are not matched: "
    "please add them, put right what is wrong, and record it.",
    "missing": "Please say who was there and from when. Everybody who confirmed stands here with the panel's start: change "
    "who came later, and leave empty who was not there.",
    "recorded": "Who attended is on record. You can put it right.",
    "early": "Attendance is recorded once the panel is open.",
}


def attended(view: View, *, report: bool) -> Message:
    """The officer gets who was there from when, as Teams saw it where it has a report, to put right and record (ATT-7)."""
    state = _attended_state(view, report=report)
    title = view.title("Please record who attended" if state == "missing" else "Who attended")
    people = [(place.person_id, seat.kind) for seat, place in view.panel.places() if _expected(view, place)]
    since = {person_id: _since(view, person_id, state) for person_id, _ in people}
    blocks: list[Block] = [Text(_LEADS[state]), Facts(panel_facts(view)[:2])]
    if state in ("prefilled", "recorded"):
        rows = tuple((f"{view.name(one)} ({seat_name(kind)})", _from(since[one], view)) for one, kind in people)
        blocks.append(Table(("Who", "There from"), rows))
    return Message(
        name="attended",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("ATT-7", "You are the CPP officer of this panel, or of the CPP team."),
        state=state,
        refs={"panel": view.panel.id},
        choices={"since": tuple((one, f"{view.name(one)} ({seat_name(kind)})") for one, kind in people)},
        values={f"since:{one}": f"{in_london(at):%H:%M}" for one, at in since.items() if at is not None},
    )


def _attended_state(view: View, *, report: bool) -> str:
    if view.panel.status not in (PanelStatus.OPEN, PanelStatus.CLOSED):
        return "early"
    return "recorded" if RECORDED in view.panel.done else "prefilled" if report else "missing"


def _expected(view: View, place: Place) -> bool:
    return place.status is PlaceStatus.CONFIRMED or place.person_id in view.panel.attended


def _since(view: View, person_id: str, state: str) -> datetime | None:
    known = view.panel.attended.get(person_id)
    return view.panel.starts_at if known is None and state == "missing" else known


def _from(joined: datetime | None, view: View) -> str:
    if joined is None:
        return "not there" if RECORDED in view.panel.done else "not in the report"
    late = int((joined - view.panel.starts_at) / MINUTE)
    return f"{in_london(joined):%H:%M}, {f'{late} min late' if late > 0 else 'on time'}"
