"""Files that come in: from the drive's folder Incoming on a tick, from the bot's chat at once; both previewed first (LST-3).

What is dropped into the chat is kept in the same folder, so that import and preview are of the same file.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from cpp_core.deadlines.time import london_date
from cpp_core.messages.message import Message
from cpp_core.ports import Clock
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.frame import CLOCK, Actor
from cpp_core.usecases.uploads import ApplyImport, PreviewImport, Upload, with_upload
from infra.answers import Ask
from integrations.caseload.cases import read_cases
from integrations.caseload.faults import RowFault, UnreadableError
from integrations.caseload.finding import find_table
from integrations.caseload.people import LAYOUT as PEOPLE
from integrations.caseload.people import read_people
from integrations.graph.failures import FAILURES
from integrations.graph.incoming import Incoming, IncomingFile
from integrations.storage.storage import SqlStorage
from scheduling.happenings import Happening, place
from scheduling.metrics import Metrics

_log = logging.getLogger(__name__)
FIRST_PAUSE = timedelta(minutes=5)


class Uploads:
    """Reads files and asks the use cases about them."""

    def __init__(self, incoming: Incoming, storage: SqlStorage, ask: Ask, clock: Clock, metrics: Metrics) -> None:
        self._incoming = incoming
        self._storage = storage
        self._ask = ask
        self._clock = clock
        self._metrics = metrics
        self._resting_until: datetime | None = None

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
            return [happening for file in await self._incoming.files() for happening in await self._new(file)]
        except FAILURES as failure:
            self._resting_until = now + FIRST_PAUSE
            _log.warning("the folder Incoming cannot be read: %s", type(failure).__name__)
            return ()

    async def take(self, name: str, content: bytes, actor: Actor) -> Message:
        """What somebody dropped into the chat: kept, read, previewed. Raises `Refusal` where they may not import."""
        nothing = Upload("", "", name, faults=(("", "", "", ""),))
        await self._ask("import.preview", PreviewImport(nothing), actor)
        file = await self._incoming.keep(name, content)
        await self._storage.remote_references.put(_key(file), file.tag)
        reply = await self._ask("import.preview", PreviewImport(await self._read(file, content)), actor)
        if reply.message is None:
            raise Refusal("LST-3", Fault("", "There is nothing to show.", "Send the file again."))
        return reply.message

    async def filled(self, command: ApplyImport) -> ApplyImport:
        """The command with the file as it lies in the drive now."""
        try:
            file = await self._incoming.file(command.upload_id)
            upload = None if file is None else await self._read(file, await self._incoming.read(file))
        except FAILURES as failure:
            mend = "Nothing was changed. Press again in a minute."
            raise Refusal("LST-3", Fault("The file", "cannot be read just now.", mend)) from failure
        return with_upload(command, upload)

    async def _new(self, file: IncomingFile) -> Sequence[Happening]:
        """Each content once; a file that breaks the reader is not tried again until it changes."""
        refs = self._storage.remote_references
        if await refs.get(_key(file)) == file.tag:
            return ()
        outcome = "previewed"
        try:
            upload = await self._read(file, await self._incoming.read(file))
            outcome = "faulty" if upload.faults else outcome
            await self._ask("import.preview", PreviewImport(upload, file.by), CLOCK)
        except FAILURES:
            raise
        except Exception as error:
            outcome = f"failed: {type(error).__name__}"
            _log.error("an incoming file: %s in %s", type(error).__name__, place(error))
        await refs.put(_key(file), file.tag)
        happening = Happening(self._clock.now(), "incoming file", file.id, outcome)
        self._metrics.tell(happening)
        return (happening,)

    async def _read(self, file: IncomingFile, content: bytes) -> Upload:
        now = self._clock.now()
        async with self._storage.reading() as unit:
            everybody = await unit.people.all()
        known = frozenset(address for person in everybody for address in (person.upn, person.email))
        extract_at = min(now, file.changed_at or now)
        about = Upload(file.id, file.tag, file.name, extract_at=extract_at)
        return await asyncio.to_thread(_upload, about, content, now, known)


def _upload(about: Upload, content: bytes, now: datetime, known: frozenset[str]) -> Upload:
    name = about.file_name
    if _is_of_people(content, name):
        people = read_people(content, name)
        return Upload(
            about.id, about.tag, name, people=people.items, warnings=people.warnings, faults=_shown(people.faults)
        )
    cases = read_cases(content, name, london_date(now), known=known)
    return Upload(
        about.id,
        about.tag,
        name,
        cases=cases.items,
        extract_at=about.extract_at,
        warnings=cases.warnings,
        faults=_shown(cases.faults),
    )


def _is_of_people(content: bytes, name: str) -> bool:
    try:
        find_table(content, name, PEOPLE)
    except UnreadableError:
        return False
    return True


def _shown(faults: Sequence[RowFault]) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (str(fault.row or ""), fault.column, fault.value, f"{fault.what} {fault.mend}".strip()) for fault in faults
    )


def _key(file: IncomingFile) -> str:
    return f"incoming:{file.id}"
