"""Fixtures of the scheduling tests: the world on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scheduling.world import World, a_world


@pytest.fixture
async def world(kind: str, tmp_path: Path) -> AsyncIterator[World]:
    """A dispatcher's world on each database."""
    async with a_world(kind, tmp_path) as world:
        yield world


@pytest.fixture
async def small_world(tmp_path: Path) -> AsyncIterator[World]:
    """A dispatcher's world on SQLite, for what does not depend on the database."""
    async with a_world("sqlite", tmp_path) as world:
        yield world
