"""Several panels of one day that share their people, the local Microsoft 365, and replicas that can be killed.

The local Microsoft 365 lives in the test's own process, so it survives; what has happened is counted there.
"""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import aiohttp

from cpp_core.model.panel import Band, Panel
from cpp_core.model.person import Person
from cpp_core.outbox import UNFINISHED, EffectState
from cpp_core.usecases.commands import CreatePanel, ImportPeople
from cpp_core.usecases.frame import SERVICE_OWNER, perform
from infra.demo.world import GUIDE, settings_for
from infra.sandbox.app import RunningSandbox, start
from infra.sandbox.config import SandboxConfig
from infra.sandbox.state import Tenant
from infra.settings import Settings
from integrations.bank_holidays import working_calendar
from integrations.storage import SqlStorage, open_storage
from tests.integrations.storage.databases import fresh_database
from tests.journeys.door import Door, a_door
from tests.journeys.replica import Post, QuickClock, live
from tests.journeys.small_panel import cast, seats
from tests.nursery import NURSERY

LATENCY = 0.03
"""Real seconds that each request takes, so that there are always some under way."""


class Now:
    """The city's time, which is another day's from one act to the next."""

    def __init__(self, start: datetime) -> None:
        self.quick = QuickClock(start, time.monotonic())

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self.quick.now()


