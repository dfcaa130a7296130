"""The outbox: the pace that each peer allows, kept over all replicas and from our side."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cpp_core.outbox import LaneLimits, Terms
from cpp_core.pacing import RATES, Window, entering, opens_at, room
from integrations.storage import SqlStorage
from tests.integrations.storage.builders import an_effect, claim, finish, send
from tests.integrations.storage.databases import START

SECOND = timedelta(seconds=1)
PACED = LaneLimits(at_once={}, otherwise=100, rates={"mailbox": (Window(30, 60 * SECOND),)})


class TestTheWindows:
    @pytest.mark.parametrize("lane", sorted(RATES))
    def test_never_let_more_in_than_the_peer_allows_and_hardly_less(self, lane: str) -> None:
        windows, now, entered = RATES[lane], START, {}  # type: tuple[Window, ...], datetime, dict[str, dict[str, int]]
        moments: list[datetime] = []
        while now < START + 3 * windows[0].within + 70 * SECOND:
            if free := room(windows, entered, now):
                entered = entering(windows, entered, now, free)
                moments += [now] * free
            now = opens_at(windows, entered, now) or now + SECOND
        for window in windows:
            most = max(sum(at <= other < at + window.within for other in moments) for at in moments)
            assert most <= window.many
        narrowest = min(window.many / window.within.total_seconds() for window in windows[-2:])
        if len(windows) == 1:
            took = (moments[-1] - moments[0]).total_seconds()
            assert took <= 1.05 * (len(moments) - windows[0].many) / narrowest + 1


class TestClaiming:
    async def test_stops_at_the_pace_and_goes_on_when_the_window_has_passed(
        self, storage: SqlStorage, other_storage: SqlStorage
    ) -> None:
        await send(storage, *(an_effect(f"{n}", lane="mailbox") for n in range(70)))
        ours, theirs = Terms("one", limits=PACED), Terms("other", limits=PACED)
        first = await claim(storage, START, limit=20, terms=ours)
        second = await claim(other_storage, START, limit=20, terms=theirs)
        assert (len(first), len(second)) == (20, 10)
        await finish(storage, [*first, *second], START)
        assert await claim(storage, START + 59 * SECOND, terms=ours) == ()
        opens = await storage.outbox.next_at(START, PACED)
        assert opens is not None
        assert START + 60 * SECOND <= opens <= START + 61 * SECOND
        assert len(await claim(storage, opens, limit=50, terms=ours)) == 30

    async def test_leaves_other_lanes_alone(self, storage: SqlStorage) -> None:
        await send(storage, *(an_effect(f"{n}", lane="mailbox") for n in range(40)), an_effect("file"))
        claimed = await claim(storage, START, limit=100, terms=Terms("one", limits=PACED))
        assert len(claimed) == 31


class TestLanesOfAKindTogether:
    async def test_have_a_pace_over_all_of_them_and_all_replicas(
        self, storage: SqlStorage, other_storage: SqlStorage
    ) -> None:
        limits = LaneLimits(
            at_once={}, otherwise=9, rates={"chat": (Window(8, SECOND),), "*chat": (Window(5, SECOND),)}
        )
        await send(storage, *(an_effect(f"{n}", lane=f"chat:{n % 3}") for n in range(12)), an_effect("file"))
        ours, theirs = Terms("one", limits=limits), Terms("other", limits=limits)
        first = await claim(storage, START, limit=3, terms=ours)
        second = await claim(other_storage, START, limit=20, terms=theirs)
        chats = [one for one in [*first, *second] if one.effect.lane != "drive"]
        assert len(chats) == 5, "and not eight for each of three people"
        assert {one.effect.lane for one in chats} == {"chat:0", "chat:1", "chat:2"}
        assert len(first) + len(second) == 6, "the file is none of them"
        await finish(storage, [*first, *second], START)
        assert await claim(storage, START + SECOND / 2, terms=ours) == ()
        opens = await storage.outbox.next_at(START, limits)
        assert opens is not None
        assert START + SECOND <= opens <= START + 1.1 * SECOND
        assert len(await claim(storage, opens, limit=50, terms=ours)) == 5

    def test_the_connector_lets_fifty_in_within_a_second(self) -> None:
        assert LaneLimits(rates=RATES).together_with("chat:ann") == "*chat"
        assert RATES["*chat"] == (Window(50, SECOND),)
        assert LaneLimits(rates=RATES).together_with("mailbox") is None
