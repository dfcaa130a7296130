"""A member has two hours to prepare held in their own calendar, where it is free."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.small_panel import SmallPanel, small_panel

INVITED = date(2026, 11, 24)


@pytest.fixture
async def coming(kind: str, tmp_path: Path) -> AsyncIterator[SmallPanel]:
    """The RL member has confirmed, and is busy on the Monday morning before the panel."""
    async with small_panel(kind, tmp_path) as panel:
        await panel.at(INVITED, 14)
        await panel.actor("RL member").press("attendance.confirm", "confirms", "ATT-1")
        busy = {"start": "2026-12-07T09:00:00", "end": "2026-12-07T11:15:00"}
        await panel.control("/appointment", {"user": panel.people["RL member"].upn, **busy})
        yield panel


async def invitations(panel: SmallPanel, who: str) -> list[tuple[str, str, Any]]:
    """What somebody's calendar was sent about time to prepare."""
    box = await panel.world.stage.control("GET", f"/mailboxes/{panel.people[who].upn}")
    found = [one for one in box["invitations"] if one["subject"].startswith("Preparation")]
    return [(one["kind"], one["start"][:16], one["joinUrl"]) for one in found]


async def holds(panel: SmallPanel) -> None:
    await panel.actor("RL member").press("attendance.hold", "has time held", "INV-1")
    await panel.stays()


class TestTimeToPrepare:
    async def test_is_held_at_the_first_free_time_and_said_on_the_card(self, coming: SmallPanel) -> None:
        await holds(coming)
        assert await invitations(coming, "RL member") == [("invitation", "2026-12-07T11:30", None)]
        assert await coming.actor("RL member").has_card("You are coming")
        with pytest.raises(Exception, match=r"attendance\.hold"):
            await holds(coming)
        assert await invitations(coming, "LO member") == []

    async def test_is_held_once_where_outlook_did_it_and_said_otherwise(self, coming: SmallPanel) -> None:
        order = {"target": "outlook", "method": "POST", "path": "/events", "count": 1}
        await coming.control("/faults", {"kind": "stale", "target": "outlook", "seconds": 20})
        await coming.control("/faults", {"kind": "after", **order})
        await holds(coming)
        await coming.later(minutes=5)
        assert len(await invitations(coming, "RL member")) == 1

    async def test_goes_with_the_seat(self, coming: SmallPanel) -> None:
        await holds(coming)
        await coming.later(hours=1)
        await coming.actor("RL member").press("attendance.decline", "withdraws", "ATT-5", {"reason": "Ill."})
        await coming.later(minutes=5)
        assert [kind for kind, *_ in await invitations(coming, "RL member")] == ["invitation", "cancellation"]
