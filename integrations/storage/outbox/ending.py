"""Writing down what became of claims, and letting go on what waited for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_

from cpp_core.effects import Done, Later, Refused, Unknown
from cpp_core.orders import NotWanted
from cpp_core.outbox import UNFINISHED, EffectState, Finished, Withheld, state_after
from integrations.storage.columns import to_json
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.end_statements import ENDS, LET_GO
from integrations.storage.outbox.rows import as_json
from integrations.storage.outbox.tables import lanes, outbox
from integrations.storage.statements import inserting

_OUT = outbox.c
_EARLIER = outbox.alias("earlier")
_BEFORE = outbox.alias("before")


async def finish(connection: AsyncConnection, finished: Sequence[Finished], now: datetime) -> frozenset[str]:
    """Write down what became of claims; answers with the keys of those whose lease had gone to somebody else."""
    await hold_lanes(
        connection, {one.claim.effect.lane: one.hold_lane_until for one in finished if one.hold_lane_until}
    )
    end = ENDS[connection.dialect.name]
    ours = set((await connection.execute(end, {"rows": as_json(_end(one, now) for one in finished)})).scalars())
    over = [one.claim.effect for one in finished if one.claim.effect.key in ours and state_after(one) not in UNFINISHED]
    if over:
        await let_go(connection, {effect.subject for effect in over}, {effect.key for effect in over}, now)
    return frozenset(one.claim.effect.key for one in finished) - ours


async def let_go(connection: AsyncConnection, subjects: Collection[str], keys: Collection[str], now: datetime) -> None:
    """Let the next effect of these subjects go, and those that come after these keys.

    Where something else stops one of them, who claims it finds that out and puts it aside again.
    """
    names = {"subjects": to_json(sorted(subjects)), "keys": to_json(sorted(keys))}
    await connection.execute(LET_GO[connection.dialect.name], {**names, "now": now})


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
