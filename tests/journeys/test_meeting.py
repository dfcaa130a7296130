"""What people's calendars get as a panel lives: one invitation each, and nothing that does not concern them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cpp_core.usecases.commands import MovePanel
from cpp_core.usecases.frame import Actor, ActorKind
from tests.journeys.small_panel import PANEL_AT, SmallPanel, small_panel

INVITED = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture
async def invited(kind: str, tmp_path: Path) -> AsyncIterator[SmallPanel]:
    async with small_panel(kind, tmp_path) as panel:
        await panel.at(INVITED, 14)
        yield panel


async def got(panel: SmallPanel, who: str) -> list[str]:
    """Each invitation, update and cancellation that somebody got."""
    box = await panel.world.stage.control("GET", f"/mailboxes/{panel.people[who].upn}")
    return [one["kind"] for one in box["invitations"]]


async def moves(panel: SmallPanel, by: timedelta, why: str) -> None:
    command = MovePanel(panel.panel_id, PANEL_AT + by, why)
    await panel.world.service.ask("panel.move", command, Actor(ActorKind.PERSON, panel.people["Officer"].id))


class TestTheMeeting:
    async def test_is_where_the_last_of_two_quick_moves_put_it(self, invited: SmallPanel) -> None:
        """Outlook fails at the first, so that it is tried again after the second was decided."""
        await invited.control("/faults", {"name": "Graph is down", "method": "PATCH", "count": 1})
        await moves(invited, DAY, "The chair is away.")
        await moves(invited, 2 * DAY, "So is the room.")
        await invited.later(minutes=10)
        (event,) = (await invited.world.stage.control("GET", "/calendar/panels@panels.example"))["events"]
        assert event["start"]["dateTime"][:16] == f"{PANEL_AT + 2 * DAY:%Y-%m-%dT%H:%M}"
        assert await got(invited, "FNORC member") == ["invitation", "update"]

    async def test_swaps_one_person_and_disturbs_nobody_else(self, invited: SmallPanel) -> None:
        everybody = [name for name in invited.people if "spoc" not in name]
        before = {name: await got(invited, name) for name in everybody}
        await invited.actor("RL member").press("attendance.decline", "declines", "ATT-3", {"reason": "On leave."})
        await invited.later(minutes=10)
        after = {name: await got(invited, name) for name in everybody}
        changed = {name: after[name][len(before[name]) :] for name in everybody if after[name] != before[name]}
        assert changed == {"RL member": ["cancellation"], "RL reserve": ["invitation"]}

    async def test_carries_the_guide_and_its_link_from_the_first(self, invited: SmallPanel) -> None:
        box = await invited.world.stage.control("GET", f"/mailboxes/{invited.people['LO member'].upn}")
        (invitation,) = box["invitations"]
        assert [file["name"] for file in invitation["attachments"]] == ["CPP Information Reference Guide.pdf"]
        assert invitation["joinUrl"]
