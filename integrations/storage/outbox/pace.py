"""The pace of lanes over all replicas: how many may enter now, counted under the lock that the claim holds on the lane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from cpp_core.outbox import LaneLimits
from cpp_core.pacing import Entered, entering, opens_at
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.tables import lane_paces
from integrations.storage.statements import inserting, upsert


async def entered_together(connection: AsyncConnection, names: Iterable[str | None]) -> dict[str, Entered]:
    """What is counted under these names; they are ours until the commit, for lanes of a kind are claimed side by side."""
    wanted = sorted(name for name in names if name)
    if not wanted:
        return {}
    query = select(lane_paces.c.lane, lane_paces.c.entered).where(lane_paces.c.lane.in_(wanted))
    query = query.order_by(lane_paces.c.lane).with_for_update()
    rows = (await connection.execute(query)).all()
    if len(rows) < len(wanted):
        new = [{"lane": name, "entered": {}} for name in wanted]
        await connection.execute(inserting(connection, lane_paces).on_conflict_do_nothing(), new)
        rows = (await connection.execute(query)).all()
    return {row.lane: row.entered for row in rows}


async def count_in(
    connection: AsyncConnection,
    entered: Mapping[str, Entered],
    into: Mapping[str, int],
    now: datetime,
    limits: LaneLimits,
) -> None:
    """Count entries into these lanes, and shut those that are full until the next may enter."""
    rows = []
    for lane, many in sorted((lane, many) for lane, many in into.items() if lane in entered):
        windows = limits.rate_of(lane)
        after = entering(windows, entered[lane], now, many)
        rows.append({"lane": lane, "entered": after, "full_until": opens_at(windows, after, now)})
    await upsert(connection, lane_paces, rows, ("lane",))
