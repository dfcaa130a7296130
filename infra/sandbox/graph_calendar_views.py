"""calendarView, its delta, free/busy and the calendar itself (Graph: calendar methods)."""

import base64
import json
from datetime import datetime, timedelta

from infra.sandbox import event_shape, odata, times
from infra.sandbox.checks import check_action
from infra.sandbox.exchange import Event, Mailbox
from infra.sandbox.graph_calendar import mailbox_of, matching
from infra.sandbox.routing import CALENDAR_READ, Route
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.state import Tenant
from infra.sandbox.transport import person
from infra.sandbox.wire import GraphError, Json, Request, Response

_BUSY = {"free": "0", "tentative": "1", "busy": "2", "oof": "3", "workingElsewhere": "4"}
_DELTA_PAGE = 50


def _window(request: Request) -> tuple[datetime, datetime]:
    try:
        start, end = request.query["startDateTime"], request.query["endDateTime"]
    except KeyError as missing:
        message = f"This request requires a time window specified by the query string parameter {missing}."
        raise GraphError(400, "ErrorInvalidParameter", message) from None
    return times.moment(start), times.moment(end)


def _within(event: Event, start: datetime, end: datetime) -> bool:
    return (event.start < end and event.end > start) or event.start == event.end == start


async def view(sandbox: Sandbox, request: Request) -> Response:
    """GET calendarView: what touches the window, by start."""
    start, end = _window(request)
    known = (event for event in mailbox_of(sandbox, request).events() if event.created <= sandbox.horizon("outlook"))
    events = [event for event in known if _within(event, start, end)]
    rows = matching(sorted(events, key=lambda event: event.start), request)
    return Response(200, odata.page(rows, request))


def _token(mailbox: Mailbox, seq: int, request: Request) -> str:
    known = {"g": mailbox.delta_generation, "s": seq, "m": mailbox.user_id}
    window = {name: request.query[name] for name in ("startDateTime", "endDateTime") if name in request.query}
    return base64.urlsafe_b64encode(json.dumps(known | window).encode()).decode().rstrip("=")


def _read_token(mailbox: Mailbox, text: str) -> Json:
    try:
        known: Json = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        fresh = known["g"] == mailbox.delta_generation and known["m"] == mailbox.user_id
    except (ValueError, KeyError, TypeError):
        raise GraphError(400, "ErrorInvalidUrlQuery", "Badly formed content: the token cannot be read.") from None
    if not fresh:
        message = "The sync state generation is not found; generation mismatch. Start again without a token."
        raise GraphError(410, "SyncStateNotFound", message)
    return known


async def delta(sandbox: Sandbox, request: Request) -> Response:
    """GET calendarView/delta: changes since the token, then a deltaLink; 410 for a token that is no longer known."""
    for refused in ("$select", "$filter", "$expand", "$search", "$orderby"):
        if refused in request.query and "calendarview" in request.path.lower():
            raise GraphError(400, "ErrorInvalidUrlQuery", f"The query option '{refused}' is not supported here.")
    mailbox = mailbox_of(sandbox, request)
    text = request.query.get("$deltatoken") or request.query.get("$skiptoken")
    known = _read_token(mailbox, text) if text else {"s": 0, **request.query}
    changes = _changes(mailbox, known, request, first=text is None)
    horizon = sandbox.horizon("outlook")
    hidden = min((event.seq for event in mailbox.events() if event.modified > horizon), default=None)
    changes = [change for change in changes if hidden is None or change[0] < hidden]
    return Response(200, _delta_page(mailbox, changes, request, known))


def _changes(mailbox: Mailbox, known: Json, request: Request, *, first: bool) -> list[tuple[int, Json]]:
    rows: list[tuple[int, Json]] = []
    start, end = (known.get(name) for name in ("startDateTime", "endDateTime"))
    if "calendarview" in request.path.lower() and not (start and end):
        _window(request)
    for event in mailbox.events():
        inside = not (start and end) or _within(event, times.moment(start), times.moment(end))
        if event.seq > known["s"] and inside:
            rows.append((event.seq, event_shape.wire(event, request)))
    for seq, ids in mailbox.removed if not first else ():
        if seq > known["s"]:
            rows.append((seq, {"id": ids.shown(request.immutable_ids), "@removed": {"reason": "deleted"}}))
    return sorted(rows, key=lambda row: row[0])


def _delta_page(mailbox: Mailbox, changes: list[tuple[int, Json]], request: Request, known: Json) -> Json:
    size = _DELTA_PAGE
    for preference in request.headers.get("prefer", "").split(","):
        name, _, value = preference.strip().partition("=")
        if name.lower() == "odata.maxpagesize" and value.isdigit():
            size = max(1, int(value))
    window: dict[str, str] = {name: str(known[name]) for name in ("startDateTime", "endDateTime") if name in known}
    here = Request(request.method, request.path, window, base_url=request.base_url)
    shown: Json = {"value": [row for _, row in changes[:size]]}
    if len(changes) > size:
        token = _token(mailbox, changes[size - 1][0], here)
        shown["@odata.nextLink"] = odata.link(here, {"$skiptoken": token}, tuple(window))
    else:
        token = _token(mailbox, max((seq for seq, _ in changes), default=int(known["s"])), here)
        shown["@odata.deltaLink"] = odata.link(here, {"$deltatoken": token}, tuple(window))
    return shown


