"""What the CPP team sees at a glance, and from there takes answers by telephone and gives seats back (ATT-1, ATT-4, ATT-5)."""

from __future__ import annotations

from datetime import timedelta

from cpp_core.messages import at_a_glance
from cpp_core.messages.message import Message
from cpp_core.messages.off import cancel_form, move_form
from cpp_core.messages.presence import attended
from cpp_core.messages.words import View
from cpp_core.model.panel import Panel, PanelStatus
from cpp_core.usecases.commands_officer import (
    ShowAtRisk,
    ShowAttended,
    ShowCancel,
    ShowGiveBack,
    ShowMove,
    ShowPanel,
    ShowPhone,
)
from cpp_core.usecases.context import contacts_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.quorum_now import quorum_now
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow.moving import who_hears

BEHIND = timedelta(days=1)
AHEAD = timedelta(days=120)
LATELY = timedelta(days=14)
"""How far back a panel is found whose attendance is recorded without saying which."""
RUNS_PANELS = (Relation.OFFICER, Relation.CPP_TEAM)
LOOKS_AFTER = (*RUNS_PANELS, Relation.CPP_MANAGER, Relation.CPP_LEAD)


@use_case("officer.at_risk", "ATT-4", ShowAtRisk, *LOOKS_AFTER)
async def show_at_risk(work: Work, command: ShowAtRisk, actor: Actor) -> Reply:
    """All coming panels, worst first."""
    views = [await view_of(work, panel, actor.person_id) for panel in await coming(work)]
    return Reply(at_a_glance.at_risk(views, work.now))


@use_case("officer.panel", "ATT-4", ShowPanel, *LOOKS_AFTER)
async def show_panel(work: Work, command: ShowPanel, actor: Actor) -> Reply:
    """One panel at a glance."""
    chosen = await _chosen(work, command.panel_id, actor, "officer.panel")
    return Reply(await glance(work, chosen) if isinstance(chosen, View) else chosen)


async def glance(work: Work, view: View, *, said: str = "") -> Message:
    """The panel at a glance, with the cases whose owner sits on it."""
    return at_a_glance.officer_panel(view, said=said, cases=(await quorum_now(work, view.panel)).cases)


@use_case("officer.phone", "ATT-1", ShowPhone, *RUNS_PANELS)
async def show_phone(work: Work, command: ShowPhone, actor: Actor) -> Reply:
    """The form for an answer that was given by telephone."""
    chosen = await _chosen(work, command.panel_id, actor, "officer.phone")
    return Reply(at_a_glance.phone(chosen) if isinstance(chosen, View) else chosen)


@use_case("officer.give_back", "ATT-5", ShowGiveBack, *RUNS_PANELS)
async def show_give_back(work: Work, command: ShowGiveBack, actor: Actor) -> Reply:
    """The form with which a swap is undone."""
    chosen = await _chosen(work, command.panel_id, actor, "officer.give_back")
    return Reply(at_a_glance.give_back(chosen) if isinstance(chosen, View) else chosen)


@use_case("officer.move", "PAN-8", ShowMove, *RUNS_PANELS)
async def show_move(work: Work, command: ShowMove, actor: Actor) -> Reply:
    """The form with which a panel is moved, with everybody who would hear of it."""
    chosen = await _chosen(work, command.panel_id, actor, "officer.move")
    return Reply(move_form(chosen, await _told(work, chosen)) if isinstance(chosen, View) else chosen)


@use_case("officer.cancel", "PAN-8", ShowCancel, *RUNS_PANELS)
async def show_cancel(work: Work, command: ShowCancel, actor: Actor) -> Reply:
    """The form with which a panel is called off, with everybody who would hear of it."""
    chosen = await _chosen(work, command.panel_id, actor, "officer.cancel")
    return Reply(cancel_form(chosen, await _told(work, chosen)) if isinstance(chosen, View) else chosen)


async def _told(work: Work, view: View) -> tuple[str, ...]:
    return who_hears(view.panel, await contacts_of(work, view.panel))


@use_case("officer.attended", "ATT-7", ShowAttended, *RUNS_PANELS)
async def show_attended(work: Work, command: ShowAttended, actor: Actor) -> Reply:
    """The form with which the officer records who was there; of the panel that began last where none is named."""
    panel_id = command.panel_id
    if not panel_id:
        began = await work.panels.between(work.now - LATELY, work.now, (PanelStatus.OPEN, PanelStatus.CLOSED))
        if len(began) != 1:
            return Reply(at_a_glance.which_panel(began, "officer.attended"))
        panel_id = began[0].id
    view = await view_of(work, await work.panel(panel_id), actor.person_id)
    return Reply(attended(view, report=bool(view.panel.attended)))


async def coming(work: Work) -> tuple[Panel, ...]:
    """The panels that are to come, or under way."""
    start = work.now - BEHIND
    return await work.panels.between(start, start + AHEAD, (PanelStatus.PLANNED, PanelStatus.OPEN))


async def _chosen(work: Work, panel_id: str, actor: Actor, opens: str) -> View | Message:
    """The panel that was named, or the only one that is coming; else the question which."""
    if panel_id:
        return await view_of(work, await work.panel(panel_id), actor.person_id)
    panels = await coming(work)
    if len(panels) == 1:
        return await view_of(work, panels[0], actor.person_id)
    return at_a_glance.which_panel(panels, opens)
