"""What the tests of Graph share."""

from collections.abc import AsyncIterator

import pytest

from tests.integrations.graph.builders import Memory
from tests.integrations.graph.microsoft365 import Microsoft365, microsoft_365


@pytest.fixture
async def tenant() -> AsyncIterator[Microsoft365]:
    async with microsoft_365() as found:
        yield found


@pytest.fixture
def memory() -> Memory:
    return Memory()
