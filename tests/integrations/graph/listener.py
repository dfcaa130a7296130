"""An endpoint like the service's own for change notifications: echoes handshakes, keeps what else it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from integrations.graph.subscriptions import validation_token


class Listener:
    """What was POSTed to it so far."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        token = validation_token(request.query)
        if token is not None:
            return web.Response(text=token, content_type="text/plain")
        self.told.append(await request.json())
        return web.Response(status=202)


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """A listener on a free port of loopback."""
    found = Listener()
    app = web.Application()
    app.router.add_post("/{kind}", found.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    found.url = f"http://{host}:{port}"
    try:
        yield found
    finally:
        await runner.cleanup()
