"""Once a day: have people with a place on a coming panel still got an account? Their SPOC and officer decide what follows.

A directory that knows none of many people is not believed: then it is the tenant or a permission that is wrong.
Source: Graph: user list (`id in (…)`, accountEnabled).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from cpp_core.deadlines.time import in_london, local
from cpp_core.model.panel import Panel, PanelStatus
from cpp_core.ports import Clock
from cpp_core.usecases.frame import CLOCK
from cpp_core.usecases.presence import COMING, PeopleGone
from infra.answers import Ask
from integrations.graph.directory import Directory
from integrations.graph.failures import FAILURES
from integrations.storage.storage import SqlStorage
from scheduling.happenings import Happening
from scheduling.metrics import Metrics

_log = logging.getLogger(__name__)
AT = time(8, 0)
AHEAD = timedelta(days=200)
TRY_AGAIN = timedelta(hours=1)
TOO_MANY = 5
"""So many people, all of them gone, are rather a directory that cannot be read."""


class Leavers:
    """The daily look into the directory."""

    def __init__(self, directory: Directory, storage: SqlStorage, ask: Ask, clock: Clock, metrics: Metrics) -> None:
        self._directory = directory
        self._storage = storage
        self._ask = ask
        self._clock = clock
        self._metrics = metrics
        self._next = clock.now()

    async def next_at(self) -> datetime | None:
        """When it is next due; None while no panel is coming."""
        return self._next if await self._coming() else None

    async def look(self) -> Sequence[Happening]:
        """A tick: look if it is time to."""
        now = self._clock.now()
        panels = await self._coming() if now >= self._next else ()
        if not panels:
            return ()
        asked = {each.person_id for panel in panels for _, each in panel.places() if each.status in COMING}
        asked = {person_id for person_id in asked if _is_object_id(person_id)}
        try:
            gone = await self._directory.gone(asked) if asked else frozenset()
        except FAILURES as failure:
            self._next = now + TRY_AGAIN
            _log.warning("the directory cannot be read: %s", type(failure).__name__)
            return ()
        self._next = _tomorrow(now)
        if len(gone) == len(asked) >= TOO_MANY:
            _log.error("the directory knows none of %d people: check tenant and permissions", len(asked))
            return ()
        return [happening for panel in panels for happening in await self._put(panel, gone)]

    async def _put(self, panel: Panel, gone: frozenset[str]) -> Sequence[Happening]:
        theirs = tuple(sorted({each.person_id for _, each in panel.places() if each.person_id in gone}))
        if not theirs:
            return ()
        reply = await self._ask("people.gone", PeopleGone(panel.id, theirs), CLOCK)
        now = self._clock.now()
        told = [
            Happening(now, "account gone", f"{panel.id}/{person_id}", "told") for person_id in reply.data["told_of"]
        ]
        for happening in told:
            self._metrics.tell(happening)
        return told

    async def _coming(self) -> tuple[Panel, ...]:
        now = self._clock.now()
        async with self._storage.reading() as unit:
            return await unit.panels.between(now, now + AHEAD, (PanelStatus.PLANNED,))


def _tomorrow(now: datetime) -> datetime:
    return local(in_london(now).date() + timedelta(days=1), AT)


def _is_object_id(person_id: str) -> bool:
    """Somebody known by mail alone has no id that Entra could be asked about."""
    try:
        UUID(person_id)
    except ValueError:
        return False
    return True
