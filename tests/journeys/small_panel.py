"""A panel with everybody named, two weeks ahead: two people for each core area, and the service that looks after it."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from cpp_core.deadlines.time import local
from cpp_core.model.panel import Band, Panel, Place, PlaceStatus, SeatKind
from cpp_core.model.person import Grade, Person, Role
from cpp_core.usecases.commands import CreatePanel, ImportPeople
from cpp_core.usecases.frame import SERVICE_OWNER
from infra.demo.people import Actor
from infra.demo.world import World, open_world
from tests.integrations.storage.databases import fresh_database

START = local(date(2026, 11, 23), time(10, 0))
PANEL_AT = local(date(2026, 12, 8), time(10, 0))
AREAS = ("FNORC", "NRPC", "RL", "LO")


@dataclass(frozen=True)
class SmallPanel:
    """The world with its panel."""

    world: World
    panel_id: str
    people: dict[str, Person]

    async def at(self, day: date, hour: int, minute: int = 0) -> None:
        """Move on to this moment of London's clocks."""
        await self.world.stage.move_to(local(day, time(hour, minute)))

    async def stays(self) -> None:
        """Have everything done that is due now, and wait until nothing is on its way."""
        await self.world.stage.move_to(self.world.service.clock.now())

    async def later(self, **by: float) -> None:
        """Move on by this long."""
        await self.world.stage.move_to(self.world.service.clock.now() + timedelta(**by))

    def actor(self, who: str) -> Actor:
        """Somebody at their own Teams client."""
        person = self.people[who]
        return Actor(self.world.stage, person.id, person.name, person.upn)

    async def panel(self) -> Panel:
        """The panel as it stands."""
        async with self.world.service.storage.reading() as unit:
            found = await unit.panels.get(self.panel_id)
        assert found is not None
        return found

    async def place(self, who: str) -> Place:
        """Somebody's place as it stands."""
        place = (await self.panel()).place_of(self.people[who].id)
        assert place is not None
        return place

    async def status(self, who: str) -> PlaceStatus:
        """Where somebody stands."""
        return (await self.place(who)).status

    async def answers(self, who: str, response: str, comment: str = "") -> Any:
        """Somebody answers the invitation in Outlook; nothing else happens yet."""
        body = {"user": self.people[who].upn, "subject": await self.subject(), "response": response, "comment": comment}
        return await self.control("/answer-invite", body)

    async def subject(self) -> str:
        """The subject of the meeting."""
        found = await self.world.stage.control("GET", f"/calendar/{self.world.service.settings.mailbox}")
        return str(found["events"][0]["subject"])

    async def control(self, path: str, body: Any) -> Any:
        """One order to the local Microsoft 365."""
        return await self.world.stage.control("POST", path, body)

    async def traffic(self, method: str, part: str) -> int:
        """How often Graph was asked for something."""
        rows = await self.world.stage.control("GET", "/traffic")
        return sum(row["method"] == method and part in row["path"] for row in rows)


@asynccontextmanager
async def small_panel(kind: str, folder: Path, *, reachable: bool = False) -> AsyncIterator[SmallPanel]:
    """The world on this kind of database; `reachable` gives the service a PUBLIC_URL, so that it subscribes to change notifications."""
    port, url = _free_port() if reachable else 0, fresh_database(kind, folder)
    async with open_world(folder, START, port=port, database_url=url) as world:
        yield await made_in(world)


async def made_in(world: World) -> SmallPanel:
    """Everybody, and the panel that they are named for."""
    people = {person.name: person for person in cast()}
    rows = [{"id": one.id, "upn": one.upn, "name": one.name, "mail": one.email} for one in people.values()]
    await world.stage.control("POST", "/users", rows)
    await world.service.ask("people.import", ImportPeople(tuple(people.values())), SERVICE_OWNER)
    command = CreatePanel(PANEL_AT, Band.THREE_MONTH, seats(people), late_reason="Made for a test.")
    reply = await world.service.ask("panel.create", command, SERVICE_OWNER)
    return SmallPanel(world, str(reply.data["id"]), people)


def seats(people: Mapping[str, Person]) -> dict[SeatKind, tuple[str, ...]]:
    """Who is named for which seat: a member and a reserve for each core area, one for each of the others."""
    named = {SeatKind(area): (people[f"{area} member"].id, people[f"{area} reserve"].id) for area in AREAS}
    alone = {SeatKind.CHAIR: "Chair", SeatKind.OFFICER: "Officer", SeatKind.IPM: "Independent"}
    return {**named, **{kind: (people[name].id,) for kind, name in alone.items()}}


def cast() -> list[Person]:
    """Everybody, with a SPOC for each core area."""
    trained = {"trained_on": date(2026, 1, 12), "grade": Grade.SEO}
    rows: list[tuple[str, str, frozenset[Role], dict[str, Any]]] = []
    for area in AREAS:
        rows.append((f"{area} member", area, frozenset({Role.MEMBER}), trained))
        rows.append((f"{area} reserve", area, frozenset({Role.RESERVE}), trained))
        rows.append((f"{area} spoc", area, frozenset({Role.SPOC}), {}))
    rows.append(("Chair", "CPP", frozenset({Role.CHAIR}), trained))
    rows.append(("Officer", "CPP", frozenset({Role.OFFICER, Role.CPP_TEAM}), trained))
    cleared = {"appointed_from": date(2025, 1, 1), "ctc_cleared_on": date(2024, 12, 1), "trained_on": date(2026, 1, 12)}
    rows.append(("Independent", "IPM", frozenset({Role.IPM}), cleared))
    return [_person(number, *row) for number, row in enumerate(rows, start=1)]


def _person(number: int, name: str, area: str, roles: frozenset[Role], more: dict[str, Any]) -> Person:
    upn = f"{name.lower().replace(' ', '.')}@panels.example"
    return Person(f"a0000000-0000-4000-8000-{number:012}", upn, name, upn, area, roles=roles, **more)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def london(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of London's clocks, in UTC."""
    return local(day, time(hour, minute)).astimezone(UTC)
