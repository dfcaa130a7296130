"""Events: create, read, change, cancel, delete (Graph: event resource type and its methods)."""

import html
from functools import partial

from infra.sandbox import event_shape, extended, odata
from infra.sandbox.checks import check, check_action, knows
from infra.sandbox.exchange import Event, Mailbox, address_of
from infra.sandbox.routing import CALENDAR_READ, CALENDAR_WRITE, Route
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.state import Tenant
from infra.sandbox.transport import invite, person
from infra.sandbox.wire import GraphError, Json, Request, Response, not_found

_QUIET = frozenset({
    "attendees", "categories", "isReminderOn", "reminderMinutesBeforeStart", "showAs", "singleValueExtendedProperties",
    "hideAttendees", "importance", "sensitivity", "responseRequested", "allowNewTimeProposals", "@odata.type",
})  # fmt: skip
"""Changes that Exchange mails to nobody beyond whom they concern."""


def mailbox_of(sandbox: Sandbox, request: Request) -> Mailbox:
    """The mailbox that the path names."""
    return sandbox.tenant.mailbox(request.args["user"])


def event_of(sandbox: Sandbox, request: Request) -> tuple[Mailbox, Event]:
    """The event that the path names by either of its ids, in exactly this case."""
    mailbox = mailbox_of(sandbox, request)
    event: Event = mailbox.items.get(request.args["event"]) or not_found()
    if event.link_due is not None and event.link_due <= sandbox.tenant.now():
        event.link_due = None
        _go_online(sandbox.tenant, event)
    return mailbox, event


def require_match(request: Request, etag: str) -> None:
    """`If-Match`: 412 where the item has changed since."""
    wanted = request.headers.get("if-match")
    if wanted is not None and wanted not in ("*", etag):
        message = "The change key passed in the request does not match the current change key for the item."
        raise GraphError(412, "ErrorIrresolvableConflict", message)


async def create(sandbox: Sandbox, request: Request) -> Response:
    """POST events. A repeated transactionId gives the event that is there; attendees are mailed at once."""
    tenant, mailbox = sandbox.tenant, mailbox_of(sandbox, request)
    body = check(request.json(), "event")
    known = _same_transaction(mailbox, body)
    if known is not None:
        return Response(201, event_shape.wire(known, request))
    for name in ("start", "end"):
        if not body.get(name):
            message = f"At least one property failed validation: '{name}' is required."
            raise GraphError(400, "ErrorPropertyValidationFailure", message)
    event = new_event(tenant, mailbox, body)
    if body.get("isOnlineMeeting") and tenant.users[event.owner].teams_licensed:
        _meet(sandbox, event)
    mailbox.keep_event(event)
    tenant.changed(mailbox, "events", "created", event)
    for one in event.attendees:
        invite(tenant, event, address_of(one), "invitation")
    return Response(201, event_shape.wire(event, request))


def _same_transaction(mailbox: Mailbox, body: Json) -> Event | None:
    key = body.get("transactionId")
    known = next((one for one in mailbox.events() if key and one.transaction_id == key), None)
    if known is not None and known.request_digest != event_shape.digest_of(body):
        message = (
            "Your request can't be completed. The TransactionId specified in the request has already been used "
            "to create a different event."
        )
        raise GraphError(409, "ErrorDuplicateTransactionId", message)
    return known


def new_event(tenant: Tenant, mailbox: Mailbox, body: Json) -> Event:
    """An event as its body describes it, not yet in the calendar."""
    now, owner = tenant.now(), tenant.users[mailbox.user_id]
    data = {
        **event_shape.DEFAULTS,
        "location": event_shape.location_of(None),
        "locations": [],
        "body": event_shape.body_of(body.get("body")),
        "attendees": event_shape.attendees_of(tenant, body.get("attendees"), []),
    }
    event = Event(tenant.ids.item(), data, now, now, owner=owner.id, uid=tenant.ids.ical_uid())
    event.organizer = person(owner)
    event.transaction_id = body.get("transactionId")
    event.request_digest = event_shape.digest_of(body)
    event_shape.set_times(event, body)
    event_shape.fill(event, body)
    return event


def _meet(sandbox: Sandbox, event: Event) -> None:
    """Only a Teams-licensed organiser's event gets a meeting; its link may come a little after the event."""
    late = sandbox.faults.stale("teams")
    if late:
        event.link_due = sandbox.tenant.now() + late
    else:
        _go_online(sandbox.tenant, event)


def _go_online(tenant: Tenant, event: Event) -> None:
    event.join_url = event_shape.new_join_url(tenant, tenant.users[event.owner])
    event.data["body"] = event_shape.with_blob(event.data["body"], event.join_url)


async def get(sandbox: Sandbox, request: Request) -> Response:
    """GET one event."""
    _, event = event_of(sandbox, request)
    return Response(200, odata.select(event_shape.wire(event, request), request))


async def list_events(sandbox: Sandbox, request: Request) -> Response:
    """GET events with `$filter`, `$top` and pages."""
    horizon = sandbox.horizon("outlook")
    events = [event for event in mailbox_of(sandbox, request).events() if event.created <= horizon]
    rows = matching(events, request)
    return Response(200, odata.page(rows, request))


