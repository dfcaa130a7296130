"""Finding a card again by typing: what the asker was asked for, is to name people for, can say when free, or runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from cpp_core.messages.help import Mine, my_panels
from cpp_core.messages.nominations import availability
from cpp_core.messages.why_me import why_me
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
BEHIND = timedelta(weeks=2)
"""How far back a panel is found for what comes after it: the wash-up, and deleting what was downloaded."""
_WASHES_UP = frozenset({Relation.CHAIR, Relation.OFFICER, Relation.INDEPENDENT})
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


@dataclass(frozen=True)
class ShowWhy:
    """`why.mine`: why the asker hears from the service."""


@use_case("why.mine", "ATT-1", ShowWhy, Relation.ANYONE)
async def show_why(work: Work, command: ShowWhy, actor: Actor) -> Reply:
    """By each place on a coming panel for which the asker has been asked, and by each of their roles."""
    person, start = await work.person(actor.person_id), work.now - timedelta(days=1)
    coming = await work.panels.between(start, start + AHEAD, (PanelStatus.PLANNED, PanelStatus.OPEN))
    return Reply(why_me(person, (panel for panel in coming if _asked(panel, person))))


@use_case("cards.find", "ATT-1", FindCards, Relation.ANYONE)
async def find_cards(work: Work, command: FindCards, actor: Actor) -> Reply:
    """The asker's panels by what they can do with them: run, answer, read the list, name people, say if they are free."""
    person = await work.people.get(actor.person_id)
    start = work.now - timedelta(days=1)
    coming = await work.panels.between(start, start + AHEAD, (PanelStatus.PLANNED, PanelStatus.OPEN))
    began = await work.panels.between(
        work.now - BEHIND, work.now + timedelta(days=1), (PanelStatus.OPEN, PanelStatus.CLOSED)
    )
    return Reply(my_panels(_found(person, coming, began, work) if person else Mine(None)))


def _found(person: Person, coming: tuple[Panel, ...], began: tuple[Panel, ...], work: Work) -> Mine:
    near = [panel for panel in coming if panel.status is PanelStatus.PLANNED and panel.starts_at <= work.now + TO_NAME]
    names = person.has(Role.SPOC) and person.area in tuple(SeatKind)
    return Mine(
        person,
        run=tuple(panel for panel in coming if relations_to_panel(person, panel) & _RUN_BY),
        asked=tuple(panel for panel in coming if _asked(panel, person)),
        listed=(*(panel for panel in coming if person.id in panel.opened_to), *_to_delete(began, person)),
        washed_up=tuple(panel for panel in began if relations_to_panel(person, panel) & _WASHES_UP),
        to_name=tuple(near) if names else (),
        free=tuple(panel for panel in near if person.has(Role.IPM) and not _asked(panel, person)),
    )


def _to_delete(began: tuple[Panel, ...], person: Person) -> Iterator[Panel]:
    """Closed panels whose list somebody had and has not said to have deleted (LST-5)."""
    for panel in began:
        deleted = f"LST-5:deleted:{person.id}" in panel.done
        if panel.status is PanelStatus.CLOSED and person.id in panel.had_list and not deleted:
            yield panel


def _asked(panel: Panel, person: Person) -> bool:
    place = panel.place_of(person.id)
    return place is not None and place.status is not PlaceStatus.NAMED and place.asked_at is not None


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
