"""The Teams meeting of a panel, over HTTP against a local Microsoft 365."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cpp_core.effects import Channel, Done, Later, Outcome, Refused
from cpp_core.model.person import Person
from cpp_core.orders import MeetingAct, MeetingOrder
from integrations.graph.attachments import Guide
from integrations.graph.calendar import CalendarSender
from tests.integrations.graph.builders import (
    ENDS,
    GUIDE,
    PANEL,
    STARTS,
    DiedError,
    Memory,
    Mortal,
    attempt,
    meeting,
    moved_to,
)
from tests.integrations.graph.microsoft365 import Microsoft365, microsoft_365


class Team:
    """The CPP team's calendar, asked the way the dispatcher asks."""

    def __init__(self, tenant: Microsoft365, memory: Memory, guide: Guide = GUIDE) -> None:
        self.sender = CalendarSender(tenant.graph, memory, guide)

    async def does(self, order: MeetingOrder, *, number: int = 1) -> Outcome:
        key = f"{order.act}:{order.panel_id}:{order.person.id if order.person else ''}"
        return await self.sender.send(attempt(key, Channel.CALENDAR, number=number), order)

    async def makes(self, *, number: int = 1) -> Outcome:
        return await self.does(meeting(MeetingAct.MAKE), number=number)

    async def invites(self, who: str, *, number: int = 1, optional: bool = False) -> Outcome:
        return await self.does(meeting(MeetingAct.INVITE, who, optional=optional), number=number)


@pytest.fixture
def team(tenant: Microsoft365, memory: Memory) -> Team:
    return Team(tenant, memory)


class TestMakingTheMeeting:
    async def test_makes_a_teams_meeting_with_the_guide_and_invites_nobody(
        self, tenant: Microsoft365, team: Team
    ) -> None:
        outcome = await team.makes()
        (event,) = await tenant.events()
        assert outcome == Done(event["id"])
        assert event["onlineMeeting"]["joinUrl"]
        assert event["attendees"] == []
        assert [file["name"] for file in event["attachments"]] == [GUIDE.name]
        assert event["start"]["dateTime"].startswith("2026-12-08T10:00:00")

    async def test_remembers_the_meeting_by_the_panel_and_the_panel_by_the_meeting(
        self, tenant: Microsoft365, team: Team, memory: Memory
    ) -> None:
        await team.makes()
        (event,) = await tenant.events()
        assert memory.kept == {f"meeting:{PANEL}": event["id"], f"panel-of:{event['id']}": PANEL}

    async def test_made_twice_is_one_meeting_with_one_guide(self, tenant: Microsoft365, team: Team) -> None:
        first = await team.makes()
        assert await team.makes(number=2) == first
        (event,) = await tenant.events()
        assert len(event["attachments"]) == 1

    @pytest.mark.parametrize("notes", [0, 1])
    async def test_whose_maker_died_over_its_notes_is_remembered_both_ways_all_the_same(
        self, tenant: Microsoft365, team: Team, memory: Memory, notes: int
    ) -> None:
        with pytest.raises(DiedError):
            await Team(tenant, Mortal(memory, notes)).makes()
        await team.makes(number=2)
        (event,) = await tenant.events()
        assert memory.kept == {f"meeting:{PANEL}": event["id"], f"panel-of:{event['id']}": PANEL}

    async def test_made_again_after_everything_was_forgotten_is_found_by_its_mark(
        self, tenant: Microsoft365, team: Team, memory: Memory
    ) -> None:
        first = await team.makes()
        memory.kept.clear()
        assert await team.makes(number=2) == first
        assert len(await tenant.events()) == 1

    async def test_sends_a_large_guide_in_parts(self, tenant: Microsoft365, memory: Memory) -> None:
        guide = Guide("Large guide.pdf", b"%PDF" + bytes(4 * 1024 * 1024))
        assert isinstance(await Team(tenant, memory, guide).makes(), Done)
        (event,) = await tenant.events()
        assert [file["size"] for file in event["attachments"]] == [len(guide.content)]

    async def test_is_put_off_and_then_refused_where_the_organiser_has_no_teams(self, memory: Memory) -> None:
        async with microsoft_365(mailbox_teams_licensed=False) as tenant:
            team = Team(tenant, memory)
            assert isinstance(await team.makes(), Later)
            assert isinstance(await team.makes(number=5), Later)
            last = await team.makes(number=6)
            assert isinstance(last, Refused)
            assert last.reason == "no-join-url"

    async def test_keeps_the_time_of_day_in_summer(self, tenant: Microsoft365, team: Team) -> None:
        starts = datetime(2026, 7, 7, 9, 0, tzinfo=UTC)
        order = meeting(MeetingAct.MAKE)
        summer = MeetingOrder(order.act, PANEL, starts, starts + timedelta(hours=3), order.message)
        await team.does(summer)
        (event,) = await tenant.events()
        assert event["originalStartTimeZone"] == "Europe/London"
        assert event["start"] == {"dateTime": "2026-07-07T09:00:00.0000000", "timeZone": "UTC"}


