"""The pace of lanes over all replicas: how many may enter now, counted under the lock that the claim holds on the lane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from cpp_core.outbox import LaneLimits
from cpp_core.pacing import Entered, entering, opens_at
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.tables import lane_paces
from integrations.storage.statements import upsert


async def entered_lanes(connection: AsyncConnection, found: Iterable[str], limits: LaneLimits) -> dict[str, Entered]:
    """What is counted of those of these lanes that have a pace."""
    paced = [lane for lane in found if limits.rate_of(lane)]
    if not paced:
        return {}
    rows = await connection.execute(select(lane_paces.c.lane, lane_paces.c.entered).where(lane_paces.c.lane.in_(paced)))
    known = {row.lane: row.entered for row in rows}
    return {lane: known.get(lane, {}) for lane in paced}


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
