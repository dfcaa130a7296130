"""The import of a file that somebody asked for: a job from the outbox, in the background, however large the file is."""

from __future__ import annotations

import asyncio

from cpp_core.effects import Done, Outcome
from cpp_core.orders import ImportOrder, Order
from cpp_core.ports import Attempt
from cpp_core.usecases.frame import CLOCK
from cpp_core.usecases.upload_commands import CarryOutImport, TellProgress
from infra.answers import Ask
from infra.incoming import Uploads
from integrations.graph.failures import as_outcome

A_MOMENT = 0.5
"""Seconds of real time before the import begins: the answer to the press must not come after its result, and overwrite it."""
TELL_EVERY = 4.0
"""Seconds of real time between two words about how far it is."""
COMPARING = "The file is read, and is being compared with what is known here."


class ImportSender:
    """Reads the file and asks the use case. Repeated, it finds the import done."""

    def __init__(self, uploads: Uploads, ask: Ask, *, tell_every: float = TELL_EVERY) -> None:
        self._uploads = uploads
        self._ask = ask
        self._tell_every = tell_every
        self._one_at_a_time = asyncio.Lock()

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Have it imported."""
        if not isinstance(order, ImportOrder):
            raise TypeError(f"an import takes an ImportOrder, not a {type(order).__name__}")
        await asyncio.sleep(A_MOMENT)
        async with self._one_at_a_time:
            return await as_outcome(self._imported(order.file_id))

    async def _imported(self, file_id: str) -> Outcome:
        seen = [0, 0]
        over = asyncio.Event()

        def progress(done: int, total: int) -> None:
            seen[:] = done, total

        telling = asyncio.create_task(self._tell(file_id, seen, over))
        try:
            upload = await self._uploads.read(file_id, progress)
        finally:
            over.set()
            await telling
        await self._ask("import.carry_out", CarryOutImport(file_id, upload), CLOCK)
        return Done()

    async def _tell(self, file_id: str, seen: list[int], over: asyncio.Event) -> None:
        """How far the reading is, now and then, to whoever asked; a quick one is not worth a word."""
        told = False
        while not over.is_set():
            try:
                await asyncio.wait_for(over.wait(), self._tell_every)
            except TimeoutError:
                done, total = seen
                await self._said(file_id, f"Reading the file: {done:,} of {total:,} rows.")
                told = True
        if told:
            await self._said(file_id, COMPARING)

    async def _said(self, file_id: str, words: str) -> None:
        await self._ask("import.progress", TellProgress(file_id, words), CLOCK)
