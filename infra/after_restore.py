"""After a restore the service looks at everything outside once, carries out what is due, and says that it has.

What was answered, laid into a folder or fell due since the backup is found again so, and what follows from it is written
while the outbox stands still: in doubt. Only then does `panels outbox resume` let it go on.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from infra.listening import Listening
from integrations.storage.outbox import SqlOutbox
from scheduling.happenings import Happening
from scheduling.ticks import Tick

_log = logging.getLogger(__name__)
EVERY = timedelta(seconds=10)


@dataclass(frozen=True)
class CatchingUp:
    """The work of a tick: nothing, unless this database was restored and no service has looked since.

    It looks by itself instead of waiting for the other ticks: like a second replica, which may do all of it, too.
    """

    outbox: SqlOutbox
    listening: Listening
    deadlines: Callable[[], Awaitable[object]]

    @property
    def tick(self) -> Tick:
        """The tick."""
        return Tick("restore", self.look, EVERY)

    async def look(self) -> Sequence[Happening]:
        """Look at everything. What could not be read is looked at again by the next tick."""
        restore = await self.outbox.last_restore()
        if restore is None or restore.looked or restore.over:
            return ()
        for tick in self.listening.ticks:
            await tick.work()
        await self.deadlines()
        unread = [await next_at() for next_at in (self.listening.answers.next_at, self.listening.uploads.next_at)]
        if not any(unread):
            await self.outbox.looked()
            _log.warning("everything was looked at since the restore; `panels outbox resume` lets the outbox go on")
        return ()
