"""SQLite without a thread for each statement: the standard library's driver, called where the statement is made.

A statement of ours takes microseconds, a thread to run it in a hundred of them. So statements run on the event loop, and
only what waits is kept off it: connecting and committing are done in threads, another process's lock is waited for
asleep, and statements that follow each other for long give way to others in between.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util import await_only

DRIVER = "sqlite+embedded"
BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up."""
_FIRST_WAIT, _LONGEST_WAIT = 0.001, 0.025
_AT_A_STRETCH = 0.005
"""Seconds for which statements follow each other before others have their turn on the event loop."""
_THREADS = ThreadPoolExecutor(8, "sqlite")
"""Not the event loop's own: name look-ups may hold all of those for long, and a commit must not wait for them."""


_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "secure_delete=FAST")


def writers(url: URL) -> AsyncEngine:
    """Transactions that write, and wait at their commit until the disk has it: it is there after a power cut, too."""
    return _engine(url, 1, begin=("BEGIN IMMEDIATE",), pragmas=("synchronous=FULL",), waits_for_disk=True)


def markers(url: URL) -> AsyncEngine:
    """Transactions that write and do not wait for the disk: what they leave is there after a power cut if anything later is.

    The next writer's commit takes it along, and tidies the log, which may take long.
    """
    pragmas = ("synchronous=NORMAL", "wal_autocheckpoint=0")
    return _engine(url, 1, begin=("BEGIN IMMEDIATE",), pragmas=pragmas)


def readers(url: URL, pool_size: int) -> AsyncEngine:
    """Transactions that only read, all from the state in which they find the database when they begin."""
    return _engine(url, pool_size, begin=("BEGIN", "SELECT 1 FROM sqlite_schema LIMIT 1"), pragmas=("query_only=ON",))


def _engine(
    url: URL, pool_size: int, *, begin: tuple[str, ...], pragmas: tuple[str, ...], waits_for_disk: bool = False
) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=pool_size,
        hide_parameters=True,
        begin=begin,
        pragmas=(*_PRAGMAS, *pragmas),
        waits_for_disk=waits_for_disk,
    )


class _Cursor(sqlite3.Cursor):
    """A cursor of which SQLAlchemy's asynchronous results ask to be left open: it is, rows are read as they are wanted."""

    async def _async_soft_close(self) -> None:
        """Nothing."""


class _Connection(sqlite3.Connection):
    """A connection with such cursors."""

    def cursor(self, *_: Any) -> Any:
        """A cursor."""
        return super().cursor(_Cursor)


class Dialect(SQLiteDialect_pysqlite):
    """The standard library's driver, as SQLAlchemy's asynchronous engine takes it."""

    driver = "embedded"
    is_async = True
    supports_statement_cache = True

    def __init__(
        self, begin: tuple[str, ...] = (), pragmas: tuple[str, ...] = (), waits_for_disk: bool = False, **others: Any
    ) -> None:
        super().__init__(**others)
        self._begin, self._pragmas, self._waits_for_disk = begin, pragmas, waits_for_disk
        self._gave_way_at = 0.0

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        """A pool that is waited for asleep."""
        return AsyncAdaptedQueuePool

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Open the file, which may have to wait for somebody who repairs it after a kill."""
        return await_only(_to_the_end(lambda: self._connect(cargs[0])))

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin, with the lock or the view of the database that the transaction needs."""
        if not self._began(dbapi_connection):
            await_only(self._begin_later(dbapi_connection))

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit; in a thread where the disk is asked to have it for good, which may take long."""
        if self._waits_for_disk:
            await_only(_to_the_end(dbapi_connection.commit))
        else:
            dbapi_connection.commit()

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Run a statement."""
        cursor.execute(statement, parameters)
        await_only(self._give_way())

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Run a statement with each of these parameters."""
        cursor.executemany(statement, parameters)
        await_only(self._give_way())

    def _connect(self, path: str) -> _Connection:
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, factory=_Connection
        )
        try:
            for pragma in (*self._pragmas, "busy_timeout=0"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _began(self, connection: sqlite3.Connection) -> bool:
        """Begin, unless another process is in the way."""
        try:
            for statement in self._begin:
                connection.execute(statement).fetchall()
        except sqlite3.OperationalError as error:
            connection.rollback()
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True

    async def _begin_later(self, connection: sqlite3.Connection) -> None:
        give_up_at, wait = time.monotonic() + BUSY_SECONDS, _FIRST_WAIT
        while time.monotonic() < give_up_at:
            await asyncio.sleep(wait)
            if self._began(connection):
                return
            wait = min(2 * wait, _LONGEST_WAIT)
        raise sqlite3.OperationalError("another process has held the database for too long")

    async def _give_way(self) -> None:
        if time.monotonic() - self._gave_way_at > _AT_A_STRETCH:
            await asyncio.sleep(0)
            self._gave_way_at = time.monotonic()


async def _to_the_end(work: Callable[[], Any]) -> Any:
    """Do this in a thread. Who is cancelled meanwhile hears of it afterwards, so that nobody takes what is in use."""
    doing = asyncio.get_running_loop().run_in_executor(_THREADS, work)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        raise


registry.register("sqlite.embedded", __name__, "Dialect")
