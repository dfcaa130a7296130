"""Fixtures of the real client: skipped where node, Chromium or the npm packages are not there."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.playground.chromium import Chromium, chromium
from tests.playground.needs import PICTURES, Needs, found
from tests.playground.town import Town, a_town


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


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where pictures go: a folder to keep them in where one is named, else a temporary one."""
    named = os.environ.get(PICTURES, "")
    return Path(named) if named else tmp_path / "pictures"


@pytest.fixture
async def town(needs: Needs, browser: Chromium, tmp_path: Path, pictures: Path) -> AsyncIterator[Town]:
    """The service, its local Microsoft 365 and a cast; a picture of every client is taken at the end."""
    folder = tmp_path / "town"
    folder.mkdir()
    async with a_town(needs, browser, folder) as made:
        yield made
        for client in made.clients:
            await client.page.picture(pictures / f"{tmp_path.name}-{client.name}.png")
