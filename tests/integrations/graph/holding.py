"""How long Graph's calls hold the event loop, in a process of their own, so that the first of each kind counts too.

Processor time of the event loop's thread between two of its rounds: what else the machine does has no part in it. The
local Microsoft 365 has a thread of its own. Prints the longest, in milliseconds, of each kind of call.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

from cpp_core.effects import Channel, Done, Outcome
from cpp_core.model.person import Person
from cpp_core.orders import (
    AccessAct,
    AccessOrder,
    HoldOrder,
    InstallOrder,
    MailOrder,
    MeetingAct,
    MeetingOrder,
    Order,
    WorkbookOrder,
)
from infra.sandbox.config import SandboxConfig
from infra.sandbox.thread import SandboxThread
from integrations.caseload.workbook import draw_workbook
from integrations.graph.attachments import Guide
from integrations.graph.attendance import Attendance
from integrations.graph.calendar_reading import CalendarReader
from integrations.graph.client import GraphClient
from integrations.graph.credential import make_credential
from integrations.graph.directory import Directory
from integrations.graph.folders import Folders
from integrations.graph.incoming import Incoming
from integrations.graph.senders import graph_senders
from integrations.graph.settings import GraphSettings
from integrations.graph.subscriptions import Subscriptions
from tests.integrations.graph.builders import BOOK, MESSAGE, Memory, attempt
from tests.integrations.graph.microsoft365 import environment

STARTS = datetime(2026, 12, 8, 10, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=3)
WEEK = timedelta(days=7)
LARGE = Guide("Guide.pdf", bytes(2_900_000))
"""Just below what takes an upload session: the largest body that is sent in one piece."""


class Rounds:
    """Looks at the clock of its thread in each round of the event loop."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.thread_time()
        asyncio.get_running_loop().call_soon(self._round)

    def _round(self) -> None:
        now = time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self._last = now
        asyncio.get_running_loop().call_later(0.0005, self._round)

    async def of(self, work: Awaitable[object]) -> float:
        """The longest round while this was done, in milliseconds."""
        await asyncio.sleep(0.002)
        self.longest = 0.0
        outcome = await work
        await asyncio.sleep(0.002)
        if isinstance(outcome, Outcome) and not isinstance(outcome, Done):
            raise SystemExit(f"not done: {outcome}")
        return round(self.longest * 1000, 1)


async def main() -> None:
    """Everything that this package asks of Graph, once, after the service says that it is ready."""
    who = Person("44444444-4444-4444-8444-444444444444", "panels@panels.example", "Panels", "panels@panels.example")
    with SandboxThread(SandboxConfig()) as running:
        config = running.sandbox.config
        settings = GraphSettings(
            config.mailbox_upn, config.drive_id, config.teams_app_id, base_url=f"{running.base_url}/v1.0"
        )
        with environment(running.identity_environment):
            credential = make_credential(settings)
        async with credential, GraphClient(settings, credential) as graph:
            await graph.warm_up()
            print(json.dumps(await measured(graph, who)))


async def measured(graph: GraphClient, who: Person) -> dict[str, float]:
    """The longest hold of each call."""
    memory, rounds = Memory(), Rounds()
    senders = graph_senders(graph, memory, LARGE, draw_workbook)

    def meets(act: MeetingAct) -> MeetingOrder:
        return MeetingOrder(act, "p", STARTS, ENDS, MESSAGE, who if act is MeetingAct.INVITE else None)

    orders: dict[str, tuple[Channel, Order]] = {
        "make": (Channel.CALENDAR, meets(MeetingAct.MAKE)),
        "invite": (Channel.CALENDAR, meets(MeetingAct.INVITE)),
        "hold": (Channel.CALENDAR, HoldOrder("p", who, (STARTS - WEEK,), timedelta(hours=2), MESSAGE)),
        "mail": (Channel.MAIL, MailOrder((who.email,), MESSAGE)),
        "workbook": (Channel.FILES, WorkbookOrder("p", "Case list.xlsx", BOOK)),
        "open": (Channel.FILES, AccessOrder(AccessAct.OPEN, "p", who, ENDS)),
        "end": (Channel.FILES, AccessOrder(AccessAct.END, "p", who, ENDS)),
        "install": (Channel.INSTALL, InstallOrder(who)),
    }
    found = {
        name: await rounds.of(senders[channel].send(attempt(name, channel), order))
        for name, (channel, order) in orders.items()
    }
    reader, people = CalendarReader(graph, memory), Directory(graph)
    incoming = Incoming(graph, Folders(graph, memory))
    watched = Subscriptions(graph, "https://p.example/n", "https://p.example/l", "state")
    questions: dict[str, Awaitable[object]] = {
        "free and busy": reader.free_busy([who.email], STARTS, ENDS),
        "responses": reader.responses("p"),
        "sweep": reader.sweep(STARTS, ENDS + WEEK),
        "resolve": people.resolve(who.upn),
        "gone": people.gone([who.id]),
        "report": Attendance(graph, memory).of_panel("p"),
        "keep": incoming.keep("extract.csv", bytes(2_000_000)),
        "incoming": incoming.files(),
        "subscriptions": watched.living(),
        "move": senders[Channel.CALENDAR].send(
            attempt("move", Channel.CALENDAR), MeetingOrder(MeetingAct.MOVE, "p", STARTS + WEEK, ENDS + WEEK, MESSAGE)
        ),
        "cancel": senders[Channel.CALENDAR].send(attempt("cancel", Channel.CALENDAR), meets(MeetingAct.CANCEL)),
    }
    return found | {name: await rounds.of(work) for name, work in questions.items()}


if __name__ == "__main__":
    asyncio.run(main())
