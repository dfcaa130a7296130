"""The statements of real transactions, taken down as SQLite was given them, and given to it again by its bare driver."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

_FULL = 2
"""What `PRAGMA synchronous` says of a connection whose commits wait for the disk."""


@dataclass
class Transaction:
    """One transaction: whether it only reads, whether its commit waits for the disk, and its statements in order."""

    reads: bool
    waits: bool
    statements: list[tuple[str, Any, bool]] = field(default_factory=list)


@contextmanager
def taken_down() -> Iterator[list[Transaction]]:
    """The transactions of all that happens meanwhile."""
    found: list[Transaction] = []

    def begun(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        reads, waits = (driver.execute(f"PRAGMA {name}").fetchone()[0] for name in ("query_only", "synchronous"))
        found.append(Transaction(bool(reads), waits == _FULL))

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        found[-1].statements.append((statement, given, many))

    event.listen(Engine, "begin", begun)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "begin", begun)
        event.remove(Engine, "before_cursor_execute", note)


class BareDatabase:
    """The database without anything of ours or of SQLAlchemy: a connection as ours are for each kind of transaction."""

    def __init__(self, file: Path) -> None:
        self._waiting, self._not_waiting = _opened(file, "FULL"), _opened(file, "NORMAL")
        self._not_waiting.execute("PRAGMA wal_autocheckpoint=0")

    def again(self, transactions: list[Transaction]) -> None:
        """Do all of it again, and read what it finds."""
        for transaction in transactions:
            connection = self._waiting if transaction.waits and not transaction.reads else self._not_waiting
            connection.execute("BEGIN" if transaction.reads else "BEGIN IMMEDIATE")
            for statement, given, many in transaction.statements:
                if many:
                    connection.executemany(statement, given)
                else:
                    connection.execute(statement, given).fetchall()
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close it."""
        self._waiting.close()
        self._not_waiting.close()


def _opened(file: Path, synchronous: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "secure_delete=FAST"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
