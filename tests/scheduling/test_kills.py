"""Processes are killed where it hurts most, while a peer throttles, fails and loses answers: nothing is lost or done twice.

20 kills, or as many as the environment variable PANELS_TEST_KILLS says.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import pytest

from cpp_core.outbox import EffectState
from integrations.storage import SqlStorage
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.databases import START, fresh_database, opened
from tests.nursery import NURSERY
from tests.scheduling.killable import POINTS, effects_of, live
from tests.scheduling.peer import Peer, a_peer
from tests.scheduling.world import until

KILLS = int(os.environ.get("PANELS_TEST_KILLS", "20"))
PANELS_FOR_A_KILL = 6


@dataclass
class Town:
    """A database, a peer, and the processes that live and die there."""

    url: str
    peer: Peer
    storage: SqlStorage
    panels: int = 0
    deaths: Counter[str] = field(default_factory=Counter)

    async def live(self, kill_at: str = "") -> bool:
        """One life of one process, up to its end; True when it was killed."""
        process = NURSERY.Process(target=live, args=(self.url, self.peer.url, self.panels, kill_at))
        process.start()
        await until(lambda: process.exitcode is not None, seconds=150)  # asked in one thread, or two take the answer
        code = process.exitcode
        assert code in (0, -signal.SIGKILL), f"the process ended with {code}"
        self.deaths[kill_at.partition(":")[0]] += code != 0
        return code != 0

    async def lives(self, kills: Iterator[str]) -> None:
        """One life after the other, each with work of its own, until so many were killed."""
        while self.deaths.total() < KILLS:
            self._trouble(range(self.panels, self.panels + PANELS_FOR_A_KILL))
            self.panels += PANELS_FOR_A_KILL
            await self.live(next(kills))

    def _trouble(self, panels: range) -> None:
        """The peer loses the answer about one of these, although it did it, is down for one, and throttles at another."""
        self.peer.asks_to_wait = 1
        for how, number in zip(("done-504", "fail", "throttle"), panels[::2], strict=True):
            self.peer.fail[f"p{number}-invite"] = [how]

    async def check(self) -> None:
        """Nothing was lost, and nothing was done twice."""
        rows = {row.effect.key: row for row in await self.storage.outbox.list(limit=10**6)}
        assert set(rows) == {effect.key for n in range(self.panels) for effect in effects_of(f"p{n}")}
        assert not any(self.peer.fail.values()), "all of the trouble came"
        twice = [key for key, times in self.peer.done.items() if times > 1]
        assert twice == []
        for key, row in rows.items():
            if key.endswith("-chat"):
                assert row.state in (EffectState.DONE, EffectState.UNKNOWN)
            else:
                assert row.state is EffectState.DONE
            if row.state is EffectState.DONE:
                assert self.peer.done[key] == 1, f"{key} was lost"
        first = {key: place for place, key in reversed(list(enumerate(self.peer.order)))}
        assert all(first[f"p{n}-invite"] < first[f"p{n}-remind"] for n in range(self.panels))
        unknown = [row for row in rows.values() if row.state is EffectState.UNKNOWN]
        assert len(unknown) <= 16 * self.deaths.total(), "no more than were under way"
        assert await self.storage.audit.verify() == ()
        for number in range(self.panels):
            trail = await self.storage.audit.of_chain(f"panel:p{number}")
            assert [one.entry.what for one in trail] == ["made", "carried out"], "each deadline once"


@pytest.fixture
async def town(kind: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A town on each database."""
    url = fresh_database(kind, tmp_path)
    storage = opened(url, VirtualClock(START))
    async with a_peer() as peer:
        yield Town(url, peer, storage)
    await storage.close()


def kills() -> Iterator[str]:
    """Where the next lives end: each point in turn, at its first, third, second ... passing."""
    return (f"{point}:{passing}" for point, passing in zip(cycle(POINTS), cycle((1, 3, 2, 5, 4)), strict=False))


class TestKills:
    @pytest.mark.timeout(60 + 10 * KILLS)
    async def test_two_replicas_that_are_killed_again_and_again_lose_nothing(self, town: Town) -> None:
        plan = kills()
        await asyncio.gather(town.lives(plan), town.lives(plan))
        assert not await town.live()
        await town.check()
        assert all(town.deaths[point] for point in POINTS), town.deaths

    @pytest.mark.parametrize("point", ["after the commit", "during the sending"])
    async def test_what_a_replica_left_that_never_came_back_is_done_by_the_other(self, town: Town, point: str) -> None:
        town.panels = 12
        doomed = asyncio.create_task(town.live(f"{point}:2"))
        await until(lambda: doomed.done() or bool(town.peer.done), seconds=30)
        assert not await town.live()
        assert await doomed, "it was killed, and never came back"
        await town.check()