def matching(events: list[Event], request: Request) -> list[Json]:
    """The events that a filter lets through, as shown."""
    text = request.query.get("$filter")
    wanted = odata.Filter(extended.prepared(text), lambda name: knows("event", name)) if text else None

    def shown(event: Event) -> Json:
        return event_shape.wire(event, request)

    found = [
        event
        for event in events
        if wanted is None or wanted.matches(extended.searchable(event, wanted.names, partial(shown, event)))
    ]
    return [odata.select(shown(event), request) for event in found]


async def update(sandbox: Sandbox, request: Request) -> Response:
    """PATCH an event. Attendees alone: who is new is invited, who is gone gets a cancellation, others hear nothing."""
    tenant = sandbox.tenant
    mailbox, event = event_of(sandbox, request)
    body = check(request.json(), "event")
    require_match(request, event.etag)
    if "transactionId" in body and body["transactionId"] != event.transaction_id:
        raise GraphError(400, "ErrorInvalidPropertySet", "The property 'transactionId' cannot be changed.")
    before = {address_of(one).lower(): address_of(one) for one in event.attendees}
    _apply(tenant, event, body)
    event.version, event.modified = event.version + 1, tenant.now()
    tenant.changed(mailbox, "events", "updated", event)
    if event.is_organizer:
        _notify(tenant, event, before, everybody=bool(set(body) - _QUIET))
    return Response(200, event_shape.wire(event, request))


def _apply(tenant: Tenant, event: Event, body: Json) -> None:
    moved = (event.start, event.end)
    attendees = event_shape.attendees_of(tenant, body.get("attendees"), event.attendees)
    event_shape.set_times(event, body)
    if "attendees" in body:
        event.data["attendees"] = attendees
    if moved != (event.start, event.end):
        for one in event.attendees:
            one["status"] = {"response": "none", "time": "0001-01-01T00:00:00Z"}
    event_shape.fill(event, body)
    if body.get("body") is not None:
        event.data["body"] = event_shape.body_of(body["body"])
        if event.join_url and html.escape(event.join_url) not in event.data["body"]["content"]:
            event.join_url = None
    if body.get("isOnlineMeeting") and event.join_url is None and tenant.users[event.owner].teams_licensed:
        _go_online(tenant, event)


def _notify(tenant: Tenant, event: Event, before: dict[str, str], *, everybody: bool) -> None:
    after = {address_of(one).lower(): address_of(one) for one in event.attendees}
    for key, address in before.items():
        if key not in after:
            invite(tenant, event, address, "cancellation")
    for key, address in after.items():
        if key not in before:
            invite(tenant, event, address, "invitation")
        elif everybody:
            invite(tenant, event, address, "update")


def remove(tenant: Tenant, mailbox: Mailbox, event: Event, comment: str = "") -> None:
    """Take an event away; from the organiser's calendar that cancels the meeting for all."""
    mailbox.drop_event(event)
    tenant.changed(mailbox, "events", "deleted", event)
    if event.is_organizer:
        for one in event.attendees:
            invite(tenant, event, address_of(one), "cancellation", comment)


async def delete(sandbox: Sandbox, request: Request) -> Response:
    """DELETE an event."""
    mailbox, event = event_of(sandbox, request)
    require_match(request, event.etag)
    remove(sandbox.tenant, mailbox, event)
    return Response(204)


async def cancel(sandbox: Sandbox, request: Request) -> Response:
    """POST cancel, with a comment for the attendees: the organiser's alone to do."""
    mailbox, event = event_of(sandbox, request)
    body = check_action(_lower_first(request.optional_json()), {"comment": "string"})
    if not event.is_organizer:
        message = "Your request can't be completed. You need to be an organizer to cancel a meeting."
        raise GraphError(400, "ErrorInvalidRequest", message)
    remove(sandbox.tenant, mailbox, event, str(body.get("comment") or ""))
    return Response(202)


def _lower_first(body: Json) -> Json:
    """Action parameters may begin with a capital: the documentation writes `Comment`, as the service accepts."""
    return {name[:1].lower() + name[1:]: value for name, value in body.items()}


_COLLECTIONS = ("/users/{user}/events", "/users/{user}/calendar/events", "/users/{user}/calendars/{calendar}/events")
ROUTES = [
    *(Route("POST", path, create, "outlook", CALENDAR_WRITE) for path in _COLLECTIONS),
    *(Route("GET", path, list_events, "outlook", CALENDAR_READ) for path in _COLLECTIONS),
    *(Route("GET", f"{path}/{{event}}", get, "outlook", CALENDAR_READ) for path in _COLLECTIONS[:2]),
    *(Route("PATCH", f"{path}/{{event}}", update, "outlook", CALENDAR_WRITE) for path in _COLLECTIONS[:2]),
    *(Route("DELETE", f"{path}/{{event}}", delete, "outlook", CALENDAR_WRITE) for path in _COLLECTIONS[:2]),
    Route("POST", "/users/{user}/events/{event}/cancel", cancel, "outlook", CALENDAR_WRITE),
]
