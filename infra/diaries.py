"""Looks up, twice a day for each coming panel, who has something else in their calendar at its time.

Source: Graph: calendar getSchedule (20 mailboxes at once; only free and busy is read, never a subject).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from cpp_core.ports import Clock
from cpp_core.usecases.diaries import KeepDiary, Wanted, wanted
from cpp_core.usecases.frame import CLOCK
from cpp_core.usecases.work import Work
from infra.answers import Ask
from integrations.graph.calendar_reading import CalendarReader
from integrations.graph.failures import FAILURES
from integrations.storage.storage import SqlStorage
from scheduling.happenings import Happening

_log = logging.getLogger(__name__)
TRY_AGAIN = timedelta(minutes=30)


class Diaries:
    """Asks Outlook and the use cases."""

    def __init__(self, reader: CalendarReader, storage: SqlStorage, ask: Ask, clock: Clock) -> None:
        self._reader = reader
        self._storage = storage
        self._ask = ask
        self._clock = clock
        self._resting_until: datetime | None = None

    async def look(self) -> Sequence[Happening]:
        """A tick: every panel that is due."""
        now = self._clock.now()
        if self._resting_until is not None and now < self._resting_until:
            return ()
        self._resting_until = None
        async with self._storage.reading() as unit:
            due = await wanted(Work(unit))
        try:
            for each in due:
                await self._ask("panel.diary", KeepDiary(each.panel_id, each.starts_at, await self._busy(each)), CLOCK)
        except FAILURES as failure:
            self._resting_until = now + TRY_AGAIN
            _log.warning("free and busy cannot be read: %s", type(failure).__name__)
        return ()

    async def _busy(self, each: Wanted) -> tuple[str, ...]:
        """Those who are; where a calendar cannot be read, nothing is said against its owner."""
        schedules = await self._reader.free_busy(list(each.people), each.starts_at, each.ends_at)
        by_address = {address.casefold(): person_id for address, person_id in each.people.items()}
        return tuple(
            by_address[one.address.casefold()]
            for one in schedules
            if not one.error and not one.is_free(each.starts_at, each.ends_at) and one.address.casefold() in by_address
        )
