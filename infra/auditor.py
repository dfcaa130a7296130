"""Every hour: is what was promised done? Panels, the outbox and Graph are compared, mended where that can be, told where not.

One replica audits for all, and another takes over where it dies or fails. What cannot be read is not mended; the rest is,
but for invitations and access of panels from before a restore: whoever declined since the backup must not be invited again.
A finding is told once a day. Moving a virtual clock offers one moment a day, and audits at others that come anyway.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from cpp_core.auditing import Discrepancy, Outside, Seen
from cpp_core.deadlines.time import in_london, local, london_date
from cpp_core.model.panel import Panel, PanelStatus
from cpp_core.outbox import UNFINISHED, Restore
from cpp_core.ports import Clock
from cpp_core.usecases.context import scene_of
from cpp_core.usecases.frame import CLOCK
from cpp_core.usecases.reconcile import GRACE, Reconcile, TellFindings
from cpp_core.usecases.work import Work
from cpp_core.workflow.mending import folder_expected, meeting_expected
from infra.answers import Ask
from integrations.graph.failures import FAILURES
from integrations.storage.storage import SqlStorage
from scheduling.happenings import Happening, place
from scheduling.metrics import Metrics

_log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
AGAIN = timedelta(minutes=5)
"""So long after an audit that failed, or at which another replica is, it is looked again."""
DAILY_AT = time(7, 45)
BACK, AHEAD, AT_A_TIME = timedelta(days=60), timedelta(days=200), timedelta(days=30)
LIVE = (PanelStatus.PLANNED, PanelStatus.OPEN, PanelStatus.CLOSED)
TOLD = "audit:told"
"""What the CPP team has been told of today."""
LAST = "audit:last"
"""Where all replicas find when an audit last came to its end; by this name they also take turns."""


@dataclass
class Auditor:
    """The hourly comparison. `audit` does it at once and answers with all that it found."""

    outside: Outside
    storage: SqlStorage
    ask: Ask
    clock: Clock
    metrics: Metrics

    def __post_init__(self) -> None:
        self._next = self.clock.now()
        self._near = False

    async def next_at(self) -> datetime | None:
        """For a virtual clock: once a day, while a panel is coming or has just been."""
        daily = local(in_london(self._next).date(), DAILY_AT)
        return (
            (daily if daily >= self._next else local(daily.date() + timedelta(days=1), DAILY_AT))
            if self._near
            else None
        )

    async def look(self) -> Sequence[Happening]:
        """A tick: audit if it is time to and no other replica has."""
        now = self.clock.now()
        if now < self._next:
            return ()
        async with self.storage.turns.of([LAST], 1) as mine:
            self._next = await self._ended_at(now) + EVERY
            if not mine or now < self._next:
                return ()
            try:
                found = await self.audit()
            except Exception as error:
                self.metrics.audit_failed += 1
                self._next = now + AGAIN
                _log.error("the audit has failed: %s in %s", type(error).__name__, place(error))
                return ()
        self._next = now + EVERY
        happenings = [Happening(now, "audit", one.key, "mended" if one.mended else "told") for one in found]
        for happening in happenings:
            self.metrics.tell(happening)
        return happenings

    async def _ended_at(self, now: datetime) -> datetime:
        """When an audit last came to its end, here or elsewhere; long ago where none has."""
        kept = await self.storage.remote_references.get(LAST)
        return datetime.fromisoformat(kept) if kept else now - EVERY

    async def audit(self) -> tuple[Discrepancy, ...]:
        """Compare everything, mend what can be mended, tell what has not been told today; answers with all of it."""
        now = self.clock.now()
        found: list[Discrepancy] = []
        if released := await self.storage.outbox.release(now):
            found.append(Discrepancy("forgotten", f"{released} effects", mended=True))
        found.extend(await self.storage.outbox.stuck(now - timedelta(days=1), now - GRACE))
        self._near = False
        restore = await self.storage.outbox.last_restore()
        async for panel in self._panels(now):
            self._near = self._near or timedelta(days=-3) < panel.starts_at - now < timedelta(days=21)
            found.extend(await self._panel(panel, restore))
        await self._tell(found)
        self.metrics.audit_found.update(one.code for one in found)
        await self.storage.remote_references.put(LAST, now.isoformat())
        return tuple(found)

    async def _panels(self, now: datetime) -> AsyncIterator[Panel]:
        start = now - BACK
        while start < now + AHEAD:
            async with self.storage.reading() as unit:
                some = await unit.panels.between(start, start + AT_A_TIME, LIVE)
            for panel in some:
                yield panel
            start += AT_A_TIME

    async def _panel(self, panel: Panel, restore: Restore | None) -> Sequence[Discrepancy]:
        async with self.storage.reading() as unit:  # it may have changed while others were audited
            panel = await unit.panels.get(panel.id) or panel
        try:
            seen = await self._seen(panel)
        except FAILURES as failure:
            _log.warning("panel %s cannot be compared with Graph: %s", panel.id, type(failure).__name__)
            seen = Seen()
        mend = restore is None or panel.made_at > restore.at
        reply = await self.ask("panel.reconcile", Reconcile(panel.id, seen, panel, mend), CLOCK)
        found: Sequence[Discrepancy] = reply.data["found"]
        return found

    async def _seen(self, panel: Panel) -> Seen:
        """How Graph shows it, where nothing is on its way there: what is under way is no discrepancy yet."""
        async with self.storage.reading() as unit:
            people = tuple(
                (await unit.people.many({each.person_id for _, each in panel.places()} | panel.had_list)).values()
            )
            scene = scene_of(Work(unit), panel)
        seen = Seen()
        if meeting_expected(panel, scene) and not await self._under_way(f"meeting:{panel.id}"):
            seen = replace(seen, meeting_asked=True, meeting=await self.outside.meeting(panel.id, people))
        if folder_expected(panel, scene) and not await self._under_way(f"folder:{panel.id}"):
            seen = replace(seen, folder_asked=True, folder=await self.outside.folder(panel.id, people))
        return seen

    async def _under_way(self, subject: str) -> bool:
        return bool(await self.storage.outbox.list(subject=subject, states=tuple(UNFINISHED), limit=1))

    async def _tell(self, found: Sequence[Discrepancy]) -> None:
        """Noted as told only afterwards: who dies in between has it told by the next one, under the same key."""
        refs, day = self.storage.remote_references, str(london_date(self.clock.now()))
        kept = json.loads(await refs.get(TOLD) or "{}")
        told = kept.get(day, [])
        new = {f"{one.mended}:{one.key}": one for one in found}
        new = {key: one for key, one in new.items() if key not in told}
        if new:
            await self.ask("audit.tell", TellFindings(tuple(new.values())), CLOCK)
            await refs.put(TOLD, json.dumps({day: [*told, *new]}))
