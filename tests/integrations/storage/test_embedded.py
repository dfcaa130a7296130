"""SQLite on the event loop: who waits for another process is asleep, and long work does not hold the loop."""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from integrations.storage import SqlStorage
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.builders import a_case
from tests.integrations.storage.databases import fresh_database, opened

MOST = 0.05
"""Seconds of its processor for which the event loop may be held."""
_HOLDS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
"""
_COUNTS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
print("begins", flush=True)
for _ in range(100):
    connection.execute("BEGIN IMMEDIATE")
    count = int(connection.execute("SELECT value FROM remote_references").fetchone()[0])
    connection.execute("UPDATE remote_references SET value = ?", (str(count + 1),))
    connection.execute("COMMIT")
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A new database."""
    return Path(fresh_database("sqlite", tmp_path).removeprefix("sqlite:///"))


@pytest.fixture
async def embedded(file: Path, clock: VirtualClock) -> AsyncIterator[SqlStorage]:
    """Storage on it."""
    storage = opened(f"sqlite:///{file}", clock)
    yield storage
    await storage.close()


@asynccontextmanager
async def another_process(program: str, file: Path) -> AsyncIterator[asyncio.StreamWriter]:
    """A process that does this to the file, from its first word to its end; what it may be waiting for."""
    command = (sys.executable, "-c", program, str(file))
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    await process.stdout.readline()
    yield process.stdin
    process.stdin.close()
    assert await process.wait() == 0


@contextmanager
def nothing_to_collect() -> Iterator[None]:
    """What was there before is not looked through again: that is not what holds the loop here."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


class Holds:
    """How long the event loop was held at most, in seconds of its thread, however busy the machine is."""

    def __init__(self) -> None:
        self.longest, self.turns = 0.0, 0

    async def watch(self) -> None:
        """Watch until cancelled."""
        while True:
            before = time.thread_time()
            await asyncio.sleep(0)
            self.longest, self.turns = max(self.longest, time.thread_time() - before), self.turns + 1


@asynccontextmanager
async def watched() -> AsyncIterator[Holds]:
    """How long what happens meanwhile holds the loop."""
    holds = Holds()
    watching = asyncio.create_task(holds.watch())
    with nothing_to_collect():
        yield holds
    watching.cancel()


class TestAnotherProcess:
    async def test_that_writes_is_waited_for_asleep(self, embedded: SqlStorage, file: Path) -> None:
        await embedded.remote_references.get("nothing")
        async with another_process(_HOLDS, file) as holding, watched() as holds:
            writing = asyncio.create_task(embedded.remote_references.put("key", "value"))
            _, waiting = await asyncio.wait([writing], timeout=0.2)
            holding.write(b"\n")
            await writing
        assert waiting
        assert holds.longest < MOST
        assert holds.turns > 100
        assert await embedded.remote_references.get("key") == "value"

    async def test_and_this_one_lose_nothing_of_each_other(self, embedded: SqlStorage, file: Path) -> None:
        await embedded.remote_references.put("count", "0")
        async with another_process(_COUNTS, file):
            for number in range(100):
                async with embedded.unit_of_work() as unit:
                    await unit.cases.save([a_case(f"C{number}")])
        assert await embedded.remote_references.get("count") == "100"
        async with embedded.reading() as unit:
            assert len(await unit.cases.all()) == 100


class TestTheEventLoop:
    async def test_is_not_held_by_thousands_of_rows(self, embedded: SqlStorage, tmp_path: Path) -> None:
        async with watched() as holds:
            async with embedded.unit_of_work() as unit:
                await unit.cases.save(a_case(f"C{number}") for number in range(4000))
            async with embedded.reading() as unit:
                assert len(await unit.cases.all()) == 4000
            await embedded.backup(tmp_path / "backup")
        assert holds.longest < MOST
        assert holds.turns > 16

    async def test_is_not_held_while_the_tables_are_made(self, tmp_path: Path, clock: VirtualClock) -> None:
        storage = opened(f"sqlite:///{tmp_path}/new.db", clock)
        async with watched() as holds:
            await storage.upgrade()
        await storage.close()
        assert holds.longest < MOST


class TestACancelledWriter:
    async def test_leaves_the_database_to_the_next_one_with_all_or_nothing(self, embedded: SqlStorage) -> None:
        for number in range(20):
            writing = asyncio.create_task(embedded.remote_references.put(f"key {number}", "value"))
            for _ in range(number % 7):
                await asyncio.sleep(0)
            writing.cancel()
            await asyncio.wait([writing])
            kept = await embedded.remote_references.get(f"key {number}")
            assert kept in (None, "value")
            await embedded.remote_references.put(f"key {number}", "another")
            assert await embedded.remote_references.get(f"key {number}") == "another"
