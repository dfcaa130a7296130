"""A process of the service, small: it makes panels, carries out what is due, sends, and dies where it is told to.

It is told `POINT:N`: at the N-th passing of that point the process kills itself with SIGKILL, so that nothing of it can
clean up. `live` is what such a process runs from its first moment to its last.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from datetime import datetime, timedelta

from aiohttp import ClientSession

from cpp_core.effects import Channel, Effect, Outcome, Refused
from cpp_core.model.panel import Band, Panel
from cpp_core.orders import InstallOrder, Order
from cpp_core.outbox import UNFINISHED, Claim, Finished, LaneLimits, Terms
from cpp_core.ports import Attempt, Conflict, Entry, Sender
from infra.clock import SystemClock
from integrations.storage import SqlStorage, open_storage
from scheduling.deadlines import Deadlines, DeadlinesTick
from scheduling.dispatcher import Dispatcher
from scheduling.happenings import Happening
from scheduling.metrics import Metrics
from scheduling.sending import Steps
from scheduling.ticks import Tick, Ticks
from tests.integrations.storage.databases import CALENDAR
from tests.scheduling.peer import PeerSender, a_session
from tests.scheduling.world import SOMEBODY

POINTS = (
    "before the commit",
    "after the commit",
    "after the claim",
    "before the sending",
    "during the sending",
    "after the sending",
    "before the finish",
    "after the finish",
)
LEASE = timedelta(seconds=2)
TIME_LIMIT = timedelta(seconds=1)


class Death:
    """Counts the passings of the one point at which this process is to die."""

    def __init__(self, told: str) -> None:
        self._point, _, many = told.partition(":")
        self._left = int(many or 0)

    def at(self, point: str) -> None:
        """Die, if it is time."""
        if self.is_near(point):
            os.kill(os.getpid(), signal.SIGKILL)

    def is_near(self, point: str) -> bool:
        """Whether this passing of the point is the last."""
        if point != self._point:
            return False
        self._left -= 1
        return self._left == 0


class KillableSender:
    """A sender that may die before, during or after what it does."""

    def __init__(self, real: Sender, death: Death) -> None:
        self._real = real
        self._death = death

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Send, or die."""
        self._death.at("before the sending")
        sending = asyncio.create_task(self._real.send(attempt, order))
        if self._death.is_near("during the sending"):
            await asyncio.sleep(0.003)
            os.kill(os.getpid(), signal.SIGKILL)
        outcome = await sending
        self._death.at("after the sending")
        return outcome


class KillableOutbox:
    """An outbox that may die before or after it writes outcomes down."""

    def __init__(self, storage: SqlStorage, death: Death) -> None:
        self._real = storage.outbox
        self._death = death

    async def claim(self, now: datetime, limit: int, terms: Terms) -> Sequence[Claim]:
        """Claim."""
        return await self._real.claim(now, limit, terms)

    async def finish(self, finished: Sequence[Finished], now: datetime) -> frozenset[str]:
        """Finish, or die."""
        self._death.at("before the finish")
        late = await self._real.finish(finished, now)
        self._death.at("after the finish")
        return late

    async def next_at(self, now: datetime, limits: LaneLimits) -> datetime | None:
        """When something can be claimed."""
        return await self._real.next_at(now, limits)

    async def wait(self, seconds: float) -> None:
        """Wait."""
        await self._real.wait(seconds)

    def wake(self) -> None:
        """Wake."""
        self._real.wake()


def effects_of(panel_id: str) -> list[Effect]:
    """An invitation, then a reminder of the same subject, and a chat that comes after the invitation."""
    subject, lane = f"{panel_id}:ann", "mailbox"
    first = Effect(f"{panel_id}-invite", Channel.MAIL, "invite", "INV-1", subject, lane)
    second = Effect(f"{panel_id}-remind", Channel.MAIL, "remind", "ATT-2", subject, lane)
    chat = Effect(f"{panel_id}-chat", Channel.CHAT, "ask", "ATT-1", f"{panel_id}:bob", "drive", after=first.key)
    return [first, second, chat]


