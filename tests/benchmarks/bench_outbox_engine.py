"""How fast the outbox drains beside procrastinate, which does the same work in the same run.

The same PostgreSQL, the same peer over HTTP on loopback, the same number of jobs, as many at once; the rate is what the
peer counts from its first request to its last. procrastinate comes from PyPI into a temporary environment of its own.
Run it: `python -m tests.benchmarks.bench_outbox_engine`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from statistics import median
from subprocess import run

from cpp_core.effects import Channel, Effect
from cpp_core.outbox import LaneLimits, Terms
from infra.clock import SystemClock
from integrations.storage import open_storage
from scheduling.dispatcher import Dispatcher, Pace
from tests.benchmarks.counting_peer import Counted, CountingPeer, a_counting_peer
from tests.benchmarks.plain_steps import plain_steps
from tests.integrations.storage.databases import CALENDAR, empty_database, fresh_database
from tests.scheduling.peer import PeerSender, a_session

PROCRASTINATE = "procrastinate==3.10.0"
JOBS, AT_ONCE, LANES, ROUNDS = 2_000, 16, 16, 3


async def ours(kind: str, folder: Path, peer: CountingPeer) -> Counted:
    """All of it by our dispatcher."""
    storage = open_storage(fresh_database(kind, folder), SystemClock(), CALENDAR)
    for start in range(0, JOBS, 1000):
        async with storage.unit_of_work() as unit:
            await unit.send([_effect(number) for number in range(start, start + 1000)])
    async with a_session() as session:
        steps = plain_steps(PeerSender(session, peer.url))
        terms = Terms("bench", limits=LaneLimits(at_once={}, otherwise=AT_ONCE))
        dispatcher = Dispatcher(storage.outbox, SystemClock(), steps, terms, pace=Pace(at_once=AT_ONCE))
        await dispatcher.drain()
    await storage.close()
    return _whole(peer.counted())


def theirs(python: Path, folder: Path, peer: CountingPeer) -> Counted:
    """All of it by procrastinate."""
    script = Path(__file__).with_name("with_procrastinate.py")
    conninfo = empty_database("postgresql", folder)
    run([python, script, conninfo, peer.url, f"{JOBS}", f"{AT_ONCE}"], check=True, env={}, capture_output=True)
    return _whole(peer.counted())


def environment(folder: Path) -> Path:
    """An environment with procrastinate and nothing of ours; its Python."""
    run([sys.executable, "-m", "venv", folder / "engine"], check=True)
    python = folder / "engine" / "bin" / "python"
    run([python, "-m", "pip", "install", "--quiet", PROCRASTINATE, "psycopg[binary]", "aiohttp"], check=True)
    return python


def _whole(counted: Counted) -> Counted:
    assert (counted.keys, counted.requests) == (JOBS, JOBS), f"each once, and not {counted}"
    return counted


def _effect(number: int) -> Effect:
    return Effect(f"{number}", Channel.MAIL, "put", "ATT-1", f"subject {number}", f"lane {number % LANES}")


def main() -> None:
    """Print a line for each."""
    with tempfile.TemporaryDirectory() as name, a_counting_peer() as peer:
        folder = Path(name)
        python = environment(folder)
        rates: dict[str, list[float]] = {"procrastinate": [], "postgresql": [], "sqlite": []}
        for _ in range(ROUNDS):
            rates["procrastinate"].append(theirs(python, folder, peer).rate)
            for kind in ("postgresql", "sqlite"):
                rates[kind].append(asyncio.run(ours(kind, folder, peer)).rate)
    engine = median(rates["procrastinate"])
    for name, found in rates.items():
        sys.stdout.write(f"{name:<13} {median(found):>6,.0f}/s, {median(found) / engine:.2f} times procrastinate\n")


if __name__ == "__main__":
    main()
