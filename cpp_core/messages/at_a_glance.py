"""One panel at a glance, and all that are coming, for the CPP team; answers by telephone and seats given back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cpp_core.deadlines.obligations import cutoff_of, obligations
from cpp_core.messages.message import Block, Facts, Heading, Items, Message, Table, Text
from cpp_core.messages.quorum import in_short, own_cases, since, then
from cpp_core.messages.risks import Risk, Weight, risks, worst
from cpp_core.messages.words import (
    View,
    moment,
    panel_facts,
    said_of,
    seat_name,
    sentence_case,
    short_panel,
    short_start,
    why,
)
from cpp_core.model.panel import OUT, SUPPLEMENTARY, Panel, PanelStatus, Place, PlaceStatus, Seat, SeatKind
from cpp_core.refusals import Fault
from cpp_core.workflow.quorum_findings import CaseQuorum, missing

NEXT = 4
"""How many of the coming steps are shown."""
SHOWN = 8
"""How many panels are shown with what is at risk."""
STATES = {Weight.WELL: "well", Weight.WATCH: "watch", Weight.RISK: "risk", Weight.DANGER: "danger"}


def officer_panel(view: View, *, said: str = "", cases: tuple[CaseQuorum, ...] = ()) -> Message:
    """Seats with their states, what is at risk, what happens next and when, and whether the panel is quorate."""
    found = risks(view)
    title = view.title("At a glance")
    blocks: list[Block] = [Text(said, strong=True)] if said else []
    blocks.append(Facts((*panel_facts(view)[:2], ("Quorum", in_short(view.panel, view.scene)), *_facts(view))))
    if found:
        blocks += [Heading("At risk"), Items(tuple(risk.sentence() for risk in found))]
    planned = view.panel.status is PanelStatus.PLANNED
    seats = [f"{since(each)}. {then(each)}" for each in missing(view.panel, view.scene)] if planned else []
    blocks += [Heading("Not confirmed"), Items(tuple(seats))] if seats else []
    blocks += [Heading("Cases whose owner sits here"), Items(own_cases(view, cases))] if cases else []
    blocks += [Heading("Seats"), Table(("Seat", "How it stands"), _seats(view))]
    coming = _coming(view)
    blocks += [Heading("What happens next"), Items(coming)] if coming else []
    return Message(
        name="officer_panel",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("ATT-4", "You are in the CPP team, which runs this panel, and asked to see it.", reading=True),
        state=_state(view, found),
        refs={"panel": view.panel.id},
        choices={"asked": asked_of(view), "lost": lost_of(view)},
    )


def _state(view: View, found: tuple[Risk, ...]) -> str:
    if view.panel.status is PanelStatus.PLANNED:
        return STATES[worst(found)]
    return {PanelStatus.OPEN: "open", PanelStatus.CLOSED: "closed"}.get(view.panel.status, "off")


def _facts(view: View) -> tuple[tuple[str, str], ...]:
    until = cutoff_of(view.panel, view.scene.policy, view.scene.calendar).effective
    cases = len(view.panel.open_cases())
    version = view.panel.list_version
    held = f"version {version}, {cases} case{'' if cases == 1 else 's'}" if version else "not made yet"
    return (("Answers by", moment(until)), ("Case list", held))


def _seats(view: View) -> tuple[tuple[str, str], ...]:
    required = (SeatKind.CHAIR, SeatKind.OFFICER, *view.scene.policy.core_areas)
    kinds = (*required, *(seat.kind for seat in view.panel.seats if seat.kind not in required))
    return tuple((sentence_case(seat_name(kind)), _seat(view, view.panel.seat(kind))) for kind in kinds)


def _seat(view: View, seat: Seat) -> str:
    if not seat.places:
        return "vacant: nobody named"
    said = [
        f"{view.name(place.person_id)}{_reserve(seat, place)}: {_stands(place)}{_busy(view, place)}"
        for place in seat.places
    ]
    vacant = not (seat.holder() or seat.waiting() or seat.askable())
    return ("vacant; " if vacant else "") + "; ".join(said)


def _reserve(seat: Seat, place: Place) -> str:
    return " (reserve)" if place.ordinal and seat.kind not in SUPPLEMENTARY else ""


def _busy(view: View, place: Place) -> str:
    named = place.status is PlaceStatus.NAMED
    return ", busy then by their calendar" if named and place.person_id in view.panel.busy else ""


def _stands(place: Place) -> str:
    if place.status is PlaceStatus.CONFIRMED:
        return "✓ confirmed"
    if place.status is PlaceStatus.ASKED:
        return "asked" + (f", to answer by {moment(place.answer_by)}" if place.answer_by else "")
    return str(place.status)


def _coming(view: View) -> tuple[str, ...]:
    scene = view.scene
    every = obligations(view.panel, scene.policy, scene.calendar)
    waiting = [each for each in every if each.key not in view.panel.done and each.due_at >= scene.now]
    lines = dict.fromkeys(f"{moment(each.due_at)}: {each.sentence}" for each in waiting)
    return tuple(lines)[:NEXT]


def asked_of(view: View) -> tuple[tuple[str, str], ...]:
    """Everybody who has been asked, with their seat and answer: whose answer can be taken by telephone."""
    if view.panel.status not in (PanelStatus.PLANNED, PanelStatus.OPEN):
        return ()
    return tuple(
        (place.person_id, f"{view.name(place.person_id)}, {seat_name(seat.kind)}: has {said_of(place.status)}")
        for seat, place in view.panel.places()
        if place.asked_at is not None
    )


def lost_of(view: View) -> tuple[tuple[str, str], ...]:
    """Who was asked and does not have the seat any more: who can have it back."""
    if view.panel.status not in (PanelStatus.PLANNED, PanelStatus.OPEN):
        return ()
    return tuple(
        (place.person_id, f"{view.name(place.person_id)}, {seat_name(seat.kind)}: has {said_of(place.status)}")
        for seat, place in view.panel.places()
        if place.asked_at is not None and place.status in OUT and place.status is not PlaceStatus.BARRED
    )


def phone(view: View, *, errors: tuple[Fault, ...] = ()) -> Message:
    """An answer that somebody gave by telephone: who, which, how and when (ATT-1)."""
    people = asked_of(view)
    title = view.title("Answer by telephone")
    lead = (
        "Record what somebody told you. It counts like their own answer, and their card shows it at once."
        if people
        else "Nobody has been asked for this panel yet, so there is no answer to record."
    )
    return Message(
        name="phone",
        title=title,
        preview=title,
        blocks=(Text(lead), Facts(panel_facts(view)[:2])),
        why=why("ATT-1", "You are in the CPP team, and an officer can record an answer given by telephone."),
        state="ask" if people else "nobody",
        refs={"panel": view.panel.id},
        choices={"person": people},
        errors=tuple(fault.sentence() for fault in errors),
    )


def give_back(view: View, *, errors: tuple[Fault, ...] = ()) -> Message:
    """A swap to be undone: who has the seat again, and why; whoever has it now is told that they are not needed (ATT-5)."""
    people = lost_of(view)
    title = view.title("Give a seat back")
    lead = (
        "Whoever you choose has their seat again. Whoever took it, or has been asked for it, is told that they are not needed."
        if people
        else "Nobody has lost a seat on this panel."
    )
    return Message(
        name="give_back",
        title=title,
        preview=title,
        blocks=(Text(lead), Facts(panel_facts(view)[:2])),
        why=why("ATT-5", "You are in the CPP team, and the officer can undo a swap.", reading=True),
        state="ask" if people else "nobody",
        refs={"panel": view.panel.id},
        choices={"person": people},
        errors=tuple(fault.sentence() for fault in errors),
    )


def recorded(view: View, person_id: str, *, how: str) -> str:
    """What the officer's press did, in one line."""
    place = view.panel.place_of(person_id)
    stands = said_of(place.status) if place else "no place any more"
    return f"Recorded: {view.name(person_id)} has {stands} ({how})."


