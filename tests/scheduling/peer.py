"""A small honest peer on loopback: it does what it is asked, counts by key, can be asked, and can be told to fail."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from cpp_core.effects import Done, Later, Outcome, Refused, Unknown
from cpp_core.orders import Order
from cpp_core.ports import Attempt


@dataclass
class Peer:
    """What the peer has done, by key, and how it is to fail next."""

    done: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    fail: dict[str, list[str]] = field(default_factory=dict)
    """For a key: `throttle`, `refuse`, `done-504`, `drop` ... one for each request that is to fail, in order."""
    asks_to_wait: int = 60
    """Seconds of Retry-After."""
    busy: Counter[str] = field(default_factory=Counter)
    busiest: Counter[str] = field(default_factory=Counter)
    takes: float = 0.0
    url: str = ""

    async def put(self, request: web.Request) -> web.StreamResponse:
        """Do it, or fail as told."""
        key, lane = request.match_info["key"], request.query["lane"]
        self.busy[lane] += 1
        self.busiest[lane] = max(self.busiest[lane], self.busy[lane])
        await asyncio.sleep(self.takes)
        self.busy[lane] -= 1
        how = self.fail[key].pop(0) if self.fail.get(key) else "well"
        if how == "throttle":
            return web.Response(status=429, headers={"Retry-After": f"{self.asks_to_wait}"})
        if how == "refuse":
            return web.Response(status=403)
        if how == "fail":
            return web.Response(status=503)
        self.done[key] += 1
        self.order.append(key)
        return web.Response(status=504 if how == "done-504" else 201)

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Say whether it was done."""
        key = request.match_info["key"]
        self.asked[key] += 1
        return web.Response(status=200 if self.done[key] else 404)


@asynccontextmanager
async def a_peer() -> AsyncIterator[Peer]:
    """The peer, listening."""
    peer = Peer()
    app = web.Application()
    app.add_routes([web.put("/effects/{key}", peer.put), web.get("/effects/{key}", peer.get)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    peer.url = f"http://{host}:{port}"
    try:
        yield peer
    finally:
        await runner.cleanup()


class PeerSender:
    """Has effects done by the peer; after doubt it looks first."""

    def __init__(self, session: ClientSession, url: str, *, can_be_asked: bool = True) -> None:
        self._session = session
        self._url = url
        self._can_be_asked = can_be_asked

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Have it done, or say why not."""
        if attempt.doubtful and not self._can_be_asked:
            return Unknown("it may have been done")
        url = f"{self._url}/effects/{attempt.effect.key}"
        try:
            if attempt.doubtful and await self._was_done(url):
                return Done("found")
            return await self._put(url, attempt.effect.lane)
        except (ClientError, TimeoutError) as error:
            return Later(type(error).__name__)

    async def _was_done(self, url: str) -> bool:
        async with self._session.get(url) as response:
            return response.status == 200

    async def _put(self, url: str, lane: str) -> Outcome:
        async with self._session.put(url, params={"lane": lane}) as response:
            match response.status:
                case 201:
                    return Done("made")
                case 429:
                    wait = timedelta(seconds=int(response.headers["Retry-After"]))
                    return Later("throttled", wait, lane_wide=True, maybe_done=False)
                case 403:
                    return Refused("forbidden", "the peer will not do it")
                case status:
                    return Later(f"answered {status}")


def a_session() -> ClientSession:
    """A client with short time-outs."""
    return ClientSession(timeout=ClientTimeout(total=10))
