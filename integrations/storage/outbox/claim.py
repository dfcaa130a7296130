"""Claiming: which effects may be sent now, fairly over the lanes, at a cost that does not grow with the backlog.

A lane with a hundred thousand effects costs as much as one with one, and gets its share, not more. What must wait for
another effect is put aside when its turn comes, so that nobody looks at it again before that one has ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, update

from cpp_core.outbox import Claim, EffectState, Terms
from cpp_core.ports import Attempt
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.ending import may_go
from integrations.storage.outbox.first import first_due
from integrations.storage.outbox.lanes import LaneWalk
from integrations.storage.outbox.locks import lock_for_ending
from integrations.storage.outbox.pace import count_in
from integrations.storage.outbox.rows import effect_of
from integrations.storage.outbox.tables import outbox

PROMOTED_AT_ONCE = 1000
PUT_ASIDE_AT_ONCE = 500
_OUT = outbox.c
_WAITING = _OUT.state == EffectState.WAITING.value
_COME = (
    select(_OUT.seq)
    .where(~_OUT.due, _OUT.ready_at.is_not(None), _OUT.ready_at <= bindparam("now"))
    .order_by(_OUT.ready_at)
    .limit(PROMOTED_AT_ONCE)
    .with_for_update(skip_locked=True)
    .cte("come")
)
_PROMOTE = update(outbox).where(_OUT.seq.in_(select(_COME.c.seq))).values(due=True).returning(_OUT.seq)
"""Mark those whose moment has come."""
_LEASE = (
    update(outbox)
    .where(_OUT.seq.in_(bindparam("chosen", expanding=True)), _OUT.due)
    .values(
        state=EffectState.LEASED.value,
        doubtful=or_(_OUT.doubtful, ~_WAITING),
        attempts=_OUT.attempts + 1,
        lease_token=_OUT.lease_token + 1,
        lease_until=bindparam("until"),
        ready_at=bindparam("until"),
        due=False,
        holder=bindparam("by"),
    )
    .returning(outbox)
)
"""Lease these; one that was leased had its lease expire, and is in doubt."""
_FIRST = (
    select(_OUT.seq)
    .where(_OUT.due, _OUT.lane == bindparam("in_lane"))
    .order_by(_OUT.ready_at, _OUT.seq)
    .limit(PUT_ASIDE_AT_ONCE)
)
_PUT_ASIDE = update(outbox).where(_OUT.seq.in_(_FIRST), _WAITING, ~may_go()).values(ready_at=None, due=False)


@dataclass(frozen=True)
class Claimed:
    """What was leased, and the lanes in which effects stand in the way that must wait for others."""

    claims: tuple[Claim, ...]
    in_the_way: frozenset[str] = frozenset()


class Claimer:
    """Claims for one process."""

    def __init__(self) -> None:
        self._lanes = LaneWalk()

    async def claim(self, connection: AsyncConnection, now: datetime, limit: int, terms: Terms) -> Claimed:
        """Lease up to `limit` effects."""
        claimed, more = Claimed(()), limit > 0
        while more and not claimed.claims and not claimed.in_the_way:
            more = len((await connection.execute(_PROMOTE, {"now": now})).all()) == PROMOTED_AT_ONCE
            claimed = await self._lease(connection, now, limit, terms)
        return claimed

    async def _lease(self, connection: AsyncConnection, now: datetime, limit: int, terms: Terms) -> Claimed:
        room = await self._lanes.shares(connection, now, limit, terms.limits)
        chosen: list[int] = []
        in_the_way: set[str] = set()
        for lane, candidates in (await first_due(connection, {lane: one.many for lane, one in room.items()})).items():
            may_go = [one.seq for one in candidates if one.may_go]
            chosen += may_go[: min(room[lane].many, limit - len(chosen))]
            if len(may_go) < min(room[lane].many, len(candidates)):
                in_the_way.add(lane)
        rows: list[Row[Any]] = []
        if chosen:
            values = {"chosen": chosen, "until": now + terms.lease, "by": terms.holder}
            rows = sorted(await connection.execute(_LEASE, values), key=lambda row: row.seq)
            entered = {lane: one.entered for lane, one in room.items() if one.entered is not None}
            await count_in(connection, entered, (row.lane for row in rows), now, terms.limits)
        return Claimed(await _claims(connection, rows), frozenset(in_the_way))


async def put_aside(connection: AsyncConnection, in_lanes: Iterable[str]) -> None:
    """Put aside what is first in these lanes and must wait for others; who ends those lets it go (`ending.let_go`)."""
    await lock_for_ending(connection)
    for lane in sorted(in_lanes):
        await connection.execute(_PUT_ASIDE, {"in_lane": lane})


async def _claims(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> tuple[Claim, ...]:
    refused = await _refused(connection, [row.after_key for row in rows if row.after_key])
    return tuple(
        Claim(
            Attempt(effect_of(row), row.attempts, row.doubtful),
            row.lease_token,
            row.lease_until,
            after_refused=row.after_key in refused,
        )
        for row in rows
    )


async def _refused(connection: AsyncConnection, keys: Sequence[str]) -> set[str]:
    """Those of these effects that were refused."""
    if not keys:
        return set()
    query = select(_OUT.key).where(_OUT.key.in_(keys), _OUT.state == EffectState.REFUSED.value)
    return set((await connection.execute(query)).scalars())
