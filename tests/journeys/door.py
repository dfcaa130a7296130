"""The address at which Teams finds the service: whatever comes goes to one of its replicas that listens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

_PASSED_ON = ("Authorization", "Content-Type")


@dataclass
class Door:
    """Which replica listens where; like a load balancer it sends nothing twice that may have come in."""

    session: aiohttp.ClientSession
    url: str = ""
    ports: dict[int, int] = field(default_factory=dict)

    async def pass_on(self, request: web.Request) -> web.Response:
        """To the first one that takes the connection; 502 where nobody does, or where it dies over it."""
        body = await request.read()
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        for port in self.ports.values():
            url = f"http://127.0.0.1:{port}{request.path}"
            try:
                async with self.session.post(url, data=body, headers=headers) as answer:
                    return web.Response(
                        status=answer.status, body=await answer.read(), content_type=answer.content_type
                    )
            except aiohttp.ClientConnectorError:
                continue
            except aiohttp.ClientError:
                break
        return web.Response(status=502)


@asynccontextmanager
async def a_door() -> AsyncIterator[Door]:
    """A door without replicas yet."""
    async with aiohttp.ClientSession() as session:
        door = Door(session)
        app = web.Application()
        app.router.add_post("/api/messages", door.pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        door.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
        try:
            yield door
        finally:
            await runner.cleanup()
