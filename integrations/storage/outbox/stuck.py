"""For the auditor: effects that have stood still for too long, and those that wait for nothing any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, or_, select, update

from cpp_core.auditing import Discrepancy
from cpp_core.outbox import EffectState
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.ending import may_go
from integrations.storage.outbox.lanes import ALL_LANES
from integrations.storage.outbox.tables import lane_paces, lanes, outbox

_OUT = outbox.c
_BEFORE = outbox.alias("before")
_TO_LOOK_AT = (EffectState.DEAD.value, EffectState.UNKNOWN.value, EffectState.WITHHELD.value)


async def stuck(connection: AsyncConnection, since: datetime, before: datetime, limit: int) -> list[Discrepancy]:
    """Dead, unknown and withheld since `since`; leased or ready `before` then and still there.

    A lane that is paused, was held or was full since `before` is not late: what is there waits for its turn.
    """
    query = select(_OUT.state, _OUT.key).where(
        or_(
            _OUT.state == EffectState.DEAD.value,
            and_(_OUT.state.in_(_TO_LOOK_AT), _OUT.done_at >= since),
        )
    )
    rows = await connection.execute(query.order_by(_OUT.seq).limit(limit))
    found = [Discrepancy(state, key) for state, key in rows]
    lost = select(_OUT.key).where(_OUT.lease_until.is_not(None), _OUT.lease_until < before)
    found += [Discrepancy("lease-lost", key) for key in (await connection.execute(lost.limit(limit))).scalars()]
    orphans = select(_OUT.key).where(
        _OUT.unfinished,
        _OUT.after_key.is_not(None),
        _OUT.written_at < before,
        ~exists().where(_BEFORE.c.key == _OUT.after_key),
    )
    found += [Discrepancy("orphaned", key) for key in (await connection.execute(orphans.limit(limit))).scalars()]
    found += [Discrepancy("late", lane) for lane in await _late(connection, before)]
    return found


async def _late(connection: AsyncConnection, before: datetime) -> Sequence[str]:
    shut = select(lanes.c.lane).where(or_(lanes.c.paused, lanes.c.held_until >= before))
    full = select(lane_paces.c.lane).where(lane_paces.c.full_until >= before)
    stopped = set((await connection.execute(shut.union(full))).scalars())
    if ALL_LANES in stopped:
        return []
    late = select(_OUT.lane).distinct().where(_OUT.state == EffectState.WAITING.value, _OUT.ready_at < before)
    found = (await connection.execute(late.order_by(_OUT.lane).limit(100))).scalars()
    return [lane for lane in found if lane not in stopped]


async def release(connection: AsyncConnection, now: datetime) -> int:
    """Let go what waits for nothing any more; answers with how many there were. None, unless something went wrong."""
    waits = (_OUT.state == EffectState.WAITING.value, _OUT.unfinished, _OUT.ready_at.is_(None))
    change = update(outbox).where(*waits, may_go()).values(ready_at=_OUT.available_at, due=_OUT.available_at <= now)
    return (await connection.execute(change)).rowcount
