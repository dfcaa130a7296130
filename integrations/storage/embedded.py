"""SQLite, called where a statement is made.

A statement of ours takes microseconds, and a thread to run it in takes a hundred. So statements run on the event loop, and
what waits is kept off it: connecting, waiting for the disk at a commit and whatever takes long are done in threads, other
processes are waited for asleep, and statements that follow each other for long give way to others in between.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Engine, Executable, create_engine, event
from sqlalchemy.engine import URL, Connection, Dialect, Transaction
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from integrations.storage.columns import serialised
from integrations.storage.connection import AsyncConnection, Given

T = TypeVar("T")
BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up."""
_FIRST_WAIT, _LONGEST_WAIT = 0.001, 0.025
_AT_A_STRETCH = 0.005
"""Seconds for which statements follow each other before others have their turn on the event loop."""
_THREADS = ThreadPoolExecutor(8, "sqlite")
"""Not the event loop's own: name look-ups may hold all of those for long, and a commit must not wait for them."""
_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "secure_delete=FAST")
_WRITE = ("BEGIN IMMEDIATE",)
_READ = ("BEGIN", "SELECT 1 FROM sqlite_schema LIMIT 1")
"""The first look is what a transaction sees throughout, so it looks at once."""


class WriterBusyError(RuntimeError):
    """Another unit of work has held the embedded database for too long. Was one opened inside another?"""


class Embedded:
    """One SQLite file: hands out its transactions."""

    def __init__(self, url: URL) -> None:
        self._writers = _engine(url, "synchronous=FULL")
        self._markers = _engine(url, "synchronous=NORMAL", "wal_autocheckpoint=0")
        self._readers = _engine(url, "query_only=ON")
        self._one_writer = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """The only transaction that writes. Its commit waits until the disk has it: a power cut does not take it."""
        async with self._turn(), _transaction(self._writers, *_WRITE) as connection:
            yield connection
            await _apart(connection.commit)

    @asynccontextmanager
    async def marking(self) -> AsyncIterator[AsyncConnection]:
        """The same without waiting for the disk: a power cut may take it, though not if anything written later is left.

        The next writer's commit takes it along, and tidies the log, which may take long.
        """
        async with self._turn(), _transaction(self._markers, *_WRITE) as connection:
            yield connection
            connection.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one state of the database throughout."""
        async with _transaction(self._readers, *_READ) as connection:
            yield connection

    async def close(self) -> None:
        """Give every connection back."""
        for engine in (self._writers, self._markers, self._readers):
            await _apart(engine.dispose)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """This process's turn to write: SQLite's own waiting is neither fair nor quick."""
        if self._one_writer.locked():
            try:
                async with asyncio.timeout(BUSY_SECONDS):
                    await self._one_writer.acquire()
            except TimeoutError as error:
                raise WriterBusyError(WriterBusyError.__doc__) from error
        else:
            await self._one_writer.acquire()
        try:
            yield
        finally:
            self._one_writer.release()


class EmbeddedConnection:
    """`AsyncConnection` over a connection that is none."""

    gave_way_at = 0.0

    def __init__(self, connection: Connection, transaction: Transaction) -> None:
        self._connection = connection
        self.commit = transaction.commit

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return self._connection.dialect

    async def execute(self, statement: Executable, parameters: Given = None) -> CursorResult[Any]:
        """Run a statement."""
        result = self._connection.execute(statement, parameters)
        if time.monotonic() - EmbeddedConnection.gave_way_at > _AT_A_STRETCH:
            await asyncio.sleep(0)
            EmbeddedConnection.gave_way_at = time.monotonic()
        return result

    async def scalar(self, statement: Executable, parameters: Given = None) -> Any:
        """The first value of the first row."""
        return (await self.execute(statement, parameters)).scalar()

    async def run_sync(self, fn: Callable[..., T], *args: Any, **others: Any) -> T:
        """Run what takes a connection and may take long, in a thread."""
        return await _apart(partial(fn, self._connection, *args, **others))


@asynccontextmanager
async def _transaction(engine: Engine, *begin: str) -> AsyncIterator[EmbeddedConnection]:
    pool = engine.pool
    ready = isinstance(pool, QueuePool) and pool.checkedin() > 0
    with engine.connect() if ready else await _apart(engine.connect) as connection:
        await _begin(connection.connection.driver_connection, begin)
        with connection.begin() as transaction:
            yield EmbeddedConnection(connection, transaction)


async def _begin(driver: Any, begin: tuple[str, ...]) -> None:
    """Begin, once no other process is in the way."""
    give_up_at, wait = time.monotonic() + BUSY_SECONDS, _FIRST_WAIT
    while True:
        try:
            for statement in begin:
                driver.execute(statement).fetchall()
            return
        except sqlite3.DatabaseError as error:
            driver.rollback()
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise DBAPIError(begin[0], None, error) from error
        await asyncio.sleep(wait)
        wait = min(2 * wait, _LONGEST_WAIT)


def _engine(url: URL, *pragmas: str) -> Engine:
    arguments = {"timeout": BUSY_SECONDS, "isolation_level": None}  # transactions are begun here, not by the driver
    engine = create_engine(
        url, max_overflow=-1, hide_parameters=True, connect_args=arguments, json_serializer=serialised
    )

    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in (*_PRAGMAS, *pragmas, "busy_timeout=0"):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", set_up)
    return engine


async def _apart(work: Callable[[], T]) -> T:
    """Do this in a thread. Who is cancelled meanwhile hears of it afterwards, so that nobody takes what is in use."""
    doing = asyncio.get_running_loop().run_in_executor(_THREADS, work)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        raise
