"""Walking over the lanes that have something due, one step in an index for each, from where the last walk stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Integer, Text, TextClause, bindparam, or_, select, text

from cpp_core.outbox import LaneLimits
from cpp_core.pacing import Entered
from cpp_core.pacing import room as paced_room
from integrations.storage.columns import Body, Moment, to_json
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.pace import entered_together
from integrations.storage.outbox.tables import lanes
from integrations.storage.statements import EACH, inserting

ALL_LANES = "*"
_WALK = """
    WITH RECURSIVE beyond(lane) AS (
        SELECT (SELECT o.lane FROM outbox o WHERE {due} AND o.lane > :start ORDER BY o.lane LIMIT 1)
        UNION ALL
        SELECT (SELECT o.lane FROM outbox o WHERE {due} AND o.lane > beyond.lane ORDER BY o.lane LIMIT 1)
        FROM beyond WHERE beyond.lane IS NOT NULL),
    before(lane) AS (
        SELECT (SELECT o.lane FROM outbox o WHERE {due} AND o.lane <= :start ORDER BY o.lane LIMIT 1)
        UNION ALL
        SELECT (SELECT o.lane FROM outbox o WHERE {due} AND o.lane > before.lane AND o.lane <= :start
            ORDER BY o.lane LIMIT 1)
        FROM before WHERE before.lane IS NOT NULL),
    busy(lane) AS (SELECT lane FROM beyond UNION ALL SELECT lane FROM before)
    SELECT busy.lane, {mine} FROM busy {locked}
    WHERE busy.lane IS NOT NULL
        AND COALESCE((SELECT NOT lanes.paused AND (lanes.held_until IS NULL OR lanes.held_until <= :now)
            FROM lanes WHERE lanes.lane = busy.lane), TRUE)
        AND COALESCE((SELECT full_until <= :now FROM lane_paces WHERE lane_paces.lane = busy.lane), TRUE)
        AND COALESCE((SELECT full_until <= :now FROM lane_paces WHERE lane_paces.lane = '*' || {kind}), TRUE)
        AND NOT EXISTS (SELECT 1 FROM lanes every WHERE every.lane = '*' AND every.paused)
    LIMIT :many OFFSET :skip
"""
_LOCKED = """
    LEFT JOIN LATERAL (
        SELECT lanes.lane FROM lanes
        WHERE lanes.lane = busy.lane AND NOT lanes.paused AND (lanes.held_until IS NULL OR lanes.held_until <= :now)
        FOR UPDATE SKIP LOCKED) AS locked ON TRUE
"""
_STANDS = """
    SELECT given.value AS lane,
        (SELECT count(*) FROM outbox o WHERE o.lease_until IS NOT NULL AND o.lane = given.value AND o.lease_until > :now)
            AS under_way,
        (SELECT entered FROM lane_paces WHERE lane_paces.lane = given.value) AS entered
    FROM {each} AS given
