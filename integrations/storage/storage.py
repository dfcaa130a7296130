"""The storage of the service: where units of work come from, and what else lies in the same database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.policy import CURRENT, PolicyRegister
from cpp_core.ports import Clock, UnitOfWork
from cpp_core.refusals import Fault
from integrations.storage.audit import SqlAuditTrail
from integrations.storage.backup import backup, restore
from integrations.storage.database import Database
from integrations.storage.health import check
from integrations.storage.migrations.run import downgrade, upgrade
from integrations.storage.outbox import SqlOutbox
from integrations.storage.outbox.wake import Wake
from integrations.storage.references import SqlInbound, SqlRemoteReferences
from integrations.storage.turns import SqlTurns
from integrations.storage.unit import SqlReading, SqlUnitOfWork

KEEP_EFFECTS = timedelta(days=400)
KEEP_INBOUND = timedelta(days=14)


class SqlStorage:
    """`ports.Storage` on SQLite or PostgreSQL."""

    def __init__(
        self, database: Database, clock: Clock, calendar: WorkingCalendar, policies: PolicyRegister = CURRENT
    ) -> None:
        self._database = database
        self._clock = clock
        self._calendar = calendar
        self._policies = policies
        self._wake = Wake(database)
        self.outbox = SqlOutbox(database, self._wake, clock)
        self.turns = SqlTurns(database)
        self.remote_references = SqlRemoteReferences(database)
        self.inbound = SqlInbound(database, clock)
        self.audit = SqlAuditTrail(database, clock)

    @property
    def is_embedded(self) -> bool:
        """Whether this is SQLite, with one writer at a time."""
        return self._database.is_sqlite

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[UnitOfWork]:
        """A transaction that is committed at the end of the block, and undone if the block raises."""
        async with self._database.writing() as connection:
            unit = SqlUnitOfWork(connection, self._clock.now(), self._calendar, self._policies)
            yield unit
            fresh = await unit.flush()
        if fresh:
            self._wake.now()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work that only reads, from one state of the database, and stops no writer."""
        async with self._database.reading() as connection:
            yield SqlReading(connection, self._clock.now(), self._calendar, self._policies)

    async def upgrade(self, revision: str = "head") -> None:
        """Make the tables, or bring them up to date."""
        await upgrade(self._database, revision)

    async def downgrade(self, revision: str) -> None:
        """Take the tables back to an earlier revision (`base` for none)."""
        await downgrade(self._database, revision)

    async def check(self) -> tuple[Fault, ...]:
        """What is wrong with the database, and how to mend it."""
        return await check(self._database)

    async def backup(self, file: Path) -> int:
        """Write everything, as it is at one moment, into this file; answers with the number of rows."""
        return await backup(self._database, file, self._clock.now())

    async def restore(self, file: Path) -> int:
        """Read a backup into this database, which must have its tables and be empty; the outbox is paused then."""
        return await restore(self._database, file, self._clock.now())

    async def prune(self, now: datetime) -> int:
        """Delete what has been kept long enough; answers with how many rows."""
        return await self.outbox.prune(now - KEEP_EFFECTS) + await self.inbound.prune(now - KEEP_INBOUND)

    async def close(self) -> None:
        """Give every connection back."""
        await self._wake.close()
        await self._database.close()


def open_storage(
    database_url: str, clock: Clock, calendar: WorkingCalendar, policies: PolicyRegister = CURRENT
) -> SqlStorage:
    """The storage at `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`; connects when it is first used."""
    return SqlStorage(Database(database_url), clock, calendar, policies)
