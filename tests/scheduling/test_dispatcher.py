"""The dispatcher: what becomes of an effect, how many at once, when it stops."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from cpp_core.effects import Channel, Done, Later, Outcome
from cpp_core.orders import Order
from cpp_core.outbox import EffectState, Terms
from cpp_core.ports import Attempt
from cpp_core.retry import TRIES
from tests.integrations.storage.builders import an_effect
from tests.integrations.storage.databases import START
from tests.scheduling.world import World, outcomes

SECOND = timedelta(seconds=1)


class TestOutcomes:
    async def test_what_can_be_done_is_done_once(self, world: World) -> None:
        await world.send(*(an_effect(f"{n}") for n in range(20)))
        assert set((await world.drain()).values()) == {"done"}
        assert world.peer.done == {f"{n}": 1 for n in range(20)}
        assert await world.drain() == {}

    async def test_effects_of_one_subject_are_done_in_order(self, world: World) -> None:
        keys = [f"{n}" for n in range(10)]
        await world.send(*(an_effect(key, subject="ann") for key in keys))
        await world.drain()
        assert world.peer.order == keys

    async def test_what_lost_its_use_is_dropped(self, world: World) -> None:
        world.not_wanted["one"] = "the panel was cancelled"
        await world.send(an_effect("one"))
        assert await world.drain() == {"one": "dropped"}
        row = await world.storage.outbox.show("one")
        assert row is not None
        assert row.outcome == "the panel was cancelled"
        assert not world.peer.done

    async def test_what_comes_too_late_lapses(self, world: World) -> None:
        await world.send(an_effect("late", lapses_at=START), an_effect("in time", lapses_at=START + SECOND))
        assert await world.drain() == {"late": "lapsed", "in time": "done"}

    async def test_a_refusal_is_acted_on_and_what_follows_is_sent(self, world: World) -> None:
        world.instead = lambda effect, refused: an_effect("a mail instead", subject=effect.subject)
        world.peer.fail["chat"] = ["refuse"]
        await world.send(an_effect("chat"))
        assert await world.drain() == {"chat": "refused", "a mail instead": "done"}
        assert world.refused == [("chat", "forbidden")]

    async def test_what_follows_from_a_refusal_is_in_doubt_where_the_attempt_began_so(self, world: World) -> None:
        world.instead = lambda effect, refused: replace(
            effect, key=f"instead of {effect.key}", subject=f"{effect.key}:"
        )
        world.peer.fail = {"at once": ["refuse"], "in doubt": ["fail", "refuse"]}
        await world.send(an_effect("at once"), an_effect("in doubt"))
        await world.drain()
        world.clock.move(START + 3 * SECOND)
        await world.drain()
        assert world.refused == [("at once", "forbidden"), ("in doubt", "forbidden")]
        rows = {row.effect.key: row.doubtful for row in await world.storage.outbox.list()}
        assert not rows["instead of at once"]
        assert rows["instead of in doubt"]
        assert world.peer.asked["instead of in doubt"] == 1, "it looked before it sent that"
        assert world.peer.done == {"instead of at once": 1, "instead of in doubt": 1}

    async def test_what_comes_after_a_refused_effect_is_refused_too_and_never_sent(self, world: World) -> None:
        world.peer.fail["install"] = ["refuse"]
        await world.send(an_effect("install"), an_effect("chat", after="install"))
        assert await world.drain() == {"install": "refused", "chat": "refused"}
        assert world.refused == [("install", "forbidden"), ("chat", "after-refused")]
        assert not world.peer.done

    async def test_shadow_mode_keeps_all_here_where_officers_see_it(self, world: World) -> None:
        world.withheld = "shadow mode"
        await world.send(an_effect("one", subject="ann"), an_effect("two", subject="ann"))
        assert await world.drain() == {"one": "withheld", "two": "withheld"}
        assert not world.peer.asked
        assert (await world.storage.outbox.counts())[EffectState.WITHHELD] == 2


class TestFailures:
    async def test_a_passing_failure_is_tried_again_when_its_time_has_come(self, world: World) -> None:
        world.peer.fail["one"] = ["fail"]
        await world.send(an_effect("one"))
        assert await world.drain() == {"one": "waiting"}
        assert await world.drain() == {}
        world.clock.move(START + 3 * SECOND)
        assert await world.drain() == {"one": "done"}
        assert world.peer.asked == {"one": 1}, "it looked before it tried again"

    async def test_what_was_done_although_the_peer_said_otherwise_is_not_done_twice(self, world: World) -> None:
        world.peer.fail["one"] = ["done-504"]
        await world.send(an_effect("one"))
        await world.drain()
        world.clock.move(START + 3 * SECOND)
        assert await world.drain() == {"one": "done"}
        assert world.peer.done == {"one": 1}

    async def test_a_peer_that_cannot_be_asked_leaves_it_unknown(self, world: World) -> None:
        world.peer.fail["one"] = ["done-504"]
        await world.send(replace(an_effect("one", subject="ann"), channel=Channel.CHAT))
        await world.send(an_effect("two", subject="ann"))
        await world.drain()
        world.clock.move(START + 3 * SECOND)
        assert await world.drain() == {"one": "unknown", "two": "done"}
        assert world.peer.done == {"one": 1, "two": 1}
        assert world.unknown == ["one"]

    async def test_a_throttled_lane_is_left_alone_until_the_peer_said(self, world: World) -> None:
        keys = [f"{n}" for n in range(12)]
        world.peer.fail = {key: ["throttle"] for key in keys}
        await world.send(*(an_effect(key, lane="mailbox") for key in keys), an_effect("file"))
        assert len(await world.drain()) == 5, "four were under way; and the file"
        world.clock.move(START + 59 * SECOND)
        assert await world.drain() == {}
        world.clock.move(START + 60 * SECOND)
        assert len(await world.drain()) == 4
        assert world.peer.done == {"file": 1}

    async def test_a_lane_is_left_alone_where_the_peer_does_not_say_how_long(self, small_world: World) -> None:
        world = small_world
        world.senders[Channel.MAIL] = WithoutToken()
        await world.send(*(an_effect(f"{n}", lane="mailbox") for n in range(12)))
        assert len(await world.drain()) == 4
        assert await world.drain() == {}
        (lane,) = await world.storage.outbox.lanes()
        assert lane.held_until is not None
        assert lane.held_until <= START + 3 * SECOND

    async def test_an_error_in_a_sender_is_tried_again_in_doubt_and_logged_without_its_words(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        world.senders[Channel.MAIL] = Breaking(world.senders[Channel.MAIL])
        await world.send(an_effect("one"))
        assert await world.drain() == {"one": "waiting"}
        row = await world.storage.outbox.show("one")
        assert row is not None
        assert row.doubtful
        assert "effect one: ValueError in send" in caplog.text
        assert "Archer" not in caplog.text + row.outcome
        world.clock.move(START + 3 * SECOND)
        assert await world.drain() == {"one": "done"}

    async def test_what_cannot_be_rendered_is_tried_again_without_doubt(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        await world.send(replace(an_effect("one"), what="cannot be rendered"))
        assert await world.drain() == {"one": "waiting"}
        row = await world.storage.outbox.show("one")
        assert row is not None
        assert not row.doubtful
        assert "Archer" not in caplog.text

    async def test_after_a_day_in_vain_someone_must_look(self, world: World) -> None:
        world.peer.fail["one"] = ["fail"] * TRIES
        await world.send(an_effect("one", subject="ann"), an_effect("two", subject="ann"))
        became: dict[str, str] = {}
        while (moment := await world.storage.outbox.next_at(world.clock.now(), Terms("").limits)) is not None:
            world.clock.move(moment)
            became |= await world.drain()
        assert became == {"one": "dead"}
        assert timedelta(hours=18) < world.clock.now() - START < timedelta(hours=30)

    async def test_a_channel_without_a_sender_stops_nobody_else(self, world: World) -> None:
        await world.send(replace(an_effect("one"), channel=Channel.FILES), an_effect("two"))
        assert await world.drain() == {"one": "waiting", "two": "done"}


class WithoutToken:
    """A sender that cannot sign in."""

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Say so."""
        return Later("no token", lane_wide=True, maybe_done=False)


