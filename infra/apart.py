"""Use cases that go through a whole caseload, in a thread with an event loop and connections of their own.

A hundred thousand cases take seconds to compare; on the service's own event loop nobody's press would be answered
meanwhile. On SQLite, which has one writer, presses that change something still wait for the import's transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from cpp_core.usecases.frame import Actor, Reply, perform
from integrations.storage.storage import SqlStorage


class Apart:
    """Runs use cases apart from the service's event loop. `woken` is called when they may have written effects."""

    def __init__(self, open_another: Callable[[], SqlStorage], woken: Callable[[], None]) -> None:
        self._open_another = open_another
        self._woken = woken

    async def ask(self, name: str, command: Any, actor: Actor) -> Reply:
        """Run a use case there. Whoever is not there any more when it ends does not undo it."""
        reply = await asyncio.to_thread(lambda: asyncio.run(self._asked(name, command, actor)))
        self._woken()
        return reply

    async def _asked(self, name: str, command: Any, actor: Actor) -> Reply:
        storage = self._open_another()
        try:
            return await perform(storage, name, command, actor)
        finally:
            await storage.close()
