"""Virtual time: every due moment on the way, in order, through the same jobs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import pytest

from scheduling.deadlines import Deadlines, DeadlinesTick
from scheduling.happenings import Happening
from scheduling.metrics import Metrics
from scheduling.ticks import Tick, Ticks
from scheduling.virtual_time import BackwardsError, StuckError, VirtualClock, VirtualTime
from tests.integrations.storage.builders import LIMITS, a_panel, an_effect
from tests.integrations.storage.databases import START
from tests.scheduling.world import World

HOUR = timedelta(hours=1)


class Service:
    """Panels that fall due every two hours and then send an effect, put together as the service does."""

    def __init__(self, world: World, *, every: timedelta | None) -> None:
        self.world = world
        self.metrics = Metrics()
        self.dispatcher = world.dispatcher()
        self.dispatcher.metrics = self.metrics
        self.stuck = False
        deadlines = DeadlinesTick(Deadlines(self._due, self._carry_out), world.clock, self.metrics)
        ticks = [Tick("deadlines", deadlines, every), Tick("dispatch", self.dispatcher.drain, None)]
        self.ticks = Ticks(ticks, self.metrics)
        moments = {"panels": self._panels, "outbox": self._outbox}
        self.time = VirtualTime(world.clock, self.ticks, ("deadlines", "dispatch"), moments)

    async def add_panel(self, panel_id: str, due_at: datetime) -> None:
        """A panel for which something is due then."""
        async with self.world.storage.unit_of_work() as unit:
            await unit.panels.save(a_panel(panel_id), due_at)

    async def _due(self, now: datetime, limit: int) -> Sequence[str]:
        async with self.world.storage.reading() as unit:
            return await unit.panels.due(now, limit)

    async def _carry_out(self, panel_id: str) -> Sequence[Happening]:
        async with self.world.storage.unit_of_work() as unit:
            panel = await unit.panels.get(panel_id)
            assert panel
            await unit.panels.save(panel, unit.now if self.stuck else unit.now + 2 * HOUR)
            await unit.send([an_effect(f"{panel_id}@{unit.now:%H:%M}", not_before=unit.now + HOUR)])
            return [Happening(unit.now, "deadline", panel_id, "done")]

    async def _panels(self) -> datetime | None:
        async with self.world.storage.reading() as unit:
            return await unit.panels.next_due_at()

    async def _outbox(self) -> datetime | None:
        return await self.world.storage.outbox.next_at(self.world.clock.now(), LIMITS)


@pytest.fixture(params=[None, 10], ids=["nudged alone", "beside the real-time ticks and a running dispatcher"])
async def service(request: pytest.FixtureRequest, small_world: World) -> AsyncIterator[Service]:
    """The service, with and without real-time ticks beside the nudges."""
    every = timedelta(milliseconds=request.param) if request.param else None
    service = Service(small_world, every=every)
    service.ticks.start()
    running = asyncio.create_task(service.dispatcher.run()) if every else None
    yield service
    await service.ticks.stop()
    await service.dispatcher.stop()
    if running:
        await running


def told(done: Sequence[Happening]) -> list[tuple[str, str, str]]:
    return [(f"{one.at:%H:%M}", one.key, one.outcome) for one in done]


class TestAdvance:
    async def test_every_due_moment_on_the_way_is_lived_through_in_order(self, service: Service) -> None:
        await service.add_panel("p", START + HOUR)
        await service.add_panel("q", START + 2 * HOUR)
        assert told(await service.time.advance(START + 4 * HOUR)) == [
            ("10:00", "p", "done"),
            ("11:00", "q", "done"),
            ("11:00", "p@10:00", "done"),
            ("12:00", "p", "done"),
            ("12:00", "q@11:00", "done"),
            ("13:00", "q", "done"),
            ("13:00", "p@12:00", "done"),
        ]
        assert service.world.clock.now() == START + 4 * HOUR

    async def test_a_long_way_in_steps_is_the_same_as_at_once(self, service: Service) -> None:
        await service.add_panel("p", START + HOUR)
        done: list[Happening] = []
        for minutes in range(0, 241, 7):
            done += await service.time.advance(START + timedelta(minutes=minutes))
        assert [one.key for one in done] == ["p", "p@10:00", "p"]

    async def test_retries_are_lived_through_too(self, service: Service) -> None:
        service.world.peer.fail["one"] = ["fail", "fail", "throttle"]
        await service.world.send(an_effect("one"))
        done = await service.time.advance(START + HOUR)
        assert [one.outcome for one in done if one.outcome != "waiting"] == ["done"]
        assert service.world.peer.done == {"one": 1}

    async def test_a_move_to_where_the_clock_stands_does_what_is_due(self, service: Service) -> None:
        await service.add_panel("p", START - HOUR)
        done = await service.time.advance(START)
        assert [one.key for one in done] in (["p"], [])
        assert service.metrics.deadlines_met == 1

    async def test_a_clock_does_not_go_back(self, service: Service) -> None:
        with pytest.raises(BackwardsError):
            await service.time.advance(START - HOUR)

    async def test_what_stays_due_for_ever_is_named(self, service: Service) -> None:
        service.stuck = True
        service.time.rounds_at_one_moment = 20
        await service.add_panel("p", START + HOUR)
        with pytest.raises(StuckError, match=r"stays due: panels.*deadline p: done"):
            await service.time.advance(START + 4 * HOUR)


class TestClock:
    def test_it_needs_an_offset(self) -> None:
        with pytest.raises(ValueError, match="with its offset"):
            VirtualClock(datetime.fromisoformat("2026-12-01T09:00"))
