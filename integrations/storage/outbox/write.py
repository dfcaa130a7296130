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
    known, stopped = await _known(connection, first_of_each)
    rows = []
    for effect in first_of_each:
        if effect.key not in known:
            may_go = effect.subject not in stopped and (effect.after is None or known.get(effect.after, False))
            rows.append(row_of(effect, now, may_go=may_go))
            stopped.add(effect.subject)
    if rows:
        await connection.execute(inserting(connection, outbox).on_conflict_do_nothing(index_elements=["key"]), rows)
    return bool(rows)


async def sent(connection: AsyncConnection, key: str) -> bool:
    """Whether the effect with this key has been done."""
    state = (await connection.execute(select(_OUT.state).where(_OUT.key == key))).scalar()
    return state == EffectState.DONE


async def _known(connection: AsyncConnection, effects: Sequence[Effect]) -> tuple[dict[str, bool], set[str]]:
    """What is there of these effects and of those they come after, with whether it is finished; and stopped subjects."""
    known: dict[str, bool] = {}
    stopped: set[str] = set()
    for batch in in_batches(effects):
        keys = {effect.key for effect in batch} | {effect.after for effect in batch if effect.after}
        by_key = select(_OUT.key, _OUT.subject, _OUT.unfinished).where(_OUT.key.in_(keys))
        by_subject = select(_OUT.key, _OUT.subject, _OUT.unfinished).where(
            _OUT.unfinished, _OUT.subject.in_({effect.subject for effect in batch})
        )
        for row in await connection.execute(by_key.union_all(by_subject)):
            known[row.key] = not row.unfinished
            if row.unfinished:
                stopped.add(row.subject)
    return known, stopped


def row_of(effect: Effect, now: datetime, *, may_go: bool) -> dict[str, object]:
    """The row of a new effect."""
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
