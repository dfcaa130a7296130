"""The outbox: dead letters, and what the service owner sees and does."""

from __future__ import annotations

from datetime import timedelta

from cpp_core.effects import Done, Later, Refused
from cpp_core.outbox import EffectState
from integrations.storage import SqlStorage
from tests.integrations.storage.builders import MINUTE, an_effect, claim, finish, keys, send
from tests.integrations.storage.databases import START


class TestWhatHasWaitedLongest:
    async def test_is_the_oldest_of_what_is_due_and_nothing_where_none_is(self, storage: SqlStorage) -> None:
        assert await storage.outbox.oldest_due_at() is None
        await send(storage, an_effect("now"), an_effect("later", not_before=START + MINUTE))
        assert await storage.outbox.oldest_due_at() == START
        await finish(storage, await claim(storage, START), START)
        assert await storage.outbox.oldest_due_at() is None


class TestDeadLetters:
    async def test_a_dead_letter_stops_its_subject_and_what_waits_for_it_alone(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("dead", subject="ann"), an_effect("next", subject="ann"))
        await send(storage, an_effect("after", after="dead"), an_effect("other"))
        dead, other = await claim(storage, START)
        await finish(storage, [dead], START, Later("tried 34 times in vain"))
        await finish(storage, [other], START)
        assert await claim(storage, START + timedelta(days=30)) == ()
        assert (await storage.outbox.counts())[EffectState.DEAD] == 1

    async def test_a_dead_letter_can_be_tried_again(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("dead", subject="ann"), an_effect("next", subject="ann"))
        await finish(storage, await claim(storage, START), START, Later("in vain"), may_be_done=True)
        assert await storage.outbox.retry("dead", START)
        (again,) = await claim(storage, START)
        assert (again.effect.key, again.attempt.number, again.attempt.doubtful) == ("dead", 1, True)
        await finish(storage, [again], START)
        assert keys(await claim(storage, START)) == ["next"]

    async def test_a_dead_letter_can_be_dropped(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("dead", subject="ann"), an_effect("next", subject="ann"))
        await finish(storage, await claim(storage, START), START, Later("in vain"))
        assert await storage.outbox.drop("dead", START, "done by telephone")
        assert keys(await claim(storage, START)) == ["next"]
        assert (row := await storage.outbox.show("dead")) is not None
        assert (row.state, row.outcome) == (EffectState.DROPPED, "done by telephone")

    async def test_what_is_done_or_under_way_is_neither_retried_nor_dropped(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        claimed = await claim(storage, START)
        assert not await storage.outbox.retry("one", START)
        assert not await storage.outbox.drop("one", START, "no")
        await finish(storage, claimed, START)
        assert not await storage.outbox.retry("one", START)
        assert not await storage.outbox.drop("one", START, "no")
        assert not await storage.outbox.retry("nothing", START)

    async def test_what_was_never_tried_keeps_its_moment(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one", not_before=START + MINUTE))
        assert not await storage.outbox.retry("one", START)
        assert await claim(storage, START) == ()

    async def test_what_waits_for_its_next_try_can_be_tried_at_once(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        await finish(storage, await claim(storage, START), START, Later("504"), next_try=START + MINUTE)
        assert await storage.outbox.retry("one", START)
        assert keys(await claim(storage, START)) == ["one"]

    async def test_a_retry_waits_for_what_is_before_it(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one", subject="ann"), an_effect("two", subject="ann"))
        await finish(storage, await claim(storage, START), START, Refused("gone", "no such person"))
        await claim(storage, START)
        await storage.outbox.retry("one", START)
        assert keys(await claim(storage, START)) == ["one"]


class TestKeeping:
    async def test_outcomes_are_kept_in_words(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"), an_effect("two"))
        one, two = await claim(storage, START)
        await finish(storage, [one], START, Done("AAMk="))
        await finish(storage, [two], START, Refused("blocked", "the bot is blocked"))
        rows = {row.effect.key: row for row in await storage.outbox.list()}
        assert (rows["one"].remote_id, rows["one"].done_at) == ("AAMk=", START)
        assert rows["two"].outcome == "blocked: the bot is blocked"

    async def test_a_list_can_be_narrowed(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("a", subject="ann"), an_effect("b", lane="mailbox"), an_effect("c"))
        rows = storage.outbox.list
        assert [row.effect.key for row in await rows(subject="ann")] == ["a"]
        assert [row.effect.key for row in await rows(lane="mailbox")] == ["b"]
        assert [row.effect.key for row in await rows(states=[EffectState.WAITING], limit=2)] == ["a", "b"]
        assert await rows(states=[EffectState.DEAD]) == []

    async def test_pruning_takes_what_was_finished_long_ago_and_nothing_else(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("old"), an_effect("waiting", not_before=START + timedelta(days=500)))
        await finish(storage, await claim(storage, START), START)
        await send(storage, an_effect("new"))
        await finish(storage, await claim(storage, START + timedelta(days=10)), START + timedelta(days=10))
        assert await storage.prune(START + timedelta(days=405)) == 1
        assert [row.effect.key for row in await storage.outbox.list()] == ["waiting", "new"]
