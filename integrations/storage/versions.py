"""The version check: who saves what somebody else has saved since they read it gets `Conflict`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cpp_core.ports import Conflict

ABSENT = 0


class VersionedRows:
    """Rows of one table, with the versions at which this transaction has seen them."""

    def __init__(self, connection: AsyncConnection, table: Table) -> None:
        self._connection = connection
        self._table = table
        self._seen: dict[str, int] = {}

    def saw(self, row_id: str, version: int) -> None:
        """Remember the version that was read, where this transaction has not saved a newer one; 0 for none."""
        self._seen[row_id] = version

    async def save(self, row_id: str, here: ColumnElement[bool], values: Mapping[str, Any]) -> None:
        """Add or replace the row `here`; raises `Conflict` where it is no longer what was read."""
        seen = self._seen.get(row_id)
        if seen is None:
            seen = await self._version_now(here)
        if seen == ABSENT:
            await self._connection.execute(self._table.insert(), {**values, "version": 1})
        else:
            await self._replace(here, seen, values)
        self._seen[row_id] = seen + 1

    async def _version_now(self, here: ColumnElement[bool]) -> int:
        version = (await self._connection.execute(select(self._table.c.version).where(here))).scalar()
        return version or ABSENT

    async def _replace(self, here: ColumnElement[bool], seen: int, values: Mapping[str, Any]) -> None:
        change = update(self._table).where(here, self._table.c.version == seen).values({**values, "version": seen + 1})
        if (await self._connection.execute(change)).rowcount != 1:
            raise Conflict(f"somebody else changed this in {self._table.name} meanwhile; read it again")
