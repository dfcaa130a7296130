"""What this product sends to Graph, held against Microsoft's own description of Graph.

The description lies outside the project (`../shared/data`); its strict form closes every request body, so that a
property that Graph does not know is a fault. The sandbox's answers are held against the open form, so that the product is
not tested against a Graph that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import pytest_asyncio

from cpp_core.effects import Channel, Done
from cpp_core.orders import AccessAct, FileAwayOrder, MeetingAct, Order
from integrations.graph.attachments import Guide
from integrations.graph.attendance import Attendance
from integrations.graph.calendar_reading import CalendarReader
from integrations.graph.checkup import Checkup, State
from integrations.graph.client import Answer, GraphClient
from integrations.graph.directory import Directory
from integrations.graph.folders import Folders
from integrations.graph.incoming import Incoming
from integrations.graph.inspection import Inspection
from integrations.graph.sdk import RequestInformation
from integrations.graph.senders import graph_senders
from integrations.graph.subscriptions import Subscriptions
from tests.contract.openapi import Document, document
from tests.integrations.graph.builders import (
    ENDS,
    GUIDE,
    PANEL,
    STARTS,
    Memory,
    access,
    attempt,
    draw,
    hold,
    install,
    mail,
    meeting,
    moved_to,
    person,
    workbook,
)
from tests.integrations.graph.listener import listening
from tests.integrations.graph.microsoft365 import PEOPLE, Microsoft365, microsoft_365, upn

DATA = Path(__file__).parents[2].parent / "shared" / "data"
STRICT = DATA / "graph-v1-subset.strict.yaml"
OPEN = DATA / "graph-v1-subset.yaml"
WEEK = timedelta(days=7)
LINK = {"$deltatoken", "$skiptoken"}
"""What marks a link that Graph gave, which is followed as it is and described nowhere."""

pytestmark = pytest.mark.skipif(
    not STRICT.exists(), reason=f"Microsoft's description of Graph is not here: {STRICT} is absent"
)


@dataclass(frozen=True)
class Call:
    """One call with what was sent and, where it succeeded, what came back."""

    method: str
    path: str
    query: dict[str, str]
    content_type: str
    content: Any
    answered: Any = None


@dataclass
class Recorded:
    """Every call of a life of a panel: as the sandbox saw it, and as the client got it back."""

    sent: list[Call] = field(default_factory=list)
    answered: list[Call] = field(default_factory=list)


class Recording(GraphClient):
    """The product's client, keeping what came back."""

    def keep_in(self, recorded: Recorded) -> None:
        self._recorded = recorded

    async def ask(self, info: RequestInformation, *, prefer: str = "", if_match: str = "") -> Answer:
        answer = await super().ask(info, prefer=prefer, if_match=if_match)
        url = urlsplit(info.url)
        path = unquote(url.path).removeprefix("/v1.0")
        method = info.http_method.value if info.http_method else ""
        self._recorded.answered.append(Call(method, path, dict(parse_qsl(url.query)), "", None, answer.body))
        return answer


async def live_through(tenant: Microsoft365, graph: GraphClient, callback: str) -> None:
    """All that this package does, once."""
    memory = Memory()
    senders = graph_senders(graph, memory, GUIDE, draw)
    steps: list[tuple[Channel, Order]] = [
        (Channel.CALENDAR, meeting(MeetingAct.MAKE)),
        (Channel.CALENDAR, meeting(MeetingAct.INVITE, "rowan")),
        (Channel.CALENDAR, meeting(MeetingAct.INVITE, "sam", optional=True)),
        (Channel.CALENDAR, meeting(MeetingAct.UNINVITE, "sam")),
        (Channel.CALENDAR, moved_to(STARTS + WEEK, ENDS + WEEK)),
        (Channel.CALENDAR, hold("sam", STARTS - WEEK)),
        (Channel.CALENDAR, hold("sam")),
        (Channel.MAIL, mail("rowan", "sam")),
        (Channel.FILES, workbook()),
        (Channel.FILES, workbook("Case list v2.xlsx")),
        (Channel.FILES, access(AccessAct.OPEN, "rowan")),
        (Channel.FILES, access(AccessAct.OPEN, "rowan", ENDS + WEEK)),
        (Channel.FILES, access(AccessAct.END, "rowan")),
        (Channel.INSTALL, install("rowan")),
    ]
    for channel, order in steps:
        outcome = await senders[channel].send(attempt(repr(order), channel), order)
        assert isinstance(outcome, Done), outcome
    sent = await senders[Channel.MAIL].send(attempt(repr(steps[7][1]), Channel.MAIL, number=2), steps[7][1])
    assert isinstance(sent, Done)
    await ask_everything(tenant, graph, memory, callback)
    memory.kept.clear()
    for channel, order in (steps[0], steps[7], steps[8], (Channel.CALENDAR, meeting(MeetingAct.CANCEL))):
        outcome = await senders[channel].send(attempt(repr(order), channel, number=2), order)
        assert isinstance(outcome, Done), outcome
    large = Guide("Large guide.pdf", bytes(4 * 1024 * 1024))
    calendar = graph_senders(graph, Memory(), large, draw)[Channel.CALENDAR]
    for act in (MeetingAct.MAKE, MeetingAct.CANCEL):
        assert isinstance(await calendar.send(attempt(f"large {act}", Channel.CALENDAR), meeting(act)), Done)


