"""Concerns about behaviour: raised in private, seen by the CPP lead alone, passed on, limited, lifted (REC-10).

The audit trail says that something was raised or decided, in a chain of its own, without words and without names of
those concerned.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import uuid4

from cpp_core.deadlines.time import london_date
from cpp_core.messages.concerns import concern, concern_for_lead
from cpp_core.messages.message import Message
from cpp_core.messages.words import short_panel
from cpp_core.model.concern import BehaviourConcern, HeldRestriction, Restriction
from cpp_core.model.panel import OUT, Panel, PanelStatus, PlaceStatus, SeatKind
from cpp_core.model.person import Person, Role
from cpp_core.ports import Entry
from cpp_core.refusals import Fault, NotAllowed, NotFound, Refusal
from cpp_core.rules.behaviour import concern_faults, is_lifted, may_see
from cpp_core.usecases.commands_concerns import (
    FindConcern,
    LiftLimit,
    LimitSitting,
    PassOnConcern,
    RaiseConcern,
    ShowConcern,
    ViewConcern,
)
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.officer import coming
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.sat_on import panel_or_question
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys

CHAIN = "concerns"


@use_case("concern.show", "REC-10", ShowConcern, Relation.SEATED)
async def show(work: Work, command: ShowConcern, actor: Actor) -> Reply:
    """The form, for whoever sits on the panel."""
    panel = await _begun(work, command.panel_id)
    return Reply(concern(await view_of(work, panel, actor.person_id), actor.person_id))


@use_case("concern.find", "REC-10", FindConcern, Relation.ANYONE)
async def find(work: Work, command: FindConcern, actor: Actor) -> Reply:
    """The form for the panel on which the asker sat."""
    found = await panel_or_question(work, actor, "concern.show")
    if isinstance(found, Message):
        return Reply(found)
    return Reply(concern(await view_of(work, found, actor.person_id), actor.person_id))


@use_case("concern.raise", "REC-10", RaiseConcern, Relation.SEATED)
async def raise_concern(work: Work, command: RaiseConcern, actor: Actor) -> Reply:
    """To the CPP lead at once, at any hour; raised late it goes to them all the same."""
    panel = await _begun(work, command.panel_id)
    on_panel = {place.person_id for _, place in panel.places() if place.status is PlaceStatus.CONFIRMED}
    made = BehaviourConcern(
        f"concern:{uuid4().hex}",
        panel.id,
        command.about,
        actor.person_id,
        work.now,
        command.words.strip(),
        command.challenged,
    )
    found = concern_faults(made, on_panel, panel.closed_at, work.policy_of(panel))
    faults = [
        Fault("", f"{each.what[:1].upper()}{each.what[1:]}.", each.mend) for each in found if each.severity == "refusal"
    ]
    if command.about not in on_panel or command.about == actor.person_id:
        faults.append(Fault("About whom", "is missing.", "Choose somebody who was on the panel."))
    view = await view_of(work, panel, actor.person_id)
    if faults:
        return Reply(concern(view, actor.person_id, errors=tuple(faults)))
    leads = [person for person in await work.people.holding(Role.CPP_LEAD) if may_see(made, person)]
    if not leads:
        mend = "Nothing was kept. Please raise it with the management of the CPP team."
        raise Refusal("REC-10", Fault("", "There is no CPP lead here who may see this.", mend))
    await work.behaviour_concerns.save(made)
    for lead in leads:
        await work.unit.send(
            keys.chat(f"REC-10:{made.id}", "concern_for_lead", "REC-10", panel, lead.id, concern=made.id)
        )
    await _noted(work, "concern about behaviour raised", actor, made)
    return Reply(concern(view, actor.person_id, raised=True))


@use_case("concern.view", "REC-10", ViewConcern, Relation.CPP_LEAD)
async def view(work: Work, command: ViewConcern, actor: Actor) -> Reply:
    """The concern as it stands."""
    return Reply(await concern_message(work, await _seen(work, command.concern_id, actor), actor.person_id))


@use_case("concern.pass_on", "REC-10", PassOnConcern, Relation.CPP_LEAD)
async def pass_on(work: Work, command: PassOnConcern, actor: Actor) -> Reply:
    """The lead has fed it back to a management chain; done by the lead in person, and noted here."""
    each = await _seen(work, command.concern_id, actor)
    if not command.to_whom.strip():
        raise Refusal("REC-10", Fault("To whom", "is missing.", "Say to whom you passed it on."))
    each = replace(each, passed_to_management=command.to_whom.strip())
    await work.behaviour_concerns.save(each)
    await _noted(work, "concern passed to a management chain", actor, each)
    return Reply(await concern_message(work, each, actor.person_id))


@use_case("concern.limit", "REC-10", LimitSitting, Relation.CPP_LEAD)
async def limit(work: Work, command: LimitSitting, actor: Actor) -> Reply:
    """From now on the person is not asked for other seats; without any seat their sitting is ended."""
    each = await _seen(work, command.concern_id, actor)
    if not command.why.strip():
        raise Refusal("REC-10", Fault("Why", "is missing.", "Say why their sitting is limited or ended."))
    known = {kind.value for kind in SeatKind}
    only = tuple(seat for seat in command.only_seats if seat in known)
    made = Restriction(each.about, london_date(work.now), command.why.strip(), only)
    number = len([one for one in await work.restrictions.of_person(each.about) if one.concern_id == each.id]) + 1
    await work.restrictions.save(HeldRestriction(f"{each.id}:limit:{number}", each.id, actor.person_id, made))
    await _noted(work, "sitting limited" if only else "sitting ended", actor, each)
    return Reply(await concern_message(work, each, actor.person_id))


@use_case("concern.lift", "REC-10", LiftLimit, Relation.CPP_LEAD)
async def lift(work: Work, command: LiftLimit, actor: Actor) -> Reply:
    """What is known of further training and of the CPP team's satisfaction; with both the limit is lifted."""
    each = await _seen(work, command.concern_id, actor)
    today = london_date(work.now)
    faults = [
        Fault(where, f"“{typed}” could not be read.", "Type the date again.") for where, typed in command.unreadable
    ]
    days = [one for one in (command.trained_again_on, command.team_satisfied_on) if one is not None]
    if not days and not faults:
        faults.append(
            Fault("", "Neither day is given.", "Give the day of the training, or of the team's satisfaction.")
        )
    if any(one > today for one in days):
        faults.append(Fault("", "A day lies in the future.", "Give it once it has come."))
    if faults:
        raise Refusal("REC-10", *faults)
    for held in await work.restrictions.of_person(each.about):
        if held.concern_id != each.id or is_lifted(held.restriction, today):
            continue
        it = held.restriction
        changed = replace(
            it,
            trained_again_on=command.trained_again_on or it.trained_again_on,
            team_satisfied_on=command.team_satisfied_on or it.team_satisfied_on,
        )
        await work.restrictions.save(replace(held, restriction=changed))
        await _noted(work, "limit lifted" if is_lifted(changed, today) else "limit under review", actor, each)
    return Reply(await concern_message(work, each, actor.person_id))


