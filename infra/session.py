"""A database and the use cases on it, for one command of the command line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cpp_core.ports import Clock
from cpp_core.usecases import all as all_use_cases
from cpp_core.usecases.frame import SERVICE_OWNER, Actor, Reply, perform
from infra.clock import SystemClock
from infra.settings import Settings
from integrations.bank_holidays import working_calendar
from integrations.storage.storage import SqlStorage, open_storage

USE_CASES = all_use_cases.__all__


@dataclass(frozen=True)
class FixedClock:
    """The moment that `PANELS_CLOCK` gives: commands obey it too."""

    at: datetime

    def now(self) -> datetime:
        """That moment."""
        return self.at.astimezone(UTC)


def clock_of(settings: Settings) -> Clock:
    """The clock for a command."""
    return FixedClock(settings.clock) if settings.clock is not None else SystemClock()


@dataclass(frozen=True)
class Session:
    """An open database, with the service owner asking."""

    storage: SqlStorage
    clock: Clock

    async def ask(self, name: str, command: Any, actor: Actor = SERVICE_OWNER) -> Reply:
        """Run a use case."""
        return await perform(self.storage, name, command, actor)


@asynccontextmanager
async def open_session(settings: Settings, *, upgrade: bool = True) -> AsyncIterator[Session]:
    """The database of the settings; the embedded one is made or brought up to date first."""
    clock = clock_of(settings)
    storage = open_storage(settings.database_url, clock, working_calendar())
    try:
        if upgrade and settings.database_url.startswith("sqlite"):
            await storage.upgrade()
        yield Session(storage, clock)
    finally:
        await storage.close()
