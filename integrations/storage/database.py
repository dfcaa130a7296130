"""The two kinds of database: what differs between SQLite and PostgreSQL is here, and little of it elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from cpp_core.ports import Conflict
from integrations.storage.columns import serialised
from integrations.storage.connection import AsyncConnection
from integrations.storage.embedded import Embedded

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
_RUN_AGAIN = frozenset({"40001", "40P01", "23505"})
"""PostgreSQL's codes for a serialisation failure, a deadlock, and a key that somebody else added meanwhile."""


class DatabaseUrlError(ValueError):
    """The database URL is none that the service knows: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`."""


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


class Server:
    """PostgreSQL: hands out its transactions."""

    def __init__(self, url: URL, pool_size: int) -> None:
        self.engine = create_async_engine(
            url,
            pool_size=pool_size,
            pool_pre_ping=True,
            hide_parameters=True,
            json_serializer=serialised,
            isolation_level="READ COMMITTED",
            connect_args={"server_settings": {"application_name": "cpp-panels", "timezone": "UTC"}},
        )
        self.marking = self.writing

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write."""
        async with self.engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one state of the database throughout."""
        async with self.engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with connection.begin():
                yield connection

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


class Database:
    """One database: hands out transactions that write and transactions that only read."""

    def __init__(self, database_url: str, *, pool_size: int = 10) -> None:
        self.url = driver_url(database_url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._kind = Embedded(self.url) if self.is_sqlite else Server(self.url, pool_size)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write. On SQLite it is the only one, from its first statement on."""
        with run_again_as_conflict():
            async with self._kind.writing() as connection:
                yield connection

    @asynccontextmanager
    async def marking(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes what a power cut may take, as long as nothing that was written later is left."""
        with run_again_as_conflict():
            async with self._kind.marking() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one state of the database throughout, changes nothing and stops no writer."""
        async with self._kind.reading() as connection:
            yield connection

    async def close(self) -> None:
        """Give every connection back."""
        await self._kind.close()

    @property
    def engine(self) -> AsyncEngine:
        """PostgreSQL's, for what it alone can do."""
        if not isinstance(self._kind, Server):
            raise TypeError("SQLite is embedded: there is no server")
        return self._kind.engine


@contextmanager
def run_again_as_conflict() -> Iterator[None]:
    """Turn what the database says of two writers in each other's way into `Conflict`."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _RUN_AGAIN or "UNIQUE constraint failed" in str(error.orig):
            raise Conflict("two transactions stood in each other's way") from error
        raise
