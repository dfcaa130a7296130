"""The panels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, bindparam, func, select

from cpp_core.model.panel import Panel, PanelStatus
from integrations.storage.columns import as_text
from integrations.storage.connection import AsyncConnection
from integrations.storage.converter import Memory
from integrations.storage.tables import panels
from integrations.storage.versions import ABSENT, VersionedRows

_READ = select(panels.c.id, panels.c.version, as_text(panels.c.body))
_memory = Memory(Panel)
_ONE = _READ.where(panels.c.id == bindparam("id"))
_BETWEEN = _READ.where(
    panels.c.starts_at >= bindparam("start"),
    panels.c.starts_at < bindparam("end"),
    panels.c.status.in_(bindparam("statuses", expanding=True)),
).order_by(panels.c.starts_at, panels.c.id)


class SqlPanels:
    """`ports.Panels` in one transaction, which reads no panel twice."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._rows = VersionedRows(connection, panels)
        self._known: dict[str, Panel] = {}

    async def get(self, panel_id: str) -> Panel | None:
        """The panel with this id. Saving it later fails with `Conflict` if somebody else saved it meanwhile."""
        if panel_id not in self._known and not await self._panels(_ONE, id=panel_id):
            self._rows.saw(panel_id, ABSENT)
        return self._known.get(panel_id)

    async def between(
        self, start: datetime, end: datetime, statuses: Iterable[PanelStatus] = tuple(PanelStatus)
    ) -> tuple[Panel, ...]:
        """Panels that start in [start, end), by start."""
        wanted = [status.value for status in statuses]
        return await self._panels(_BETWEEN, start=start, end=end, statuses=wanted)

    async def save(self, panel: Panel, next_due_at: datetime | None) -> None:
        """Add or replace the panel; `next_due_at` is when something next falls due for it."""
        values = {
            "id": panel.id,
            "status": panel.status.value,
            "starts_at": panel.starts_at,
            "next_due_at": next_due_at,
            "body": _memory.written(panel),
        }
        await self._rows.save(panel.id, {"id": panel.id}, values)
        self._known[panel.id] = panel

    async def due(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Ids of panels for which something is due by now, the longest due first."""
        rows = await self._connection.execute(
            select(panels.c.id)
            .where(panels.c.next_due_at <= now)
            .order_by(panels.c.next_due_at, panels.c.id)
            .limit(limit)
        )
        return tuple(rows.scalars())

    async def next_due_at(self) -> datetime | None:
        """When the next thing falls due for any panel."""
        earliest: datetime | None = await self._connection.scalar(select(func.min(panels.c.next_due_at)))
        return earliest

    async def _panels(self, query: Select[str, int, str], **given: object) -> tuple[Panel, ...]:
        found = []
        for panel_id, version, body in await self._connection.execute(query, given):
            self._rows.saw(panel_id, version)
            self._known[panel_id] = _memory.read(body)
            found.append(self._known[panel_id])
        return tuple(found)
