"""How a person stands to what a command is about; `who may` is declared in these words."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from cpp_core.model.panel import Panel, PlaceStatus, SeatKind
from cpp_core.model.person import Person, Role
from cpp_core.usecases.work import Work


class Relation(StrEnum):
    """A relation between a person and the panel or case of a command."""

    NAMED = "someone who was asked for a seat of this panel"
    SEATED = "someone who has a seat on this panel"
    CHAIR = "the chair of this panel"
    OFFICER = "the CPP officer of this panel"
    INDEPENDENT = "the independent member of this panel"
    SPOC = "the SPOC of the area"
    CASE_OWNER = "the case owner"
    CASEWORK_LEAD = "the casework lead"
    APPROVER = "the approver who was named"
    IPM = "an independent panel member"
    CPP_TEAM = "the CPP team"
    CPP_MANAGER = "a CPP manager"
    CPP_LEAD = "the CPP lead"
    ANYONE = "anyone in the directory"
    SERVICE_OWNER = "the service owner"
    CLOCK = "the clock"


_BY_ROLE = {
    Role.CPP_TEAM: Relation.CPP_TEAM,
    Role.OFFICER: Relation.CPP_TEAM,
    Role.CPP_MANAGER: Relation.CPP_MANAGER,
    Role.CPP_LEAD: Relation.CPP_LEAD,
    Role.IPM: Relation.IPM,
}


async def relations_of(work: Work, person_id: str, command: Any) -> frozenset[Relation]:
    """Every relation that this person has to the command's panel, seat and case; none for a stranger."""
    person = await work.people.get(person_id)
    if person is None:
        return frozenset()
    held = {Relation.ANYONE} | {_BY_ROLE[role] for role in person.roles if role in _BY_ROLE}
    if person.has(Role.SPOC) and person.area and person.area == getattr(command, "area", ""):
        held.add(Relation.SPOC)
    panel_id = getattr(command, "panel_id", "")
    panel = await work.panels.get(panel_id) if panel_id else None
    if panel is not None:
        held |= relations_to_panel(person, panel)
    case_ref = getattr(command, "case_ref", "")
    case = await work.cases.get(case_ref) if case_ref else None
    if case is not None:
        held |= {Relation.CASE_OWNER} if _same(person, case.case_owner) else set()
        held |= {Relation.CASEWORK_LEAD} if _same(person, case.casework_lead) else set()
        held |= {Relation.APPROVER} if panel is not None and await _approves(work, person, panel, case_ref) else set()
    return frozenset(held)


async def _approves(work: Work, person: Person, panel: Panel, case_ref: str) -> bool:
    """Whether the person was asked to approve a disagreement about this case, now or before (OUT-4)."""
    found = [each for each in await work.follow_ups.of_case(case_ref) if each.panel_id == panel.id]
    asked = {each.pending.approver_id for each in found if each.pending is not None}
    return person.id in asked | {said.by for each in found for said in each.approvals}


def relations_to_panel(person: Person, panel: Panel) -> set[Relation]:
    """The relations that come from the person's place on the panel, as it stands now."""
    seat, place = panel.seat_of(person.id), panel.place_of(person.id)
    if seat is None or place is None or place.asked_at is None:
        return set()
    held = {Relation.NAMED}
    if place.status is PlaceStatus.CONFIRMED:
        held.add(Relation.SEATED)
        by_seat = {
            SeatKind.CHAIR: Relation.CHAIR,
            SeatKind.OFFICER: Relation.OFFICER,
            SeatKind.IPM: Relation.INDEPENDENT,
        }
        held |= {by_seat[seat.kind]} if seat.kind in by_seat else set()
    return held


def _same(person: Person, address: str) -> bool:
    return bool(address) and address.casefold() in (person.upn.casefold(), person.email.casefold())
