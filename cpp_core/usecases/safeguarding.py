"""Safeguarding and vulnerability concerns: recorded for a case, sent to the team that must act, followed up (REC-11)."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from cpp_core.messages.message import Message
from cpp_core.messages.safeguarding import CASEWORK, CASEWORK_WORDS, addresses_of, safeguarding, teams
from cpp_core.model.concern import SafeguardingConcern
from cpp_core.model.panel import Panel, PanelStatus
from cpp_core.refusals import Fault, NotFound, Refusal
from cpp_core.rules.safeguarding import follow_up_at, safeguarding_faults
from cpp_core.usecases.commands_concerns import (
    FindSafeguarding,
    FollowUpSafeguarding,
    RaiseSafeguarding,
    ShowSafeguarding,
)
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.sat_on import panel_or_question
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys
from cpp_core.workflow.step import Step, note

ANYONE_THERE = (Relation.SEATED, Relation.OFFICER)
OURS = ".gov.uk"


@use_case("safeguarding.show", "REC-11", ShowSafeguarding, *ANYONE_THERE, Relation.CPP_TEAM)
async def show(work: Work, command: ShowSafeguarding, actor: Actor) -> Reply:
    """The form, and the concerns of this panel by reference."""
    panel = await work.panel(command.panel_id)
    return Reply(await safeguarding_message(work, panel, command.case_ref))


@use_case("safeguarding.find", "REC-11", FindSafeguarding, Relation.ANYONE)
async def find(work: Work, command: FindSafeguarding, actor: Actor) -> Reply:
    """The form for the panel on which the asker sat."""
    found = await panel_or_question(work, actor, "safeguarding.show")
    return Reply(found if isinstance(found, Message) else await safeguarding_message(work, found))


@use_case("safeguarding.raise", "REC-11", RaiseSafeguarding, *ANYONE_THERE)
async def raise_concern(work: Work, command: RaiseSafeguarding, actor: Actor) -> Reply:
    """To the team that must act by e-mail, at any hour; the officer is asked later what was done."""
    panel = await work.panel(command.panel_id)
    if panel.status not in (PanelStatus.OPEN, PanelStatus.CLOSED):
        mend = "Until it is open, write to the casework team."
        raise Refusal("REC-11", Fault("", f"This panel is {panel.status}.", mend))
    team, addresses, faults = await _team(work, panel, command, actor)
    made = SafeguardingConcern(
        f"safeguarding:{uuid4().hex}",
        panel.id,
        command.case_ref,
        command.words.strip(),
        team,
        actor.person_id,
        work.now,
        sent_at=work.now,
    )
    found = [Fault("", f"{each.what[:1].upper()}{each.what[1:]}.", each.mend) for each in safeguarding_faults(made)]
    if all(listed.case_ref != command.case_ref for listed in panel.cases):
        found.append(Fault("Case", "is not on this panel's list.", "Choose one of the list."))
    if found or faults:
        return Reply(await safeguarding_message(work, panel, errors=(*found, *faults)))
    await work.safeguarding_concerns.save(made)
    scene, contacts = scene_of(work, panel), await contacts_of(work, panel)
    mails = [
        keys.mail(f"REC-11:{made.id}:{to}", "safeguarding", "REC-11", panel, to, concern=made.id) for to in addresses
    ]
    at = follow_up_at(made, work.policy_of(panel), work.calendar)
    asks = [
        effect
        for person in contacts.officer_of(panel)
        for effect in keys.chat(
            f"REC-11:follow-up:{made.id}", "safeguarding_follow_up", "REC-11", panel, person, concern=made.id
        )
    ]
    for_panel = note(
        panel, scene, "safeguarding concern sent", "REC-11", actor.name, case=made.case_ref, concern=made.id
    )
    for_case = replace(for_panel, chain=f"case:{made.case_ref}", texts={"concern": made.words, "sent to": team})
    panel = await work.apply(Step(panel, (*mails, *keys.later(asks, at)), (for_panel, for_case)))
    return Reply(await safeguarding_message(work, panel))


@use_case("safeguarding.done", "REC-11", FollowUpSafeguarding, Relation.OFFICER, Relation.CPP_TEAM)
async def done(work: Work, command: FollowUpSafeguarding, actor: Actor) -> Reply:
    """What the team did; the follow-up is over."""
    panel = await work.panel(command.panel_id)
    each = await work.safeguarding_concerns.get(command.concern_id)
    if each is None or each.panel_id != panel.id:
        raise NotFound("REC-11", Fault("", "There is no such concern.", "Choose one of this panel."))
    if not command.what_was_done.strip():
        raise Refusal("REC-11", Fault("What was done", "is missing.", "Say what the team did."))
    each = replace(each, what_was_done=command.what_was_done.strip(), done_at=work.now)
    await work.safeguarding_concerns.save(each)
    for_panel = note(
        panel,
        scene_of(work, panel),
        "safeguarding concern followed up",
        "REC-11",
        actor.name,
        case=each.case_ref,
        concern=each.id,
    )
    for_case = replace(for_panel, chain=f"case:{each.case_ref}", texts={"what was done": each.what_was_done})
    panel = await work.apply(Step(panel, (), (for_panel, for_case)))
    return Reply(await safeguarding_message(work, panel))


async def safeguarding_message(
    work: Work, panel: Panel, case_ref: str = "", *, errors: tuple[Fault, ...] = ()
) -> Message:
    """The card as it stands."""
    known = await work.safeguarding_concerns.of_panel(panel.id)
    return safeguarding(await view_of(work, panel), known, case_ref, errors=errors)


async def _team(
    work: Work, panel: Panel, command: RaiseSafeguarding, actor: Actor
) -> tuple[str, tuple[str, ...], tuple[Fault, ...]]:
    """The team in words, its addresses, and what is wrong with them: other than casework it needs an address of ours."""
    words = dict(teams(await view_of(work, panel)))
    to = command.to.strip().casefold()
    if command.team == CASEWORK:
        case = await work.cases.get(command.case_ref)
        known = addresses_of(case) if case else ()
        fault = Fault("Casework", "has no address in the extract.", "Choose another team and give its address.")
        return CASEWORK_WORDS, known, () if known else (fault,)
    if command.team not in words:
        return "", (), ()
    person = await work.people.get(actor.person_id)
    ours = {address.rpartition("@")[2].casefold() for address in (person.email, person.upn)} if person else set()
    name, _, domain = to.rpartition("@")
    if not name or any(sign.isspace() for sign in to) or not (domain.endswith(OURS) or domain in ours):
        mend = f"Give the team's e-mail address, which ends in {OURS}."
        return words[command.team], (), (Fault("E-mail address", "is missing or not one of government.", mend),)
    return words[command.team], (to,), ()