@dataclass
class City:
    """The city, what has been done to its replicas, and what each was at when it died."""

    folder: Path
    settings: Settings
    sandbox: RunningSandbox
    storage: SqlStorage
    clock: Now
    door: Door
    people: Mapping[str, Person]
    dice: random.Random
    session: aiohttp.ClientSession
    panels: list[str] = field(default_factory=list)
    replicas: dict[int, BaseProcess] = field(default_factory=dict)
    invited_at_a_move: dict[str, frozenset[str]] = field(default_factory=dict)
    """For each panel that was moved, who was to come: they hear of it from Exchange."""
    at_a_kill: list[frozenset[str]] = field(default_factory=list)
    """For each kill the keys of what the replica was at."""
    diary: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        """Write down what has happened, for whoever must find out why a test failed."""
        self.diary.append(f"{self.clock.now():%d %b %H:%M:%S.%f} {what}")

    @property
    def tenant(self) -> Tenant:
        """What the local Microsoft 365 remembers."""
        return self.sandbox.sandbox.tenant

    @property
    def requests(self) -> int:
        """How many requests the local Microsoft 365 has answered."""
        return len(self.sandbox.sandbox.traffic.entries)

    async def panel(self, panel_id: str) -> Panel:
        """A panel as it stands."""
        async with self.storage.reading() as unit:
            found = await unit.panels.get(panel_id)
        assert found is not None
        return found

    async def control(self, path: str, body: Any) -> Any:
        """One order to the local Microsoft 365, as somebody in Teams or Outlook; answers with what came of it."""
        async with self.session.post(f"{self.sandbox.base_url}/control{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    def begin(self, number: int) -> None:
        """Start this replica, and do not wait for it."""
        port = self.door.ports.setdefault(number, _port_that_nobody_is_given())
        settings = self.settings.model_copy(update={"port": port})
        log = self.folder / f"replica-{number}.log"
        post = Post(settings, self.clock.quick, self.sandbox.identity_environment, log)
        process = NURSERY.Process(target=live, args=(post,), daemon=True)
        process.start()
        self.replicas[number] = process
        self.note(f"replica {number} begins as process {process.pid}")

    async def kill(self, number: int) -> None:
        """Kill this replica, and write down what it was at."""
        process = self.replicas.pop(number)
        process.kill()
        self.note(f"replica {number} is killed after {self.requests} requests")
        await gone(process)
        await asyncio.sleep(0.1)  # what it had just asked the database to commit is committed then
        held = (await self.at_work()).get(f":{process.pid}", frozenset())
        self.at_a_kill.append(held)
        self.note(f"it was at {sorted(held)}")

    async def at_work(self) -> dict[str, frozenset[str]]:
        """What each process is at, or was when it died, by the end of its name."""
        rows = await self.storage.outbox.list(states=[EffectState.LEASED], limit=1000)
        holders = {row.holder[row.holder.rindex(":") :] for row in rows}
        return {one: frozenset(row.effect.key for row in rows if row.holder.endswith(one)) for one in holders}

    async def end(self) -> None:
        """Have every replica end as it should."""
        for number, process in self.replicas.items():
            await self.is_ready(number)
            process.terminate()
        for process in self.replicas.values():
            await gone(process)
            assert process.exitcode == 0, f"a replica ended with {process.exitcode}"
        self.replicas.clear()

    async def is_ready(self, number: int) -> None:
        """Wait until this replica says that it can work."""
        url = f"http://127.0.0.1:{self.door.ports[number]}/readyz"
        for _ in range(600):
            try:
                async with self.session.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
        raise AssertionError(f"replica {number} is not ready")

    async def becomes_quiet(self, by: datetime, seconds: float = 90) -> None:
        """Wait until all is done that falls due by then; what is a dead letter never will be."""
        give_up_at = time.monotonic() + seconds
        while self.clock.now() < by or not await self._is_quiet():
            if time.monotonic() > give_up_at:
                rows = await self.storage.outbox.list(states=tuple(UNFINISHED), limit=1000)
                raise AssertionError(f"stuck: {[(row.effect.key, row.state, row.outcome) for row in rows]}")
            await asyncio.sleep(0.05)

    async def _is_quiet(self) -> bool:
        died = [process.exitcode for process in self.replicas.values() if process.exitcode is not None]
        assert not died, f"a replica has died by itself: {died}"
        async with self.storage.reading() as unit:
            due = await unit.panels.due(self.clock.now(), 1)
        counts = await self.storage.outbox.counts()
        assert not counts[EffectState.DEAD], "there is a dead letter"
        return not due and not any(counts[state] for state in UNFINISHED)

    def said(self) -> list[str]:
        """What replicas wrote into their logs."""
        return [line for log in sorted(self.folder.glob("replica-*.log")) for line in log.read_text().splitlines()]

    def complaints(self) -> list[str]:
        """What is more than a warning."""
        return [line for line in self.said() if not line.startswith("WARNING")]


def _port_that_nobody_is_given() -> int:
    """Below those that the system gives to whoever connects: it must be free at every restart."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


async def gone(process: BaseProcess) -> None:
    """Wait for the end of a process. Asked in one thread, or two take the answer."""
    for _ in range(6000):
        if process.exitcode is not None:
            return
        await asyncio.sleep(0.005)
    raise AssertionError("a process does not end")


@asynccontextmanager
async def a_city(kind: str, folder: Path, seed: int, made_at: datetime, *panels: datetime) -> AsyncIterator[City]:
    """People, 3-month panels at these times with all of them, and no replica yet."""
    nursery = NURSERY.Process(target=int)
    nursery.start()
    await gone(nursery)  # its first process takes seconds, later ones do not
    clock = Now(made_at)
    guide = folder / "CPP Information Reference Guide.pdf"
    guide.write_bytes(GUIDE)
    url = fresh_database(kind, folder)
    people = {person.name: person for person in cast()}
    async with aiohttp.ClientSession() as session, a_door() as door:
        sandbox = await start(SandboxConfig(door.url, now=clock.now, latency=LATENCY))
        storage = open_storage(url, clock, working_calendar())
        settings = settings_for(sandbox, url, guide, None)
        city = City(folder, settings, sandbox, storage, clock, door, people, random.Random(seed), session)
        try:
            await _settle(city, panels)
            yield city
        finally:
            for process in city.replicas.values():
                process.kill()
                await gone(process)
            await storage.close()
            await sandbox.stop()
            print("\n".join([f"seed {seed}", *city.diary, *city.said()]))  # pytest shows it of what fails


async def _settle(city: City, panels: tuple[datetime, ...]) -> None:
    rows = [{"id": one.id, "upn": one.upn, "name": one.name, "mail": one.email} for one in city.people.values()]
    await city.control("/users", rows)
    await perform(city.storage, "people.import", ImportPeople(tuple(city.people.values())), SERVICE_OWNER)
    for at in panels:
        command = CreatePanel(at, Band.THREE_MONTH, seats(city.people), late_reason="Made for a test.")
        city.panels.append(str((await perform(city.storage, "panel.create", command, SERVICE_OWNER)).data["id"]))
