"""Two panels of one hour are decided on at the same moment, and somebody is named for both: they are asked for one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cpp_core.model.panel import LIVE, Band
from cpp_core.usecases.commands import CreatePanel, ImportPeople
from cpp_core.usecases.frame import CLOCK, SERVICE_OWNER, perform
from cpp_core.usecases.tick import Tick
from integrations.bank_holidays import working_calendar
from integrations.storage import SqlStorage, open_storage
from scheduling.virtual_time import VirtualClock
from tests.core.tables import moment
from tests.core.usecases.office import NAMED, directory
from tests.integrations.storage.databases import fresh_database

PANELS = 4


@pytest.fixture
async def storage(kind: str, tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """Panels of one hour for which the same people are named, at the moment of their invitations."""
    clock = VirtualClock(moment("2026-11-20 09:00"))
    opened = open_storage(fresh_database(kind, tmp_path), clock, working_calendar())
    await perform(opened, "people.import", ImportPeople(directory()), SERVICE_OWNER)
    for number in range(PANELS):
        at = moment("2026-12-08 10:00") + timedelta(minutes=30 * number)
        command = CreatePanel(at, Band.THREE_MONTH, dict(NAMED), late_reason="Made for a test.")
        await perform(opened, "panel.create", command, SERVICE_OWNER)
    clock.move(moment("2026-11-24 09:30"))
    yield opened
    await opened.close()


class TestPanelsOfOneHour:
    async def test_that_invite_at_the_same_moment_ask_nobody_for_two_of_them(self, storage: SqlStorage) -> None:
        async with storage.reading() as unit:
            due = await unit.panels.due(moment("2026-11-24 09:30"), 100)
        assert len(due) == PANELS
        await asyncio.gather(*(perform(storage, "panel.tick", Tick(panel_id), CLOCK) for panel_id in due))
        async with storage.reading() as unit:
            panels = [panel for panel_id in due if (panel := await unit.panels.get(panel_id))]
        asked = [place.person_id for panel in panels for _, place in panel.places() if place.status in LIVE]
        assert asked
        assert sorted(asked) == sorted(set(asked))
