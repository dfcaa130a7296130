"""Waking dispatchers: an event in this process, and NOTIFY for those of other replicas on PostgreSQL.

A notification may be lost while the listening connection is down; the dispatcher's tick is there for that.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from integrations.storage.connection import AsyncConnection
from integrations.storage.database import Database
from integrations.storage.outbox.locks import CHANNEL

LISTEN_AGAIN_SECONDS = 1.0
_NOTIFY = text(f"SELECT pg_notify('{CHANNEL}', '')")
_log = logging.getLogger(__name__)


class Wake:
    """Tells dispatchers that something was written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._event = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    async def tell(self, connection: AsyncConnection) -> None:
        """Tell other replicas, when this transaction commits."""
        if not self._database.is_sqlite:
            await connection.execute(_NOTIFY)

    def now(self) -> None:
        """Tell those who wait in this process."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Wait until something may have been written, at most this long."""
        if self._listening is None and not self._database.is_sqlite:
            self._listening = asyncio.create_task(self._listen())
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        self._event.clear()

    async def close(self) -> None:
        """Stop listening."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
            self._listening = None

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, DBAPIError) as error:
                _log.warning("not listening for new effects (%s); trying again", type(error).__name__)
            await asyncio.sleep(LISTEN_AGAIN_SECONDS)

    async def _listen_once(self) -> None:
        lost = asyncio.Event()
        async with self._database.engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            try:
                driver.add_termination_listener(lambda _: lost.set())
                await driver.add_listener(CHANNEL, self._heard)
                self.now()  # something may have been written before we listened
                await lost.wait()
            finally:
                await connection.invalidate()

    def _heard(self, *_: Any) -> None:
        self.now()
