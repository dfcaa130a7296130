"""Remote references and the memory of what came in: each call is a short transaction of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from cpp_core.ports import Clock
from integrations.storage.database import Database
from integrations.storage.statements import inserting, upsert
from integrations.storage.tables import inbound, remote_references

_SEEN = {
    "sqlite": sqlite.insert(inbound).on_conflict_do_nothing().returning(inbound.c.key),
    "postgresql": postgresql.insert(inbound).on_conflict_do_nothing().returning(inbound.c.key),
}
_KEPT = select(remote_references.c.value).where(remote_references.c.key == bindparam("key"))


class SqlRemoteReferences:
    """`ports.RemoteReferences`. Never call it inside a unit of work: on SQLite there is one writer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str) -> str | None:
        """What was kept under this key."""
        async with self._database.reading() as connection:
            return await connection.scalar(_KEPT, {"key": key})

    async def put(self, key: str, value: str) -> None:
        """Keep it, replacing what was there."""
        async with self._database.writing() as connection:
            await upsert(connection, remote_references, [{"key": key, "value": value}], ("key",))

    async def agreed(self, key: str, value: str) -> str:
        """The value under this key, which is this one where nobody was quicker: all replicas get the same answer."""
        async with self._database.writing() as connection:
            row = {"key": key, "value": value}
            await connection.execute(inserting(connection, remote_references).on_conflict_do_nothing(), row)
            return str(await connection.scalar(_KEPT, {"key": key}))

    async def drop(self, key: str) -> None:
        """Forget it."""
        async with self._database.writing() as connection:
            await connection.execute(delete(remote_references).where(remote_references.c.key == key))


class SqlInbound:
    """Which activities and notifications have come in already, for what is delivered twice."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def first_time(self, activity_key: str) -> bool:
        """Whether this has not come in before; it has, from now on."""
        row = {"key": activity_key, "at": self._clock.now()}
        async with self._database.marking() as connection:
            return await connection.scalar(_SEEN[connection.dialect.name], row) is not None

    async def forget(self, activity_key: str) -> None:
        """Let it come in again: what it asked for failed, and the peer will deliver it once more."""
        async with self._database.writing() as connection:
            await connection.execute(delete(inbound).where(inbound.c.key == activity_key))

    async def prune(self, before: datetime) -> int:
        """Forget what came in before then; answers with how many."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(inbound).where(inbound.c.at < before))).rowcount
