"""Who was in a panel's online meeting, from its attendance reports.

App-only, the path takes the organiser's object id (no user principal name), and the tenant's Teams application access
policy must name this application. There is one report for each time that the meeting was held.
Sources: Graph: onlinemeeting get (by JoinWebUrl), meetingattendancereport list, attendancerecord list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cpp_core.ports import RemoteReferences
from integrations.graph import references
from integrations.graph.client import GraphClient, Json, asking
from integrations.graph.directory import Directory
from integrations.graph.failures import GraphFailure
from integrations.graph.sdk import EventQuery, OnlineMeetingItemRequestBuilder, OnlineMeetingsQuery
from integrations.graph.times import instant


@dataclass(frozen=True)
class Attended:
    """One person's presence over all the times that the meeting was held; `person_id` is empty for guests."""

    person_id: str
    address: str
    joined_at: datetime
    left_at: datetime
    seconds: int


class Attendance:
    """Reads attendance reports. Raises one of `failures.FAILURES` where Graph does not answer."""

    def __init__(self, graph: GraphClient, refs: RemoteReferences) -> None:
        self._graph = graph
        self._refs = refs
        self._organiser = ""

    async def of_panel(self, panel_id: str) -> tuple[Attended, ...] | None:
        """Everybody who was in the panel's meeting, by first arrival; None while there is no report."""
        join_url = await self._join_url(panel_id)
        meeting = None if join_url is None else await self._meeting(join_url)
        if meeting is None:
            return None
        reports = await self._graph.all(meeting.attendance_reports.to_get_request_information())
        if not reports:
            return None
        rows: list[Json] = []
        for report in reports:
            builder = meeting.attendance_reports.by_meeting_attendance_report_id(str(report["id"])).attendance_records
            rows.extend(await self._graph.all(builder.to_get_request_information()))
        return _merged(rows)

    async def _join_url(self, panel_id: str) -> str | None:
        event_id = await self._refs.get(references.meeting(panel_id))
        if event_id is None:
            return None
        query = asking(EventQuery(select=["id", "onlineMeeting"]))
        info = self._graph.mailbox.events.by_event_id(event_id).to_get_request_information(query)
        try:
            event = (await self._graph.ask(info)).body
        except GraphFailure as failure:
            if failure.status != 404:
                raise
            return None
        return (event.get("onlineMeeting") or {}).get("joinUrl")

    async def _meeting(self, join_url: str) -> OnlineMeetingItemRequestBuilder | None:
        meetings = self._graph.sdk.users.by_user_id(await self._organiser_id()).online_meetings
        quoted = join_url.replace("'", "''")
        query = OnlineMeetingsQuery(filter=f"JoinWebUrl eq '{quoted}'")
        answer = await self._graph.ask(meetings.to_get_request_information(asking(query)))
        return meetings.by_online_meeting_id(str(answer.values[0]["id"])) if answer.values else None

    async def _organiser_id(self) -> str:
        if not self._organiser:
            account = await Directory(self._graph).resolve(self._graph.settings.mailbox)
            if account is None:
                raise GraphFailure(404, "no-account-of-the-mailbox")
            self._organiser = account.id
        return self._organiser


def _merged(rows: Iterable[Json]) -> tuple[Attended, ...]:
    found: dict[str, Attended] = {}
    for row in rows:
        one = _attended(row)
        if one is None:
            continue
        key = one.person_id or one.address or str(row.get("id"))
        found[key] = _together(found[key], one) if key in found else one
    return tuple(sorted(found.values(), key=lambda one: one.joined_at))


def _together(one: Attended, other: Attended) -> Attended:
    return Attended(
        one.person_id,
        one.address,
        min(one.joined_at, other.joined_at),
        max(one.left_at, other.left_at),
        one.seconds + other.seconds,
    )


def _attended(row: Json) -> Attended | None:
    spans = row.get("attendanceIntervals") or []
    joined = [moment for span in spans if (moment := instant(span.get("joinDateTime")))]
    left = [moment for span in spans if (moment := instant(span.get("leaveDateTime")))]
    if not joined or not left:
        return None
    person_id = str((row.get("identity") or {}).get("id") or "")
    address = str(row.get("emailAddress") or "").lower()
    return Attended(person_id, address, min(joined), max(left), int(row.get("totalAttendanceInSeconds") or 0))
