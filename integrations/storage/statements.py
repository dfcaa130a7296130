"""Statements that several tables need, in the words that SQLite and PostgreSQL share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")
BATCH = 500
"""So many values at a time: below every limit on parameters, and the event loop gets its turn in between."""


def in_batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


def inserting(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what to do on conflict."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


async def upsert(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]], by: tuple[str, ...]
) -> None:
    """Add these rows, or replace those that are there under the same key."""
    if not rows:
        return
    insert = inserting(connection, table)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in by}
    await connection.execute(insert.on_conflict_do_update(index_elements=by, set_=changed), rows)
