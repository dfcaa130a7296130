"""After a restore nothing leaves before all is written that may have been sent; then all of it is in doubt."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from cpp_core.model.compliance import MonthlyReport
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.recommendation import Kind
from cpp_core.outbox import EffectState, NotCaughtUp, Restore
from integrations.storage import SqlStorage
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.builders import MINUTE, a_panel, an_effect, claim, finish, keys, send
from tests.integrations.storage.databases import START, fresh_database, opened

TUESDAY = date(2026, 11, 3)
LATER = START + timedelta(hours=3)


@pytest.fixture
def new_url(kind: str, tmp_path: Path) -> str:
    """A new database into which the other one is restored."""
    return fresh_database(kind, tmp_path)


async def a_copy(storage: SqlStorage, url: str, clock: VirtualClock, folder: Path) -> SqlStorage:
    """This one, restored from a backup into a new database."""
    await storage.backup(folder / "backup")
    copy = opened(url, clock)
    await copy.restore(folder / "backup")
    return copy


@pytest.fixture
async def restored(storage: SqlStorage, new_url: str, clock: VirtualClock, tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """A database restored from a backup: one effect was done before it, and another waited."""
    await send(storage, an_effect("done"), an_effect("waiting", lane="mailbox"))
    claims = await claim(storage, START)
    await finish(storage, claims[:1], START)
    copy = await a_copy(storage, new_url, clock, tmp_path)
    clock.move(START + timedelta(hours=2))
    yield copy
    await copy.close()


async def in_doubt(storage: SqlStorage) -> dict[str, bool]:
    """Each effect that can be claimed, and whether its attempt begins in doubt."""
    return {one.effect.key: one.attempt.doubtful for one in await claim(storage, LATER)}


class TestAfterARestore:
    async def test_nothing_leaves_and_what_waits_is_shown_in_doubt(self, restored: SqlStorage) -> None:
        await send(restored, an_effect("sent since the backup"))
        assert await claim(restored, LATER) == ()
        (lane,) = await restored.outbox.lanes()
        assert (lane.lane, lane.paused) == ("*", True)
        assert await restored.outbox.last_restore() == Restore(START)
        shown = {row.effect.key: row.doubtful for row in await restored.outbox.list()}
        assert shown == {"done": False, "waiting": True, "sent since the backup": True}
        assert (row := await restored.outbox.show("sent since the backup")) is not None
        assert row.doubtful
        assert (await restored.outbox.counts())[EffectState.DONE] == 1

    async def test_what_is_written_before_it_goes_on_is_in_doubt_and_what_comes_later_is_not(
        self, restored: SqlStorage
    ) -> None:
        await send(restored, an_effect("sent since the backup"))
        await restored.outbox.looked()
        await restored.outbox.resume()
        await send(restored, an_effect("new"))
        assert await in_doubt(restored) == {"waiting": True, "sent since the backup": True, "new": False}
        assert await restored.outbox.last_restore() == Restore(START, looked=True, over=True)

    async def test_another_pause_once_it_is_over_is_no_restore(self, restored: SqlStorage) -> None:
        await restored.outbox.looked()
        await restored.outbox.resume()
        await send(restored, an_effect("new"))
        await restored.outbox.pause()
        await restored.outbox.resume()
        assert await in_doubt(restored) == {"waiting": True, "new": False}

    async def test_to_resume_one_lane_lets_nothing_go(self, restored: SqlStorage) -> None:
        await restored.outbox.pause("mailbox")
        await restored.outbox.resume("mailbox")
        assert await claim(restored, LATER) == ()
        assert await restored.outbox.last_restore() == Restore(START)


class TestThatItWasRestoredIsKnown:
    async def test_through_pauses(self, restored: SqlStorage) -> None:
        await restored.outbox.pause(why="a look at what would go")
        await restored.outbox.pause("mailbox", "a wrong template")
        await send(restored, an_effect("sent since the backup"))
        await restored.outbox.looked()
        await restored.outbox.resume()
        assert await in_doubt(restored) == {"sent since the backup": True}
        await restored.outbox.resume("mailbox")
        assert await in_doubt(restored) == {"waiting": True}

    async def test_to_another_process(self, restored: SqlStorage, new_url: str, clock: VirtualClock) -> None:
        await restored.outbox.pause(why="a restart")
        other = opened(new_url, clock)
        with pytest.raises(NotCaughtUp):
            await other.outbox.resume()
        await other.close()

    async def test_in_a_backup_that_is_made_meanwhile(
        self, restored: SqlStorage, kind: str, clock: VirtualClock, tmp_path: Path
    ) -> None:
        await restored.outbox.pause(why="a second backup is made")
        second = await a_copy(restored, fresh_database(kind, tmp_path), clock, tmp_path)
        await send(second, an_effect("sent since the backup"))
        with pytest.raises(NotCaughtUp):
            await second.outbox.resume()
        assert await second.outbox.last_restore() == Restore(clock.now())
        await second.outbox.looked()
        await second.outbox.resume()
        assert await in_doubt(second) == {"waiting": True, "sent since the backup": True}
        await second.close()

    async def test_anew_in_a_backup_that_was_made_once_it_was_over(
        self, restored: SqlStorage, kind: str, clock: VirtualClock, tmp_path: Path
    ) -> None:
        await restored.outbox.looked()
        await restored.outbox.resume()
        second = await a_copy(restored, fresh_database(kind, tmp_path), clock, tmp_path)
        assert await second.outbox.last_restore() == Restore(clock.now())
        await second.close()


class TestItDoesNotGoOn:
    async def test_before_the_service_has_looked_at_everything_outside(self, restored: SqlStorage) -> None:
        with pytest.raises(NotCaughtUp) as refused:
            await restored.outbox.resume()
        assert (refused.value.still_due, refused.value.looked) == (0, False)
        assert await claim(restored, LATER) == ()

    async def test_while_a_panel_a_recommendation_or_a_month_has_something_due(self, restored: SqlStorage) -> None:
        now = START + timedelta(hours=2)
        panel, month = a_panel("P1"), MonthlyReport("2026-11")
        follow_up = FollowUp("R1", "P1", "C1", 1, Kind.RELEASE, TUESDAY, TUESDAY, START)
        async with restored.unit_of_work() as unit:
            await unit.panels.save(panel, now)
            await unit.follow_ups.save(follow_up, now - MINUTE)
            await unit.monthly_reports.save(month, now - timedelta(days=1))
            await unit.panels.save(a_panel("to come"), now + timedelta(seconds=1))
        await restored.outbox.looked()
        for still_due in (3, 2, 1):
            with pytest.raises(NotCaughtUp) as refused:
                await restored.outbox.resume()
            assert (refused.value.still_due, refused.value.looked) == (still_due, True)
            assert await claim(restored, LATER) == ()
            async with restored.unit_of_work() as unit:
                match still_due:
                    case 3:
                        await unit.panels.save(panel, LATER)
                    case 2:
                        await unit.follow_ups.save(follow_up, None)
                    case _:
                        await unit.monthly_reports.save(month, None)
        await restored.outbox.resume()
        assert keys(await claim(restored, LATER)) == ["waiting"]

    async def test_past_what_an_owner_writes_at_this_moment(
        self, restored: SqlStorage, new_url: str, clock: VirtualClock
    ) -> None:
        panel, other = a_panel("P1"), opened(new_url, clock)
        async with restored.unit_of_work() as unit:
            await unit.panels.save(panel, START)
        await restored.outbox.looked()
        async with restored.unit_of_work() as unit:
            await unit.panels.save(panel, LATER)
            await unit.send([an_effect("sent since the backup")])
            resuming = asyncio.create_task(other.outbox.resume())
            await asyncio.sleep(0.1)
        with suppress(NotCaughtUp):  # on SQLite it has waited for that
            await resuming
        await other.outbox.resume()
        await other.close()
        assert await in_doubt(restored) == {"waiting": True, "sent since the backup": True}

    async def test_unless_it_is_to_go_on_even_so(self, restored: SqlStorage) -> None:
        async with restored.unit_of_work() as unit:
            await unit.panels.save(a_panel("always fails"), START)
        await restored.outbox.resume(even_so=True)
        assert await in_doubt(restored) == {"waiting": True}
