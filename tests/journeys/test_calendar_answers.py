"""Answers given in Outlook count like answers in the chat (ATT-1), with and without change notifications."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from cpp_core.model.panel import AnswerVia, PlaceStatus
from infra.demo.people import card_of, texts
from tests.journeys.small_panel import SmallPanel, london, small_panel

INVITED = date(2026, 11, 24)
FRIDAY = date(2026, 12, 4)


@pytest.fixture
async def invited(kind: str, tmp_path: Path) -> AsyncIterator[SmallPanel]:
    """Everybody has their invitation, and nobody has answered; the service cannot be reached by Graph."""
    async with small_panel(kind, tmp_path) as panel:
        await panel.at(INVITED, 14)
        yield panel


class TestAnAnswerInTheCalendar:
    async def test_confirms_like_the_chat(self, invited: SmallPanel) -> None:
        await invited.answers("FNORC member", "accepted")
        await invited.stays()
        place = await invited.place("FNORC member")
        assert place.status is PlaceStatus.CONFIRMED
        assert place.answered_via is AnswerVia.CALENDAR
        assert place.answered_at == london(INVITED, 14)
        assert await invited.actor("FNORC member").has_card("You are coming")

    async def test_declines_with_the_comment_as_reason_and_asks_the_reserve(self, invited: SmallPanel) -> None:
        await invited.answers("RL member", "declined", comment="On leave that week.")
        await invited.stays()
        place = await invited.place("RL member")
        assert (place.status, place.reason) == (PlaceStatus.DECLINED, "On leave that week.")
        assert await invited.status("RL reserve") is PlaceStatus.ASKED
        assert await invited.actor("RL spoc").has_card("cannot attend")

    async def test_that_is_tentative_is_none(self, invited: SmallPanel) -> None:
        await invited.answers("LO member", "tentativelyAccepted")
        await invited.stays()
        assert await invited.status("LO member") is PlaceStatus.ASKED

    async def test_withdraws_who_had_confirmed_in_the_chat(self, invited: SmallPanel) -> None:
        member = invited.actor("NRPC member")
        await member.press("attendance.confirm", "confirms", "ATT-1")
        await invited.later(hours=1)
        await invited.answers("NRPC member", "declined")
        await invited.stays()
        assert await invited.status("NRPC member") is PlaceStatus.WITHDRAWN
        assert await invited.status("NRPC reserve") is PlaceStatus.ASKED

    async def test_is_recorded_as_the_persons_own(self, invited: SmallPanel) -> None:
        await invited.answers("FNORC member", "accepted")
        await invited.stays()
        chain = await invited.world.service.storage.audit.of_chain(f"panel:{invited.panel_id}")
        (entry,) = [each for each in chain if each.entry.what == "attendance: confirmed"]
        assert entry.entry.by == f"person:{invited.people['FNORC member'].id}"

    async def test_just_before_the_cutoff_is_in_time(self, invited: SmallPanel) -> None:
        await invited.at(FRIDAY, 16, 59)
        await invited.answers("LO member", "accepted")
        await invited.at(FRIDAY, 17)
        assert await invited.status("LO member") is PlaceStatus.CONFIRMED
        assert await invited.status("FNORC member") is PlaceStatus.STOOD_DOWN

    async def test_just_before_the_cutoff_is_in_time_also_where_a_sweep_has_failed_before(
        self, invited: SmallPanel
    ) -> None:
        await invited.at(FRIDAY, 16, 57)
        await invited.control("/faults", {"kind": "down", "target": "outlook", "status": 503, "count": 1})
        await invited.at(FRIDAY, 16, 58)
        await invited.answers("LO member", "accepted")
        await invited.at(FRIDAY, 17)
        assert await invited.status("LO member") is PlaceStatus.CONFIRMED

    async def test_after_a_reserve_has_the_seat_is_thanked_once(self, invited: SmallPanel) -> None:
        """Outlook takes no changes for a while, so that the invitation is still in the calendar of whoever declined."""
        await invited.control("/faults", {"kind": "down", "target": "outlook", "status": 503, "method": "PATCH"})
        await invited.actor("RL member").press("attendance.decline", "declines", "ATT-3", {"reason": "On leave."})
        await invited.later(minutes=1)
        await invited.actor("RL reserve").press("attendance.confirm", "confirms", "ATT-1")
        await invited.answers("RL member", "accepted")
        await invited.later(minutes=6)
        assert await invited.actor("RL member").has_card("The seat has been taken")
        await invited.world.stage.control("DELETE", "/faults")
        await invited.control("/delta/expire", {})
        await invited.later(hours=3)
        cards = [texts(card_of(card)) for card in await invited.actor("RL member").cards()]
        assert sum("The seat has been taken" in words[0] for words in cards) == 1
        assert await invited.status("RL reserve") is PlaceStatus.CONFIRMED


class TestTheLatestAnswer:
    async def test_stands_where_it_was_given_in_the_chat(self, invited: SmallPanel) -> None:
        """Outlook's older answer stays on the calendar, and is found only after the chat has been answered."""
        await invited.control("/faults", {"kind": "down", "target": "outlook", "status": 503, "count": 50})
        await invited.answers("FNORC member", "tentativelyAccepted")
        await invited.answers("FNORC member", "declined")
        await invited.later(minutes=1)
        await invited.actor("FNORC member").press("attendance.confirm", "confirms", "ATT-1")
        await invited.world.stage.control("DELETE", "/faults")
        await invited.later(hours=6)
        assert await invited.status("FNORC member") is PlaceStatus.CONFIRMED

    async def test_stands_where_minds_change_in_the_calendar(self, invited: SmallPanel) -> None:
        await invited.answers("LO member", "accepted")
        await invited.later(hours=1)
        await invited.answers("LO member", "tentativelyAccepted")
        await invited.later(hours=1)
        assert await invited.status("LO member") is PlaceStatus.CONFIRMED
        await invited.answers("LO member", "declined")
        await invited.later(hours=1)
        assert await invited.status("LO member") is PlaceStatus.WITHDRAWN

    async def test_is_counted_once_however_often_the_calendar_is_read(self, invited: SmallPanel) -> None:
        await invited.answers("FNORC member", "accepted")
        await invited.answers("RL member", "declined")
        await invited.stays()
        before = await invited.world.stage.written()
        await invited.control("/delta/expire", {})
        for _ in range(3):
            await invited.stays()
        assert await invited.world.stage.written() == before

    async def test_of_somebody_taken_off_is_ignored(self, invited: SmallPanel) -> None:
        await invited.actor("RL member").press("attendance.decline", "declines", "ATT-3", {"reason": "On leave."})
        await invited.later(hours=1)
        with pytest.raises(Exception, match="no such invitation"):
            await invited.answers("RL member", "accepted")
        await invited.stays()
        assert await invited.status("RL member") is PlaceStatus.DECLINED

    async def test_after_a_failure_is_found_later(self, invited: SmallPanel) -> None:
        await invited.control("/faults", {"kind": "down", "target": "outlook", "status": 503, "count": 1})
        await invited.answers("FNORC member", "accepted")
        await invited.stays()
        assert await invited.status("FNORC member") is PlaceStatus.ASKED
        await invited.later(minutes=6)
        assert await invited.status("FNORC member") is PlaceStatus.CONFIRMED


