"""The chair's decision about a panel that lacks a core seat (PAN-8)."""

from __future__ import annotations

from cpp_core.messages.quorum import quorum as quorum_words
from cpp_core.messages.quorum import quorum_decided
from cpp_core.model.panel import QuorumChoice, QuorumDecision, SeatKind
from cpp_core.usecases.commands import DecideQuorum, ShowQuorum
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.fees import panel_called_off
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.panels import at_new_start
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow import moving, quorum


@use_case("quorum.show", "PAN-8", ShowQuorum, Relation.CHAIR, Relation.OFFICER, Relation.CPP_TEAM)
async def show(work: Work, command: ShowQuorum, actor: Actor) -> Reply:
    """The decision as it stands; only the chair can take it."""
    view = await view_of(work, await work.panel(command.panel_id), reader=actor.person_id)
    chairs = view.panel.holders().get(SeatKind.CHAIR) == actor.person_id
    return Reply(quorum_words(view, for_chair=chairs))


@use_case("quorum.decide", "PAN-8", DecideQuorum, Relation.CHAIR)
async def decide(work: Work, command: DecideQuorum, actor: Actor) -> Reply:
    """Proceed, postpone or cancel, with what the chair had in mind and why."""
    panel = await work.panel(command.panel_id)
    scene, contacts = scene_of(work, panel), await contacts_of(work, panel)
    decision = QuorumDecision(
        choice=command.choice,
        by=actor.person_id,
        at=work.now,
        missing=quorum.missing_required(panel, scene),
        objective_can_be_met=command.objective_can_be_met,
        independent_enough=command.independent_enough,
        reasons=command.reasons.strip(),
        new_start=command.new_start,
    )
    step = quorum.decide(panel, decision, contacts, scene)
    if command.choice is QuorumChoice.CANCEL:
        step = step.then(lambda it: moving.cancel(it, actor.name, decision.reasons, contacts, scene))
    if command.choice is QuorumChoice.POSTPONE and command.new_start is not None:
        start = command.new_start
        there = await at_new_start(work, panel, start)
        step = step.then(lambda it: moving.postpone(it, start, actor.name, decision.reasons, *there))
    if command.choice is not QuorumChoice.PROCEED:
        await panel_called_off(work, panel)
    return Reply(quorum_decided(await view_of(work, await work.apply(step), reader=actor.person_id)))
