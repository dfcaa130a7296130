"""Engines and transactions: what differs between SQLite and PostgreSQL is here, and little of it elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from cpp_core.ports import Conflict
from integrations.storage.embedded import BUSY_SECONDS, DRIVER, markers, readers, writers

_DRIVERS = {"sqlite": DRIVER, "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
_RUN_AGAIN = frozenset({"40001", "40P01", "23505"})
"""PostgreSQL's codes for a serialisation failure, a deadlock, and a key that somebody else added meanwhile."""


class DatabaseUrlError(ValueError):
    """The database URL is none that the service knows: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`."""


class WriterBusyError(RuntimeError):
    """Another unit of work has held the embedded database for too long. Was one opened inside another?"""


def driver_url(database_url: str) -> URL:
    """The URL with the driver that the service uses."""
    try:
        url = make_url(database_url)
        known = url.set(drivername=_DRIVERS[url.get_backend_name()])
    except (ArgumentError, KeyError) as error:
        raise DatabaseUrlError(DatabaseUrlError.__doc__) from error
    if not known.database or known.database == ":memory:":
        raise DatabaseUrlError(DatabaseUrlError.__doc__)
    return known


class Database:
    """One database: hands out transactions that write and transactions that only read."""

    def __init__(self, database_url: str, *, pool_size: int = 10) -> None:
        url = driver_url(database_url)
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.url = url
        if self.is_sqlite:
            self.engine, self._markers, self._readers = writers(url), markers(url), readers(url, pool_size)
        else:
            self.engine = self._markers = self._readers = _postgresql_engine(url, pool_size)
        self._one_writer = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write. On SQLite it is the only one, from its first statement on."""
        async with self._written_by(self.engine) as connection:
            yield connection

    @asynccontextmanager
    async def marking(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write a mark, which a power cut may take as long as nothing was written after it."""
        async with self._written_by(self._markers) as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one state of the database throughout, changes nothing and stops no writer."""
        async with self._readers.connect() as connection:
            if not self.is_sqlite:
                await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with connection.begin():
                yield connection

    async def close(self) -> None:
        """Give every connection back."""
        for engine in {self.engine, self._markers, self._readers}:
            await engine.dispose()

    @asynccontextmanager
    async def _written_by(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        async with self._turn(), engine.connect() as connection:
            with run_again_as_conflict():
                async with connection.begin():
                    yield connection

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """This process's turn to write: SQLite's own waiting is neither fair nor quick."""
        if not self.is_sqlite:
            yield
            return
        try:
            async with asyncio.timeout(BUSY_SECONDS):
                await self._one_writer.acquire()
        except TimeoutError as error:
            raise WriterBusyError(WriterBusyError.__doc__) from error
        try:
            yield
        finally:
            self._one_writer.release()


@contextmanager
def run_again_as_conflict() -> Iterator[None]:
    """Turn what the database says of two writers in each other's way into `Conflict`."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _RUN_AGAIN or "UNIQUE constraint failed" in str(error.orig):
            raise Conflict("two transactions stood in each other's way") from error
        raise


def _postgresql_engine(url: URL, pool_size: int) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args={"server_settings": {"application_name": "cpp-panels", "timezone": "UTC"}},
    )