class TestInviting:
    async def test_mails_the_person_one_invitation_with_the_guide_and_the_link(
        self, tenant: Microsoft365, team: Team
    ) -> None:
        await team.makes()
        assert isinstance(await team.invites("rowan"), Done)
        (invitation,) = await tenant.invitations("rowan")
        assert invitation["kind"] == "invitation"
        assert invitation["joinUrl"]
        assert [file["name"] for file in invitation["attachments"]] == [GUIDE.name]
        assert "Please read the guide." in invitation["text"]

    async def test_tells_nobody_else(self, tenant: Microsoft365, team: Team) -> None:
        await team.makes()
        await team.invites("rowan")
        await team.invites("sam")
        assert len(await tenant.invitations("rowan")) == 1

    async def test_twice_mails_once(self, tenant: Microsoft365, team: Team) -> None:
        await team.makes()
        await team.invites("rowan")
        assert isinstance(await team.invites("rowan", number=2), Done)
        assert len(await tenant.invitations("rowan")) == 1

    async def test_can_be_optional(self, tenant: Microsoft365, team: Team) -> None:
        await team.makes()
        await team.invites("rowan")
        await team.invites("sam", optional=True)
        (event,) = await tenant.events()
        assert [one["type"] for one in event["attendees"]] == ["required", "optional"]

    async def test_keeps_the_answers_of_the_others(self, tenant: Microsoft365, team: Team) -> None:
        await team.makes()
        await team.invites("rowan")
        (event,) = await tenant.events()
        await tenant.order("/answer-invite", user="rowan@panels.example", event_id=event["id"], response="accepted")
        await team.invites("sam")
        (event,) = await tenant.events()
        assert [one["status"]["response"] for one in event["attendees"]] == ["accepted", "none"]

    async def test_of_many_at_once_is_done_at_the_first_try(self, tenant: Microsoft365, team: Team) -> None:
        many = [Person(f"c0000000-0000-4000-8000-{n:012}", f"p{n}@panels.example", f"P{n}", "") for n in range(12)]
        await tenant.order("/users", users=[{"id": one.id, "upn": one.upn, "name": one.name} for one in many])
        await tenant.order("/settings", latency=0.005)
        await team.makes()
        orders = [replace(meeting(MeetingAct.INVITE), person=one) for one in many]
        outcomes = await asyncio.gather(*(team.does(order) for order in orders))
        assert all(isinstance(outcome, Done) for outcome in outcomes)
        (event,) = await tenant.events()
        assert len(event["attendees"]) == 12

    async def test_races_with_somebody_who_changes_the_meeting_meanwhile(
        self, tenant: Microsoft365, memory: Memory
    ) -> None:
        await tenant.order("/settings", latency=0.005)
        ours, theirs = Team(tenant, memory), Team(tenant, memory)
        await ours.makes()
        outcomes = await asyncio.gather(ours.invites("rowan"), theirs.invites("sam"))
        assert all(isinstance(outcome, Done) for outcome in outcomes)
        (event,) = await tenant.events()
        assert len(event["attendees"]) == 2
        assert 412 in [one["status"] for one in await tenant.see("/traffic")]

    async def test_without_a_meeting_is_refused(self, team: Team) -> None:
        outcome = await team.invites("rowan")
        assert isinstance(outcome, Refused)
        assert outcome.reason == "no-meeting"

    async def test_finds_a_meeting_whose_id_was_lost(self, tenant: Microsoft365, team: Team, memory: Memory) -> None:
        await team.makes()
        memory.kept.clear()
        assert isinstance(await team.invites("rowan"), Done)
        assert len(await tenant.events()) == 1

    async def test_lets_no_invitation_leave_without_a_link(self, memory: Memory) -> None:
        async with microsoft_365(mailbox_teams_licensed=False) as tenant:
            team = Team(tenant, memory)
            await team.makes()
            assert isinstance(await team.invites("rowan"), Later)
            assert isinstance(await team.invites("rowan", number=6), Refused)
            assert await tenant.invitations("rowan") == []


