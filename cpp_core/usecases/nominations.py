"""Names for a panel: from SPOCs, from independent members, from the CPP team (INV-1, INV-2)."""

from __future__ import annotations

from cpp_core.messages.nominations import availability
from cpp_core.messages.words import said_of, seat_name
from cpp_core.model.panel import ASKABLE, LIVE, Panel, PanelStatus, PlaceStatus, SeatKind
from cpp_core.model.person import Person
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.commands import AnswerAvailability, NamePeople
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.seating import seating_faults
from cpp_core.usecases.show import nomination_message, view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow import nominations
from cpp_core.workflow.asking import is_invited


@use_case("nomination.name", "INV-1", NamePeople, Relation.SPOC, Relation.CPP_TEAM)
async def name(work: Work, command: NamePeople, actor: Actor) -> Reply:
    """A SPOC names a member and reserves, and says that they are trained and have time to prepare."""
    panel = await work.panel(command.panel_id)
    kind = _seat_of(command.area)
    await _check(work, panel, kind, command)
    contacts = await contacts_of(work, panel)
    people = (command.member_id, *command.reserve_ids)
    step = nominations.name(panel, kind, people, actor.name, contacts, scene_of(work, panel))
    return Reply(await nomination_message(work, await work.apply(step), kind, actor.person_id))


def _seat_of(area: str) -> SeatKind:
    try:
        return SeatKind(area)
    except ValueError:
        known = ", ".join(SeatKind)
        raise Refusal("INV-1", Fault("Area", f"{area} has no seat on a panel.", f"The seats are: {known}.")) from None


async def _check(work: Work, panel: Panel, kind: SeatKind, command: NamePeople) -> None:
    """Raises `Refusal` with everything that is wrong with the names."""
    if panel.status is not PanelStatus.PLANNED:
        raise Refusal("INV-1", Fault("", f"This panel is {panel.status}.", "There is nobody to name any more."))
    faults = []
    core = kind in work.policy_of(panel).core_areas and kind is not SeatKind.IPM
    if not command.member_id:
        faults.append(Fault("Member", "is missing.", "Choose who is to sit."))
    if core and not command.reserve_ids and not is_invited(panel):
        faults.append(Fault("Reserves", "are missing.", "Choose at least one reserve."))
    if command.member_id in command.reserve_ids:
        faults.append(Fault("Reserves", "include the member.", "Choose somebody else as reserve."))
    if not command.trained:
        faults.append(Fault("Training", "is not confirmed.", "Confirm that everybody named has done the CPP training."))
    if not command.time_given:
        faults.append(Fault("Time", "is not confirmed.", "Confirm that everybody named has time to prepare."))
    named = [person_id for person_id in dict.fromkeys((command.member_id, *command.reserve_ids)) if person_id]
    await work.unit.hold(named)  # whoever is named late is asked at once
    for person_id in named:
        faults += await _name_faults(work, panel, kind, await work.person(person_id), core=core)
    if faults:
        raise Refusal("INV-1", *faults)


async def _name_faults(work: Work, panel: Panel, kind: SeatKind, person: Person, *, core: bool) -> list[Fault]:
    faults = list(await seating_faults(work, panel, person, kind))
    if core and person.area != kind:
        faults.append(Fault(person.name, f"is not of {kind}.", "Name somebody of the area."))
    seat, place = panel.seat_of(person.id), panel.place_of(person.id)
    if seat is not None and seat.kind is not kind:
        what = f"is already named for another seat ({seat_name(seat.kind)})."
        faults.append(Fault(person.name, what, "Name somebody else."))
    elif place is not None and place.status not in ASKABLE | LIVE:
        faults.append(Fault(person.name, f"was named before and has {said_of(place.status)}.", "Name somebody else."))
    return faults


@use_case("availability.answer", "INV-2", AnswerAvailability, Relation.IPM)
async def answer_availability(work: Work, command: AnswerAvailability, actor: Actor) -> Reply:
    """An independent member says whether they can sit."""
    panel = await work.panel(command.panel_id)
    scene, contacts = scene_of(work, panel), await contacts_of(work, panel)
    if actor.person_id not in contacts.independent:
        mend = "Write to the CPP team if that is wrong."
        raise Refusal("IPM-1", Fault("", "Your appointment or clearance does not cover the day of this panel.", mend))
    place = panel.seat(SeatKind.IPM).place_of(actor.person_id)
    if panel.status is not PanelStatus.PLANNED:
        raise Refusal("INV-2", Fault("", f"This panel is {panel.status}.", "There is nothing to answer any more."))
    elsewhere = panel.seat_of(actor.person_id)
    if elsewhere is not None and elsewhere.kind is not SeatKind.IPM:
        what = f"You are named for another seat of this panel ({seat_name(elsewhere.kind)})."
        raise Refusal("INV-2", Fault("", what, "Write to the CPP team if that is wrong."))
    if place is not None and place.asked_at is not None:
        mend = "Answer on that card, please."
        raise Refusal("INV-2", Fault("", "You have been asked for this panel already.", mend))
    if command.available and (place is None or place.status is not PlaceStatus.NAMED):
        panel = await work.apply(nominations.available(panel, actor.person_id, contacts, scene))
    elif not command.available:
        panel = await work.apply(nominations.unavailable(panel, actor.person_id, command.reason.strip(), scene))
    return Reply(availability(await view_of(work, panel, reader=actor.person_id), actor.person_id))
