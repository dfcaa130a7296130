"""Work that goes on after the request has been answered, and is waited for at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)


class Background:
    """Tasks that nobody waits for; at most so many at once, the rest is left undone."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Start it, unless too much is under way."""
        if len(self._tasks) >= self._most:
            work.close()
            log.warning("too much is under way; something that can wait was left undone")
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def settle(self, seconds: float = 5) -> None:
        """Wait for what is under way, and give up what takes longer."""
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
            for task in late:
                task.cancel()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.warning("something that was left to the background failed: %s", type(task.exception()).__name__)