async def ask_everything(tenant: Microsoft365, graph: GraphClient, memory: Memory, callback: str) -> None:
    reader = CalendarReader(graph, memory)
    await reader.free_busy([upn("rowan"), upn("nobody")], STARTS, ENDS + WEEK)
    await reader.responses(PANEL)
    sweep = await reader.sweep(STARTS, ENDS + 2 * WEEK)
    await reader.sweep(STARTS, ENDS + 2 * WEEK, sweep.link)
    people = Directory(graph)
    await people.resolve(PEOPLE["rowan"])
    await people.resolve("elsewhere@mail.example")
    await people.gone(PEOPLE.values())
    there = {"user": upn("rowan"), "joined": STARTS.isoformat(), "left": ENDS.isoformat()}
    await tenant.order("/meetings/attendance", event_id=memory.kept[f"meeting:{PANEL}"], participants=[there])
    assert await Attendance(graph, memory).of_panel(PANEL)
    subscriptions = Subscriptions(graph, f"{callback}/notifications", f"{callback}/lifecycle", "state")
    now = datetime.now(UTC)
    watch = await subscriptions.ensure(subscriptions.calendar, now)
    await subscriptions.renew(watch.id, now)
    await subscriptions.delete(watch.id)
    event = await reader.meeting(PANEL)
    assert event is not None
    body = {"user": upn("rowan"), "event_id": memory.kept[f"meeting:{PANEL}"], "response": "declined"}
    await tenant.order("/answer-invite", **body, comment="On leave.")
    (declined,) = [one for one in await reader.responses(PANEL) or () if one.address == upn("rowan")]
    assert await reader.comment(event, declined) == "On leave."
    incoming = Incoming(graph, Folders(graph, memory))
    kept = await incoming.keep("extract.csv", b"case_ref,detained_on")
    assert [one.id for one in await incoming.files()] == [kept.id]
    assert await incoming.file(kept.id) == kept
    assert await incoming.read(kept) == b"case_ref,detained_on"
    away = FileAwayOrder(kept.id, kept.tag, "Done", "2026-12-08 10.00.00 extract.csv", "Done: 2 new.")
    assert await incoming.file_away(away) == Done()
    seen = Inspection(graph, memory)
    assert await seen.meeting(PANEL, [person("rowan")]) is not None
    assert await seen.folder(PANEL, [person("rowan")]) is not None
    assert [check async for check in Checkup(graph, pause=0).run() if check.state is State.BAD] == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def recorded() -> Recorded:
    found = Recorded()
    async with microsoft_365(client=Recording) as tenant, listening() as listener:
        assert isinstance(tenant.graph, Recording)
        tenant.graph.keep_in(found)
        await live_through(tenant, tenant.graph, listener.url)
        for one in await tenant.see("/traffic"):
            path = one["path"].removeprefix("/v1.0")
            kind = one["headers"].get("content-type", "")
            if one["path"].startswith("/v1.0") and not LINK & set(one["query"]):
                found.sent.append(Call(one["method"], path, one["query"], kind, one["body"]))
    return found


@pytest.fixture(scope="module")
def strict() -> Document:
    return document(STRICT)


@pytest.fixture(scope="module")
def described() -> Document:
    return document(OPEN)


