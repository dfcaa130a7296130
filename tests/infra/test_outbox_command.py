"""`panels outbox` after a restore: what is in doubt, and when it may go on."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from infra.cli.main import panels
from infra.cli.output import Refused
from integrations.storage import SqlStorage
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.builders import a_panel, an_effect, send
from tests.integrations.storage.databases import START, fresh_database, opened

HOUR = timedelta(hours=1)


class Restored:
    """A database that was restored from a backup: one effect waits, and one panel has something due in an hour."""

    def __init__(self, folder: Path) -> None:
        self._url = fresh_database("sqlite", folder)
        asyncio.run(self._restore(fresh_database("sqlite", folder), folder / "backup"))

    async def _restore(self, lost: str, file: Path) -> None:
        before, after = self._opened(lost), self._opened(self._url)
        await send(before, an_effect("waiting"))
        async with before.unit_of_work() as unit:
            await unit.panels.save(a_panel("P1"), START + HOUR)
        await before.backup(file)
        await after.restore(file)
        await before.close()
        await after.close()

    def _opened(self, url: str) -> SqlStorage:
        return opened(url, VirtualClock(START))

    def has_been_looked_at(self) -> None:
        """A service has."""

        async def look() -> None:
            storage = self._opened(self._url)
            await storage.outbox.looked()
            await storage.close()

        asyncio.run(look())

    def panels(self, *words: str, hours: int = 0) -> Result:
        """Run `panels WORDS` so many hours after the restore."""
        clock = (START + hours * HOUR).isoformat()
        settings = {"PANELS_DATABASE_URL": self._url, "PANELS_ENVIRONMENT": "test", "PANELS_CLOCK": clock}
        return CliRunner().invoke(panels, words, env=settings)

    def listed(self) -> Any:
        """What `panels outbox list --json` prints."""
        return json.loads(self.panels("outbox", "list", "--json").stdout)


@pytest.fixture
def restored(tmp_path: Path) -> Restored:
    """Such a database."""
    return Restored(tmp_path)


class TestWhatIsInDoubt:
    def test_is_said_by_list_and_show(self, restored: Restored) -> None:
        listed = restored.listed()
        assert listed["restored_at"] == START.isoformat()
        assert [(row["key"], row["doubtful"]) for row in listed["effects"]] == [("waiting", True)]
        assert json.loads(restored.panels("outbox", "show", "waiting", "--json").stdout)["doubtful"] is True
        said = restored.panels("outbox", "list").stdout
        assert "Restored from a backup at 2026-12-01T09:00:00+00:00: nothing leaves" in said
        assert "waiting    mail      waiting  in doubt" in said


class TestResume:
    def test_is_refused_with_what_is_missing_and_what_to_do(self, restored: Restored) -> None:
        for hours, why in ((0, "has not looked at calendars"), (1, "1 of panels, recommendations and months has")):
            ran = restored.panels("outbox", "resume", hours=hours)
            assert (ran.stdout, type(ran.exception)) == ("", Refused)
            assert why in ran.stderr
            assert "Start `panels serve`, wait until it has caught up" in ran.stderr
        assert restored.listed()["lanes"][0]["paused"] is True

    def test_goes_on_once_the_service_has_caught_up(self, restored: Restored) -> None:
        restored.has_been_looked_at()
        assert restored.panels("outbox", "resume").stdout == "Resumed: everything.\n"
        listed = restored.listed()
        assert (listed["lanes"], listed["restored_at"]) == ([], None)

    def test_goes_on_even_so_and_says_what_that_risks(self, restored: Restored) -> None:
        ran = restored.panels("outbox", "resume", "--even-so", hours=1)
        assert ran.exit_code == 0
        assert "1 of panels, recommendations and months has something due" in ran.stdout
        assert "may be sent a second time" in ran.stdout
        assert restored.panels("outbox", "resume").stdout == "Resumed: everything.\n", "it is over"

    def test_of_one_lane_says_that_everything_stands_still(self, restored: Restored) -> None:
        restored.panels("outbox", "pause", "--lane", "mailbox")
        ran = restored.panels("outbox", "resume", "--lane", "mailbox")
        assert ran.stdout == "Resumed: mailbox. But everything is paused still: nothing leaves.\n"
