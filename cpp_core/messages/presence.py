"""Who is no longer there, and who was: messages about accounts that are gone (INV-1) and about attendance (ATT-7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from cpp_core.deadlines.time import in_london
from cpp_core.messages.message import Block, Facts, Message, Table, Text
from cpp_core.messages.words import View, panel_facts, reader_of_seat, said_of, seat_name, short_panel, why
from cpp_core.model.panel import PlaceStatus, SeatKind

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


def attended(view: View, *, report: bool) -> Message:
    """The officer gets who was there from when, as Teams saw it, to put right and confirm."""
    title = f"{'Who attended' if report else 'Please record who attended'}: {short_panel(view.panel)}"
    lead = (
        "This is what the Teams attendance report says. People who dialled in or joined as guests are not matched: "
        "please add them, and put right what is wrong."
        if report
        else "Teams has no attendance report for this panel. Please record who attended and from when."
    )
    blocks: list[Block] = [Text(lead), Facts(panel_facts(view)[:2])]
    if report:
        blocks.append(Table(("Who", "Seat", "From", ""), _rows(view)))
    return Message(
        name="attended",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("ATT-7", "You are the CPP officer of this panel."),
        state="prefilled" if report else "missing",
        refs={"panel": view.panel.id},
    )


def _rows(view: View) -> tuple[tuple[str, ...], ...]:
    held = [(seat, place) for seat, place in view.panel.places() if _expected(view, place.person_id, place.status)]
    return tuple(
        (view.name(place.person_id), seat_name(seat.kind), *_from(view.panel.attended, place.person_id, view))
        for seat, place in held
    )


def _expected(view: View, person_id: str, status: PlaceStatus) -> bool:
    return status is PlaceStatus.CONFIRMED or person_id in view.panel.attended


def _from(attended_from: Mapping[str, datetime], person_id: str, view: View) -> tuple[str, str]:
    joined = attended_from.get(person_id)
    if joined is None:
        return "", "not in the report"
    late = int((joined - view.panel.starts_at) / MINUTE)
    return f"{in_london(joined):%H:%M}", f"{late} min late" if late > 0 else "on time"