class TestTakingSomebodyOff:
    async def test_tells_that_person_and_nobody_else(self, tenant: Microsoft365, team: Team) -> None:
        await team.makes()
        await team.invites("rowan")
        await team.invites("sam")
        assert isinstance(await team.does(meeting(MeetingAct.UNINVITE, "rowan")), Done)
        assert [one["kind"] for one in await tenant.invitations("rowan")] == ["invitation", "cancellation"]
        assert [one["kind"] for one in await tenant.invitations("sam")] == ["invitation"]

    async def test_who_is_not_on_it_is_done(self, team: Team) -> None:
        await team.makes()
        assert isinstance(await team.does(meeting(MeetingAct.UNINVITE, "rowan")), Done)

    async def test_of_a_meeting_that_is_gone_is_done(self, team: Team) -> None:
        assert await team.does(meeting(MeetingAct.UNINVITE, "rowan")) == Done()


class TestMoving:
    async def test_moves_it_keeps_the_link_and_tells_everybody_once(self, tenant: Microsoft365, team: Team) -> None:
        await team.makes()
        await team.invites("rowan")
        (before,) = await tenant.events()
        order = moved_to(STARTS + timedelta(days=7), ENDS + timedelta(days=7))
        assert isinstance(await team.does(order), Done)
        assert isinstance(await team.does(order, number=2), Done)
        (event,) = await tenant.events()
        assert event["start"]["dateTime"].startswith("2026-12-15T10:00:00")
        assert event["onlineMeeting"] == before["onlineMeeting"]
        assert [one["kind"] for one in await tenant.invitations("rowan")] == ["invitation", "update"]

    async def test_without_a_meeting_is_refused(self, team: Team) -> None:
        assert isinstance(await team.does(moved_to(STARTS, ENDS)), Refused)


class TestCancelling:
    async def test_tells_everybody_why_and_clears_the_calendar(self, tenant: Microsoft365, team: Team) -> None:
        await team.makes()
        await team.invites("rowan")
        assert isinstance(await team.does(meeting(MeetingAct.CANCEL)), Done)
        assert await tenant.events() == []
        last = (await tenant.invitations("rowan"))[-1]
        assert last["kind"] == "cancellation"
        assert "Why am I getting this?" in last["comment"]

    async def test_a_meeting_that_nobody_was_invited_to_deletes_it(self, tenant: Microsoft365, team: Team) -> None:
        await team.makes()
        assert isinstance(await team.does(meeting(MeetingAct.CANCEL)), Done)
        assert await tenant.events() == []
        assert not [path for _, path in await tenant.requests() if path.endswith("/cancel")]

    async def test_twice_tells_once(self, tenant: Microsoft365, team: Team) -> None:
        await team.makes()
        await team.invites("rowan")
        await team.does(meeting(MeetingAct.CANCEL))
        assert isinstance(await team.does(meeting(MeetingAct.CANCEL), number=2), Done)
        assert len(await tenant.invitations("rowan")) == 2

    async def test_what_was_never_made_is_done(self, team: Team) -> None:
        assert await team.does(meeting(MeetingAct.CANCEL)) == Done()
