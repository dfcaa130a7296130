"""Walking over the lanes that have something due, one step in an index for each, from where the last walk stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select, text

from cpp_core.outbox import LaneLimits
from cpp_core.pacing import Entered
from cpp_core.pacing import room as paced_room
from integrations.storage.columns import Key, Moment
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.pace import entered_lanes
from integrations.storage.outbox.tables import lanes, outbox
from integrations.storage.statements import inserting

ALL_LANES = "*"
_OUT = outbox.c
_WALK = """
    WITH RECURSIVE busy(lane) AS (
        SELECT (SELECT o.lane FROM outbox o WHERE {due} AND o.lane > :start ORDER BY o.lane LIMIT 1)
        UNION ALL
        SELECT (SELECT o.lane FROM outbox o WHERE {due} AND o.lane > busy.lane ORDER BY o.lane LIMIT 1)
        FROM busy WHERE busy.lane IS NOT NULL)
    SELECT busy.lane FROM busy
    WHERE busy.lane IS NOT NULL
        AND COALESCE((SELECT NOT lanes.paused AND (lanes.held_until IS NULL OR lanes.held_until <= :now)
            FROM lanes WHERE lanes.lane = busy.lane), TRUE)
        AND COALESCE((SELECT full_until <= :now FROM lane_paces WHERE lane_paces.lane = busy.lane), TRUE)
        AND NOT EXISTS (SELECT 1 FROM lanes every WHERE every.lane = '*' AND every.paused)
    LIMIT :many
"""
_BOUND = (bindparam("start", type_=Key), bindparam("now", type_=Moment), bindparam("many", type_=Integer))
_WALKS = {
    "sqlite": text(_WALK.format(due="o.due = 1")).bindparams(*_BOUND),
    "postgresql": text(_WALK.format(due="o.due")).bindparams(*_BOUND),
}


@dataclass(frozen=True)
class Room:
    """How many more effects may enter a lane, and what is counted of those that did, where the lane has a pace."""

    many: int
    entered: Entered | None = None


class LaneWalk:
    """One process's walk: it remembers where it stopped, and which lanes have a row that can be locked."""

    def __init__(self) -> None:
        self._stopped_at = ""
        self._rows_exist: set[str] = set()

    async def shares(
        self, connection: AsyncConnection, now: datetime, limit: int, limits: LaneLimits
    ) -> dict[str, Room]:
        """Which lanes are to give how many effects, at most `limit` lanes; those lanes are ours until the commit."""
        room = await self._beyond(connection, now, limit, limits)
        if len(room) < limit and self._stopped_at:
            room |= await self._up_to(connection, now, limit - len(room), limits)
        if room:
            self._stopped_at = list(room)[-1]
        share = -(-limit // max(len(room), 1))
        return {lane: replace(one, many=min(one.many, share)) for lane, one in room.items()}

    async def _beyond(
        self, connection: AsyncConnection, now: datetime, limit: int, limits: LaneLimits
    ) -> dict[str, Room]:
        """Room in lanes beyond where the last walk stopped."""
        room: dict[str, Room] = {}
        start = self._stopped_at
        while found := await walk(connection, start, now, limit):
            room |= await self._room(connection, found, now, limits)
            start = found[-1]
            if len(room) >= limit or len(found) < limit:
                break
        return dict(list(room.items())[:limit])

    async def _up_to(
        self, connection: AsyncConnection, now: datetime, limit: int, limits: LaneLimits
    ) -> dict[str, Room]:
        """Room in lanes from the first one up to where the last walk stopped."""
        room: dict[str, Room] = {}
        start = ""
        while found := await walk(connection, start, now, limit):
            before = [lane for lane in found if lane <= self._stopped_at]
            room |= await self._room(connection, before, now, limits)
            start = found[-1]
            if len(room) >= limit or len(found) < limit or len(before) < len(found):
                break
        return dict(list(room.items())[:limit])

    async def _room(
        self, connection: AsyncConnection, found: Sequence[str], now: datetime, limits: LaneLimits
    ) -> dict[str, Room]:
        """How many more effects may be under way in each of these lanes, where any may; locks those lanes."""
        mine = await self._locked(connection, found)
        if not mine:
            return {}
        query = select(_OUT.lane, func.count().label("many")).where(
            _OUT.lease_until.is_not(None), _OUT.lane.in_(mine), _OUT.lease_until > now
        )
        rows = await connection.execute(query.group_by(_OUT.lane))
        under_way: dict[str, int] = {row.lane: row.many for row in rows}
        entered = await entered_lanes(connection, mine, limits)
        room = {lane: _room_in(lane, under_way.get(lane, 0), entered.get(lane), now, limits) for lane in mine}
        return {lane: one for lane, one in room.items() if one.many > 0}

    async def _locked(self, connection: AsyncConnection, found: Sequence[str]) -> Sequence[str]:
        """Those of these lanes in which nobody else is claiming at this moment, in their order."""
        if connection.dialect.name == "sqlite" or not found:
            return found
        unknown = [lane for lane in found if lane not in self._rows_exist]
        if unknown:
            rows = [{"lane": lane, "paused": False, "why": ""} for lane in unknown]
            await connection.execute(inserting(connection, lanes).on_conflict_do_nothing(), rows)
            self._rows_exist |= set(unknown)
        query = select(lanes.c.lane).where(lanes.c.lane.in_(found)).with_for_update(skip_locked=True)
        locked = set((await connection.execute(query)).scalars())
        return [lane for lane in found if lane in locked]


def _room_in(lane: str, under_way: int, entered: Entered | None, now: datetime, limits: LaneLimits) -> Room:
    free = limits.of(lane) - under_way
    if entered is None:
        return Room(free)
    return Room(min(free, paced_room(limits.rate_of(lane), entered, now)), entered)


async def walk(connection: AsyncConnection, start: str, now: datetime, many: int) -> list[str]:
    """The first lanes beyond `start` that have something due and are neither held nor paused."""
    query = _WALKS[connection.dialect.name]
    return list((await connection.execute(query, {"start": start, "now": now, "many": many})).scalars())
