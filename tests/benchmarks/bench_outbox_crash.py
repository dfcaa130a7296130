"""How long after a crash what the dead process was at is delivered by another, beside the lease.

A process is killed with SIGKILL while it sends, as in `tests/scheduling/test_kills.py`; another one runs throughout.
Run it: `python -m tests.benchmarks.bench_outbox_crash [sqlite|postgresql ...]`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from cpp_core.effects import Channel, Effect
from cpp_core.outbox import EffectState, Terms
from infra.clock import SystemClock
from integrations.storage import open_storage
from scheduling.dispatcher import Dispatcher
from tests.benchmarks.plain_steps import plain_steps
from tests.integrations.storage.databases import CALENDAR, KINDS, fresh_database
from tests.scheduling.peer import Peer, PeerSender, a_peer, a_session
from tests.scheduling.world import until

ROUNDS, EFFECTS = 5, 12
LEASE, TIME_LIMIT = timedelta(seconds=2), timedelta(seconds=1)
ALLOWED = LEASE + timedelta(seconds=1)
_NEW = multiprocessing.get_context("spawn")


async def dispatch(url: str, peer_url: str) -> None:
    """A process that sends until it is killed."""
    storage = open_storage(url, SystemClock(), CALENDAR)
    async with a_session() as session:
        steps = plain_steps(PeerSender(session, peer_url), TIME_LIMIT)
        await Dispatcher(storage.outbox, SystemClock(), steps, Terms(f"{os.getpid()}", lease=LEASE)).run()


def run(url: str, peer_url: str) -> None:
    """Its life."""
    asyncio.run(dispatch(url, peer_url))


async def crash(kind: str, folder: Path, peer: Peer) -> float:
    """Seconds from the crash to the last delivery of what the dead process was at."""
    url = fresh_database(kind, folder)
    storage = open_storage(url, SystemClock(), CALENDAR)
    peer.takes, peer.done = 0.5, type(peer.done)()
    doomed = _NEW.Process(target=run, args=(url, peer.url))
    doomed.start()
    async with storage.unit_of_work() as unit:
        await unit.send([Effect(f"{n}", Channel.MAIL, "x", "ATT-1", f"s{n}", f"drive:{n}") for n in range(EFFECTS)])
    await until(lambda: peer.busy.total() >= EFFECTS // 2, seconds=20)
    assert doomed.pid is not None
    os.kill(doomed.pid, signal.SIGKILL)
    crashed = SystemClock().now()
    doomed.join()
    peer.takes = 0.0
    survivor = asyncio.create_task(dispatch(url, peer.url))
    for _ in range(2000):
        if (await storage.outbox.counts())[EffectState.DONE] == EFFECTS:
            break
        await asyncio.sleep(0.01)
    took = (SystemClock().now() - crashed).total_seconds()
    survivor.cancel()
    await asyncio.gather(survivor, return_exceptions=True)
    assert set(peer.done.values()) == {1}, "each once"
    await storage.close()
    return took


async def main(kinds: Sequence[str]) -> None:
    """Print a line for each database."""
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            async with a_peer() as peer:
                took = [await crash(kind, Path(folder), peer) for _ in range(ROUNDS)]
        sys.stdout.write(
            f"{kind:<10} {EFFECTS} under way at a crash, lease {LEASE.total_seconds():.0f} s: all delivered after "
            f"{max(took):.2f} s at most of {ROUNDS} crashes, allowed {ALLOWED.total_seconds():.0f} s\n"
        )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or KINDS))
