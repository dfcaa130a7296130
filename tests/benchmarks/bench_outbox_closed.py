"""How many requests reach a lane that its peer has just closed, over HTTP with several dispatchers on one database.

The peer takes 20 ms for a request, and after every 25 that it did it says 429 and keeps the lane closed for a second. What is on
its way at that moment cannot be called back (a mailbox has four at once); what is sent after the answer would be ours.
Run it: `python -m tests.benchmarks.bench_outbox_closed [sqlite|postgresql ...]`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic

from aiohttp import ClientSession, web

from cpp_core.effects import Channel, Effect
from cpp_core.outbox import Terms
from infra.clock import SystemClock
from integrations.storage import open_storage
from scheduling.dispatcher import Dispatcher
from tests.benchmarks.plain_steps import plain_steps
from tests.integrations.storage.databases import CALENDAR, KINDS, fresh_database
from tests.scheduling.peer import PeerSender, a_session

EFFECTS, ALLOWED, SECONDS, TAKES = 200, 25, 1, 0.02
DISPATCHERS = {"sqlite": (1,), "postgresql": (1, 4)}


class ClosingPeer:
    """Does what it is asked, and closes every now and then."""

    def __init__(self) -> None:
        self.done = self.closings = self.on_their_way = self.sent_after = 0
        self._left = ALLOWED
        self._open_at = self._said_at = 0.0

    async def put(self, request: web.Request) -> web.Response:
        """Do it, or say 429."""
        came_at = monotonic()
        await asyncio.sleep(TAKES)
        now = monotonic()
        if now < self._open_at:
            self.on_their_way += came_at <= self._said_at
            self.sent_after += came_at > self._said_at
            return _later()
        if self._left == 0:
            self.closings += 1
            self._left, self._said_at, self._open_at = ALLOWED, now, now + SECONDS
            return _later()
        self._left -= 1
        self.done += 1
        return web.Response(status=201)


def _later() -> web.Response:
    return web.Response(status=429, headers={"Retry-After": f"{SECONDS}"})


async def closed(kind: str, dispatchers: int) -> str:
    """So many dispatchers, each with connections of its own, at one mailbox."""
    peer = ClosingPeer()
    app = web.Application()
    app.add_routes([web.put("/effects/{key}", peer.put)])
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        session = await stack.enter_async_context(a_session())
        url, peer_url = fresh_database(kind, folder), f"http://127.0.0.1:{runner.addresses[0][1]}"
        running = [asyncio.create_task(_dispatch(url, session, peer_url, f"{n}")) for n in range(dispatchers)]
        while peer.done < EFFECTS:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    each = peer.on_their_way / peer.closings
    return (
        f"{kind:<10} {dispatchers} dispatchers: {peer.closings} times closed; {each:.1f} each time were on their way, "
        f"{peer.sent_after / peer.closings:.1f} were sent after the answer"
    )


async def _dispatch(url: str, session: ClientSession, peer_url: str, name: str) -> None:
    storage = open_storage(url, SystemClock(), CALENDAR)
    async with storage.unit_of_work() as unit:
        await unit.send([Effect(f"{n}", Channel.MAIL, "x", "ATT-1", f"s{n}", "mailbox") for n in range(EFFECTS)])
    steps = plain_steps(PeerSender(session, peer_url))
    try:
        await Dispatcher(storage.outbox, SystemClock(), steps, Terms(name)).run()
    finally:
        await storage.close()


async def main(kinds: Sequence[str]) -> None:
    """Print a line for each."""
    for kind in kinds:
        for dispatchers in DISPATCHERS[kind]:
            sys.stdout.write(f"{await closed(kind, dispatchers)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or KINDS))