def at_risk(views: Iterable[View], now: datetime) -> Message:
    """All coming panels, those that are most at risk first (ATT-4)."""
    ranked = sorted(
        ((risks(view), view) for view in views), key=lambda pair: (-worst(pair[0]), pair[1].panel.starts_at)
    )
    troubled = [pair for pair in ranked if worst(pair[0])]
    well = len(ranked) - len(troubled)
    blocks: list[Block] = [Text(_in_short(len(ranked), len(troubled)))]
    for found, view in troubled[:SHOWN]:
        blocks += [Heading(_ranked(found, view.panel)), Items(tuple(risk.sentence() for risk in found))]
    more = [_ranked(found, view.panel) for found, view in troubled[SHOWN:]]
    blocks += [Heading("Also at risk"), Items(tuple(more))] if more else []
    blocks += [Text(f"Nothing is at risk in {well} other{'' if well == 1 else 's'}.")] if well and troubled else []
    title = "What is at risk"
    return Message(
        name="at_risk",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("ATT-4", "You are in the CPP team and asked what is at risk.", reading=True),
        state=STATES[max((worst(found) for found, _ in ranked), default=Weight.WELL)],
        choices={"panel": tuple((view.panel.id, short_start(view.panel)) for _, view in ranked[: 2 * SHOWN])},
    )


def _in_short(panels: int, troubled: int) -> str:
    if not panels:
        return "There is no coming panel."
    of = f"{panels} coming panel{'' if panels == 1 else 's'}"
    return f"{of}; {troubled} with something at risk, worst first." if troubled else f"{of}; nothing is at risk."


def _ranked(found: tuple[Risk, ...], panel: Panel) -> str:
    label = {Weight.DANGER: "In danger", Weight.RISK: "At risk", Weight.WATCH: "To watch"}[worst(found)]
    return f"{label}: {short_panel(panel)}"


def which_panel(panels: Iterable[Panel], opens: str) -> Message:
    """Which panel it is about, where there is more than one."""
    every = tuple((panel.id, short_panel(panel)) for panel in panels)
    title = "Which panel?"
    lead = "Choose the panel that it is about." if every else "There is no coming panel."
    return Message(
        name="which_panel",
        title=title,
        preview=title,
        blocks=(Text(lead),),
        why=why("ATT-1", "You asked for something that is about one panel."),
        choices={"panel": every},
        values={"opens": opens},
    )
