"""The outbox: what stands still is found, and what waits for nothing is let go."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from cpp_core.effects import Later, Unknown
from integrations.storage import SqlStorage
from integrations.storage.outbox.tables import outbox
from tests.integrations.storage.builders import MINUTE, an_effect, claim, finish, keys, send
from tests.integrations.storage.databases import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def stuck(storage: SqlStorage, after: timedelta) -> list[tuple[str, str]]:
    """What is found this long after the start."""
    found = await storage.outbox.stuck(START + after - DAY, START + after - HOUR)
    return [(one.code, one.about) for one in found]


class TestWhatStandsStill:
    async def test_is_nothing_where_all_is_fresh(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"), an_effect("later", not_before=START + DAY))
        assert await stuck(storage, MINUTE) == []

    async def test_is_what_was_given_up_and_what_is_unknown(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("dead"), an_effect("unknown"))
        dead, unknown = await claim(storage, START)
        await finish(storage, [dead], START, Later("tried in vain"))
        await finish(storage, [unknown], START, Unknown("no answer"))
        assert await stuck(storage, MINUTE) == [("dead", "dead"), ("unknown", "unknown")]
        assert await stuck(storage, 2 * DAY) == [("dead", "dead")]

    async def test_is_a_lane_that_nobody_drains_unless_it_is_paused(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one", lane="drive"))
        assert await stuck(storage, 2 * HOUR) == [("late", "drive")]
        await storage.outbox.pause("drive")
        assert await stuck(storage, 2 * HOUR) == []

    async def test_is_a_lease_that_nobody_ended(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        await claim(storage, START)
        assert await stuck(storage, 2 * HOUR) == [("lease-lost", "one")]


class TestWhatWaitsForNothing:
    async def test_is_let_go_once(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        async with storage._database.writing() as connection:
            await connection.execute(update(outbox).values(ready_at=None, due=False))
        assert await claim(storage, START) == ()
        assert await storage.outbox.release(START) == 1
        assert await storage.outbox.release(START) == 0
        assert keys(await claim(storage, START)) == ["one"]

    async def test_is_nothing_that_waits_for_another(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one", subject="s"), an_effect("two", subject="s"))
        assert await storage.outbox.release(START) == 0
