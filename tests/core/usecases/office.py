"""The use cases on real storage (SQLite in a file), with a clock that is moved and a small directory of people."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cpp_core.effects import Effect
from cpp_core.guidance.policy import CURRENT, PolicyRegister
from cpp_core.messages.message import Message
from cpp_core.model.case import Case
from cpp_core.model.panel import Band, Panel, SeatKind
from cpp_core.model.person import Grade, Person, Role
from cpp_core.orders import ChatOrder, MailOrder, MeetingOrder, NotWanted, Order
from cpp_core.usecases import all as all_use_cases
from cpp_core.usecases.commands import ConfirmAttendance, CreatePanel, ImportCases, ImportPeople, NamePeople
from cpp_core.usecases.frame import CLOCK, SERVICE_OWNER, Actor, ActorKind, Reply, perform
from cpp_core.usecases.rendering import render
from cpp_core.usecases.tick import Tick
from cpp_core.usecases.work import Work
from integrations.bank_holidays import working_calendar
from integrations.storage.storage import SqlStorage, open_storage
from scheduling.virtual_time import VirtualClock
from tests.core.tables import moment

USE_CASES = all_use_cases.__all__
CORE = ("FNORC", "NRPC", "RL", "LO")
TRAINED = date(2026, 1, 12)


def a_person(person_id: str, *roles: Role, area: str = "", grade: Grade | None = Grade.HEO, **other: Any) -> Person:
    """Somebody who is trained."""
    address = f"{person_id.lower().replace(' ', '.')}@example.gov.uk"
    person = Person(person_id, address, person_id.title(), address, area, grade, frozenset(roles), TRAINED)
    return replace(person, **other)


def directory() -> tuple[Person, ...]:
    """A SPOC, a member and two reserves for each core area; chairs, officer, independent members, the CPP team."""
    people = [a_person("chair", Role.CHAIR, grade=Grade.G7), a_person("chair 2", Role.CHAIR, grade=Grade.SEO)]
    people += [a_person("officer", Role.OFFICER, area="CPP"), a_person("team", Role.CPP_TEAM, area="CPP")]
    people += [a_person("lead", Role.CPP_LEAD, area="CPP"), a_person("manager", Role.CPP_MANAGER, area="CPP")]
    for number in (1, 2):
        sat = {"appointed_from": date(2025, 1, 1), "ctc_cleared_on": date(2025, 1, 1)}
        people.append(a_person(f"ipm {number}", Role.IPM, area="IPM", grade=None, **sat))
    for area in CORE:
        people.append(a_person(f"spoc {area}", Role.SPOC, area=area))
        people.append(a_person(f"{area} 0", Role.MEMBER, area=area))
        people += [a_person(f"{area} {number}", Role.RESERVE, area=area) for number in (1, 2)]
    people += [a_person("owner", Role.CASE_OWNER, area="NRPC"), a_person("casework lead", Role.CASEWORK_LEAD)]
    return (*people, a_person("stranger"))


NAMED: Mapping[SeatKind, tuple[str, ...]] = {
    SeatKind.CHAIR: ("chair",),
    SeatKind.OFFICER: ("officer",),
    SeatKind.IPM: ("ipm 1", "ipm 2"),
    **{SeatKind(area): (f"{area} 0", f"{area} 1", f"{area} 2") for area in CORE},
}
DUE = date(2026, 8, 31)
"""Detained since then, a case is due in the week of 30 November to 6 December 2026."""


def a_case(ref: str = "C1", detained_on: date = date(2026, 9, 7), **other: Any) -> Case:
    """A case due in the week of the panel of 8 December 2026."""
    return replace(
        Case(
            ref, detained_on, "Harmondsworth", "NRPC", "Team 1", "owner@example.gov.uk", "casework.lead@example.gov.uk"
        ),
        **other,
    )


@dataclass
class Office:
    """What tests ask of the service."""

    storage: SqlStorage
    clock: VirtualClock

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.clock.now()

    async def ask(self, name: str, command: Any, by: str = "") -> Reply:
        """Ask for a use case: as this person, or as the service owner."""
        actor = Actor(ActorKind.PERSON, by) if by else SERVICE_OWNER
        return await perform(self.storage, name, command, actor)

    async def at(self, when: str) -> None:
        """Time passes, and what falls due is done at its moment."""
        until = moment(when)
        while True:
            async with self.storage.reading() as unit:
                due = await unit.panels.next_due_at()
            if due is None or due > until:
                break
            self.clock.move(max(due, self.now))
            await self.tick()
        self.clock.move(max(until, self.now))

    async def tick(self) -> list[str]:
        """Do what is due now."""
        async with self.storage.reading() as unit:
            panels = await unit.panels.due(self.now, 100)
        done: list[str] = []
        for panel_id in panels:
            done += (await perform(self.storage, "panel.tick", Tick(panel_id), CLOCK)).data["carried_out"]
        return done

    async def panel(self, panel_id: str) -> Panel:
        """The panel as it stands."""
        async with self.storage.reading() as unit:
            found = await unit.panels.get(panel_id)
        assert found is not None
        return found

    async def effects(self, what: str = "", to: str = "") -> list[Effect]:
        """What was written to the outbox, of this kind, to this person or address."""
        rows = await self.storage.outbox.list(limit=10_000)
        found = [row.effect for row in rows]
        return [
            effect
            for effect in found
            if (not what or effect.what == what)
            and (not to or to in (effect.refs.get("person"), effect.refs.get("to")))
            and effect.replaces is None
        ]

    async def order(self, effect: Effect) -> Order | NotWanted:
        """What a sender would get now."""
        async with self.storage.reading() as unit:
            return await render(Work(unit), effect)

    async def message(self, what: str, to: str) -> Message:
        """The newest message of this kind to somebody, as it would be sent now."""
        order = await self.order((await self.effects(what, to))[-1])
        assert isinstance(order, ChatOrder | MailOrder | MeetingOrder), order
        return order.message

    async def with_panel(self, at: str = "2026-12-08 10:00", band: Band = Band.THREE_MONTH, **named: Any) -> str:
        """A panel for which everybody is named."""
        people = {**NAMED, **{SeatKind(kind): value for kind, value in named.items()}}
        reply = await self.ask("panel.create", CreatePanel(moment(at), band, dict(people)))
        return str(reply.data["id"])

    async def everybody_confirms(self, panel_id: str, *but: str) -> None:
        """Each member who is asked, except these."""
        for _, place in (await self.panel(panel_id)).places():
            if str(place.status) == "asked" and place.person_id not in but:
                await self.ask("attendance.confirm", ConfirmAttendance(panel_id), place.person_id)

    async def caseload(self, *cases: Case, when: str = "") -> Reply:
        """Import an extract of these cases."""
        return await self.ask("cases.import", ImportCases(cases, moment(when) if when else self.now))


@asynccontextmanager
async def an_office(
    folder: Path, at: str = "2026-10-19 09:00", policies: PolicyRegister = CURRENT
) -> AsyncIterator[Office]:
    """An empty database with the directory in it."""
    clock = VirtualClock(moment(at))
    storage = open_storage(f"sqlite:///{folder / 'panels.sqlite'}", clock, working_calendar(), policies)
    await storage.upgrade()
    office = Office(storage, clock)
    try:
        await office.ask("people.import", ImportPeople(directory()))
        yield office
    finally:
        await storage.close()


def names(panel_id: str, area: str, member: str, *reserves: str, **other: Any) -> NamePeople:
    """A nomination with both affirmations."""
    return replace(NamePeople(panel_id, area, member, reserves, True, True), **other)
