"""The outbox: what stands still is found, and what waits for nothing is let go."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from cpp_core.effects import Later, Unknown
from cpp_core.outbox import LaneLimits, Terms
from cpp_core.pacing import Window
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

    async def test_is_not_a_lane_that_was_full_within_the_hour(self, storage: SqlStorage) -> None:
        paced = Terms("one", limits=LaneLimits(at_once={}, otherwise=100, rates={"mailbox": (Window(2, MINUTE),)}))
        await send(storage, *(an_effect(f"{n}", lane="mailbox") for n in range(5)))
        await finish(storage, await claim(storage, START + 2 * HOUR, terms=paced), START + 2 * HOUR)
        assert await stuck(storage, 2 * HOUR) == [], "what is left waits for its turn"
        assert await stuck(storage, 4 * HOUR) == [("late", "mailbox")], "nobody takes it, though there is room"

    async def test_is_a_lane_whose_hold_ended_long_ago(self, storage: SqlStorage) -> None:
        await send(storage, *(an_effect(f"{n}", lane="mailbox") for n in range(2)))
        (one, _) = await claim(storage, START)
        await finish(storage, [one], START, Later("429"), next_try=START, hold_lane_until=START + MINUTE)
        assert ("late", "mailbox") not in await stuck(storage, HOUR)
        assert ("late", "mailbox") in await stuck(storage, 3 * HOUR)

    async def test_is_what_waits_for_an_effect_that_was_never_written(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("chat", after="install"), an_effect("card", after="invite"), an_effect("invite"))
        await finish(storage, (await claim(storage, START))[:1], START)
        assert await stuck(storage, MINUTE) == [], "it may be written yet"
        assert ("orphaned", "chat") in await stuck(storage, 2 * HOUR)
        assert ("orphaned", "card") not in await stuck(storage, 2 * HOUR)

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