async def get_schedule(sandbox: Sandbox, request: Request) -> Response:
    """POST getSchedule: free and busy of up to 20 mailboxes."""
    mailbox_of(sandbox, request)
    kinds = {
        "schedules": "[string]",
        "startTime": "object:dateTimeTimeZone",
        "endTime": "object:dateTimeTimeZone",
        "availabilityViewInterval": "integer",
    }
    raw = {name[:1].lower() + name[1:]: value for name, value in request.json().items()}
    body = check_action(raw, kinds, ("schedules", "startTime", "endTime"))
    if len(body["schedules"]) > 20:
        raise GraphError(400, "ErrorInvalidRequest", "No more than 20 schedules can be asked for at once.")
    start, end = times.from_zoned(body["startTime"], "startTime"), times.from_zoned(body["endTime"], "endTime")
    interval = timedelta(minutes=body.get("availabilityViewInterval") or 30)
    if not start < end <= start + timedelta(days=62):
        message = "The requested time duration specified for FreeBusyViewOptions.TimeWindow is invalid."
        raise GraphError(400, "ErrorInvalidTimeInterval", message)
    zone = times.preferred_zone(request.headers.get("prefer", ""))
    rows = [
        _schedule(sandbox.tenant, address, start, end, interval=interval, zone=zone) for address in body["schedules"]
    ]
    return Response(200, {"value": rows})


def _schedule(tenant: Tenant, address: str, start: datetime, end: datetime, *, interval: timedelta, zone: str) -> Json:
    user = tenant.find_user(address)
    if user is None:
        message = "Unable to resolve e-mail address to an Exchange mailbox."
        error = {"message": message, "responseCode": "ErrorMailRecipientNotFound"}
        return {"scheduleId": address, "availabilityView": "", "scheduleItems": [], "error": error}
    mailbox = tenant.mailboxes[user.id]
    events = [event for event in mailbox.events() if _within(event, start, end) and not event.cancelled]
    view_text, at = "", start
    while at < end:
        here = [_BUSY.get(event.data["showAs"], "0") for event in events if _within(event, at, at + interval)]
        view_text, at = view_text + max(here, default="0"), at + interval
    items = [
        {
            "isPrivate": event.data["sensitivity"] == "private",
            "status": event.data["showAs"],
            "subject": event.data["subject"],
            "location": event.data["location"]["displayName"],
            "start": times.to_zoned(event.start, zone),
            "end": times.to_zoned(event.end, zone),
        }
        for event in sorted(events, key=lambda event: event.start)
        if event.data["showAs"] != "free"
    ]
    hours = {
        "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
        "startTime": "09:00:00.0000000",
        "endTime": "17:00:00.0000000",
        "timeZone": {"name": "GMT Standard Time"},
    }
    return {"scheduleId": address, "availabilityView": view_text, "scheduleItems": items, "workingHours": hours}


async def calendar(sandbox: Sandbox, request: Request) -> Response:
    """GET calendar: which also tells whether the organiser can make Teams meetings."""
    owner = sandbox.tenant.users[mailbox_of(sandbox, request).user_id]
    teams = ["teamsForBusiness"] if owner.teams_licensed else []
    shown = {
        "id": f"AAMkADQ4calendar-{owner.id}",
        "name": "Calendar",
        "color": "auto",
        "changeKey": "1",
        "canShare": True,
        "canViewPrivateItems": True,
        "canEdit": True,
        "isDefaultCalendar": True,
        "hexColor": "",
        "isRemovable": False,
        "isTallyingResponses": True,
        "allowedOnlineMeetingProviders": teams,
        "defaultOnlineMeetingProvider": teams[0] if teams else "unknown",
        "owner": person(owner)["emailAddress"],
    }
    return Response(200, odata.select(shown, request))


ROUTES = [
    Route("GET", "/users/{user}/calendarView/FUNCTIONdeltaBRACKETS", delta, "outlook", CALENDAR_READ),
    Route("GET", "/users/{user}/events/FUNCTIONdeltaBRACKETS", delta, "outlook", CALENDAR_READ),
    Route("GET", "/users/{user}/calendar/calendarView/FUNCTIONdeltaBRACKETS", delta, "outlook", CALENDAR_READ),
    Route("GET", "/users/{user}/calendarView", view, "outlook", CALENDAR_READ),
    Route("GET", "/users/{user}/calendar/calendarView", view, "outlook", CALENDAR_READ),
    Route("POST", "/users/{user}/calendar/FUNCTIONgetSchedule", get_schedule, "outlook", CALENDAR_READ),
    Route("GET", "/users/{user}/calendar", calendar, "outlook", CALENDAR_READ),
]
