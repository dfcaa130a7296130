"""What `panels doctor` asks the database."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cpp_core.refusals import Fault
from integrations.storage.connection import AsyncConnection
from integrations.storage.database import Database
from integrations.storage.migrations.run import current_revision, newest_revision

OLDEST_POSTGRESQL = 140000


async def check(database: Database) -> tuple[Fault, ...]:
    """What is wrong with the database, and how to mend it."""
    try:
        async with database.reading() as connection:
            findings = [await _tables(connection), await (_sqlite if database.is_sqlite else _postgresql)(connection)]
    except (DBAPIError, OSError) as error:
        what = f"The database cannot be reached ({type(error).__name__})."
        return (Fault("PANELS_DATABASE_URL", what, "Check the address, and that the server runs and lets us in."),)
    return tuple(finding for finding in findings if finding)


async def _tables(connection: AsyncConnection) -> Fault | None:
    current, newest = await connection.run_sync(current_revision), newest_revision()
    if current == newest:
        return None
    what = f"The tables are at revision {current or 'none'}, and the service needs {newest}."
    return Fault("Database", what, "Run `panels db upgrade`.")


async def _sqlite(connection: AsyncConnection) -> Fault | None:
    found = await connection.run_sync(lambda connection: connection.execute(text("PRAGMA quick_check(1)")).scalar())
    if found == "ok":
        return None
    return Fault("Database", f"The database file is damaged: {found}.", "Run `panels db restore FILE` from a backup.")


async def _postgresql(connection: AsyncConnection) -> Fault | None:
    version = int((await connection.execute(text("SHOW server_version_num"))).scalar() or 0)
    if version >= OLDEST_POSTGRESQL:
        return None
    return Fault("Database", f"PostgreSQL {version // 10000} is too old.", "Use PostgreSQL 14 or newer.")
