"""A backup of everything, in one file that either database can be restored from.

The file is gzipped lines of JSON: a heading, a line for each row, and at the end how many there are and their digest, so
that a file cut short or changed is refused before anything is written.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Table, func, select
from sqlalchemy.types import Date, LargeBinary

from cpp_core.outbox import Restore
from integrations.storage.audit.tables import audit_anchors, audit_entries, audit_heads, audit_texts
from integrations.storage.columns import Moment, moment_text, to_json
from integrations.storage.connection import AsyncConnection
from integrations.storage.database import Database
from integrations.storage.migrations.run import current_revision, newest_revision
from integrations.storage.outbox.lanes import ALL_LANES
from integrations.storage.outbox.restored import doubt_all, keep_restore
from integrations.storage.outbox.tables import lane_paces, lanes, outbox
from integrations.storage.statements import in_batches, in_parts, upsert
from integrations.storage.tables import cases, inbound, panels, people, person_roles, records, remote_references

FORMAT = 1
WHY_PAUSED = "restored from a backup: start the service, look at what it may send again, then resume"
TABLES = (people, person_roles, cases, panels, records, remote_references, inbound, outbox, lanes, lane_paces)
AUDIT = (audit_entries, audit_texts, audit_heads, audit_anchors)


class BackupError(Exception):
    """The backup cannot be restored; the message says why, and what to do."""


async def backup(database: Database, file: Path, now: datetime) -> int:
    """Write everything, as it is at one moment, into this file; answers with the number of rows."""
    partial = file.with_name(f"{file.name}.partial")
    partial.touch(mode=0o600)
    async with database.reading() as connection:
        heading = {"panels_backup": FORMAT, "revision": await connection.run_sync(current_revision)}
        with gzip.open(partial, "wt", encoding="utf-8") as out:
            writer = _Writer(out)
            writer.line({**heading, "at": moment_text(now)})
            for table in (*TABLES, *AUDIT):
                async for row in _rows(connection, table):
                    writer.line([table.name, row])
            writer.end()
    partial.replace(file)
    return writer.lines - 1


async def restore(database: Database, file: Path, now: datetime) -> int:
    """Read everything back into an empty database with the same tables; answers with the number of rows.

    What had not been sent is marked as perhaps sent, and the outbox is paused: since the backup, much may have left. What
    the service writes again until somebody resumes it may have been sent, too: see `outbox/restored.py`.
    """
    _check(file)
    rows = 0
    async with database.writing() as connection:
        await _check_empty(connection)
        for batch in in_batches(_lines(file)):
            for table in (*TABLES, *AUDIT):
                found = [_from_json(table, values) for name, values in batch if name == table.name]
                if found:
                    await connection.execute(table.insert(), found)
                    rows += len(found)
        await _after_restore(connection, now)
    return rows


class _Writer:
    """Writes lines and keeps their digest."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._digest = hashlib.sha256()
        self.lines = 0

    def line(self, value: Any) -> None:
        """Write a line."""
        said = to_json(value) + "\n"
        self._digest.update(said.encode())
        self._out.write(said)
        self.lines += 1

    def end(self) -> None:
        """Write the last line."""
        self._out.write(to_json({"lines": self.lines, "sha256": self._digest.hexdigest()}) + "\n")


async def _rows(connection: AsyncConnection, table: Table) -> AsyncIterator[dict[str, Any]]:
    async for part in in_parts(connection, select(table).order_by(*table.primary_key.columns)):
        for row in part:
            yield {name: _to_json(value) for name, value in row._mapping.items() if value is not None}


def _to_json(value: Any) -> Any:
    match value:
        case datetime():
            return moment_text(value)
        case date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return value


def _from_json(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        value = values.get(column.name)
        if value is None:
            row[column.name] = None
        elif isinstance(column.type, Moment):
            row[column.name] = datetime.fromisoformat(value)
        elif isinstance(column.type, Date):
            row[column.name] = date.fromisoformat(value)
        elif isinstance(column.type, LargeBinary):
            row[column.name] = base64.b64decode(value)
        else:
            row[column.name] = value
    return row


def _check(file: Path) -> None:
    """That the file is a whole backup, and of tables like ours."""
    digest, last, lines = hashlib.sha256(), "", 0
    try:
        with gzip.open(file, "rt", encoding="utf-8") as said:
            heading = json.loads(said.readline())
            said.seek(0)
            for line in said:
                if last:
                    digest.update(last.encode())
                    lines += 1
                last = line
        end = json.loads(last)
        whole = end == {"lines": lines, "sha256": digest.hexdigest()} and heading["panels_backup"] == FORMAT
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{file} is not a backup of this service, or is damaged.") from error
    if not whole:
        raise BackupError(f"{file} is damaged: it is not what was written. Use another backup.")
    if heading["revision"] != newest_revision():
        raise BackupError(
            f"{file} holds tables of revision {heading['revision']}, and this version needs {newest_revision()}. "
            "Restore it with the version of the service that made it, and run `panels db upgrade` then."
        )


def _lines(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with gzip.open(file, "rt", encoding="utf-8") as said:
        for line in said:
            value = json.loads(line)
            if isinstance(value, list):
                yield value[0], value[1]


async def _check_empty(connection: AsyncConnection) -> None:
    for table in (*TABLES, *AUDIT):
        if await connection.scalar(select(func.count()).select_from(select(table).limit(1).subquery())):
            raise BackupError(f"The database is not empty (there are {table.name}). Restore into a new one.")


async def _after_restore(connection: AsyncConnection, now: datetime) -> None:
    await keep_restore(connection, Restore(now))
    await doubt_all(connection)
    await upsert(connection, lanes, [{"lane": ALL_LANES, "paused": True, "why": WHY_PAUSED}], ("lane",))
    if connection.dialect.name == "postgresql":
        for table in (outbox, records):
            sequence = func.pg_get_serial_sequence(table.name, "seq")
            await connection.execute(select(func.setval(sequence, func.coalesce(func.max(table.c.seq), 1))))
