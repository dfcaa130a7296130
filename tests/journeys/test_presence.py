"""What Microsoft 365 knows of people's presence: accounts that are gone, and who was in the meeting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cpp_core.model.panel import PanelStatus, PlaceStatus
from infra.demo.people import card_of, texts
from tests.journeys.small_panel import PANEL_AT, SmallPanel, small_panel

INVITED = date(2026, 11, 24)
DAY_OF_PANEL = date(2026, 12, 8)


@pytest.fixture
async def invited(kind: str, tmp_path: Path) -> AsyncIterator[SmallPanel]:
    async with small_panel(kind, tmp_path) as panel:
        await panel.at(INVITED, 14)
        yield panel


async def cards_about(panel: SmallPanel, who: str, words: str) -> int:
    cards = await panel.actor(who).cards()
    return sum(any(words in text for text in texts(card_of(card))) for card in cards)


class TestAnAccountThatIsDisabled:
    async def test_is_put_to_spoc_and_officer_once_and_changes_no_seat(self, invited: SmallPanel) -> None:
        await invited.control("/users", [{"id": invited.people["RL member"].id, **_account(invited, "RL member")}])
        await invited.at(date(2026, 11, 27), 12)
        assert await cards_about(invited, "RL spoc", "An account for the Returns Logistics seat is gone") == 1
        assert await cards_about(invited, "Officer", "An account for the Returns Logistics seat is gone") == 1
        assert await cards_about(invited, "LO spoc", "An account for") == 0
        assert await invited.status("RL member") is PlaceStatus.ASKED

    async def test_is_believed_only_where_the_directory_knows_others(self, invited: SmallPanel) -> None:
        everybody = [{"id": one.id, **_account(invited, name)} for name, one in invited.people.items()]
        await invited.control("/users", everybody)
        await invited.at(date(2026, 11, 25), 12)
        assert await cards_about(invited, "Officer", "An account for") == 0

    async def test_is_found_once_the_directory_answers_again(self, invited: SmallPanel) -> None:
        await invited.control("/users", [{"id": invited.people["RL member"].id, **_account(invited, "RL member")}])
        await invited.control("/faults", {"kind": "down", "target": "directory", "status": 503, "count": 1})
        await invited.at(date(2026, 11, 25), 12)
        assert await cards_about(invited, "RL spoc", "An account for") == 1


def _account(panel: SmallPanel, who: str) -> dict[str, object]:
    person = panel.people[who]
    return {"upn": person.upn, "name": person.name, "mail": person.email, "accountEnabled": False}


class TestTheAttendanceReport:
    @pytest.fixture
    async def closed(self, invited: SmallPanel) -> SmallPanel:
        """A panel that was held; how it went is none of this test's business."""
        for who in ("FNORC member", "RL member", "LO member", "NRPC member", "Chair", "Officer", "Independent"):
            await invited.actor(who).press("attendance.confirm", "confirms", "ATT-1")
        await invited.at(DAY_OF_PANEL, 12, 20)
        async with invited.world.service.storage.unit_of_work() as unit:
            panel = await unit.panels.get(invited.panel_id)
            assert panel is not None
            closed_at = invited.world.service.clock.now()
            await unit.panels.save(replace(panel, status=PanelStatus.CLOSED, closed_at=closed_at), None)
        return invited

    async def was_held(self, panel: SmallPanel, **late: int) -> None:
        rows = [
            {
                "user": panel.people[who.replace("_", " ")].upn,
                "joined": _at(minutes),
                "left": _at(140),
            }
            for who, minutes in late.items()
        ]
        rows.append({"email": "guest@elsewhere.example", "name": "Guest", "joined": _at(1), "left": _at(30)})
        await panel.control("/meetings/attendance", {"subject": await panel.subject(), "participants": rows})

    async def test_is_given_to_the_officer_to_confirm(self, closed: SmallPanel) -> None:
        await self.was_held(closed, FNORC_member=-4, RL_member=12, Chair=0)
        await closed.at(DAY_OF_PANEL, 13)
        attended = (await closed.panel()).attended
        assert attended[closed.people["RL member"].id] == (PANEL_AT + timedelta(minutes=12)).astimezone(UTC)
        assert len(attended) == 3
        card = next(card for card in await closed.actor("Officer").cards() if "Who attended" in str(card))
        words = " | ".join(texts(card_of(card)))
        assert "12 min late" in words
        assert "not in the report" in words

    async def test_that_comes_late_is_asked_for_again(self, closed: SmallPanel) -> None:
        await closed.at(DAY_OF_PANEL, 14)
        assert (await closed.panel()).attended == {}
        await self.was_held(closed, Chair=0)
        await closed.at(DAY_OF_PANEL, 15)
        assert list((await closed.panel()).attended) == [closed.people["Chair"].id]

    async def test_that_never_comes_has_the_officer_asked_to_record_it(self, closed: SmallPanel) -> None:
        await closed.at(date(2026, 12, 9), 13)
        assert await cards_about(closed, "Officer", "Please record who attended") == 1

    async def test_does_not_overwrite_what_the_officer_recorded(self, closed: SmallPanel) -> None:
        chair = closed.people["Chair"].id
        recorded = datetime(2026, 12, 8, 10, 30, tzinfo=UTC)
        async with closed.world.service.storage.unit_of_work() as unit:
            panel = await unit.panels.get(closed.panel_id)
            assert panel is not None
            await unit.panels.save(replace(panel, attended={chair: recorded}), None)
        await self.was_held(closed, Chair=0, RL_member=0)
        await closed.at(DAY_OF_PANEL, 13)
        assert (await closed.panel()).attended[chair] == recorded
        assert len((await closed.panel()).attended) == 2


def _at(minutes: int) -> str:
    return (PANEL_AT + timedelta(minutes=minutes)).isoformat()
