"""A dispatcher on real storage with the small honest peer, as the service puts them together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cpp_core.effects import Channel, Effect, Refused, Unknown
from cpp_core.model.person import Person
from cpp_core.orders import InstallOrder, NotWanted, Order
from cpp_core.outbox import Terms
from cpp_core.ports import Clock, Sender
from integrations.storage import SqlStorage
from scheduling.dispatcher import Dispatcher, Pace
from scheduling.happenings import Happening
from scheduling.sending import Steps
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.databases import START, fresh_database, opened
from tests.scheduling.peer import Peer, PeerSender, a_peer, a_session

SOMEBODY = Person("ann", "ann@example.gov.uk", "Ann", "ann@example.gov.uk")


@dataclass
class World:
    """All of it, and what the use cases behind it were told."""

    storage: SqlStorage
    clock: VirtualClock
    peer: Peer
    senders: dict[Channel, Sender]
    refused: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    not_wanted: dict[str, str] = field(default_factory=dict)
    withheld: str | None = None
    instead: Callable[[Effect, Refused], Effect | None] = lambda effect, refused: None

    def dispatcher(
        self, *, clock: Clock | None = None, at_once: int = 16, lease: timedelta | None = None
    ) -> Dispatcher:
        """A dispatcher."""
        steps = Steps(
            self.senders,
            self._prepare,
            self._on_refused,
            self._on_unknown,
            lambda order: self.withheld,
            time_limit=timedelta(seconds=5),
        )
        terms = Terms("a dispatcher", lease=lease or timedelta(minutes=5))
        return Dispatcher(self.storage.outbox, clock or self.clock, steps, terms, pace=Pace(at_once=at_once))

    async def send(self, *effects: Effect) -> None:
        """Write these effects."""
        async with self.storage.unit_of_work() as unit:
            await unit.send(effects)

    async def drain(self) -> Mapping[str, str]:
        """Drain once; what became of which key."""
        return outcomes(await self.dispatcher().drain())

    async def _prepare(self, effect: Effect) -> Order | NotWanted:
        if effect.what == "cannot be rendered":
            raise LookupError("Ann Archer was born on 1 May")
        why = self.not_wanted.get(effect.key)
        return NotWanted(why) if why else InstallOrder(SOMEBODY)

    async def _on_refused(self, effect: Effect, refused: Refused) -> None:
        self.refused.append((effect.key, refused.reason))
        if follow := self.instead(effect, refused):
            await self.send(follow)

    async def _on_unknown(self, effect: Effect, unknown: Unknown) -> None:
        self.unknown.append(effect.key)


def outcomes(happenings: tuple[Happening, ...]) -> dict[str, str]:
    """What became of which key, at last."""
    return {one.key: one.outcome for one in happenings}


@asynccontextmanager
async def a_world(kind: str, folder: Path) -> AsyncIterator[World]:
    """The world on a fresh database."""
    clock = VirtualClock(START)
    storage = opened(fresh_database(kind, folder), clock)
    async with a_peer() as peer, a_session() as session:
        asked: Sender = PeerSender(session, peer.url)
        chat: Sender = PeerSender(session, peer.url, can_be_asked=False)
        yield World(storage, clock, peer, {Channel.MAIL: asked, Channel.CHAT: chat})
    await storage.close()


async def until(so: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until it is so; fails when it is not in time."""
    for _ in range(int(seconds / 0.01)):
        if so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"not so within {seconds} s")
