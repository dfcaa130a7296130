"""The version check: who saves what somebody else has saved since they read it gets `Conflict`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, Table, Update, bindparam, select, update

from cpp_core.ports import Conflict
from integrations.storage.connection import AsyncConnection

ABSENT = 0
_HERE = "here_"
"""Before the name of a column where its value says which row is meant."""


class VersionedRows:
    """Rows of one table, with the versions at which this transaction has seen them."""

    def __init__(self, connection: AsyncConnection, table: Table) -> None:
        self._connection = connection
        self._table = table
        self._seen: dict[str, int] = {}

    def saw(self, row_id: str, version: int) -> None:
        """Remember the version that was read first; 0 for none.

        Where a later read finds a newer one, what was decided on the first must not be saved over it.
        """
        self._seen.setdefault(row_id, version)

    async def save(self, row_id: str, here: Mapping[str, str], values: Mapping[str, Any]) -> None:
        """Add or replace the row with these values in these columns; raises `Conflict` where it is not what was read."""
        meant = {_HERE + name: value for name, value in here.items()}
        seen = self._seen.get(row_id)
        if seen is None:
            seen = await self._connection.scalar(_version_now(self._table, *here), meant) or ABSENT
        if seen == ABSENT:
            await self._connection.execute(_addition(self._table), {**values, "version": 1})
        else:
            await self._replace(tuple(here), meant, seen, values)
        self._seen[row_id] = seen + 1

    async def _replace(
        self, here: tuple[str, ...], meant: Mapping[str, str], seen: int, values: Mapping[str, Any]
    ) -> None:
        change = _change(self._table, *here)
        given = {**values, **meant, "version": seen + 1, _HERE + "version": seen}
        if (await self._connection.execute(change, given)).rowcount != 1:
            raise Conflict(f"somebody else changed this in {self._table.name} meanwhile; read it again")


@cache
def _addition(table: Table) -> Insert:
    return table.insert()


@cache
def _version_now(table: Table, *here: str) -> Select[int]:
    return select(table.c.version).where(*(table.c[name] == bindparam(_HERE + name) for name in here))


@cache
def _change(table: Table, *here: str) -> Update:
    return update(table).where(*(table.c[name] == bindparam(_HERE + name) for name in (*here, "version")))
