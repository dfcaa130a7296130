"""What Graph tells the service, put together: answers in the calendar, the subscription to it, and their ticks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cpp_core.ports import Clock
from infra.answers import Answers, Ask
from infra.attended import AttendanceReports
from infra.auditor import AGAIN as AUDIT
from infra.auditor import Auditor
from infra.diaries import Diaries
from infra.incoming import Uploads
from infra.leavers import Leavers
from infra.settings import Settings
from infra.watching import Watching, client_state_of, is_notifiable, make_subscriptions
from integrations.graph.attendance import Attendance
from integrations.graph.calendar_reading import CalendarReader
from integrations.graph.client import LOOPBACK, GraphClient
from integrations.graph.directory import Directory
from integrations.graph.folders import Folders
from integrations.graph.incoming import Incoming
from integrations.graph.inspection import Inspection
from integrations.storage.storage import SqlStorage
from scheduling.metrics import Metrics
from scheduling.ticks import Tick

_log = logging.getLogger(__name__)
SWEEP = timedelta(minutes=5)
WATCH = timedelta(seconds=30)
LEAVERS = timedelta(minutes=30)
REPORTS = timedelta(minutes=10)
INCOMING = timedelta(minutes=2)
DIARIES = timedelta(minutes=10)


@dataclass(frozen=True)
class Listening:
    """Everything that hears from Graph."""

    answers: Answers
    watching: Watching
    leavers: Leavers
    reports: AttendanceReports
    uploads: Uploads
    auditor: Auditor
    diaries: Diaries

    @property
    def ticks(self) -> Sequence[Tick]:
        """The jobs, in the order in which virtual time nudges them: before deadlines, so that answers are in time."""
        return (
            Tick("watching", self.watching.work, WATCH),
            Tick("answers", self.answers.sweep, SWEEP),
            Tick("leavers", self.leavers.look, LEAVERS),
            Tick("attendance", self.reports.look, REPORTS),
            Tick("incoming", self.uploads.look, INCOMING),
            Tick("audit", self.auditor.look, AUDIT),
            Tick("diaries", self.diaries.look, DIARIES),
        )

    @property
    def moments(self) -> Mapping[str, Callable[[], Awaitable[datetime | None]]]:
        """When something next falls due here, for virtual time."""
        return {
            "answers": self.answers.next_at,
            "watching": self.watching.next_at,
            "leavers": self.leavers.next_at,
            "attendance": self.reports.next_at,
            "incoming": self.uploads.next_at,
            "audit": self.auditor.next_at,
        }

    async def stop(self, worker: asyncio.Task[None]) -> None:
        """End the worker."""
        await self.watching.stop()
        await worker


def files_from(settings: Settings) -> tuple[str, ...]:
    """Where files dropped into the chat may lie beside SharePoint: in a local Microsoft 365."""
    url = urlsplit(settings.graph_base_url)
    return (f"{url.scheme}://{url.netloc}/",) if url.hostname in LOOPBACK else ()


def _can_be_notified(settings: Settings) -> bool:
    """Said once, where the address is one that Graph does not call."""
    if settings.public_url and not is_notifiable(settings.public_url):
        _log.warning("PANELS_PUBLIC_URL is no https address: Graph will not notify it; sweeps find answers in minutes")
    return is_notifiable(settings.public_url)


async def make_listening(
    settings: Settings,
    graph: GraphClient,
    storage: SqlStorage,
    ask: Ask,
    ask_apart: Ask,
    clock: Clock,
    metrics: Metrics,
) -> Listening:
    """Put it together. `ask_apart` is for what takes long."""
    refs = storage.remote_references
    answers = Answers(CalendarReader(graph, refs), storage, ask, clock, metrics)
    subscriptions = make_subscriptions(settings, graph, await client_state_of(settings, refs))
    return Listening(
        answers,
        Watching(subscriptions, answers, refs, clock, wanted=_can_be_notified(settings)),
        Leavers(Directory(graph), storage, ask, clock, metrics),
        AttendanceReports(Attendance(graph, refs), storage, ask, clock, metrics),
        Uploads(Incoming(graph, Folders(graph, refs)), storage, ask_apart, clock, metrics),
        Auditor(Inspection(graph, refs), storage, ask, clock, metrics),
        Diaries(CalendarReader(graph, refs), storage, ask, clock),
    )
