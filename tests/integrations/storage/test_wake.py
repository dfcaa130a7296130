"""Dispatchers are woken by what is written, in this process and in others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from time import perf_counter

import pytest
from sqlalchemy import text

from integrations.storage import SqlStorage
from integrations.storage.database import Database
from tests.integrations.storage.builders import an_effect, claim, finish, send
from tests.integrations.storage.databases import START

_END_ALL_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


async def woken(storage: SqlStorage, by: Awaitable[object], at_most: float = 3) -> float:
    """How long it waits, where this happens a little later."""

    async def later() -> None:
        await asyncio.sleep(0.05)
        await by

    begun = perf_counter()
    happening = asyncio.create_task(later())
    await storage.outbox.wait(at_most)
    took = perf_counter() - begun
    await happening
    return took


class TestWake:
    async def test_what_this_process_writes_wakes_it(self, storage: SqlStorage) -> None:
        await storage.outbox.wait(0.01)
        took = await woken(storage, send(storage, an_effect("one")))
        assert took < 2

    async def test_nothing_written_lets_it_wait_its_time(self, storage: SqlStorage) -> None:
        await storage.outbox.wait(0.2)
        begun = perf_counter()
        await storage.outbox.wait(0.1)
        assert perf_counter() - begun >= 0.09


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
class TestListening:
    async def test_what_another_process_writes_wakes_it(self, storage: SqlStorage, other_storage: SqlStorage) -> None:
        await storage.outbox.wait(0.3)  # it listens now
        took = await woken(storage, send(other_storage, an_effect("one")))
        assert took < 2

    async def test_what_another_process_finishes_wakes_it(self, storage: SqlStorage, other_storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        claims = await claim(other_storage, START)
        await storage.outbox.wait(0.3)
        took = await woken(storage, finish(other_storage, claims, START))
        assert took < 2

    async def test_a_lost_connection_is_listened_on_again(
        self, storage: SqlStorage, other_storage: SqlStorage, url: str
    ) -> None:
        await storage.outbox.wait(0.3)
        database = Database(url)
        async with database.writing() as connection:
            await connection.execute(text(_END_ALL_OTHERS))
        await database.close()
        await storage.outbox.wait(5)  # what may have been missed meanwhile: it is woken when it listens again
        took = await woken(storage, send(other_storage, an_effect("one")))
        assert took < 2
