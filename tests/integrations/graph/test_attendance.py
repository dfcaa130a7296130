"""Who was in a panel's meeting, over HTTP against a local Microsoft 365."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from cpp_core.effects import Channel
from cpp_core.orders import MeetingAct
from integrations.graph.attendance import Attendance, Attended
from integrations.graph.calendar import CalendarSender
from integrations.graph.failures import GraphFailure
from tests.integrations.graph.builders import GUIDE, PANEL, STARTS, Memory, attempt, meeting
from tests.integrations.graph.microsoft365 import PEOPLE, Microsoft365, upn

MINUTE = timedelta(minutes=1)


def was_there(who: str, joined: datetime, left: datetime) -> dict[str, Any]:
    return {"user": upn(who), "joined": joined.isoformat(), "left": left.isoformat()}


class Team:
    """The CPP team after a panel."""

    def __init__(self, tenant: Microsoft365, memory: Memory) -> None:
        self.tenant = tenant
        self.memory = memory
        self.attendance = Attendance(tenant.graph, memory)

    async def has_met(self, *participants: dict[str, Any]) -> None:
        if f"meeting:{PANEL}" not in self.memory.kept:
            sender = CalendarSender(self.tenant.graph, self.memory, GUIDE)
            await sender.send(attempt("make", Channel.CALENDAR), meeting(MeetingAct.MAKE))
        event_id = self.memory.kept[f"meeting:{PANEL}"]
        await self.tenant.order("/meetings/attendance", event_id=event_id, participants=list(participants))


@pytest.fixture
def team(tenant: Microsoft365, memory: Memory) -> Team:
    return Team(tenant, memory)


class TestAttendance:
    async def test_is_everybody_who_was_there_by_arrival(self, team: Team) -> None:
        await team.has_met(
            was_there("sam", STARTS + 5 * MINUTE, STARTS + 65 * MINUTE),
            was_there("rowan", STARTS, STARTS + 60 * MINUTE),
        )
        assert await team.attendance.of_panel(PANEL) == (
            Attended(PEOPLE["rowan"], upn("rowan"), STARTS, STARTS + 60 * MINUTE, 3600),
            Attended(PEOPLE["sam"], upn("sam"), STARTS + 5 * MINUTE, STARTS + 65 * MINUTE, 3600),
        )

    async def test_adds_up_where_the_meeting_was_held_more_than_once(self, team: Team) -> None:
        await team.has_met(was_there("rowan", STARTS, STARTS + 10 * MINUTE))
        await team.has_met(was_there("rowan", STARTS + 20 * MINUTE, STARTS + 60 * MINUTE))
        (rowan,) = await team.attendance.of_panel(PANEL) or ()
        assert (rowan.joined_at, rowan.left_at, rowan.seconds) == (STARTS, STARTS + 60 * MINUTE, 3000)

    async def test_knows_guests_by_their_address(self, team: Team) -> None:
        guest = {"email": "Guest@elsewhere.example", "name": "Guest"}
        times = {"joined": STARTS.isoformat(), "left": (STARTS + MINUTE).isoformat()}
        await team.has_met({**guest, **times})
        (found,) = await team.attendance.of_panel(PANEL) or ()
        assert (found.person_id, found.address) == ("", "guest@elsewhere.example")

    async def test_is_none_before_there_is_a_report(self, team: Team, tenant: Microsoft365, memory: Memory) -> None:
        assert await team.attendance.of_panel(PANEL) is None
        sender = CalendarSender(tenant.graph, memory, GUIDE)
        await sender.send(attempt("make", Channel.CALENDAR), meeting(MeetingAct.MAKE))
        assert await team.attendance.of_panel(PANEL) is None

    async def test_raises_where_no_policy_lets_the_application_read_it(self, team: Team) -> None:
        await team.has_met(was_there("rowan", STARTS, STARTS + MINUTE))
        await team.tenant.order("/permissions", access_policy=False)
        with pytest.raises(GraphFailure, match="403"):
            await team.attendance.of_panel(PANEL)
