"""A peer in a process of its own, which answers at once, counts by key, and says when the first and the last request came."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import monotonic

from aiohttp import web

_NEW = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Counted:
    """What came in: how many keys, how many requests, and the seconds from the first to the last of them."""

    keys: int
    requests: int
    seconds: float

    @property
    def rate(self) -> float:
        """Requests in a second."""
        return (self.requests - 1) / self.seconds


@dataclass
class _Peer:
    done: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    async def put(self, request: web.Request) -> web.Response:
        """Do it."""
        self.done[request.match_info["key"]] += 1
        self.times.append(monotonic())
        return web.Response(status=201)


async def _serve(said: Connection) -> None:
    peer = _Peer()
    app = web.Application()
    app.add_routes([web.put("/effects/{key}", peer.put)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    said.send(f"http://{host}:{port}")
    while await asyncio.to_thread(said.recv):
        times = peer.times or [0.0]
        said.send(Counted(len(peer.done), peer.done.total(), times[-1] - times[0]))
        peer.done, peer.times = Counter(), []
    await runner.cleanup()


def _run(said: Connection) -> None:
    asyncio.run(_serve(said))


class CountingPeer:
    """The peer as the bench sees it: where it listens, and what it has counted since it was last asked."""

    def __init__(self, said: Connection) -> None:
        self._said = said
        self.url = str(said.recv())

    def counted(self) -> Counted:
        """What came in since the last time; the count begins anew."""
        self._said.send(True)
        answer = self._said.recv()
        assert isinstance(answer, Counted)
        return answer


@contextmanager
def a_counting_peer() -> Iterator[CountingPeer]:
    """The peer, listening on loopback."""
    ours, theirs = _NEW.Pipe()
    process = _NEW.Process(target=_run, args=(theirs,), daemon=True)
    process.start()
    yield CountingPeer(ours)
    ours.send(False)
    process.join()
