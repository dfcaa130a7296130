"""Writing outcomes down in groups: whatever has ended while the last group was being written goes into the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from cpp_core.outbox import Finished

Write = Callable[[Sequence[Finished]], Awaitable[frozenset[str]]]


class Finisher:
    """Collects outcomes and has them written, one group at a time."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: list[tuple[Finished, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def finish(self, finished: Finished) -> bool:
        """Write it down; True when it counted, False when the lease had gone to somebody else."""
        counted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((finished, counted))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return await counted

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._write_group(group)
        finally:
            self._writing = None

    async def _write_group(self, group: list[tuple[Finished, asyncio.Future[bool]]]) -> None:
        try:
            too_late = await self._write([finished for finished, _ in group])
        except Exception as error:  # each of the group is told; the next group is another matter
            for _, counted in group:
                if not counted.done():
                    counted.set_exception(error)
            return
        for finished, counted in group:
            if not counted.done():
                counted.set_result(finished.claim.effect.key not in too_late)
