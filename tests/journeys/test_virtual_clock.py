"""The virtual clock of a test service, over a restart."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from infra.demo.story import START
from infra.demo.world import open_world
from tests.integrations.storage.databases import fresh_database


async def test_goes_on_where_it_stood_when_the_process_ended(kind: str, tmp_path: Path) -> None:
    url = fresh_database(kind, tmp_path)
    later = START + timedelta(days=3)
    async with open_world(tmp_path, START, database_url=url) as world:
        await world.stage.move_to(later)
    async with open_world(tmp_path, START, database_url=url) as world:
        assert world.service.clock.now() == later
    async with open_world(tmp_path, later + timedelta(days=1), database_url=url) as world:
        assert world.service.clock.now() == later + timedelta(days=1)