async def concern_message(work: Work, each: BehaviourConcern, reader: str) -> Message:
    """The lead's card of a concern as it stands."""
    panel = await work.panel(each.panel_id)
    view = await view_of(work, panel, reader)
    people = await work.people.many([each.about, each.raised_by])
    view = replace(view, people={**people, **view.people})
    held = [one for one in await work.restrictions.of_person(each.about) if one.concern_id == each.id]
    found = concern_faults(each, {each.raised_by}, panel.closed_at, work.policy_of(panel))
    late = any(finding.severity == "warning" for finding in found)
    limited = any(not is_lifted(one.restriction, london_date(work.now)) for one in held)
    still = tuple(short_panel(one) for one in _down_for(await coming(work), each.about)) if limited else ()
    return concern_for_lead(view, each, held, late=late, coming=still)


def _down_for(panels: Iterable[Panel], person_id: str) -> Iterable[Panel]:
    for panel in panels:
        place = panel.place_of(person_id)
        if place is not None and place.status not in OUT:
            yield panel


async def _begun(work: Work, panel_id: str) -> Panel:
    panel = await work.panel(panel_id)
    if panel.status not in (PanelStatus.OPEN, PanelStatus.CLOSED):
        mend = "A concern is about behaviour at a panel. Write to the CPP lead about anything else."
        raise Refusal("REC-10", Fault("", f"This panel is {panel.status}.", mend))
    return panel


async def _seen(work: Work, concern_id: str, actor: Actor) -> BehaviourConcern:
    each = await work.behaviour_concerns.get(concern_id)
    person: Person | None = await work.people.get(actor.person_id)
    if each is None:
        raise NotFound("REC-10", Fault("", "There is no such concern.", "Ask for a new card."))
    if person is None or not may_see(each, person):
        raise NotAllowed("REC-10", Fault("", "This is not yours to see.", "Another CPP lead looks after it."))
    return each


async def _noted(work: Work, what: str, actor: Actor, each: BehaviourConcern) -> None:
    await work.unit.record([Entry(CHAIN, what, "REC-10", actor.name, work.now, {"concern": each.id})])
