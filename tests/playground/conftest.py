"""Fixtures of the real client: skipped where node, Chromium or the npm packages are not there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.playground.chromium import Chromium, chromium
from tests.playground.needs import Needs, found


@pytest.fixture(scope="session")
def needs() -> Needs:
    """What is needed besides Python."""
    here = found()
    if isinstance(here, str):
        pytest.skip(here)
    return here


@pytest.fixture
async def browser(needs: Needs, tmp_path: Path) -> AsyncIterator[Chromium]:
    """A browser."""
    async with chromium(needs.chromium, tmp_path / "profile") as started:
        yield started
