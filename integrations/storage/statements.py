"""Statements that several tables need, in the words that SQLite and PostgreSQL share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, any_, ext, func
from sqlalchemy.dialects import postgresql, sqlite

from integrations.storage.connection import AsyncConnection

T = TypeVar("T")
BATCH = 500
"""So many values at a time: below every limit on parameters, and the event loop gets its turn in between."""
DATABASES = ("sqlite", "postgresql")
EACH = {"sqlite": "json_each(:{})", "postgresql": "json_array_elements_text(CAST(:{} AS json))"}
"""A parameter that is a list, written as JSON, as rows with a column `value`: the statement's text is always the same."""


def in_batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


async def in_parts(connection: AsyncConnection, query: Select[*tuple[Any, ...]]) -> AsyncIterator[Sequence[Row[Any]]]:
    """The rows of a query that may find a great many, in parts; others have their turn in between."""
    if isinstance(connection, ext.asyncio.AsyncConnection):
        async with connection.stream(query.execution_options(yield_per=BATCH)) as rows:
            async for part in rows.partitions():
                yield part
        return
    for part in (await connection.execute(query)).partitions(BATCH):
        yield part
        await asyncio.sleep(0)


def one_of(database: str, column: ColumnElement[T], found: Select[tuple[T]]) -> ColumnElement[bool]:
    """Whether a column is among what a query finds.

    What PostgreSQL believes of a table that grows and empties within minutes is often wrong, and it might read all of it
    to meet a few; an array leaves it the index alone.
    """
    if database == "sqlite":
        return column.in_(found)
    return column == any_(func.array(found.scalar_subquery()))


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
