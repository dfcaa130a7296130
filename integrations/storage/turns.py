"""Taking turns: of those whose obligations are due, each replica carries out some at whom no other one is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import ARRAY, Integer, Text, bindparam, text

from integrations.storage.database import Database

_SPACE = 0x0C9A
_FREE = text(
    """
    SELECT owner FROM unnest(:owners) AS owner WHERE pg_try_advisory_xact_lock(:space, hashtext(owner)) LIMIT :many
    """
).bindparams(bindparam("owners", type_=ARRAY(Text)), bindparam("space", _SPACE, Integer))


class SqlTurns:
    """Locks of PostgreSQL that end with the connection: what a replica was at when it died is free at once.

    They only save work done in vain: that nothing is carried out twice is kept by the versions of what is saved.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def of(self, owners: Sequence[str], many: int) -> AsyncIterator[Sequence[str]]:
        """So many of these at most, the first that are free; nobody else gets them before the end of the block."""
        if self._database.is_sqlite:
            yield owners[:many]
            return
        async with self._database.writing() as connection:
            rows = await connection.execute(_FREE, {"owners": list(owners), "many": many})
            yield list(rows.scalars())
