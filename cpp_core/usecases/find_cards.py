"""Finding a card again by typing: what the asker was asked for, is to name people for, can say when free, or runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from cpp_core.messages.message import Items, Message, Text
from cpp_core.messages.nominations import availability
from cpp_core.messages.words import seat_name, short_panel, why
from cpp_core.model.panel import Panel, PanelStatus, PlaceStatus, SeatKind
from cpp_core.model.person import Person, Role
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation, relations_to_panel
from cpp_core.usecases.show import nomination_message, view_of
from cpp_core.usecases.work import Work

AHEAD = timedelta(days=400)
TO_NAME = timedelta(weeks=8)
"""How far ahead a SPOC finds panels to name people for, and an independent member panels to be available for."""
_RUN_BY = frozenset({Relation.CHAIR, Relation.OFFICER})


@dataclass(frozen=True)
class FindCards:
    """`cards.find`: everything that the asker can open now."""


@dataclass(frozen=True)
class ShowNomination:
    """`nomination.show`: the card on which an area's people are named, as it stands."""

    panel_id: str
    area: str


@dataclass(frozen=True)
class ShowAvailability:
    """`availability.show`: an independent member's card for a panel, as it stands."""

    panel_id: str


@use_case("cards.find", "ATT-1", FindCards, Relation.ANYONE)
async def find_cards(work: Work, command: FindCards, actor: Actor) -> Reply:
    """The asker's panels by what they can do with them: answer, name people, say whether they are free, run."""
    person = await work.people.get(actor.person_id)
    start = work.now - timedelta(days=1)
    coming = await work.panels.between(start, start + AHEAD, (PanelStatus.PLANNED, PanelStatus.OPEN))
    return Reply(_found(person, coming, work) if person else _nothing())


def _found(person: Person, coming: tuple[Panel, ...], work: Work) -> Message:
    near = [panel for panel in coming if panel.status is PanelStatus.PLANNED and panel.starts_at <= work.now + TO_NAME]
    asked = [panel for panel in coming if _asked(panel, person)]
    run = [panel for panel in coming if relations_to_panel(person, panel) & _RUN_BY]
    area = person.area if person.has(Role.SPOC) and person.area in tuple(SeatKind) else ""
    free = [panel for panel in near if person.has(Role.IPM) and not _asked(panel, person)]
    lines = [f"{short_panel(panel)}: {_standing(panel, person)}" for panel in asked]
    if area:
        lines += [f"{short_panel(panel)}: people of {seat_name(SeatKind(area))} to name" for panel in near]
    lines += [f"{short_panel(panel)}: are you available?" for panel in free]
    choices = {
        "console": _choices(run),
        "panel": _choices(asked),
        "nomination": tuple((f"{panel.id}/{area}", short_panel(panel)) for panel in near) if area else (),
        "availability": _choices(free),
    }
    return replace(_listed(tuple(lines)) if lines else _nothing(), choices=choices)


def _asked(panel: Panel, person: Person) -> bool:
    place = panel.place_of(person.id)
    return place is not None and place.status is not PlaceStatus.NAMED and place.asked_at is not None


def _standing(panel: Panel, person: Person) -> str:
    place = panel.place_of(person.id)
    return str(place.status) if place is not None else ""


def _choices(panels: list[Panel]) -> tuple[tuple[str, str], ...]:
    return tuple((panel.id, short_panel(panel)) for panel in panels)


def _listed(lines: tuple[str, ...]) -> Message:
    text = "Choose one to see it, or to change your answer."
    return _message((Text(text), Items(lines)))


def _nothing() -> Message:
    return _message((Text("There is nothing for you to answer now. I write to you when you are asked for a panel."),))


def _message(blocks: tuple[Text | Items, ...]) -> Message:
    title = "Your coming panels"
    return Message("my_panels", title, title, blocks, why("ATT-1", "You asked for your panels."))


@use_case("nomination.show", "INV-1", ShowNomination, Relation.SPOC, Relation.CPP_TEAM)
async def show_nomination(work: Work, command: ShowNomination, actor: Actor) -> Reply:
    """The card on which people are named for a seat."""
    panel = await work.panel(command.panel_id)
    if command.area not in tuple(SeatKind):
        raise Refusal("INV-1", Fault("Area", f"{command.area[:20]} has no seat on a panel.", "Write “my panels”."))
    return Reply(await nomination_message(work, panel, SeatKind(command.area), actor.person_id))


@use_case("availability.show", "INV-2", ShowAvailability, Relation.IPM)
async def show_availability(work: Work, command: ShowAvailability, actor: Actor) -> Reply:
    """An independent member's card."""
    panel = await work.panel(command.panel_id)
    return Reply(availability(await view_of(work, panel, reader=actor.person_id), actor.person_id))
