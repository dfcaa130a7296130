"""What several journeys begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.small_panel import SmallPanel, small_panel


@pytest.fixture
async def office(kind: str, tmp_path: Path) -> AsyncIterator[SmallPanel]:
    """A small panel, with nothing left to be sent."""
    async with small_panel(kind, tmp_path) as panel:
        await panel.stays()
        yield panel
