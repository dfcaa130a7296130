"""Who has obligations: panels, and recommendations after their panel. What is due for each, and how it is carried out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cpp_core.ports import Clock
from cpp_core.usecases.follow_up_commands import FollowUpTick
from cpp_core.usecases.frame import CLOCK, perform
from cpp_core.usecases.monthly import MonthlyTick
from cpp_core.usecases.tick import Tick as PanelTick
from integrations.storage.storage import SqlStorage
from scheduling.happenings import Happening

RECOMMENDATION = "recommendation/"
MONTH = "month/"
"""How an owner of obligations that is a recommendation, or a month with its report, is told from a panel."""


@dataclass(frozen=True)
class Owners:
    """All owners of obligations. `before_panel` is done before a panel's turn: answers in its calendar are looked for."""

    storage: SqlStorage
    clock: Clock
    before_panel: Callable[[str], Awaitable[object]]

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Who has something due by now: panels first, then recommendations and months, each the longest due first."""
        async with self.storage.reading() as unit:
            panels = await unit.panels.due(now, limit)
            room = limit - len(panels)
            others = await unit.follow_ups.due(now, room) if room > 0 else ()
            months = await unit.monthly_reports.due(now, room) if room > 0 else ()
        return [*panels, *(f"{RECOMMENDATION}{one}" for one in others), *(f"{MONTH}{one}" for one in months)]

    async def carry_out(self, owner: str) -> Sequence[Happening]:
        """Do what is due for one of them."""
        if owner.startswith(RECOMMENDATION):
            command = FollowUpTick(owner.removeprefix(RECOMMENDATION))
            reply = await perform(self.storage, "recommendation.tick", command, CLOCK)
        elif owner.startswith(MONTH):
            reply = await perform(self.storage, "report.tick", MonthlyTick(owner.removeprefix(MONTH)), CLOCK)
        else:
            await self.before_panel(owner)
            reply = await perform(self.storage, "panel.tick", PanelTick(owner), CLOCK)
        now = self.clock.now()
        return [Happening(now, "deadline", f"{owner}/{key}", "done") for key in reply.data["carried_out"]]

    @property
    def moments(self) -> Mapping[str, Callable[[], Awaitable[datetime | None]]]:
        """When something next falls due, by kind of owner."""
        return {"panels": self._panels, "recommendations": self._recommendations, "months": self._months}

    async def _panels(self) -> datetime | None:
        async with self.storage.reading() as unit:
            return await unit.panels.next_due_at()

    async def _recommendations(self) -> datetime | None:
        async with self.storage.reading() as unit:
            return await unit.follow_ups.next_due_at()

    async def _months(self) -> datetime | None:
        async with self.storage.reading() as unit:
            return await unit.monthly_reports.next_due_at()
