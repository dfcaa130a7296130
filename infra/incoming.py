"""Files that come in: from the drive's folder Incoming on a tick, from the bot's chat at once; both previewed first (LST-3).

What is dropped into the chat is kept in the same folder, so that import and preview are of the same file. Whoever dropped
it is noted with it, so that nothing is lost where the process ends before the preview.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from cpp_core.messages.message import Message
from cpp_core.model.file_import import ImportState
from cpp_core.ports import Clock
from cpp_core.usecases.frame import CLOCK, Actor
from cpp_core.usecases.upload_commands import MayImport, PreviewImport, Upload
from cpp_core.usecases.uploads import file_away_key
from infra.answers import Ask
from infra.upload_reading import Progress, nobody, read_upload
from integrations.graph.failures import FAILURES
from integrations.graph.incoming import Incoming, IncomingFile
from integrations.storage.storage import SqlStorage
from scheduling.happenings import Happening, place
from scheduling.metrics import Metrics

_log = logging.getLogger(__name__)
FIRST_PAUSE = timedelta(minutes=5)
BEING_READ = timedelta(minutes=10)
"""So long is a file from the chat left to whoever is reading it; then it is read again."""


class Uploads:
    """Reads files and asks the use cases about them. `ask` may take long without holding anybody up."""

    def __init__(self, incoming: Incoming, storage: SqlStorage, ask: Ask, clock: Clock, metrics: Metrics) -> None:
        self._incoming = incoming
        self._storage = storage
        self._ask = ask
        self._clock = clock
        self._metrics = metrics
        self._resting_until: datetime | None = None
        self._turn = asyncio.Lock()

    async def next_at(self) -> datetime | None:
        """When a look that failed is to be tried again."""
        return self._resting_until

    async def look(self) -> Sequence[Happening]:
        """A tick: what lies in the folder and has not been looked at yet."""
        now = self._clock.now()
        if self._resting_until is not None and now < self._resting_until:
            return ()
        self._resting_until = None
        try:
            async with self._turn:
                return [happening for file in await self._incoming.files() for happening in await self._new(file)]
        except FAILURES as failure:
            self._resting_until = now + FIRST_PAUSE
            _log.warning("the folder Incoming cannot be read: %s", type(failure).__name__)
            return ()

    async def take(self, name: str, content: bytes, actor: Actor) -> Message | None:
        """What somebody dropped into the chat: kept, read, previewed by a card of its own; its faults are answered here.

        Raises `Refusal` where they may not import.
        """
        await self._ask("import.may", MayImport(), actor)
        refs, until = self._storage.remote_references, self._clock.now() + BEING_READ
        async with self._turn:
            file = await self._incoming.keep(name, content)
            await refs.put(_key(file), json.dumps({"by": actor.person_id, "until": until.isoformat()}))
        reply = await self._ask("import.preview", PreviewImport(await self._upload(file, content)), actor)
        await refs.drop(_key(file))
        return reply.message

    async def read(self, file_id: str, progress: Progress = nobody) -> Upload | None:
        """The file as it lies in the drive now; None where it is gone. Raises one of `FAILURES`."""
        file = await self._incoming.file(file_id)
        return None if file is None else await self._upload(file, await self._incoming.read(file), progress)

    async def _new(self, file: IncomingFile) -> Sequence[Happening]:
        """Each content once; a file that was dealt with and laid here again is looked at again."""
        kept = await self._storage.remote_references.get(_key(file))
        chat = json.loads(kept) if kept else {}
        if chat and datetime.fromisoformat(chat["until"]) > self._clock.now():
            return ()
        if not chat and await self._is_known(file):
            return ()
        upload = await self._upload(file, await self._incoming.read(file))
        await self._ask("import.preview", PreviewImport(upload, chat.get("by", file.by)), CLOCK)
        await self._storage.remote_references.drop(_key(file))
        outcome = "faulty" if upload.faults else "previewed"
        happening = Happening(self._clock.now(), "incoming file", file.id, outcome)
        self._metrics.tell(happening)
        return (happening,)

    async def _is_known(self, file: IncomingFile) -> bool:
        async with self._storage.reading() as unit:
            known = await unit.file_imports.get(file.id)
            if known is None or known.tag != file.tag:
                return False
            over = known.state in (ImportState.DONE, ImportState.FAULTY)
            return not over or (known.ended_at is not None and not await unit.sent(file_away_key(known)))

    async def _upload(self, file: IncomingFile, content: bytes, progress: Progress = nobody) -> Upload:
        """What is in it. A file that breaks the reader is a faulty one, so that it is not tried for ever."""
        now = self._clock.now()
        async with self._storage.reading() as unit:
            everybody = await unit.people.all()
        known = frozenset(address for person in everybody for address in (person.upn, person.email))
        about = Upload(file.id, file.tag, file.name, extract_at=min(now, file.changed_at or now))
        try:
            return await asyncio.to_thread(read_upload, about, content, now, known, progress)
        except Exception as error:
            _log.error("an incoming file: %s in %s", type(error).__name__, place(error))
            mend = "The file could not be read. Save it again as an Excel workbook, and send it again."
            return Upload(file.id, file.tag, file.name, faults=(("", "", "", mend),))


def _key(file: IncomingFile) -> str:
    return f"incoming:{file.id}"
