"""Help and the asker's coming panels."""

from __future__ import annotations

from datetime import timedelta

from cpp_core.messages.help import help_message, my_panels
from cpp_core.model.panel import PanelStatus, PlaceStatus
from cpp_core.usecases.commands import ShowHelp, ShowMyPanels
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work

AHEAD = timedelta(days=400)


@use_case("help", "ATT-1", ShowHelp, Relation.ANYONE)
async def show_help(work: Work, command: ShowHelp, actor: Actor) -> Reply:
    """What the asker can do here."""
    return Reply(help_message(await work.people.get(actor.person_id)))


@use_case("my_panels", "ATT-1", ShowMyPanels, Relation.ANYONE)
async def show_my_panels(work: Work, command: ShowMyPanels, actor: Actor) -> Reply:
    """The panels for which the asker has been asked, from today on."""
    start = work.now - timedelta(days=1)
    coming = await work.panels.between(start, start + AHEAD, (PanelStatus.PLANNED, PanelStatus.OPEN))
    mine = []
    for panel in coming:
        place = panel.place_of(actor.person_id)
        if place is not None and place.status is not PlaceStatus.NAMED:
            mine.append((panel, str(place.status)))
    return Reply(my_panels(mine))
