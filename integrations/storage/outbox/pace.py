"""The pace of lanes over all replicas: how many may enter now, counted under the lock that the claim holds on the lane."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cpp_core.outbox import LaneLimits
from cpp_core.pacing import Entered, entering, opens_at, room
from integrations.storage.outbox.tables import lane_paces
from integrations.storage.statements import upsert


async def paced_room(
    connection: AsyncConnection, found: Sequence[str], now: datetime, limits: LaneLimits
) -> dict[str, int]:
    """How many may enter each of those lanes that have a pace."""
    entered = await _entered(connection, [lane for lane in found if limits.rate_of(lane)])
    return {lane: room(limits.rate_of(lane), counts, now) for lane, counts in entered.items()}


async def count_in(connection: AsyncConnection, into: Iterable[str], now: datetime, limits: LaneLimits) -> None:
    """Count these entries, and shut the lanes that are full until the next may enter."""
    many = Counter(lane for lane in into if limits.rate_of(lane))
    for lane, counts in (await _entered(connection, sorted(many))).items():
        windows = limits.rate_of(lane)
        after = entering(windows, counts, now, many[lane])
        row = {"lane": lane, "entered": after, "full_until": opens_at(windows, after, now)}
        await upsert(connection, lane_paces, [row], ("lane",))


async def _entered(connection: AsyncConnection, found: Sequence[str]) -> dict[str, Entered]:
    if not found:
        return {}
    rows = await connection.execute(select(lane_paces.c.lane, lane_paces.c.entered).where(lane_paces.c.lane.in_(found)))
    known = {row.lane: row.entered for row in rows}
    return {lane: known.get(lane, {}) for lane in found}
