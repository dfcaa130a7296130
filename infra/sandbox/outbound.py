"""What the sandbox itself sends: activities to the bot, notifications to subscribers."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import aiohttp


class Outbound:
    """A pooled session and the deliveries under way. Everything is awaited at the end, nothing is left behind."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def session(self) -> aiohttp.ClientSession:
        """One for all, opened when first needed (inside the running loop)."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15))
        return self._session

    def spawn(self, delivery: Coroutine[Any, Any, None]) -> None:
        """Deliver without keeping the caller waiting."""
        task = asyncio.create_task(delivery)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until nothing is under way, including what the deliveries themselves set off."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Drop what is under way and close the session."""
        for task in list(self._tasks):
            task.cancel()
        await self.settle()
        if self._session is not None:
            await self._session.close()
