"""Online meetings and who attended (Graph: onlineMeeting, meetingAttendanceReport)."""

from infra.sandbox import odata
from infra.sandbox.exchange import Event
from infra.sandbox.ids import stable_text
from infra.sandbox.routing import ARTIFACTS, MEETINGS, Route
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.wire import GraphError, Json, Request, Response, stamp


def meeting_id(event: Event) -> str:
    """An online meeting's id depends on its join link alone."""
    return "MSo" + stable_text(70, str(event.join_url))


def _meetings(sandbox: Sandbox, request: Request) -> list[Event]:
    """The Teams meetings that a person organises. The path must give the object id; the policy must allow the app."""
    user = sandbox.tenant.users.get(request.args["user"])
    if user is None:
        raise GraphError(404, "UserNotFound", "The user id must be the object id of an existing user.")
    if not sandbox.tenant.access_policy:
        raise GraphError(403, "Forbidden", "No application access policy found for this app on the user.")
    return [event for event in sandbox.tenant.mailboxes[user.id].events() if event.join_url and event.is_organizer]


def _wire(event: Event) -> Json:
    return {
        "id": meeting_id(event),
        "creationDateTime": stamp(event.created, 7),
        "startDateTime": stamp(event.start),
        "endDateTime": stamp(event.end),
        "joinWebUrl": event.join_url,
        "subject": event.data["subject"],
        "isBroadcast": False,
        "allowedPresenters": "everyone",
        "chatInfo": {"threadId": f"19:meeting_{stable_text(48, str(event.join_url))}@thread.v2", "messageId": "0"},
    }


async def list_meetings(sandbox: Sandbox, request: Request) -> Response:
    """GET onlineMeetings: by JoinWebUrl only."""
    meetings = _meetings(sandbox, request)
    text = request.query.get("$filter")
    if not text or "joinweburl" not in text.lower():
        raise GraphError(400, "InvalidArgument", "Filter expression expected: JoinWebUrl eq '...'.")
    wanted = odata.Filter(text.replace("joinWebUrl", "JoinWebUrl"), lambda name: name == "JoinWebUrl").matches
    rows = [_wire(event) for event in meetings if wanted({"JoinWebUrl": event.join_url})]
    return Response(200, {"value": rows})


def _find(sandbox: Sandbox, request: Request) -> Event:
    for event in _meetings(sandbox, request):
        if meeting_id(event) == request.args["meeting"]:
            return event
    raise GraphError(404, "NotFound", "The online meeting was not found.")


async def get(sandbox: Sandbox, request: Request) -> Response:
    """GET one online meeting."""
    return Response(200, odata.select(_wire(_find(sandbox, request)), request))


def _reports(sandbox: Sandbox, request: Request) -> list[Json]:
    return sandbox.tenant.attendance.get(str(_find(sandbox, request).join_url), [])


async def list_reports(sandbox: Sandbox, request: Request) -> Response:
    """GET attendanceReports: one for each time that the meeting was held; records only for a single report."""
    rows = [{**report, "attendanceRecords": []} for report in _reports(sandbox, request)]
    return Response(200, odata.page(rows, request, default=50))


def _report(sandbox: Sandbox, request: Request) -> Json:
    for report in _reports(sandbox, request):
        if report["id"] == request.args["report"]:
            return report
    raise GraphError(404, "NotFound", "The attendance report was not found.")


async def get_report(sandbox: Sandbox, request: Request) -> Response:
    """GET one report; its records with `$expand=attendanceRecords`."""
    report = _report(sandbox, request)
    if "attendancerecords" in request.query.get("$expand", "").lower():
        return Response(200, report)
    return Response(200, {name: value for name, value in report.items() if name != "attendanceRecords"})


async def records(sandbox: Sandbox, request: Request) -> Response:
    """GET attendanceRecords of a report."""
    return Response(200, odata.page(_report(sandbox, request)["attendanceRecords"], request, default=200))


_BASE = "/users/{user}/onlineMeetings"
_REPORTS = f"{_BASE}/{{meeting}}/attendanceReports"
ROUTES = [
    Route("GET", _BASE, list_meetings, "teams", MEETINGS),
    Route("GET", f"{_BASE}/{{meeting}}", get, "teams", MEETINGS),
    Route("GET", _REPORTS, list_reports, "teams", ARTIFACTS),
    Route("GET", f"{_REPORTS}/{{report}}", get_report, "teams", ARTIFACTS),
    Route("GET", f"{_REPORTS}/{{report}}/attendanceRecords", records, "teams", ARTIFACTS),
]
