"""What tests of several folders need."""

from __future__ import annotations

import pytest

from tests.integrations.storage.databases import KINDS


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(request.param)
