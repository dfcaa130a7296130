"""The panels on which somebody sits or sat lately, for whoever types what they want without saying which panel."""

from __future__ import annotations

from datetime import timedelta

from cpp_core.messages.at_a_glance import which_panel
from cpp_core.messages.message import Message
from cpp_core.model.panel import Panel, PanelStatus, PlaceStatus
from cpp_core.usecases.frame import Actor
from cpp_core.usecases.work import Work

BEHIND = timedelta(days=14)


async def panel_or_question(work: Work, actor: Actor, opens: str) -> Panel | Message:
    """The only panel on which they sit or sat lately, else the question which it is about."""
    began = (PanelStatus.OPEN, PanelStatus.CLOSED)
    lately = await work.panels.between(work.now - BEHIND, work.now + timedelta(days=1), began)
    theirs = [
        panel
        for panel in lately
        if (place := panel.place_of(actor.person_id)) is not None and place.status is PlaceStatus.CONFIRMED
    ]
    return theirs[0] if len(theirs) == 1 else which_panel(theirs, opens)
