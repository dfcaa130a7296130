"""How late deadlines are carried out, with 100,000 panels pending and 1 to 8 replicas, each a process with the real ticks.

Some deadlines fall due one after the other, the others all at the same moment, as they do at half past nine. Printed is
how late they were, at the middle, for 99 of 100 and at most, beside what is promised: the tick and 0.2 s.
Run it: `python -m tests.benchmarks.bench_deadlines [sqlite|postgresql ...]`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from cpp_core.model.panel import Band, Panel
from infra.clock import SystemClock
from integrations.storage import SqlStorage, open_storage
from integrations.storage.converter import to_body
from integrations.storage.tables import panels
from scheduling.deadlines import Deadlines, DeadlinesTick
from scheduling.happenings import Happening
from scheduling.metrics import Metrics
from scheduling.ticks import Tick, Ticks
from tests.integrations.storage.databases import CALENDAR, KINDS, fresh_database

PENDING = 100_000
DUE = (("300 over 5 s", 300, timedelta(seconds=5)), ("100 at once", 100, timedelta(0)))
TICK = timedelta(milliseconds=200)
PROMISED = TICK + timedelta(milliseconds=200)
AT_ONCE = 8
REPLICAS = {"sqlite": (1,), "postgresql": (1, 2, 4, 8)}
_NEW = multiprocessing.get_context("spawn")


class Replica:
    """One process: it carries out what is due and notes how late."""

    def __init__(self, storage: SqlStorage) -> None:
        self._storage = storage
        self.late: dict[str, float] = {}

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Panels for which something is due."""
        async with self._storage.reading() as unit:
            return await unit.panels.due(now, limit)

    async def carry_out(self, panel_id: str) -> Sequence[Happening]:
        """Meet the obligation: the panel's `starts_at` is the moment at which it fell due."""
        async with self._storage.unit_of_work() as unit:
            panel = await unit.panels.get(panel_id)
            if panel is None or panel.list_version:
                return ()
            await unit.panels.save(replace(panel, list_version=1), None)
        self.late[panel_id] = (SystemClock().now() - panel.starts_at).total_seconds()
        return ()


async def _run(url: str, said: Connection) -> None:
    storage = open_storage(url, SystemClock(), CALENDAR)
    replica, metrics = Replica(storage), Metrics()
    deadlines = Deadlines(replica.due, replica.carry_out, storage.turns.of)
    tick = DeadlinesTick(deadlines, SystemClock(), metrics, at_once=AT_ONCE)
    ticks = Ticks([Tick("deadlines", tick, TICK)], metrics)
    ticks.start()
    await asyncio.sleep(1)
    said.send("ready")
    await asyncio.to_thread(said.recv)
    await ticks.stop()
    await storage.close()
    said.send(replica.late)


def run(url: str, said: Connection) -> None:
    """A replica's life."""
    asyncio.run(_run(url, said))


async def fill(storage: SqlStorage) -> None:
    """Panels for which something falls due in a year."""
    start = SystemClock().now() + timedelta(days=365)
    for first in range(0, PENDING, 5000):
        rows = [_row(f"p{n}", start + timedelta(seconds=n)) for n in range(first, first + 5000)]
        async with storage._database.writing() as connection:
            await connection.execute(panels.insert(), rows)


def _row(panel_id: str, at: datetime) -> dict[str, object]:
    panel = Panel(panel_id, Band.TWELVE_PLUS, at, at)
    row = {"id": panel_id, "status": panel.status.value, "starts_at": at, "version": 1, "body": to_body(panel)}
    return row | {"next_due_at": at}


async def measured(url: str, storage: SqlStorage, replicas: int, many: int, within: timedelta) -> list[float]:
    """How late each of so many deadlines was that fell due within that time."""
    pipes = [_NEW.Pipe() for _ in range(replicas)]
    processes = [_NEW.Process(target=run, args=(url, theirs), daemon=True) for _, theirs in pipes]
    for process in processes:
        process.start()
    for ours, _ in pipes:
        assert await asyncio.to_thread(ours.recv) == "ready"
    start = SystemClock().now() + timedelta(seconds=3)
    ids = [f"{replicas}-{within.total_seconds():g}-{n}" for n in range(many)]
    rows = [_row(panel_id, start + within * n / many) for n, panel_id in enumerate(ids)]
    async with storage._database.writing() as connection:
        await connection.execute(panels.insert(), rows)
    await asyncio.sleep(4 + within.total_seconds())
    for _ in range(100):
        if not await _left(storage):
            break
        await asyncio.sleep(0.5)
    for ours, _ in pipes:
        ours.send("stop")
    late: dict[str, float] = {}
    for ours, _ in pipes:
        found = await asyncio.to_thread(ours.recv)
        assert not found.keys() & late.keys(), "each once"
        late |= found
    for process in processes:
        process.join()
    assert set(late) == set(ids), "all of them"
    return sorted(late.values())


async def _left(storage: SqlStorage) -> bool:
    async with storage.reading() as unit:
        return bool(await unit.panels.due(SystemClock().now(), 1))


async def main(kinds: Sequence[str]) -> None:
    """Print a line for each measure."""
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            url = fresh_database(kind, Path(folder))
            storage = open_storage(url, SystemClock(), CALENDAR)
            await fill(storage)
            for replicas in REPLICAS[kind]:
                for how, many, within in DUE:
                    late = await measured(url, storage, replicas, many, within)
                    p99 = late[int(len(late) * 0.99)]
                    sys.stdout.write(
                        f"{kind:<10} {replicas} replicas, {how:<12}: {late[len(late) // 2]:.2f} s late in the middle, "
                        f"p99 {p99:.2f} s ({p99 / PROMISED.total_seconds():.2f} of the promised), {late[-1]:.2f} s at most\n"
                    )
                    sys.stdout.flush()
            await storage.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or KINDS))
