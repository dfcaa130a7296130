"""Whole lives of panels through the service and a local Microsoft 365: the demo, downtime, a cancelled and a moved panel."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cpp_core.effects import Channel
from cpp_core.model.panel import PanelStatus, PlaceStatus
from cpp_core.outbox import EffectState
from cpp_core.usecases.commands import CancelPanel, MovePanel
from cpp_core.usecases.frame import SERVICE_OWNER
from infra.demo.run import run_demo
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.databases import fresh_database
from tests.journeys.small_panel import AREAS, SmallPanel, london, small_panel

SEATED = ("Chair", "Officer", "Independent", *(f"{area} member" for area in AREAS))


@pytest.fixture
async def panel(kind: str, tmp_path: Path) -> AsyncIterator[SmallPanel]:
    """Everybody has their invitation, and nobody has answered."""
    async with small_panel(kind, tmp_path) as made:
        await made.at(date(2026, 11, 24), 14)
        yield made


async def box(panel: SmallPanel, who: str) -> dict[str, Any]:
    """Somebody's mailbox."""
    found: dict[str, Any] = await panel.world.stage.control("GET", f"/mailboxes/{panel.people[who].upn}")
    return found


async def kinds(panel: SmallPanel, who: str) -> Counter[str]:
    """What came to somebody's calendar, by kind."""
    return Counter(str(one.get("kind", "invitation")) for one in (await box(panel, who))["invitations"])


async def everybody_confirms(panel: SmallPanel) -> None:
    for who in SEATED:
        await panel.actor(who).press("attendance.confirm", "confirms", "ATT-1")


async def nothing_is_stuck(panel: SmallPanel) -> None:
    """No dead letter, nothing refused, nothing unknown."""
    rows = await panel.world.service.storage.outbox.list(limit=10_000)
    bad = (EffectState.DEAD, EffectState.REFUSED, EffectState.UNKNOWN)
    assert [(row.effect.key, row.outcome) for row in rows if row.state in bad] == []


class TestTheDemo:
    @pytest.mark.timeout(180)
    async def test_happens_step_by_step_and_nobody_gets_anything_twice(self, kind: str, tmp_path: Path) -> None:
        result = await run_demo(1, tmp_path, lambda _: None, fresh_database(kind, tmp_path))
        assert [step for step in result.steps if step.fault] == []
        invited = Counter(
            entry.who for entry in result.timeline if entry.what.startswith("gets the calendar invitation")
        )
        assert invited
        assert set(invited.values()) == {1}
        lines = Counter((entry.at, entry.who, entry.what, entry.clause, entry.way) for entry in result.timeline)
        chats = [line for line, count in lines.items() if count > 1 and line[1] != "The service"]
        assert [line for line in chats if "recommendation" not in line[2] and "did" not in line[2]] == []


class TestAWeekOfDowntime:
    async def test_ends_with_one_reminder_each_and_the_list_and_nothing_twice(self, panel: SmallPanel) -> None:
        clock = panel.world.service.clock
        assert isinstance(clock, VirtualClock)
        clock.move(london(date(2026, 12, 3), 11))
        await panel.stays()
        rows = await panel.world.service.storage.outbox.list(limit=10_000)
        chats = [row.effect for row in rows if row.effect.channel is Channel.CHAT]
        got = Counter((effect.what, effect.refs["person"]) for effect in chats if effect.replaces is None)
        member = panel.people["RL member"].id
        assert got["attendance_reminder", member] == 1
        assert got["case_list", member] == 1
        assert (await kinds(panel, "RL member")) == {"invitation": 1}
        await nothing_is_stuck(panel)

    async def test_over_the_cutoff_stands_down_and_asks_reserves_at_once(self, panel: SmallPanel) -> None:
        clock = panel.world.service.clock
        assert isinstance(clock, VirtualClock)
        clock.move(london(date(2026, 12, 7), 10))
        await panel.stays()
        assert await panel.status("RL member") is PlaceStatus.STOOD_DOWN
        assert await panel.status("RL reserve") is PlaceStatus.ASKED
        rows = await panel.world.service.storage.outbox.list(limit=10_000)
        assert not [row for row in rows if row.effect.what == "attendance_reminder" and row.state is EffectState.DONE]


class TestACancelledPanel:
    async def test_leaves_every_calendar_and_tells_everybody_once(self, panel: SmallPanel) -> None:
        await everybody_confirms(panel)
        await panel.at(date(2026, 12, 2), 11)
        await panel.world.service.ask("panel.cancel", CancelPanel(panel.panel_id, "No room."), SERVICE_OWNER)
        await panel.stays()
        assert (await panel.panel()).status is PanelStatus.CANCELLED
        for who in SEATED:
            assert (await kinds(panel, who))["cancellation"] == 1, who
            assert await panel.actor(who).has_card("This panel does not take place"), who
            assert await panel.actor(who).has_card("This panel is off"), who
        assert await panel.actor("RL spoc").has_card("This panel does not take place")
        before = len(await panel.actor("Chair").cards())
        await panel.at(date(2026, 12, 11), 12)
        assert len(await panel.actor("Chair").cards()) == before, "and hears nothing more"
        await nothing_is_stuck(panel)


class TestAMovedPanel:
    async def test_moves_its_meeting_asks_everybody_anew_and_takes_place(self, panel: SmallPanel) -> None:
        await everybody_confirms(panel)
        await panel.at(date(2026, 12, 2), 11)
        command = MovePanel(panel.panel_id, london(date(2026, 12, 15), 10), "A strike.")
        await panel.world.service.ask("panel.move", command, SERVICE_OWNER)
        await panel.stays()
        events = (await panel.world.stage.control("GET", f"/calendar/{panel.world.service.settings.mailbox}"))["events"]
        assert len(events) == 1
        assert events[0]["start"]["dateTime"].startswith("2026-12-15T10:00")
        for who in SEATED:
            assert await panel.status(who) is PlaceStatus.ASKED, who
            assert await panel.actor(who).has_card("The panel has moved to a new date"), who
        await everybody_confirms(panel)
        await panel.at(date(2026, 12, 15), 10, 2)
        await panel.actor("Chair").press("panel.open", "opens the panel", "PAN-1")
        assert (await panel.panel()).status is PanelStatus.OPEN
        await nothing_is_stuck(panel)
