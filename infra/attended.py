"""After a panel: who was in its meeting from when, from the Teams attendance report, for the officer to confirm (ATT-7).

Teams writes the report some time after everybody has left, so it is asked for again and again, less and less often; after
a day the officer is asked to record it by hand.
Source: Graph: meetingAttendanceReport list (available after the meeting has ended).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cpp_core.model.panel import Panel, PanelStatus
from cpp_core.ports import Clock
from cpp_core.usecases.frame import CLOCK
from cpp_core.usecases.presence import PREFILLED, PrefillAttendance
from infra.answers import Ask
from integrations.graph.attendance import Attendance, Attended
from integrations.graph.failures import FAILURES
from integrations.storage.storage import SqlStorage
from scheduling.happenings import Happening
from scheduling.metrics import Metrics

_log = logging.getLogger(__name__)
LADDER = tuple(timedelta(minutes=minutes) for minutes in (30, 60, 120, 240, 480, 1440))
"""How long after the panel was closed the report is asked for; the last time, its absence is put to the officer."""
BEHIND = timedelta(days=14)


class AttendanceReports:
    """Looks up what is due."""

    def __init__(self, reports: Attendance, storage: SqlStorage, ask: Ask, clock: Clock, metrics: Metrics) -> None:
        self._reports = reports
        self._storage = storage
        self._ask = ask
        self._clock = clock
        self._metrics = metrics
        self._tried: dict[str, datetime] = {}

    async def next_at(self) -> datetime | None:
        """When the next look-up is due."""
        return min((self._due_at(panel) for panel in await self._open()), default=None)

    async def look(self) -> Sequence[Happening]:
        """A tick: every look-up that is due."""
        now = self._clock.now()
        due = [panel for panel in await self._open() if self._due_at(panel) <= now]
        return [happening for panel in due for happening in await self._look_up(panel, now)]

    async def _look_up(self, panel: Panel, now: datetime) -> Sequence[Happening]:
        last = now >= _closed_at(panel) + LADDER[-1]
        self._tried[panel.id] = now
        try:
            found = await self._reports.of_panel(panel.id)
        except FAILURES as failure:
            _log.warning("no attendance report of %s: %s", panel.id, type(failure).__name__)
            found = None
        if found is None and not last:
            return ()
        joined = await self._by_person(panel, found or ())
        await self._ask("attendance.prefill", PrefillAttendance(panel.id, joined, report=found is not None), CLOCK)
        self._tried.pop(panel.id, None)
        happening = Happening(
            now, "attendance report", panel.id, "no report" if found is None else f"{len(joined)} seen"
        )
        self._metrics.tell(happening)
        return (happening,)

    async def _by_person(self, panel: Panel, found: Iterable[Attended]) -> dict[str, datetime]:
        async with self._storage.reading() as unit:
            people = (await unit.people.many({place.person_id for _, place in panel.places()})).values()
        by_address = {name.casefold(): one.id for one in people for name in (one.email, one.upn) if name}
        by_id = {one.id.casefold(): one.id for one in people}
        joined: dict[str, datetime] = {}
        for one in found:
            who = by_id.get(one.person_id.casefold()) or by_address.get(one.address.casefold())
            if who is not None:
                joined[who] = min(one.joined_at, joined.get(who, one.joined_at))
        return joined

    async def _open(self) -> Sequence[Panel]:
        now = self._clock.now()
        async with self._storage.reading() as unit:
            closed = await unit.panels.between(now - BEHIND, now + timedelta(days=1), (PanelStatus.CLOSED,))
        return [panel for panel in closed if panel.closed_at is not None and PREFILLED not in panel.done]

    def _due_at(self, panel: Panel) -> datetime:
        """The first rung after the last try; whoever missed them all is looked up at once."""
        tried = self._tried.get(panel.id)
        rungs = [_closed_at(panel) + rung for rung in LADDER]
        return next((at for at in rungs if tried is None or at > tried), rungs[-1])


def _closed_at(panel: Panel) -> datetime:
    if panel.closed_at is None:
        raise ValueError(f"{panel.id} is not closed")
    return panel.closed_at
