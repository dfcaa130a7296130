"""Claiming: which effects may be sent now, fairly over the lanes, at a cost that does not grow with the backlog.

A claim walks over the lanes that have something due, one step in an index for each, from where the last claim stopped:
a lane with a hundred thousand effects costs as much as one with one, and gets its share, not more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Integer, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cpp_core.outbox import Claim, EffectState, LaneLimits, Terms
from cpp_core.ports import Attempt
from integrations.storage.columns import Key, Moment
from integrations.storage.outbox.rows import effect_of
from integrations.storage.outbox.tables import lanes, outbox
from integrations.storage.statements import inserting

ALL_LANES = "*"
PROMOTED_AT_ONCE = 1000
_OUT = outbox.c
_SKIP = {"sqlite": "", "postgresql": "FOR UPDATE SKIP LOCKED"}
_PROMOTE = """
    UPDATE outbox SET due = TRUE WHERE seq IN (
        SELECT seq FROM outbox WHERE NOT due AND ready_at IS NOT NULL AND ready_at <= :now
        ORDER BY ready_at LIMIT :many {skip})
"""
_LANES = text(
    """
    WITH RECURSIVE busy(lane) AS (
        SELECT (SELECT o.lane FROM outbox o WHERE o.due AND o.lane > :start ORDER BY o.lane LIMIT 1)
        UNION ALL
        SELECT (SELECT o.lane FROM outbox o WHERE o.due AND o.lane > busy.lane ORDER BY o.lane LIMIT 1)
        FROM busy WHERE busy.lane IS NOT NULL)
    SELECT busy.lane FROM busy LEFT JOIN lanes ON lanes.lane = busy.lane
    WHERE busy.lane IS NOT NULL AND NOT COALESCE(lanes.paused, FALSE)
        AND (lanes.held_until IS NULL OR lanes.held_until <= :now)
    LIMIT :many
    """
).bindparams(bindparam("start", type_=Key), bindparam("now", type_=Moment), bindparam("many", type_=Integer))
_LEASE = """
    UPDATE outbox SET state = 'leased', attempts = attempts + 1, doubtful = doubtful OR state = 'leased',
        lease_token = lease_token + 1, lease_until = :until, ready_at = :until, due = FALSE, holder = :holder
    WHERE seq IN (SELECT seq FROM outbox WHERE due AND lane = :lane ORDER BY ready_at, seq LIMIT :many {skip})
    RETURNING seq
"""


class Claimer:
    """Claims for one process. It remembers where it stopped among the lanes, and which lanes have a row to lock."""

    def __init__(self) -> None:
        self._stopped_at = ""
        self._rows_exist: set[str] = set()

    async def claim(self, connection: AsyncConnection, now: datetime, limit: int, terms: Terms) -> tuple[Claim, ...]:
        """Lease up to `limit` effects."""
        if limit < 1 or await _all_paused(connection):
            return ()
        await _execute(connection, _PROMOTE, now=now, many=PROMOTED_AT_ONCE)
        shares = await self._shares(connection, now, limit, terms.limits)
        seqs: list[int] = []
        for lane, share in shares.items():
            many = min(share, limit - len(seqs))
            if many > 0:
                leased = await _execute(
                    connection, _LEASE, until=now + terms.lease, holder=terms.holder, lane=lane, many=many
                )
                seqs.extend(leased)
        return await _claims(connection, seqs)

    async def _shares(
        self, connection: AsyncConnection, now: datetime, limit: int, limits: LaneLimits
    ) -> dict[str, int]:
        """How many effects of which lanes are to be claimed."""
        room: dict[str, int] = {}
        start, wrapped = self._stopped_at, self._stopped_at == ""
        while len(room) < limit:
            found = await _busy_lanes(connection, start, now, limit)
            beyond = [lane for lane in found if wrapped and self._stopped_at and lane > self._stopped_at]
            mine = [lane for lane in found if lane not in beyond]
            room |= await self._room(connection, mine, now, limits)
            if len(found) == limit and not beyond:
                start = found[-1]
            elif not wrapped:
                start, wrapped = "", True
            else:
                break
        chosen = dict(list(room.items())[:limit])
        if chosen:
            self._stopped_at = list(chosen)[-1]
        share = -(-limit // max(len(chosen), 1))
        return {lane: min(free, share) for lane, free in chosen.items()}

    async def _room(
        self, connection: AsyncConnection, found: Sequence[str], now: datetime, limits: LaneLimits
    ) -> dict[str, int]:
        """How many more effects may be under way in each of these lanes, where any may; locks those lanes."""
        if not found:
            return {}
        mine = await self._locked(connection, found)
        query = select(_OUT.lane, func.count()).where(
            _OUT.lease_until.is_not(None), _OUT.lane.in_(mine), _OUT.lease_until > now
        )
        counted = (await connection.execute(query.group_by(_OUT.lane))).all()
        under_way: dict[str, int] = {row[0]: row[1] for row in counted}
        room = {lane: limits.of(lane) - under_way.get(lane, 0) for lane in mine}
        return {lane: free for lane, free in room.items() if free > 0}

    async def _locked(self, connection: AsyncConnection, found: Sequence[str]) -> Sequence[str]:
        """Those of these lanes in which nobody else is claiming at this moment, in their order."""
        if connection.dialect.name == "sqlite":
            return found
        unknown = [{"lane": lane, "paused": False, "why": ""} for lane in found if lane not in self._rows_exist]
        if unknown:
            await connection.execute(inserting(connection, lanes).on_conflict_do_nothing(), unknown)
            self._rows_exist |= {row["lane"] for row in unknown if isinstance(row["lane"], str)}
        query = select(lanes.c.lane).where(lanes.c.lane.in_(found)).with_for_update(skip_locked=True)
        locked = set((await connection.execute(query)).scalars())
        return [lane for lane in found if lane in locked]


async def _all_paused(connection: AsyncConnection) -> bool:
    query = select(lanes.c.paused).where(lanes.c.lane == ALL_LANES)
    return bool((await connection.execute(query)).scalar())


async def _busy_lanes(connection: AsyncConnection, start: str, now: datetime, many: int) -> list[str]:
    return list((await connection.execute(_LANES, {"start": start, "now": now, "many": many})).scalars())


async def _claims(connection: AsyncConnection, seqs: Sequence[int]) -> tuple[Claim, ...]:
    if not seqs:
        return ()
    rows = (await connection.execute(select(outbox).where(_OUT.seq.in_(seqs)).order_by(_OUT.seq))).all()
    after = [row.after_key for row in rows if row.after_key]
    refused: set[str] = set()
    if after:
        query = select(_OUT.key).where(_OUT.key.in_(after), _OUT.state == EffectState.REFUSED.value)
        refused = set((await connection.execute(query)).scalars())
    return tuple(
        Claim(
            Attempt(effect_of(row), row.attempts, row.doubtful),
            row.lease_token,
            row.lease_until,
            after_refused=row.after_key in refused,
        )
        for row in rows
    )


async def _execute(connection: AsyncConnection, statement: str, **values: object) -> list[int]:
    typed: dict[str, BindParameter[Any]] = {
        "now": bindparam("now", type_=Moment),
        "until": bindparam("until", type_=Moment),
        "many": bindparam("many", type_=Integer),
        "lane": bindparam("lane", type_=Key),
        "holder": bindparam("holder", type_=Key),
    }
    query = text(statement.format(skip=_SKIP[connection.dialect.name]))
    result = await connection.execute(query.bindparams(*(typed[name] for name in values)), values)
    return list(result.scalars()) if result.returns_rows else []
