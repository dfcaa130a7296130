"""A sandbox in a thread of its own, for callers whose event loop blocks now and then."""

import asyncio
import threading

from infra.sandbox.app import RunningSandbox, start
from infra.sandbox.config import SandboxConfig


class SandboxThread:
    """`with SandboxThread(config) as running:` — botbuilder fetches keys with a blocking call, which would wait for
    itself for ever if the sandbox lived in the same loop.
    """

    def __init__(self, config: SandboxConfig, port: int = 0) -> None:
        self._config, self._port = config, port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sandbox", daemon=True)
        self._running: RunningSandbox | None = None

    def __enter__(self) -> RunningSandbox:
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(start(self._config, self._port), self._loop)
        self._running = started.result(timeout=30)
        return self._running

    def __exit__(self, *_: object) -> None:
        if self._running is not None:
            asyncio.run_coroutine_threadsafe(self._running.stop(), self._loop).result(timeout=30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=30)
        self._loop.close()