"""
_MOMENT = bindparam("now", type_=Moment)


_BEFORE_COLON = "substr(busy.lane, 1, instr(busy.lane || ':', ':') - 1)"


def _walk(due: str, kind: str, *, mine: str = "TRUE", locked: str = "") -> TextClause:
    return text(_WALK.format(due=due, kind=kind, mine=f"{mine} AS mine", locked=locked)).bindparams(_MOMENT)


_WALKS = {"sqlite": _walk("o.due = 1", _BEFORE_COLON), "postgresql": _walk("o.due", "split_part(busy.lane, ':', 1)")}
_LOCKING_WALKS = _WALKS | {
    "postgresql": _walk("o.due", "split_part(busy.lane, ':', 1)", mine="locked.lane IS NOT NULL", locked=_LOCKED)
}


_STANDING = {
    name: text(_STANDS.format(each=each.format("lanes")))
    .bindparams(_MOMENT)
    .columns(lane=Text, under_way=Integer, entered=Body)
    for name, each in EACH.items()
}


@dataclass(frozen=True)
class Room:
    """How many more effects may enter a lane, and what is counted of those that did, where the lane has a pace."""

    many: int
    entered: Entered | None = None


@dataclass(frozen=True)
class Shares:
    """How many effects each lane is to give, and what is counted of the kinds of lanes that have a pace together."""

    room: Mapping[str, Room]
    together: Mapping[str, Entered]


class LaneWalk:
    """One process's walk: it remembers where it stopped, and which lanes have a row that can be locked."""

    def __init__(self) -> None:
        self._stopped_at = ""
        self._rows_exist: set[str] = set()

    async def shares(self, connection: AsyncConnection, now: datetime, limit: int, limits: LaneLimits) -> Shares:
        """Which lanes are to give how many effects, at most `limit` lanes; those lanes are ours until the commit."""
        room: dict[str, Room] = {}
        skip = 0
        while found := await walk(connection, self._stopped_at, now, limit, skip=skip, lock=True):
            room |= await self._room(connection, found, now, limits)
            skip += len(found)
            if len(room) >= limit or len(found) < limit:
                break
        taken = dict(list(room.items())[:limit])
        if taken:
            self._stopped_at = list(taken)[-1]
        together = await entered_together(connection, {limits.together_with(lane) for lane in taken})
        free = {name: paced_room(limits.rate_of(name), entered, now) for name, entered in together.items()}
        return Shares(_shared(taken, limit, free, limits), together)

    async def _room(
        self, connection: AsyncConnection, found: Mapping[str, bool], now: datetime, limits: LaneLimits
    ) -> dict[str, Room]:
        """How many more effects may be under way in each of these lanes, where any may; those lanes are locked."""
        mine = await self._locked(connection, found, now)
        if not mine:
            return {}
        standing = _STANDING[connection.dialect.name]
        rows = await connection.execute(standing, {"lanes": to_json(mine), "now": now})
        room = {row.lane: _room_in(row.lane, row.under_way, row.entered, now, limits) for row in rows}
        room = {lane: room[lane] for lane in mine}
        return {lane: one for lane, one in room.items() if one.many > 0}

    async def _locked(self, connection: AsyncConnection, found: Mapping[str, bool], now: datetime) -> Sequence[str]:
        """Those of these lanes in which nobody else is claiming at this moment, in their order; makes missing rows."""
        new = [lane for lane, mine in found.items() if not mine and lane not in self._rows_exist]
        self._rows_exist |= {lane for lane, mine in found.items() if mine}
        if not new:
            return [lane for lane, mine in found.items() if mine]
        rows = [{"lane": lane, "paused": False, "why": ""} for lane in sorted(new)]
        await connection.execute(inserting(connection, lanes).on_conflict_do_nothing(), rows)
        still_open = (~lanes.c.paused, or_(lanes.c.held_until.is_(None), lanes.c.held_until <= now))
        query = select(lanes.c.lane).where(lanes.c.lane.in_(new), *still_open).with_for_update(skip_locked=True)
        locked = set((await connection.execute(query)).scalars())
        return [lane for lane, mine in found.items() if mine or lane in locked]


def _shared(room: Mapping[str, Room], limit: int, together: dict[str, int], limits: LaneLimits) -> dict[str, Room]:
    """One for each lane, then another one, and so on while there is room in it and in all of its kind: `limit` in all."""
    shares = dict.fromkeys(room, 0)
    waiting = list(room) * max((one.many for one in room.values()), default=0)
    for lane in waiting:
        kind = limits.together_with(lane) or ""
        if limit and shares[lane] < room[lane].many and together.get(kind, 1):
            shares[lane] += 1
            limit -= 1
            if kind:
                together[kind] -= 1
    return {lane: replace(one, many=shares[lane]) for lane, one in room.items() if shares[lane]}


def _room_in(lane: str, under_way: int, entered: Entered | None, now: datetime, limits: LaneLimits) -> Room:
    free, windows = limits.of(lane) - under_way, limits.rate_of(lane)
    if not windows:
        return Room(free)
    return Room(min(free, paced_room(windows, entered or {}, now)), entered or {})


async def walk(
    connection: AsyncConnection, start: str, now: datetime, many: int, *, skip: int = 0, lock: bool = False
) -> dict[str, bool]:
    """Lanes that have something due and are neither held, paused nor full, from beyond `start` once round.

    With `lock` it is said of each whether it was locked: not where somebody else has, or it has no row yet.
    """
    query = (_LOCKING_WALKS if lock else _WALKS)[connection.dialect.name]
    rows = await connection.execute(query, {"start": start, "now": now, "many": many, "skip": skip})
    return {row.lane: bool(row.mine) for row in rows}
