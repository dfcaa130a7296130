"""Concerns about behaviour (REC-10): the form for whoever raises one, and the CPP lead's card. Nobody else sees either."""

from __future__ import annotations

from collections.abc import Iterable

from cpp_core.messages.message import Block, Facts, Heading, Items, Message, Text
from cpp_core.messages.words import View, day, moment, seat_name, short_panel, why
from cpp_core.model.concern import BehaviourConcern, HeldRestriction
from cpp_core.model.panel import SEAT_NAMES, PlaceStatus, SeatKind
from cpp_core.refusals import Fault
from cpp_core.rules.behaviour import raise_by

SEATS = tuple(kind for kind in SeatKind if kind is not SeatKind.OFFICER)


def concern(view: View, person_id: str, *, raised: bool = False, errors: tuple[Fault, ...] = ()) -> Message:
    """The form, or the thanks; it repeats nothing of what was written."""
    title = view.title("In private, for the CPP lead")
    until = raise_by(view.panel.closed_at, view.scene.policy) if view.panel.closed_at else None
    hours = view.scene.policy.behaviour_hours
    by = f"by {moment(until)}" if until else f"within {hours} hours of the panel's close"
    thanks = "Thank you. The CPP lead has it, and nobody else here sees it or that you raised it."
    ask = (
        f"Was there behaviour at this panel that the CPP lead should know of? Please raise it {by}; later is taken as well. "
        "Only the CPP lead sees what you write."
    )
    return Message(
        name="concern",
        title=title,
        preview="In private, for the CPP lead",
        blocks=(Text(thanks if raised else ask),),
        why=why("REC-10", "You were on this panel, and anyone on a panel can raise a concern about behaviour."),
        state="raised" if raised else "ask",
        refs={"panel": view.panel.id},
        choices={"about": tuple(_others(view, person_id))},
        errors=tuple(fault.sentence() for fault in errors),
    )


def _others(view: View, person_id: str) -> Iterable[tuple[str, str]]:
    for seat, place in view.panel.places():
        if place.status is PlaceStatus.CONFIRMED and place.person_id != person_id:
            yield place.person_id, f"{view.name(place.person_id)} ({seat_name(seat.kind)})"


def concern_for_lead(
    view: View,
    each: BehaviourConcern,
    held: Iterable[HeldRestriction],
    *,
    late: bool,
    coming: tuple[str, ...] = (),
    errors: tuple[Fault, ...] = (),
) -> Message:
    """The concern with what the lead can do about it. The notification says nothing of whom or what it is about."""
    title = "In confidence: a concern about behaviour at a panel"
    challenged = {True: "yes", False: "no", None: "not said"}[each.challenged_at_panel]
    rows = [
        ("Panel", short_panel(view.panel)),
        ("About", view.name(each.about)),
        ("Raised by", view.name(each.raised_by)),
        ("Raised", moment(each.raised_at) + (f", after the {view.scene.policy.behaviour_hours} hours" if late else "")),
        ("Challenged at the panel", challenged),
        ("What happened", each.words),
    ]
    rows += [("Passed on to", each.passed_to_management)] if each.passed_to_management else []
    limits = tuple(held)
    blocks: list[Block] = [Facts(tuple(rows))]
    blocks += [Heading("What was decided"), Items(tuple(_limit(one) for one in limits))] if limits else []
    if coming:
        lead = "They are still down for these panels; the officer can name somebody else:"
        blocks += [Text(lead), Items(coming)]
    restricted = any(not _is_over(one) for one in limits)
    return Message(
        name="concern_for_lead",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("REC-10", "You are the CPP lead, with whom concerns about behaviour are raised."),
        state="limited" if restricted else "passed" if each.passed_to_management else "open",
        refs={"panel": each.panel_id, "concern": each.id},
        choices={"only_seats": tuple((kind.value, SEAT_NAMES[kind]) for kind in SEATS)},
        errors=tuple(fault.sentence() for fault in errors),
    )


def _is_over(held: HeldRestriction) -> bool:
    return held.restriction.trained_again_on is not None and held.restriction.team_satisfied_on is not None


def _limit(held: HeldRestriction) -> str:
    it = held.restriction
    seats = ", ".join(SEAT_NAMES[SeatKind(seat)] for seat in it.only_seats)
    how = f"limited to: {seats}" if seats else "ended"
    said = f"Since {day(it.since)} their sitting is {how}. Why: {it.why}"
    if it.trained_again_on is not None:
        said += f" Trained again on {day(it.trained_again_on)}."
    if it.team_satisfied_on is not None:
        said += f" The CPP team is satisfied since {day(it.team_satisfied_on)}."
    return f"{said} Lifted." if _is_over(held) else said
