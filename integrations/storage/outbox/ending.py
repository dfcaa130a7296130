"""Writing down what became of claims, and letting go on what waited for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text, update

from cpp_core.effects import Done, Later, Refused, Unknown
from cpp_core.orders import NotWanted
from cpp_core.outbox import UNFINISHED, EffectState, Finished, Withheld, state_after
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.locks import ALONE, CHANNEL, SPACE
from integrations.storage.outbox.rows import as_json
from integrations.storage.outbox.tables import lanes, outbox
from integrations.storage.statements import inserting

_OUT = outbox.c
_EARLIER = outbox.alias("earlier")
_BEFORE = outbox.alias("before")
_CHANGED = ["state", "unfinished", "doubtful", "available_at", "ready_at", "due", "done_at", "outcome", "remote_id"]
_END = """
    {alone}
    UPDATE outbox SET {changed}, lease_until = NULL, holder = NULL
    FROM {ended} AS ended
    WHERE outbox.key = {key} AND outbox.lease_token = {lease} AND outbox.holder IS NOT NULL {once_alone}
    RETURNING outbox.key
"""
_ENDS = {
    "sqlite": text(
        _END.format(
            alone="",
            changed=", ".join(f"{name} = json_extract(ended.value, '$.{name}')" for name in _CHANGED),
            ended="json_each(:rows)",
            key="json_extract(ended.value, '$.key')",
            lease="json_extract(ended.value, '$.lease_token')",
            once_alone="",
        )
    ),
    "postgresql": text(
        _END.format(
            alone=f"WITH alone AS MATERIALIZED ({ALONE})",
            changed=", ".join(f"{name} = ended.{name}" for name in _CHANGED),
            ended="json_populate_recordset(NULL::outbox, CAST(:rows AS json))",
            key="ended.key",
            lease="ended.lease_token",
            once_alone="AND (SELECT count(*) FROM alone) > 0",
        )
    ).bindparams(space=SPACE),
}
"""End claims, those alone that we still hold. Not by `state`: PostgreSQL might read all of a state to find a few."""


async def finish(connection: AsyncConnection, finished: Sequence[Finished], now: datetime) -> frozenset[str]:
    """Write down what became of claims; answers with the keys of those whose lease had gone to somebody else."""
    await hold_lanes(
        connection, {one.claim.effect.lane: one.hold_lane_until for one in finished if one.hold_lane_until}
    )
    end = _ENDS[connection.dialect.name]
    ours = set((await connection.execute(end, {"rows": as_json(_end(one, now) for one in finished)})).scalars())
    over = [one.claim.effect for one in finished if one.claim.effect.key in ours and state_after(one) not in UNFINISHED]
    if over:
        await let_go(connection, {effect.subject for effect in over}, {effect.key for effect in over}, now)
    return frozenset(one.claim.effect.key for one in finished) - ours


async def let_go(connection: AsyncConnection, subjects: Collection[str], keys: Collection[str], now: datetime) -> None:
    """Let the next effect of these subjects go, and those that come after these keys.

    Where something else stops one of them, who claims it finds that out and puts it aside again.
    """
    next_ones = select(func.min(_OUT.seq)).where(_OUT.unfinished, _OUT.subject.in_(subjects)).group_by(_OUT.subject)
    after = select(_OUT.seq).where(_OUT.unfinished, _OUT.after_key.is_not(None), _OUT.after_key.in_(keys))
    found = (await connection.execute(next_ones.union_all(after))).scalars().all()
    if not found:
        return
    aside = (_OUT.state == EffectState.WAITING.value, _OUT.ready_at.is_(None))
    go = (
        update(outbox)
        .where(_OUT.seq.in_(found), *aside)
        .values(ready_at=_OUT.available_at, due=_OUT.available_at <= now)
    )
    if connection.dialect.name == "sqlite":
        await connection.execute(go)
        return
    gone = go.returning(_OUT.seq).cte("gone")
    await connection.execute(select(func.pg_notify(CHANNEL, "")).select_from(gone).limit(1))


def may_go() -> ColumnElement[bool]:
    """Whether nothing earlier of the subject is unfinished, and what the effect comes after is finished."""
    stopped = exists().where(_EARLIER.c.unfinished, _EARLIER.c.subject == _OUT.subject, _EARLIER.c.seq < _OUT.seq)
    before = exists().where(_BEFORE.c.key == _OUT.after_key, ~_BEFORE.c.unfinished)
    return and_(~stopped, or_(_OUT.after_key.is_(None), before))


async def hold_lanes(connection: AsyncConnection, until: Mapping[str, datetime | None]) -> None:
    """Let nothing enter these lanes until then."""
    rows = [{"lane": lane, "held_until": moment, "paused": False, "why": ""} for lane, moment in sorted(until.items())]
    if not rows:
        return
    insert = inserting(connection, lanes)
    longer = or_(lanes.c.held_until.is_(None), lanes.c.held_until < insert.excluded.held_until)
    changed = {"held_until": insert.excluded.held_until}
    await connection.execute(insert.on_conflict_do_update(index_elements=["lane"], set_=changed, where=longer), rows)


def _end(one: Finished, now: datetime) -> dict[str, object]:
    state = state_after(one)
    waiting = state is EffectState.WAITING
    return {
        "key": one.claim.effect.key,
        "lease_token": one.claim.token,
        "state": state.value,
        "unfinished": state in UNFINISHED,
        "doubtful": one.claim.attempt.doubtful or one.may_be_done,
        "available_at": one.next_try or now,
        "ready_at": one.next_try,
        "due": waiting and one.next_try is not None and one.next_try <= now,
        "done_at": None if waiting else now,
        "outcome": _words(one),
        "remote_id": one.ending.remote_id if isinstance(one.ending, Done) else "",
    }


def _words(one: Finished) -> str:
    match one.ending:
        case Refused(reason=reason, why=why):
            return f"{reason}: {why}"
        case Later(why=why) | Unknown(why=why) | NotWanted(why=why) | Withheld(why=why):
            return why
        case _:
            return ""
