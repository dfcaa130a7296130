"""When the dispatcher has something to do next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, or_, select

from cpp_core.outbox import LaneLimits
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.lanes import ALL_LANES, walk
from integrations.storage.outbox.tables import lane_paces, lanes, outbox

_OUT = outbox.c
_TO_COME = (~_OUT.due, _OUT.ready_at.is_not(None))


async def next_at(connection: AsyncConnection, now: datetime, limits: LaneLimits) -> datetime | None:
    """The earliest moment at which something can be claimed; `now` if that is already so, None if never by itself."""
    shut = await _shut_lanes(connection, now, limits)
    if ALL_LANES in shut:
        return None
    if await _any_lane_open(connection, now, shut):
        return now
    moments = [await _first_to_come(connection, shut)]
    for lane, opens_at in shut.items():
        if lane.startswith(ALL_LANES):  # all lanes of a kind together
            moments.append(opens_at)
            continue
        ready_at = await _first_in(connection, lane, now) if opens_at else None
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
    full_until = select(lane_paces.c.lane, lane_paces.c.full_until).where(lane_paces.c.full_until > now)
    for lane, until in await connection.execute(full_until):
        shut[lane] = max(until, shut.get(lane) or until)
    stopped = select(lanes.c.lane, lanes.c.held_until, lanes.c.paused).where(
        or_(lanes.c.paused, lanes.c.held_until > now)
    )
    for lane, held_until, paused in await connection.execute(stopped):
        shut[lane] = None if paused else max(held_until, shut.get(lane) or held_until)
    return shut


async def _any_lane_open(connection: AsyncConnection, now: datetime, shut: Collection[str]) -> bool:
    """Whether a lane that is not shut has something due."""
    open_ones = await walk(connection, "", now, len(shut) + 1)
    return any(lane not in shut for lane in open_ones)


async def _first_to_come(connection: AsyncConnection, shut: Collection[str]) -> datetime | None:
    query = select(_OUT.ready_at).where(*_TO_COME, _OUT.lane.not_in(shut)).order_by(_OUT.ready_at).limit(1)
    first: datetime | None = await connection.scalar(query)
    return first


async def _first_in(connection: AsyncConnection, lane: str, now: datetime) -> datetime | None:
    """When the first effect of this lane is ready: now, if one is due."""
    due = select(_OUT.seq).where(_OUT.due, _OUT.lane == lane).limit(1)
    if await connection.scalar(due) is not None:
        return now
    to_come = select(_OUT.ready_at).where(*_TO_COME, _OUT.lane == lane).order_by(_OUT.ready_at).limit(1)
    first: datetime | None = await connection.scalar(to_come)
    return first