class TestWhatWeSend:
    def test_is_something_that_graph_knows(self, recorded: Recorded, strict: Document) -> None:
        unknown = {(one.method, one.path) for one in recorded.sent if strict.operation(one.method, one.path) is None}
        assert unknown == set()

    def test_has_the_form_that_graph_describes(self, recorded: Recorded, strict: Document) -> None:
        faults = []
        for one in recorded.sent:
            operation = strict.operation(one.method, one.path)
            if operation is not None:
                for fault in operation.faults_of_request(one.query, one.content_type, one.content):
                    faults.append(f"{one.method} {operation.template}: {fault}")
        assert faults == []

    def test_covers_every_operation_that_this_package_uses(self, recorded: Recorded, strict: Document) -> None:
        operations = (strict.operation(one.method, one.path) for one in recorded.sent)
        used = {f"{one.method.upper()} {one.template}" for one in operations if one is not None}
        assert used == USED


class TestWhatTheSandboxAnswers:
    def test_has_the_form_that_graph_describes(self, recorded: Recorded, described: Document) -> None:
        faults = set()
        for one in recorded.answered:
            operation = described.operation(one.method, one.path)
            if operation is not None:
                for fault in operation.faults_of_answer(one.answered):
                    faults.add(f"{one.method} {operation.template}: {fault}")
        assert faults == set()


class TestTheDescription:
    """The tests above would be worth nothing if the document let everything through."""

    def test_refuses_a_property_that_graph_does_not_know(self, strict: Document) -> None:
        operation = strict.operation("PATCH", "/users/panels@panels.example/events/id")
        assert operation is not None
        assert list(operation.faults_of_request({}, "application/json", {"atendees": []}))
        assert not list(operation.faults_of_request({}, "application/json", {"attendees": []}))

    def test_refuses_a_value_that_is_none_of_its_choices(self, strict: Document) -> None:
        operation = strict.operation("POST", "/users/panels@panels.example/messages")
        assert operation is not None
        body = {"body": {"contentType": "HTML", "content": ""}}
        assert list(operation.faults_of_request({}, "application/json", body))

    def test_refuses_a_query_option_that_graph_does_not_take(self, strict: Document) -> None:
        operation = strict.operation("GET", "/users/panels@panels.example/events")
        assert operation is not None
        assert list(operation.faults_of_request({"$filtr": "x"}, "", None)) == ["unknown query option $filtr"]


USED = {
    "DELETE /drives/{drive-id}/items/{driveItem-id}/permissions/{permission-id}",
    "DELETE /subscriptions/{subscription-id}",
    "DELETE /users/{user-id}/events/{event-id}",
    "GET /appCatalogs/teamsApps",
    "GET /drives/{drive-id}",
    "GET /drives/{drive-id}/items/{driveItem-id}",
    "GET /drives/{drive-id}/items/{driveItem-id}/children",
    "GET /drives/{drive-id}/items/{driveItem-id}/permissions",
    "GET /subscriptions",
    "GET /users",
    "GET /users/{user-id}",
    "GET /users/{user-id}/calendarView/delta()",
    "GET /users/{user-id}/events",
    "GET /users/{user-id}/events/{event-id}",
    "GET /users/{user-id}/events/{event-id}/attachments",
    "GET /users/{user-id}/messages",
    "GET /users/{user-id}/messages/{message-id}",
    "GET /users/{user-id}/onlineMeetings",
    "GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/attendanceReports",
    "GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/attendanceReports/{meetingAttendanceReport-id}"
    "/attendanceRecords",
    "PATCH /drives/{drive-id}/items/{driveItem-id}",
    "PATCH /subscriptions/{subscription-id}",
    "PATCH /users/{user-id}/events/{event-id}",
    "POST /drives/{drive-id}/items/{driveItem-id}/children",
    "POST /drives/{drive-id}/items/{driveItem-id}/invite",
    "POST /subscriptions",
    "POST /users/{user-id}/calendar/getSchedule",
    "POST /users/{user-id}/events",
    "POST /users/{user-id}/events/{event-id}/attachments",
    "POST /users/{user-id}/events/{event-id}/attachments/createUploadSession",
    "POST /users/{user-id}/events/{event-id}/cancel",
    "POST /users/{user-id}/messages",
    "POST /users/{user-id}/messages/{message-id}/send",
    "POST /users/{user-id}/teamwork/installedApps",
    "PUT /drives/{drive-id}/items/{driveItem-id}:/{fileName}:/content",
}
"""Every operation of Graph that this package asks for: README.md of the package says which permission each needs."""
