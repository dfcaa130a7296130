"""Help, and what the asker can open now; each with buttons, so that nobody has to know what to type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cpp_core.messages.message import Block, Items, Message, Text
from cpp_core.messages.topics import TOPICS
from cpp_core.messages.words import seat_name, sentence_case, short_panel, short_start, why
from cpp_core.model.panel import Panel, PlaceStatus, SeatKind
from cpp_core.model.person import Person, Role

SITS = (Role.MEMBER, Role.RESERVE, Role.CHAIR, Role.IPM, Role.EXPERT)
RUNS = (Role.OFFICER, Role.CPP_TEAM)
LOOKS_ON = (*RUNS, Role.CPP_MANAGER, Role.CPP_LEAD)
CASEWORK = (Role.CASE_OWNER, Role.CASEWORK_LEAD)
_PARTS: tuple[tuple[tuple[Role, ...], str], ...] = (
    (SITS, "When you are asked for a panel, one tap says whether you can. “Can't make it” opens your answer again."),
    ((Role.CHAIR,), "On the day, “console” opens the panel, records each outcome and leads to the wash-up."),
    ((Role.SPOC,), "About five weeks before a panel I ask you for a member and reserves from your area."),
    ((Role.IPM,), "About six weeks before a panel I ask whether you are available; “month” shows a month at a time."),
    (
        LOOKS_ON,
        "You hear of every change to a seat, of gaps in case lists, and of whatever is at risk. “At risk” shows it.",
    ),
    (
        RUNS,
        "“Phone” records an answer by telephone, “undo” gives a seat back, “move” or “cancel” is for a whole panel, "
        "“attended” is for who was there.",
    ),
    (CASEWORK, "You get a panel's recommendations by e-mail, and say here whether casework agrees: “my answers”."),
    (
        (*SITS, Role.OFFICER),
        "“Behaviour” raises a concern with the CPP lead in private, “safeguarding” one for a case.",
    ),
)
_OPENS: tuple[tuple[tuple[Role, ...], str, str], ...] = (
    (LOOKS_ON, "officer.at_risk", "What is at risk"),
    (RUNS, "officer.phone", "Answer by telephone"),
    ((Role.IPM,), "availability.month", "My month"),
    ((*CASEWORK, *LOOKS_ON), "answers.show", "My answers"),
)


def help_message(person: Person | None) -> Message:
    """What somebody can do here, by their roles."""
    if person is None:
        points: tuple[str, ...] = (
            "You are not in the directory of the CPP team yet, so there is nothing for you here. "
            "If there should be, ask the CPP team.",
        )
    else:
        own = tuple(text for roles, text in _PARTS if person.has(*roles))
        points = (*own, "“My panels” shows what you can open now, and “why” says why I write to you.")
    title = "What you can do here"
    lead = (
        "I look after the administration of Case Progression Panels. I never decide anything about a case. "
        "You answer with the buttons of a card; what you type only opens the right one."
    )
    return Message(
        "help",
        title,
        title,
        (Text(lead), Items(points)),
        why("ATT-1", "You asked, or wrote something that I could not match to a card."),
        choices={"open": opens_for(person)},
    )


def about(topic: str, person: Person | None) -> Message:
    """Of something that is not done here: who can help, and what can be opened instead."""
    title, said = TOPICS[topic]
    return Message(
        "help",
        title,
        title,
        tuple(Text(line) for line in said),
        why("ATT-1", "You wrote it to me."),
        choices={"open": opens_for(person)},
    )


def opens_for(person: Person | None) -> tuple[tuple[str, str], ...]:
    """The verbs that are worth a button for somebody, by their roles, beside their panels."""
    return tuple((verb, title) for roles, verb, title in _OPENS if person is not None and person.has(*roles))


@dataclass(frozen=True)
class Mine:
    """Panels by what somebody can do with each: run it, answer for it, read its list, add to its wash-up, name people, be free."""

    person: Person | None
    run: tuple[Panel, ...] = ()
    asked: tuple[Panel, ...] = ()
    listed: tuple[Panel, ...] = ()
    washed_up: tuple[Panel, ...] = ()
    to_name: tuple[Panel, ...] = ()
    free: tuple[Panel, ...] = ()


def my_panels(mine: Mine) -> Message:
    """Everything that the asker can open now."""
    person_id, area = (mine.person.id, mine.person.area) if mine.person else ("", "")
    lines = [f"{short_panel(panel)}: {_standing(panel, person_id)}" for panel in mine.asked]
    if mine.to_name:
        lines += [f"{short_panel(panel)}: people of {seat_name(SeatKind(area))} to name" for panel in mine.to_name]
    lines += [f"{short_panel(panel)}: can you sit as the independent member?" for panel in mine.free]
    lines += [f"{short_panel(panel)}: the wash-up" for panel in mine.washed_up]
    lines += [f"{short_panel(panel)}: the case list" for panel in mine.listed if panel not in mine.asked]
    nothing = "There is nothing for you to answer now. I write to you when you are asked for a panel."
    lead = "Choose one to see it, or to change your answer." if lines else nothing
    blocks: list[Block] = [Text(lead), *([Items(tuple(lines))] if lines else [])]
    title = "Your coming panels"
    return Message(
        name="my_panels",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("ATT-1", "You asked for your panels."),
        choices={
            "console": _choices(mine.run),
            "panel": _choices(mine.asked),
            "list": _choices(mine.listed),
            "washup": _choices(mine.washed_up),
            "nomination": tuple((f"{panel.id}/{area}", short_start(panel)) for panel in mine.to_name),
            "availability": _choices(mine.free),
            "open": opens_for(mine.person),
        },
    )


def _choices(panels: Iterable[Panel]) -> tuple[tuple[str, str], ...]:
    return tuple((panel.id, short_start(panel)) for panel in panels)


_STANDS = {
    PlaceStatus.ASKED: "please answer",
    PlaceStatus.CONFIRMED: "you are confirmed",
    PlaceStatus.DECLINED: "you cannot attend",
    PlaceStatus.STOOD_DOWN: "you did not answer in time",
    PlaceStatus.WITHDRAWN: "you have withdrawn",
    PlaceStatus.NOT_NEEDED: "you are not needed",
}


def _standing(panel: Panel, person_id: str) -> str:
    seat, place = panel.seat_of(person_id), panel.place_of(person_id)
    if seat is None or place is None:
        return ""
    return f"{sentence_case(seat_name(seat.kind))}, {_STANDS.get(place.status, str(place.status))}"
