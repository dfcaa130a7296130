"""PostgreSQL drops every connection, as at a restart or a fail-over: the dispatcher goes on, and nothing is lost or done twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from cpp_core.outbox import EffectState
from infra.clock import SystemClock
from integrations.storage.database import driver_url
from tests.integrations.storage.builders import an_effect
from tests.scheduling.world import World, a_world, until

MANY = 60
_DROP_ALL = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A dispatcher's world on PostgreSQL."""
    async with a_world("postgresql", tmp_path) as world:
        yield world


@pytest.fixture
async def administrator(world: World) -> AsyncIterator[AsyncEngine]:
    """Somebody who may drop the others' connections, from another database."""
    url = make_url(world.storage._database.url).set(database="postgres")
    engine = create_async_engine(driver_url(url.render_as_string(hide_password=False)))
    yield engine
    await engine.dispose()


class TestConnectionsThatAreDropped:
    @pytest.mark.parametrize("done_before", [1, 20, 40])
    async def test_while_it_sends_cost_some_time_and_no_effect(
        self, world: World, administrator: AsyncEngine, done_before: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        world.peer.takes = 0.005
        await world.send(*(an_effect(f"{n}", subject=f"s{n % 20}") for n in range(MANY)))
        dispatcher = world.dispatcher(clock=SystemClock())
        running = asyncio.create_task(dispatcher.run())
        await until(lambda: world.peer.done.total() >= done_before)
        async with administrator.connect() as connection:
            await connection.execute(_DROP_ALL, {"name": world.storage._database.url.database})
        await until(lambda: len(world.peer.done) == MANY, seconds=20)
        await dispatcher.stop()
        await running
        assert (await world.storage.outbox.counts())[EffectState.DONE] == MANY
        assert set(world.peer.done.values()) == {1}

    async def test_while_it_sleeps_do_not_keep_it_from_waking_at_once(
        self, world: World, administrator: AsyncEngine, caplog: pytest.LogCaptureFixture
    ) -> None:
        dispatcher = world.dispatcher(clock=SystemClock())
        running = asyncio.create_task(dispatcher.run())
        await world.send(an_effect("before"))
        await until(lambda: len(world.peer.done) == 1)
        async with administrator.connect() as connection:
            await connection.execute(_DROP_ALL, {"name": world.storage._database.url.database})
        await world.send(an_effect("after"))
        await until(lambda: len(world.peer.done) == 2)
        await dispatcher.stop()
        await running
