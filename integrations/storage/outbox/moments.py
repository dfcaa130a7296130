"""When the dispatcher has something to do next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cpp_core.outbox import LaneLimits
from integrations.storage.outbox.lanes import ALL_LANES
from integrations.storage.outbox.tables import lanes, outbox

_OUT = outbox.c


async def next_at(connection: AsyncConnection, now: datetime, limits: LaneLimits) -> datetime | None:
    """The earliest moment at which something can be claimed; `now` if that is already so, None if never by itself."""
    shut = await _shut_lanes(connection, now, limits)
    if ALL_LANES in shut:
        return None
    moments = [await _earliest_outside(connection, list(shut))]
    for lane, opens_at in shut.items():
        ready_at = await _earliest_in(connection, lane) if opens_at else None
        moments.append(max(ready_at, opens_at) if ready_at and opens_at else None)
    earliest = min((moment for moment in moments if moment), default=None)
    return max(earliest, now) if earliest else None


async def _shut_lanes(connection: AsyncConnection, now: datetime, limits: LaneLimits) -> dict[str, datetime | None]:
    """Lanes that nothing can enter now, with when that ends; None for those that somebody must resume."""
    shut: dict[str, datetime | None] = {}
    full = select(_OUT.lane, func.count(), func.min(_OUT.lease_until)).where(
        _OUT.lease_until.is_not(None), _OUT.lease_until > now
    )
    for lane, under_way, first_end in await connection.execute(full.group_by(_OUT.lane)):
        if under_way >= limits.of(lane):
            shut[lane] = first_end
    stopped = select(lanes.c.lane, lanes.c.held_until, lanes.c.paused).where(
        or_(lanes.c.paused, lanes.c.held_until > now)
    )
    for lane, held_until, paused in await connection.execute(stopped):
        shut[lane] = None if paused else held_until
    return shut


async def _earliest_outside(connection: AsyncConnection, shut: list[str]) -> datetime | None:
    to_come = select(func.min(_OUT.ready_at)).where(~_OUT.due, _OUT.ready_at.is_not(None), _OUT.lane.not_in(shut))
    due = select(_OUT.ready_at).where(_OUT.due, _OUT.lane.not_in(shut)).limit(1)
    earliest = [(await connection.execute(query)).scalar() for query in (to_come, due)]
    return min((moment for moment in earliest if moment), default=None)


async def _earliest_in(connection: AsyncConnection, lane: str) -> datetime | None:
    query = select(func.min(_OUT.ready_at)).where(_OUT.lane == lane, _OUT.ready_at.is_not(None))
    earliest: datetime | None = await connection.scalar(query)
    return earliest
