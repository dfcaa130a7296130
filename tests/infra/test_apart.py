"""A use case that runs apart, in a thread with connections of its own, on both databases."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from cpp_core.model.case import Case
from cpp_core.refusals import Refusal
from cpp_core.usecases import all as all_use_cases
from cpp_core.usecases.commands import ImportCases
from cpp_core.usecases.frame import SERVICE_OWNER
from infra.apart import Apart
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.databases import KINDS, START, fresh_database, opened

USE_CASES = all_use_cases.__all__
MANY = tuple(Case(f"EX-{number}", date(2026, 8, 31)) for number in range(3000))


@pytest.mark.parametrize("kind", KINDS)
async def test_it_commits_wakes_and_leaves_nothing_open(kind: str, tmp_path: Path) -> None:
    url, clock, woken = fresh_database(kind, tmp_path), VirtualClock(START), []
    storage, threads = opened(url, clock), threading.active_count()
    apart = Apart(lambda: opened(url, clock), lambda: woken.append(True))
    command = ImportCases(MANY, clock.now())
    reply, _ = await asyncio.gather(apart.ask("cases.import", command, SERVICE_OWNER), asyncio.sleep(0))
    assert reply.data["new"] == len(MANY)
    assert woken == [True]
    async with storage.reading() as unit:
        assert len(await unit.cases.all()) == len(MANY)
    assert threading.active_count() <= threads + 2  # one that waits for more work, and the reading's own
    await storage.close()


async def test_a_refusal_comes_back_as_one(tmp_path: Path) -> None:
    url, clock = fresh_database("sqlite", tmp_path), VirtualClock(START)
    apart = Apart(lambda: opened(url, clock), lambda: None)
    await apart.ask("cases.import", ImportCases(MANY[:1], clock.now()), SERVICE_OWNER)
    older = ImportCases(MANY[:1], clock.now().replace(year=2025))
    with pytest.raises(Refusal, match="older than the newest"):
        await apart.ask("cases.import", older, SERVICE_OWNER)


async def test_the_event_loop_goes_on_meanwhile(tmp_path: Path) -> None:
    url, clock = fresh_database("sqlite", tmp_path), VirtualClock(START)
    apart = Apart(lambda: opened(url, clock), lambda: None)
    longest, last = 0.0, time.thread_time()
    asked = asyncio.create_task(apart.ask("cases.import", ImportCases(MANY, clock.now()), SERVICE_OWNER))
    while not asked.done():
        await asyncio.sleep(0.001)
        now = time.thread_time()  # of this thread: what the import itself takes has no part in it
        longest, last = max(longest, now - last), now
    assert (await asked).data["new"] == len(MANY)
    assert longest < 0.05
