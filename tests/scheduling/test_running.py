"""The dispatcher as it runs and drains: it sends what comes, and ends when it should."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from cpp_core.effects import Effect
from cpp_core.outbox import Claim, EffectState, Outbox, Terms
from scheduling.dispatcher import Dispatcher
from scheduling.sending import Steps
from tests.integrations.storage.builders import an_effect
from tests.scheduling.world import World, until


class SlowToAnswer:
    """An outbox whose answers to a claim are old when they come."""

    def __init__(self, real: Outbox) -> None:
        self.finish, self.next_at, self.wait, self.wake = real.finish, real.next_at, real.wait, real.wake
        self._claim = real.claim

    async def claim(self, now: datetime, limit: int, terms: Terms) -> Sequence[Claim]:
        """Claim, and say so later."""
        claims = await self._claim(now, limit, terms)
        await asyncio.sleep(0.06)
        return claims


class TestRunning:
    async def test_it_sends_what_is_written_while_it_runs(self, world: World) -> None:
        dispatcher = world.dispatcher()
        running = asyncio.create_task(dispatcher.run())
        await asyncio.sleep(0.05)
        await world.send(an_effect("one"))
        await until(lambda: bool(world.peer.done))
        await dispatcher.stop()
        await running
        assert world.peer.done == {"one": 1}

    async def test_a_drain_answers_when_nothing_is_left_of_what_others_began_meanwhile(self, world: World) -> None:
        world.peer.takes = 0.02
        await world.send(*(an_effect(f"{n}", subject="ann") for n in range(5)))
        dispatcher = world.dispatcher()
        draining = [asyncio.create_task(dispatcher.drain()) for _ in range(3)]
        await asyncio.wait(draining, return_when=asyncio.FIRST_COMPLETED)
        assert world.peer.order == ["0", "1", "2", "3", "4"]
        assert await world.storage.outbox.next_at(world.clock.now(), Terms("a dispatcher").limits) is None
        await asyncio.gather(*draining)

    async def test_a_drain_goes_on_when_what_others_began_ended_while_it_was_claiming(self, small_world: World) -> None:
        world = small_world
        world.peer.takes = 0.02
        await world.send(*(an_effect(f"{n}", subject="ann") for n in range(3)))
        steps = Steps(world.senders, world._prepare, world._on_refused, time_limit=timedelta(seconds=5))
        dispatcher = Dispatcher(SlowToAnswer(world.storage.outbox), world.clock, steps, Terms("a dispatcher"))
        draining = [asyncio.create_task(dispatcher.drain()) for _ in range(3)]
        await asyncio.wait(draining, return_when=asyncio.FIRST_COMPLETED)
        assert world.peer.order == ["0", "1", "2"]
        await asyncio.gather(*draining)

    async def test_a_stop_lets_what_is_under_way_come_to_its_end(self, world: World) -> None:
        world.peer.takes = 0.1
        await world.send(*(an_effect(f"{n}") for n in range(3)))
        dispatcher = world.dispatcher(at_once=2)
        running = asyncio.create_task(dispatcher.run())
        await until(lambda: world.peer.busy["drive"] == 2)
        await dispatcher.stop()
        await running
        counts = await world.storage.outbox.counts()
        assert (counts[EffectState.DONE], counts[EffectState.WAITING], counts[EffectState.LEASED]) == (2, 1, 0)

    async def test_a_sender_that_hangs_is_given_up_in_doubt(self, small_world: World) -> None:
        world = small_world
        world.peer.takes = 1
        await world.send(an_effect("one"))
        steps = Steps(world.senders, world._prepare, world._on_refused, time_limit=timedelta(milliseconds=50))
        await Dispatcher(world.storage.outbox, world.clock, steps, Terms("a dispatcher")).drain()
        row = await world.storage.outbox.show("one")
        assert row is not None
        assert (row.state, row.doubtful) == (EffectState.WAITING, True)

    async def test_what_it_did_is_counted(self, small_world: World) -> None:
        world = small_world
        world.peer.fail["two"] = ["refuse"]
        effects: list[Effect] = [an_effect("one"), an_effect("two")]
        await world.send(*effects)
        dispatcher = world.dispatcher()
        await dispatcher.drain()
        assert dispatcher.metrics.ended == {("mail", EffectState.DONE): 1, ("mail", EffectState.REFUSED): 1}
