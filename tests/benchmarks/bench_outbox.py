"""What the outbox costs, and whether that grows with its backlog, on both databases.

Writing is set against bare inserts of the same rows in the same transactions. Draining is against a sender that answers
at once, so that nothing but the outbox is measured, with 1,000 and with 100,000 effects waiting. A lane with few effects
is timed while another has 100,000.
Run it: `python -m tests.benchmarks.bench_outbox [sqlite|postgresql ...]`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter, process_time

from cpp_core.effects import Channel, Done, Effect, Outcome
from cpp_core.orders import Order
from cpp_core.outbox import Terms
from cpp_core.ports import Attempt
from infra.clock import SystemClock
from integrations.storage import SqlStorage, open_storage
from integrations.storage.outbox.tables import outbox
from integrations.storage.outbox.write import row_of
from scheduling.dispatcher import Dispatcher
from tests.benchmarks.plain_steps import plain_steps
from tests.integrations.storage.databases import CALENDAR, KINDS, fresh_database

MEASURED = 2_000
BACKLOGS = (1_000, 100_000)
_BARE = outbox.insert()


class AtOnce:
    """A sender that has everything done at once, and says so."""

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Done."""
        return Done()


@asynccontextmanager
async def a_storage(kind: str) -> AsyncIterator[SqlStorage]:
    """Storage on a fresh database."""
    with tempfile.TemporaryDirectory() as folder:
        storage = open_storage(fresh_database(kind, Path(folder)), SystemClock(), CALENDAR)
        yield storage
        await storage.close()


def an_effect(number: int, lane: str) -> Effect:
    """One of many effects; three of each subject."""
    refs = {"person": f"person {number % 1000}", "panel": f"panel {number % 100}"}
    return Effect(f"{lane}-{number}", Channel.MAIL, "remind", "ATT-2", f"{lane}-{number // 3}", lane, refs)


async def fill(storage: SqlStorage, many: int, lanes: Sequence[str]) -> None:
    """Write so many effects, spread over these lanes."""
    for start in range(0, many, 1000):
        async with storage.unit_of_work() as unit:
            await unit.send([an_effect(n, lanes[n % len(lanes)]) for n in range(start, min(start + 1000, many))])


def a_dispatcher(storage: SqlStorage) -> Dispatcher:
    """A dispatcher that sends to nobody."""
    return Dispatcher(storage.outbox, SystemClock(), plain_steps(AtOnce()), Terms("bench"))


async def writing(kind: str, in_one: int) -> str:
    """Writing effects, in turns with bare inserts of the same rows through the same transactions."""
    ours = bare = 0.0
    async with a_storage(kind) as storage:
        for number in range(MEASURED // in_one):
            effects = [an_effect(number * in_one + n, "drive") for n in range(in_one)]
            begun = perf_counter()
            async with storage.unit_of_work() as unit:
                await unit.send(effects)
            ours += perf_counter() - begun
            effects = [an_effect(number * in_one + n, "bare") for n in range(in_one)]
            begun = perf_counter()
            async with storage._database.writing() as connection:
                now = SystemClock().now()
                await connection.execute(_BARE, [row_of(effect, now) for effect in effects])
            bare += perf_counter() - begun
    return f"writing {in_one:>3} in a transaction: {MEASURED / ours:>8,.0f}/s, {ours / bare:.2f} times a bare insert"


async def draining(kind: str, backlog: int, lanes: Sequence[str]) -> str:
    """How many leave in a second while so many wait."""
    async with a_storage(kind) as storage:
        await fill(storage, backlog, lanes)
        dispatcher = a_dispatcher(storage)
        wanted = min(MEASURED, backlog)
        begun, cpu = perf_counter(), process_time()
        with dispatcher.metrics.watched() as seen:
            running = asyncio.create_task(dispatcher.run())
            while len(seen) < wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            took, worked, done = perf_counter() - begun, process_time() - cpu, len(seen)
            await dispatcher.stop()
            await running
    each = worked / done * 1000
    return f"draining {backlog:>7,} waiting in {len(lanes):>2} lanes: {done / took:>6,.0f}/s, {each:.2f} ms of processor each"


async def fairness(kind: str) -> str:
    """How long 100 effects of a small lane take beside 100,000 of a large one."""
    async with a_storage(kind) as storage:
        await fill(storage, 100_000, ["large"])
        async with storage.unit_of_work() as unit:
            await unit.send([an_effect(n, "small") for n in range(100)])
        dispatcher = a_dispatcher(storage)
        begun, small, everything = perf_counter(), 0, 0
        with dispatcher.metrics.watched() as seen:
            running = asyncio.create_task(dispatcher.run())
            while small < 100:
                await asyncio.sleep(0.005)
                small = sum(one.key.startswith("small") for one in seen)
            took, everything = perf_counter() - begun, len(seen)
            await dispatcher.stop()
            await running
    return f"100 of a small lane beside 100,000: {took:.2f} s, in which {everything - 100} of the large lane left, too"


async def main(kinds: Sequence[str]) -> None:
    """Print a line for each measure."""
    one, many = ["mailbox"], [f"drive:{n}" for n in range(50)]
    for kind in kinds:
        sys.stdout.write(f"{kind}\n")
        for in_one in (1, 20):
            sys.stdout.write(f"  {await writing(kind, in_one)}\n")
        for lanes in (one, many):
            for backlog in BACKLOGS:
                sys.stdout.write(f"  {await draining(kind, backlog, lanes)}\n")
        sys.stdout.write(f"  {await fairness(kind)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or KINDS))
