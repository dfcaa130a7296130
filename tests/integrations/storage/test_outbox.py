"""The outbox: writing, order, waiting for others, time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cpp_core.effects import Later, Refused, Unknown
from cpp_core.orders import NotWanted
from cpp_core.outbox import Lapsed, Withheld
from integrations.storage import SqlStorage
from tests.integrations.storage.builders import LIMITS, MINUTE, UndoneError, an_effect, claim, finish, keys, send, undo
from tests.integrations.storage.databases import START


class TestWriting:
    async def test_an_effect_is_there_when_its_transaction_is_committed(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one", refs={"person": "p1"}))
        (claimed,) = await claim(storage, START)
        assert claimed.effect == an_effect("one", refs={"person": "p1"})
        assert (claimed.attempt.number, claimed.attempt.doubtful) == (1, False)

    async def test_an_effect_keeps_all_that_it_says(self, storage: SqlStorage) -> None:
        effect = an_effect(
            "one",
            subject="panel 1:person 2",
            lane="mailbox",
            refs={"to": "casework@example.gov.uk"},
            not_before=START,
            lapses_at=START + MINUTE,
            replaces="nil",
        )
        await send(storage, effect)
        assert keys(await claim(storage, START)) == ["one"]
        row = await storage.outbox.show("one")
        assert row is not None
        assert row.effect == effect

    async def test_nothing_is_there_when_its_transaction_was_undone(self, storage: SqlStorage) -> None:
        with pytest.raises(UndoneError):
            await undo(storage, lambda unit: unit.send([an_effect("one")]))
        assert await claim(storage, START) == ()

    async def test_writing_it_twice_is_writing_it_once(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"), an_effect("one", refs={"other": "facts"}))
        await send(storage, an_effect("one", lane="mailbox"))
        claimed = await claim(storage, START)
        assert [one.effect for one in claimed] == [an_effect("one")]
        await finish(storage, claimed, START)
        await send(storage, an_effect("one"))
        assert await claim(storage, START) == ()

    async def test_sent_says_whether_it_was_done(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        claimed = await claim(storage, START)
        async with storage.unit_of_work() as unit:
            assert not await unit.sent("one")
        await finish(storage, claimed, START)
        async with storage.unit_of_work() as unit:
            assert await unit.sent("one")
            assert not await unit.sent("another")


class TestOrder:
    async def test_effects_of_one_subject_leave_one_after_the_other(self, storage: SqlStorage) -> None:
        await send(storage, *(an_effect(f"{n}", subject="panel 1:ann") for n in range(3)))
        for n in range(3):
            claimed = await claim(storage, START)
            assert keys(claimed) == [f"{n}"]
            assert await claim(storage, START) == (), "the next one waits until this one is finished"
            await finish(storage, claimed, START)

    async def test_effects_of_one_subject_keep_their_order_over_transactions(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("first", subject="panel 1:ann", not_before=START + MINUTE))
        await send(storage, an_effect("second", subject="panel 1:ann"))
        assert await claim(storage, START) == ()
        assert keys(await claim(storage, START + MINUTE)) == ["first"]

    async def test_other_subjects_do_not_wait(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("a1", subject="a"), an_effect("a2", subject="a"), an_effect("b1", subject="b"))
        assert keys(await claim(storage, START)) == ["a1", "b1"]

    async def test_an_effect_goes_after_the_one_that_it_names(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("chat", after="install"), an_effect("install"))
        claimed = await claim(storage, START)
        assert keys(claimed) == ["install"]
        assert (row := await storage.outbox.show("chat")) is not None
        assert row.waits_for == "install"
        await finish(storage, claimed, START)
        assert keys(await claim(storage, START)) == ["chat"]

    async def test_an_effect_may_name_one_that_is_done_already(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("install"))
        await finish(storage, await claim(storage, START), START)
        await send(storage, an_effect("chat", after="install"))
        assert keys(await claim(storage, START)) == ["chat"]

    async def test_an_effect_may_name_one_that_is_written_later(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("chat", after="install"))
        assert await claim(storage, START) == ()
        await send(storage, an_effect("install"))
        await finish(storage, await claim(storage, START), START)
        assert keys(await claim(storage, START)) == ["chat"]

    async def test_it_waits_for_both_its_subject_and_the_one_it_names(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("install"), an_effect("earlier", subject="ann"))
        await send(storage, an_effect("chat", subject="ann", after="install"))
        install, earlier = await claim(storage, START)
        await finish(storage, [earlier], START)
        assert await claim(storage, START) == ()
        await finish(storage, [install], START)
        assert keys(await claim(storage, START)) == ["chat"]

    @pytest.mark.parametrize(
        "ending", [Unknown("lost answer"), NotWanted("cancelled"), Lapsed(), Withheld("shadow mode")], ids=repr
    )
    async def test_an_effect_that_ended_without_being_done_lets_others_go(
        self, storage: SqlStorage, ending: Unknown | NotWanted | Lapsed | Withheld
    ) -> None:
        await send(storage, an_effect("one", subject="ann"), an_effect("two", subject="ann", after="one"))
        await finish(storage, await claim(storage, START), START, ending)
        (claimed,) = await claim(storage, START)
        assert (claimed.effect.key, claimed.after_refused) == ("two", False)

    async def test_what_comes_after_a_refused_effect_is_told_so(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"), an_effect("two", after="one"))
        await finish(storage, await claim(storage, START), START, Refused("blocked", "the bot is blocked"))
        (claimed,) = await claim(storage, START)
        assert claimed.after_refused


class TestTime:
    async def test_an_effect_is_held_back_until_its_moment(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one", not_before=START + MINUTE))
        assert await claim(storage, START + MINUTE - timedelta(microseconds=1)) == ()
        assert keys(await claim(storage, START + MINUTE)) == ["one"]

    async def test_a_passing_failure_is_tried_again_at_its_moment_and_in_doubt(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        claimed = await claim(storage, START)
        await finish(storage, claimed, START, Later("504"), next_try=START + MINUTE, may_be_done=True)
        assert await claim(storage, START) == ()
        (again,) = await claim(storage, START + MINUTE)
        assert (again.attempt.number, again.attempt.doubtful) == (2, True)

    async def test_a_failure_that_did_nothing_leaves_no_doubt(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        await finish(storage, await claim(storage, START), START, Later("429"), next_try=START + MINUTE)
        (again,) = await claim(storage, START + MINUTE)
        assert not again.attempt.doubtful

    async def test_more_than_a_thousand_may_become_due_at_once(self, storage: SqlStorage) -> None:
        held = [an_effect(f"{n:04}", lane="a", not_before=START + MINUTE) for n in range(1100)]
        await send(storage, *held, an_effect("last", lane="b", not_before=START + MINUTE))
        await storage.outbox.pause("a")
        assert keys(await claim(storage, START + MINUTE)) == ["last"]
        assert await storage.outbox.next_at(START + MINUTE, LIMITS) == START + 6 * MINUTE, "its lease"

    async def test_next_at_tells_the_earliest_moment(self, storage: SqlStorage) -> None:
        assert await storage.outbox.next_at(START, LIMITS) is None
        await send(storage, an_effect("later", not_before=START + 2 * MINUTE))
        assert await storage.outbox.next_at(START, LIMITS) == START + 2 * MINUTE
        await send(storage, an_effect("now"))
        assert await storage.outbox.next_at(START, LIMITS) == START

    async def test_next_at_is_the_end_of_a_lease_when_all_is_under_way(self, storage: SqlStorage) -> None:
        await send(storage, an_effect("one"))
        await claim(storage, START)
        assert await storage.outbox.next_at(START, LIMITS) == START + 5 * MINUTE
