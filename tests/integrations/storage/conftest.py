"""Every storage test runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from integrations.storage import SqlStorage
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.databases import START, fresh_database, opened


@pytest.fixture
def url(kind: str, tmp_path: Path) -> str:
    """A new database with all tables."""
    return fresh_database(kind, tmp_path)


@pytest.fixture
def clock() -> VirtualClock:
    """A clock that stands at nine on 1 December 2026."""
    return VirtualClock(START)


@pytest.fixture
async def storage(url: str, clock: VirtualClock) -> AsyncIterator[SqlStorage]:
    """Storage on a new database."""
    storage = opened(url, clock)
    yield storage
    await storage.close()


@pytest.fixture
async def other_storage(url: str, clock: VirtualClock) -> AsyncIterator[SqlStorage]:
    """Another process's storage on the same database."""
    storage = opened(url, clock)
    yield storage
    await storage.close()
