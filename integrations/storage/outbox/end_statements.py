"""The statements that end claims and let go what waited for them, for each database: `ENDS` and `LET_GO`.

Both are given all their rows as one parameter, so that their text is the same however many there are. What PostgreSQL
believes of a table that grows and empties within minutes is often wrong, so these leave it one way alone: `ANY(ARRAY(...))`
takes each row by its index, and a state is never looked for, or it might read all of that state to find a few.
"""

from __future__ import annotations

from sqlalchemy import bindparam, text

from integrations.storage.columns import Moment
from integrations.storage.outbox.locks import ALONE, CHANNEL, SPACE
from integrations.storage.statements import EACH

_MOMENT = bindparam("now", type_=Moment)
_CHANGED = ["state", "unfinished", "doubtful", "available_at", "ready_at", "due", "done_at", "outcome", "remote_id"]
_END = """
    {given}
    UPDATE outbox SET {changed}, lease_until = NULL, holder = NULL
    FROM {ended} AS ended
    WHERE outbox.key = {key} AND outbox.lease_token = {lease} AND outbox.holder IS NOT NULL {at_hand}
    RETURNING outbox.key
"""
_GIVEN = """
    WITH alone AS MATERIALIZED ({alone}),
    given AS MATERIALIZED (SELECT * FROM json_populate_recordset(NULL::outbox, CAST(:rows AS json)))
"""
ENDS = {
    "sqlite": text(
        _END.format(
            given="",
            changed=", ".join(f"{name} = json_extract(ended.value, '$.{name}')" for name in _CHANGED),
            ended="json_each(:rows)",
            key="json_extract(ended.value, '$.key')",
            lease="json_extract(ended.value, '$.lease_token')",
            at_hand="",
        )
    ),
    "postgresql": text(
        _END.format(
            given=_GIVEN.format(alone=ALONE),
            changed=", ".join(f"{name} = ended.{name}" for name in _CHANGED),
            ended="given",
            key="ended.key",
            lease="ended.lease_token",
            at_hand="AND outbox.key = ANY(ARRAY(SELECT key FROM given)) AND (SELECT count(*) FROM alone) > 0",
        )
    ).bindparams(space=SPACE),
}
"""End claims, those alone that we still hold."""
_NEXT = """
    SELECT (SELECT o.seq FROM outbox o WHERE o.{unfinished} AND o.subject = ended.value ORDER BY o.seq LIMIT 1)
    FROM {subjects} AS ended
    UNION ALL
    SELECT o.seq FROM outbox o
    WHERE o.{unfinished} AND o.after_key IS NOT NULL AND o.after_key {one_of} (SELECT value FROM {keys}) {end}
"""
_GO = """
    UPDATE outbox SET ready_at = available_at, due = (available_at <= :now)
    WHERE (state = 'waiting') IS TRUE AND ready_at IS NULL AND seq {one_of} ({next}) {end}
"""
_TELLING = "WITH gone AS ({go} RETURNING seq) SELECT pg_notify('{channel}', '') FROM gone LIMIT 1"


def _go(database: str, *, unfinished: str, one_of: str, end: str) -> str:
    subjects, keys = EACH[database].format("subjects"), EACH[database].format("keys")
    found = _NEXT.format(unfinished=unfinished, subjects=subjects, keys=keys, one_of=one_of, end=end)
    return _GO.format(next=found, one_of=one_of, end=end)


_GO_POSTGRESQL = _go("postgresql", unfinished="unfinished", one_of="= ANY(ARRAY", end=")")
LET_GO = {
    "sqlite": text(_go("sqlite", unfinished="unfinished = 1", one_of="IN", end="")).bindparams(_MOMENT),
    "postgresql": text(_TELLING.format(go=_GO_POSTGRESQL, channel=CHANNEL)).bindparams(_MOMENT),
}
"""Let the next effect of each subject go, and those that come after these keys. `IS TRUE` hides the state."""
