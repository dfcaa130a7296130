"""Claiming: which effects may be sent now, fairly over the lanes, at a cost that does not grow with the backlog.

A lane with a hundred thousand effects costs as much as one with one, and gets its share, not more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cpp_core.outbox import Claim, EffectState, Terms
from cpp_core.ports import Attempt
from integrations.storage.outbox.lanes import LaneWalk
from integrations.storage.outbox.pace import count_in
from integrations.storage.outbox.rows import effect_of
from integrations.storage.outbox.tables import outbox

PROMOTED_AT_ONCE = 1000
_OUT = outbox.c
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
_NEXT = (
    select(_OUT.seq)
    .where(_OUT.due, _OUT.lane == bindparam("in_lane"))
    .order_by(_OUT.ready_at, _OUT.seq)
    .limit(bindparam("many"))
    .with_for_update(skip_locked=True)
    .cte("next")
)
_LEASE = (
    update(outbox)
    .where(_OUT.seq.in_(select(_NEXT.c.seq)))
    .values(
        state=EffectState.LEASED.value,
        doubtful=or_(_OUT.doubtful, _OUT.state == EffectState.LEASED.value),
        attempts=_OUT.attempts + 1,
        lease_token=_OUT.lease_token + 1,
        lease_until=bindparam("until"),
        ready_at=bindparam("until"),
        due=False,
        holder=bindparam("by"),
    )
    .returning(outbox)
)
"""Lease the next few of one lane; one that was leased had its lease expire, and is in doubt."""


class Claimer:
    """Claims for one process."""

    def __init__(self) -> None:
        self._lanes = LaneWalk()

    async def claim(self, connection: AsyncConnection, now: datetime, limit: int, terms: Terms) -> tuple[Claim, ...]:
        """Lease up to `limit` effects."""
        if limit < 1:
            return ()
        rows: list[Row[Any]] = []
        more = True
        while more and not rows:
            more = len((await connection.execute(_PROMOTE, {"now": now})).all()) == PROMOTED_AT_ONCE
            rows = await self._lease(connection, now, limit, terms)
        return await _claims(connection, sorted(rows, key=lambda row: row.seq))

    async def _lease(self, connection: AsyncConnection, now: datetime, limit: int, terms: Terms) -> list[Row[Any]]:
        rows: list[Row[Any]] = []
        for lane, share in (await self._lanes.shares(connection, now, limit, terms.limits)).items():
            many = min(share, limit - len(rows))
            if many > 0:
                values = {"in_lane": lane, "many": many, "until": now + terms.lease, "by": terms.holder}
                rows.extend(await connection.execute(_LEASE, values))
        await count_in(connection, (row.lane for row in rows), now, terms.limits)
        return rows


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
