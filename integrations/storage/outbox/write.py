"""Writing effects to the outbox, in the transaction of the change that causes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cpp_core.effects import Effect
from cpp_core.outbox import EffectState
from integrations.storage.outbox.locks import lock_for_writing
from integrations.storage.outbox.tables import outbox
from integrations.storage.statements import in_batches, inserting

_OUT = outbox.c


async def write(connection: AsyncConnection, effects: Sequence[Effect], now: datetime) -> bool:
    """Write these effects, in this order; those whose key is there are left as they are. Says whether any was new."""
    first_of_each = list({effect.key: effect for effect in reversed(effects)}.values())[::-1]
    if not first_of_each:
        return False
    await lock_for_writing(connection, {effect.subject for effect in first_of_each})
    known = await _finished_or_not(connection, first_of_each)
    fresh = [effect for effect in first_of_each if effect.key not in known]
    stopped = await _stopped_subjects(connection, fresh)
    rows = []
    for effect in fresh:
        may_go = effect.subject not in stopped and (effect.after is None or known.get(effect.after, False))
        rows.append(_row(effect, now, may_go=may_go))
        stopped.add(effect.subject)
    if rows:
        await connection.execute(inserting(connection, outbox).on_conflict_do_nothing(index_elements=["key"]), rows)
    return bool(rows)


async def sent(connection: AsyncConnection, key: str) -> bool:
    """Whether the effect with this key has been done."""
    state = (await connection.execute(select(_OUT.state).where(_OUT.key == key))).scalar()
    return state == EffectState.DONE


async def _finished_or_not(connection: AsyncConnection, effects: Sequence[Effect]) -> dict[str, bool]:
    """Which of these effects, and of those they come after, are there already, and whether those are finished."""
    keys = {effect.key for effect in effects} | {effect.after for effect in effects if effect.after}
    found: dict[str, bool] = {}
    for batch in in_batches(keys):
        rows = await connection.execute(select(_OUT.key, _OUT.unfinished).where(_OUT.key.in_(batch)))
        found |= {key: not unfinished for key, unfinished in rows}
    return found


async def _stopped_subjects(connection: AsyncConnection, effects: Sequence[Effect]) -> set[str]:
    stopped: set[str] = set()
    for batch in in_batches({effect.subject for effect in effects}):
        query = select(_OUT.subject).where(_OUT.unfinished, _OUT.subject.in_(batch)).distinct()
        stopped |= set((await connection.execute(query)).scalars())
    return stopped


def _row(effect: Effect, now: datetime, *, may_go: bool) -> dict[str, object]:
    available_at = max(now, effect.not_before or now)
    return {
        "key": effect.key,
        "channel": effect.channel.value,
        "what": effect.what,
        "clause": effect.clause,
        "subject": effect.subject,
        "lane": effect.lane,
        "refs": dict(effect.refs),
        "after_key": effect.after,
        "not_before": effect.not_before,
        "lapses_at": effect.lapses_at,
        "replaces": effect.replaces,
        "state": EffectState.WAITING.value,
        "unfinished": True,
        "attempts": 0,
        "doubtful": False,
        "available_at": available_at,
        "ready_at": available_at if may_go else None,
        "due": may_go and available_at <= now,
        "lease_token": 0,
        "written_at": now,
        "outcome": "",
        "remote_id": "",
    }
