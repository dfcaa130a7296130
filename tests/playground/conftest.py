"""Fixtures of the real client: skipped where node, Chromium or the npm packages are not there."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(needs: Needs, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chromium]:
    """One browser for all; everybody who looks has a page of their own."""
    async with chromium(needs.chromium, tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where pictures are kept; none are taken where no folder is named, for they are what takes longest."""
    named = os.environ.get(PICTURES, "")
    return Path(named) if named else None


@pytest_asyncio.fixture(loop_scope="session")
async def town(needs: Needs, browser: Chromium, tmp_path: Path, pictures: Path | None) -> AsyncIterator[Town]:
    """The service, its local Microsoft 365 and a cast; a picture of every client at the end, where they are wanted."""
    folder = tmp_path / "town"
    folder.mkdir()
    async with a_town(needs, browser, folder) as made:
        yield made
        if pictures:
            for client in made.clients:
                await client.page.picture(pictures / f"{tmp_path.name}-{client.name}.png")
