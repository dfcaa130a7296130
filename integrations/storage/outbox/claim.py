"""Claiming: which effects may be sent now, fairly over the lanes, at a cost that does not grow with the backlog.

A lane with a hundred thousand effects costs as much as one with one, and gets its share, not more. What must wait for
another effect is put aside when its turn comes, so that nobody looks at it again before that one has ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Select,
    Text,
    bindparam,
    column,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from cpp_core.outbox import Claim, EffectState, Terms
from cpp_core.ports import Attempt
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.ending import may_go
from integrations.storage.outbox.lanes import LaneWalk
from integrations.storage.outbox.locks import lock_for_ending
from integrations.storage.outbox.pace import count_in
from integrations.storage.outbox.rows import effect_of
from integrations.storage.outbox.tables import outbox
from integrations.storage.statements import DATABASES, one_of

PROMOTED_AT_ONCE = 1000
PROMOTE_EVERY = timedelta(milliseconds=50)
"""A busy dispatcher marks those whose moment has come so often; an idle one each time, before it says that there is nothing."""
LOOK_BEYOND = 4
"""So many more are looked at in each lane than it may give, for some may have to wait for others."""
PUT_ASIDE_AT_ONCE = 500
_OUT = outbox.c
_WAITING = _OUT.state == EffectState.WAITING.value
_COME = (
    select(_OUT.seq)
    .where(~_OUT.due, _OUT.ready_at.is_not(None), _OUT.ready_at <= bindparam("now"))
    .order_by(_OUT.ready_at)
    .limit(PROMOTED_AT_ONCE)
    .with_for_update(skip_locked=True)
)
_PROMOTE = {
    name: update(outbox).where(one_of(name, _OUT.seq, _COME)).values(due=True).returning(_OUT.seq) for name in DATABASES
}
"""Mark those whose moment has come."""
_DUE = select(_OUT.seq, _OUT.ready_at, or_(~_WAITING, may_go()).label("may_go")).where(_OUT.due)
_DUE = _DUE.order_by(_OUT.ready_at, _OUT.seq)
"""One that was under way when its dispatcher died goes on: nothing earlier of its subject can be unfinished."""


def _first_that_may_go(first: FromClause, many: ColumnElement[int]) -> Select[tuple[int]]:
    return select(first.c.seq).where(first.c.may_go).order_by(first.c.ready_at, first.c.seq).limit(many)


def _lease(database: str, chosen: Select[tuple[int]]) -> ReturningUpdate[Any]:
    """Lease these; one that was leased had its lease expire, and is in doubt."""
    return (
        update(outbox)
        .where(one_of(database, _OUT.seq, chosen), _OUT.due)
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


_IN_LANE = _DUE.where(_OUT.lane == bindparam("in_lane")).limit(bindparam("many", type_=Integer) + LOOK_BEYOND)
_LEASE_IN_LANE = _lease("sqlite", _first_that_may_go(_IN_LANE.subquery("first"), bindparam("many", type_=Integer)))
_WANTED = (
    func.unnest(bindparam("in_lanes", type_=ARRAY(Text)), bindparam("many", type_=ARRAY(Integer)))
    .table_valued(column("lane", Text), column("many", Integer), name="wanted")
    .render_derived()
)
_IN_EACH = (
    _DUE.where(_OUT.lane == _WANTED.c.lane).limit(_WANTED.c.many + LOOK_BEYOND).correlate(_WANTED).lateral("first")
)
_OF_EACH = _first_that_may_go(_IN_EACH, _WANTED.c.many).lateral("chosen")
_LEASE_IN_LANES = _lease("postgresql", select(_OF_EACH.c.seq).select_from(_WANTED.join(_OF_EACH, true())))
"""On PostgreSQL one statement for all lanes; SQLite knows no LATERAL, and a statement costs it little."""
_FIRST = (
    select(_OUT.seq)
    .where(_OUT.due, _OUT.lane == bindparam("in_lane"))
    .order_by(_OUT.ready_at, _OUT.seq)
    .limit(PUT_ASIDE_AT_ONCE)
)
_PUT_ASIDE = update(outbox).where(_OUT.seq.in_(bindparam("first", expanding=True)), _WAITING, ~may_go())
_PUT_ASIDE = _PUT_ASIDE.values(ready_at=None, due=False)


@dataclass(frozen=True)
class Claimed:
    """What was leased, and the lanes that gave less than their share, for effects that must wait are in the way there."""

    claims: tuple[Claim, ...] = ()
    in_the_way: tuple[str, ...] = ()


class Claimer:
    """Claims for one process."""

    def __init__(self) -> None:
        self._lanes = LaneWalk()
        self._promoted_at: datetime | None = None

    async def claim(self, connection: AsyncConnection, now: datetime, limit: int, terms: Terms) -> Claimed:
        """Lease up to `limit` effects."""
        if limit < 1:
            return Claimed()
        if self._promoted_at is not None and timedelta(0) <= now - self._promoted_at < PROMOTE_EVERY:
            claimed = await self._lease(connection, now, limit, terms)
            if claimed.claims:
                return claimed
        more = True
        claimed = Claimed()
        while more and not claimed.claims and not claimed.in_the_way:
            promoted = await connection.execute(_PROMOTE[connection.dialect.name], {"now": now})
            more = len(promoted.all()) == PROMOTED_AT_ONCE
            claimed = await self._lease(connection, now, limit, terms)
        self._promoted_at = now
        return claimed

    async def _lease(self, connection: AsyncConnection, now: datetime, limit: int, terms: Terms) -> Claimed:
        shares = await self._lanes.shares(connection, now, limit, terms.limits)
        share = {lane: one.many for lane, one in shares.room.items()}
        rows = await _leased(connection, share, {"until": now + terms.lease, "by": terms.holder})
        gave = Counter(row.lane for row in rows)
        entered = {lane: one.entered for lane, one in shares.room.items() if one.entered is not None}
        together = Counter(terms.limits.together_with(row.lane) or "" for row in rows)
        await count_in(connection, {**entered, **shares.together}, gave + together, now, terms.limits)
        wanting = [lane for lane in share if gave[lane] < share[lane]]
        return Claimed(await _claims(connection, rows), await _not_empty(connection, wanting))


async def _leased(connection: AsyncConnection, share: Mapping[str, int], lease: Mapping[str, object]) -> list[Row[Any]]:
    """The next few of these lanes, leased."""
    rows: list[Row[Any]] = []
    if share and connection.dialect.name == "postgresql":
        values = {"in_lanes": list(share), "many": list(share.values()), **lease}
        return sorted(await connection.execute(_LEASE_IN_LANES, values), key=lambda row: row.seq)
    for lane, many in share.items():
        rows.extend(await connection.execute(_LEASE_IN_LANE, {"in_lane": lane, "many": many, **lease}))
    return sorted(rows, key=lambda row: row.seq)


async def _not_empty(connection: AsyncConnection, wanting: Sequence[str]) -> tuple[str, ...]:
    """Those of these lanes in which something is due still."""
    if not wanting:
        return ()
    due = select(_OUT.lane).where(_OUT.due, _OUT.lane.in_(wanting)).limit(PUT_ASIDE_AT_ONCE).subquery()
    return tuple((await connection.execute(select(due.c.lane).distinct())).scalars())


async def put_aside(connection: AsyncConnection, in_lanes: Iterable[str]) -> None:
    """Put aside what is first in these lanes and must wait for others; who ends those lets it go (`ending.let_go`)."""
    await lock_for_ending(connection)
    for lane in sorted(in_lanes):
        first = (await connection.execute(_FIRST, {"in_lane": lane})).scalars().all()
        await connection.execute(_PUT_ASIDE, {"first": first})


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
