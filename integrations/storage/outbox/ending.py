"""Writing down what became of claims, and letting go on what waited for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select, update

from cpp_core.effects import Done, Later, Refused, Unknown
from cpp_core.orders import NotWanted
from cpp_core.outbox import UNFINISHED, EffectState, Finished, Withheld, state_after
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.locks import lock_for_ending
from integrations.storage.outbox.tables import lanes, outbox
from integrations.storage.statements import inserting

_OUT = outbox.c
_EARLIER = outbox.alias("earlier")
_BEFORE = outbox.alias("before")
_END = (
    update(outbox)
    .where(_OUT.key == bindparam("of"))
    .values({name: bindparam(f"to_{name}") for name in ("state", "unfinished", "doubtful", "available_at", "ready_at")})
    .values({name: bindparam(f"to_{name}") for name in ("due", "done_at", "outcome", "remote_id")})
    .values(lease_until=None, holder=None)
)


async def finish(connection: AsyncConnection, finished: Sequence[Finished], now: datetime) -> frozenset[str]:
    """Write down what became of claims; answers with the keys of those whose lease had gone to somebody else."""
    await lock_for_ending(connection)
    await hold_lanes(
        connection, {one.claim.effect.lane: one.hold_lane_until for one in finished if one.hold_lane_until}
    )
    tokens = await _tokens(connection, [one.claim.effect.key for one in finished])
    ours = [one for one in finished if tokens.get(one.claim.effect.key) == one.claim.token]
    if ours:
        await connection.execute(_END, [_end(one, now) for one in ours])
        over = [one.claim.effect for one in ours if state_after(one) not in UNFINISHED]
        await let_go(connection, {effect.subject for effect in over}, {effect.key for effect in over}, now)
    return frozenset(one.claim.effect.key for one in finished) - {one.claim.effect.key for one in ours}


async def let_go(connection: AsyncConnection, subjects: Collection[str], keys: Collection[str], now: datetime) -> None:
    """Let the next effect of these subjects go, and those that come after these keys.

    Where something else stops one of them, who claims it finds that out and puts it aside again.
    """
    next_ones = select(func.min(_OUT.seq)).where(_OUT.unfinished, _OUT.subject.in_(subjects)).group_by(_OUT.subject)
    after = select(_OUT.seq).where(_OUT.unfinished, _OUT.after_key.is_not(None), _OUT.after_key.in_(keys))
    aside = (_OUT.state == EffectState.WAITING.value, _OUT.ready_at.is_(None))
    await connection.execute(
        update(outbox)
        .where(_OUT.seq.in_(next_ones.union_all(after)), *aside)
        .values(ready_at=_OUT.available_at, due=_OUT.available_at <= now)
    )


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
        "of": one.claim.effect.key,
        "to_state": state.value,
        "to_unfinished": state in UNFINISHED,
        "to_doubtful": one.claim.attempt.doubtful or one.may_be_done,
        "to_available_at": one.next_try or now,
        "to_ready_at": one.next_try,
        "to_due": waiting and one.next_try is not None and one.next_try <= now,
        "to_done_at": None if waiting else now,
        "to_outcome": _words(one),
        "to_remote_id": one.ending.remote_id if isinstance(one.ending, Done) else "",
    }


def _words(one: Finished) -> str:
    match one.ending:
        case Refused(reason=reason, why=why):
            return f"{reason}: {why}"
        case Later(why=why) | Unknown(why=why) | NotWanted(why=why) | Withheld(why=why):
            return why
        case _:
            return ""


async def _tokens(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, int]:
    query = select(_OUT.key, _OUT.lease_token).where(_OUT.key.in_(keys), _OUT.state == EffectState.LEASED.value)
    rows = await connection.execute(query.order_by(_OUT.seq).with_for_update())
    return {row.key: row.lease_token for row in rows}
