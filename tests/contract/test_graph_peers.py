"""A panel's life through Graph, seen through Graph alone: the local Microsoft 365 and a real tenant behave alike.

The real one is asked where `PANELS_LIVE_…` settings name it (integrations/graph/README.md). It writes to one person.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from cpp_core.effects import Channel, Done, Outcome
from cpp_core.orders import (
    AccessAct,
    AccessOrder,
    FileAwayOrder,
    InstallOrder,
    MailOrder,
    MeetingAct,
    MeetingOrder,
    Order,
    WorkbookOrder,
)
from integrations.graph.attachments import Guide
from integrations.graph.attendance import Attendance
from integrations.graph.calendar_reading import CalendarReader, Reply
from integrations.graph.directory import Directory
from integrations.graph.folders import Folders
from integrations.graph.incoming import Incoming
from integrations.graph.senders import graph_senders
from integrations.graph.subscriptions import Subscriptions
from integrations.graph.times import moment_of
from tests.contract.peers import NAMED, PEERS, Peer, live_settings
from tests.integrations.graph.builders import BOOK, GUIDE, MESSAGE, Memory, attempt, draw

STARTS = (datetime.now(UTC) + timedelta(days=30)).replace(hour=10, minute=0, second=0, microsecond=0)
ENDS = STARTS + timedelta(hours=3)
WEEK = timedelta(days=7)


@pytest.fixture(params=sorted(PEERS))
async def peer(request: pytest.FixtureRequest) -> AsyncIterator[Peer]:
    missing = set(NAMED) - set(live_settings())
    if request.param == "live" and missing:
        pytest.skip(f"no real tenant is named: PANELS_LIVE_{min(missing)} and others are not set")
    async with PEERS[request.param]() as found:
        yield found


class Panel:
    """One panel of a random name, so that a real tenant can be used again and again."""

    def __init__(self, peer: Peer) -> None:
        self.id = f"contract-{uuid4()}"
        self.peer = peer
        self.memory = Memory()
        self.senders = graph_senders(peer.graph, self.memory, GUIDE, draw)

    async def does(self, channel: Channel, key: str, order: Order, *, number: int = 1) -> Outcome:
        return await self.senders[channel].send(attempt(f"{self.id}:{key}", channel, number=number), order)

    async def meets(self, act: MeetingAct, *, number: int = 1) -> Outcome:
        who = self.peer.person if act in (MeetingAct.INVITE, MeetingAct.UNINVITE) else None
        order = MeetingOrder(act, self.id, STARTS, ENDS, MESSAGE, who)
        return await self.does(Channel.CALENDAR, act, order, number=number)

    async def event(self) -> Any:
        builder = self.peer.graph.mailbox.events.by_event_id(self.memory.kept[f"meeting:{self.id}"])
        return (await self.peer.graph.ask(builder.to_get_request_information())).body

    async def clean_up(self) -> None:
        """Leave nothing behind but the mails: they have left."""
        await self.meets(MeetingAct.CANCEL)
        items = self.peer.graph.drive.items
        if folder := self.memory.kept.get(f"folder:{self.id}"):
            await self.peer.graph.ask(items.by_drive_item_id(folder).to_delete_request_information())


@pytest.fixture
async def panel(peer: Peer) -> AsyncIterator[Panel]:
    found = Panel(peer)
    try:
        yield found
    finally:
        await found.clean_up()


class TestAMeeting:
    async def test_is_made_once_and_its_person_is_invited_once(self, panel: Panel) -> None:
        first = await panel.meets(MeetingAct.MAKE)
        assert isinstance(first, Done)
        panel.memory.kept.clear()
        assert await panel.meets(MeetingAct.MAKE, number=2) == first
        for number in (1, 2):
            assert isinstance(await panel.meets(MeetingAct.INVITE, number=number), Done)
        event = await panel.event()
        assert event["onlineMeeting"]["joinUrl"]
        assert event["hasAttachments"]
        assert [one["emailAddress"]["address"].lower() for one in event["attendees"]] == [panel.peer.person.upn.lower()]

    async def test_tells_its_answers_and_its_changes(self, panel: Panel) -> None:
        await panel.meets(MeetingAct.MAKE)
        reader = CalendarReader(panel.peer.graph, panel.memory)
        sweep = await reader.sweep(STARTS - timedelta(days=1), ENDS + timedelta(days=1))
        await panel.meets(MeetingAct.INVITE)
        changed = await reader.sweep(STARTS, ENDS, sweep.link)
        assert panel.id in {one.panel_id for one in changed.events}
        responses = await reader.responses(panel.id)
        assert [one.reply for one in responses or ()] == [Reply.NONE]
        assert await Attendance(panel.peer.graph, panel.memory).of_panel(panel.id) is None

    async def test_moves_with_its_people_and_its_link(self, panel: Panel) -> None:
        for act in (MeetingAct.MAKE, MeetingAct.INVITE):
            assert isinstance(await panel.meets(act), Done)
        before = await panel.event()
        order = MeetingOrder(MeetingAct.MOVE, panel.id, STARTS + WEEK, ENDS + WEEK, MESSAGE)
        for number in (1, 2):
            assert isinstance(await panel.does(Channel.CALENDAR, "move", order, number=number), Done)
        after = await panel.event()
        assert moment_of(after["start"]) == STARTS + WEEK
        assert after["onlineMeeting"]["joinUrl"] == before["onlineMeeting"]["joinUrl"]
        assert len(after["attendees"]) == 1

    async def test_carries_a_guide_that_needs_an_upload_session(self, panel: Panel) -> None:
        large = Guide("Large guide.pdf", bytes(3_200_000))
        panel.senders = graph_senders(panel.peer.graph, panel.memory, large, draw)
        assert isinstance(await panel.meets(MeetingAct.MAKE), Done)
        builder = panel.peer.graph.mailbox.events.by_event_id(panel.memory.kept[f"meeting:{panel.id}"]).attachments
        (file,) = (await panel.peer.graph.ask(builder.to_get_request_information())).values
        assert file["name"] == large.name
        assert file["size"] >= len(large.content)

    async def test_ends_for_a_person_who_is_taken_off_and_for_all_when_cancelled(self, panel: Panel) -> None:
        for act in (MeetingAct.MAKE, MeetingAct.INVITE, MeetingAct.UNINVITE):
            assert isinstance(await panel.meets(act), Done)
        assert (await panel.event())["attendees"] == []
        for number in (1, 2):
            assert isinstance(await panel.meets(MeetingAct.CANCEL, number=number), Done)


async def test_a_mail_is_sent_once(panel: Panel) -> None:
    order = MailOrder((panel.peer.person.email,), replace(MESSAGE, title="Contract test: please ignore"))
    first = await panel.does(Channel.MAIL, "mail", order)
    assert isinstance(first, Done)
    assert await panel.does(Channel.MAIL, "mail", order, number=2) == first
    panel.memory.kept.clear()
    assert await panel.does(Channel.MAIL, "mail", order, number=3) == first


async def test_a_folder_takes_workbooks_and_opens_to_one_person(panel: Panel) -> None:
    book = WorkbookOrder(panel.id, "Case list v1.xlsx", BOOK)
    opened = AccessOrder(AccessAct.OPEN, panel.id, panel.peer.person, ENDS)
    ended = replace(opened, act=AccessAct.END)
    for number in (1, 2):
        for order in (book, opened):
            assert isinstance(await panel.does(Channel.FILES, repr(order), order, number=number), Done)
    folder = panel.peer.graph.drive.items.by_drive_item_id(panel.memory.kept[f"folder:{panel.id}"])
    children = await panel.peer.graph.all(folder.children.to_get_request_information())
    assert [one["name"] for one in children] == ["Case list v1.xlsx"]
    for number in (1, 2):
        assert isinstance(await panel.does(Channel.FILES, "end", ended, number=number), Done)


async def test_a_file_that_is_laid_into_incoming_is_read_and_filed_away(panel: Panel) -> None:
    graph = panel.peer.graph
    incoming = Incoming(graph, Folders(graph, panel.memory))
    kept = await incoming.keep(f"{panel.id}.csv", b"case_ref,detained_on\n")
    order = FileAwayOrder(kept.id, kept.tag, panel.id, f"{panel.id} read.csv", "Contract test.")
    try:
        assert kept.id in {one.id for one in await incoming.files()}
        assert await incoming.read(kept) == b"case_ref,detained_on\n"
        for number in (1, 2):
            assert isinstance(await panel.does(Channel.FILES, "away", order, number=number), Done)
        assert kept.id not in {one.id for one in await incoming.files()}
        moved = await incoming.file(kept.id)
        assert moved is not None
        assert (moved.name, moved.tag) == (order.name, kept.tag)
    finally:
        folder = await Folders(graph, panel.memory).below("Incoming", panel.id)
        await graph.ask(graph.drive.items.by_drive_item_id(folder).to_delete_request_information())


async def test_free_and_busy_is_known_of_the_mailbox(panel: Panel) -> None:
    assert isinstance(await panel.meets(MeetingAct.MAKE), Done)
    mailbox = panel.peer.graph.settings.mailbox
    (found,) = await CalendarReader(panel.peer.graph, panel.memory).free_busy([mailbox], STARTS, ENDS)
    assert found.address.lower() == mailbox.lower()
    assert found.error == ""


async def test_a_subscription_is_made_renewed_and_ended(peer: Peer) -> None:
    if not peer.callback:
        pytest.skip("Graph cannot call us: PANELS_LIVE_PUBLIC_URL is not set")
    url = peer.callback.rstrip("/")
    ours = Subscriptions(peer.graph, f"{url}/notifications", f"{url}/lifecycle", f"contract-{uuid4()}")
    now = datetime.now(UTC)
    watch = await ours.ensure(ours.calendar, now)
    try:
        assert (await ours.ensure(ours.calendar, now)).id == watch.id
        assert await ours.renew(watch.id, now + timedelta(minutes=1)) is not None
    finally:
        await ours.delete(watch.id)
    assert watch.id not in {one.id for one in await ours.living()}


async def test_the_app_can_be_installed_twice(panel: Panel) -> None:
    for number in (1, 2):
        outcome = await panel.does(Channel.INSTALL, "install", InstallOrder(panel.peer.person), number=number)
        assert outcome == Done()


async def test_the_directory_knows_the_person(peer: Peer) -> None:
    people = Directory(peer.graph)
    account = await people.resolve(peer.person.upn)
    assert account is not None
    assert account.id == peer.person.id
    nobody = str(uuid4())
    assert await people.gone([peer.person.id, nobody]) == {nobody}
