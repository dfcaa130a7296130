"""What the CPP team's calendar tells, over HTTP against a local Microsoft 365."""

from datetime import timedelta

import pytest

from cpp_core.effects import Channel
from cpp_core.orders import MeetingAct, MeetingOrder
from integrations.graph.calendar import CalendarSender
from integrations.graph.calendar_reading import Busy, CalendarReader, Reply, Schedule
from tests.integrations.graph.builders import ENDS, GUIDE, PANEL, STARTS, Memory, attempt, meeting
from tests.integrations.graph.microsoft365 import Microsoft365, upn

DAY = timedelta(days=1)


class Team:
    """The CPP team with a panel to which Rowan and Sam are invited."""

    def __init__(self, tenant: Microsoft365, memory: Memory) -> None:
        self.tenant = tenant
        self.memory = memory
        self.reader = CalendarReader(tenant.graph, memory)
        self.sender = CalendarSender(tenant.graph, memory, GUIDE)

    async def does(self, order: MeetingOrder) -> None:
        who = order.person.id if order.person else ""
        await self.sender.send(attempt(f"{order.act}:{who}", Channel.CALENDAR), order)

    async def has_invited(self, *who: str) -> None:
        await self.does(meeting(MeetingAct.MAKE))
        for one in who:
            await self.does(meeting(MeetingAct.INVITE, one))

    async def hears(self, who: str, response: str) -> None:
        event_id = self.memory.kept[f"meeting:{PANEL}"]
        await self.tenant.order("/answer-invite", user=upn(who), event_id=event_id, response=response)


@pytest.fixture
def team(tenant: Microsoft365, memory: Memory) -> Team:
    return Team(tenant, memory)


class TestAnswers:
    @pytest.mark.parametrize(
        ("given", "read"),
        [("accepted", Reply.ACCEPTED), ("declined", Reply.DECLINED), ("tentativelyAccepted", Reply.TENTATIVE)],
    )
    async def test_are_read_from_the_organisers_copy(self, team: Team, given: str, read: Reply) -> None:
        await team.has_invited("rowan", "sam")
        await team.hears("rowan", given)
        responses = await team.reader.responses(PANEL)
        assert responses is not None
        assert [(one.address, one.reply) for one in responses] == [(upn("rowan"), read), (upn("sam"), Reply.NONE)]
        assert responses[0].at is not None
        assert responses[1].at is None

    async def test_to_a_panel_without_a_meeting_are_none(self, team: Team) -> None:
        assert await team.reader.responses(PANEL) is None

    async def test_to_a_meeting_that_was_deleted_are_none(self, team: Team) -> None:
        await team.has_invited()
        event = team.tenant.graph.mailbox.events.by_event_id(team.memory.kept[f"meeting:{PANEL}"])
        await team.tenant.graph.ask(event.to_delete_request_information())
        assert await team.reader.responses(PANEL) is None


class TestFreeAndBusy:
    async def test_shows_when_somebody_is_not_free(self, team: Team) -> None:
        await team.has_invited("rowan")
        await team.hears("rowan", "accepted")
        rowan, sam = await team.reader.free_busy([upn("rowan"), upn("sam")], STARTS - DAY, ENDS + DAY)
        assert rowan.busy == (Busy(STARTS, ENDS, "busy"),)
        assert sam == Schedule(upn("sam"))
        assert not rowan.is_free(STARTS, ENDS)
        assert rowan.is_free(ENDS, ENDS + DAY)
        assert sam.is_free(STARTS, ENDS)

    async def test_of_somebody_unknown_is_an_error_and_not_free(self, team: Team) -> None:
        (nobody,) = await team.reader.free_busy(["nobody@panels.example"], STARTS, ENDS)
        assert nobody.error == "ErrorMailRecipientNotFound"
        assert not nobody.is_free(STARTS, ENDS)

    async def test_of_many_is_asked_for_in_twenties(self, team: Team) -> None:
        found = await team.reader.free_busy([upn("rowan")] * 41, STARTS, ENDS)
        assert len(found) == 41
        assert len(await team.tenant.requests()) == 3


class TestASweep:
    async def test_finds_first_everything_and_then_what_changed(self, team: Team) -> None:
        await team.has_invited("rowan")
        first = await team.reader.sweep(STARTS - DAY, ENDS + DAY)
        assert first.full
        assert [one.panel_id for one in first.events] == [PANEL]
        nothing = await team.reader.sweep(STARTS - DAY, ENDS + DAY, first.link)
        assert not nothing.full
        assert nothing.events == ()
        await team.hears("rowan", "declined")
        (changed,) = (await team.reader.sweep(STARTS - DAY, ENDS + DAY, nothing.link)).events
        assert [(one.address, one.reply) for one in changed.responses] == [(upn("rowan"), Reply.DECLINED)]

    async def test_finds_what_was_deleted(self, team: Team) -> None:
        await team.has_invited("rowan")
        first = await team.reader.sweep(STARTS - DAY, ENDS + DAY)
        await team.does(meeting(MeetingAct.CANCEL))
        (gone,) = (await team.reader.sweep(STARTS - DAY, ENDS + DAY, first.link)).events
        assert gone.gone
        assert gone.panel_id == PANEL

    async def test_reads_everything_anew_where_graph_has_forgotten(self, team: Team) -> None:
        await team.has_invited("rowan")
        first = await team.reader.sweep(STARTS - DAY, ENDS + DAY)
        await team.tenant.order("/delta/expire")
        again = await team.reader.sweep(STARTS - DAY, ENDS + DAY, first.link)
        assert again.full
        assert [one.panel_id for one in again.events] == [PANEL]

    async def test_follows_pages(self, team: Team) -> None:
        for number in range(53):
            order = MeetingOrder(MeetingAct.MAKE, f"panel {number}", STARTS, ENDS, meeting(MeetingAct.MAKE).message)
            await team.sender.send(attempt(f"make {number}", Channel.CALENDAR), order)
        found = await team.reader.sweep(STARTS - DAY, ENDS + DAY)
        assert len(found.events) == 53

    async def test_leaves_out_what_lies_outside(self, team: Team) -> None:
        await team.has_invited("rowan")
        assert (await team.reader.sweep(ENDS + DAY, ENDS + 2 * DAY)).events == ()
