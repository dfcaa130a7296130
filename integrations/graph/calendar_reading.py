"""What the calendar tells: who is free, what attendees answered, and what changed since it was last looked at.

Answers are reliable on the organiser's copy alone, which is the one that is read here. Change notifications can be lost
or come twice; `sweep` finds what they missed.
Sources: Graph: calendar getSchedule, event get, event delta (calendarView), responseStatus resource type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from cpp_core.ports import RemoteReferences
from integrations.graph import references
from integrations.graph.attendees import address_of
from integrations.graph.client import GraphClient, Json, asking
from integrations.graph.comments import comment_of
from integrations.graph.failures import GraphFailure
from integrations.graph.sdk import DeltaQuery, EventQuery, GetSchedulePostRequestBody, RequestInformation, action
from integrations.graph.times import instant, moment_of, utc

AT_ONCE = 20
"""How many schedules Graph reads in one request."""
PAGES = "odata.maxpagesize=50"


class Reply(StrEnum):
    """What an attendee answered in their calendar."""

    NONE = "none"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


_REPLIES = {"accepted": Reply.ACCEPTED, "tentativelyAccepted": Reply.TENTATIVE, "declined": Reply.DECLINED}


@dataclass(frozen=True)
class Response:
    """One attendee's answer: the address in lower case, what, and when."""

    address: str
    reply: Reply
    at: datetime | None


@dataclass(frozen=True)
class Busy:
    """A time at which somebody is not free: `tentative`, `busy`, `oof` or `workingElsewhere`."""

    start: datetime
    end: datetime
    status: str


@dataclass(frozen=True)
class Schedule:
    """Somebody's times; `error` is Exchange's code where it could not be read (no such mailbox, not shared …)."""

    address: str
    busy: tuple[Busy, ...] = ()
    error: str = ""

    def is_free(self, start: datetime, end: datetime) -> bool:
        """Whether nothing but the tentative stands against this time; not where it could not be read."""
        hindered = (one for one in self.busy if one.status in ("busy", "oof"))
        return not self.error and not any(one.start < end and one.end > start for one in hindered)


@dataclass(frozen=True)
class EventState:
    """A panel's event as it is now; `gone` where it was deleted or cancelled."""

    event_id: str
    panel_id: str | None
    responses: tuple[Response, ...] = ()
    gone: bool = False
    subject: str = ""


@dataclass(frozen=True)
class Sweep:
    """What changed, and the link with which to ask the next time. `full` says that everything was read anew."""

    events: tuple[EventState, ...]
    link: str
    full: bool


class CalendarReader:
    """Reads the CPP team's calendar. Raises one of `failures.FAILURES` where Graph does not answer."""

    def __init__(self, graph: GraphClient, refs: RemoteReferences) -> None:
        self._graph = graph
        self._refs = refs

    async def free_busy(self, addresses: Sequence[str], start: datetime, end: datetime) -> tuple[Schedule, ...]:
        """When each of these people is not free, in the order asked for."""
        found: list[Schedule] = []
        for first in range(0, len(addresses), AT_ONCE):
            some = list(addresses[first : first + AT_ONCE])
            body = action(GetSchedulePostRequestBody, schedules=some, startTime=utc(start), endTime=utc(end))
            info = self._graph.mailbox.calendar.get_schedule.to_post_request_information(body)
            found.extend(_schedule(row) for row in (await self._graph.ask(info)).values)
        return tuple(found)

    async def responses(self, panel_id: str) -> tuple[Response, ...] | None:
        """What each attendee of the panel's meeting answered; None where there is no such meeting."""
        state = await self.meeting(panel_id)
        return None if state is None or state.gone else state.responses

    async def meeting(self, panel_id: str) -> EventState | None:
        """The panel's meeting as it is now; None where none has been made."""
        event_id = await self._refs.get(references.meeting(panel_id))
        return None if event_id is None else replace(await self.event(event_id), panel_id=panel_id)

    async def comment(self, event: EventState, response: Response) -> str:
        """What was written beside this answer, if anything."""
        if response.at is None:
            return ""
        return await comment_of(self._graph, response.address, event.subject, response.at)

    async def event(self, event_id: str) -> EventState:
        """The event that a change notification named, as it is now."""
        query = EventQuery(select=["id", "subject", "attendees", "isCancelled"])
        info = self._graph.mailbox.events.by_event_id(event_id).to_get_request_information(asking(query))
        panel_id = await self._refs.get(references.panel_of(event_id))
        try:
            return _state((await self._graph.ask(info)).body, panel_id)
        except GraphFailure as failure:
            if failure.status != 404:
                raise
        return EventState(event_id, panel_id, gone=True)

    async def sweep(self, start: datetime, end: datetime, link: str = "") -> Sweep:
        """What changed among the events from `start` to `end` since `link` was given, or all of them without one."""
        if link:
            try:
                return await self._changes(self._graph.follow(link), full=False)
            except GraphFailure as failure:
                if failure.status != 410:
                    raise
        query = DeltaQuery(start_date_time=_stamp(start), end_date_time=_stamp(end))
        info = self._graph.mailbox.calendar_view.delta.to_get_request_information(asking(query))
        return await self._changes(info, full=True)

    async def _changes(self, info: RequestInformation, *, full: bool) -> Sweep:
        rows: list[Json] = []
        answer = await self._graph.ask(info, prefer=PAGES)
        rows.extend(answer.values)
        while "@odata.deltaLink" not in answer.body:
            answer = await self._graph.ask(self._graph.follow(answer.text("@odata.nextLink")), prefer=PAGES)
            rows.extend(answer.values)
        latest = {str(row["id"]): row for row in rows}
        states = [_state(row, await self._refs.get(references.panel_of(key))) for key, row in latest.items()]
        return Sweep(tuple(states), answer.text("@odata.deltaLink"), full)


def _schedule(row: Json) -> Schedule:
    address = str(row.get("scheduleId") or "")
    error = row.get("error")
    if isinstance(error, dict):
        return Schedule(address, error=str(error.get("responseCode") or "noCode"))
    items = [(moment_of(one.get("start")), moment_of(one.get("end")), one) for one in row.get("scheduleItems") or ()]
    busy = tuple(Busy(start, end, str(one.get("status"))) for start, end, one in items if start and end)
    return Schedule(address, busy)


def _state(row: Json, panel_id: str | None) -> EventState:
    gone = "@removed" in row or bool(row.get("isCancelled"))
    responses = tuple(map(_response, row.get("attendees") or ()))
    return EventState(str(row["id"]), panel_id, responses, gone, str(row.get("subject") or ""))


def _response(attendee: Json) -> Response:
    status = attendee.get("status") or {}
    reply = _REPLIES.get(str(status.get("response")), Reply.NONE)
    return Response(address_of(attendee), reply, instant(status.get("time")))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