async def make_panels(storage: SqlStorage, many: int) -> None:
    """Make those panels that nobody has made; something is due for each at once."""
    for number in range(many):
        panel_id = f"p{number}"
        try:
            async with storage.unit_of_work() as unit:
                if await unit.panels.get(panel_id) is None:
                    await unit.panels.save(Panel(panel_id, Band.TWELVE_PLUS, unit.now, unit.now), unit.now)
                    await unit.record([Entry(f"panel:{panel_id}", "made", "PAN-1", "clock", unit.now)])
        except Conflict:
            continue
        await asyncio.sleep(0)


class Due:
    """What falls due for a panel: once, its effects are written."""

    def __init__(self, storage: SqlStorage, death: Death) -> None:
        self._storage = storage
        self._death = death

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Panels for which something is due."""
        async with self._storage.reading() as unit:
            return await unit.panels.due(now, limit)

    async def carry_out(self, panel_id: str) -> Sequence[Happening]:
        """Write the panel's effects in the transaction that meets its obligation, or die."""
        async with self._storage.unit_of_work() as unit:
            panel = await unit.panels.get(panel_id)
            if panel is None or "invite" in panel.done:
                return ()
            await unit.panels.save(panel.with_done("invite", unit.now), None)
            await unit.send(effects_of(panel_id))
            await unit.record([Entry(f"panel:{panel_id}", "carried out", "INV-1", "clock", unit.now)])
            self._death.at("before the commit")
        self._death.at("after the commit")
        return (Happening(unit.now, "deadline", panel_id, "done"),)

    def ticks(self) -> Ticks:
        """The ticks that carry it out."""
        metrics = Metrics()
        tick = DeadlinesTick(Deadlines(self.due, self.carry_out), SystemClock(), metrics)
        return Ticks([Tick("deadlines", tick, timedelta(milliseconds=50))], metrics)


async def all_finished(storage: SqlStorage) -> None:
    """Wait until nothing is due, waiting or under way."""
    for _ in range(2400):
        async with storage.reading() as unit:
            due = await unit.panels.next_due_at()
        counts = await storage.outbox.counts()
        if due is None and not any(counts[state] for state in UNFINISHED):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("not everything has been finished in two minutes")


async def work(storage: SqlStorage, session: ClientSession, peer_url: str, many: int, death: Death) -> None:
    """Make panels, carry out what is due for them and send what that causes, until all is finished."""

    async def prepare(effect: Effect) -> Order:
        death.at("after the claim")
        return InstallOrder(SOMEBODY)

    async def on_refused(effect: Effect, refused: Refused) -> None:
        raise AssertionError("the peer refuses nothing")

    senders: dict[Channel, Sender] = {
        Channel.MAIL: KillableSender(PeerSender(session, peer_url), death),
        Channel.CHAT: KillableSender(PeerSender(session, peer_url, can_be_asked=False), death),
    }
    steps = Steps(senders, prepare, on_refused, time_limit=TIME_LIMIT)
    terms = Terms(f"process {os.getpid()}", lease=LEASE)
    dispatcher = Dispatcher(KillableOutbox(storage, death), SystemClock(), steps, terms)
    ticks = Due(storage, death).ticks()
    ticks.start()
    running = asyncio.create_task(dispatcher.run())
    await make_panels(storage, many)
    await all_finished(storage)
    await ticks.stop()
    await dispatcher.stop()
    await running


async def _live(database_url: str, peer_url: str, many: int, kill_at: str) -> None:
    storage = open_storage(database_url, SystemClock(), CALENDAR)
    async with a_session() as session:
        await work(storage, session, peer_url, many, Death(kill_at))
    await storage.close()


def live(database_url: str, peer_url: str, many: int, kill_at: str) -> None:
    """A whole life of the process."""
    asyncio.run(_live(database_url, peer_url, many, kill_at))
