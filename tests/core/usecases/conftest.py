"""An office for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.core.usecases.office import Office, an_office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """On 19 October 2026, seven weeks before the panel of most tests."""
    async with an_office(tmp_path) as made:
        yield made
