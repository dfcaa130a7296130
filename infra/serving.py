"""The whole service in one process, its web server included: from the start until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable

from aiohttp import web

from cpp_core.ports import Clock
from infra.patience import PATIENCE, Patience
from infra.service import open_service
from infra.settings import Settings
from infra.web import make_app


async def serve(
    settings: Settings, ready: Callable[[str], object], *, clock: Clock | None = None, patience: Patience = PATIENCE
) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is called with the service's address once it listens."""
    async with open_service(settings, clock=clock, patience=patience) as service:
        runner = web.AppRunner(make_app(service), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        gc.collect()
        gc.freeze()  # what was made at the start stays: to look through it again and again would hold the event loop
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        ready(f"http://{settings.host}:{settings.port}")
        await stopped.wait()
        await runner.cleanup()
