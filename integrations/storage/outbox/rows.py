"""Rows of the outbox as effects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import Row

from cpp_core.effects import Channel, Effect
from cpp_core.outbox import EffectState, OutboxRow
from integrations.storage.columns import moment_text


def effect_of(row: Row[Any]) -> Effect:
    """The effect that a row holds. Of a claim, it is in doubt where the attempt begins so."""
    return Effect(
        key=row.key,
        channel=Channel(row.channel),
        what=row.what,
        clause=row.clause,
        subject=row.subject,
        lane=row.lane,
        refs=row.refs,
        after=row.after_key,
        not_before=row.not_before,
        lapses_at=row.lapses_at,
        replaces=row.replaces,
        doubtful=row.doubtful,
    )


def outbox_row_of(row: Row[Any], waits_for: str = "", *, restored: bool = False) -> OutboxRow:
    """The row as the service owner sees it: after a restore all that waits is in doubt."""
    return OutboxRow(
        effect=effect_of(row),
        state=EffectState(row.state),
        attempts=row.attempts,
        doubtful=row.doubtful or (restored and row.unfinished),
        written_at=row.written_at,
        next_try=None if waits_for else row.ready_at,
        waits_for=waits_for,
        lease_until=row.lease_until,
        holder=row.holder or "",
        done_at=row.done_at,
        outcome=row.outcome,
        remote_id=row.remote_id,
    )


def as_json(rows: Iterable[Mapping[str, object]]) -> str:
    """Rows as one parameter of a statement: its text stays the same, however many they are."""
    return orjson.dumps(list(rows), default=moment_text, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()
