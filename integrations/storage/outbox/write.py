"""Writing effects to the outbox, in the transaction of the change that causes them: one statement, however many they are.

Nothing is looked up. Whether an effect may go yet is worked out by who claims it (`claim.py`), not by who writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ARRAY, Integer, Text, bindparam, select, text
from sqlalchemy.dialects import sqlite

from cpp_core.effects import Effect
from cpp_core.outbox import EffectState
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.locks import CHANNEL, SPACE, stripes
from integrations.storage.outbox.rows import as_json
from integrations.storage.outbox.tables import outbox

_OUT = outbox.c
_SAID = "key channel what clause subject lane refs after_key not_before lapses_at replaces"
_WRITTEN = (
    f"{_SAID} state unfinished attempts doubtful available_at ready_at due lease_token written_at outcome remote_id"
)
_COLUMNS = ", ".join(_WRITTEN.split())
_INSERT_SQLITE = sqlite.insert(outbox).on_conflict_do_nothing(index_elements=["key"])
_LOCK_WRITE_TELL = """
    WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(:space, stripe) FROM unnest(:stripes) AS stripe),
    written AS (
        INSERT INTO outbox ({columns})
        SELECT {columns} FROM json_populate_recordset(NULL::outbox, CAST(:rows AS json))
        WHERE (SELECT count(*) FROM locked) > 0
        ON CONFLICT (key) DO NOTHING RETURNING seq)
    SELECT pg_notify(:channel, '') FROM written LIMIT 1
"""
"""Lock the subjects, number the effects in the order of their commit, and tell other replicas at that commit."""
_INSERT_POSTGRESQL = text(_LOCK_WRITE_TELL.format(columns=_COLUMNS)).bindparams(
    bindparam("space", SPACE, Integer),
    bindparam("stripes", type_=ARRAY(Integer)),
    bindparam("rows", type_=Text),
    bindparam("channel", CHANNEL, Text),
)


async def write(connection: AsyncConnection, effects: Sequence[Effect], now: datetime) -> bool:
    """Write these effects, in this order; those whose key is there are left as they are. Says whether any may be new."""
    if not effects:
        return False
    rows = [row_of(effect, now) for effect in effects]
    if connection.dialect.name == "sqlite":
        await connection.execute(_INSERT_SQLITE, rows)
        return True
    await connection.execute(
        _INSERT_POSTGRESQL, {"stripes": stripes(effect.subject for effect in effects), "rows": as_json(rows)}
    )
    return True


async def sent(connection: AsyncConnection, key: str) -> bool:
    """Whether the effect with this key has been done."""
    state = (await connection.execute(select(_OUT.state).where(_OUT.key == key))).scalar()
    return state == EffectState.DONE


def row_of(effect: Effect, now: datetime) -> dict[str, object]:
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
        "doubtful": effect.doubtful,
        "available_at": available_at,
        "ready_at": available_at,
        "due": available_at <= now,
        "lease_token": 0,
        "written_at": now,
        "outcome": "",
        "remote_id": "",
    }
