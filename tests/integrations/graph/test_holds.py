"""Time to prepare in one person's calendar: at the first free time, once, and given back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cpp_core.effects import Channel, Done, Outcome
from integrations.graph.senders import graph_senders
from tests.integrations.graph.builders import GUIDE, STARTS, Memory, attempt, draw, hold, stranger
from tests.integrations.graph.microsoft365 import MAILBOX, Microsoft365, upn

FIRST, SECOND = STARTS - timedelta(days=1), STARTS - timedelta(days=2)


class Team:
    """Holds time for people, and sees what they got."""

    def __init__(self, tenant: Microsoft365, memory: Memory) -> None:
        self.tenant = tenant
        self.sender = graph_senders(tenant.graph, memory, GUIDE, draw)[Channel.CALENDAR]

    async def holds(self, *times: datetime, who: str = "rowan", number: int = 1) -> Outcome:
        return await self.sender.send(
            attempt(f"hold {bool(times)}", Channel.CALENDAR, number=number), hold(who, *times)
        )

    async def got(self, who: str = "rowan") -> list[tuple[str, str]]:
        return [(one["kind"], one["start"][:16]) for one in await self.tenant.invitations(who)]

    async def busy(self, start: datetime, hours: int) -> None:
        span = {"start": f"{start:%Y-%m-%dT%H:%M:%S}", "end": f"{start + timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}"}
        await self.tenant.order("/appointment", user=upn("rowan"), **span)


class TestTimeHeld:
    async def test_is_the_first_that_is_free(self, tenant: Microsoft365, memory: Memory) -> None:
        team = Team(tenant, memory)
        await team.busy(FIRST + timedelta(hours=2), 8)
        assert isinstance(await team.holds(FIRST, SECOND), Done)
        assert await team.got() == [("invitation", f"{SECOND:%Y-%m-%dT%H:%M}")]

    async def test_is_the_first_of_all_where_none_is_free_or_nobody_can_tell(
        self, tenant: Microsoft365, memory: Memory
    ) -> None:
        team = Team(tenant, memory)
        await team.busy(SECOND, 40)
        assert isinstance(await team.holds(FIRST, SECOND), Done)
        assert await team.got() == [("invitation", f"{FIRST:%Y-%m-%dT%H:%M}")]
        order: Any = hold("sam", SECOND)
        outside = attempt("outside", Channel.CALENDAR)
        assert isinstance(await team.sender.send(outside, type(order)(**{**vars(order), "person": stranger()})), Done)

    async def test_carries_no_meeting_and_asks_for_no_answer(self, tenant: Microsoft365, memory: Memory) -> None:
        await Team(tenant, memory).holds(FIRST)
        (event,) = await tenant.events()
        assert (event["isOnlineMeeting"], event["responseRequested"], event["showAs"]) == (False, False, "busy")

    async def test_is_held_once_where_its_id_is_forgotten(self, tenant: Microsoft365, memory: Memory) -> None:
        team = Team(tenant, memory)
        first = await team.holds(FIRST)
        memory.kept.clear()
        assert await team.holds(FIRST, number=2) == first
        assert len(await team.got()) == 1

    async def test_is_given_back_once(self, tenant: Microsoft365, memory: Memory) -> None:
        team = Team(tenant, memory)
        await team.holds(FIRST)
        for number in (1, 2):
            assert isinstance(await team.holds(number=number), Done)
        assert [kind for kind, _ in await team.got()] == ["invitation", "cancellation"]
        assert (await tenant.see(f"/calendar/{MAILBOX}"))["events"] == []