class Breaking:
    """A sender with a fault in its first call."""

    def __init__(self, whole: object) -> None:
        self._whole = whole
        self._calls = 0

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Raise once."""
        self._calls += 1
        if self._calls == 1:
            raise ValueError("Ann Archer was born on 1 May")
        return Done()


class TestHowManyAtOnce:
    async def test_the_limits_of_lanes_and_of_the_whole_are_kept(self, world: World) -> None:
        world.peer.takes = 0.01
        lanes = ["mailbox", "conversation:ann", "conversation:bob", "drive"]
        await world.send(*(an_effect(f"{lane}-{n}", lane=lane) for n in range(8) for lane in lanes))
        assert set(outcomes(await world.dispatcher(at_once=6).drain()).values()) == {"done"}
        busiest = world.peer.busiest
        assert busiest["mailbox"] <= 4
        assert busiest["conversation:ann"] == busiest["conversation:bob"] == 1
        assert sum(world.peer.done.values()) == 32

    async def test_two_dispatchers_share_the_work_and_do_nothing_twice(self, world: World) -> None:
        await world.send(*(an_effect(f"{n}", lane="mailbox") for n in range(40)))
        world.peer.takes = 0.002
        mine, theirs = await asyncio.gather(world.dispatcher().drain(), world.dispatcher().drain())
        while len(world.peer.done) < 40:
            await world.drain()
        assert world.peer.done == {f"{n}": 1 for n in range(40)}
        assert world.peer.busiest["mailbox"] <= 4
        assert len(mine) + len(theirs) <= 40

    def test_a_time_limit_must_be_shorter_than_the_lease(self, small_world: World) -> None:
        with pytest.raises(ValueError, match="shorter than the lease"):
            small_world.dispatcher(lease=5 * SECOND)