class TestChangeNotifications:
    async def test_bring_an_answer_without_the_clock_being_moved(self, kind: str, tmp_path: Path) -> None:
        async with small_panel(kind, tmp_path, reachable=True) as panel:
            await panel.at(INVITED, 14)
            await panel.answers("FNORC member", "accepted")
            await panel.control("/settle", {})
            await panel.world.service.listening.watching.work()
            assert await panel.status("FNORC member") is PlaceStatus.CONFIRMED
            shown = [text for card in await panel.actor("FNORC member").cards() for text in texts(card)]
            assert shown is not None

    async def test_that_are_lost_are_made_up_for(self, kind: str, tmp_path: Path) -> None:
        async with small_panel(kind, tmp_path, reachable=True) as panel:
            await panel.at(INVITED, 14)
            await panel.control("/faults", {"kind": "notifications", "mode": "lost", "count": 5})
            await panel.answers("FNORC member", "accepted")
            await panel.stays()
            assert await panel.status("FNORC member") is PlaceStatus.CONFIRMED

    async def test_go_on_for_weeks_with_one_subscription(self, kind: str, tmp_path: Path) -> None:
        async with small_panel(kind, tmp_path, reachable=True) as panel:
            await panel.at(INVITED, 14)
            await panel.at(date(2026, 12, 7), 9)
            found = await panel.world.stage.control("GET", "/subscriptions")
            assert len(found["subscriptions"]) == 1
            assert await panel.traffic("POST", "/subscriptions") == 1

    async def test_that_ended_begin_anew(self, kind: str, tmp_path: Path) -> None:
        async with small_panel(kind, tmp_path, reachable=True) as panel:
            await panel.at(INVITED, 14)
            await panel.control("/lifecycle", {"event": "subscriptionRemoved"})
            await panel.control("/settle", {})
            await panel.world.service.listening.watching.work()
            found = await panel.world.stage.control("GET", "/subscriptions")
            assert len(found["subscriptions"]) == 1
            assert await panel.traffic("POST", "/subscriptions") == 2
