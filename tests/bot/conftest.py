"""Fixtures of the bot's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.door import Door, a_door
from tests.bot.world import NADIA, World, a_world


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--regenerate-cards` writes the golden files of the cards anew."""
    parser.addoption("--regenerate-cards", action="store_true", help="write the golden files of the cards anew")


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """The bot in its world, with the app installed for nobody yet."""
    async with a_world() as made:
        yield made


@pytest.fixture
async def installed(world: World) -> World:
    """The bot in its world, with the app installed for Nadia."""
    await world.control("/install", {"user_id": NADIA})
    return world


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """The bot's door, with keys of our own behind it."""
    async with a_door() as made:
        yield made
