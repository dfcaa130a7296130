"""The outbox: order, waiting for others, lanes, leases, dead letters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cpp_core.effects import Done, Effect, Later, Refused, Unknown
from cpp_core.orders import NotWanted
from cpp_core.outbox import EffectState, Lapsed, Terms, Withheld
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
