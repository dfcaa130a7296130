"""Free and busy at a panel's time: seen by whoever names people, and asked about among reserves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cpp_core.messages.message import as_text
from cpp_core.usecases.commands_officer import ShowPanel
from cpp_core.usecases.frame import Actor, ActorKind
from tests.journeys.small_panel import PANEL_AT, SmallPanel, small_panel


@pytest.fixture
async def panel(kind: str, tmp_path: Path) -> AsyncIterator[SmallPanel]:
    async with small_panel(kind, tmp_path) as found:
        yield found


async def is_busy(panel: SmallPanel, who: str, show_as: str = "busy") -> None:
    """Somebody has something else in their calendar, of which half an hour is in the panel's time."""
    start, end = PANEL_AT - timedelta(hours=1), PANEL_AT + timedelta(minutes=30)
    body = {"user": panel.people[who].upn, "start": start.isoformat(), "end": end.isoformat(), "showAs": show_as}
    await panel.control("/appointment", {key: value.removesuffix("+00:00") for key, value in body.items()})


async def busy(panel: SmallPanel) -> set[str]:
    names = {person.id: name for name, person in panel.people.items()}
    return {names[one] for one in (await panel.panel()).busy}


class TestFreeAndBusy:
    async def test_is_looked_up_for_whoever_may_be_asked(self, panel: SmallPanel) -> None:
        await is_busy(panel, "RL reserve")
        await is_busy(panel, "LO reserve", "tentative")
        await is_busy(panel, "NRPC reserve", "oof")
        await panel.stays()
        assert await busy(panel) == {"RL reserve", "NRPC reserve"}

    async def test_is_shown_to_the_officer(self, panel: SmallPanel) -> None:
        await is_busy(panel, "RL reserve")
        await panel.stays()
        officer = Actor(ActorKind.PERSON, panel.people["Officer"].id)
        reply = await panel.world.service.ask("officer.panel", ShowPanel(panel.panel_id), officer)
        assert reply.message is not None
        assert "RL reserve (reserve): named, busy then by their calendar" in as_text(reply.message)

    async def test_is_looked_up_again_after_half_a_day_and_where_outlook_failed(self, panel: SmallPanel) -> None:
        await panel.control("/faults", {"kind": "down", "target": "outlook", "status": 503, "path": "getSchedule"})
        await panel.stays()
        await is_busy(panel, "RL reserve")
        assert await busy(panel) == set()
        await panel.world.stage.control("DELETE", "/faults")
        await panel.later(minutes=40)
        assert await busy(panel) == {"RL reserve"}
        await is_busy(panel, "LO reserve")
        await panel.later(hours=13)
        assert await busy(panel) == {"RL reserve", "LO reserve"}

    async def test_says_nothing_of_the_panels_own_invitation(self, panel: SmallPanel) -> None:
        await panel.at(date(2026, 11, 26), 10)
        assert await busy(panel) == set()
