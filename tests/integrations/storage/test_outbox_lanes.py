"""The outbox: lanes and leases."""

from __future__ import annotations

from datetime import timedelta

from cpp_core.effects import Effect, Later
from cpp_core.outbox import EffectState, Terms
from integrations.storage import SqlStorage
from tests.integrations.storage.builders import LIMITS, MINUTE, an_effect, claim, finish, keys, send
from tests.integrations.storage.databases import START


class TestLanes:
    async def test_a_mailbox_has_four_under_way_at_once(self, storage: SqlStorage) -> None:
        await send(storage, *(an_effect(f"{n}", lane="mailbox") for n in range(6)))
        first = await claim(storage, START)
        assert len(first) == 4
        assert await claim(storage, START) == ()
        await finish(storage, first[:1], START)
        assert keys(await claim(storage, START)) == ["4"]

    async def test_the_limit_holds_over_all_replicas(self, storage: SqlStorage, other_storage: SqlStorage) -> None:
        await send(storage, *(an_effect(f"{n}", lane="mailbox") for n in range(6)))
        assert len(await claim(storage, START, limit=3)) == 3
        assert len(await claim(other_storage, START, terms=Terms("another"))) == 1

    async def test_a_full_lane_opens_when_a_lease_ends(self, storage: SqlStorage) -> None:
        await send(storage, *(an_effect(f"{n}", lane="conversation:ann") for n in range(2)))
        assert keys(await claim(storage, START)) == ["0"]
        assert await storage.outbox.next_at(START, LIMITS) == START + 5 * MINUTE

    async def test_a_held_lane_lets_nothing_in_until_then(self, storage: SqlStorage) -> None:
        await send(storage, *(an_effect(f"{n}", lane="mailbox") for n in range(6)), an_effect("other"))
        first = await claim(storage, START, limit=2)
        throttled = [one for one in first if one.effect.lane == "mailbox"]
        await finish(
            storage,
            throttled,
            START,
            Later("429", lane_wide=True),
            next_try=START + 2 * MINUTE,
            hold_lane_until=START + MINUTE,
        )
        rest = [one for one in first if one not in throttled] + list(await claim(storage, START))
        assert keys(rest) == ["other"], "nothing of the mailbox"
        await finish(storage, rest, START)
        assert await storage.outbox.next_at(START, LIMITS) == START + MINUTE
        assert len(await claim(storage, START + MINUTE)) == 4

    async def test_a_shorter_hold_does_not_end_a_longer_one(self, storage: SqlStorage) -> None:
        await send(storage, *(an_effect(f"{n}", lane="mailbox") for n in range(6)))
        for one, minutes in zip(await claim(storage, START), (3, 1, 2, 1), strict=True):
            await finish(storage, [one], START, Later("429"), next_try=START, hold_lane_until=START + minutes * MINUTE)
        assert await claim(storage, START + 2 * MINUTE) == ()
        assert len(await claim(storage, START + 3 * MINUTE)) == 4

    async def test_a_paused_lane_stands_until_it_is_resumed(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("mail", lane="mailbox"), an_effect("file"))
        await storage.outbox.pause("mailbox", "a wrong template")
        assert keys(await claim(storage, START)) == ["file"]
        assert [(row.lane, row.why) for row in await storage.outbox.lanes()] == [("mailbox", "a wrong template")]
        await storage.outbox.resume("mailbox")
        assert await storage.outbox.lanes() == []
        assert keys(await claim(storage, START)) == ["mail"]

    async def test_all_can_be_paused(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("mail", lane="mailbox"), an_effect("file"))
        await storage.outbox.pause()
        assert await claim(storage, START) == ()
        assert await storage.outbox.next_at(START, LIMITS) is None
        await storage.outbox.resume()
        assert len(await claim(storage, START)) == 2

    async def test_a_long_queue_in_one_lane_does_not_starve_the_others(self, storage: SqlStorage) -> None:
        await send(storage, *(an_effect(f"drive {n}", lane="drive") for n in range(300)))
        await send(storage, *(an_effect(f"file {n}", lane=f"drive:{n}") for n in range(5)))
        claimed = await claim(storage, START, limit=8)
        assert len([key for key in keys(claimed) if key.startswith("file")]) == 5

    async def test_small_claims_go_round_all_lanes(self, storage: SqlStorage) -> None:
        effects: list[Effect] = [an_effect(f"{lane}{n}", lane=lane) for n in range(3) for lane in "abc"]
        await send(storage, *effects)
        lanes = []
        for _ in range(9):
            claimed = await claim(storage, START, limit=1)
            lanes += [one.effect.lane for one in claimed]
            await finish(storage, claimed, START)
        assert lanes == ["a", "b", "c"] * 3


class TestLeases:
    async def test_an_effect_is_claimed_once(self, storage: SqlStorage, other_storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        assert len(await claim(storage, START)) == 1
        assert await claim(other_storage, START, terms=Terms("another")) == ()

    async def test_an_expired_lease_is_claimed_again_in_doubt(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        await claim(storage, START)
        assert await claim(storage, START + 5 * MINUTE - timedelta(microseconds=1)) == ()
        (again,) = await claim(storage, START + 5 * MINUTE, terms=Terms("another"))
        assert (again.attempt.number, again.attempt.doubtful) == (2, True)

    async def test_who_lost_its_lease_cannot_finish(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        lost = await claim(storage, START)
        held = await claim(storage, START + 5 * MINUTE, terms=Terms("another"))
        assert await finish(storage, lost, START + 5 * MINUTE) == {"one"}
        assert (row := await storage.outbox.show("one")) is not None
        assert (row.state, row.holder) == (EffectState.LEASED, "another")
        assert await finish(storage, held, START + 5 * MINUTE) == frozenset()
        assert await finish(storage, held, START + 5 * MINUTE) == {"one"}, "and nobody finishes it twice"

    async def test_an_expired_lease_still_stops_its_subject(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one", subject="ann"), an_effect("two", subject="ann"))
        await claim(storage, START)
        assert keys(await claim(storage, START + 10 * MINUTE)) == ["one"]
